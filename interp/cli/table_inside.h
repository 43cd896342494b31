/* What the files of the table share: its rows, and the forms it is printed in. */
#ifndef GUIZE_CLI_TABLE_INSIDE_H
#define GUIZE_CLI_TABLE_INSIDE_H

#include "base/buffer.h"
#include "cli/table.h"

struct Table {
  const TableColumn *columns;
  int count;
  char ***rows; /* a NULL row: a line between groups; a NULL cell: no value */
  size_t row_count;
};

/* The title of a column in the language of messages; the caller frees. */
char *table_title(const TableColumn *column);

/* A cell as people read it (cell NULL: —), added to `out`, control characters escaped. */
void table_add_shown(Buffer *out, TableKind kind, const char *cell);

/* A cell as programs read it, added to `out`: nothing for NULL, money in yuan. */
void table_add_plain(Buffer *out, TableKind kind, const char *cell);

/* table_screen.c: fitted to `width` cells; 0: as wide as it is. */
void table_print_screen(const Table *table, int width, FILE *out);

/* table_screen.c: one field a line. */
void table_print_record(const Table *table, FILE *out);

/* table_formats.c: for programs and documents. */
void table_print_csv(const Table *table, bool excel, FILE *out);
void table_print_tsv(const Table *table, FILE *out);
void table_print_json(const Table *table, bool lines, FILE *out);
void table_print_md(const Table *table, FILE *out);

#endif
