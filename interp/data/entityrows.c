/* Rows of any entity for targets and flags. */
#include "data/entityrows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"

enum { CHUNK_ROWS = 8192, MOST_STEPS = 4, MOST_RELATED_ROWS = 200000 };

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
  if (json_array_size(plan->needs) == 0) return;
  json_array_foreach(plan->needs, i, numbers) {
    buffer_add_text(sql, i ? " OR " : " AND (");
    write_need(plan, numbers, sql);
  }
  buffer_add_text(sql, ")");
}

static void write_counties(const EntityPlan *plan, const Path *path, Buffer *sql) {
  if (!*plan->counties)
    buffer_add_text(sql, " WHERE 1");
  else
    buffer_format(sql, " WHERE instr('%s', substr(t%d.\"%s\", 1, 6)) > 0", plan->counties,
                  path->count - 1, path->steps[path->count - 1]->name);
}

static void write_query(const EntityPlan *plan, const Path *path, Buffer *sql) {
  const Entity *entity = plan->entity;
  int last = path->count - 1;
  buffer_format(sql, "SELECT substr(t%d.\"%s\", 1, 6), t0.\"%s\"", last, path->steps[last]->name,
                entity->key->name);
  write_fields(&plan->fields, "t0", sql);
  buffer_format(sql, " FROM \"%s\" t0", entity->table);
  add_joins(path, sql);
  write_counties(plan, path, sql);
  write_needs(plan, sql);
  buffer_format(sql, " ORDER BY t0.\"%s\"", entity->key->name);
}

/* The rows of a relation for the rows from one key to another, in their order; where they name the key
 * themselves, the rows that they belong to need not be looked up. */
