/* Workers that evaluate a snapshot range by range. Ranges hold whole households, are handed out in
 * order, and come back in order, each with its results in a window of shared memory. A worker that
 * dies or stands still is replaced: its range is done again step by step, and the case at which it
 * happened is named. */
#ifndef GUIZE_EVAL_POOL_H
#define GUIZE_EVAL_POOL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/rulefiles.h"
#include "data/snapshot.h"
#include "eval/model.h"

/* Results that are there already, of whole households: for each row whether it is one of them (1, or 0),
 * and what puts its result into memory. Such rows are not evaluated, but targets and flags see them. */
typedef struct PoolTaken {
  const unsigned char *rows;
  void (*put)(const void *data, int64_t row, char *result);
  const void *data;
} PoolTaken;

/* `marking`: note which layers read assumed values. `aggregate_day`: add up targets and flags by the
 * parameters of that day; INT32_MIN: do not. `no_flags`: targets alone. `totals`: the worker adds up the
 * amounts too. `left_out`: a byte a row, not 0 where the row counts in no sum (NULL: none).
 * `stall_seconds`: how long one case may take (see patience.h). `stride`: only every so many-th range is evaluated
 * (1: all). `taken`: NULL, or alive with the pool. `shortfall`: also the rows that keep this target from its
 * threshold (NULL: none; needs a day). `targets`: a list of those to add up (NULL: all). */
typedef struct PoolOptions {
  const RuleFiles *files;
  const Model *model;
  const Snapshot *snapshot;
  int jobs;
  bool jit, marking, no_flags, totals;
  int32_t aggregate_day;
  const uint8_t *left_out;
  int stride;
  double stall_seconds;
  const PoolTaken *taken;
  const char *shortfall;
  const json_t *targets;
} PoolOptions;

/* A range that is done: rows first … last (from 0). `results` is the result of row `first`; the memory
 * is valid until pool_release. `reasons`: list of faults, numbered from 1 by the results' error;
 * `sums`, `flags`, `totals`, `shortfall`: lists, or NULL. The lists live until pool_release. `whole`: every row was
 * evaluated, also those whose results were there: so is a range in which a worker was lost. */
typedef struct PoolRange {
  int64_t first, last;
  const char *results;
  const json_t *reasons, *sums, *flags, *totals, *shortfall;
  bool whole;
} PoolRange;

/* The request that hands a snapshot to a worker which has loaded the rules; the caller owns it. */
json_t *pool_attach_request(const Snapshot *snapshot, bool marking);

typedef struct Pool Pool;

/* Starts the workers and loads the rules in each. Evaluates from row `first` on. */
Pool *pool_open(const PoolOptions *options, int64_t first, Fault *fault);

/* The next range in order: 1; 0 when all are done; -1 with a fault (also on Ctrl-C, exit 130). */
int pool_next(Pool *pool, PoolRange *range, Fault *fault);

/* Gives back the window of a range that pool_next gave, oldest first. */
void pool_release(Pool *pool, const PoolRange *range);

/* Hands out work and takes replies without waiting, so that workers are not idle while the host does
 * other things. */
bool pool_tend(Pool *pool, Fault *fault);

/* Begins again at the first row, with the workers as they are. All ranges must be released. */
void pool_rewind(Pool *pool);

/* Begins again with rows `first` … `past` - 1 alone; neither may cut a household. */
void pool_rewind_to(Pool *pool, int64_t first, int64_t past);

/* Lays the scenario of the rule files (`files->scenario` as it is now) over the rules of every worker, in
 * place of what lay there, and begins again. What to add up is taken from now on from `aggregate_day`
 * (INT32_MIN: no targets) and `targets` (NULL: all). All ranges must be released. */
bool pool_vary(Pool *pool, int32_t aggregate_day, const json_t *targets, Fault *fault);

/* Ends the workers and frees everything. NULL is fine. */
void pool_close(Pool *pool);

#endif
