/* The XLSX form of sheet_out.h (libxlsxwriter): ids as text, the header frozen, widths fitted to what is there. */
#ifndef GUIZE_IO_SHEET_XLSX_H
#define GUIZE_IO_SHEET_XLSX_H

#include "io/sheet_out.h"

typedef struct SheetXlsx SheetXlsx;

/* Begins a file that is written to `path` when it is closed. */
SheetXlsx *sheetxlsx_open(const char *path, const char *name, const OutColumn *columns,
                          size_t count);

/* Adds a row; false when a sheet holds no more rows, or a text is longer than a cell can be. */
bool sheetxlsx_row(SheetXlsx *xlsx, const OutCell *cells);

/* Writes and frees it; 0 or what libxlsxwriter says is wrong. */
int sheetxlsx_close(SheetXlsx *xlsx);

#endif
