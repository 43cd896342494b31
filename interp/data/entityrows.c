/* Rows of any entity for targets and flags. */
#include "data/entityrows.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

enum { CHUNK_ROWS = 2000, MOST_STEPS = 4 };

/* The references that lead from an entity to a division, one after the other. */
typedef struct Path {
  const Field *steps[MOST_STEPS];
  int count;
} Path;

static bool leads_to_division(const Entity *entity, Path *path, int most) {
  for (size_t i = 0; i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    if (field->type != FIELD_REF || strcmp(field->to->name, "division") != 0) continue;
    path->steps[path->count++] = field;
    return true;
  }
  for (size_t i = 0; most > 1 && i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    if (field->type != FIELD_REF || field->to == entity) continue;
    path->steps[path->count++] = field;
    if (leads_to_division(field->to, path, most - 1)) return true;
    path->count--;
  }
  return false;
}

/* The shortest path: one step first, then two, and so on. */
static bool find_path(const Entity *entity, Path *path) {
  for (int most = 1; most <= MOST_STEPS; most++) {
    path->count = 0;
    if (leads_to_division(entity, path, most)) return true;
  }
  return false;
}

static void add_joins(const Path *path, Buffer *sql) {
  for (int i = 0; i < path->count - 1; i++)
    buffer_format(sql, " JOIN \"%s\" t%d ON t%d.\"%s\" = t%d.\"%s\"", path->steps[i]->to->table,
                  i + 1, i + 1, path->steps[i]->to->key->name, i, path->steps[i]->name);
}

/* A division itself stands where its own code says. */
bool entityrows_place(const Entity *entity, Buffer *joins, Buffer *expression) {
  Path path;
  buffer_add_text(joins, "");
  if (strcmp(entity->name, "division") == 0) {
    buffer_format(expression, "substr(t0.\"%s\", 1, 6)", entity->key->name);
    return true;
  }
  if (!find_path(entity, &path)) return false;
  add_joins(&path, joins);
  buffer_format(expression, "substr(t%d.\"%s\", 1, 6)", path.count - 1,
                path.steps[path.count - 1]->name);
  return true;
}

static void write_query(const Entity *entity, const Path *path, Buffer *sql) {
  int last = path->count - 1;
  buffer_format(sql, "SELECT substr(t%d.\"%s\", 1, 6), t0.\"%s\"", last, path->steps[last]->name,
                entity->key->name);
  for (size_t i = 0; i < entity->field_count; i++)
    if (!entity->fields[i].personal) buffer_format(sql, ", t0.\"%s\"", entity->fields[i].name);
  buffer_format(sql, " FROM \"%s\" t0", entity->table);
  add_joins(path, sql);
  buffer_format(sql, " ORDER BY t0.\"%s\"", entity->key->name);
}

static bool is_text(const Field *field) {
  switch (field->type) {
    case FIELD_ID:
    case FIELD_MONEY:
    case FIELD_COUNT:
    case FIELD_FLAG: return false;
    case FIELD_REF: return is_text(field->to->key);
    default: return true;
  }
}

static json_t *read_row(Query *query, const Entity *entity) {
  json_t *fields = json_object();
  int column = 2;
  for (size_t i = 0; i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    if (field->personal) continue;
    if (!query_null(query, column))
      json_object_set_new(fields, field->name,
                          is_text(field) ? json_string(query_text(query, column, NULL))
                                         : json_integer(query_int(query, column)));
    column++;
  }
  const char *county = query_text(query, 0, NULL);
  json_t *id = is_text(entity->key) ? json_string(query_text(query, 1, NULL))
                                    : json_integer(query_int(query, 1));
  return json_pack("{s:s,s:o,s:o}", "county", county ? county : "", "id", id, "row", fields);
}

static bool read_chunks(Query *query, const Entity *entity,
                        bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                        Fault *fault) {
  json_t *rows = json_array();
  bool ok = true;
  int step = 0;
  while (ok && (step = query_step(query, fault)) == 1) {
    json_array_append_new(rows, read_row(query, entity));
    if (json_array_size(rows) < CHUNK_ROWS) continue;
    ok = each(rows, data, fault);
    json_array_clear(rows);
  }
  ok = ok && step == 0 && (json_array_size(rows) == 0 || each(rows, data, fault));
  json_decref(rows);
  return ok;
}

bool entityrows_read(Store *store, const Entity *entity,
                     bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                     Fault *fault) {
  Path path;
  if (!find_path(entity, &path)) {
    fault_set(fault, EXIT_RULES, "E514", "rows of “%s” belong to no county", entity->name);
    fault_hint(fault, "a target or flag needs an entity from which references lead to a division");
    return false;
  }
  Buffer sql = {0};
  write_query(entity, &path, &sql);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  bool ok = query && read_chunks(query, entity, each, data, fault);
  query_free(query);
  return ok;
}
