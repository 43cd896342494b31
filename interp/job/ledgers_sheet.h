/* The worksheet (核对表) of differences between ledgers: a row a difference, with the values of each ledger, an
 * empty column for the right value and one for what is to be done. It goes out, is corrected by a township, and
 * comes back; every row carries a stamp of the entries that it is about. A newcomer forgets that a masked
 * worksheet has no stamps and cannot come back. */
#ifndef GUIZE_JOB_LEDGERS_SHEET_H
#define GUIZE_JOB_LEDGERS_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "io/sheet_out.h"
#include "job/ledgers.h"

/* What a worksheet is of: counties (none: all), names and numbers in full or masked. */
typedef struct LedgerSheet {
  const char *const *counties;
  int county_count;
  bool reveal, replace;
} LedgerSheet;

/* Whether a person is of one of the counties. */
bool ledgers_wanted(const LedgerSheet *sheet, const LedgerPerson *person);

/* Writes it; *rows: how many differences. */
bool ledgers_sheet_write(const Ledgers *ledgers, const LedgerSheet *sheet, const char *path,
                         OutForm form, int64_t *rows, Fault *fault);

/* What applying a worksheet did: rows of it, and rows of the ledger; `open`: rows without an answer, `kept`:
 * rows that say keep, `already`: rows that were applied before. */
typedef struct LedgerApplied {
  int64_t rows, open, kept, already, corrected, deleted, added, refused;
} LedgerApplied;

/* A row that is refused: its line in the file, the column, why. */
typedef void (*LedgerRefuse)(void *data, int64_t line, const char *column, const char *why);

/* Reads a corrected worksheet and does what it says, in one transaction, with the history of each change; or
 * (`dry`) only says what it would do. All or nothing: E571 no worksheet, E572 rows were refused (each was told),
 * E573 it is masked. `encoding` as for an import. */
bool ledgers_sheet_apply(Store *store, const Schema *schema, const char *path, const char *encoding,
                         bool dry, LedgerRefuse refuse, void *data, LedgerApplied *applied,
                         Fault *fault);

/* The columns, in their order: what the reader looks for by title. */
enum {
  SHEET_NUMBER,
  SHEET_STAMP,
  SHEET_COUNTY,
  SHEET_NAME,
  SHEET_ID,
  SHEET_KIND,
  SHEET_TIER,
  SHEET_FIELD,
  SHEET_VALUE,  /* the value to take */
  SHEET_ACTION, /* what to do */
  SHEET_REASON,
  SHEET_ENTRIES,
  SHEET_FIXED /* the ledgers follow, a column each */
};
extern const OutColumn ledgers_columns[SHEET_FIXED];

#endif
