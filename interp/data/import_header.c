/* Headers of files. Marks that say nothing of the meaning (*, blanks, line breaks) are left off, and a unit in
 * brackets behind an amount is taken as what it says. */
#include "data/import_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"

enum { CANDIDATES_SHOWN = 8, NAMES_MOST = 1024 };

/* --- one column ----------------------------------------------------------------------------------- */

/* The header without blanks and stars; NUL behind. */
static void clean(const Cell *cell, Buffer *out) {
  static const char *const marks[] = {"　", "＊", "\xEF\xBB\xBF", "\xC2\xA0"};
  buffer_clear(out);
  for (size_t i = 0; i < cell->size;) {
    size_t dropped = strchr(" \t\r\n*", cell->text[i]) && cell->text[i] ? 1 : 0;
    for (size_t m = 0; m < 4 && !dropped; m++) {
      size_t size = strlen(marks[m]);
      if (cell->size - i >= size && memcmp(cell->text + i, marks[m], size) == 0) dropped = size;
    }
    if (!dropped) buffer_add(out, cell->text + i, 1);
    i += dropped ? dropped : 1;
  }
}

/* Takes （元） or （万元） off; the power of ten it stands for, -1: there is none. */
static int take_unit(const char *header, size_t *size) {
  static const struct {
    const char *text;
    int scale;
  } units[] = {{"（元）", 0}, {"(元)", 0}, {"（万元）", 4}, {"(万元)", 4}};
  for (size_t i = 0; i < 4; i++) {
    size_t length = strlen(units[i].text);
    if (*size <= length || memcmp(header + *size - length, units[i].text, length) != 0) continue;
    *size -= length;
    return units[i].scale;
  }
  return -1;
}

static bool is_refusal(const char *header) {
  return strcmp(header, REFUSED_LINE) == 0 || strcmp(header, REFUSED_COLUMN) == 0 ||
         strcmp(header, REFUSED_REASON) == 0;
}

static bool has_values(const ImportMap *map, const Field *field) {
  for (size_t i = 0; i < map->value_count; i++)
    if (field_means(field, map->values[i].field, strlen(map->values[i].field))) return true;
  return false;
}

/* What a header means for an entity: 1 a field, 0 nothing known, 2 it is passed over. */
static int find_column(const Entity *entity, const ImportMap *map, const Cell *cell,
                       ImportColumn *column) {
  Buffer name = {0};
  clean(cell, &name);
  size_t size = name.size;
  int found = 0;
  MapColumn *told = map_column(map, cell->text, cell->size);
  if (!told) told = map_column(map, name.data, name.size);
  column->field = NULL;
  column->by = NULL;
  column->scale = 0;
  if (told && told->field) {
    column->field = entity_match(entity, told->field, strlen(told->field));
    if (column->field && told->by && column->field->to)
      column->by = entity_match(column->field->to, told->by, strlen(told->by));
    found = column->field && (!told->by || column->by) ? 1 : 0;
  } else if (told || is_refusal(name.data)) {
    found = 2;
  } else {
    column->field = entity_match(entity, name.data, size);
    int scale = column->field ? -1 : take_unit(name.data, &size);
    if (scale >= 0) column->field = entity_match(entity, name.data, size);
    if (scale >= 0 && column->field && column->field->type != FIELD_MONEY) column->field = NULL;
    column->scale = scale > 0 ? scale : 0;
    found = column->field != NULL;
  }
  if (found == 0 && map->skip_others) found = 2;
  if (column->field) column->mapped_values = has_values(map, column->field);
  buffer_free(&name);
  return found;
}

/* --- the entity ----------------------------------------------------------------------------------- */

bool header_may_number(const Schema *schema, const Entity *entity) {
  if (entity->key->type != FIELD_ID) return false;
  for (size_t i = 0; i < schema_entity_count(schema); i++) {
    const Entity *other = schema_entity_at(schema, i);
    for (size_t k = 0; k < other->field_count; k++)
      if (other->fields[k].to == entity) return false;
  }
  return true;
}

static bool is_required(const Schema *schema, const Entity *entity, const Field *field) {
  if (field->null || field->default_value) return false;
  return field != entity->key || !header_may_number(schema, entity);
}

/* How a header fits an entity. */
typedef struct Fit {
  size_t known, unknown, missing;
} Fit;

