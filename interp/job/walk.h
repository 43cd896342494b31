/* The walk over the ranges of a snapshot: evaluate, evaluate again without the compiler, check, compare,
 * store. Shared by the jobs that settle; not for commands. */
#ifndef GUIZE_JOB_WALK_H
#define GUIZE_JOB_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/runs.h"
#include "data/snapshot.h"
#include "data/store.h"
#include "eval/check.h"
#include "eval/session.h"
#include "eval/sums.h"
#include "job/settle.h"
#include "job/since.h"

/* Everything a settlement holds. Closed by walk_close, in any state. */
typedef struct Walk {
  Session session;
  Store *store;
  Snapshot snapshot;
  Run run;
  RunWriter *writer; /* NULL: nothing is stored */
  Sums sums;
  Hash *hash;  /* over the results, in the order of rows */
  Since since; /* what is taken over, and what is kept for later runs */
  SettleSummary summary;
  double seconds_reading;
} Walk;

/* A row of the snapshot that keeps a target from its threshold: what it is of part and whole, the threshold that
 * holds for it (NAN: none), its group or NULL. Texts live during the call. */
typedef struct ShortCase {
  int64_t row;
  double part, whole, threshold;
  const char *group;
} ShortCase;

/* How to walk. `rehearsal`: store nothing, and stop at the first case that fails. `each`: told every
 * checked result of the run's year (NULL: nobody is told); false stops the walk. `each_short`: told the rows
 * that keep the target `shortfall` from its threshold. */
typedef struct WalkPlan {
  int jobs;
  bool jit, marking, rehearsal;
  SettleDouble double_entry;
  int32_t aggregate_day;
  SettleProgress progress;
  bool (*each)(void *data, int64_t case_id, const Result *result, const char *reason, Fault *fault);
  void *each_data;
  const char *shortfall;
  void (*each_short)(void *data, const ShortCase *row);
  void *short_data;
} WalkPlan;

/* E208 when there are no rules for a county of the cases (in settle.c). */
bool walk_check_counties(const Walk *walk, Fault *fault);

/* Evaluates every row. Pieces that the run already has are evaluated but not written again. */
bool walk_ranges(Walk *walk, const WalkPlan *plan, Fault *fault);

/* Stores bad cases, targets and the end of the run. */
bool walk_finish(Walk *walk, int32_t day, Fault *fault);

/* The layers as the register of runs wants them; gives their number. */
size_t walk_layers(const Model *model, RunLayer layers[MODEL_MOST_LAYERS]);

/* Frees everything; false with a fault if the database could not be closed in order. */
bool walk_close(Walk *walk, Fault *fault);

/* The scope of a stored run, from its row; `codes` and `list` keep the texts and must outlive it. */
void settle_scope(const Run *run, char codes[512], const char *list[SETTLE_MOST_COUNTIES],
                  SnapshotScope *scope);

/* Opens the database and refuses one whose tables are not those of the schema (E423). */
Store *settle_open_store(const char *path, const Schema *schema, StoreMode mode, Fault *fault);

#endif
