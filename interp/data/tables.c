/* The SQL of the tables: what follows from the description, and the static tables of results. Making
 * them anew and bringing an existing file to a changed description. The text of a table's CREATE is
 * made so that SQLite keeps it byte for byte: equal text means equal table.
 * A newcomer forgets that the names of constraints are the messages that people see. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "data/schema.h"
#include "data/views.h"

/* settlement has no foreign keys: the host writes only ids that it has just read, a check of two
 * keys a row would double the time, and a settlement must outlive a case that is deleted later.
 * The columns of the layers are added by schema_ensure_layers. data_source lists where the rows come
 * from: invented data, imported files (hash of the file), and whether that was finished. */
static const struct {
  const char *name, *sql;
} static_tables[] = {
    {"enumeration_value",
     "CREATE TABLE \"enumeration_value\" (enumeration TEXT NOT NULL, position INTEGER NOT NULL, "
     "name TEXT NOT NULL, title TEXT NOT NULL, code TEXT, PRIMARY KEY (enumeration, name)) STRICT, "
     "WITHOUT ROWID"},
    {"data_source",
     "CREATE TABLE \"data_source\" (source_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, detail TEXT "
     "NOT NULL, hash TEXT, state TEXT NOT NULL CHECK (state IN ('running', 'finished')), row_count "
     "INTEGER NOT NULL DEFAULT 0) STRICT"},
    {"run",
     "CREATE TABLE \"run\" (run_id INTEGER PRIMARY KEY, year INTEGER NOT NULL, counties TEXT NOT "
     "NULL DEFAULT '', status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'failed')), "
     "rules_hash TEXT, engine TEXT, data_hash TEXT, options TEXT, cases_total INTEGER NOT NULL "
     "DEFAULT 0, cases_done INTEGER NOT NULL DEFAULT 0, cases_failed INTEGER NOT NULL DEFAULT 0, "
     "next_position INTEGER NOT NULL DEFAULT 0, started_at TEXT, finished_at TEXT, result_hash "
     "TEXT, note TEXT) STRICT"},
    {"run_rules",
     "CREATE TABLE \"run_rules\" (run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE "
     "CASCADE, path TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run_id, path)) STRICT, WITHOUT "
     "ROWID"},
    {"run_layer",
     "CREATE TABLE \"run_layer\" (run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE "
     "CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, fund TEXT, "
     "reimburses INTEGER NOT NULL DEFAULT 1 CHECK (reimburses IN (0, 1)), PRIMARY KEY (run_id, "
     "position), UNIQUE (run_id, name)) STRICT, WITHOUT ROWID"},
    {"run_parameter",
     "CREATE TABLE \"run_parameter\" (run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE "
     "CASCADE, jurisdiction TEXT, name TEXT NOT NULL, key TEXT, begins TEXT, ends TEXT, value "
     "TEXT, "
     "unit TEXT, source TEXT, file TEXT, line INTEGER, assumed INTEGER NOT NULL DEFAULT 0) STRICT"},
    {"settlement",
     "CREATE TABLE \"settlement\" (run_id INTEGER NOT NULL, case_id INTEGER NOT NULL, self_pay "
     "INTEGER, status TEXT NOT NULL CHECK (status IN ('ok', 'failed')), reason TEXT, assumed "
     "INTEGER NOT NULL DEFAULT 0, clamped INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (run_id, "
     "case_id)) STRICT, WITHOUT ROWID"},
    {"target_value",
     "CREATE TABLE \"target_value\" (run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE "
     "CASCADE, target TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0, county TEXT NOT NULL "
     "DEFAULT '', county_name TEXT NOT NULL DEFAULT '', rows INTEGER NOT NULL DEFAULT 0, "
     "group_name TEXT NOT NULL "
     "DEFAULT '', group_value TEXT NOT NULL DEFAULT '', title TEXT, unit TEXT, numerator ANY, "
     "denominator ANY, threshold ANY, at_least INTEGER NOT NULL DEFAULT 1, met INTEGER, "
     "assumed_numerator ANY, threshold_assumed INTEGER NOT NULL DEFAULT 0, note TEXT, PRIMARY KEY "
     "(run_id, target, county, group_name, group_value)) STRICT, WITHOUT ROWID"},
    {"flag_row",
     "CREATE TABLE \"flag_row\" (run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE "
     "CASCADE, flag TEXT NOT NULL, entity TEXT NOT NULL, row_id ANY NOT NULL, county TEXT, reason "
     "TEXT, PRIMARY KEY (run_id, flag, entity, row_id)) STRICT, WITHOUT ROWID"},
};
enum { STATIC_COUNT = sizeof static_tables / sizeof *static_tables };

