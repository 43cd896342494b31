/* The statements of an import. Parameters have the same numbers in all of them: those of the columns. */
#include "data/import_write.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"

struct ImportWriter {
  Store *store;
  const ImportHeader *header;
  const Entity *entity;
  ImportMode mode;
  Query *insert, *compare, *update;
  Query *find[SHEET_COLUMNS];    /* for each column that refers: whether its key is there */
  Query *find_by[SHEET_COLUMNS]; /* the key by another field */
  size_t key;                    /* the column of the key; count: rows are numbered */
  int64_t next, first;
};

/* --- statements ----------------------------------------------------------------------------------- */

static bool is_written(const ImportWriter *w, size_t i) {
  return w->header->columns[i].field != NULL;
}

static Query *prepare_insert(ImportWriter *w, Fault *fault) {
  Buffer names = {0}, values = {0};
  bool numbered = w->key == w->header->count;
  if (numbered) {
    buffer_format(&names, "\"%s\"", w->entity->key->name);
    buffer_format(&values, "?%zu", w->key + 1);
  }
  for (size_t i = 0; i < w->header->count; i++) {
    if (!is_written(w, i)) continue;
    buffer_format(&names, "%s\"%s\"", names.size ? ", " : "", w->header->columns[i].field->name);
    buffer_format(&values, "%s?%zu", values.size ? ", " : "", i + 1);
  }
  Buffer sql = {0};
  buffer_format(&sql, "INSERT INTO \"%s\" (%s) VALUES (%s)", w->entity->table, names.data,
                values.data);
  Query *query = store_query(w->store, sql.data, fault);
  buffer_free(&names);
  buffer_free(&values);
  buffer_free(&sql);
  return query;
}

/* The value that a field is to have: in an update an empty cell leaves it as it is. */
static void add_new_value(const ImportWriter *w, size_t i, Buffer *sql) {
  const char *name = w->header->columns[i].field->name;
  if (w->mode == IMPORT_UPDATE)
    buffer_format(sql, "coalesce(?%zu, \"%s\")", i + 1, name);
  else
    buffer_format(sql, "?%zu", i + 1);
}

