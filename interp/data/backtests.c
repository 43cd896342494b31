/* The table of accepted backtests. */
#include "data/backtests.h"

#include <stdio.h>

#include "base/clock.h"
#include "data/schema.h"

enum { FIRST_NUMBER = 9, NUMBERS = 12 };

static const char columns[] =
    "run_id, made_at, engine, rules_hash, scenario, data_hash, guard, passed, compared, changed, "
    "zero, failed, missing, added, less, more, self_pay_before, self_pay_after, reimbursed_before, "
    "reimbursed_after";

/* The numbers in the order of the columns. */
static void point_numbers(Backtest *b, int64_t *numbers[NUMBERS]) {
  int64_t *all[NUMBERS] = {&b->compared,
                           &b->changed,
                           &b->zero,
                           &b->failed,
                           &b->missing,
                           &b->added,
                           &b->less,
                           &b->more,
                           &b->self_pay_before,
                           &b->self_pay_after,
                           &b->reimbursed_before,
                           &b->reimbursed_after};
  for (int i = 0; i < NUMBERS; i++)
    numbers[i] = all[i];
}

static bool insert(Store *store, Backtest *b, Fault *fault) {
  char sql[512];
  snprintf(sql, sizeof sql,
           "INSERT INTO backtest (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
           "?, ?, ?)",
           columns);
  Query *query = store_query(store, sql, fault);
  if (!query) return false;
  query_bind_int(query, 1, b->run);
  query_bind_text(query, 2, b->made, -1);
  query_bind_text(query, 3, b->engine, -1);
  query_bind_text(query, 4, b->rules_hash, -1);
  if (b->scenario)
    query_bind_text(query, 5, b->scenario, -1);
  else
    query_bind_null(query, 5);
  query_bind_text(query, 6, b->data_hash, -1);
  query_bind_text(query, 7, b->guard, -1);
  query_bind_int(query, 8, b->passed);
  int64_t *numbers[NUMBERS];
  point_numbers(b, numbers);
  for (int i = 0; i < NUMBERS; i++)
    query_bind_int(query, FIRST_NUMBER + i, *numbers[i]);
  bool ok = query_run(query, fault);
  query_free(query);
  if (ok) b->id = store_last_id(store);
  return ok;
}

bool backtests_add(Store *store, Backtest *backtest, Fault *fault) {
  clock_utc(backtest->made);
  if (!store_begin(store, fault)) return false;
  if (schema_ensure_ledger(store, fault) && insert(store, backtest, fault))
    return store_commit(store, fault);
  store_rollback(store);
  return false;
}

static void copy(Query *query, int column, char *out, size_t room) {
  const char *text = query_text(query, column, NULL);
  snprintf(out, room, "%s", text ? text : "");
}

static void read_one(Query *query, Backtest *b) {
  *b = (Backtest){.id = query_int(query, 20), .run = query_int(query, 0)};
  copy(query, 1, b->made, sizeof b->made);
  copy(query, 2, b->engine, sizeof b->engine);
  copy(query, 3, b->rules_hash, sizeof b->rules_hash);
  b->with_scenario = !query_null(query, 4);
  copy(query, 5, b->data_hash, sizeof b->data_hash);
  copy(query, 6, b->guard, sizeof b->guard);
  b->passed = query_int(query, 7) != 0;
  int64_t *numbers[NUMBERS];
  point_numbers(b, numbers);
  for (int i = 0; i < NUMBERS; i++)
    *numbers[i] = query_int(query, FIRST_NUMBER - 1 + i);
}

bool backtests_each(Store *store, void (*each)(const Backtest *backtest, void *data), void *data,
                    Fault *fault) {
  int64_t there;
  if (!store_number(store,
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'backtest'",
                    &there, fault))
    return false;
  if (!there) return true;
  char sql[512];
  snprintf(sql, sizeof sql, "SELECT %s, backtest_id FROM backtest ORDER BY backtest_id", columns);
  Query *query = store_query(store, sql, fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    Backtest one;
    read_one(query, &one);
    each(&one, data);
  }
  query_free(query);
  return step == 0;
}