/* What was accepted, what was paid, sheets that were kept. Made when first written to in a database that is older than
 * they are, so that reading asks nothing of it; a run on which money was paid cannot be deleted. */
static const char *const ledger_tables =
    "CREATE TABLE IF NOT EXISTS \"backtest\" (backtest_id INTEGER PRIMARY KEY, run_id INTEGER NOT "
    "NULL REFERENCES run (run_id) ON DELETE CASCADE, made_at TEXT NOT NULL, engine TEXT NOT NULL, "
    "rules_hash TEXT NOT NULL, scenario TEXT, data_hash TEXT NOT NULL, guard TEXT NOT NULL, "
    "passed INTEGER NOT NULL CHECK (passed IN (0, 1)), compared INTEGER NOT NULL, changed INTEGER "
    "NOT NULL, zero INTEGER NOT NULL, failed INTEGER NOT NULL, missing INTEGER NOT NULL, added "
    "INTEGER NOT NULL, less INTEGER NOT NULL, more INTEGER NOT NULL, self_pay_before INTEGER NOT "
    "NULL, self_pay_after INTEGER NOT NULL, reimbursed_before INTEGER NOT NULL, reimbursed_after "
    "INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS \"adjustment\" (adjustment_id INTEGER PRIMARY KEY, from_run "
    "INTEGER NOT NULL REFERENCES run (run_id), to_run INTEGER NOT NULL REFERENCES run (run_id), "
    "made_at TEXT NOT NULL, engine TEXT NOT NULL, persons INTEGER NOT NULL, cases INTEGER NOT "
    "NULL, left_out INTEGER NOT NULL, owed INTEGER NOT NULL, recovered INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS \"adjustment_row\" (adjustment_id INTEGER NOT NULL REFERENCES "
    "adjustment (adjustment_id), case_id INTEGER NOT NULL, layer TEXT NOT NULL, person_id INTEGER "
    "NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (adjustment_id, case_id, layer)) STRICT, "
    "WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS \"sheet\" (sheet_id INTEGER PRIMARY KEY, year INTEGER NOT NULL, "
    "day "
    "TEXT NOT NULL, counties TEXT NOT NULL, made_at TEXT NOT NULL, engine TEXT NOT NULL, "
    "rules_hash TEXT NOT NULL, data_hash TEXT NOT NULL, run_id INTEGER) STRICT;"
    "CREATE TABLE IF NOT EXISTS \"sheet_row\" (sheet_id INTEGER NOT NULL REFERENCES sheet "
    "(sheet_id) ON DELETE CASCADE, target TEXT NOT NULL, county TEXT NOT NULL, group_value TEXT "
    "NOT NULL, numerator INTEGER "
    "NOT NULL, denominator INTEGER NOT NULL, threshold REAL, at_least INTEGER NOT NULL, met "
    "INTEGER, PRIMARY KEY (sheet_id, target, county, group_value)) STRICT, WITHOUT ROWID;";

static const char *const static_indexes =
    "CREATE INDEX IF NOT EXISTS run_parameter_by_run ON run_parameter (run_id, name)";

/* ---- SQL from the description ------------------------------------------------------------ */

/* The text between two quotes, those inside doubled. */
static void add_quoted(Buffer *sql, char quote, const char *text) {
  buffer_add(sql, &quote, 1);
  for (const char *p = text; *p; p++) {
    if (*p == quote) buffer_add(sql, &quote, 1);
    buffer_add(sql, p, 1);
  }
  buffer_add(sql, &quote, 1);
}

static bool entity_key_is_number(const Entity *entity) {
  while (entity->key->type == FIELD_REF)
    entity = entity->key->to;
  return entity->key->type == FIELD_ID;
}

static const char *field_affinity(const Field *field) {
  switch (field->type) {
    case FIELD_ID:
    case FIELD_MONEY:
    case FIELD_COUNT:
    case FIELD_FLAG: return "INTEGER";
    case FIELD_REF: return entity_key_is_number(field->to) ? "INTEGER" : "TEXT";
    default: return "TEXT";
  }
}

