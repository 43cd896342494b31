/* Decoding of the description. It comes from a worker, so everything is checked before use: names
 * that will stand in SQL, types, references, defaults. Everything decoded lives in one arena.
 * A newcomer forgets that references may point forward: entities are listed before fields are read. */
#include "data/schema.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/text.h"

enum { NAME_BYTES = 48, TITLE_BYTES = 200, TEXT_BYTES = 2000, LIST_MOST = 1000 };

struct Schema {
  Arena *arena;
  int version;
  Enumeration *enumerations;
  size_t enumeration_count;
  Entity *entities;
  size_t entity_count;
};

/* What is being read, and the names of where we are, for messages. */
typedef struct Reader {
  Schema *schema;
  Fault *fault;
  const char *outer_kind, *outer, *inner;
} Reader;

static const char *const type_names[] = {
    [FIELD_ID] = "id",       [FIELD_REF] = "ref",     [FIELD_TEXT] = "text",
    [FIELD_MONEY] = "money", [FIELD_COUNT] = "count", [FIELD_DATE] = "date",
    [FIELD_FLAG] = "flag",   [FIELD_ENUM] = "enum",   [FIELD_CODE] = "code",
};
enum { TYPE_COUNT = sizeof type_names / sizeof *type_names };

/* Tables that are ours whatever the description says. */
static const char *const reserved_tables[] = {
    "run",           "run_rules",   "run_layer",
    "run_parameter", "settlement",  "settlement_fund",
    "target_value",  "flag_row",    "enumeration_value",
    "data_source",   "import_file",
};

static bool wrong(Reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool wrong(Reader *r, const char *format, ...) {
  char text[700];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  fault_set(r->fault, EXIT_RULES, "E412", "%s", text);
  if (r->inner) fault_frame(r->fault, "%s", r->inner);
  if (r->outer) fault_frame(r->fault, "%s %s", r->outer_kind, r->outer);
  fault_frame(r->fault, "schema");
  return false;
}

bool schema_identifier(const char *name) {
  size_t size = strlen(name);
  if (size == 0 || size > NAME_BYTES || name[0] < 'a' || name[0] > 'z') return false;
  return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == size;
}

const char *field_type_name(FieldType type) {
  return (size_t)type < TYPE_COUNT ? type_names[type] : "unknown";
}

/* ---- Pieces of JSON ---------------------------------------------------------------------- */

/* A text without control characters, copied into the arena. NULL in *out when it is not given. */
static bool read_text(Reader *r, const json_t *object, const char *key, size_t most, bool need,
                      const char **out) {
  const json_t *value = json_object_get(object, key);
  *out = NULL;
  if (!value || json_is_null(value)) return !need || wrong(r, "%s is missing", key);
  if (!json_is_string(value)) return wrong(r, "%s is no text", key);
  const char *text = json_string_value(value);
  size_t size = json_string_length(value);
  if (size == 0 || size > most)
    return wrong(r, "%s has %zu bytes, 1 to %zu are allowed", key, size, most);
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
      return wrong(r, "%s has a control character", key);
  *out = arena_text(r->schema->arena, text, size);
  return true;
}

static bool read_name(Reader *r, const json_t *object, const char *key, const char **out) {
  if (!read_text(r, object, key, TITLE_BYTES, true, out)) return false;
  return schema_identifier(*out) ||
         wrong(r, "%s '%s' is no identifier (a-z, 0-9, _, at most %d)", key, *out, NAME_BYTES);
}

static bool read_flag(Reader *r, const json_t *object, const char *key, bool *out) {
  const json_t *value = json_object_get(object, key);
  if (value && !json_is_null(value) && !json_is_boolean(value))
    return wrong(r, "%s is neither true nor false", key);
  *out = json_is_true(value);
  return true;
}

/* A whole number; Lua hands over whole doubles. */
static bool read_whole(Reader *r, const json_t *value, const char *key, int64_t *out) {
  double real = json_number_value(value);
  if (!json_is_number(value) || real < -9007199254740992.0 || real > 9007199254740992.0 ||
      real != (double)(int64_t)real)
    return wrong(r, "%s is no whole number", key);
  *out = json_is_integer(value) ? (int64_t)json_integer_value(value) : (int64_t)real;
  return true;
}

static bool read_bound(Reader *r, const json_t *object, const char *key, bool *has, int64_t *out) {
  const json_t *value = json_object_get(object, key);
  *has = value && !json_is_null(value);
  return !*has || read_whole(r, value, key, out);
}

/* A list, also when it is not given; an empty object is taken as an empty list. */
static bool read_list(Reader *r, const json_t *object, const char *key, const json_t **list,
                      size_t *count) {
  const json_t *value = json_object_get(object, key);
  *list = value;
  *count = 0;
  if (!value || json_is_null(value) || (json_is_object(value) && json_object_size(value) == 0))
    return true;
  if (!json_is_array(value)) return wrong(r, "%s is no list", key);
  *count = json_array_size(value);
  return *count <= LIST_MOST || wrong(r, "%s has more than %d rows", key, LIST_MOST);
}

/* Refuses a word nobody reads: a mistyped "personal" must not pass in silence. */
static bool read_known(Reader *r, const json_t *object, const char *const *known, size_t count) {
  if (!json_is_object(object)) return wrong(r, "not a table of attributes");
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)object, key, value) {
    size_t i = 0;
    while (i < count && strcmp(key, known[i]) != 0)
      i++;
    if (i < count) continue;
    Buffer near = {0};
    bool found = text_near(key, known, count, &near);
    wrong(r, "unknown attribute '%.60s'%s%s", key, found ? "; meant: " : "",
          found ? near.data : "");
    buffer_free(&near);
    return false;
  }
  return true;
}

