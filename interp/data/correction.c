/* Corrections by hand. The old value is compared once more under the lock, so that what a person saw before
 * saying yes is what is replaced. */
#include "data/correction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "data/fieldtext.h"

enum { DETAIL_ROOM = 300 };

void correction_bind(Query *query, int n, const Field *field, const char *stored) {
  if (!stored)
    query_bind_null(query, n);
  else if (value_is_whole(field))
    query_bind_int(query, n, strtoll(stored, NULL, 10));
  else
    query_bind_text(query, n, stored, -1);
}

char *correction_text(const Value *value) {
  Buffer out = {0};
  if (value->null) return NULL;
  if (value->whole)
    buffer_format(&out, "%lld", (long long)value->number);
  else
    buffer_add(&out, value->text, value->size);
  return out.data;
}

/* --- looking up ----------------------------------------------------------------------------------- */

static bool no_row(const Entity *entity, const char *key, Fault *fault) {
  return fault_set(fault, EXIT_DATA, "E565", "there is no %s (%s) of the number or code “%s”",
                   entity->name, entity->title, key);
}

static Query *row_query(Store *store, const Entity *entity, const Field *field, const char *key,
                        Fault *fault) {
  Buffer sql = {0};
  buffer_format(&sql, "SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = ?1", field->name, entity->table,
                entity->key->name);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  if (query) correction_bind(query, 1, entity->key, key);
  return query;
}

bool correction_begin(Correction *c, Store *store, const Schema *schema, const char *entity,
                      const char *key, Fault *fault) {
  Value value;
  *c = (Correction){.entity = fieldtext_entity(schema, entity, fault)};
  if (!c->entity) return false;
  Cell cell = {.text = key, .size = strlen(key)};
  if (!value_read(c->entity->key, &cell, 0, &value, &(Fault){0}) || value.null)
    return no_row(c->entity, key, fault);
  c->key = correction_text(&value);
  Query *query = row_query(store, c->entity, c->entity->key, c->key, fault);
  int step = query ? query_step(query, fault) : -1;
  query_free(query);
  return step == 1 || (step == 0 && no_row(c->entity, key, fault));
}

static bool read_old(const Correction *c, Store *store, const Field *field, char **old,
                     Fault *fault) {
  Query *query = row_query(store, c->entity, field, c->key, fault);
  int step = query ? query_step(query, fault) : -1;
  const char *text = step == 1 ? query_text(query, 0, NULL) : NULL;
  *old = text ? memory_copy_text(text) : NULL;
  query_free(query);
  return step == 1 || (step == 0 && no_row(c->entity, c->key, fault));
}

/* --- the new value -------------------------------------------------------------------------------- */

static bool refuse_value(const Field *field, const char *why, Fault *fault) {
  return fault_set(fault, EXIT_DATA, "E567", "%s (%s): %s", field->name, field->title, why);
}

static void hint_values(const Field *field, Fault *fault) {
  if (field->type != FIELD_ENUM) return;
  Buffer list = {0};
  for (size_t i = 0; i < field->of->count; i++)
    buffer_format(&list, "%s%s", i ? ", " : "", field->of->values[i].title);
  fault_hint(fault, "it has the values %s", list.data);
  buffer_free(&list);
}

static bool read_new(const Field *field, const Cell *cell, Value *value, Fault *fault) {
  Fault why = {0};
  if (!value_read(field, cell, 0, value, &why) || !value_certain(value, &why)) {
    refuse_value(field, why.message, fault);
    if (field->type == FIELD_ENUM)
      fault_set(fault, EXIT_DATA, "E567", "%s (%s): “%.*s” is none of its values", field->name,
                field->title, cell->size > 60 ? 60 : (int)cell->size, cell->text);
    hint_values(field, fault);
    return false;
  }
  return !value->null || field->null || refuse_value(field, N_("it may not be empty"), fault);
}

static bool refers(Store *store, const Field *field, const char *key, Fault *fault) {
  if (field->type != FIELD_REF || !key) return true;
  Query *query = row_query(store, field->to, field->to->key, key, fault);
  int step = query ? query_step(query, fault) : -1;
  query_free(query);
  if (step == 0)
    fault_set(fault, EXIT_DATA, "E567", "%s (%s): there is no %s (%s) “%s”", field->name,
              field->title, field->to->name, field->to->title, key);
  return step == 1;
}

static bool same(const char *a, const char *b) {
  return a && b ? strcmp(a, b) == 0 : a == b;
}

static void keep(Correction *c, const Field *field, char *old, char *new) {
  for (size_t i = 0; i < c->count; i++) {
    CorrectionField *known = &c->fields[i];
    if (known->field != field) continue;
    free(known->new); /* told twice: the later one counts */
    free(old);
    known->new = new;
    return;
  }
  c->fields = memory_resize(c->fields, (c->count + 1) * sizeof *c->fields);
  c->fields[c->count++] = (CorrectionField){field, old, new};
}

