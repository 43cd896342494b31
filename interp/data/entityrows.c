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
  add_joins(path, sql);
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
    if ((unsigned char)out->data[at] < ' ') out->data[at] = ' ';
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
  if (field->type == FIELD_ENUM)
    buffer_format(out, "%d", enumeration_index(field->of, text, size) + 1);
  else if (field->type != FIELD_DATE)
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

/* --- rows that belong to rows --- */

/* Rows on their way: their text, where each ends in it, and their keys. */
typedef struct Chunk {
  Buffer text;
  size_t ends[CHUNK_ROWS];
  json_t *keys;
} Chunk;

/* A reading on its way. */
typedef struct Reading {
  const EntityPlan *plan;
  Query *related[ENTITYROWS_MOST_RELATED];
  bool (*each)(json_t *message, void *data, Fault *fault);
  void *data;
} Reading;

static void add_row(Query *query, const EntityPlan *plan, Chunk *chunk) {
  const char *county = query_text(query, 0, NULL);
  buffer_add_text(&chunk->text, county ? county : "");
  buffer_add(&chunk->text, "\t", 1);
  json_t *key = is_text(plan->entity->key) ? json_string(query_text(query, 1, NULL))
                                           : json_integer(query_int(query, 1));
  buffer_add_text(&chunk->text, query_text(query, 1, NULL));
  buffer_add(&chunk->text, "\t", 1);
  add_values(query, 2, &plan->fields, &chunk->text);
  chunk->ends[json_array_size(chunk->keys)] = chunk->text.size;
  json_array_append_new(chunk->keys, key);
}

static void bind_key(Query *query, int n, const json_t *key) {
  if (json_is_integer(key))
    query_bind_int(query, n, json_integer_value(key));
  else
    query_bind_text(query, n, json_string_value(key), -1);
}

/* How a row's key stands to the one in the first column of the query: below nought before it. */
static int compare_key(const json_t *key, Query *query) {
  if (!json_is_integer(key)) return strcmp(json_string_value(key), query_text(query, 0, NULL));
  int64_t own = json_integer_value(key), other = query_int(query, 0);
  return (own > other) - (own < other);
}

/* Adds the rows of relation `k` that belong to the rows from `first` to `last`; both come by key. Takes
 * off *room what came; below nought the reading stopped early. */
static bool add_related(const Reading *reading, int k, const Chunk *chunk, size_t first,
                        size_t last, Buffer *text, int64_t *room, Fault *fault) {
  Query *query = reading->related[k];
  size_t i = first;
  int step = 0;
  bind_key(query, 1, json_array_get(chunk->keys, first));
  bind_key(query, 2, json_array_get(chunk->keys, last));
  while (*room >= 0 && (step = query_step(query, fault)) == 1) {
    int order = 1;
    while (i <= last && (order = compare_key(json_array_get(chunk->keys, i), query)) < 0) {
      buffer_add(text, "\r", 1);
      i++;
    }
    if (order != 0) continue;
    add_values(query, 1, &reading->plan->related[k].fields, text);
    (*room)--;
  }
  for (; i <= last; i++)
    buffer_add(text, "\r", 1);
  query_reset(query);
  return step >= 0;
}

static bool too_many(const Reading *reading, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E549", "more than %d rows belong to one row of “%s”",
            MOST_RELATED_ROWS, reading->plan->entity->name);
  fault_hint(fault, "write the target over those rows themselves");
  return false;
}

/* The message of rows, with all that belongs to them; NULL when that is too much (*room below nought), or
 * with a fault. */
static json_t *make_message(const Reading *reading, const Chunk *chunk, size_t first, size_t last,
                            int64_t *room, Fault *fault) {
  json_t *related = json_array();
  size_t from = first ? chunk->ends[first - 1] : 0;
  bool ok = true;
  for (int k = 0; ok && *room >= 0 && k < reading->plan->related_count; k++) {
    Buffer text = {0};
    ok = add_related(reading, k, chunk, first, last, &text, room, fault);
    json_array_append_new(related, json_stringn(text.data, text.size));
    buffer_free(&text);
  }
  if (ok && *room >= 0)
    return json_pack("{s:o,s:o}", "text",
                     json_stringn(chunk->text.data + from, chunk->ends[last] - from), "related",
                     related);
  json_decref(related);
  return NULL;
}

/* One half after the other, when together they are too large. */
static bool send_rows(const Reading *reading, const Chunk *chunk, size_t first, size_t last,
                      Fault *fault) {
  int64_t room = MOST_RELATED_ROWS;
  json_t *message = make_message(reading, chunk, first, last, &room, fault);
  if (!message && room >= 0) return false;
  if (!message && first == last) return too_many(reading, fault);
  size_t half = first + (last - first) / 2;
  bool ok = message ? reading->each(message, reading->data, fault)
                    : send_rows(reading, chunk, first, half, fault) &&
                          send_rows(reading, chunk, half + 1, last, fault);
  json_decref(message);
  return ok;
}

static bool send_chunk(const Reading *reading, Chunk *chunk, Fault *fault) {
  size_t count = json_array_size(chunk->keys);
  bool ok = count == 0 || send_rows(reading, chunk, 0, count - 1, fault);
  buffer_clear(&chunk->text);
  json_array_clear(chunk->keys);
  return ok;
}

static bool read_chunks(const Reading *reading, Query *query, Fault *fault) {
  Chunk chunk = {.keys = json_array()};
  bool ok = true;
  int step = 0;
  while (ok && (step = query_step(query, fault)) == 1) {
    add_row(query, reading->plan, &chunk);
    if (json_array_size(chunk.keys) == CHUNK_ROWS) ok = send_chunk(reading, &chunk, fault);
  }
  ok = ok && step == 0 && send_chunk(reading, &chunk, fault);
  buffer_free(&chunk.text);
  json_decref(chunk.keys);
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
                     bool (*each)(json_t *message, void *data, Fault *fault), void *data,
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
