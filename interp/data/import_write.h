/* Rows of an import on their way into a table: added, compared with what is there, changed. What the tables
 * refuse comes back as a reason; the transaction is the caller's. */
#ifndef GUIZE_DATA_IMPORT_WRITE_H
#define GUIZE_DATA_IMPORT_WRITE_H

#include "base/buffer.h"
#include "base/fault.h"
#include "data/import_header.h"
#include "data/import_value.h"
#include "data/store.h"

/* IMPORT_INSERT: rows whose key is there already are refused when they differ. IMPORT_UPDATE: rows that are
 * there are changed, in the columns of the file whose cells are not empty; others are refused. IMPORT_REPLACE:
 * both, and an empty cell empties the field; columns that the file does not have stay as they are. */
typedef enum ImportMode { IMPORT_INSERT, IMPORT_UPDATE, IMPORT_REPLACE } ImportMode;

typedef enum RowOutcome {
  ROW_NEW,
  ROW_CHANGED,
  ROW_SAME,
  ROW_REFUSED,
  ROW_WAITS, /* it refers to a row of its own entity that is not there yet */
  ROW_FAULT,
} RowOutcome;

typedef struct ImportWriter ImportWriter;

/* `header` must outlive it. Rows are numbered when the file has no key. NULL: a fault. */
ImportWriter *importwriter_open(Store *store, const ImportHeader *header, ImportMode mode,
                                Fault *fault);
void importwriter_close(ImportWriter *writer); /* NULL is allowed */

/* Replaces a value told by another field of the row it refers to (column->by) by that row's key. False with
 * `why` when none or several have it; a fault when `why` is not set. */
bool importwriter_resolve(ImportWriter *writer, size_t column, Value *value, Fault *why,
                          Fault *fault);

/* Writes a row; values[i] belongs to header->columns[i]. ROW_REFUSED, ROW_WAITS: `why` has the reason and
 * `where` the titles of the columns it is about. */
RowOutcome importwriter_row(ImportWriter *writer, const Value *values, Fault *why, Buffer *where,
                            Fault *fault);

/* The first number that was given to a row without a key; 0 when none was. */
int64_t importwriter_numbered_from(const ImportWriter *writer);

#endif
