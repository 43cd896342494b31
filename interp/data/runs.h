/* The register of runs: a run's row, what belongs to it, and its settlements. Rows and the checkpoint
 * are written in one transaction, so that a run that was cut off goes on exactly where it stopped.
 * A newcomer forgets that next_position counts rows of the snapshot, not cases stored. */
#ifndef GUIZE_DATA_RUNS_H
#define GUIZE_DATA_RUNS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/hash.h"
#include "data/rulefiles.h"
#include "data/store.h"

/* A run as it is stored. Texts are cut to their room. */
typedef struct Run {
  int64_t id;
  int year;
  char counties[512]; /* codes with commas; "": all */
  char status[16];    /* running, finished, failed */
  char rules_hash[HASH_TEXT], data_hash[HASH_TEXT], result_hash[HASH_TEXT];
  char engine[32], options[256], started[24], finished[24];
  int64_t total, done, failed, next_position;
} Run;

/* A layer of a run, in its order of columns. */
typedef struct RunLayer {
  const char *name, *title, *fund;
  bool reimburses;
} RunLayer;

/* One settlement. Failed ones have no amounts, and a reason. */
typedef struct Settlement {
  int64_t case_id;
  const int64_t *paid; /* a layer each, fen */
  int64_t self_pay;
  bool failed;
  const char *reason;
  uint32_t assumed, clamped; /* a bit a layer */
} Settlement;

/* One figure of a target: `group` "" is the county's own. */
typedef struct TargetValue {
  const char *target, *title, *county, *county_name, *group_name, *group, *unit;
  int position;
  int64_t rows;
  double part, whole, assumed_part, threshold;
  bool has_threshold, at_least, met, judged, threshold_assumed;
} TargetValue;

/* Stores a new run: its row, rules text, layers and parameters in force, in one transaction. Makes
 * missing columns of settlement. Sets run->id. `values`: list as the worker describes them. */
bool runs_begin(Store *store, Run *run, const RuleFiles *files, const RunLayer *layers,
                size_t count, const json_t *values, Fault *fault);

/* Reads a run. E420 when there is none with that id; the hint names those that there are. */
bool runs_get(Store *store, int64_t id, Run *run, Fault *fault);

/* Adds what is stored with a run beside its settlements (rules, layers, parameters, figures, flagged
 * rows) to a hash, in an order that does not depend on how it was written. */
bool runs_hash_record(Store *store, int64_t id, Hash *hash, Fault *fault);

/* Takes a run out again, with all that belongs to it, in one transaction. */
bool runs_discard(Store *store, int64_t id, Fault *fault);

/* The newest run that is not finished; E421 when there is none. */
bool runs_unfinished(Store *store, Run *run, Fault *fault);

/* Calls `each` for every run, oldest first. */
bool runs_each(Store *store, void (*each)(const Run *run, void *data), void *data, Fault *fault);

/* Writes settlements and figures of a run. */
typedef struct RunWriter RunWriter;
RunWriter *runwriter_open(Store *store, const Run *run, const RunLayer *layers, size_t count,
                          Fault *fault);
void runwriter_close(RunWriter *writer);

/* Opens the transaction of a piece of the run. */
bool runwriter_begin(RunWriter *writer, Fault *fault);

/* Adds a settlement, a flagged case, or a figure to the open piece. */
bool runwriter_add(RunWriter *writer, const Settlement *settlement, Fault *fault);
bool runwriter_flag(RunWriter *writer, const char *flag, const char *entity, const char *row_id,
                    const char *county, const char *reason, Fault *fault);
bool runwriter_target(RunWriter *writer, const TargetValue *value, Fault *fault);

/* Copies the settlements first_case … last_case of another run with the same layers into the open piece;
 * takes a settlement out again. */
bool runwriter_copy(RunWriter *writer, int64_t from_run, int64_t first_case, int64_t last_case,
                    Fault *fault);
bool runwriter_remove(RunWriter *writer, int64_t case_id, Fault *fault);

/* Moves the checkpoint from run->next_position to `next` and commits. E422 when another process has
 * moved it meanwhile; then nothing of the piece is stored. Updates `run`. */
bool runwriter_checkpoint(RunWriter *writer, Run *run, int64_t next, Fault *fault);

/* Ends the run: status, counts, hash of the results; commits the open transaction. */
bool runwriter_finish(RunWriter *writer, Run *run, Fault *fault);

#endif
