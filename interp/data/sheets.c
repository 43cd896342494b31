/* The tables of sheets that were kept. */
#include "data/sheets.h"

#include <stdio.h>

#include "base/clock.h"
#include "data/schema.h"

static bool insert(Store *store, Sheet *sheet, Fault *fault) {
  Query *query = store_query(store,
                             "INSERT INTO sheet (year, day, counties, made_at, engine, rules_hash, "
                             "data_hash, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, sheet->year);
  query_bind_text(query, 2, sheet->day, -1);
  query_bind_text(query, 3, sheet->counties, -1);
  query_bind_text(query, 4, sheet->made, -1);
  query_bind_text(query, 5, sheet->engine, -1);
  query_bind_text(query, 6, sheet->rules_hash, -1);
  query_bind_text(query, 7, sheet->data_hash, -1);
  if (sheet->run)
    query_bind_int(query, 8, sheet->run);
  else
    query_bind_null(query, 8);
  bool ok = query_run(query, fault);
  query_free(query);
  if (ok) sheet->id = store_last_id(store);
  return ok;
}

bool sheets_begin(Store *store, Sheet *sheet, Fault *fault) {
  clock_utc(sheet->made);
  if (!store_begin(store, fault)) return false;
  if (schema_ensure_ledger(store, fault) && insert(store, sheet, fault)) return true;
  store_rollback(store);
  return false;
}

bool sheets_add(Store *store, int64_t sheet, const SheetRow *row, Fault *fault) {
  Query *query = store_query(
      store,
      "INSERT INTO sheet_row (sheet_id, target, county, numerator, "
      "denominator, threshold, at_least, met, group_value) VALUES (?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      fault);
  if (!query) return false;
  query_bind_int(query, 1, sheet);
  query_bind_text(query, 2, row->target, -1);
  query_bind_text(query, 3, row->county, -1);
  query_bind_int(query, 4, (int64_t)row->part);
  query_bind_int(query, 5, (int64_t)row->whole);
  if (row->has_threshold)
    query_bind_real(query, 6, row->threshold);
  else
    query_bind_null(query, 6);
  query_bind_int(query, 7, row->at_least);
  if (row->judged)
    query_bind_int(query, 8, row->met);
  else
    query_bind_null(query, 8);
  query_bind_text(query, 9, row->group, -1);
  bool ok = query_run(query, fault);
  query_free(query);
  return ok;
}

/* A database that is older than the tables has no sheets. */
static bool has_sheets(Store *store, bool *there, Fault *fault) {
  int64_t count;
  *there = false;
  if (!store_number(store,
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'sheet'",
                    &count, fault))
    return false;
  *there = count > 0;
  return true;
}

static void copy(Query *query, int column, char *out, size_t room) {
  const char *text = query_text(query, column, NULL);
  snprintf(out, room, "%s", text ? text : "");
}

bool sheets_last(Store *store, int year, const char *counties, Sheet *sheet, Fault *fault) {
  bool there;
  *sheet = (Sheet){0};
  if (!has_sheets(store, &there, fault) || !there) return !fault_isset(fault);
  Query *query = store_query(store,
                             "SELECT sheet_id, coalesce(run_id, 0), year, day, counties, made_at, "
                             "engine, rules_hash, data_hash FROM sheet WHERE year = ?1 AND "
                             "(counties = ?2 OR counties = '') ORDER BY sheet_id DESC LIMIT 1",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, year);
  query_bind_text(query, 2, counties, -1);
  int step = query_step(query, fault);
  if (step == 1) {
    sheet->id = query_int(query, 0);
    sheet->run = query_int(query, 1);
    sheet->year = (int)query_int(query, 2);
    copy(query, 3, sheet->day, sizeof sheet->day);
    copy(query, 4, sheet->counties, sizeof sheet->counties);
    copy(query, 5, sheet->made, sizeof sheet->made);
    copy(query, 6, sheet->engine, sizeof sheet->engine);
    copy(query, 7, sheet->rules_hash, sizeof sheet->rules_hash);
    copy(query, 8, sheet->data_hash, sizeof sheet->data_hash);
  }
  query_free(query);
  return step >= 0;
}

bool sheets_each(Store *store, int64_t sheet, void (*each)(void *data, const SheetRow *row),
                 void *data, Fault *fault) {
  Query *query =
      store_query(store,
                  "SELECT target, county, numerator, denominator, threshold, at_least, "
                  "met, group_value FROM sheet_row WHERE sheet_id = ? ORDER BY target, county",
                  fault);
  if (!query) return false;
  query_bind_int(query, 1, sheet);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    SheetRow row = {.target = query_text(query, 0, NULL),
                    .county = query_text(query, 1, NULL),
                    .group = query_text(query, 7, NULL),
                    .part = (double)query_int(query, 2),
                    .whole = (double)query_int(query, 3),
                    .threshold = query_real(query, 4),
                    .has_threshold = !query_null(query, 4),
                    .at_least = query_int(query, 5) != 0,
                    .judged = !query_null(query, 6),
                    .met = query_int(query, 6) != 0};
    each(data, &row);
  }
  query_free(query);
  return step == 0;
}
