/* Tables on the screen and in files. */
#include "cli/table.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

struct Table {
  const TableColumn *columns;
  int count;
  char ***rows; /* NULL: a line between groups */
  size_t row_count;
};

Table *table_new(const TableColumn *columns, int count) {
  Table *table = memory_new(sizeof *table);
  *table = (Table){.columns = columns, .count = count};
  return table;
}

static void add_row(Table *table, char **row) {
  table->rows = memory_resize(table->rows, (table->row_count + 1) * sizeof *table->rows);
  table->rows[table->row_count++] = row;
}

void table_add(Table *table, const char *const *cells) {
  char **row = memory_new((size_t)table->count * sizeof *row);
  for (int i = 0; i < table->count; i++)
    row[i] = memory_copy_text(cells[i] ? cells[i] : "");
  add_row(table, row);
}

void table_break(Table *table) {
  if (table->row_count && table->rows[table->row_count - 1]) add_row(table, NULL);
}

void table_free(Table *table) {
  if (!table) return;
  for (size_t r = 0; r < table->row_count; r++) {
    for (int i = 0; table->rows[r] && i < table->count; i++)
      free(table->rows[r][i]);
    free(table->rows[r]);
  }
  free(table->rows);
  free(table);
}

/* --- for people --- */

static void measure(const Table *table, int *widths) {
  for (int i = 0; i < table->count; i++) {
    widths[i] = text_width(table->columns[i].title);
    for (size_t r = 0; r < table->row_count; r++) {
      int width = table->rows[r] ? text_width(table->rows[r][i]) : 0;
      if (width > widths[i]) widths[i] = width;
    }
  }
}

static void print_cell(FILE *out, const char *text, int width, bool right, bool last) {
  Buffer padded = {0};
  if (last && !right)
    buffer_add_text(&padded, text);
  else
    text_pad(&padded, text, width, right);
  fprintf(out, "%s%s", padded.data ? padded.data : "", last ? "\n" : "  ");
  buffer_free(&padded);
}

static void print_rule(const Table *table, const int *widths, FILE *out) {
  for (int i = 0; i < table->count; i++) {
    for (int k = 0; k < widths[i]; k++)
      fputc('-', out);
    fputs(i + 1 < table->count ? "  " : "\n", out);
  }
}

static void print_table(const Table *table, FILE *out) {
  int widths[TABLE_MOST_COLUMNS];
  measure(table, widths);
  for (int i = 0; i < table->count; i++)
    print_cell(out, table->columns[i].title, widths[i], table->columns[i].right,
               i + 1 == table->count);
  print_rule(table, widths, out);
  for (size_t r = 0; r < table->row_count; r++) {
    if (!table->rows[r]) {
      if (r + 1 < table->row_count) print_rule(table, widths, out);
      continue;
    }
    for (int i = 0; i < table->count; i++)
      print_cell(out, table->rows[r][i], widths[i], table->columns[i].right, i + 1 == table->count);
  }
}

/* --- for programs --- */

/* A text that a spreadsheet would take for a formula gets an apostrophe in front. */
static void print_csv_cell(FILE *out, const char *text, bool number) {
  bool formula = !number && *text && strchr("=+-@\t\r", *text);
  if (!strpbrk(text, ",\"\r\n") && !formula) {
    fputs(text, out);
    return;
  }
  fputc('"', out);
  if (formula) fputc('\'', out);
  for (const char *p = text; *p; p++) {
    if (*p == '"') fputc('"', out);
    fputc(*p, out);
  }
  fputc('"', out);
}

static void print_csv(const Table *table, FILE *out) {
  for (int i = 0; i < table->count; i++)
    fprintf(out, "%s%s", i ? "," : "", table->columns[i].key);
  fputc('\n', out);
  for (size_t r = 0; r < table->row_count; r++) {
    for (int i = 0; table->rows[r] && i < table->count; i++) {
      if (i) fputc(',', out);
      print_csv_cell(out, table->rows[r][i], table->columns[i].right);
    }
    if (table->rows[r]) fputc('\n', out);
  }
}

/* A number where the column holds numbers; nothing becomes null. */
static json_t *json_cell(const char *text, bool number) {
  char *end;
  if (!*text) return json_null();
  if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) return json_boolean(*text == 't');
  if (!number) return json_string(text);
  long long whole = strtoll(text, &end, 10);
  if (!*end) return json_integer(whole);
  double real = strtod(text, &end);
  return *end ? json_string(text) : json_real(real);
}

static void print_json(const Table *table, FILE *out) {
  json_t *rows = json_array();
  for (size_t r = 0; r < table->row_count; r++) {
    if (!table->rows[r]) continue;
    json_t *row = json_object();
    for (int i = 0; i < table->count; i++)
      json_object_set_new(row, table->columns[i].key,
                          json_cell(table->rows[r][i], table->columns[i].right));
    json_array_append_new(rows, row);
  }
  char *text = json_dumps(rows, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
  fprintf(out, "%s\n", text);
  free(text);
  json_decref(rows);
}

void table_print(const Table *table, const char *format, FILE *out) {
  if (strcmp(format, "csv") == 0)
    print_csv(table, out);
  else if (strcmp(format, "json") == 0)
    print_json(table, out);
  else
    print_table(table, out);
}