bool correction_add_cell(Correction *c, Store *store, const Field *field, const Cell *cell,
                         Fault *fault) {
  Value value;
  if (field == c->entity->key) {
    fault_set(fault, EXIT_USAGE, "E566", "%s (%s) is the key of its row and stays", field->name,
              field->title);
    fault_hint(fault, "import the row under its new key instead");
    return false;
  }
  if (!read_new(field, cell, &value, fault)) return false;
  char *new = correction_text(&value), *old = NULL;
  if (!refers(store, field, new, fault) || !read_old(c, store, field, &old, fault)) {
    free(new);
    return false;
  }
  keep(c, field, old, new);
  return true;
}

bool correction_add(Correction *c, Store *store, const char *field, const char *text,
                    Fault *fault) {
  const Field *found = fieldtext_field(c->entity, field, fault);
  bool empty = strcmp(text, "空") == 0;
  Cell cell = {.text = empty ? "" : text, .size = empty ? 0 : strlen(text)};
  return found && correction_add_cell(c, store, found, &cell, fault);
}

/* --- writing -------------------------------------------------------------------------------------- */

static bool refuse_row(const Correction *c, QueryOutcome outcome, const char *detail,
                       Fault *fault) {
  if (outcome == QUERY_FAILED) return false;
  const char *why = outcome == QUERY_REFERENCE ? N_("it would refer to nothing") : detail;
  return fault_set(fault, EXIT_DATA, "E567", "%s (%s) %s: %s", c->entity->name, c->entity->title,
                   c->key, why);
}

/* One statement for all fields, since rules of a table can be about several of them. The old values stand in
 * its condition. */
static void update_sql(const Correction *c, Buffer *sql) {
  int n = 2;
  buffer_format(sql, "UPDATE \"%s\" SET", c->entity->table);
  for (size_t i = 0; i < c->count; i++)
    buffer_format(sql, "%s \"%s\" = ?%d", i ? "," : "", c->fields[i].field->name, n++);
  buffer_format(sql, " WHERE \"%s\" = ?1", c->entity->key->name);
  for (size_t i = 0; i < c->count; i++)
    buffer_format(sql, " AND \"%s\" IS ?%d", c->fields[i].field->name, n++);
}

static bool update(const Correction *c, Store *store, Fault *fault) {
  Buffer sql = {0};
  char detail[DETAIL_ROOM];
  int count = (int)c->count;
  update_sql(c, &sql);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  if (!query) return false;
  correction_bind(query, 1, c->entity->key, c->key);
  for (int i = 0; i < count; i++) {
    correction_bind(query, 2 + i, c->fields[i].field, c->fields[i].new);
    correction_bind(query, 2 + count + i, c->fields[i].field, c->fields[i].old);
  }
  QueryOutcome outcome = query_try(query, detail, sizeof detail, fault);
  query_free(query);
  if (outcome != QUERY_DONE) return refuse_row(c, outcome, detail, fault);
  if (store_changes(store) == 1) return true;
  fault_set(fault, EXIT_DATA, "E569", "%s (%s) %s was changed by somebody else meanwhile",
            c->entity->name, c->entity->title, c->key);
  fault_hint(fault, "look at it again; nothing was changed");
  return false;
}

bool correction_changes(const Correction *c) {
  for (size_t i = 0; i < c->count; i++)
    if (!same(c->fields[i].old, c->fields[i].new)) return true;
  return false;
}

bool correction_write(const Correction *c, Store *store, ChangeLog *log, const char *reason,
                      Fault *fault) {
  Correction changed = *c;
  changed.fields = memory_new((c->count + 1) * sizeof *changed.fields);
  changed.count = 0;
  for (size_t i = 0; i < c->count; i++)
    if (!same(c->fields[i].old, c->fields[i].new)) changed.fields[changed.count++] = c->fields[i];
  bool ok = changed.count == 0 || update(&changed, store, fault);
  for (size_t i = 0; ok && i < changed.count; i++)
    ok = changelog_add(log, c->entity, c->key, changed.fields[i].field, changed.fields[i].old,
                       changed.fields[i].new, reason, fault);
  free(changed.fields);
  return ok;
}

bool correction_store(const Correction *c, const char *path, const Schema *schema, const char *how,
                      const char *reason, Fault *fault) {
  bool current = false;
  if (!correction_changes(c)) return true;
  Store *store = store_open(path, STORE_WRITE, fault);
  bool ok = store && schema_current(store, schema, &current, fault);
  if (ok && !current)
    ok = fault_set(fault, EXIT_DATA, "E423", "the tables of “%s” are not those of this version",
                   path);
  ok = ok && store_begin(store, fault);
  ChangeLog *log = ok ? changelog_open(store, how, fault) : NULL;
  ok = log && correction_write(c, store, log, reason, fault);
  changelog_close(log);
  ok = ok && store_commit(store, fault);
  if (!ok) store_rollback(store);
  Fault closing = {0};
  if (!store_close(store, &closing) && ok) {
    *fault = closing;
    ok = false;
  }
  return ok;
}

void correction_free(Correction *c) {
  for (size_t i = 0; i < c->count; i++) {
    free(c->fields[i].old);
    free(c->fields[i].new);
  }
  free(c->fields);
  free(c->key);
  *c = (Correction){0};
}
