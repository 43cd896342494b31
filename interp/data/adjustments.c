/* The ledger in SQL: recording adjustments and reading them again. The comparison of two runs with what
 * was paid is in adjustments_compare.c. */
#include "data/adjustments.h"

#include <stdio.h>

#include "base/clock.h"
#include "data/adjustments_ledger.h"
#include "data/schema.h"

bool adjustments_there(Store *store, bool *there, Fault *fault) {
  int64_t count;
  bool ok = store_number(store,
                         "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                         "('adjustment', 'adjustment_row')",
                         &count, fault);
  *there = ok && count == 2;
  return ok;
}

/* --- writing --- */

bool adjustments_add(Store *store, Adjustment *a, Fault *fault) {
  if (!schema_ensure_ledger(store, fault)) return false;
  clock_utc(a->made);
  Query *query = store_query(store,
                             "INSERT INTO adjustment (from_run, to_run, made_at, engine, persons, "
                             "cases, left_out, owed, recovered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, a->from);
  query_bind_int(query, 2, a->to);
  query_bind_text(query, 3, a->made, -1);
  query_bind_text(query, 4, a->engine, -1);
  const int64_t numbers[] = {a->persons, a->cases, a->left_out, a->owed, a->recovered};
  for (int i = 0; i < 5; i++)
    query_bind_int(query, 5 + i, numbers[i]);
  bool ok = query_run(query, fault);
  query_free(query);
  if (ok) a->id = store_last_id(store);
  return ok;
}

Query *adjustments_rows_open(Store *store, Fault *fault) {
  return store_query(store,
                     "INSERT INTO adjustment_row (adjustment_id, case_id, layer, person_id, "
                     "amount) VALUES (?, ?, ?, ?, ?)",
                     fault);
}

bool adjustments_rows_add(Query *rows, int64_t id, const AdjustmentRow *row, Fault *fault) {
  query_bind_int(rows, 1, id);
  query_bind_int(rows, 2, row->case_id);
  query_bind_text(rows, 3, row->layer, -1);
  query_bind_int(rows, 4, row->person_id);
  query_bind_int(rows, 5, row->amount);
  return query_run(rows, fault);
}

/* --- reading --- */

static void read_adjustment(Query *query, Adjustment *a) {
  *a = (Adjustment){.id = query_int(query, 0),
                    .from = query_int(query, 1),
                    .to = query_int(query, 2),
                    .persons = query_int(query, 5),
                    .cases = query_int(query, 6),
                    .left_out = query_int(query, 7),
                    .owed = query_int(query, 8),
                    .recovered = query_int(query, 9)};
  snprintf(a->made, sizeof a->made, "%s", query_text(query, 3, NULL));
  snprintf(a->engine, sizeof a->engine, "%s", query_text(query, 4, NULL));
}

bool adjustments_each(Store *store, void (*each)(const Adjustment *adjustment, void *data),
                      void *data, Fault *fault) {
  bool there;
  if (!adjustments_there(store, &there, fault)) return false;
  if (!there) return true;
  Query *query = store_query(store,
                             "SELECT adjustment_id, from_run, to_run, made_at, engine, persons, "
                             "cases, left_out, owed, recovered FROM adjustment ORDER BY 1",
                             fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    Adjustment a;
    read_adjustment(query, &a);
    each(&a, data);
  }
  query_free(query);
  return step == 0;
}

typedef struct Wanted {
  int64_t id;
  Adjustment *found;
} Wanted;

static void pick(const Adjustment *a, void *data) {
  const Wanted *wanted = data;
  if (a->id == wanted->id) *wanted->found = *a;
}

bool adjustments_get(Store *store, int64_t id, Adjustment *adjustment, Fault *fault) {
  *adjustment = (Adjustment){0};
  Wanted wanted = {id, adjustment};
  if (!adjustments_each(store, pick, &wanted, fault)) return false;
  if (adjustment->id) return true;
  fault_set(fault, EXIT_DATA, "E432", "no adjustment %lld is recorded", (long long)id);
  fault_hint(fault, "`guize adjust` alone lists them; two runs are named FROM TO");
  return false;
}

bool adjustments_rows(Store *store, int64_t id,
                      bool (*each)(void *data, const AdjustmentRow *row, Fault *fault), void *data,
                      Fault *fault) {
  Query *query = store_query(store,
                             "SELECT r.case_id, r.person_id, r.layer, r.amount, "
                             "coalesce(p.county_code, '') FROM adjustment_row r LEFT JOIN person p "
                             "ON p.person_id = r.person_id WHERE r.adjustment_id = ? ORDER BY 1, 3",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, id);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    AdjustmentRow row = {.case_id = query_int(query, 0),
                         .person_id = query_int(query, 1),
                         .layer = query_text(query, 2, NULL),
                         .amount = query_int(query, 3),
                         .county = query_text(query, 4, NULL)};
    if (!each(data, &row, fault)) break;
  }
  query_free(query);
  return step == 0;
}

bool adjustments_refunds(Store *store, void (*each)(void *data, int64_t refund, int64_t original),
                         void *data, Fault *fault) {
  Query *query = store_query(store,
                             "SELECT case_id, refund_of FROM cases WHERE refund_of IS NOT NULL "
                             "ORDER BY case_id",
                             fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1)
    each(data, query_int(query, 0), query_int(query, 1));
  query_free(query);
  return step == 0;
}
