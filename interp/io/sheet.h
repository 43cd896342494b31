/* A sheet of cells, whatever file it comes from: what csv.c and xlsx.c read. Cells are UTF-8 and as they
 * stand in the file; what they mean is for others. A newcomer forgets that cells die with the next row. */
#ifndef GUIZE_IO_SHEET_H
#define GUIZE_IO_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum CellKind {
  CELL_TEXT,   /* written as text: everything in CSV */
  CELL_NUMBER, /* a number cell of a spreadsheet, as its file writes it: "1234.5", "4.4E+17" */
  CELL_DAY,    /* a number cell formatted as a date; the day is written out (2018-07-01) */
  CELL_TRUTH,  /* TRUE and FALSE of a spreadsheet: "1", "0" */
  CELL_ERROR,  /* what a formula could not compute: "#N/A" */
} CellKind;

typedef struct Cell {
  const char *text; /* never NULL; not ended by a NUL */
  size_t size;      /* 0: the cell is empty */
  CellKind kind;
  bool timed; /* a CELL_DAY with a time of day, which is not in the text */
} Cell;

enum { SHEET_COLUMNS = 256, SHEET_CELL_BYTES = 64 * 1024, SHEET_ROW_BYTES = 1024 * 1024 };

typedef struct SheetRow {
  const Cell *cells; /* alive until the next row */
  size_t count;
  int64_t line;    /* where the row begins: line of a text file, row of a sheet; from 1 */
  size_t bad_cell; /* number of a cell (from 1) that cannot be read exactly, 0: none */
  const char *why; /* what is wrong with it (English, marked for the catalogue) */
} SheetRow;

#endif
