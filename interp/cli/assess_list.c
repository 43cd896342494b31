/* The assessment sheet as lists for programs: every value plain. */
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "cli/assess_text.h"
#include "cli/table.h"

static const TableColumn columns[] = {
    {"county", "", TABLE_TEXT},       {"county_name", "", TABLE_TEXT},
    {"target", "", TABLE_TEXT},       {"title", "", TABLE_TEXT},
    {"stand", "", TABLE_TEXT},        {"value", "", TABLE_NUMBER},
    {"threshold", "", TABLE_NUMBER},  {"at_least", "", TABLE_TEXT},
    {"distance", "", TABLE_NUMBER},   {"need", "", TABLE_NUMBER},
    {"counts", "", TABLE_TEXT},       {"part", "", TABLE_NUMBER},
    {"whole", "", TABLE_NUMBER},      {"rows", "", TABLE_NUMBER},
    {"last_value", "", TABLE_NUMBER}, {"assumed", "", TABLE_TEXT},
    {"group", "", TABLE_TEXT},
};

static const TableColumn row_columns[] = {
    {"county", "", TABLE_TEXT},  {"id", "", TABLE_TEXT},     {"name", "", TABLE_TEXT},
    {"place", "", TABLE_TEXT},   {"part", "", TABLE_NUMBER}, {"whole", "", TABLE_NUMBER},
    {"short", "", TABLE_NUMBER}, {"counts", "", TABLE_TEXT}, {"group", "", TABLE_TEXT},
};

enum { COLUMNS = sizeof columns / sizeof *columns, ROW_COLUMNS = 9, ROOM = MONEY_ROOM };

static void write_amount(const char *counts, int64_t amount, char out[ROOM]) {
  if (strcmp(counts, "money") == 0)
    money_format(amount, out, ROOM, false);
  else
    snprintf(out, ROOM, "%lld", (long long)amount);
}

static const char *flag(bool yes) {
  return yes ? "true" : "false";
}

static void add_figure(Table *table, const AssessFigure *f) {
  static const char *const stands[] = {"missed", "met", "empty", "free"};
  char value[32], threshold[32], distance[32], need[ROOM], part[ROOM], whole[ROOM], rows[24],
      last[32];
  bool data = f->whole > 0;
  if (data) snprintf(value, sizeof value, "%.6f", f->part / f->whole);
  snprintf(threshold, sizeof threshold, "%.6g", f->threshold);
  snprintf(distance, sizeof distance, "%.6f", f->distance);
  write_amount(f->counts, f->need, need);
  write_amount(f->counts, (int64_t)f->part, part);
  write_amount(f->ratio && strcmp(f->counts, "money") == 0 ? f->counts : "", (int64_t)f->whole,
               whole);
  snprintf(rows, sizeof rows, "%lld", (long long)f->rows);
  if (f->last_whole > 0) snprintf(last, sizeof last, "%.6f", f->last_part / f->last_whole);
  table_add(table,
            (const char *[]){
                f->county, f->county_name, f->target, f->title, stands[f->stand],
                data ? value : NULL, f->has_threshold ? threshold : NULL,
                f->has_threshold ? flag(f->at_least) : NULL, f->judged ? distance : NULL,
                f->need >= 0 ? need : NULL, *f->counts ? f->counts : NULL, data ? part : NULL,
                data ? whole : NULL, rows, f->has_last && f->last_whole > 0 ? last : NULL,
                f->has_threshold ? flag(f->threshold_assumed) : NULL, *f->group ? f->group : NULL});
}

static void add_row(Table *table, const Assess *a, const AssessRow *r) {
  const char *counts = a->figure_count ? a->figures[0].counts : "";
  char part[ROOM], whole[ROOM], need[ROOM];
  const char *plain = strcmp(counts, "money") == 0 ? counts : "";
  write_amount(plain, (int64_t)r->part, part);
  write_amount(plain, (int64_t)r->whole, whole);
  write_amount(plain, r->need, need);
  table_add(table,
            (const char *[]){r->county, r->id, *r->name ? r->name : NULL,
                             *r->place ? r->place : NULL, part, whole, a->made_of ? NULL : need,
                             *counts ? counts : NULL, *r->group ? r->group : NULL});
}

void assess_print_list(const Assess *assess, const char *format, FILE *out) {
  bool rows = *assess->target != 0;
  Table *table = rows ? table_new(row_columns, ROW_COLUMNS) : table_new(columns, COLUMNS);
  for (size_t i = 0; !rows && i < assess->figure_count; i++)
    add_figure(table, &assess->figures[i]);
  for (size_t i = 0; rows && i < assess->rows_named; i++)
    add_row(table, assess, &assess->rows[i]);
  table_print(table, format, out);
  table_free(table);
}
