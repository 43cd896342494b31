/* Settling a year: snapshot, evaluation (twice, where double entry is asked for), checks, and storing.
 * The same way serves a new run, one that goes on after an interruption, and the comparison of a
 * stored run with a fresh settlement. */
#ifndef GUIZE_JOB_SETTLE_H
#define GUIZE_JOB_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/runs.h"
#include "eval/model.h"

typedef enum SettleDouble { SETTLE_FULL, SETTLE_SAMPLE, SETTLE_SINGLE } SettleDouble;

/* Told now and then; `done` of `total` cases, `failed` so far. */
typedef struct SettleProgress {
  void (*tell)(void *data, int64_t done, int64_t total, int64_t failed);
  void *data;
} SettleProgress;

/* `since`: a stored run from which everything is taken that has not changed (0: none); year and counties
 * are then those of that run. */
typedef struct SettleOptions {
  const char *db, *rules;
  int64_t since;
  int year;
  const char *const *counties;
  int county_count;
  int jobs;
  bool strict, keep_going, jit, resume;
  SettleDouble double_entry;
  SettleProgress progress;
} SettleOptions;

enum { SETTLE_MOST_REASONS = 16, SETTLE_MOST_COUNTIES = 64 };

/* A reason for which cases failed: its text, the first case, how many. */
typedef struct SettleReason {
  char text[400];
  Fault fault; /* the same, with its place */
  int64_t first_case, cases;
} SettleReason;

/* How many were evaluated again, or taken over from an earlier run. */
typedef struct SettleCount {
  int64_t households, persons, cases;
} SettleCount;

/* What came out. Sums are fen over the cases of the run. */
typedef struct SettleSummary {
  Run run;
  size_t layer_count;
  char layers[MODEL_MOST_LAYERS][96]; /* titles */
  int64_t paid[MODEL_MOST_LAYERS], clamped[MODEL_MOST_LAYERS], assumed[MODEL_MOST_LAYERS];
  int64_t total, self_pay, reimbursed, other_failed, other_years;
  SettleReason reasons[SETTLE_MOST_REASONS];
  size_t reason_count;
  bool jit_off; /* the self-test of the compiler failed */
  double seconds_reading, seconds_settling;
  int64_t since;           /* the run that this one rests on; 0: none */
  bool since_unmarked;     /* that run was stored by an older version: everything was evaluated */
  SettleCount again, over; /* with `since` */
} SettleSummary;

/* Settles and stores. On a fault (also E130) the summary's run tells what is kept. */
bool settle_run(const SettleOptions *options, SettleSummary *summary, Fault *fault);

/* What a comparison of a stored run found. */
typedef struct VerifySummary {
  Run run;
  int64_t compared, differing;
  int64_t first_case; /* the first that differs, and how */
  char first[200];
  bool data_changed, hash_differs;
} VerifySummary;

/* Settles a stored run again from its stored rules and compares every row. */
bool settle_verify(const SettleOptions *options, int64_t run_id, VerifySummary *summary,
                   Fault *fault);

#endif