/* ---- Enumerations ------------------------------------------------------------------------ */

static bool read_value(Reader *r, const json_t *json, EnumerationValue *value) {
  static const char *const known[] = {"name", "title", "code", "alias"};
  return read_known(r, json, known, 4) && read_name(r, json, "name", &value->name) &&
         read_text(r, json, "title", TITLE_BYTES, true, &value->title) &&
         read_text(r, json, "code", TITLE_BYTES, false, &value->code) &&
         read_text(r, json, "alias", TITLE_BYTES, false, &value->alias);
}

static bool read_values(Reader *r, const json_t *list, Enumeration *e, size_t count) {
  EnumerationValue *values = arena_take(r->schema->arena, count * sizeof *values);
  e->values = values;
  for (; e->count < count; e->count++) {
    EnumerationValue *value = &values[e->count];
    if (!read_value(r, json_array_get(list, e->count), value)) return false;
    r->inner = value->name;
    for (size_t i = 0; i < e->count; i++)
      if (strcmp(values[i].name, value->name) == 0 || strcmp(values[i].title, value->title) == 0)
        return wrong(r, "a name or title that is there already");
      else if (value->code && values[i].code && strcmp(values[i].code, value->code) == 0)
        return wrong(r, "the code %s is there already", value->code);
    r->inner = NULL;
  }
  return true;
}

static bool read_enumeration(Reader *r, const json_t *json) {
  static const char *const known[] = {"name", "title", "values"};
  Schema *schema = r->schema;
  Enumeration *e = &schema->enumerations[schema->enumeration_count];
  const json_t *list;
  size_t count;
  r->outer_kind = "enumeration";
  if (!read_known(r, json, known, 3) || !read_name(r, json, "name", &e->name)) return false;
  r->outer = e->name;
  if (schema_enumeration(schema, e->name)) return wrong(r, "declared twice");
  if (!read_text(r, json, "title", TITLE_BYTES, true, &e->title) ||
      !read_list(r, json, "values", &list, &count))
    return false;
  if (count == 0) return wrong(r, "no values");
  if (!read_values(r, list, e, count)) return false;
  schema->enumeration_count++;
  r->outer = NULL;
  return true;
}

