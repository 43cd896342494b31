/* Assessment sheets that were kept, so that a later one can say what has changed since. A newcomer takes
 * them for runs: a sheet has the figures of one day, and no settlements. */
#ifndef GUIZE_DATA_SHEETS_H
#define GUIZE_DATA_SHEETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/store.h"

/* A sheet. `counties`: codes with commas, "" for all; `day`: whose thresholds and registers count; `run`: the
 * stored run that its figures are of, 0 where the year was settled for the sheet. */
typedef struct Sheet {
  int64_t id, run;
  int year;
  char day[11], counties[512], made[24], engine[32], rules_hash[HASH_TEXT], data_hash[HASH_TEXT];
} Sheet;

/* A figure of a sheet; `group` is "" but for a group that has a threshold of its own. */
typedef struct SheetRow {
  const char *target, *county, *group;
  double part, whole, threshold;
  bool has_threshold, at_least, judged, met;
} SheetRow;

/* Opens a transaction, makes the tables where they are missing, and stores the sheet's own row with the time;
 * sets its number. Ends with store_commit, or store_rollback. */
bool sheets_begin(Store *store, Sheet *sheet, Fault *fault);

/* Adds a figure to the sheet that was begun. */
bool sheets_add(Store *store, int64_t sheet, const SheetRow *row, Fault *fault);

/* The newest sheet of the year that holds all of `counties`: one of the same, or of all. Its number is 0 when
 * there is none. */
bool sheets_last(Store *store, int year, const char *counties, Sheet *sheet, Fault *fault);

/* Calls `each` for the figures of a sheet; texts live during the call. */
bool sheets_each(Store *store, int64_t sheet, void (*each)(void *data, const SheetRow *row),
                 void *data, Fault *fault);

#endif
