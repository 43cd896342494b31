/* Rows of any entity for targets and flags. */
#include "data/entityrows.h"

#include <string.h>

#include "base/buffer.h"
#include "base/date.h"

enum { CHUNK_ROWS = 2000, MOST_STEPS = 4, MOST_RELATED_ROWS = 200000 };

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

static void write_fields(const SentFields *fields, const char *table, Buffer *sql) {
  for (int i = 0; i < fields->count; i++)
    buffer_format(sql, ", %s.\"%s\"", table, fields->list[i]->name);
}

static void write_need(const EntityPlan *plan, const json_t *numbers, Buffer *sql) {
  size_t i;
  const json_t *number;
  json_array_foreach(numbers, i, number) {
    const RelatedRows *one = &plan->related[json_integer_value(number) - 1];
    buffer_format(sql, "%sEXISTS (SELECT 1 FROM \"%s\" r WHERE r.\"%s\" = t0.\"%s\")",
                  i ? " AND " : "", one->entity->table, one->field->name, one->via->name);
  }
}

static void write_needs(const EntityPlan *plan, Buffer *sql) {
  size_t i;
  const json_t *numbers;
  json_array_foreach(plan->needs, i, numbers) {
    buffer_format(sql, i ? " OR " : " WHERE ");
    write_need(plan, numbers, sql);
  }
}

static void write_query(const EntityPlan *plan, const Path *path, Buffer *sql) {
  const Entity *entity = plan->entity;
  int last = path->count - 1;
  buffer_format(sql, "SELECT substr(t%d.\"%s\", 1, 6), t0.\"%s\"", last, path->steps[last]->name,
                entity->key->name);
  write_fields(&plan->fields, "t0", sql);
  buffer_format(sql, " FROM \"%s\" t0", entity->table);
  for (int i = 0; i < last; i++)
    buffer_format(sql, " JOIN \"%s\" t%d ON t%d.\"%s\" = t%d.\"%s\"", path->steps[i]->to->table,
                  i + 1, i + 1, path->steps[i]->to->key->name, i, path->steps[i]->name);
  write_needs(plan, sql);
  buffer_format(sql, " ORDER BY t0.\"%s\"", entity->key->name);
}

/* The rows of a relation for the rows from one key to another, in their order. */
static void write_related(const EntityPlan *plan, const RelatedRows *one, Buffer *sql) {
  const char *key = plan->entity->key->name;
  buffer_format(sql, "SELECT t0.\"%s\"", key);
  write_fields(&one->fields, "r", sql);
  buffer_format(sql,
                " FROM \"%s\" t0 CROSS JOIN \"%s\" r ON r.\"%s\" = t0.\"%s\" WHERE t0.\"%s\" "
                "BETWEEN ?1 AND ?2 ORDER BY t0.\"%s\", r.\"%s\"",
                plan->entity->table, one->entity->table, one->field->name, one->via->name, key, key,
                one->entity->key->name);
}

/* --- values --- */

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

static void add_text(Buffer *out, const char *text, size_t size) {
  size_t at = out->size + 1;
  buffer_add(out, "=", 1);
  buffer_add(out, text, size);
  for (; at < out->size; at++)
    if (out->data[at] == '\t' || out->data[at] == '\n') out->data[at] = ' ';
}

static void add_value(Query *query, int column, const Field *field, Buffer *out) {
  size_t size;
  int32_t day;
  if (query_null(query, column)) return;
  if (!is_text(field)) {
    buffer_format(out, "%lld", (long long)query_int(query, column));
    return;
  }
  const char *text = query_text(query, column, &size);
  if (field->type != FIELD_DATE)
    add_text(out, text, size);
  else if (date_parse(text, size, &day))
    buffer_format(out, "%d", (int)day);
}

static void add_values(Query *query, int column, const SentFields *fields, Buffer *out) {
  for (int i = 0; i < fields->count; i++) {
    add_value(query, column + i, fields->list[i], out);
    buffer_add(out, "\t", 1);
  }
  buffer_add(out, "\n", 1);
}

static json_t *text_of(Buffer *text) {
  json_t *value = json_stringn(text->data, text->size);
  buffer_clear(text);
  return value;
}

static json_t *read_row(Query *query, const EntityPlan *plan, Buffer *text) {
  json_t *row = json_array();
  const char *county = query_text(query, 0, NULL);
  json_array_append_new(row, json_string(county ? county : ""));
  json_array_append_new(row, is_text(plan->entity->key) ? json_string(query_text(query, 1, NULL))
                                                        : json_integer(query_int(query, 1)));
  add_values(query, 2, &plan->fields, text);
  json_array_append_new(row, text_of(text));
  for (int i = 0; i < plan->related_count; i++)
    json_array_append_new(row, json_null());
  return row;
}

/* --- rows that belong to rows --- */

/* A reading on its way. */
typedef struct Reading {
  const EntityPlan *plan;
  Query *related[ENTITYROWS_MOST_RELATED];
  bool (*each)(json_t *rows, void *data, Fault *fault);
  void *data;
} Reading;

static json_t *key_of(const json_t *rows, size_t i) {
  return json_array_get(json_array_get(rows, i), 1);
}

static void bind_key(Query *query, int n, const json_t *key) {
  if (json_is_integer(key))
    query_bind_int(query, n, json_integer_value(key));
  else
    query_bind_text(query, n, json_string_value(key), -1);
}

/* Whether a row's key stands before the one in the first column of the query. */
static bool key_before(const json_t *key, Query *query) {
  if (json_is_integer(key)) return json_integer_value(key) < query_int(query, 0);
  return strcmp(json_string_value(key), query_text(query, 0, NULL)) < 0;
}

