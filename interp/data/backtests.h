/* Backtests that were accepted, as they stand with their runs in the database. */
#ifndef GUIZE_DATA_BACKTESTS_H
#define GUIZE_DATA_BACKTESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/store.h"

/* One of them; the numbers are those of job/backtest.h. `scenario`: JSON text of what lay over the rules, or
 * NULL; only when it is written. */
typedef struct Backtest {
  int64_t id, run;
  char made[24], engine[32], rules_hash[HASH_TEXT], data_hash[HASH_TEXT], guard[80];
  const char *scenario;
  bool passed, with_scenario;
  int64_t compared, changed, zero, failed, missing, added, less, more;
  int64_t self_pay_before, self_pay_after, reimbursed_before, reimbursed_after;
} Backtest;

/* Stores it, with the time, in a transaction of its own; makes the table where it is missing. Sets its
 * number. */
bool backtests_add(Store *store, Backtest *backtest, Fault *fault);

/* Calls `each` for every one, oldest first; for none in a database that never had one. */
bool backtests_each(Store *store, void (*each)(const Backtest *backtest, void *data), void *data,
                    Fault *fault);

#endif
