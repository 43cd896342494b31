/* How fast variants of the rules run, one after the other, over one snapshot. A newcomer takes the first
 * round for a variant: it starts the workers and compiles. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "job/speed.h"
#include "job/study.h"

typedef struct Changes {
  int64_t *before; /* self-pay of each row by the rules alone */
  bool first;
  int64_t winners, losers;
} Changes;

static const int64_t NOT_SETTLED = INT64_MIN;

static bool take_row(void *data, int64_t row, const Result *result, const char *reason,
                     Fault *fault) {
  (void)reason, (void)fault;
  Changes *changes = data;
  int64_t now = result->status == RESULT_OK ? result->self_pay : NOT_SETTLED;
  if (changes->first) changes->before[row] = now;
  if (now == NOT_SETTLED || changes->before[row] == NOT_SETTLED) return true;
  changes->winners += now < changes->before[row];
  changes->losers += now > changes->before[row];
  return true;
}

static void keep_sums(const Study *study, const StudyTotals *totals, SpeedResult *result) {
  result->cases = totals->cases;
  result->self_pay = totals->self_pay;
  result->layer_count = study_layer_count(study);
  for (size_t i = 0; i < result->layer_count; i++) {
    snprintf(result->layers[i], sizeof result->layers[i], "%s", study_layer(study, i)->name);
    result->paid[i] = totals->paid[i];
  }
}

static bool run_round(Study *study, const SpeedVariants *variants, int round, Changes *changes,
                      SpeedResult *result, Fault *fault) {
  size_t count = json_array_size(variants->scenarios);
  json_t *scenario = json_array();
  if (round > 0)
    json_array_append(scenario, json_array_get(variants->scenarios, (size_t)(round - 1) % count));
  Variant variant = {NULL, scenario};
  StudyRows rows = {take_row, changes};
  StudyAnswer answer;
  changes->first = round == 0;
  changes->winners = changes->losers = 0;
  bool ok = study_run(study, &variant, variants->targets, variants->changes ? &rows : NULL, &answer,
                      fault);
  result->rounds[round] = answer.seconds;
  if (ok) keep_sums(study, &answer.totals, result);
  result->winners = changes->winners;
  result->losers = changes->losers;
  study_answer_free(&answer);
  json_decref(scenario);
  return ok;
}

bool speed_variants(const SettleOptions *options, const SpeedVariants *variants, int rounds,
                    SpeedResult *result, Fault *fault) {
  *result = (SpeedResult){0};
  Study *study = study_open(options, fault);
  if (!study) return false;
  const Snapshot *snapshot = study_snapshot(study);
  result->reading = study_seconds_reading(study);
  result->bytes_per_case = (int64_t)snapshot->row_size;
  Changes changes = {0};
  if (variants->changes)
    changes.before = memory_new((size_t)snapshot->count * sizeof *changes.before);
  bool ok = true;
  for (int i = 0; ok && i < rounds; i++)
    ok = run_round(study, variants, i, &changes, result, fault);
  free(changes.before);
  study_close(study);
  return ok;
}
