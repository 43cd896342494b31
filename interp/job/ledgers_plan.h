/* What a corrected worksheet asks for, row by row, checked against the ledgers as they are now. */
#ifndef GUIZE_JOB_LEDGERS_PLAN_H
#define GUIZE_JOB_LEDGERS_PLAN_H

#include "io/sheet.h"
#include "job/ledgers.h"
#include "job/ledgers_sheet.h"

/* A new value of an entry; NULL empties. */
typedef struct LedgerSet {
  int64_t line, entry;
  const Field *field;
  const char *old, *new;
} LedgerSet;

/* An entry that goes; an entry that is made in `tier` for the person. */
typedef struct LedgerDelete {
  int64_t line, entry;
} LedgerDelete;
typedef struct LedgerAdd {
  int64_t line;
  int tier;
  const LedgerPerson *person;
} LedgerAdd;

typedef struct LedgerPlan {
  const Ledgers *ledgers;
  Arena *arena;
  LedgerSet *sets;
  size_t set_count;
  LedgerDelete *deletes;
  size_t delete_count;
  LedgerAdd *adds;
  size_t add_count;
  LedgerApplied applied;
  LedgerRefuse refuse;
  void *data;
} LedgerPlan;

/* Takes a row in; `cells` by the columns of a worksheet (SHEET_FIXED of them). Refused rows are told and
 * counted. */
void ledgers_plan_row(LedgerPlan *plan, int64_t line, const Cell *cells);

/* Refuses rows that contradict each other. */
void ledgers_plan_end(LedgerPlan *plan);

/* What is planned for a field of an entry; NULL: nothing. After ledgers_plan_end. */
const LedgerSet *ledgers_plan_set(const LedgerPlan *plan, int64_t entry, const Field *field);

/* Frees its lists; zeros are fine. */
void ledgers_plan_free(LedgerPlan *plan);

#endif
