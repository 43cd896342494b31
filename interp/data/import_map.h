/* What the columns and words of somebody's own files mean, told in a text file: a line each,
 *   entity: contract           the entity of the rows
 *   缴费标准 = premium          a header and its field, by any name of the field
 *   身份证号 = person_id by id_number   a reference told by another field of what it refers to
 *   备注 = skip                 a column that is not imported; `* = skip`: every column not known
 *   paid: 已缴 = 1              a word in the cells of a field, and the value it stands for
 * Lines that begin with # say nothing. */
#ifndef GUIZE_DATA_IMPORT_MAP_H
#define GUIZE_DATA_IMPORT_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/memory.h"

typedef struct MapColumn {
  const char *header, *field, *by; /* field NULL: skip; by NULL: by the key */
  int line;
  bool used;
} MapColumn;

typedef struct MapValue {
  const char *field, *from, *to;
} MapValue;

typedef struct ImportMap {
  Arena *arena;
  const char *entity; /* NULL: not told */
  bool skip_others;
  MapColumn *columns;
  size_t column_count;
  MapValue *values;
  size_t value_count;
} ImportMap;

/* Reads a map. E524 (exit 2) with its line when a line is none of these; E516 when it is not UTF-8. */
bool map_read(const char *path, ImportMap *map, Fault *fault);
void map_free(ImportMap *map); /* zeros are fine */

/* The line about a header; NULL when there is none. */
MapColumn *map_column(const ImportMap *map, const char *header, size_t size);

#endif
