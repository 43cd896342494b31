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

/* Why cases failed: the text, the first case, how many. */
typedef struct StudyReason {
  char text[400];
  int64_t first_case, cases;
} StudyReason;

enum { STUDY_MOST_REASONS = 8, STUDY_MOST_RULES = 9 };

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
  StudyReason reasons[STUDY_MOST_REASONS];
  size_t reason_count;
  double seconds;
} StudyAnswer;

/* Who is told of every result, in the order of rows and already checked; `paid` is by the study's layers;
 * `reason` is NULL where it did not fail. False stops the variant. Rows that are left out come as
 * RESULT_OTHER. */
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

/* From now on figures of these targets alone are worked out (0: of all). */
void study_want(Study *study, const char *const *targets, int count);

/* Announces how many variants will be run from now on, for the progress. */
void study_expect(Study *study, int variants);

/* From now on cases that failed on any variant so far are left out of all sums, so that variants stay
 * comparable. Gives how many rows that are new to it; when there are any, variants that were run before must
 * be run again. study_left_out: how many are left out in all. */
int64_t study_leave_out(Study *study);
int64_t study_left_out(const Study *study);

/* Takes all cases in again, for the next question of a study that is kept: what failed on one question's
 * variants is no matter of another's. */
void study_take_in(Study *study);

/* The layers that `paid` counts: those of the study's rules first, then those that only other folders
 * know. `name`, `title`, `fund`, `reimburses` are filled; they live as long as the study. */
size_t study_layer_count(const Study *study);
const ModelLayer *study_layer(const Study *study, size_t i);

/* The codes of the counties that the rows are of; the caller owns the list. How many persons they are of. */
json_t *study_counties(const Study *study);
int64_t study_people(const Study *study);

/* The snapshot, the rules (without scenarios), the schema, the store, the number behind the highest of a
 * person, how long the snapshot took to read; pointers belong to the study. */
const Snapshot *study_snapshot(const Study *study);
const Model *study_model(const Study *study);
const Schema *study_schema(const Study *study);
Store *study_store(Study *study);
const RuleFiles *study_files(const Study *study);
const SettleOptions *study_options(const Study *study);
int32_t study_persons(const Study *study);
double study_seconds_reading(const Study *study);

/* The session of the study's rules, or of a folder that a variant named; NULL with a fault when it cannot be
 * opened. */
Session *study_session(Study *study, const char *folder, Fault *fault);

/* Asks the worker that holds the rules; takes `request` over (session.h). */
json_t *study_ask(Study *study, json_t *request, Fault *fault);

#endif