/* ---- Fields ------------------------------------------------------------------------------ */

static bool read_type(Reader *r, const json_t *json, FieldType *type) {
  const char *name;
  if (!read_text(r, json, "type", TITLE_BYTES, true, &name)) return false;
  for (size_t i = 0; i < TYPE_COUNT; i++)
    if (strcmp(type_names[i], name) == 0) {
      *type = (FieldType)i;
      return true;
    }
  return wrong(r, "unknown type '%s'", name);
}

static bool read_aliases(Reader *r, const json_t *json, Field *field) {
  const json_t *list;
  size_t count;
  if (!read_list(r, json, "aliases", &list, &count)) return false;
  const char **aliases = arena_take(r->schema->arena, count * sizeof *aliases);
  for (size_t i = 0; i < count; i++) {
    const json_t *alias = json_array_get(list, i);
    size_t size = json_string_length(alias);
    if (size == 0 || size > TITLE_BYTES)
      return wrong(r, "an alias is no text of 1 to %d bytes", TITLE_BYTES);
    aliases[i] = arena_text(r->schema->arena, json_string_value(alias), size);
  }
  field->aliases = aliases;
  field->alias_count = count;
  return true;
}

/* The text between two quotes of SQL, those inside doubled. */
static const char *arena_quoted(Arena *arena, const char *quote, const char *text) {
  Buffer buffer = {0};
  buffer_add_text(&buffer, quote);
  for (const char *p = text; *p; p++)
    buffer_add(&buffer, *p == '\'' ? "''" : p, *p == '\'' ? 2 : 1);
  buffer_add_text(&buffer, quote);
  const char *copy = arena_text(arena, buffer.data, buffer.size);
  buffer_free(&buffer);
  return copy;
}

/* A default becomes the SQL text of its value. */
static bool read_default(Reader *r, const json_t *json, Field *field) {
  const json_t *value = json_object_get(json, "default");
  if (!value || json_is_null(value)) return true;
  if (field->type == FIELD_MONEY || field->type == FIELD_COUNT || field->type == FIELD_FLAG) {
    int64_t number;
    if (!read_whole(r, value, "default", &number)) return false;
    if (field->type == FIELD_FLAG && number != 0 && number != 1)
      return wrong(r, "the default of a flag is 0 or 1");
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, number);
    field->default_value = arena_quoted(r->schema->arena, "", text);
    return true;
  }
  const char *text;
  int32_t day;
  if (!read_text(r, json, "default", TITLE_BYTES, true, &text)) return false;
  if (field->type == FIELD_ID || field->type == FIELD_REF)
    return wrong(r, "a key or reference has no default");
  if (field->type == FIELD_DATE && !date_parse(text, strlen(text), &day))
    return wrong(r, "the default is no day");
  if (field->type == FIELD_ENUM && enumeration_index(field->of, text, strlen(text)) < 0)
    return wrong(r, "the default '%s' is no %s", text, field->of->name);
  field->default_value = arena_quoted(r->schema->arena, "'", text);
  return true;
}

static bool read_target(Reader *r, const json_t *json, Field *field) {
  const char *to, *of;
  if (!read_text(r, json, "to", NAME_BYTES, field->type == FIELD_REF, &to) ||
      !read_text(r, json, "of", NAME_BYTES, field->type == FIELD_ENUM, &of))
    return false;
  if (to && field->type != FIELD_REF) return wrong(r, "'to' belongs to a ref");
  if (of && field->type != FIELD_ENUM) return wrong(r, "'of' belongs to an enum");
  field->to = to ? schema_entity(r->schema, to) : NULL;
  field->of = of ? schema_enumeration(r->schema, of) : NULL;
  if (to && !field->to) return wrong(r, "there is no entity '%s'", to);
  return !of || field->of || wrong(r, "there is no enumeration '%s'", of);
}

