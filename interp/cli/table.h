/* Tables on the screen and in files: the same cells give every format. What a cell holds is plain (money in
 * fen, a share as 0.8231); how it looks is the table's business. A newcomer gives formatted money to a
 * column of TABLE_MONEY, or pads cells. */
#ifndef GUIZE_CLI_TABLE_H
#define GUIZE_CLI_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"

typedef struct Table Table;

/* What a column holds. All but text stand to the right and are never shortened. */
typedef enum TableKind {
  TABLE_TEXT,   /* `false` in older tables */
  TABLE_NUMBER, /* `true`: shown as it is (years, numbers of runs, percentages already written) */
  TABLE_COUNT,  /* a whole number: 1234567, for people 1,234,567 */
  TABLE_MONEY,  /* whole fen: 123456, for people 1,234.56, for programs 1234.56 */
  TABLE_RATIO,  /* a share: 0.8231, for people 82.31% */
} TableKind;

/* A column: key (English words joined by _, for programs; with blanks it is the English title), Chinese
 * title, kind. */
typedef struct TableColumn {
  const char *key, *title;
  TableKind kind;
} TableColumn;

/* A new table of any number of columns; they must outlive it. */
Table *table_new(const TableColumn *columns, int count);

/* Adds a row of as many texts as there are columns; they are copied. NULL is a value that is not there: —
 * for people, empty in CSV and TSV, null in JSON. */
void table_add(Table *table, const char *const *cells);

/* Adds a line between groups of rows (shown in tables alone). */
void table_break(Table *table);

/* The formats that table_print knows, NULL behind the last. */
extern const char *const table_formats[];

/* Whether a format is read by people: "table", "record" or "md". */
bool table_for_people(const char *format);

/* Prints it. "table" and "record" are for people: control characters are escaped, and where `out` is a
 * terminal (screen_width) the table is fitted to it and a last line says what is hidden. "md" is for
 * documents; "csv", "excel" (CSV as spreadsheets want it), "tsv", "json" and "jsonl" have every column
 * and plain values. */
void table_print(const Table *table, const char *format, FILE *out);

/* Frees it. NULL is fine. */
void table_free(Table *table);

#endif
