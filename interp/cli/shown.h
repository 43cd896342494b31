/* A result as it is shown: columns and rows that own their texts, kept for `.last` and `.once`. Made of
 * what a worker sends, or filled row by row. */
#ifndef GUIZE_CLI_SHOWN_H
#define GUIZE_CLI_SHOWN_H

#include <jansson.h>
#include <stdio.h>

#include "cli/table.h"

typedef struct Shown Shown;

/* A new result without rows; the texts are copied. */
Shown *shown_new(int columns);
void shown_column(Shown *shown, int column, const char *key, const char *title, TableKind kind);

/* Adds a row of as many texts as there are columns; NULL is a value that is not there. */
void shown_add(Shown *shown, const char *const *cells);

/* One result of the worker: { kind = "text" | "record" | "rows", … } (see stdlib/show.lua). NULL when it
 * is none. */
Shown *shown_read(const json_t *value);

/* The text of a result that is nothing but a text; else NULL. */
const char *shown_text(const Shown *shown);

/* How many rows. */
size_t shown_rows(const Shown *shown);

/* Prints it in a format of table.h; "auto" is a table, or one field a line where the result says so. */
void shown_print(const Shown *shown, const char *format, FILE *out);

/* The same where nothing to show is a table without rows: for files that programs read. */
void shown_print_whole(Shown *shown, const char *format, FILE *out);

/* Frees it. NULL is fine. */
void shown_free(Shown *shown);

#endif