static bool read_bounds(Reader *r, const json_t *json, Field *field) {
  if (!read_bound(r, json, "min", &field->has_min, &field->min) ||
      !read_bound(r, json, "max", &field->has_max, &field->max))
    return false;
  if ((field->has_min || field->has_max) && field->type != FIELD_MONEY &&
      field->type != FIELD_COUNT)
    return wrong(r, "min and max belong to money and count");
  return !field->has_min || !field->has_max || field->min <= field->max ||
         wrong(r, "min is above max");
}

static bool read_field(Reader *r, const json_t *json, Field *field) {
  static const char *const known[] = {"name",    "type", "title", "doc",      "national",
                                      "aliases", "to",   "of",    "null",     "default",
                                      "unique",  "min",  "max",   "personal", "as_written"};
  if (!read_name(r, json, "name", &field->name)) return false;
  r->inner = field->name;
  return read_known(r, json, known, sizeof known / sizeof *known) &&
         read_type(r, json, &field->type) &&
         read_text(r, json, "title", TITLE_BYTES, true, &field->title) &&
         read_text(r, json, "doc", TEXT_BYTES, false, &field->doc) &&
         read_text(r, json, "national", TITLE_BYTES, false, &field->national) &&
         read_aliases(r, json, field) && read_flag(r, json, "null", &field->null) &&
         read_flag(r, json, "unique", &field->unique) &&
         read_flag(r, json, "personal", &field->personal) &&
         read_flag(r, json, "as_written", &field->as_written) && read_target(r, json, field) &&
         read_bounds(r, json, field) && read_default(r, json, field);
}

/* Every header means one field. */
static bool check_headers(Reader *r, const Entity *entity, const Field *field) {
  for (const Field *other = entity->fields; other < field; other++) {
    const char *names[] = {field->name, field->title, field->national};
    for (size_t i = 0; i < 3; i++)
      if (names[i] && field_means(other, names[i], strlen(names[i])))
        return wrong(r, "'%s' already means the field %s", names[i], other->name);
    for (size_t i = 0; i < field->alias_count; i++)
      if (field_means(other, field->aliases[i], strlen(field->aliases[i])))
        return wrong(r, "'%s' already means the field %s", field->aliases[i], other->name);
  }
  return true;
}

static bool read_fields(Reader *r, const json_t *json, Entity *entity) {
  const json_t *list;
  size_t count;
  if (!read_list(r, json, "fields", &list, &count)) return false;
  if (count == 0) return wrong(r, "no fields");
  Field *fields = arena_take(r->schema->arena, count * sizeof *fields);
  entity->fields = fields;
  for (; entity->field_count < count; entity->field_count++) {
    Field *field = &fields[entity->field_count];
    if (!read_field(r, json_array_get(list, entity->field_count), field) ||
        !check_headers(r, entity, field))
      return false;
    r->inner = NULL;
  }
  return true;
}

/* ---- Entities ---------------------------------------------------------------------------- */

static bool read_key(Reader *r, const json_t *json, Entity *entity) {
  const char *name;
  if (!read_name(r, json, "key", &name)) return false;
  entity->key = entity_field(entity, name);
  if (!entity->key) return wrong(r, "the key '%s' is no field", name);
  if (entity->key->null || (entity->key->type != FIELD_ID && entity->key->type != FIELD_REF &&
                            entity->key->type != FIELD_CODE))
    return wrong(r, "the key '%s' must be an id, a code or a ref, and never null", name);
  for (size_t i = 0; i < entity->field_count; i++)
    if (entity->fields[i].type == FIELD_ID && &entity->fields[i] != entity->key)
      return wrong(r, "'%s' is an id but not the key", entity->fields[i].name);
  return true;
}

