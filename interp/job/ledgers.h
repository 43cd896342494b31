/* The ledgers that village, township, county and insurance keep of the same people (三级台账), matched by ID
 * number, by the number of the person where it is known, then by name and day of birth; and what differs
 * between them. Nothing is written here. A newcomer forgets that a ledger of which a county has no entry at all
 * is told as absent and not counted as missing for everybody. */
#ifndef GUIZE_JOB_LEDGERS_H
#define GUIZE_JOB_LEDGERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "base/memory.h"
#include "data/schema.h"
#include "data/store.h"

enum { LEDGER_TIERS = 8, LEDGER_MOST = 64, LEDGER_STAMP = 18 };

/* An entry: `values` as stored, one a field of the entity, NULL for none. name, number and birth are as they
 * are matched (no blanks, 15 digits as 18), NULL where there is none. */
typedef struct LedgerEntry {
  int64_t id, person_id; /* 0: no person is known */
  int tier;              /* place in the enumeration of tiers */
  char county[7];
  const char *name, *number, *birth;
  const char **values;
  size_t group;     /* another entry of the same person, while matching */
  int64_t namesake; /* an entry of somebody else of that name and birth day; 0: none */
  bool by_name;     /* matched by name and day of birth */
} LedgerEntry;

/* A person: entries[order[first]] to entries[order[first + count - 1]], by tier and number. */
typedef struct LedgerPerson {
  size_t first, count;
  const char *county; /* of the first entry */
} LedgerPerson;

typedef struct LedgerCounty {
  char code[7];
  char name[64];
  int64_t entries[LEDGER_TIERS];
} LedgerCounty;

typedef struct Ledgers {
  Arena *arena;
  const Entity *entity;
  const Enumeration *tiers;
  LedgerEntry *entries; /* by id */
  size_t count;
  size_t *order;
  LedgerPerson *persons; /* by county, then by the first entry */
  size_t person_count;
  LedgerCounty *counties; /* by code */
  size_t county_count;
} Ledgers;

typedef enum LedgerKind { LEDGER_MISSING, LEDGER_DOUBLED, LEDGER_DIFFERS } LedgerKind;

/* `tier` of what is missing or doubled; `field` of what differs. */
typedef struct LedgerDifference {
  LedgerKind kind;
  int tier;
  const Field *field;
} LedgerDifference;

/* Reads and matches all entries. E574 when the schema has no ledgers as these. Free it also after a fault. */
bool ledgers_read(Ledgers *ledgers, Store *store, const Schema *schema, Fault *fault);
void ledgers_free(Ledgers *ledgers);

/* Entry `i` of a person. */
const LedgerEntry *ledgers_entry(const Ledgers *ledgers, const LedgerPerson *person, size_t i);

/* The first of a list of structs in the order of a number that each has at an offset, of which it is not below
 * `number`; `count` for none. */
size_t ledgers_first(const void *list, size_t count, size_t size, size_t offset, int64_t number);

/* The entry with that number and the person it belongs to; NULL when there is none. */
const LedgerEntry *ledgers_find(const Ledgers *ledgers, int64_t id, const LedgerPerson **person);

/* The county of that code; there is one for every person. */
const LedgerCounty *ledgers_county(const Ledgers *ledgers, const char *code);

/* What differs for a person, in `out` of LEDGER_MOST places: missing, then doubled by tier, then fields. */
size_t ledgers_differ(const Ledgers *ledgers, const LedgerPerson *person, LedgerDifference *out);

/* Whether a field identifies a person, so that it must stand in every ledger. */
bool ledgers_identifies(const Field *field);

/* Whether two values of a field say the same. */
bool ledgers_same(const Field *field, const char *a, const char *b);

/* The position of a field in `values`. */
size_t ledgers_place(const Ledgers *ledgers, const Field *field);

/* A stamp of the entries as far as the difference is about them: "h" and 16 digits. */
void ledgers_stamp(const Ledgers *ledgers, const LedgerPerson *person,
                   const LedgerDifference *difference, char out[LEDGER_STAMP]);

#endif
