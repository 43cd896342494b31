/* The guard of a person's SQL: SQLite's authorizer, temporary views that mask, a look at Ctrl-C now and
 * then. The masks stand in the temporary schema, which SQLite looks into before the file's own. */
#include "data/guard.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/stop.h"
#include "data/mask.h"
#include "data/store_inside.h"

enum { LOOK_EVERY = 20000, LONGEST_VALUE = 10 * 1000 * 1000 };

static int look(void *data) {
  (void)data;
  return stop_asked() != 0;
}

/* --- masks -------------------------------------------------------------------------------------- */

/* A personal column. On the guarded connection nobody reads it, not even the view that masks it, since a
 * person's WITH can take any view's name; its text comes by key through a connection of the guard's own. */
typedef struct Personal {
  const Field *field;
  sqlite3_stmt *by_key;
} Personal;

typedef struct Guarded {
  const Schema *schema; /* valid while the guard stands */
  Store *reader;
  Personal *columns;
  size_t count;
} Guarded;

static void guarded_free(void *data) {
  Guarded *guarded = data;
  for (size_t i = 0; i < guarded->count; i++)
    sqlite3_finalize(guarded->columns[i].by_key);
  store_close(guarded->reader, NULL);
  free(guarded->columns);
  free(guarded);
}

static void give_masked(sqlite3_context *context, const Field *field, const char *text) {
  Buffer out = {0};
  buffer_add_text(&out, "");
  if (strstr(field->name, "number"))
    mask_number_beside_birth(&out, text);
  else
    mask_name(&out, text);
  sqlite3_result_text(context, out.data, (int)out.size, SQLITE_TRANSIENT);
  buffer_free(&out);
}

/* guize_mask(column, key): whoever calls it gets what is masked. */
static void mask_value(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  const Guarded *guarded = sqlite3_user_data(context);
  int column = sqlite3_value_int(values[0]);
  if (column < 0 || (size_t)column >= guarded->count) return;
  const Personal *personal = &guarded->columns[column];
  sqlite3_bind_value(personal->by_key, 1, values[1]);
  const char *text = sqlite3_step(personal->by_key) == SQLITE_ROW
                         ? (const char *)sqlite3_column_text(personal->by_key, 0)
                         : NULL;
  if (text) give_masked(context, personal->field, text);
  sqlite3_reset(personal->by_key);
}

static bool has_personal(const Entity *entity) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (entity->fields[i].personal) return true;
  return false;
}

static bool add_personal(Guarded *guarded, const Entity *entity, const Field *field, Fault *fault) {
  size_t size = (guarded->count + 1) * sizeof *guarded->columns;
  guarded->columns = memory_resize(guarded->columns, size);
  Personal *personal = &guarded->columns[guarded->count++];
  *personal = (Personal){.field = field};
  Buffer sql = {0};
  buffer_format(&sql, "SELECT \"%s\" FROM \"%s\" WHERE \"%s\" = ?1", field->name, entity->table,
                entity->key->name);
  int code =
      sqlite3_prepare_v2(store_connection(guarded->reader), sql.data, -1, &personal->by_key, NULL);
  buffer_free(&sql);
  return code == SQLITE_OK ||
         fault_set(fault, EXIT_DATA, "E649", "SQL: %s cannot be masked", field->name);
}

static bool mask_entity(Store *store, Guarded *guarded, const Entity *entity, Fault *fault) {
  Buffer sql = {0};
  bool ok = true;
  buffer_format(&sql, "CREATE TEMP VIEW \"%s\" AS SELECT ", entity->table);
  for (size_t i = 0; ok && i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    const char *comma = i ? ", " : "";
    if (field->personal)
      buffer_format(&sql, "%sguize_mask(%zu, \"%s\") AS \"%s\"", comma, guarded->count,
                    entity->key->name, field->name);
    else
      buffer_format(&sql, "%s\"%s\"", comma, field->name);
    if (field->personal) ok = add_personal(guarded, entity, field, fault);
  }
  buffer_format(&sql, " FROM main.\"%s\"", entity->table);
  ok = ok && store_exec(store, sql.data, fault);
  buffer_free(&sql);
  return ok;
}

static bool mask_all(Store *store, Guarded *guarded, Fault *fault) {
  guarded->reader = store_open(store_path(store), STORE_READ, fault);
  bool ok = guarded->reader != NULL;
  for (size_t i = 0; ok && i < schema_entity_count(guarded->schema); i++) {
    const Entity *entity = schema_entity_at(guarded->schema, i);
    if (has_personal(entity)) ok = mask_entity(store, guarded, entity, fault);
  }
  return ok;
}

/* --- what a statement reads in truth ------------------------------------------------------------- */

/* SQLite does not ask the authorizer about columns that NATURAL and USING join by, so the program that a
 * statement becomes is looked through as well. ROOTS: the pages on which a personal column begins, and its
 * place there; -1: an index or samples, of which nothing may be read. */
