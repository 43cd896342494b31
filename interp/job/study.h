/* One snapshot of a year, and as many variants of the rules over it as one likes. The snapshot is read
 * once and the workers stay, so that a variant costs little more than evaluating the cases. Nothing is
 * stored. Of every variant a sample of the rows is settled a second time without the compiler and must
 * agree (E753). A newcomer forgets that sums cover the cases settled in the study's year alone. */
#ifndef GUIZE_JOB_STUDY_H
#define GUIZE_JOB_STUDY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "eval/check.h"
#include "eval/pool.h"
#include "eval/session.h"
#include "job/settle.h"

/* A variant: scenarios over the study's rules ([{ path, text }]; NULL: the rules as they are), or over
 * those of another folder (NULL: the study's). Both belong to the caller. */
typedef struct Variant {
  const char *folder;
  json_t *scenario;
} Variant;

/* Sums over settled cases, in fen; `failed`: cases that a rule failed on. `paid` is by the study's
 * layers (study_layers). */
typedef struct StudyTotals {
  int64_t cases, failed, total, self_pay, reimbursed, paid[MODEL_MOST_LAYERS];
} StudyTotals;

/* A target in a place. `judged`: there is a threshold and something to hold against it. */
typedef struct StudyTarget {
  char target[64], title[160], county[16], county_name[64], unit[16];
  double part, whole, threshold;
  bool has_threshold, at_least, judged, met;
} StudyTarget;

/* What a variant gave. Targets are in the order of the rules, each by county and then by the places
 * around them; the same order on every variant of the same rules. */
typedef struct StudyAnswer {
  StudyTotals totals;
  StudyTarget *targets;
  size_t target_count;
  double seconds;
} StudyAnswer;

/* Rows of a range, as pool.h has them: told in the order of rows, already checked one by one; false
 * stops the variant. */
typedef struct StudyRows {
  bool (*each)(void *data, int64_t row, const Result *result, const char *reason, Fault *fault);
  void *data;
} StudyRows;

typedef struct Study Study;

/* Reads rules, database and snapshot. `options`: db, rules, year, counties, jobs, jit, progress (all of it
 * must outlive the study). NULL with a fault. Cases with unusable data are left out and counted. */
Study *study_open(const SettleOptions *options, Fault *fault);
void study_close(Study *study);

/* Settles all cases by a variant and adds up. `targets`: also the figures of the targets; `rows`: also told
 * of every result (NULL: only sums are kept anywhere, which is faster). Free the answer with
 * study_answer_free, also after a fault. Progress is told as `done` of `total` variants' rows, where
 * study_expect has said how many variants will come. */
bool study_run(Study *study, const Variant *variant, bool targets, const StudyRows *rows,
               StudyAnswer *answer, Fault *fault);
void study_answer_free(StudyAnswer *answer);

/* Announces how many variants will be run from now on, for the progress. */
void study_expect(Study *study, int variants);

/* The snapshot, the rules (without scenarios), the schema; they belong to the study. */
const Snapshot *study_snapshot(const Study *study);
const Model *study_model(const Study *study);
const Schema *study_schema(const Study *study);
Store *study_store(Study *study);

/* Asks the worker that holds the rules; takes `request` over (session.h). */
json_t *study_ask(Study *study, json_t *request, Fault *fault);

#endif
