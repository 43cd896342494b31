/* Registers of a row, section by section. */
#include "data/dossier.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "data/correction.h"
#include "data/fieldtext.h"

enum { MOST_COLUMNS = 96, MOST_ROWS = 100, LONGEST_NUMBER = 14 };

typedef struct Column {
  char *sql;
  char *key, *title;
  const Field *field; /* how its text is said; NULL: as it is */
  const char *kind;
} Column;

typedef struct Dossier {
  Store *store;
  const Schema *schema;
  const Entity *entity;
  const char *key;
  bool masked;
  int64_t run; /* the newest finished one; 0: none */
  json_t *sections;
  Column columns[MOST_COLUMNS];
  int count;
} Dossier;

/* --- columns -------------------------------------------------------------------------------------- */

static void add_column(Dossier *d, const char *key, const char *title, const Field *field,
                       const char *kind, Buffer *sql) {
  if (d->count < MOST_COLUMNS)
    d->columns[d->count++] = (Column){memory_copy_text(sql->data), memory_copy_text(key),
                                      memory_copy_text(title), field, kind};
  buffer_clear(sql);
}

static void clear_columns(Dossier *d) {
  while (d->count > 0) {
    Column *column = &d->columns[--d->count];
    free(column->sql);
    free(column->key);
    free(column->title);
  }
}

/* A reference is shown with the name of what it refers to, where that is nobody's. */
static const Field *named(const Field *field) {
  const Field *name = field->type == FIELD_REF ? entity_field(field->to, "name") : NULL;
  return name && !name->personal ? name : NULL;
}

static void add_field(Dossier *d, const Field *field) {
  Buffer sql = {0};
  bool number = field->type == FIELD_COUNT || field->type == FIELD_ID;
  if (named(field))
    buffer_format(&sql,
                  "t0.\"%s\" || coalesce(' ' || (SELECT r.name FROM \"%s\" r WHERE r.\"%s\" = "
                  "t0.\"%s\"), '')",
                  field->name, field->to->table, field->to->key->name, field->name);
  else
    buffer_format(&sql, "t0.\"%s\"", field->name);
  add_column(d, field->name, field->title, named(field) ? NULL : field,
             field->type == FIELD_MONEY ? "money"
             : number                   ? "number"
                                        : "text",
             &sql);
  buffer_free(&sql);
}

/* Of a case what its payments are read beside; .case shows the rest. */
static bool is_told(const Entity *entity, const Field *field) {
  static const char *const told[] = {"case_id",   "person_id", "hospital_id", "kind",
                                     "admission", "discharge", "total_cost",  "in_scope_cost"};
  bool found = strcmp(entity->name, "case") != 0;
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    found = found || strcmp(told[i], field->name) == 0;
  return found;
}

static void add_fields(Dossier *d, const Entity *entity, const Field *but) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (&entity->fields[i] != but && is_told(entity, &entity->fields[i]))
      add_field(d, &entity->fields[i]);
}

