/* Tables on the screen and in files: columns aligned by display width, numbers to the right. The same
 * cells give a table, CSV or JSON. */
#ifndef GUIZE_CLI_TABLE_H
#define GUIZE_CLI_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"

enum { TABLE_MOST_COLUMNS = 24 };

typedef struct Table Table;

/* A column: key (for JSON and CSV), title (for people), and whether it stands to the right. */
typedef struct TableColumn {
  const char *key, *title;
  bool right;
} TableColumn;

/* A new table; the columns must outlive it. */
Table *table_new(const TableColumn *columns, int count);

/* Adds a row of as many texts as there are columns; they are copied. */
void table_add(Table *table, const char *const *cells);

/* Adds a line between groups of rows (shown in tables alone). */
void table_break(Table *table);

/* Prints it: "table", "csv" or "json". */
void table_print(const Table *table, const char *format, FILE *out);

/* Frees it. NULL is fine. */
void table_free(Table *table);

#endif
