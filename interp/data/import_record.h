/* The list of imports: which file (name and hash), into what, when, how many rows. Its table is made when the
 * first import is noted, so that reading a database asks nothing of it. */
#ifndef GUIZE_DATA_IMPORT_RECORD_H
#define GUIZE_DATA_IMPORT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/store.h"

typedef struct ImportRecord {
  int64_t id;
  const char *file, *hash, *entity, *mode, *encoding, *imported_at;
  int64_t rows, added, changed, same, refused;
} ImportRecord;

/* Says in `when` the time of an earlier import of the same bytes into the same entity, "" for none. */
bool record_find(Store *store, const char *hash, const char *entity, char when[24], Fault *fault);

/* Notes an import, in the transaction that is open. */
bool record_add(Store *store, const ImportRecord *record, Fault *fault);

/* Calls `each` for every import, oldest first. */
bool record_each(Store *store, void (*each)(const ImportRecord *record, void *data), void *data,
                 Fault *fault);

#endif
