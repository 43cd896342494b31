/* Rows that a worker told. */
#include "cli/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"

const char *rows_text(Buffer *out, const json_t *row, const char *key) {
  const json_t *value = json_object_get(row, key);
  buffer_clear(out);
  if (json_is_string(value))
    text_escape(out, json_string_value(value), json_string_length(value));
  else if (json_is_integer(value))
    buffer_format(out, "%lld", (long long)json_integer_value(value));
  else if (json_is_boolean(value))
    buffer_add_text(out, json_is_true(value) ? "true" : "false");
  buffer_add(out, "", 0);
  return out->data ? out->data : "";
}

void rows_add(Table *table, const TableColumn *columns, int count, const json_t *row) {
  char numbers[ROWS_MOST_COLUMNS][32];
  const char *cells[ROWS_MOST_COLUMNS] = {0};
  for (int i = 0; i < count && i < ROWS_MOST_COLUMNS; i++) {
    const json_t *value = json_object_get(row, columns[i].key);
    if (json_is_string(value)) cells[i] = json_string_value(value);
    if (json_is_boolean(value)) cells[i] = json_is_true(value) ? "true" : "false";
    if (!json_is_integer(value)) continue;
    snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)json_integer_value(value));
    cells[i] = numbers[i];
  }
  table_add(table, cells);
}

bool rows_for_people(const char *format) {
  return strcmp(format, "table") == 0 || strcmp(format, "record") == 0;
}

void rows_say_flag(json_t *row, const char *key) {
  bool yes = json_is_true(json_object_get(row, key));
  json_object_set_new(row, key, json_string(!yes ? "" : language_chinese() ? "是" : "yes"));
}

bool rows_plain(const json_t *text) {
  if (!json_is_string(text)) return false;
  const char *bytes = json_string_value(text);
  for (size_t i = 0; i < json_string_length(text); i++) {
    unsigned char c = (unsigned char)bytes[i];
    if ((c < 32 && c != '\n') || c == 127) return false;
  }
  return true;
}

void rows_place(json_t *row, const char *folder, const char *to) {
  const char *file = json_string_value(json_object_get(row, "file"));
  if (!file) return;
  Buffer place = {0};
  buffer_format(&place, "%s%s:%lld", folder, file,
                (long long)json_integer_value(json_object_get(row, "line")));
  json_object_set_new(row, to, json_string(place.data));
  buffer_free(&place);
}

void rows_join(json_t *row, const char *to, const json_t *list, const char *key,
               const char *between) {
  Buffer text = {0};
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) {
    const char *word = json_string_value(json_object_get(one, key));
    if (i) buffer_add_text(&text, between);
    buffer_add_text(&text, word ? word : "");
  }
  json_object_set_new(row, to, json_string(text.data ? text.data : ""));
  buffer_free(&text);
}
