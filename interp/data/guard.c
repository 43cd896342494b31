/* The guard of a person's SQL: SQLite's authorizer, temporary views that mask, a look at Ctrl-C now and
 * then. The masks stand in the temporary schema, which SQLite looks into before the file's own. */
#include "data/guard.h"

#include <sqlite3.h>
#include <string.h>

#include "base/buffer.h"
#include "base/stop.h"
#include "data/mask.h"
#include "data/store_inside.h"

enum { LOOK_EVERY = 20000, LONGEST_VALUE = 10 * 1000 * 1000 };

static int look(void *data) {
  (void)data;
  return stop_asked() != 0;
}

/* --- masks -------------------------------------------------------------------------------------- */

static void mask_value(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  const char *text = (const char *)sqlite3_value_text(values[0]);
  if (!text) return;
  Buffer out = {0};
  buffer_add_text(&out, "");
  if (sqlite3_value_int(values[1]))
    mask_number(&out, text);
  else
    mask_name(&out, text);
  sqlite3_result_text(context, out.data, (int)out.size, SQLITE_TRANSIENT);
  buffer_free(&out);
}

static bool has_personal(const Entity *entity) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (entity->fields[i].personal) return true;
  return false;
}

static bool mask_entity(Store *store, const Entity *entity, Fault *fault) {
  Buffer sql = {0};
  buffer_format(&sql, "CREATE TEMP VIEW \"%s\" AS SELECT ", entity->table);
  for (size_t i = 0; i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    if (field->personal)
      buffer_format(&sql, "%sguize_mask(\"%s\", %d) AS \"%s\"", i ? ", " : "", field->name,
                    strstr(field->name, "number") != NULL, field->name);
    else
      buffer_format(&sql, "%s\"%s\"", i ? ", " : "", field->name);
  }
  buffer_format(&sql, " FROM main.\"%s\"", entity->table);
  bool ok = store_exec(store, sql.data, fault);
  buffer_free(&sql);
  return ok;
}

/* --- what a statement may do --------------------------------------------------------------------- */

typedef struct Guarded {
  const Schema *schema; /* valid while the guard stands */
} Guarded;

static const Entity *entity_of_table(const Schema *schema, const char *table) {
  for (size_t i = 0; i < schema_entity_count(schema); i++)
    if (strcmp(schema_entity_at(schema, i)->table, table) == 0) return schema_entity_at(schema, i);
  return NULL;
}

/* A personal column is read by its own masking view alone; anything else gets NULL. */
static int may_read(const Schema *schema, const char *table, const char *column, const char *place,
                    const char *view) {
  const Entity *entity = schema && table ? entity_of_table(schema, table) : NULL;
  const Field *field = entity && column ? entity_field(entity, column) : NULL;
  if (!field || !field->personal) return SQLITE_OK;
  if (place && strcmp(place, "temp") == 0) return SQLITE_OK;
  return view && strcmp(view, entity->table) == 0 ? SQLITE_OK : SQLITE_IGNORE;
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
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    case SQLITE_READ: return may_read(data, one, two, place, view);
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
  int code = sqlite3_create_function_v2(db, "guize_mask", 2,
                                        SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                        mask_value, NULL, NULL, NULL);
  bool ok =
      code == SQLITE_OK || fault_set(fault, EXIT_DEFECT, "E499", "the guard of SQL cannot be set");
  ok = ok && store_exec(store, "PRAGMA temp_store = MEMORY", fault);
  for (size_t i = 0; ok && masked && i < schema_entity_count(schema); i++)
    if (has_personal(schema_entity_at(schema, i)))
      ok = mask_entity(store, schema_entity_at(schema, i), fault);
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

Query *guard_query(Store *store, const char *sql, Fault *fault) {
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