/* A CHECK whose name says what is wrong. */
static void add_check(Buffer *sql, const Entity *entity, const Field *field, const char *what,
                      const char *expression) {
  Buffer name = {0};
  buffer_format(&name, "%s.%s %s: %s", entity->table, field->name, field->title, what);
  buffer_add_text(sql, " CONSTRAINT ");
  add_quoted(sql, '"', name.data);
  buffer_format(sql, " CHECK (%s)", expression);
  buffer_free(&name);
}

/* CASE and not IN: for a list SQLite fills a table at every row that is written, ten times slower. */
static void add_enum_check(Buffer *sql, const Entity *entity, const Field *field) {
  Buffer what = {0}, expression = {0};
  buffer_add_text(&what, "not one of ");
  buffer_format(&expression, "CASE \"%s\"", field->name);
  for (size_t i = 0; i < field->of->count; i++) {
    buffer_format(&what, "%s%s", i ? ", " : "", field->of->values[i].name);
    buffer_format(&expression, " WHEN '%s' THEN 1", field->of->values[i].name);
  }
  buffer_format(&expression, " ELSE \"%s\" IS NULL END", field->name);
  add_check(sql, entity, field, what.data, expression.data);
  buffer_free(&what);
  buffer_free(&expression);
}

static void add_bound_check(Buffer *sql, const Entity *entity, const Field *field) {
  Buffer what = {0}, expression = {0};
  const char *join = field->has_min && field->has_max ? " AND " : "";
  buffer_add_text(&what, "out of range");
  if (field->has_min) {
    buffer_format(&what, ", at least %lld", (long long)field->min);
    buffer_format(&expression, "\"%s\" >= %lld", field->name, (long long)field->min);
  }
  buffer_add_text(&expression, join);
  if (field->has_max) {
    buffer_format(&what, ", at most %lld", (long long)field->max);
    buffer_format(&expression, "\"%s\" <= %lld", field->name, (long long)field->max);
  }
  add_check(sql, entity, field, what.data, expression.data);
  buffer_free(&what);
  buffer_free(&expression);
}

/* date() gives NULL for what is no date at all, hence IS; without a modifier it gives back the 30th of
 * February as it is, with one it is slower: only the last days of a month need that. */
static void add_type_check(Buffer *sql, const Entity *entity, const Field *field) {
  char expression[512];
  const char *n = field->name;
  if (field->type == FIELD_DATE) {
    snprintf(expression, sizeof expression,
             "length(\"%s\") = 10 AND date(\"%s\") IS \"%s\" AND \"%s\" > '0001' AND "
             "(substr(\"%s\", 9) <= '28' OR date(\"%s\", '+0 days') IS \"%s\")",
             n, n, n, n, n, n, n);
    add_check(sql, entity, field, "no day of the form 2018-07-01", expression);
  } else if (field->type == FIELD_FLAG) {
    snprintf(expression, sizeof expression, "\"%s\" BETWEEN 0 AND 1", n);
    add_check(sql, entity, field, "neither 0 nor 1", expression);
  } else if (field->type == FIELD_ENUM) {
    add_enum_check(sql, entity, field);
  }
  if (field->has_min || field->has_max) add_bound_check(sql, entity, field);
}

static void add_column(Buffer *sql, const Entity *entity, const Field *field) {
  buffer_format(sql, "\n  \"%s\" %s", field->name, field_affinity(field));
  if (!field->null) buffer_add_text(sql, " NOT NULL");
  if (field == entity->key)
    buffer_add_text(sql, " PRIMARY KEY");
  else if (field->unique)
    buffer_add_text(sql, " UNIQUE");
  if (field->default_value) buffer_format(sql, " DEFAULT %s", field->default_value);
  if (field->to)
    buffer_format(sql, " REFERENCES \"%s\" (\"%s\")", field->to->table, field->to->key->name);
  add_type_check(sql, entity, field);
}

