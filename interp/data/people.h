/* What the snapshot needs to know of persons, households, identities and hospitals, read once into
 * arrays. No name and no ID number is read here. A newcomer forgets that a person without a household
 * is a household of one. */
#ifndef GUIZE_DATA_PEOPLE_H
#define GUIZE_DATA_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

enum { DAY_NONE = INT32_MIN, DAY_OPEN = INT32_MAX };

/* A person: position of the household (in the order of county and household), number within it,
 * county (position in `counties`, from 1), birth (DAY_NONE: unknown), sex (1…; 0 unknown). */
typedef struct Person {
  int64_t id;
  int32_t household, birth;
  uint16_t member, county;
  uint8_t sex;
} Person;

/* A period in which somebody had an identity of rank `rank` (1…). */
typedef struct Held {
  int32_t begins, ends;
  uint8_t rank;
} Held;

typedef struct Hospital {
  int64_t id;
  char county[7];
  uint8_t level, tier;
} Hospital;

typedef struct People {
  Person *persons; /* by id */
  size_t person_count;
  uint32_t *first_held; /* person i has held[first_held[i]] to held[first_held[i + 1] - 1] */
  Held *held;
  Hospital *hospitals; /* by id */
  size_t hospital_count;
  char (*counties)[7]; /* codes, sorted; position 1 is counties[0] */
  size_t county_count;
  int64_t household_count;
  int most_members;
} People;

/* Reads everybody, or (case_id not 0) only the household of that case's person and the hospitals of its
 * cases. The fault has exit code 4 when a code of an enumeration is unknown. */
bool people_read(People *people, Store *store, const Schema *schema, int64_t case_id, Fault *fault);

/* Adds SQL in brackets: the ids of the persons of the household that a case belongs to. */
void people_members_sql(Buffer *sql, int64_t case_id);
void people_free(People *people);

/* Frees persons and identities, when only counties and hospitals are still asked for. */
void people_forget(People *people);

/* Position of a person or hospital with that id; -1 if there is none. `near`: a position tried
 * first. */
int64_t people_find(const People *people, int64_t id, int64_t near);
int64_t people_find_hospital(const People *people, int64_t id, int64_t near);

/* The identities held on any day from `first` to `last`, a bit a rank (rank 1 is bit 0). */
uint16_t people_held(const People *people, int64_t person, int32_t first, int32_t last);

#endif
