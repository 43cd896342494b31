/* The file that is imported, read whole before anything is stored: its form, its encoding, its rows. */
#ifndef GUIZE_DATA_IMPORT_SOURCE_H
#define GUIZE_DATA_IMPORT_SOURCE_H

#include "base/buffer.h"
#include "base/fault.h"
#include "base/hash.h"
#include "data/import_map.h"
#include "data/schema.h"
#include "io/charset.h"
#include "io/csv.h"
#include "io/xlsx.h"

typedef struct ImportSource {
  const char *path;
  Buffer bytes;
  char hash[HASH_TEXT]; /* of the file as it is on the disk */
  const char *encoding; /* "UTF-8", "GB18030", "XLSX" */
  Xlsx *xlsx;           /* NULL: csv */
  Csv csv;
} ImportSource;

/* Asked when a file reads as both encodings: a piece of it in each. CHARSET_DOUBT: nobody can say. */
typedef Charset (*ImportAsk)(void *data, const char *path, const char *as_utf8,
                             const char *as_gb18030);

/* Opens it. `encoding`: "utf-8", "gb18030", or NULL to find out: by the mark in front, by which of the two it
 * can be read as, by the header; then `ask`, and E516 when that does not say. End with source_close. */
bool source_open(ImportSource *source, const char *path, const Schema *schema, const ImportMap *map,
                 const char *encoding, ImportAsk ask, void *data, Fault *fault);
void source_close(ImportSource *source);

/* The next row: 1, 0 at the end, -1 and a fault. */
int source_next(ImportSource *source, SheetRow *row, Fault *fault);

/* How much of it is read, of how much; both 0 when that is not known. */
void source_progress(const ImportSource *source, int64_t *done, int64_t *total);

#endif