/* CREATE TABLE of an entity, under another name when a table is rebuilt. */
static void table_sql(Buffer *sql, const Entity *entity, const char *name) {
  buffer_clear(sql);
  buffer_format(sql, "CREATE TABLE \"%s\" (", name);
  for (size_t i = 0; i < entity->field_count; i++) {
    if (i) buffer_add_text(sql, ",");
    add_column(sql, entity, &entity->fields[i]);
  }
  for (size_t i = 0; i < entity->check_count; i++) {
    buffer_add_text(sql, ",\n  CONSTRAINT ");
    add_quoted(sql, '"', entity->checks[i].message);
    buffer_format(sql, " CHECK (%s)", entity->checks[i].expression);
  }
  buffer_add_text(sql, "\n) STRICT");
}

static void index_name(Buffer *name, const Entity *entity, const EntityIndex *index) {
  buffer_clear(name);
  buffer_format(name, "%s_by", entity->table);
  for (size_t i = 0; i < index->count; i++)
    buffer_format(name, "_%s", index->fields[i]->name);
}

static void index_sql(Buffer *sql, const Entity *entity, const EntityIndex *index) {
  Buffer name = {0};
  index_name(&name, entity, index);
  buffer_clear(sql);
  buffer_format(sql, "CREATE INDEX \"%s\" ON \"%s\" (", name.data, entity->table);
  for (size_t i = 0; i < index->count; i++)
    buffer_format(sql, "%s\"%s\"", i ? ", " : "", index->fields[i]->name);
  buffer_add_text(sql, ")");
  buffer_free(&name);
}

/* ---- What is there ----------------------------------------------------------------------- */

typedef enum Presence { MISSING, DIFFERENT, EQUAL } Presence;

/* Compares a table or index of the file with the SQL it should have; sql NULL: only whether there. */
static bool find_object(Store *store, const char *type, const char *name, const char *sql,
                        Presence *presence, Fault *fault) {
  Query *query =
      store_query(store, "SELECT sql FROM sqlite_schema WHERE type = ?1 AND name = ?2", fault);
  if (!query) return false;
  query_bind_static(query, 1, type, -1);
  query_bind_static(query, 2, name, -1);
  int step = query_step(query, fault);
  *presence = MISSING;
  if (step == 1) {
    const char *there = query_text(query, 0, NULL);
    *presence = !sql || (there && strcmp(there, sql) == 0) ? EQUAL : DIFFERENT;
  }
  query_free(query);
  return step >= 0;
}

/* The rows of enumeration_value in their order, as one text to compare and to write. */
static bool values_current(Store *store, const Schema *schema, bool *current, Fault *fault) {
  Query *query = store_query(store,
                             "SELECT enumeration, position, name, title, coalesce(code, '') "
                             "FROM enumeration_value",
                             fault);
  if (!query) return false;
  size_t rows = 0, due = 0;
  int step;
  *current = true;
  while ((step = query_step(query, fault)) == 1) {
    const Enumeration *e = schema_enumeration(schema, query_text(query, 0, NULL));
    int64_t position = query_int(query, 1);
    rows++;
    const EnumerationValue *v =
        e && position >= 0 && (size_t)position < e->count ? &e->values[position] : NULL;
    if (!v || strcmp(v->name, query_text(query, 2, NULL)) != 0 ||
        strcmp(v->title, query_text(query, 3, NULL)) != 0 ||
        strcmp(v->code ? v->code : "", query_text(query, 4, NULL)) != 0)
      *current = false;
  }
  for (size_t i = 0; i < schema_enumeration_count(schema); i++)
    due += schema_enumeration_at(schema, i)->count;
  *current = *current && rows == due;
  query_free(query);
  return step == 0;
}

bool schema_current(Store *store, const Schema *schema, bool *current, Fault *fault) {
  Buffer sql = {0};
  Presence presence;
  bool good = true;
  *current = true;
  for (size_t i = 0; good && i < STATIC_COUNT; i++) {
    good = find_object(store, "table", static_tables[i].name, NULL, &presence, fault);
    *current = *current && presence == EQUAL;
  }
  for (size_t i = 0; good && *current && i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    table_sql(&sql, entity, entity->table);
    good = find_object(store, "table", entity->table, sql.data, &presence, fault);
    *current = *current && presence == EQUAL;
  }
  buffer_free(&sql);
  return good && (!*current || values_current(store, schema, current, fault));
}

/* ---- Making ------------------------------------------------------------------------------ */