static void write_related(const EntityPlan *plan, const RelatedRows *one, Buffer *sql) {
  const char *key = plan->entity->key->name;
  if (one->via == plan->entity->key) {
    buffer_format(sql, "SELECT r.\"%s\"", one->field->name);
    write_fields(&one->fields, "r", sql);
    buffer_format(sql,
                  " FROM \"%s\" r WHERE r.\"%s\" BETWEEN ?1 AND ?2 ORDER BY r.\"%s\", r.\"%s\"",
                  one->entity->table, one->field->name, one->field->name, one->entity->key->name);
    return;
  }
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

/* The rows of a message on their way: numbers, and the texts that some of them are places in. */
typedef struct Block {
  Buffer numbers, texts;
} Block;

static void add_number(Block *block, double number) {
  buffer_add(&block->numbers, &number, sizeof number);
}

/* Texts end with a NUL; control characters are blanks, so that none stands inside. */
static double place_of_text(Block *block, const char *text, size_t size) {
  size_t place = block->texts.size;
  buffer_add(&block->texts, text, size);
  buffer_add(&block->texts, "", 1);
  for (size_t at = place; at < place + size; at++)
    if ((unsigned char)block->texts.data[at] < ' ') block->texts.data[at] = ' ';
  return (double)place;
}

static double value_of(Query *query, int column, const Field *field, Block *block) {
  size_t size;
  int32_t day;
  if (query_null(query, column)) return NAN;
  if (!is_text(field)) return (double)query_int(query, column);
  const char *text = query_text(query, column, &size);
  if (field->type == FIELD_ENUM) return enumeration_index(field->of, text, size) + 1;
  if (field->type != FIELD_DATE) return place_of_text(block, text, size);
  return date_parse(text, size, &day) ? (double)day : (double)NAN;
}

static void add_values(Query *query, int column, const SentFields *fields, Block *block) {
  for (int i = 0; i < fields->count; i++)
    add_number(block, value_of(query, column + i, fields->list[i], block));
}

/* --- rows that belong to rows --- */

/* Rows on their way: where the numbers of each end, and their keys; a text is its place. */
typedef struct Chunk {
  Block block;
  size_t ends[CHUNK_ROWS], count;
  int64_t keys[CHUNK_ROWS];
  bool text_keys;
  json_t *counties; /* codes by their numbers, from 0 */
} Chunk;

/* A reading on its way. */
typedef struct Reading {
  const EntityPlan *plan;
  Query *related[ENTITYROWS_MOST_RELATED];
  bool (*each)(json_t *rows, const Attachment *bytes, void *data, Fault *fault);
  void *data;
} Reading;

/* The number of a county in the message; those of a chunk are few. */
static double county_number(Chunk *chunk, const char *code) {
  size_t i = json_array_size(chunk->counties);
  while (i > 0 && strcmp(json_string_value(json_array_get(chunk->counties, i - 1)), code) != 0)
    i--;
  if (i > 0) return (double)(i - 1);
  json_array_append_new(chunk->counties, json_string(code));
  return (double)(json_array_size(chunk->counties) - 1);
}

static void add_row(Query *query, const EntityPlan *plan, Chunk *chunk) {
  const char *county = query_text(query, 0, NULL);
  size_t size;
  const char *key = query_text(query, 1, &size);
  add_number(&chunk->block, county_number(chunk, county ? county : ""));
  if (chunk->text_keys)
    chunk->keys[chunk->count] = (int64_t)place_of_text(&chunk->block, key, size);
  else
    chunk->keys[chunk->count] = query_int(query, 1);
  add_number(&chunk->block, (double)chunk->keys[chunk->count]);
  add_number(&chunk->block, (double)chunk->count);
  add_values(query, 2, &plan->fields, &chunk->block);
  chunk->ends[chunk->count++] = chunk->block.numbers.size;
}

static const char *text_key(const Chunk *chunk, size_t i) {
  return chunk->block.texts.data + chunk->keys[i];
}

static void bind_key(Query *query, int n, const Chunk *chunk, size_t i) {
  if (chunk->text_keys)
    query_bind_text(query, n, text_key(chunk, i), -1);
  else
    query_bind_int(query, n, chunk->keys[i]);
}

/* How a row's key stands to the one in the first column of the query: below nought before it. */
static int compare_key(const Chunk *chunk, size_t i, Query *query) {
  if (chunk->text_keys) return strcmp(text_key(chunk, i), query_text(query, 0, NULL));
  int64_t own = chunk->keys[i], other = query_int(query, 0);
  return (own > other) - (own < other);
}

/* Adds to the block the rows of relation `k` that belong to the rows from `first` to `last`, behind the number
 * of the first of each of them; both come by key. Takes off *room what came; below nought the reading
 * stopped early. */
static bool add_related(const Reading *reading, int k, Chunk *chunk, size_t first, size_t last,
                        Block *block, int64_t *room, Fault *fault) {
  Query *query = reading->related[k];
  size_t i = first, starts = block->numbers.size;
  double count = 0;
  int step = 0;
  buffer_reserve(&block->numbers, (last - first + 2) * sizeof count);
  block->numbers.size += (last - first + 2) * sizeof count;
  bind_key(query, 1, chunk, first);
  bind_key(query, 2, chunk, last);
  memcpy(block->numbers.data + starts, &count, sizeof count);
  while (*room >= 0 && (step = query_step(query, fault)) == 1) {
    int order = 1;
    while (i <= last && (order = compare_key(chunk, i, query)) < 0) {
      i++;
      memcpy(block->numbers.data + starts + (i - first) * sizeof count, &count, sizeof count);
    }
    if (order != 0) continue;
    add_number(block, count++);
    add_values(query, 1, &reading->plan->related[k].fields, block);
    (*room)--;
  }
  for (; i <= last; i++)
    memcpy(block->numbers.data + starts + (i - first + 1) * sizeof count, &count, sizeof count);
  query_reset(query);
  return step >= 0;
}

static bool too_many(const Reading *reading, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E549", "more than %d rows belong to one row of “%s”",
            MOST_RELATED_ROWS, reading->plan->entity->name);
  fault_hint(fault, "write the target over those rows themselves");
  return false;
}

