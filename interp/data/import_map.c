/* Reading a map line by line. Names of fields are looked up when the entity is known, not here. */
#include "data/import_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "io/charset.h"
#include "io/file.h"

enum { MAP_BYTES = 1024 * 1024 };

typedef struct Span {
  const char *text;
  size_t size;
} Span;

static Span trimmed(const char *text, size_t size) {
  while (size && strchr(" \t\r", *text))
    text++, size--;
  while (size && strchr(" \t\r", text[size - 1]))
    size--;
  if (size >= 2 && *text == '"' && text[size - 1] == '"') return (Span){text + 1, size - 2};
  return (Span){text, size};
}

static bool is(Span span, const char *word) {
  return strlen(word) == span.size && memcmp(span.text, word, span.size) == 0;
}

static const char *keep(ImportMap *map, Span span) {
  return arena_text(map->arena, span.text, span.size);
}

/* The first of a sign, ASCII or full-width, outside quotation marks; its bytes in *size. */
static const char *find_sign(Span line, char sign, const char *wide, size_t *size) {
  bool quoted = false;
  for (size_t i = 0; i < line.size; i++) {
    if (line.text[i] == '"') quoted = !quoted;
    if (quoted) continue;
    *size = line.text[i] == sign                                        ? 1
            : line.size - i >= 3 && memcmp(line.text + i, wide, 3) == 0 ? 3
                                                                        : 0;
    if (*size) return line.text + i;
  }
  return NULL;
}

static void add_column(ImportMap *map, Span header, Span field, int number) {
  MapColumn column = {.header = keep(map, header), .line = number};
  if (!is(field, "skip")) {
    const char *text = keep(map, field), *by = strstr(text, " by ");
    column.field = keep(map, trimmed(text, by ? (size_t)(by - text) : strlen(text)));
    if (by) column.by = keep(map, trimmed(by + 4, strlen(by + 4)));
  }
  size_t size = (map->column_count + 1) * sizeof *map->columns;
  map->columns = memory_resize(map->columns, size);
  map->columns[map->column_count++] = column;
}

static void add_value(ImportMap *map, Span field, Span from, Span to) {
  size_t size = (map->value_count + 1) * sizeof *map->values;
  map->values = memory_resize(map->values, size);
  map->values[map->value_count++] = (MapValue){keep(map, field), keep(map, from), keep(map, to)};
}

/* One line that is not empty; false when it says nothing that is known. */
static bool read_line(ImportMap *map, Span line, int number) {
  size_t colon_size = 0, equals_size = 0;
  const char *end = line.text + line.size;
  const char *equals = find_sign(line, '=', "＝", &equals_size);
  Span left = {line.text, equals ? (size_t)(equals - line.text) : line.size};
  const char *colon = find_sign(left, ':', "：", &colon_size);
  Span before = colon ? trimmed(left.text, (size_t)(colon - left.text)) : (Span){"", 0};
  Span behind =
      colon ? trimmed(colon + colon_size, (size_t)(left.text + left.size - colon) - colon_size)
            : trimmed(left.text, left.size);
  if (!equals) {
    if (!is(before, "entity") || behind.size == 0) return false;
    map->entity = keep(map, behind);
    return true;
  }
  Span right = trimmed(equals + equals_size, (size_t)(end - equals) - equals_size);
  if (behind.size == 0 || right.size == 0) return false;
  if (colon)
    add_value(map, before, behind, right);
  else if (is(behind, "*") && is(right, "skip"))
    map->skip_others = true;
  else
    add_column(map, behind, right, number);
  return true;
}

static bool read_lines(const char *path, ImportMap *map, const Buffer *text, Fault *fault) {
  int number = 1;
  const char *end = text->data + text->size;
  for (const char *at = text->data; at < end; number++) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop) stop = end;
    Span line = trimmed(at, (size_t)(stop - at));
    at = stop + 1;
    if (line.size == 0 || *line.text == '#' || read_line(map, line, number)) continue;
    fault_set(fault, EXIT_USAGE, "E524", "this line of the map says nothing that is known");
    fault_place(fault, path, number, 0, 0, line.text);
    fault_hint(fault,
               "write HEADER = FIELD, HEADER = skip, or FIELD: WORD = VALUE; see `guize help "
               "map`");
    return false;
  }
  return true;
}

bool map_read(const char *path, ImportMap *map, Fault *fault) {
  Buffer text = {0};
  *map = (ImportMap){.arena = arena_new()};
  bool ok = file_read_plain(path, &text, MAP_BYTES, fault) &&
            charset_convert(path, &text, CHARSET_UTF8, fault) &&
            read_lines(path, map, &text, fault);
  buffer_free(&text);
  if (!ok) map_free(map);
  return ok;
}

void map_free(ImportMap *map) {
  arena_free(map->arena);
  free(map->columns);
  free(map->values);
  *map = (ImportMap){0};
}

MapColumn *map_column(const ImportMap *map, const char *header, size_t size) {
  for (size_t i = 0; i < map->column_count; i++)
    if (is((Span){header, size}, map->columns[i].header)) return &map->columns[i];
  return NULL;
}
