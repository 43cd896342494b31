/* Rows that a worker told, as cells of a table: texts, whole numbers and yes or no, by the keys of the
 * columns. What is not there is not there in the table either. */
#ifndef GUIZE_CLI_ROWS_H
#define GUIZE_CLI_ROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "cli/table.h"

enum { ROWS_MOST_COLUMNS = 24 };

/* Whether a format is read by people ("table", "record"). */
bool rows_for_people(const char *format);

/* Puts a word in place of the yes or no under `key`, for people: nothing for no. */
void rows_say_flag(json_t *row, const char *key);

/* The text under `key` for printing it beside a table: control characters are shown as \x1b; "" if there
 * is none. Valid until the buffer changes. */
const char *rows_text(Buffer *out, const json_t *row, const char *key);

/* Adds a row whose cells are the values under the columns' keys. */
void rows_add(Table *table, const TableColumn *columns, int count, const json_t *row);

/* Whether it is a text without control characters but ends of lines: what may be written out whole. */
bool rows_plain(const json_t *text);

/* Sets row[`to`] to "FOLDERfile:line" of row[`file`] and row[`line`], or nothing without a file. */
void rows_place(json_t *row, const char *folder, const char *to);

/* Sets row[`to`] to the texts under `key` of the objects in `list`, joined by `between`. */
void rows_join(json_t *row, const char *to, const json_t *list, const char *key,
               const char *between);

#endif