/* Rows know their number in the message: the third of their values. */
static void number_rows(Buffer *rows, size_t count) {
  size_t size = rows->size / count;
  for (size_t i = 0; i < count; i++) {
    double number = (double)i;
    memcpy(rows->data + i * size + 2 * sizeof number, &number, sizeof number);
  }
}

/* Puts the rows and all that belongs to them into `block`: false when that is too much (*room below nought),
 * or with a fault. */
static bool fill_block(const Reading *reading, Chunk *chunk, size_t first, size_t last,
                       Block *block, int64_t *room, Fault *fault) {
  size_t from = first ? chunk->ends[first - 1] : 0;
  bool ok = true;
  buffer_add(&block->numbers, chunk->block.numbers.data + from, chunk->ends[last] - from);
  buffer_add(&block->texts, chunk->block.texts.data, chunk->block.texts.size);
  if (first) number_rows(&block->numbers, last - first + 1);
  for (int k = 0; ok && *room >= 0 && k < reading->plan->related_count; k++)
    ok = add_related(reading, k, chunk, first, last, block, room, fault);
  return ok && *room >= 0;
}

static bool tell(const Reading *reading, const Chunk *chunk, size_t count, Block *block,
                 Fault *fault) {
  json_t *rows = json_pack("{s:I,s:I,s:o}", "count", (json_int_t)count, "texts",
                           (json_int_t)block->numbers.size, "counties",
                           json_copy(chunk->counties)); /* who asks again still has it */
  buffer_add(&block->numbers, block->texts.data, block->texts.size);
  Attachment bytes = {block->numbers.data, block->numbers.size};
  bool ok = reading->each(rows, &bytes, reading->data, fault);
  json_decref(rows);
  return ok;
}

/* One half after the other, when together they are too large. */
static bool send_rows(const Reading *reading, Chunk *chunk, size_t first, size_t last,
                      Fault *fault) {
  int64_t room = MOST_RELATED_ROWS;
  Block block = {0};
  bool ok = fill_block(reading, chunk, first, last, &block, &room, fault);
  if (ok) ok = tell(reading, chunk, last - first + 1, &block, fault);
  buffer_free(&block.numbers);
  buffer_free(&block.texts);
  if (room >= 0) return ok;
  if (first == last) return too_many(reading, fault);
  size_t half = first + (last - first) / 2;
  return send_rows(reading, chunk, first, half, fault) &&
         send_rows(reading, chunk, half + 1, last, fault);
}

static bool send_chunk(const Reading *reading, Chunk *chunk, Fault *fault) {
  bool ok = chunk->count == 0 || send_rows(reading, chunk, 0, chunk->count - 1, fault);
  buffer_clear(&chunk->block.numbers);
  buffer_clear(&chunk->block.texts);
  json_array_clear(chunk->counties);
  chunk->count = 0;
  return ok;
}

static bool read_chunks(const Reading *reading, Query *query, Fault *fault) {
  Chunk *chunk = memory_new(sizeof *chunk);
  *chunk = (Chunk){.text_keys = is_text(reading->plan->entity->key), .counties = json_array()};
  bool ok = true;
  int step = 0;
  while (ok && (step = query_step(query, fault)) == 1) {
    add_row(query, reading->plan, chunk);
    if (chunk->count == CHUNK_ROWS) ok = send_chunk(reading, chunk, fault);
  }
  ok = ok && step == 0 && send_chunk(reading, chunk, fault);
  buffer_free(&chunk->block.numbers);
  buffer_free(&chunk->block.texts);
  json_decref(chunk->counties);
  free(chunk);
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
                     bool (*each)(json_t *rows, const Attachment *bytes, void *data, Fault *fault),
                     void *data, Fault *fault) {
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
