/* Rows that a worker told. */
#include "cli/rows.h"

#include <string.h>

#include "base/text.h"

const char *rows_text(Buffer *out, const json_t *row, const char *key) {
  const json_t *value = json_object_get(row, key);
  buffer_clear(out);
  if (json_is_string(value))
    text_escape(out, json_string_value(value), json_string_length(value));
  else if (json_is_integer(value))
    buffer_format(out, "%lld", (long long)json_integer_value(value));
  else if (json_is_number(value))
    buffer_format(out, "%.0f", json_number_value(value));
  else if (json_is_boolean(value))
    buffer_add_text(out, json_is_true(value) ? "true" : "false");
  buffer_add(out, "", 0);
  return out->data ? out->data : "";
}

void rows_add(Table *table, const TableColumn *columns, int count, const json_t *row) {
  Buffer texts[TABLE_MOST_COLUMNS] = {0};
  const char *cells[TABLE_MOST_COLUMNS] = {0};
  for (int i = 0; i < count; i++)
    cells[i] = rows_text(&texts[i], row, columns[i].key);
  table_add(table, cells);
  for (int i = 0; i < count; i++)
    buffer_free(&texts[i]);
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