static const char ROOTS[] =
    "SELECT s.rootpage, c.cid FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = "
    "'table' AND s.name = ?1 AND c.name = ?2 UNION SELECT s.rootpage, -1 FROM sqlite_schema s, "
    "pragma_index_xinfo(s.name) c WHERE s.type = 'index' AND s.tbl_name = ?1 AND (c.name = ?2 OR "
    "c.cid = -2) UNION SELECT rootpage, -1 FROM sqlite_schema WHERE name GLOB 'sqlite_stat*'";

typedef struct Place {
  int where, column; /* a page of the file, or a cursor of a program */
} Place;

typedef struct Places {
  Place *list;
  size_t count;
} Places;

static void add_place(Places *places, int where, int column) {
  places->list = memory_resize(places->list, (places->count + 1) * sizeof *places->list);
  places->list[places->count++] = (Place){where, column};
}

/* Columns outside the schema that hold whatever a field held: nobody reads them where names are masked. */
static const struct {
  const char *table, *column;
} hidden[] = {{"change_log", "old"}, {"change_log", "new"}};
enum { HIDDEN = sizeof hidden / sizeof *hidden };

static bool is_hidden(const char *table, const char *column) {
  for (size_t i = 0; i < HIDDEN; i++)
    if (strcasecmp(hidden[i].table, table) == 0 && strcasecmp(hidden[i].column, column) == 0)
      return true;
  return false;
}

static bool add_roots(Places *roots, Store *store, const char *table, const char *column) {
  sqlite3_stmt *find = NULL;
  int code = sqlite3_prepare_v2(store_connection(store), ROOTS, -1, &find, NULL);
  if (code == SQLITE_OK) code = sqlite3_bind_text(find, 1, table, -1, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_bind_text(find, 2, column, -1, SQLITE_STATIC);
  if (code == SQLITE_OK)
    while ((code = sqlite3_step(find)) == SQLITE_ROW)
      add_place(roots, sqlite3_column_int(find, 0), sqlite3_column_int(find, 1));
  sqlite3_finalize(find);
  return code == SQLITE_DONE;
}

/* Through a connection of its own, since the guarded one must not ask for this; anew each time, since
 * pages move when a file is vacuumed. */
static bool find_roots(Places *roots, const Store *store, const Schema *schema) {
  Store *reader = store_open(store_path(store), STORE_READ, &(Fault){0});
  bool ok = reader != NULL;
  for (size_t i = 0; ok && i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    for (size_t k = 0; ok && k < entity->field_count; k++)
      if (entity->fields[k].personal)
        ok = add_roots(roots, reader, entity->table, entity->fields[k].name);
  }
  for (size_t i = 0; ok && i < HIDDEN; i++)
    ok = add_roots(roots, reader, hidden[i].table, hidden[i].column);
  store_close(reader, NULL);
  return ok;
}

/* The steps of an explained program: address, name, P1 … P5. */
static int step_number(sqlite3_stmt *program, int p) {
  return sqlite3_column_int(program, 1 + p);
}

static bool step_is(sqlite3_stmt *program, const char *name) {
  const char *is = (const char *)sqlite3_column_text(program, 1);
  return is && strcmp(is, name) == 0;
}

/* The cursors that stand on roots in the file (P3 = 0), and the columns that must not be read by them. */
static void find_cursors(sqlite3_stmt *program, const Places *roots, Places *cursors) {
  while (sqlite3_step(program) == SQLITE_ROW) {
    bool opens = step_is(program, "OpenRead") || step_is(program, "ReopenIdx");
    if (!opens || step_number(program, 3) != 0) continue;
    for (size_t i = 0; i < roots->count; i++)
      if (roots->list[i].where == step_number(program, 2))
        add_place(cursors, step_number(program, 1), roots->list[i].column);
  }
  sqlite3_reset(program);
}

static bool reads_any(sqlite3_stmt *program, const Places *cursors) {
  bool reads = false;
  for (size_t i = 0; i < cursors->count; i++)
    reads = reads || cursors->list[i].column < 0;
  while (!reads && sqlite3_step(program) == SQLITE_ROW)
    for (size_t i = 0; step_is(program, "Column") && i < cursors->count; i++)
      reads = reads || (cursors->list[i].where == step_number(program, 1) &&
                        cursors->list[i].column == step_number(program, 2));
  return reads;
}

/* Whether the statement reads a personal column; true also where that cannot be found out. */
static bool reads_personal(Store *store, const Schema *schema, const char *sql) {
  Places roots = {0}, cursors = {0};
  sqlite3_stmt *program = NULL;
  Buffer explained = {0};
  buffer_format(&explained, "EXPLAIN %s", sql + strspn(sql, " \t\r\n;"));
  bool reads = true;
  if (find_roots(&roots, store, schema) &&
      sqlite3_prepare_v2(store_connection(store), explained.data, -1, &program, NULL) ==
          SQLITE_OK) {
    find_cursors(program, &roots, &cursors);
    reads = reads_any(program, &cursors);
  }
  sqlite3_finalize(program);
  buffer_free(&explained);
  free(roots.list);
  free(cursors.list);
  return reads;
}

/* --- what a statement may do --------------------------------------------------------------------- */

static const Entity *entity_of_table(const Schema *schema, const char *table) {
  for (size_t i = 0; i < schema_entity_count(schema); i++)
    if (strcasecmp(schema_entity_at(schema, i)->table, table) == 0)
      return schema_entity_at(schema, i);
  return NULL;
}

static bool is_personal(const Entity *entity, const char *column) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (strcasecmp(entity->fields[i].name, column) == 0) return entity->fields[i].personal;
  return false;
}