static Fit fit_of(const Schema *schema, const Entity *entity, const ImportMap *map,
                  const SheetRow *row) {
  Fit fit = {0};
  bool *has = memory_new(entity->field_count * sizeof *has);
  for (size_t i = 0; i < row->count; i++) {
    ImportColumn column;
    if (row->cells[i].size == 0) continue;
    int found = find_column(entity, map, &row->cells[i], &column);
    fit.known += found == 1;
    fit.unknown += found == 0;
    if (found == 1) has[column.field - entity->fields] = true;
  }
  for (size_t i = 0; i < entity->field_count; i++)
    fit.missing += !has[i] && is_required(schema, entity, &entity->fields[i]);
  free(has);
  return fit;
}

bool header_looks(const Schema *schema, const Entity *entity, const ImportMap *map,
                  const SheetRow *row) {
  size_t filled = 0, best = 0;
  for (size_t i = 0; i < row->count; i++)
    filled += row->cells[i].size > 0;
  for (size_t i = 0; filled && i < schema_entity_count(schema); i++) {
    const Entity *each = schema_entity_at(schema, i);
    if (entity && each != entity) continue;
    Fit fit = fit_of(schema, each, map, row);
    if (fit.known > best) best = fit.known;
  }
  return best * 2 >= filled && best >= (filled < 2 ? filled : 2) && filled > 0;
}

bool header_knows(const Schema *schema, const ImportMap *map, const Cell *cell) {
  ImportColumn column;
  if (map_column(map, cell->text, cell->size)) return true;
  for (size_t i = 0; i < schema_entity_count(schema); i++)
    if (find_column(schema_entity_at(schema, i), map, cell, &column) == 1) return true;
  return false;
}

/* Those that fit best: all columns known and none missing; else, of those that know most columns, the ones of
 * which none is missing, or which know all. */
static size_t find_candidates(const Schema *schema, const ImportMap *map, const SheetRow *row,
                              const Entity **list, bool *sound) {
  for (int grade = 0; grade < 3; grade++) {
    size_t count = 0, most = 0;
    for (size_t i = 0; i < schema_entity_count(schema); i++) {
      const Entity *entity = schema_entity_at(schema, i);
      Fit fit = fit_of(schema, entity, map, row);
      if (grade && fit.known < most) continue; /* somebody knows more of it */
      bool fits = grade == 0   ? !fit.unknown && !fit.missing
                  : grade == 1 ? !fit.missing
                               : !fit.unknown;
      if (grade && fit.known > most) {
        most = fit.known;
        count = 0;
      }
      if (!fits || !fit.known) continue;
      if (count < CANDIDATES_SHOWN) list[count++] = entity;
    }
    *sound = grade == 0;
    if (count) return count;
  }
  return 0;
}

static const Entity *find_entity(const Schema *schema, const ImportMap *map, const SheetRow *row,
                                 const char *path, Fault *fault) {
  const Entity *list[CANDIDATES_SHOWN];
  bool sound;
  size_t count = find_candidates(schema, map, row, list, &sound);
  if (count == 1) return list[0];
  Buffer names = {0};
  for (size_t i = 0; i < count; i++)
    buffer_format(&names, "%s%s (%s)", i ? ", " : "", list[i]->name, list[i]->title);
  fault_set(fault, EXIT_USAGE, "E519",
            count ? "the header of “%s” fits several entities"
                  : "the header of “%s” fits no entity",
            path);
  if (count)
    fault_hint(fault, "say which with --entity: %s", names.data);
  else
    fault_hint(fault, "say which with --entity; the message then names the columns that are "
                      "missing or unknown");
  buffer_free(&names);
  return NULL;
}

const Entity *header_entity(const Schema *schema, const char *name, Fault *fault) {
  const char *names[NAMES_MOST];
  size_t count = 0;
  for (size_t i = 0; i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    if (strcmp(entity->name, name) == 0 || strcmp(entity->title, name) == 0) return entity;
    if (count < NAMES_MOST) names[count++] = entity->name;
  }
  fault_set(fault, EXIT_USAGE, "E519", "there is no entity “%s”", name);
  Buffer near = {0};
  if (text_near(name, names, count, &near)) {
    fault_hint(fault, "did you mean %s?", near.data);
  } else {
    buffer_clear(&near);
    for (size_t i = 0; i < count; i++)
      buffer_format(&near, "%s%s", i ? ", " : "", names[i]);
    fault_hint(fault, "there are: %s", near.data);
  }
  buffer_free(&near);
  return NULL;
}

/* --- the columns ---------------------------------------------------------------------------------- */

