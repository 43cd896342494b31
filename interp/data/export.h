/* What is in the database as rows for a file: an entity, the settlements of a run, its flagged rows, a view or a
 * person's own SELECT. Personal fields are masked unless they are to be revealed. */
#ifndef GUIZE_DATA_EXPORT_H
#define GUIZE_DATA_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"
#include "io/sheet_out.h"

typedef struct ExportOptions {
  const char *what; /* "person", "人员", "run:1", "flags:1", "结算明细", "SELECT …" */
  const char *const *counties;
  int county_count;
  bool reveal;
  bool plain; /* for programs: names of values, true and false */
} ExportOptions;

typedef struct Export Export;

/* Opens it on a store opened for reading, which is guarded from then on when a view or a SELECT is read. The
 * order of rows is that of the key, or of all columns; of a SELECT its own. NULL and E527 (exit 2) when nothing
 * is called so, E420 when there is no such run, E649 for bad SQL. */
Export *export_open(Store *store, const Schema *schema, const ExportOptions *options, Fault *fault);
void export_close(Export *export); /* NULL is allowed */

/* The columns, their number in *count; a name for the sheet; whether something in it is masked. */
const OutColumn *export_columns(const Export *export, size_t *count);
const char *export_name(const Export *export);
bool export_masked(const Export *export);

/* The next row, as many cells as columns, alive until the next: 1, 0 at the end, -1 and a fault. */
int export_next(Export *export, const OutCell **cells, Fault *fault);

#endif