static bool key_same(const json_t *key, Query *query) {
  if (json_is_integer(key)) return json_integer_value(key) == query_int(query, 0);
  return strcmp(json_string_value(key), query_text(query, 0, NULL)) == 0;
}

static void put_relation(const Reading *reading, int k, const json_t *rows, size_t i,
                         Buffer *text) {
  json_t *row = json_array_get(rows, i);
  size_t at = json_array_size(row) - (size_t)(reading->plan->related_count - k);
  if (text->size) json_array_set_new(row, at, text_of(text));
}

/* Puts the rows of relation `k` into the rows that they belong to; both come by key. Takes off *room
 * what came; below nought the reading stopped early. */
static bool add_related(const Reading *reading, int k, const json_t *rows, int64_t *room,
                        Fault *fault) {
  Query *query = reading->related[k];
  size_t count = json_array_size(rows), i = 0;
  int step = 0;
  Buffer text = {0};
  bind_key(query, 1, key_of(rows, 0));
  bind_key(query, 2, key_of(rows, count - 1));
  while (*room >= 0 && (step = query_step(query, fault)) == 1) {
    for (; i < count && key_before(key_of(rows, i), query); i++)
      put_relation(reading, k, rows, i, &text);
    if (i == count || !key_same(key_of(rows, i), query)) continue;
    add_values(query, 1, &reading->plan->related[k].fields, &text);
    (*room)--;
  }
  if (i < count) put_relation(reading, k, rows, i, &text);
  buffer_free(&text);
  query_reset(query);
  return step >= 0;
}

static void clear_related(const EntityPlan *plan, const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) {
    size_t size = json_array_size(row);
    for (size_t k = 0; k < (size_t)plan->related_count; k++)
      json_array_set_new(row, size - 1 - k, json_null());
  }
}

static bool too_many(const Reading *reading, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E549", "more than %d rows belong to one row of “%s”",
            MOST_RELATED_ROWS, reading->plan->entity->name);
  fault_hint(fault, "write the target over those rows themselves");
  return false;
}

static bool send_rows(const Reading *reading, json_t *rows, Fault *fault);

/* One half after the other, when together they are too large. */
static bool send_halves(const Reading *reading, const json_t *rows, Fault *fault) {
  size_t count = json_array_size(rows), half = count / 2, i;
  if (count < 2) return too_many(reading, fault);
  clear_related(reading->plan, rows);
  json_t *sides[] = {json_array(), json_array()}, *row;
  json_array_foreach(rows, i, row) json_array_append(sides[i >= half], row);
  bool ok = send_rows(reading, sides[0], fault) && send_rows(reading, sides[1], fault);
  json_decref(sides[0]);
  json_decref(sides[1]);
  return ok;
}

static bool send_rows(const Reading *reading, json_t *rows, Fault *fault) {
  int64_t room = MOST_RELATED_ROWS;
  for (int k = 0; k < reading->plan->related_count; k++) {
    if (!add_related(reading, k, rows, &room, fault)) return false;
    if (room < 0) return send_halves(reading, rows, fault);
  }
  return reading->each(rows, reading->data, fault);
}

static bool read_chunks(const Reading *reading, Query *query, Fault *fault) {
  json_t *rows = json_array();
  Buffer text = {0};
  bool ok = true;
  int step = 0;
  while (ok && (step = query_step(query, fault)) == 1) {
    json_array_append_new(rows, read_row(query, reading->plan, &text));
    if (json_array_size(rows) < CHUNK_ROWS) continue;
    ok = send_rows(reading, rows, fault);
    json_array_clear(rows);
  }
  ok = ok && step == 0 && (json_array_size(rows) == 0 || send_rows(reading, rows, fault));
  buffer_free(&text);
  json_decref(rows);
  return ok;
}

static Query *open_query(Store *store, const EntityPlan *plan, const Path *path,
                         const RelatedRows *related, Fault *fault) {
  Buffer sql = {0};
  if (related)
    write_related(plan, related, &sql);
  else
    write_query(plan, path, &sql);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

bool entityrows_read(Store *store, const EntityPlan *plan,
                     bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                     Fault *fault) {
  Path path;
  Reading reading = {.plan = plan, .each = each, .data = data};
  if (!find_path(plan->entity, &path)) {
    fault_set(fault, EXIT_RULES, "E514", "rows of “%s” belong to no county", plan->entity->name);
    fault_hint(fault, "a target or flag needs an entity from which references lead to a division");
    return false;
  }
  Query *query = open_query(store, plan, &path, NULL, fault);
  bool ok = query != NULL;
  for (int k = 0; ok && k < plan->related_count; k++) {
    reading.related[k] = open_query(store, plan, &path, &plan->related[k], fault);
    ok = reading.related[k] != NULL;
  }
  ok = ok && read_chunks(&reading, query, fault);
  for (int k = 0; k < plan->related_count; k++)
    query_free(reading.related[k]);
  query_free(query);
  return ok;
}

json_t *entityrows_empty(Store *store, const Schema *schema, Fault *fault) {
  json_t *names = json_array();
  for (size_t i = 0; i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    Buffer sql = {0};
    int64_t found = 0;
    buffer_format(&sql, "SELECT EXISTS (SELECT 1 FROM \"%s\")", entity->table);
    bool ok = store_number(store, sql.data, &found, fault);
    buffer_free(&sql);
    if (!ok) {
      json_decref(names);
      return NULL;
    }
    if (!found) json_array_append_new(names, json_string(entity->name));
  }
  return names;
}