/* An expression stands inside CHECK ( ): it may not reach out of it. */
static bool expression_closed(const char *text) {
  int depth = 0;
  for (const char *p = text; *p; p++) {
    if (*p == '\'' || *p == '"') {
      p = strchr(p + 1, *p);
      if (!p) return false;
    } else if (*p == '(') {
      depth++;
    } else if (*p == ')' && --depth < 0) {
      return false;
    } else if (*p == ';' || (*p == '-' && p[1] == '-') || (*p == '/' && p[1] == '*')) {
      return false;
    }
  }
  return depth == 0;
}

static bool read_checks(Reader *r, const json_t *json, Entity *entity) {
  const json_t *list;
  size_t count;
  if (!read_list(r, json, "checks", &list, &count)) return false;
  EntityCheck *checks = arena_take(r->schema->arena, count * sizeof *checks);
  entity->checks = checks;
  entity->check_count = count;
  for (size_t i = 0; i < count; i++) {
    const json_t *pair = json_array_get(list, i);
    const char *expression = json_string_value(json_array_get(pair, 0));
    const char *message = json_string_value(json_array_get(pair, 1));
    if (!expression || !message || json_array_size(pair) != 2)
      return wrong(r, "check %zu is no pair of texts", i + 1);
    if (!*message || !expression_closed(expression) || strlen(expression) > TEXT_BYTES ||
        strlen(message) > TITLE_BYTES)
      return wrong(r, "check %zu is no closed expression with a message", i + 1);
    checks[i].expression = arena_text(r->schema->arena, expression, strlen(expression));
    checks[i].message = arena_text(r->schema->arena, message, strlen(message));
  }
  return true;
}

static bool read_index(Reader *r, const json_t *json, const Entity *entity, EntityIndex *index) {
  size_t count = json_array_size(json);
  if (count == 0 || count > 8) return wrong(r, "an index is no list of 1 to 8 columns");
  const Field **fields = arena_take(r->schema->arena, count * sizeof *fields);
  for (size_t i = 0; i < count; i++) {
    const char *name = json_string_value(json_array_get(json, i));
    fields[i] = name ? entity_field(entity, name) : NULL;
    if (!fields[i])
      return wrong(r, "the index names '%.60s', which is no field", name ? name : "(no text)");
  }
  index->fields = fields;
  index->count = count;
  return true;
}

static bool read_indexes(Reader *r, const json_t *json, Entity *entity) {
  const json_t *list;
  size_t count;
  if (!read_list(r, json, "indexes", &list, &count)) return false;
  EntityIndex *indexes = arena_take(r->schema->arena, count * sizeof *indexes);
  entity->indexes = indexes;
  entity->index_count = count;
  for (size_t i = 0; i < count; i++)
    if (!read_index(r, json_array_get(list, i), entity, &indexes[i])) return false;
  return true;
}

/* First pass: names alone, so that fields can refer to entities that come later. */
static bool read_entity_name(Reader *r, const json_t *json) {
  static const char *const known[] = {"name", "title",  "table",  "key",
                                      "doc",  "fields", "checks", "indexes"};
  Schema *schema = r->schema;
  Entity *entity = &schema->entities[schema->entity_count];
  r->outer_kind = "entity";
  if (!read_known(r, json, known, 8) || !read_name(r, json, "name", &entity->name)) return false;
  r->outer = entity->name;
  if (!read_name(r, json, "table", &entity->table) ||
      !read_text(r, json, "title", TITLE_BYTES, true, &entity->title) ||
      !read_text(r, json, "doc", TEXT_BYTES, false, &entity->doc))
    return false;
  for (size_t i = 0; i < sizeof reserved_tables / sizeof *reserved_tables; i++)
    if (strcmp(reserved_tables[i], entity->table) == 0)
      return wrong(r, "the table name '%s' is taken by the results", entity->table);
  if (strncmp(entity->table, "sqlite_", 7) == 0)
    return wrong(r, "table names that begin with sqlite_ are not allowed");
  for (size_t i = 0; i < schema->entity_count; i++)
    if (strcmp(schema->entities[i].name, entity->name) == 0 ||
        strcmp(schema->entities[i].table, entity->table) == 0)
      return wrong(r, "its name or table is declared twice");
  schema->entity_count++;
  r->outer = NULL;
  return true;
}

