/* The rows of a table, its cells for people and for programs, and the list of formats. */
#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/screen.h"
#include "cli/table_inside.h"

const char *const table_formats[] = {"table", "record", "csv", "tsv", "json", "jsonl", "md", NULL};

Table *table_new(const TableColumn *columns, int count) {
  Table *table = memory_new(sizeof *table);
  *table = (Table){.columns = columns, .count = count};
  return table;
}

static void add_row(Table *table, char **row) {
  size_t count = table->row_count;
  if ((count & (count - 1)) == 0) /* room is doubled at each power of two */
    table->rows = memory_resize(table->rows, (count ? count * 2 : 1) * sizeof *table->rows);
  table->rows[table->row_count++] = row;
}

void table_add(Table *table, const char *const *cells) {
  char **row = memory_new((size_t)table->count * sizeof *row);
  for (int i = 0; i < table->count; i++)
    row[i] = cells[i] ? memory_copy_text(cells[i]) : NULL;
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

char *table_title(const TableColumn *column) {
  bool chinese = language_chinese() && *column->title;
  char *title = memory_copy_text(chinese ? column->title : column->key);
  for (char *p = title; !chinese && *p; p++)
    if (*p == '_') *p = ' ';
  return title;
}

/* Whole text as a number of fen or a count. */
static bool read_whole(const char *cell, int64_t *number) {
  char *end;
  if (!*cell || *cell == ' ') return false;
  *number = strtoll(cell, &end, 10);
  return *end == '\0';
}

/* The digits of a whole number in groups of three. */
static void add_grouped(Buffer *out, int64_t number) {
  char text[MONEY_ROOM];
  snprintf(text, sizeof text, "%lld", (long long)number);
  size_t sign = *text == '-', digits = strlen(text) - sign;
  buffer_add(out, text, sign);
  for (size_t i = 0; i < digits; i++)
    buffer_format(out, "%s%c", i && (digits - i) % 3 == 0 ? "," : "", text[sign + i]);
}

static void add_percentage(Buffer *out, const char *cell) {
  char *end;
  double share = strtod(cell, &end);
  if (*end || end == cell)
    text_escape(out, cell, strlen(cell));
  else
    buffer_format(out, "%.2f%%", share * 100);
}

void table_add_shown(Buffer *out, TableKind kind, const char *cell) {
  int64_t number;
  char money[MONEY_ROOM];
  buffer_reserve(out, 1);
  buffer_add_text(out, cell ? "" : "—");
  if (!cell) return;
  if (kind == TABLE_COUNT && read_whole(cell, &number)) {
    add_grouped(out, number);
  } else if (kind == TABLE_MONEY && read_whole(cell, &number)) {
    money_format(number, money, sizeof money, true);
    buffer_add_text(out, money);
  } else if (kind == TABLE_RATIO) {
    add_percentage(out, cell);
  } else {
    text_escape(out, cell, strlen(cell));
  }
}

void table_add_plain(Buffer *out, TableKind kind, const char *cell) {
  int64_t fen;
  char money[MONEY_ROOM];
  buffer_add_text(out, "");
  if (cell && kind == TABLE_MONEY && read_whole(cell, &fen)) {
    money_format(fen, money, sizeof money, false);
    buffer_add_text(out, money);
  } else if (cell) {
    buffer_add_text(out, cell);
  }
}

bool table_for_people(const char *format) {
  return strcmp(format, "table") == 0 || strcmp(format, "record") == 0 || strcmp(format, "md") == 0;
}

void table_print(const Table *table, const char *format, FILE *out) {
  if (strcmp(format, "csv") == 0 || strcmp(format, "excel") == 0)
    table_print_csv(table, *format == 'e', out);
  else if (strcmp(format, "tsv") == 0)
    table_print_tsv(table, out);
  else if (strcmp(format, "json") == 0 || strcmp(format, "jsonl") == 0)
    table_print_json(table, format[4] == 'l', out);
  else if (strcmp(format, "md") == 0)
    table_print_md(table, out);
  else if (strcmp(format, "record") == 0)
    table_print_record(table, out);
  else
    table_print_screen(table, screen_width(out), out);
}
