/* What a scenario changes, on the screen. */
#include "cli/changes_text.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "cli/rows.h"
#include "cli/spoken.h"
#include "cli/table.h"

static const TableColumn columns[] = {
    {"parameter", "参数", TABLE_TEXT},    {"title", "名称", TABLE_TEXT},
    {"place", "区划", TABLE_TEXT},        {"rules", "原值", TABLE_NUMBER},
    {"scenario", "新值", TABLE_NUMBER},   {"identities", "身份", TABLE_TEXT},
    {"from", "起", TABLE_TEXT},           {"until", "止", TABLE_TEXT},
    {"old_source", "原依据", TABLE_TEXT}, {"source", "依据", TABLE_TEXT},
    {"at", "位置", TABLE_TEXT},
};

static const TableColumn definition_columns[] = {
    {"kind", "类别", TABLE_TEXT},       {"name", "名称", TABLE_TEXT}, {"place", "区划", TABLE_TEXT},
    {"identities", "身份", TABLE_TEXT}, {"from", "起", TABLE_TEXT},   {"until", "止", TABLE_TEXT},
    {"at", "位置", TABLE_TEXT},
};

static const TableColumn overlap_columns[] = {
    {"name", "名称", TABLE_TEXT},
    {"place", "区划", TABLE_TEXT},
    {"at", "位置", TABLE_TEXT},
    {"over", "覆盖", TABLE_TEXT},
};

enum {
  COLUMNS = sizeof columns / sizeof *columns,
  DEFINITION_COLUMNS = sizeof definition_columns / sizeof *definition_columns,
  OVERLAP_COLUMNS = sizeof overlap_columns / sizeof *overlap_columns
};

static void set(json_t *row, const char *to, const char *from) {
  json_t *value = json_object_get(row, from);
  if (value) json_object_set(row, to, value);
}

/* The cells that are named otherwise on the screen, or made of a list. */
static void make_cells(json_t *row, bool people) {
  const char *path = json_string_value(json_object_get(row, "place"));
  bool everywhere = path && !*path;
  if (people) spoken_set_choice(row, "old", "old_choice");
  if (people) spoken_set_choice(row, "new", "new_choice");
  if (people) spoken_set(row, "kind");
  if (people && everywhere && !language_chinese())
    json_object_set_new(row, "place", json_string("everywhere"));
  else if (people)
    set(row, "place", "place_name");
  set(row, "parameter", "name");
  set(row, "rules", "old");
  set(row, "scenario", "new");
  json_t *list = json_incref(json_object_get(row, "identities"));
  json_object_del(row, "identities");
  if (list) rows_join(row, "identities", list, language_chinese() ? "title" : "name", ", ");
  json_decref(list);
  rows_place(row, "", "at");
}

static void print_rows(json_t *list, const TableColumn *shown, int count, const char *format,
                       bool people) {
  Table *table = table_new(shown, count);
  size_t i;
  json_t *row;
  json_array_foreach(list, i, row) {
    make_cells(row, people);
    rows_add(table, shown, count, row);
  }
  table_print(table, format, stdout);
  table_free(table);
}

static void print_overlaps(json_t *list, const char *format) {
  size_t i;
  json_t *row;
  json_array_foreach(list, i, row) {
    Buffer over = {0};
    buffer_format(&over, "%s:%lld", json_string_value(json_object_get(row, "over_file")),
                  (long long)json_integer_value(json_object_get(row, "over_line")));
    json_object_set_new(row, "over", json_string(over.data));
    buffer_free(&over);
  }
  print_rows(list, overlap_columns, OVERLAP_COLUMNS, format, true);
}

void changes_print(json_t *changes, const char *format) {
  bool people = rows_for_people(format);
  json_t *definitions = json_object_get(changes, "definitions");
  json_t *overlaps = json_object_get(changes, "overlaps");
  print_rows(json_object_get(changes, "parameters"), columns, COLUMNS, format, people);
  if (people && json_array_size(definitions)) {
    printf(_("\nreplaced, or taken back\n"));
    print_rows(definitions, definition_columns, DEFINITION_COLUMNS, format, true);
  }
  if (people && json_array_size(overlaps)) {
    printf(_("\ngiven by two of the scenarios; the later counts\n"));
    print_overlaps(overlaps, format);
  }
}
