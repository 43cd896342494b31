/* One file into one entity: read, understood, written in one transaction or not at all. A newcomer forgets
 * that a single refused row keeps the whole file out, unless the good rows alone are asked for. */
#ifndef GUIZE_DATA_IMPORT_H
#define GUIZE_DATA_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/import_header.h"
#include "data/import_source.h"
#include "data/import_write.h"
#include "data/schema.h"
#include "data/store.h"

enum { IMPORT_SHOWN = 10 };

typedef struct ImportOptions {
  const char *entity, *map, *encoding; /* NULL: to be found out; no map */
  ImportMode mode;
  bool dry_run;   /* inside a transaction of the caller, which is rolled back */
  bool good_rows; /* import them although others are refused */
  bool again;     /* although the same file was imported before */
  ImportAsk ask;  /* may be NULL */
  void (*tell)(void *data, int64_t rows, int64_t done, int64_t total, int64_t refused);
  void *data; /* of ask and tell */
} ImportOptions;

typedef struct ImportRefusal {
  int64_t line;
  char where[200], why[400]; /* titles of columns; in the language of messages */
} ImportRefusal;

/* What was done. Counts of columns are by their place in the header. */
typedef struct ImportReport {
  const ImportHeader *header;
  const char *path, *encoding;
  const char *sheet, *other_sheets; /* of XLSX, else NULL */
  const char *refused_path;         /* NULL: no row was refused */
  int64_t rows, added, changed, same, refused;
  int64_t empty_rows, rows_above;  /* passed over: without a cell, above the header */
  int64_t defaults[SHEET_COLUMNS]; /* empty cells that took the default */
  int64_t timed[SHEET_COLUMNS];    /* a time of day was left off */
  int64_t trimmed[SHEET_COLUMNS];  /* blanks around a text were left off */
  int64_t doubtful[SHEET_COLUMNS]; /* numbers of persons that cannot be right, taken as written */
  int64_t unnamed[SHEET_COLUMNS];  /* characters of the private-use area */
  int64_t numbered_from;           /* rows without a key were numbered from here; 0: none */
  bool stored;                     /* false: nothing of it was imported */
  bool cut;                        /* the last line has no end */
  ImportRefusal first[IMPORT_SHOWN];
  size_t shown;
} ImportReport;

typedef struct Import Import;

/* Reads file, map and header; nothing is stored. `path` and `options` must outlive it. */
Import *import_open(const char *path, const Schema *schema, const ImportOptions *options,
                    Fault *fault);
void import_close(Import *import); /* NULL is allowed */

/* The entity of its rows. */
const Entity *import_entity(const Import *import);

/* Stores the rows. False and a fault: E522 rows were refused and nothing is imported (the report tells them),
 * E523 the file was imported before, E130, and those of files and database; then nothing is stored. */
bool import_store(Import *import, Store *store, Fault *fault);

/* The report; alive until import_close. */
const ImportReport *import_report(const Import *import);

#endif
