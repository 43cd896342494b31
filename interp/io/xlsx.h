/* Reading the sheets of XLSX files (minizip and expat), row by row. What is unpacked is bounded, documents
 * with a DTD are refused, and formulas are read as the value that was stored with them. */
#ifndef GUIZE_IO_XLSX_H
#define GUIZE_IO_XLSX_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "io/sheet.h"

typedef struct Xlsx Xlsx;

/* Whether the bytes are a ZIP archive, as an XLSX file is. */
bool xlsx_looks(const Buffer *bytes);

/* Opens the first sheet that is not hidden. `bytes` must outlive it. NULL and E518 (exit 4) when it is no
 * XLSX file, encrypted, larger inside than it may be, or damaged. */
Xlsx *xlsx_open(const char *path, const Buffer *bytes, Fault *fault);
void xlsx_close(Xlsx *xlsx); /* NULL is allowed */

/* Reads the next row that is there: 1, 0 at the end, -1 and a fault. */
int xlsx_next(Xlsx *xlsx, SheetRow *row, Fault *fault);

/* The name of the sheet that is read, and the names of others that have a cell ("" none), comma between. */
const char *xlsx_sheet(const Xlsx *xlsx);
const char *xlsx_others(const Xlsx *xlsx);

/* After the last row: merged cells that reach below a row ("B5:B8"); NULL when there are none. Of these only
 * the first has the value. */
const char *xlsx_merged(const Xlsx *xlsx, int64_t line);

#endif