static bool write_values(Store *store, const Schema *schema, Fault *fault) {
  if (!store_exec(store, "DELETE FROM enumeration_value", fault)) return false;
  Query *query =
      store_query(store, "INSERT INTO enumeration_value VALUES (?1, ?2, ?3, ?4, ?5)", fault);
  bool good = query != NULL;
  for (size_t i = 0; good && i < schema_enumeration_count(schema); i++) {
    const Enumeration *e = schema_enumeration_at(schema, i);
    for (size_t j = 0; good && j < e->count; j++) {
      query_bind_static(query, 1, e->name, -1);
      query_bind_int(query, 2, (int64_t)j);
      query_bind_static(query, 3, e->values[j].name, -1);
      query_bind_static(query, 4, e->values[j].title, -1);
      query_bind_static(query, 5, e->values[j].code, -1);
      good = query_run(query, fault);
    }
  }
  query_free(query);
  return good;
}

bool schema_ensure_ledger(Store *store, Fault *fault) {
  return store_exec(store, ledger_tables, fault);
}

static bool make_static(Store *store, Fault *fault) {
  for (size_t i = 0; i < STATIC_COUNT; i++) {
    Presence presence;
    if (!find_object(store, "table", static_tables[i].name, NULL, &presence, fault)) return false;
    if (presence == MISSING && !store_exec(store, static_tables[i].sql, fault)) return false;
  }
  return store_exec(store, static_indexes, fault) && schema_ensure_ledger(store, fault);
}

/* Whether the table of the file has the column. */
static bool find_column(Store *store, const char *table, const char *column, bool *found,
                        Fault *fault) {
  Query *query = store_query(store, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2", fault);
  if (!query) return false;
  query_bind_static(query, 1, table, -1);
  query_bind_static(query, 2, column, -1);
  int step = query_step(query, fault);
  *found = step == 1;
  query_free(query);
  return step >= 0;
}

/* A column that the schema does not know any more may go only when nothing is in it. */
static bool refuse_lost_column(Store *store, const Entity *entity, const char *column,
                               Fault *fault) {
  if (entity_field(entity, column)) return true;
  Buffer sql = {0};
  int64_t filled = 0;
  buffer_format(&sql, "SELECT EXISTS (SELECT 1 FROM \"%s\" WHERE ", entity->table);
  add_quoted(&sql, '"', column);
  buffer_add_text(&sql, " IS NOT NULL)");
  bool good = store_number(store, sql.data, &filled, fault);
  buffer_free(&sql);
  if (good && filled) {
    fault_set(fault, EXIT_DATA, "E411",
              "%s: the table %s has data in the column %s, which the "
              "schema does not have any more",
              store_path(store), entity->table, column);
    fault_hint(fault, "export the column or empty it, then repeat; nothing was changed");
  }
  return good && !filled;
}

static bool refuse_lost_columns(Store *store, const Entity *entity, Fault *fault) {
  Query *query = store_query(store, "SELECT name FROM pragma_table_info(?1)", fault);
  if (!query) return false;
  query_bind_static(query, 1, entity->table, -1);
  int step;
  while ((step = query_step(query, fault)) == 1)
    if (!refuse_lost_column(store, entity, query_text(query, 0, NULL), fault)) break;
  query_free(query);
  return step == 0;
}

/* Makes the table anew beside the old one, copies the common columns, puts it in its place. */
static bool rebuild_table(Store *store, const Entity *entity, Fault *fault) {
  Buffer columns = {0}, name = {0}, sql = {0};
  buffer_format(&name, "new_%s", entity->table);
  table_sql(&sql, entity, name.data);
  bool good = refuse_lost_columns(store, entity, fault) && store_exec(store, sql.data, fault);
  for (size_t i = 0; good && i < entity->field_count; i++) {
    bool found = false;
    good = find_column(store, entity->table, entity->fields[i].name, &found, fault);
    if (found)
      buffer_format(&columns, "%s\"%s\"", columns.size ? ", " : "", entity->fields[i].name);
  }
  buffer_clear(&sql);
  if (columns.size)
    buffer_format(&sql, "INSERT INTO \"%s\" (%s) SELECT %s FROM \"%s\";", name.data, columns.data,
                  columns.data, entity->table);
  buffer_format(&sql, "DROP TABLE \"%s\"; ALTER TABLE \"%s\" RENAME TO \"%s\";", entity->table,
                name.data, entity->table);
  good = good && store_exec(store, sql.data, fault);
  buffer_free(&columns);
  buffer_free(&name);
  buffer_free(&sql);
  if (!good) fault_frame(fault, "changing the table %s", entity->table);
  return good;
}

static bool make_indexes(Store *store, const Entity *entity, Fault *fault) {
  Buffer sql = {0}, name = {0};
  bool good = true;
  for (size_t i = 0; good && i < entity->index_count; i++) {
    Presence presence;
    index_sql(&sql, entity, &entity->indexes[i]);
    index_name(&name, entity, &entity->indexes[i]);
    good = find_object(store, "index", name.data, sql.data, &presence, fault);
    if (good && presence == DIFFERENT) {
      Buffer drop = {0};
      buffer_format(&drop, "DROP INDEX \"%s\"", name.data);
      good = store_exec(store, drop.data, fault);
      buffer_free(&drop);
    }
    if (good && presence != EQUAL) good = store_exec(store, sql.data, fault);
  }
  buffer_free(&sql);
  buffer_free(&name);
  return good;
}

static bool make_entity(Store *store, const Entity *entity, Fault *fault) {
  Buffer sql = {0};
  Presence presence;
  table_sql(&sql, entity, entity->table);
  bool good = find_object(store, "table", entity->table, sql.data, &presence, fault);
  if (good && presence == MISSING)
    good = store_exec(store, sql.data, fault);
  else if (good && presence == DIFFERENT)
    good = rebuild_table(store, entity, fault);
  buffer_free(&sql);
  return good && make_indexes(store, entity, fault);
}

static bool make_all(Store *store, const Schema *schema, Fault *fault) {
  if (!make_static(store, fault)) return false;
  for (size_t i = 0; i < schema_entity_count(schema); i++)
    if (!make_entity(store, schema_entity_at(schema, i), fault)) return false;
  return write_values(store, schema, fault) && schema_ensure_layers(store, NULL, 0, fault);
}

bool schema_create(Store *store, const Schema *schema, Fault *fault) {
  char marks[120];
  snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
           STORE_APPLICATION, STORE_VERSION);
  if (!store_begin(store, fault)) return false;
  if (!make_all(store, schema, fault) || !store_exec(store, marks, fault)) {
    store_rollback(store);
    return false;
  }
  return store_commit(store, fault) && store_publish(store, fault);
}

