/* Results that outlive the moment in which they are shown. */
#include "cli/shown.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/screen.h"
#include "cli/spoken.h"

struct Shown {
  TableColumn *columns;
  int count;
  Table *table;
  char *title, *note, *text;
  size_t rows;
  json_t *fields; /* of a record: [title, text] each */
  int label;      /* cells of the widest title of a record */
};

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

Shown *shown_new(int columns) {
  Shown *shown = memory_new(sizeof *shown);
  *shown = (Shown){.count = columns};
  shown->columns = memory_new((size_t)(columns > 0 ? columns : 1) * sizeof *shown->columns);
  return shown;
}

void shown_column(Shown *shown, int column, const char *key, const char *title, TableKind kind) {
  shown->columns[column] = (TableColumn){memory_copy_text(key), memory_copy_text(title), kind};
}

void shown_add(Shown *shown, const char *const *cells) {
  if (!shown->table) shown->table = table_new(shown->columns, shown->count);
  table_add(shown->table, cells);
  shown->rows++;
}

static Shown *read_text(const json_t *value) {
  Shown *shown = shown_new(0);
  const char *text = text_of(value, "text");
  shown->text = memory_copy_text(text ? text : "");
  return shown;
}

/* Puts the field's text in the language of the messages where the worker says what it is: { title, text,
 * "doc" | "kind" | "unit" }. A doc of one's own is not in the catalogue and stays as it is. */
static void say_field(json_t *field) {
  const char *text = json_string_value(json_array_get(field, 1));
  const char *how = json_string_value(json_array_get(field, 2));
  if (!text || !how) return;
  Buffer said = {0};
  if (strcmp(how, "kind") == 0)
    spoken_add(&said, text);
  else
    buffer_add_text(&said, strcmp(how, "unit") == 0 ? spoken_unit(text) : language_text(text));
  json_array_set_new(field, 1, json_string(said.data ? said.data : ""));
  buffer_free(&said);
}

/* A record is a table of two columns, the second as wide as it likes. */
static Shown *read_record(const json_t *value) {
  Shown *shown = shown_new(2);
  shown->fields = json_incref(json_object_get(value, "fields"));
  shown_column(shown, 0, "field", "项目", TABLE_TEXT);
  shown_column(shown, 1, "value", "内容", TABLE_TEXT);
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(value, "fields"), i, field) {
    say_field(field);
    const char *title = json_string_value(json_array_get(field, 0));
    const char *text = json_string_value(json_array_get(field, 1));
    int width = text_width(title ? title : "");
    if (width > shown->label) shown->label = width;
    shown_add(shown, (const char *[]){title ? title : "", text ? text : ""});
  }
  return shown;
}

static Shown *read_rows(const json_t *value) {
  const json_t *columns = json_object_get(value, "columns");
  int count = (int)json_array_size(columns);
  if (count == 0 || count > 200) return NULL;
  Shown *shown = shown_new(count);
  for (int i = 0; i < count; i++) {
    const json_t *column = json_array_get(columns, (size_t)i);
    const char *key = json_string_value(json_array_get(column, 0));
    const char *title = json_string_value(json_array_get(column, 1));
    shown_column(shown, i, key ? key : "", title ? title : "",
                 json_is_true(json_array_get(column, 2)) ? TABLE_NUMBER : TABLE_TEXT);
  }
  const char **cells = memory_new((size_t)count * sizeof *cells);
  size_t r;
  json_t *row;
  json_array_foreach(json_object_get(value, "rows"), r, row) {
    for (int i = 0; i < count; i++)
      cells[i] = json_string_value(json_array_get(row, (size_t)i));
    shown_add(shown, cells);
  }
  free(cells);
  return shown;
}

Shown *shown_read(const json_t *value) {
  const char *kind = text_of(value, "kind"), *title = text_of(value, "title"),
             *note = text_of(value, "note");
  if (!kind) return NULL;
  Shown *shown = strcmp(kind, "text") == 0     ? read_text(value)
                 : strcmp(kind, "record") == 0 ? read_record(value)
                 : strcmp(kind, "rows") == 0   ? read_rows(value)
                                               : NULL;
  if (shown && title) shown->title = memory_copy_text(title);
  if (shown && note) shown->note = memory_copy_text(note);
  return shown;
}

const char *shown_text(const Shown *shown) {
  return shown->text;
}

size_t shown_rows(const Shown *shown) {
  return shown->rows;
}

static bool for_people(const char *format) {
  return strcmp(format, "auto") == 0 || strcmp(format, "table") == 0 ||
         strcmp(format, "record") == 0;
}

static void print_line(const char *text, FILE *out) {
  Buffer clean = {0};
  for (const char *line = text, *end; line; line = end ? end + 1 : NULL) {
    end = strchr(line, '\n');
    text_escape(&clean, line, end ? (size_t)(end - line) : strlen(line));
    buffer_add_text(&clean, "\n");
  }
  fwrite(clean.data, 1, clean.size, out);
  buffer_free(&clean);
}

/* A title and its text; what is longer than the screen goes on below, under its beginning. */
static void print_field(const char *title, const char *text, int label, int width, FILE *out) {
  Buffer left = {0}, clean = {0};
  text_pad(&left, title, label, false);
  text_escape(&clean, text, strlen(text));
  const char *rest = clean.data ? clean.data : "";
  int room = width - label - 2;
  do {
    size_t fits = room > 8 ? text_clip(rest, room) : strlen(rest);
    fprintf(out, "%s  %.*s\n", left.data, (int)fits, rest);
    rest += fits;
    buffer_clear(&left);
    text_pad(&left, "", label, false);
  } while (*rest);
  buffer_free(&left);
  buffer_free(&clean);
}

static void print_fields(const Shown *shown, FILE *out) {
  int width = screen_width(out);
  size_t i;
  json_t *field;
  json_array_foreach(shown->fields, i, field) {
    const char *title = json_string_value(json_array_get(field, 0));
    const char *text = json_string_value(json_array_get(field, 1));
    print_field(title ? title : "", text ? text : "", shown->label, width ? width : 100000, out);
  }
}

void shown_print(const Shown *shown, const char *format, FILE *out) {
  if (shown->text) {
    print_line(shown->text, out);
    return;
  }
  bool people = for_people(format);
  if (people && shown->title) print_line(shown->title, out);
  if (!shown->table) {
    if (people) fputs(_("(nothing)\n"), out);
    return;
  }
  if (shown->fields && people)
    print_fields(shown, out);
  else
    table_print(shown->table, strcmp(format, "auto") == 0 ? "table" : format, out);
  if (people && shown->note) print_line(shown->note, out);
}

void shown_print_whole(Shown *shown, const char *format, FILE *out) {
  if (!shown->table) shown->table = table_new(shown->columns, shown->count);
  shown_print(shown, format, out);
}

void shown_free(Shown *shown) {
  if (!shown) return;
  table_free(shown->table);
  for (int i = 0; i < shown->count; i++) {
    free((char *)(uintptr_t)shown->columns[i].key);
    free((char *)(uintptr_t)shown->columns[i].title);
  }
  json_decref(shown->fields);
  free(shown->columns);
  free(shown->title);
  free(shown->note);
  free(shown->text);
  free(shown);
}