/* A personal column of the file is NULL whoever asks, and so are samples that ANALYZE took of it. */
static int may_read(const Schema *schema, const char *table, const char *column,
                    const char *place) {
  if (!schema || !table || !column || (place && strcmp(place, "temp") == 0)) return SQLITE_OK;
  if (strncasecmp(table, "sqlite_stat", 11) == 0) return SQLITE_IGNORE;
  if (is_hidden(table, column)) return SQLITE_IGNORE;
  const Entity *entity = entity_of_table(schema, table);
  return entity && is_personal(entity, column) ? SQLITE_IGNORE : SQLITE_OK;
}

static int may_pragma(const char *name, const char *value) {
  static const char *const reads[] = {"table_info", "table_xinfo", "table_list",
                                      "index_list", "index_info",  "foreign_key_list"};
  (void)value;
  for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
    if (strcmp(name, reads[i]) == 0) return SQLITE_OK;
  return SQLITE_DENY;
}

static int authorize(void *data, int action, const char *one, const char *two, const char *place,
                     const char *view) {
  (void)view; /* can be any name that a WITH takes */
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_READ: return may_read(data, one, two, place);
    case SQLITE_FUNCTION:
      return two && (strcmp(two, "load_extension") == 0 || strcmp(two, "fts3_tokenizer") == 0)
                 ? SQLITE_DENY
                 : SQLITE_OK;
    case SQLITE_PRAGMA: return may_pragma(one, two);
    default: return SQLITE_DENY;
  }
}

bool guard_set(Store *store, const Schema *schema, bool masked, Fault *fault) {
  sqlite3 *db = store_connection(store);
  Guarded *guarded = memory_new(sizeof *guarded);
  *guarded = (Guarded){.schema = schema};
  int code = sqlite3_create_function_v2(db, "guize_mask", 2, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                        guarded, mask_value, NULL, NULL, guarded_free);
  bool ok =
      code == SQLITE_OK || fault_set(fault, EXIT_DEFECT, "E499", "the guard of SQL cannot be set");
  ok = ok && store_exec(store, "PRAGMA temp_store = MEMORY", fault);
  if (ok && masked) ok = mask_all(store, guarded, fault);
  if (!ok) return false;
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
  sqlite3_progress_handler(db, LOOK_EVERY, look, NULL);
  sqlite3_set_authorizer(db, authorize, masked ? (void *)(uintptr_t)schema : NULL);
  return true;
}

/* --- statements ---------------------------------------------------------------------------------- */

static bool refuse(Store *store, Fault *fault) {
  sqlite3 *db = store_connection(store);
  if (sqlite3_errcode(db) == SQLITE_INTERRUPT || stop_asked())
    return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
  fault_set(fault, EXIT_DATA, "E649", "SQL: %s", sqlite3_errmsg(db));
  if (sqlite3_errcode(db) == SQLITE_AUTH)
    fault_hint(fault, "only SELECT is allowed here; data are changed by commands that record it");
  return false;
}

static bool only_blanks(const char *text) {
  return strspn(text, " \t\r\n;") == strlen(text);
}

Query *guard_query(Store *store, const Schema *masked, const char *sql, Fault *fault) {
  sqlite3_stmt *statement = NULL;
  const char *rest = "";
  int code = sqlite3_prepare_v2(store_connection(store), sql, -1, &statement, &rest);
  bool reads = statement && sqlite3_stmt_readonly(statement);
  bool single = only_blanks(rest);
  if (code != SQLITE_OK) {
    refuse(store, fault);
  } else if (!statement) {
    fault_set(fault, EXIT_DATA, "E649", "SQL: there is no statement");
  } else if (!single || !reads) {
    fault_set(fault, EXIT_DATA, "E649",
              single ? "SQL: the statement would change something"
                     : "SQL: one statement at a time");
  } else if (masked && !sqlite3_stmt_isexplain(statement) && reads_personal(store, masked, sql)) {
    fault_set(fault, EXIT_DATA, "E649", "SQL: the statement reads names or ID numbers themselves");
    fault_hint(
        fault,
        "they are masked here: name tables without main., and other columns in NATURAL and USING");
  }
  sqlite3_finalize(statement);
  return fault_isset(fault) ? NULL : store_query(store, sql, fault);
}

int guard_step(Store *store, Query *query, Fault *fault) {
  Fault ignored = {0};
  int step = query_step(query, &ignored);
  if (step < 0) refuse(store, fault);
  return step;
}
