/* How fast the rules run over a snapshot. */
#include "job/speed.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "eval/pool.h"
#include "job/walk.h"

/* Adds up a range; the checks that a run makes are made here too. */
static bool add_range(const Walk *walk, const PoolRange *range, SpeedResult *sums, Fault *fault) {
  const Model *model = &walk->session.model;
  for (int64_t row = range->first; row <= range->last; row++) {
    Result result;
    const char *bytes = range->results + (size_t)(row - range->first) * model->results.size;
    if (!check_result(model, &walk->snapshot, row, bytes, json_array_size(range->reasons), &result,
                      fault))
      return false;
    if (result.status != RESULT_OK) continue;
    for (size_t i = 0; i < model->layer_count; i++)
      sums->paid[i] += result.paid[i];
    sums->self_pay += result.self_pay;
    sums->cases++;
  }
  return true;
}

static bool run_round(const Walk *walk, Pool *pool, bool add, SpeedResult *result, Fault *fault) {
  PoolRange range;
  int got;
  while ((got = pool_next(pool, &range, fault)) == 1) {
    bool ok = !add || add_range(walk, &range, result, fault);
    pool_release(pool, &range);
    if (!ok) return false;
  }
  return got == 0;
}

static bool measure(Walk *walk, const PoolOptions *options, int rounds, SpeedResult *result,
                    Fault *fault) {
  Pool *pool = pool_open(options, 0, fault);
  bool ok = pool != NULL;
  for (int i = 0; ok && i < rounds; i++) {
    double start = clock_seconds();
    ok = run_round(walk, pool, i == rounds - 1, result, fault);
    result->rounds[i] = clock_seconds() - start;
    pool_rewind(pool);
  }
  pool_close(pool);
  return ok;
}

static bool prepare(Walk *walk, const SettleOptions *options, SpeedResult *result, Fault *fault) {
  SnapshotScope scope = {
      .year = options->year, .counties = options->counties, .county_count = options->county_count};
  if (!session_open(&walk->session, options->rules, options->jit, fault)) return false;
  walk->store = settle_open_store(options->db, walk->session.schema, STORE_READ, fault);
  double start = clock_seconds();
  if (!walk->store || !snapshot_read(&walk->snapshot, walk->store, walk->session.schema,
                                     &walk->session.model.cases, &scope, fault))
    return false;
  result->reading = clock_seconds() - start;
  return true;
}

bool speed_measure(const SettleOptions *options, int rounds, bool aggregate, bool marking,
                   SpeedResult *result, Fault *fault) {
  Walk walk = {.snapshot.region.fd = -1};
  *result = (SpeedResult){0};
  bool ok = prepare(&walk, options, result, fault);
  if (ok) {
    const Model *model = &walk.session.model;
    PoolOptions pool = {.files = &walk.session.files,
                        .model = model,
                        .snapshot = &walk.snapshot,
                        .jobs = options->jobs,
                        .jit = options->jit,
                        .marking = marking,
                        .aggregate_day = aggregate ? date_from(options->year, 12, 31) : INT32_MIN,
                        .stride = 1,
                        .stall_seconds = 10};
    result->layer_count = model->layer_count;
    for (size_t i = 0; i < model->layer_count; i++)
      snprintf(result->layers[i], sizeof result->layers[i], "%s", model->layers[i].name);
    result->bytes_per_case = (int64_t)walk.snapshot.row_size;
    ok = measure(&walk, &pool, rounds, result, fault);
  }
  if (!ok) rulefiles_place(&walk.session.files, fault);
  walk_close(&walk, &(Fault){0});
  return ok;
}
