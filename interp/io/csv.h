/* Reading and writing CSV (RFC 4180) and TSV, in UTF-8. The reader takes the bytes apart in place and is
 * strict: what is not certain is a fault with line and column, never a guess. */
#ifndef GUIZE_IO_CSV_H
#define GUIZE_IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "io/sheet.h"

typedef struct Csv {
  const char *path; /* for messages */
  char *text;
  size_t size, at;
  char separator;
  int64_t line;
  bool ended; /* the last row ends with a line break */
  Cell cells[SHEET_COLUMNS];
} Csv;

/* Begins on bytes that stay the caller's, may be changed, and must outlive it. The separator is the tab where
 * the first line has one and no comma, else the comma. */
void csv_begin(Csv *csv, const char *path, char *text, size_t size);

/* Reads the next row: 1, 0 at the end, -1 and E517 (exit 4) for what no CSV file has: a NUL, a quotation mark
 * that is not closed, text behind a closing one, too many or too long cells. */
int csv_next(Csv *csv, SheetRow *row, Fault *fault);

/* Adds a cell. `text`: not a number, so that what a spreadsheet would take for a formula (= + - @, tab, CR,
 * and their full-width forms) gets an apostrophe in front; one more where apostrophes stand there already. */
void csv_add_cell(Buffer *out, const char *cell, size_t size, char separator, bool text);

/* Takes such an apostrophe off again, and reads ="0012" as 0012. */
void csv_unmark(const char **cell, size_t *size);

#endif
