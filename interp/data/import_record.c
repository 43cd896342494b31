/* The table import_file. */
#include "data/import_record.h"

#include <stdio.h>

static const char table[] =
    "CREATE TABLE IF NOT EXISTS \"import_file\" (import_id INTEGER PRIMARY KEY, file TEXT NOT "
    "NULL, "
    "hash TEXT NOT NULL, entity TEXT NOT NULL, mode TEXT NOT NULL, encoding TEXT NOT NULL, "
    "imported_at TEXT NOT NULL, row_count INTEGER NOT NULL, added INTEGER NOT NULL, changed "
    "INTEGER "
    "NOT NULL, same INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS import_file_by_hash ON import_file (hash)";

static bool has_table(Store *store, bool *there, Fault *fault) {
  int64_t count = 0;
  bool ok = store_number(
      store, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'import_file'",
      &count, fault);
  *there = count > 0;
  return ok;
}

bool record_find(Store *store, const char *hash, const char *entity, char when[24], Fault *fault) {
  bool there;
  *when = '\0';
  if (!has_table(store, &there, fault)) return false;
  if (!there) return true;
  Query *query = store_query(store,
                             "SELECT imported_at FROM import_file WHERE hash = ?1 AND entity = ?2 "
                             "ORDER BY import_id DESC LIMIT 1",
                             fault);
  if (!query) return false;
  query_bind_static(query, 1, hash, -1);
  query_bind_static(query, 2, entity, -1);
  int step = query_step(query, fault);
  if (step == 1) snprintf(when, 24, "%s", query_text(query, 0, NULL));
  query_free(query);
  return step >= 0;
}

bool record_add(Store *store, const ImportRecord *record, Fault *fault) {
  if (!store_exec(store, table, fault)) return false;
  Query *query = store_query(
      store,
      "INSERT INTO import_file (file, hash, entity, mode, encoding, imported_at, row_count, added, "
      "changed, same, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      fault);
  if (!query) return false;
  const char *const texts[] = {record->file, record->hash,     record->entity,
                               record->mode, record->encoding, record->imported_at};
  const int64_t numbers[] = {record->rows, record->added, record->changed, record->same,
                             record->refused};
  for (int i = 0; i < 6; i++)
    query_bind_static(query, i + 1, texts[i], -1);
  for (int i = 0; i < 5; i++)
    query_bind_int(query, i + 7, numbers[i]);
  bool ok = query_run(query, fault);
  query_free(query);
  return ok;
}

bool record_each(Store *store, void (*each)(const ImportRecord *record, void *data), void *data,
                 Fault *fault) {
  bool there;
  if (!has_table(store, &there, fault)) return false;
  if (!there) return true;
  Query *query =
      store_query(store,
                  "SELECT import_id, file, hash, entity, mode, encoding, imported_at, row_count, "
                  "added, changed, same, refused FROM import_file ORDER BY import_id",
                  fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    const char *texts[6];
    for (int i = 0; i < 6; i++)
      texts[i] = query_text(query, i + 1, NULL);
    each(&(ImportRecord){.id = query_int(query, 0),
                         .file = texts[0],
                         .hash = texts[1],
                         .entity = texts[2],
                         .mode = texts[3],
                         .encoding = texts[4],
                         .imported_at = texts[5],
                         .rows = query_int(query, 7),
                         .added = query_int(query, 8),
                         .changed = query_int(query, 9),
                         .same = query_int(query, 10),
                         .refused = query_int(query, 11)},
         data);
  }
  query_free(query);
  return step == 0;
}
