/* The table change_log. Made when the first correction is written, so that reading a database asks nothing
 * of it. */
#include "data/changelog.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/who.h"

static const char table[] =
    "CREATE TABLE IF NOT EXISTS \"change_log\" (change_id INTEGER PRIMARY KEY, made_at TEXT NOT "
    "NULL, who TEXT NOT NULL, how TEXT NOT NULL, entity TEXT NOT NULL, row_key TEXT NOT NULL, "
    "field TEXT NOT NULL, old TEXT, new TEXT, reason TEXT) STRICT;"
    "CREATE INDEX IF NOT EXISTS change_log_by_row ON change_log (entity, row_key);"
    "CREATE TRIGGER IF NOT EXISTS change_log_not_deleted BEFORE DELETE ON change_log BEGIN SELECT "
    "RAISE(ABORT, 'change_log: 更正记录不得删除 (the history is kept)'); END;"
    "CREATE TRIGGER IF NOT EXISTS change_log_not_changed BEFORE UPDATE ON change_log BEGIN SELECT "
    "RAISE(ABORT, 'change_log: 更正记录不得改动 (the history is kept)'); END";

struct ChangeLog {
  Query *insert;
  char made_at[21];
  char *who;
  const char *how;
};

ChangeLog *changelog_open(Store *store, const char *how, Fault *fault) {
  if (!store_exec(store, table, fault)) return NULL;
  ChangeLog *log = memory_new(sizeof *log);
  log->how = how;
  log->who = who_runs();
  clock_utc(log->made_at);
  log->insert = store_query(store,
                            "INSERT INTO change_log (made_at, who, how, entity, row_key, field, "
                            "old, new, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                            fault);
  if (log->insert) return log;
  changelog_close(log);
  return NULL;
}

void changelog_close(ChangeLog *log) {
  if (!log) return;
  query_free(log->insert);
  free(log->who);
  free(log);
}

bool changelog_add(ChangeLog *log, const Entity *entity, const char *key, const Field *field,
                   const char *old, const char *new, const char *reason, Fault *fault) {
  const char *const texts[] = {log->made_at, log->who, log->how, entity->name, key,
                               field->name,  old,      new,      reason};
  for (int i = 0; i < 9; i++) {
    if (texts[i])
      query_bind_static(log->insert, i + 1, texts[i], -1);
    else
      query_bind_null(log->insert, i + 1);
  }
  return query_run(log->insert, fault);
}

bool changelog_each(Store *store, const char *entity, const char *key,
                    void (*each)(const Change *change, void *data), void *data, Fault *fault) {
  int64_t there;
  if (!store_number(store, "SELECT count(*) FROM sqlite_schema WHERE name = 'change_log'", &there,
                    fault))
    return false;
  if (!there) return true;
  Query *query = store_query(store,
                             "SELECT change_id, made_at, who, how, entity, row_key, field, old, "
                             "new, reason FROM change_log WHERE ?1 IS NULL OR (entity = ?1 AND "
                             "row_key = ?2) ORDER BY change_id",
                             fault);
  if (!query) return false;
  if (entity) query_bind_text(query, 1, entity, -1);
  if (entity) query_bind_text(query, 2, key, -1);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    const char *t[10];
    for (int i = 1; i < 10; i++)
      t[i] = query_text(query, i, NULL);
    each(&(Change){query_int(query, 0), t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9]},
         data);
  }
  query_free(query);
  return step == 0;
}
