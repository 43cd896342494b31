/* The working copy of a year's cases: structs in sealed shared memory, sorted by county, household,
 * day and id, with identities, places and refunds resolved. No name, no ID number. Cases whose data
 * cannot be settled are kept apart, with the reason. Nothing is evaluated here. */
#ifndef GUIZE_DATA_SNAPSHOT_H
#define GUIZE_DATA_SNAPSHOT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/schema.h"
#include "data/store.h"
#include "wire/layout.h"
#include "wire/region.h"

/* Which cases: those with a day in `year` (admission, discharge or settlement), of persons insured in
 * one of the counties (none named: all), and what refunds among them need of earlier years.
 * `household_of`, a case that there is: of these only the household of its person (0: everybody). */
typedef struct SnapshotScope {
  int year;
  const char *const *counties;
  int county_count;
  int64_t household_of;
} SnapshotScope;

/* A case that cannot be settled as its data stand. */
typedef struct BadCase {
  int64_t case_id;
  char code[8];
  char reason[160];
} BadCase;

/* Offsets in a row of what the host itself looks at. */
typedef struct SnapshotOffsets {
  size_t id, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost,
      temporary_aid, hospital_relief, deposit, household, person, hospital, admission, discharge,
      settled, refund_of, county, diagnosis, member, held_any, held_admission, held_discharge,
      held_settlement, hospital_level, hospital_tier, kind, referral, place, sex, age, one_stop,
      settlement_slot, discharge_slot, admission_slot, refunded;
} SnapshotOffsets;

typedef struct Snapshot {
  Region region;
  size_t row_size;
  int64_t count;
  SnapshotOffsets at;
  int run_year, first_year, years; /* `years` years from first_year on are numbered by slots */
  int most_members;                /* of a household */
  int64_t most_rows;               /* of a household */
  json_t *counties, *diagnoses, *hospitals; /* what small numbers stand for, from 1 */
  BadCase *bad;
  size_t bad_count;
  char hash[HASH_TEXT]; /* over rows, dictionaries and bad cases */
} Snapshot;

/* Reads and seals a snapshot laid out as the worker told. Faults: E5xx of the data, E4xx of the store,
 * E130 when interrupted. Cases with bad data are not a fault; see `bad`. */
bool snapshot_read(Snapshot *snapshot, Store *store, const Schema *schema, const Layout *layout,
                   const SnapshotScope *scope, Fault *fault);
void snapshot_close(Snapshot *snapshot);

/* Start of row i. */
const char *snapshot_row(const Snapshot *snapshot, int64_t i);

/* Number of the household of row i; ranges never split one. */
int32_t snapshot_household(const Snapshot *snapshot, int64_t i);

/* Number of the person of row i, from 0; persons are numbered in the order of their first row. */
int32_t snapshot_person(const Snapshot *snapshot, int64_t i);

/* Number of the case of row i, as in the database. */
int64_t snapshot_case(const Snapshot *snapshot, int64_t i);

#endif
