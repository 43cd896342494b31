/* What stands beside the rows in an XLSX file: names of sheets, shared texts, formats of dates. For xlsx.c. */
#ifndef GUIZE_IO_XLSX_PARTS_H
#define GUIZE_IO_XLSX_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/archive.h"

typedef struct SharedText {
  size_t at, size; /* in XlsxParts.texts */
} SharedText;

typedef struct XlsxSheet {
  char *name, *id,
      *part; /* as the workbook calls it; of the relation; path in the archive or NULL */
  bool hidden;
} XlsxSheet;

typedef struct XlsxParts {
  bool from_1904; /* days are counted from there */
  XlsxSheet *sheets;
  size_t sheet_count;
  Buffer texts; /* decoded */
  SharedText *shared;
  size_t shared_count;
  bool *dates; /* of each cell format: whether it shows a date */
  size_t format_count;
} XlsxParts;

/* Reads them. NULL when all is well, else what is wrong (English, marked for the catalogue). */
const char *xlsx_parts_read(Archive *archive, XlsxParts *parts);
void xlsx_parts_free(XlsxParts *parts);

/* Runs expat over a document that is handed over whole or in pieces: see the definition. */
struct XML_ParserStruct;
struct XML_ParserStruct *xlsx_parser(void *data);

/* The name of an element or attribute without its prefix. */
const char *xlsx_local(const char *name);

/* An attribute by its name without prefix; NULL when there is none. */
const char *xlsx_attribute(const char **attributes, const char *name);

/* Adds a text in which _x000D_ stands for a character. */
void xlsx_add_decoded(Buffer *out, const char *text, size_t size);

#endif