/* What the newest run paid of a case, by the layers of that run. */
static bool add_payments(Dossier *d, Fault *fault) {
  Query *query = store_query(
      d->store, "SELECT name, title FROM run_layer WHERE run_id = ?1 ORDER BY position", fault);
  if (!query) return false;
  query_bind_int(query, 1, d->run);
  Buffer sql = {0};
  int step;
  while ((step = query_step(query, fault)) == 1) {
    const char *name = query_text(query, 0, NULL);
    if (!schema_identifier(name)) continue;
    buffer_format(&sql, "s.\"%s\"", name);
    add_column(d, name, query_text(query, 1, NULL), NULL, "money", &sql);
  }
  query_free(query);
  buffer_add_text(&sql, "s.self_pay");
  add_column(d, "self_pay", "个人自付", NULL, "money", &sql);
  buffer_add_text(&sql, "s.reason");
  add_column(d, "reason", "未结算原因", NULL, "text", &sql);
  buffer_free(&sql);
  return step == 0;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static json_t *json_text(const char *text) {
  json_t *value = text ? json_string(text) : json_null();
  return value ? value : json_string("?"); /* not UTF-8 */
}

static json_t *read_row(const Dossier *d, Query *query) {
  json_t *row = json_array();
  for (int i = 0; i < d->count; i++) {
    const Column *column = &d->columns[i];
    const char *text = query_text(query, i, NULL);
    Buffer said = {0};
    bool plain = !column->field || strcmp(column->kind, "money") == 0;
    if (text && !plain) fieldtext_add(&said, column->field, text, d->masked);
    json_array_append_new(row, json_text(text && !plain ? (said.data ? said.data : "") : text));
    buffer_free(&said);
  }
  return row;
}

static json_t *new_section(const Dossier *d, const char *name, const char *title) {
  json_t *columns = json_array();
  for (int i = 0; i < d->count; i++)
    json_array_append_new(
        columns, json_pack("[s,s,s]", d->columns[i].key, d->columns[i].title, d->columns[i].kind));
  return json_pack("{s:s,s:s,s:o,s:[],s:i}", "name", name, "title", title, "columns", columns,
                   "rows", "total", 0);
}

/* Reads the rows behind `from` (FROM … WHERE … with ?1 the key and, for a section of a run, ?2 its number) into
 * a new section; the columns are used up. */
static bool add_section(Dossier *d, const char *name, const char *title, const Field *key,
                        const char *from, bool run, Fault *fault) {
  Buffer sql = {0};
  for (int i = 0; i < d->count; i++)
    buffer_format(&sql, "%s%s", i ? ", " : "SELECT ", d->columns[i].sql);
  buffer_format(&sql, " %s", from);
  Query *query = store_query(d->store, sql.data, fault);
  buffer_free(&sql);
  json_t *section = new_section(d, name, title), *rows = json_object_get(section, "rows");
  int64_t total = 0;
  int step = -1;
  if (query) correction_bind(query, 1, key, d->key);
  if (query && run) query_bind_int(query, 2, d->run);
  for (; query && (step = query_step(query, fault)) == 1; total++)
    if (total < MOST_ROWS) json_array_append_new(rows, read_row(d, query));
  query_free(query);
  clear_columns(d);
  json_object_set_new(section, "total", json_integer(total));
  if (run) json_object_set_new(section, "run", json_integer(d->run));
  json_array_append_new(d->sections, section);
  return step == 0;
}

static bool add_itself(Dossier *d, Fault *fault) {
  Buffer from = {0};
  add_fields(d, d->entity, NULL);
  buffer_format(&from, "FROM \"%s\" t0 WHERE t0.\"%s\" = ?1", d->entity->table,
                d->entity->key->name);
  bool ok =
      add_section(d, d->entity->name, d->entity->title, d->entity->key, from.data, false, fault);
  buffer_free(&from);
  const json_t *total = json_object_get(json_array_get(d->sections, 0), "total");
  if (ok && json_integer_value(total) == 0)
    ok = fault_set(fault, EXIT_DATA, "E565", "there is no %s (%s) of the number or code “%s”",
                   d->entity->name, d->entity->title, d->key);
  return ok;
}

/* Rows of a ledger that have no number of a person yet belong to whoever has their ID number. */
static void add_condition(const Dossier *d, const Entity *entity, const Field *by, Buffer *sql) {
  buffer_format(sql, "(t0.\"%s\" = ?1", by->name);
  if (strcmp(d->entity->name, "person") == 0 && strcmp(entity->name, "ledger_entry") == 0)
    buffer_add_text(sql, " OR (t0.person_id IS NULL AND t0.id_number = (SELECT p.id_number FROM "
                         "person p WHERE p.person_id = ?1))");
  buffer_add_text(sql, ")");
}

static bool add_register(Dossier *d, const Entity *entity, const Field *by, Fault *fault) {
  Buffer from = {0};
  bool cases = strcmp(entity->name, "case") == 0;
  add_fields(d, entity, by);
  bool ok = !cases || add_payments(d, fault);
  buffer_format(&from, "FROM \"%s\" t0 ", entity->table);
  if (cases)
    buffer_add_text(&from, "LEFT JOIN settlement s ON s.run_id = ?2 AND s.case_id = t0.case_id ");
  buffer_add_text(&from, "WHERE ");
  add_condition(d, entity, by, &from);
  buffer_format(&from, " ORDER BY t0.\"%s\"", entity->key->name);
  ok = ok && add_section(d, entity->name, entity->title, by, from.data, cases, fault);
  buffer_free(&from);
  clear_columns(d);
  return ok;
}

/* Whether rows refer to the row by this field: to it, or to what it is itself (a village is a division). */
static bool refers(const Dossier *d, const Entity *entity, const Field *by) {
  const Field *key = d->entity->key;
  if (by->type != FIELD_REF || entity == d->entity) return false;
  return by->to == d->entity || (key->type == FIELD_REF && by->to == key->to);
}

/* --- flags ---------------------------------------------------------------------------------------- */

/* The rows that the run flagged, of the row itself and of what refers to it. A run keeps keys as numbers where
 * they are numbers. */
static bool add_flags(Dossier *d, Fault *fault) {
  Buffer from = {0}, sql = {0};
  static const char *const columns[][2] = {
      {"flag", "标记"}, {"entity", "实体"}, {"row_id", "主键"}, {"reason", "理由"}};
  for (int i = 0; i < 4; i++) {
    buffer_format(&sql, "f.%s", columns[i][0]);
    add_column(d, columns[i][0], columns[i][1], NULL, "text", &sql);
  }
  buffer_format(&from,
                "FROM flag_row f WHERE f.run_id = ?2 AND ((f.entity = '%s' AND CAST(f.row_id AS "
                "TEXT) = CAST(?1 AS TEXT))",
                d->entity->name);
  for (size_t i = 0; i < schema_entity_count(d->schema); i++) {
    const Entity *entity = schema_entity_at(d->schema, i);
    for (size_t k = 0; k < entity->field_count; k++) {
      const Field *by = &entity->fields[k];
      if (!refers(d, entity, by)) continue;
      buffer_format(
          &from,
          " OR (f.entity = '%s' AND CAST(f.row_id AS TEXT) IN (SELECT CAST(t0.\"%s\" AS TEXT) FROM "
          "\"%s\" t0 WHERE t0.\"%s\" = ?1))",
          entity->name, entity->key->name, entity->table, by->name);
    }
  }
  buffer_add_text(&from, ") ORDER BY 1, 2, 3");
  bool ok = add_section(d, "flag", "标记", d->entity->key, from.data, true, fault);
  buffer_free(&from);
  buffer_free(&sql);
  return ok;
}

/* --- the whole ------------------------------------------------------------------------------------ */

static bool add_registers(Dossier *d, Fault *fault) {
  bool ok = true;
  for (size_t i = 0; ok && i < schema_entity_count(d->schema); i++) {
    const Entity *entity = schema_entity_at(d->schema, i);
    for (size_t k = 0; ok && k < entity->field_count; k++) {
      const Field *by = &entity->fields[k];
      if (!refers(d, entity, by)) continue;
      ok = add_register(d, entity, by, fault);
    }
  }
  return ok;
}

json_t *dossier_read(Store *store, const Schema *schema, const Entity *entity, const char *key,
                     bool masked, Fault *fault) {
  Dossier *d = memory_new(sizeof *d);
  *d = (Dossier){.store = store, .schema = schema, .entity = entity, .key = key, .masked = masked};
  d->sections = json_array();
  bool ok =
      store_number(store, "SELECT coalesce(max(run_id), 0) FROM run WHERE status = 'finished'",
                   &d->run, fault) &&
      add_itself(d, fault) && add_registers(d, fault) && add_flags(d, fault);
  clear_columns(d);
  json_t *sections = d->sections;
  free(d);
  if (ok) return sections;
  json_decref(sections);
  return NULL;
}

/* --- persons -------------------------------------------------------------------------------------- */

static int find(Store *store, const char *sql, const char *text, int64_t *keys, int most,
                Fault *fault) {
  Query *query = store_query(store, sql, fault);
  if (!query) return -1;
  query_bind_text(query, 1, text, -1);
  int count = 0, step;
  for (; (step = query_step(query, fault)) == 1; count++)
    if (count < most) keys[count] = query_int(query, 0);
  query_free(query);
  return step == 0 ? count : -1;
}

int dossier_find_person(Store *store, const char *text, int64_t *keys, int most, Fault *fault) {
  size_t size = strlen(text), digits = strspn(text, "0123456789");
  bool number = digits == size || (digits + 1 == size && strchr("xX", text[digits]));
  if (!number || digits == 0)
    return find(store, "SELECT person_id FROM person WHERE name = ?1 ORDER BY 1", text, keys, most,
                fault);
  int found = 0;
  if (digits == size && size <= LONGEST_NUMBER)
    found = find(store, "SELECT person_id FROM person WHERE person_id = CAST(?1 AS INTEGER)", text,
                 keys, most, fault);
  return found ? found
               : find(store,
                      "SELECT person_id FROM person WHERE id_number IN (?1, upper(?1)) ORDER BY 1",
                      text, keys, most, fault);
}
