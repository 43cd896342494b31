/* Writing a sheet row by row as CSV, TSV, JSON lines or XLSX, in the memory of a row. The same rows give the
 * same bytes. A newcomer forgets that a text cell is guarded against being read as a formula, a number is not. */
#ifndef GUIZE_IO_SHEET_OUT_H
#define GUIZE_IO_SHEET_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

typedef enum OutForm { OUT_CSV, OUT_EXCEL, OUT_TSV, OUT_JSONL, OUT_XLSX } OutForm;

typedef enum OutKind {
  OUT_TEXT,
  OUT_ID,     /* digits or a code that must stay text */
  OUT_NUMBER, /* decimal text */
  OUT_MONEY,  /* decimal text with two decimals */
  OUT_DAY,    /* 2018-07-01 */
  OUT_TRUTH,  /* in JSON lines true or false; elsewhere a text */
} OutKind;

typedef struct OutColumn {
  const char *key, *title; /* for JSON lines; for people */
  OutKind kind;
} OutColumn;

typedef struct OutCell {
  const char *text; /* NULL: nothing; with a NUL behind */
  size_t size;
  OutKind kind;
} OutCell;

typedef struct SheetOut SheetOut;

/* Begins at `path`, or on stdout where it is NULL (not XLSX). `name`: of the sheet in XLSX. The columns must
 * outlive it. `replace` as in file.h. NULL and a fault: E528, E455, E529. */
SheetOut *sheetout_open(const char *path, OutForm form, const char *name, const OutColumn *columns,
                        size_t count, bool replace, Fault *fault);

/* Adds a row of as many cells as there are columns. E529 when the form holds no more, E455; false without a
 * fault when who reads stdout has gone. */
bool sheetout_row(SheetOut *out, const OutCell *cells, Fault *fault);

/* Ends it; with `keep` false nothing is left of the file. */
bool sheetout_close(SheetOut *out, bool keep, Fault *fault);

#endif
