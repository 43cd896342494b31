/* What a backtest adds up over the cases that both sides settle; not for commands. */
#ifndef GUIZE_JOB_BACKTEST_SUMS_H
#define GUIZE_JOB_BACKTEST_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/snapshot.h"
#include "job/backtest.h"

/* One side of a case; `paid` by the summary's layers. */
typedef struct BacktestSide {
  int64_t total, self_pay, reimbursed, paid[BACKTEST_MOST_LAYERS];
} BacktestSide;

/* Where the summary's layers stand on each side (-1: not there), whether they counted as reimbursement in
 * the run, and the change of every person. */
typedef struct BacktestSums {
  int old_at[BACKTEST_MOST_LAYERS], new_at[BACKTEST_MOST_LAYERS];
  bool old_counts[BACKTEST_MOST_LAYERS];
  int64_t *persons;
  uint8_t *touched;
  int32_t person_count;
} BacktestSums;

/* Takes memory for the persons of a snapshot. */
void backtest_sums_begin(BacktestSums *sums, const Snapshot *snapshot);

/* Adds a case that both sides settle. */
void backtest_sums_add(BacktestSums *sums, BacktestSummary *summary, int64_t case_id,
                       int32_t person, const BacktestSide *before, const BacktestSide *after);

/* Counts the persons into the summary. */
void backtest_sums_end(const BacktestSums *sums, BacktestSummary *summary);
void backtest_sums_free(BacktestSums *sums);

#endif
