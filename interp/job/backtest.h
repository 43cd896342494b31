/* The cases of a stored run under other rules, before those are accepted: what would change, and whether
 * that stays within a guard. Sums are over the cases that both sides settle. Only what passed its guard
 * is recorded with the run. A newcomer forgets that the cases are those of today: when they have changed
 * since the run (data_changed), the differences are not the rules' alone. */
#ifndef GUIZE_JOB_BACKTEST_H
#define GUIZE_JOB_BACKTEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/backtests.h"
#include "data/runs.h"
#include "eval/model.h"
#include "job/settle.h"

enum { BACKTEST_LARGEST = 10, BACKTEST_MOST_LAYERS = 2 * MODEL_MOST_LAYERS };

/* What may change; no case that was settled may fail in any case. */
typedef enum BacktestLimit {
  BACKTEST_NO_FAILURE, /* that alone */
  BACKTEST_SHARE,      /* at most `limit` hundredths of a percent of the cases change */
  BACKTEST_AMOUNT,     /* no case's self-pay changes by more than `limit` fen */
} BacktestLimit;

/* `settle`: database, workers, progress; its rules NULL: those of the run. `scenario`: laid over them, the
 * caller's list of { path, text }, or NULL. */
typedef struct BacktestOptions {
  SettleOptions settle;
  json_t *scenario;
  int64_t run;
  BacktestLimit guard;
  int64_t limit;
  const char *guard_text; /* as it was typed, "" when it was not */
  bool record;
} BacktestOptions;

/* A layer of either side; sums in fen. */
typedef struct BacktestLayer {
  char name[64], title[96], fund[16];
  bool reimburses;
  int64_t before, after;
} BacktestLayer;

/* A case whose self-pay changed much, and the first layer that gives another amount. */
typedef struct BacktestCase {
  int64_t id, before, after;
  size_t layer;
} BacktestCase;

/* What came out. `compared`: settled then and now; of these `changed` in some layer, `zero` no longer
 * reimbursed at all. `failed`: fail now and did not; `failing`: did already; `recovered`: do not any more;
 * `missing`: of the run, not settled in its year now; `added`: settled now, not of the run. */
typedef struct BacktestSummary {
  Run run;
  char rules_hash[HASH_TEXT], data_hash[HASH_TEXT];
  BacktestLayer layers[BACKTEST_MOST_LAYERS];
  size_t layer_count;
  int64_t compared, changed, zero, failed, failing, recovered, missing, added;
  int64_t cases_less, cases_more, cases_same, persons_less, persons_more, persons_same;
  int64_t less, more; /* fen of cases that pay less and more, >= 0 */
  int64_t total_before, total_after, self_pay_before, self_pay_after;
  int64_t reimbursed_before, reimbursed_after;
  BacktestCase largest[BACKTEST_LARGEST]; /* largest change of self-pay first */
  size_t largest_count;
  SettleReason reasons[SETTLE_MOST_REASONS]; /* of cases that fail now and did not */
  size_t reason_count;
  int64_t other_failed, cases, persons, bad;
  bool data_changed, passed;
  int64_t recorded; /* its number in the database, or 0 */
  json_t *assumed;  /* values marked as assumed in force at the end of the year (study documents) */
  json_t *counties; /* [{ code, name }] that the run was of; [] all */
  char folder[512]; /* of the rules; "" those of the run */
} BacktestSummary;

/* Settles and compares; records when it passed and was asked to. The caller frees the summary, also after a
 * fault. */
bool backtest_run(const BacktestOptions *options, BacktestSummary *summary, Fault *fault);
void backtest_free(BacktestSummary *summary); /* zeros are fine */

#endif