static Query *prepare_compare(ImportWriter *w, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT 1");
  for (size_t i = 0; i < w->header->count; i++) {
    if (!is_written(w, i)) {
      buffer_add_text(&sql, ", 1");
      continue;
    }
    buffer_format(&sql, ", \"%s\" IS ", w->header->columns[i].field->name);
    add_new_value(w, i, &sql);
  }
  buffer_format(&sql, " FROM \"%s\" WHERE \"%s\" = ?%zu", w->entity->table, w->entity->key->name,
                w->key + 1);
  Query *query = store_query(w->store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static Query *prepare_update(ImportWriter *w, Fault *fault) {
  Buffer sql = {0};
  buffer_format(&sql, "UPDATE \"%s\" SET ", w->entity->table);
  size_t set = 0;
  for (size_t i = 0; i < w->header->count; i++) {
    if (!is_written(w, i) || (i == w->key && w->header->count > 1)) continue;
    buffer_format(&sql, "%s\"%s\" = ", set++ ? ", " : "", w->header->columns[i].field->name);
    add_new_value(w, i, &sql);
  }
  if (!set) buffer_format(&sql, "\"%s\" = \"%s\"", w->entity->key->name, w->entity->key->name);
  buffer_format(&sql, " WHERE \"%s\" = ?%zu", w->entity->key->name, w->key + 1);
  Query *query = store_query(w->store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static bool prepare_references(ImportWriter *w, Fault *fault) {
  bool ok = true;
  for (size_t i = 0; ok && i < w->header->count; i++) {
    const ImportColumn *column = &w->header->columns[i];
    const Entity *to = column->field ? column->field->to : NULL;
    if (!to) continue;
    Buffer sql = {0};
    buffer_format(&sql, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ?1", to->table, to->key->name);
    ok = (w->find[i] = store_query(w->store, sql.data, fault)) != NULL;
    buffer_clear(&sql);
    if (column->by)
      buffer_format(&sql, "SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = ?1 LIMIT 2", to->key->name,
                    to->table, column->by->name);
    if (ok && column->by) ok = (w->find_by[i] = store_query(w->store, sql.data, fault)) != NULL;
    buffer_free(&sql);
  }
  return ok;
}

static bool prepare(ImportWriter *w, Fault *fault) {
  Buffer sql = {0};
  bool numbered = w->key == w->header->count, ok = true;
  if (numbered && w->mode != IMPORT_INSERT) {
    fault_set(fault, EXIT_DATA, "E521", "rows are found by %s (%s), which the file does not have",
              w->entity->key->title, w->entity->key->name);
    return false;
  }
  if (numbered) {
    buffer_format(&sql, "SELECT coalesce(max(\"%s\"), 0) + 1 FROM \"%s\"", w->entity->key->name,
                  w->entity->table);
    ok = store_number(w->store, sql.data, &w->next, fault);
    w->first = w->next;
  }
  buffer_free(&sql);
  if (ok && w->mode != IMPORT_UPDATE) ok = (w->insert = prepare_insert(w, fault)) != NULL;
  if (ok && !numbered) ok = (w->compare = prepare_compare(w, fault)) != NULL;
  if (ok && w->mode != IMPORT_INSERT) ok = (w->update = prepare_update(w, fault)) != NULL;
  return ok && prepare_references(w, fault);
}

ImportWriter *importwriter_open(Store *store, const ImportHeader *header, ImportMode mode,
                                Fault *fault) {
  ImportWriter *w = memory_new(sizeof *w);
  *w = (ImportWriter){.store = store, .header = header, .entity = header->entity, .mode = mode};
  const ImportColumn *key = header_column(header, header->entity->key);
  w->key = key ? (size_t)(key - header->columns) : header->count;
  if (prepare(w, fault)) return w;
  importwriter_close(w);
  return NULL;
}

void importwriter_close(ImportWriter *w) {
  if (!w) return;
  query_free(w->insert);
  query_free(w->compare);
  query_free(w->update);
  for (size_t i = 0; i < SHEET_COLUMNS; i++) {
    query_free(w->find[i]);
    query_free(w->find_by[i]);
  }
  free(w);
}

int64_t importwriter_numbered_from(const ImportWriter *w) {
  return w->next > w->first ? w->first : 0;
}

/* --- values --------------------------------------------------------------------------------------- */

static void bind(Query *query, int n, const Value *value) {
  if (value->null)
    query_bind_null(query, n);
  else if (value->whole)
    query_bind_int(query, n, value->number);
  else
    query_bind_static(query, n, value->text, (int)value->size);
}

static void bind_all(const ImportWriter *w, Query *query, const Value *values) {
  for (size_t i = 0; i < w->header->count; i++)
    if (is_written(w, i)) bind(query, (int)i + 1, &values[i]);
}

static void add_title(Buffer *where, const Field *field) {
  buffer_format(where, "%s%s", where->size ? "、" : "", field->title);
}

bool importwriter_resolve(ImportWriter *w, size_t column, Value *value, Fault *why, Fault *fault) {
  Query *query = w->find_by[column];
  const Entity *to = w->header->columns[column].field->to;
  bind(query, 1, value);
  int step = query_step(query, fault);
  bool whole = value_is_whole(to->key), ok = false;
  if (step == 1) {
    size_t size;
    const char *text = query_text(query, 0, &size);
    *value = (Value){.whole = whole};
    if (whole)
      value->number = query_int(query, 0);
    else if ((ok = size < VALUE_ROOM))
      memcpy(value->room, text, size);
    value->text = value->room;
    value->size = size;
    ok = whole || ok;
    step = query_step(query, fault);
    if (step == 1)
      ok = fault_set(why, EXIT_DATA, "E522", "several rows of %s (%s) have this value", to->name,
                     to->title);
  } else if (step == 0) {
    fault_set(why, EXIT_DATA, "E522", "no row of %s (%s) has this value", to->name, to->title);
  }
  query_reset(query);
  return ok && step >= 0;
}

/* --- reasons -------------------------------------------------------------------------------------- */

/* Whether an expression names a column. */
static bool names_field(const char *expression, const char *name) {
  size_t size = strlen(name);
  for (const char *at = strstr(expression, name); at; at = strstr(at + 1, name)) {
    bool before = at == expression || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
    bool behind = !(isalnum((unsigned char)at[size]) || at[size] == '_');
    if (before && behind) return true;
  }
  return false;
}

static RowOutcome refuse_check(const ImportWriter *w, const char *detail, Fault *why,
                               Buffer *where) {
  for (size_t i = 0; i < w->entity->check_count; i++) {
    const EntityCheck *check = &w->entity->checks[i];
    if (strcmp(check->message, detail) != 0) continue;
    for (size_t k = 0; k < w->entity->field_count; k++)
      if (names_field(check->expression, w->entity->fields[k].name))
        add_title(where, &w->entity->fields[k]);
  }
  const char *colon = strstr(detail, ": ");
  fault_set(why, EXIT_DATA, "E522", "%s", colon ? colon + 2 : detail);
  return ROW_REFUSED;
}

/* Which reference leads nowhere. One into the own entity may still come. */
static RowOutcome refuse_reference(ImportWriter *w, const Value *values, Fault *why, Buffer *where,
                                   Fault *fault) {
  bool own = false, other = false;
  for (size_t i = 0; i < w->header->count; i++) {
    if (!w->find[i] || values[i].null) continue;
    bind(w->find[i], 1, &values[i]);
    int step = query_step(w->find[i], fault);
    query_reset(w->find[i]);
    if (step < 0) return ROW_FAULT;
    const Field *field = w->header->columns[i].field;
    if (step == 1) continue;
    add_title(where, field);
    if (field->to != w->entity && !other)
      fault_set(why, EXIT_DATA, "E522", "there is no such row of %s (%s); import that first",
                field->to->name, field->to->title);
    other = other || field->to != w->entity;
    own = own || field->to == w->entity;
  }
  if (!other)
    fault_set(why, EXIT_DATA, "E522", "there is no such row of %s (%s), nor in this file",
              w->entity->name, w->entity->title);
  return own && !other ? ROW_WAITS : ROW_REFUSED;
}

static RowOutcome refuse(ImportWriter *w, QueryOutcome outcome, const char *detail,
                         const Value *values, Fault *why, Buffer *where, Fault *fault) {
  switch (outcome) {
    case QUERY_CHECK: return refuse_check(w, detail, why, where);
    case QUERY_REFERENCE: return refuse_reference(w, values, why, where, fault);
    case QUERY_UNIQUE:
      fault_set(why, EXIT_DATA, "E522", "another row has this value: %s", detail);
      return ROW_REFUSED;
    case QUERY_FAILED: return ROW_FAULT;
    default: fault_set(why, EXIT_DATA, "E522", "the table refuses it: %s", detail);
  }
  return ROW_REFUSED;
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* Compares with the row that has the key: 1 the same, 0 different (with `where`), -1 there is none, -2 fault. */
static int compare(ImportWriter *w, const Value *values, Buffer *where, Fault *fault) {
  bind_all(w, w->compare, values);
  int step = query_step(w->compare, fault), same = 1;
  for (size_t i = 0; step == 1 && i < w->header->count; i++) {
    if (query_int(w->compare, (int)i + 1)) continue;
    same = 0;
    add_title(where, w->header->columns[i].field);
  }
  query_reset(w->compare);
  return step == 1 ? same : step == 0 ? -1 : -2;
}

static RowOutcome insert(ImportWriter *w, const Value *values, Fault *why, Buffer *where,
                         Fault *fault) {
  char detail[512];
  bool numbered = w->key == w->header->count;
  bind_all(w, w->insert, values);
  if (numbered) query_bind_int(w->insert, (int)w->key + 1, w->next);
  QueryOutcome outcome = query_try(w->insert, detail, sizeof detail, fault);
  if (outcome == QUERY_DONE) {
    w->next += numbered;
    return ROW_NEW;
  }
  if (outcome != QUERY_KEY) return refuse(w, outcome, detail, values, why, where, fault);
  int same = compare(w, values, where, fault);
  if (same == -2) return ROW_FAULT;
  if (same == 1) return ROW_SAME;
  fault_set(
      why, EXIT_DATA, "E522",
      "a row with this key is there already, and differs; --mode update or replace changes it");
  return ROW_REFUSED;
}

static RowOutcome change(ImportWriter *w, const Value *values, Fault *why, Buffer *where,
                         Fault *fault) {
  char detail[512];
  Buffer differing = {0};
  int same = compare(w, values, &differing, fault);
  buffer_free(&differing);
  if (same == -2) return ROW_FAULT;
  if (same == 1) return ROW_SAME;
  if (same == -1 && w->mode == IMPORT_REPLACE) return insert(w, values, why, where, fault);
  if (same == -1) {
    add_title(where, w->entity->key);
    fault_set(why, EXIT_DATA, "E522", "there is no row with this key to be changed");
    return ROW_REFUSED;
  }
  bind_all(w, w->update, values);
  QueryOutcome outcome = query_try(w->update, detail, sizeof detail, fault);
  if (outcome == QUERY_DONE) return ROW_CHANGED;
  return refuse(w, outcome, detail, values, why, where, fault);
}

RowOutcome importwriter_row(ImportWriter *w, const Value *values, Fault *why, Buffer *where,
                            Fault *fault) {
  return w->mode == IMPORT_INSERT ? insert(w, values, why, where, fault)
                                  : change(w, values, why, where, fault);
}