/* Rows that refer to nothing must not come out of a rebuild. */
static bool check_references(Store *store, Fault *fault) {
  Query *query = store_query(store, "PRAGMA foreign_key_check", fault);
  int step = query ? query_step(query, fault) : -1;
  if (step == 1)
    fault_set(fault, EXIT_DATA, "E411",
              "%s: a row of %s would refer to nothing; nothing was changed", store_path(store),
              query_text(query, 0, NULL));
  query_free(query);
  return step == 0;
}

/* References are checked once at the end: a table that others refer to is away for a moment. */
static bool migrate_open(Store *store, const Schema *schema, Fault *fault) {
  if (!store_begin(store, fault)) return false;
  if (make_all(store, schema, fault) && check_references(store, fault))
    return store_commit(store, fault);
  store_rollback(store);
  return false;
}

/* Whether the indexes are there as declared; they do not change what the tables mean. */
static bool indexes_current(Store *store, const Schema *schema, bool *current, Fault *fault) {
  Buffer sql = {0}, name = {0};
  bool good = true;
  for (size_t i = 0; good && *current && i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    for (size_t j = 0; good && j < entity->index_count; j++) {
      Presence presence;
      index_sql(&sql, entity, &entity->indexes[j]);
      index_name(&name, entity, &entity->indexes[j]);
      good = find_object(store, "index", name.data, sql.data, &presence, fault);
      *current = *current && presence == EQUAL;
    }
  }
  buffer_free(&sql);
  buffer_free(&name);
  return good;
}

bool schema_migrate(Store *store, const Schema *schema, Fault *fault) {
  bool current;
  if (!schema_current(store, schema, &current, fault) ||
      !indexes_current(store, schema, &current, fault))
    return false;
  if (current) return true;
  if (!store_exec(store, "PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON", fault))
    return false;
  bool good = migrate_open(store, schema, fault);
  return store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF",
                    good ? fault : NULL) &&
         good;
}