/* Names of fields near to a header that is not known. */
static bool near_fields(const Entity *entity, const char *header, Buffer *near) {
  const char *names[NAMES_MOST];
  size_t count = 0;
  for (size_t i = 0; i < entity->field_count && count + 2 < NAMES_MOST; i++) {
    const Field *field = &entity->fields[i];
    names[count++] = field->title;
    names[count++] = field->name;
    for (size_t k = 0; k < field->alias_count && count < NAMES_MOST; k++)
      names[count++] = field->aliases[k];
  }
  return text_near(header, names, count, near);
}

static void add_unknown(const Entity *entity, const char *header, size_t cell, Buffer *out) {
  Buffer near = {0};
  buffer_format(out, "%s%zu “%s”", out->size ? ", " : "", cell + 1, header);
  if (near_fields(entity, header, &near)) buffer_format(out, " (%s?)", near.data);
  buffer_free(&near);
}

static bool refuse_unknown(const Entity *entity, const char *path, const Buffer *unknown,
                           const SheetRow *row, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E520", "columns that %s (%s) does not have: %s", entity->name,
            entity->title, unknown->data);
  fault_place(fault, path, (int)row->line, 0, 0, NULL);
  fault_hint(fault,
             "correct the header, or say in a file for --map what they mean (HEADER = FIELD) "
             "or that they are passed over (HEADER = skip)");
  return false;
}

static bool check_missing(const ImportHeader *header, const Schema *schema, const char *path,
                          const SheetRow *row, Fault *fault) {
  Buffer missing = {0};
  const Entity *entity = header->entity;
  for (size_t i = 0; i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    if (!is_required(schema, entity, field) || header_column(header, field)) continue;
    buffer_format(&missing, "%s%s (%s)", missing.size ? ", " : "", field->title, field->name);
  }
  bool ok = missing.size == 0;
  if (!ok) {
    fault_set(fault, EXIT_DATA, "E521", "columns that every row of %s (%s) needs are missing: %s",
              entity->name, entity->title, missing.data);
    fault_place(fault, path, (int)row->line, 0, 0, NULL);
    fault_hint(fault, "add them, or say in a file for --map which columns they are");
  }
  buffer_free(&missing);
  return ok;
}

static bool refuse_doubled(const ImportHeader *header, const ImportColumn *column, const char *path,
                           const SheetRow *row, Fault *fault) {
  const ImportColumn *first = header_column(header, column->field);
  fault_set(fault, EXIT_DATA, "E521", "columns %zu “%s” and %zu “%s” both mean %s (%s)",
            first->cell + 1, header->titles[first - header->columns], column->cell + 1,
            header->titles[column - header->columns], column->field->title, column->field->name);
  fault_place(fault, path, (int)row->line, 0, 0, NULL);
  fault_hint(fault, "take one out, or pass over it with --map (HEADER = skip)");
  return false;
}

const ImportColumn *header_column(const ImportHeader *header, const Field *field) {
  for (size_t i = 0; i < header->count; i++)
    if (header->columns[i].field == field) return &header->columns[i];
  return NULL;
}

static bool read_columns(ImportHeader *header, const ImportMap *map, const SheetRow *row,
                         const char *path, Buffer *unknown, Fault *fault) {
  for (size_t i = 0; i < row->count; i++) {
    ImportColumn column = {.cell = i};
    Buffer title = {0};
    int found = row->cells[i].size ? find_column(header->entity, map, &row->cells[i], &column) : 2;
    buffer_add(&title, row->cells[i].text, row->cells[i].size);
    if (found == 0) add_unknown(header->entity, title.data, i, unknown);
    bool doubled = found == 1 && header_column(header, column.field);
    header->titles[header->count] = title.data;
    header->columns[header->count] = column;
    if (doubled) refuse_doubled(header, &header->columns[header->count], path, row, fault);
    header->count++;
    if (doubled) return false;
  }
  return true;
}

bool header_read(ImportHeader *header, const Schema *schema, const Entity *entity,
                 const ImportMap *map, const SheetRow *row, const char *path, Fault *fault) {
  *header = (ImportHeader){0};
  if (!entity) entity = find_entity(schema, map, row, path, fault);
  if (!entity) return false;
  header->entity = entity;
  Buffer unknown = {0};
  bool ok = read_columns(header, map, row, path, &unknown, fault);
  if (ok && unknown.size) ok = refuse_unknown(entity, path, &unknown, row, fault);
  ok = ok && check_missing(header, schema, path, row, fault);
  buffer_free(&unknown);
  if (!ok) header_free(header);
  return ok;
}

void header_free(ImportHeader *header) {
  for (size_t i = 0; i < header->count; i++)
    free(header->titles[i]);
  header->count = 0;
}