static bool read_entity(Reader *r, const json_t *json, Entity *entity) {
  r->outer = entity->name;
  if (!read_fields(r, json, entity) || !read_key(r, json, entity) ||
      !read_checks(r, json, entity) || !read_indexes(r, json, entity))
    return false;
  r->outer = NULL;
  return true;
}

/* A key may be a reference to another key, but not round in a circle. */
static bool check_keys(Reader *r) {
  for (size_t i = 0; i < r->schema->entity_count; i++) {
    const Entity *entity = &r->schema->entities[i];
    size_t steps = 0;
    while (entity->key->type == FIELD_REF && steps++ <= r->schema->entity_count)
      entity = entity->key->to;
    if (entity->key->type == FIELD_REF) {
      r->outer_kind = "entity";
      r->outer = entity->name;
      return wrong(r, "its key refers to itself in a circle");
    }
  }
  return true;
}

static bool read_all(Reader *r, const json_t *json) {
  static const char *const known[] = {"version", "enumerations", "entities"};
  Schema *schema = r->schema;
  const json_t *enumerations, *entities;
  size_t enumeration_count, entity_count;
  int64_t version = 0;
  if (!read_known(r, json, known, 3) ||
      !read_whole(r, json_object_get(json, "version"), "version", &version) ||
      !read_list(r, json, "enumerations", &enumerations, &enumeration_count) ||
      !read_list(r, json, "entities", &entities, &entity_count))
    return false;
  if (version != STORE_VERSION)
    return wrong(r, "it has version %lld, this program works with %d", (long long)version,
                 STORE_VERSION);
  if (entity_count == 0) return wrong(r, "no entities");
  schema->version = (int)version;
  schema->enumerations =
      arena_take(schema->arena, enumeration_count * sizeof *schema->enumerations);
  schema->entities = arena_take(schema->arena, entity_count * sizeof *schema->entities);
  for (size_t i = 0; i < enumeration_count; i++)
    if (!read_enumeration(r, json_array_get(enumerations, i))) return false;
  for (size_t i = 0; i < entity_count; i++)
    if (!read_entity_name(r, json_array_get(entities, i))) return false;
  for (size_t i = 0; i < entity_count; i++)
    if (!read_entity(r, json_array_get(entities, i), &schema->entities[i])) return false;
  return check_keys(r);
}

Schema *schema_read(const json_t *description, Fault *fault) {
  Schema *schema = memory_new(sizeof *schema);
  schema->arena = arena_new();
  Reader reader = {.schema = schema, .fault = fault};
  if (read_all(&reader, description)) return schema;
  schema_free(schema);
  return NULL;
}

void schema_free(Schema *schema) {
  if (!schema) return;
  arena_free(schema->arena);
  free(schema);
}

/* ---- Looking up -------------------------------------------------------------------------- */

int schema_version(const Schema *schema) {
  return schema->version;
}

size_t schema_entity_count(const Schema *schema) {
  return schema->entity_count;
}

const Entity *schema_entity_at(const Schema *schema, size_t position) {
  return &schema->entities[position];
}

size_t schema_enumeration_count(const Schema *schema) {
  return schema->enumeration_count;
}

const Enumeration *schema_enumeration_at(const Schema *schema, size_t position) {
  return &schema->enumerations[position];
}

const Entity *schema_entity(const Schema *schema, const char *name) {
  for (size_t i = 0; i < schema->entity_count; i++)
    if (strcmp(schema->entities[i].name, name) == 0) return &schema->entities[i];
  return NULL;
}

const Enumeration *schema_enumeration(const Schema *schema, const char *name) {
  for (size_t i = 0; i < schema->enumeration_count; i++)
    if (strcmp(schema->enumerations[i].name, name) == 0) return &schema->enumerations[i];
  return NULL;
}
