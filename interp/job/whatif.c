/* Settling the same snapshot several times, and the sums of the comparison. Of each case only the
 * baseline's self-pay is kept, of each person the change. */
#include "job/whatif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "job/whatif_changes.h"
#include "job/whatif_groups.h"

enum { MOST_PASSES = 3 };

static const int64_t NOT_SETTLED = INT64_MIN;

/* One comparison on its way. */
typedef struct Work {
  Study *study;
  const Snapshot *snapshot;
  const WhatifOptions *options;
  WhatifResult *result;
  int64_t *before;  /* self-pay of each row on the baseline */
  int64_t *persons; /* change of self-pay of each person on this side */
  uint8_t *touched; /* whether the person has a settled case */
  int side;         /* the one at hand */
} Work;

/* --- adding up --------------------------------------------------------------------------------- */

static void add_totals(StudyTotals *totals, const Result *r, size_t layers) {
  totals->cases++;
  totals->total += r->total;
  totals->self_pay += r->self_pay;
  totals->reimbursed += r->reimbursed;
  for (size_t i = 0; i < layers; i++)
    totals->paid[i] += r->paid[i];
}

static void add_change(WhatifChange *change, int64_t difference) {
  change->winners += difference < 0;
  change->losers += difference > 0;
  change->same += difference == 0;
  if (difference < 0) change->gain_fen -= difference;
  if (difference > 0) change->loss_fen += difference;
}

/* From the largest gain over none to the largest loss; the bounds are the same on both sides. */
static void begin_bands(WhatifBand bands[WHATIF_BANDS]) {
  static const int64_t bounds[] = {0, 10000, 100000, 500000, 1000000, INT64_MAX};
  enum { MIDDLE = WHATIF_BANDS / 2 };
  memset(bands, 0, WHATIF_BANDS * sizeof *bands);
  for (int i = 1; i <= MIDDLE; i++) {
    bands[MIDDLE + i] = (WhatifBand){.from = bounds[i - 1], .to = bounds[i]};
    bands[MIDDLE - i] = (WhatifBand){.from = -bounds[i], .to = -bounds[i - 1]};
  }
}

static WhatifBand *band_of(WhatifBand bands[WHATIF_BANDS], int64_t change) {
  enum { MIDDLE = WHATIF_BANDS / 2 };
  int i = 0;
  while (change && llabs(change) > bands[MIDDLE + i].to)
    i++;
  return &bands[change < 0 ? MIDDLE - i : MIDDLE + i];
}

/* Keeps the cases with the largest change; of equal ones the one with the smaller number. */
static void keep_largest(WhatifOutcome *side, int64_t id, int64_t before, int64_t after) {
  int64_t size = llabs(after - before);
  size_t at = side->largest_count;
  while (at > 0) {
    const WhatifCase *other = &side->largest[at - 1];
    int64_t other_size = llabs(other->after_fen - other->before_fen);
    if (other_size > size || (other_size == size && other->id < id)) break;
    at--;
  }
  if (at == WHATIF_LARGEST) return;
  if (side->largest_count < WHATIF_LARGEST) side->largest_count++;
  memmove(&side->largest[at + 1], &side->largest[at],
          (side->largest_count - at - 1) * sizeof *side->largest);
  side->largest[at] = (WhatifCase){.id = id, .before_fen = before, .after_fen = after};
}

static void compare_row(Work *work, WhatifOutcome *side, WhatifGroup *group, int64_t row,
                        const Result *r) {
  int64_t before = work->before[row];
  if (before == NOT_SETTLED) return;
  int64_t difference = r->self_pay - before;
  int32_t person = snapshot_person(work->snapshot, row);
  WhatifBand *band = band_of(side->bands, difference);
  band->cases++;
  band->sum_fen += difference;
  add_change(&side->change, difference);
  add_change(&group->change, difference);
  if (difference) keep_largest(side, snapshot_case(work->snapshot, row), before, r->self_pay);
  work->persons[person] += difference;
  work->touched[person] = 1;
}

static bool take_row(void *data, int64_t row, const Result *r, const char *reason, Fault *fault) {
  (void)reason, (void)fault;
  Work *work = data;
  WhatifOutcome *side = &work->result->sides[work->side];
  if (work->side == 0) work->before[row] = r->status == RESULT_OK ? r->self_pay : NOT_SETTLED;
  if (r->status != RESULT_OK) return true;
  WhatifGroup *group = &side->groups[groups_of_row(work->result->groups, work->snapshot, row)];
  add_totals(&group->totals, r, study_layer_count(work->study));
  if (work->side > 0) compare_row(work, side, group, row, r);
  return true;
}

/* --- one side ----------------------------------------------------------------------------------- */

static void count_persons(Work *work, WhatifOutcome *side) {
  WhatifChange *change = &side->change;
  for (int32_t i = 0; i < study_persons(work->study); i++) {
    if (!work->touched[i]) continue;
    change->winning += work->persons[i] < 0;
    change->losing += work->persons[i] > 0;
    change->staying += work->persons[i] == 0;
    band_of(side->bands, work->persons[i])->persons++;
  }
}

static void free_side(WhatifOutcome *side) {
  study_answer_free(&side->answer);
  free(side->groups);
  json_decref(side->parameters);
  json_decref(side->definitions);
  json_decref(side->overlaps);
  *side = (WhatifOutcome){0};
}

static void begin_side(Work *work, WhatifOutcome *side) {
  size_t persons = (size_t)study_persons(work->study);
  free_side(side);
  side->groups = memory_new((work->result->group_count + 1) * sizeof *side->groups);
  for (size_t i = 0; i < work->result->group_count; i++)
    groups_names(work->result->groups, i, &side->groups[i].name, &side->groups[i].across);
  begin_bands(side->bands);
  memset(work->persons, 0, persons * sizeof *work->persons);
  memset(work->touched, 0, persons);
}

static void keep_reasons(WhatifResult *result, int side) {
  const StudyAnswer *answer = &result->sides[side].answer;
  for (size_t i = 0; i < answer->reason_count && result->reason_count < WHATIF_MOST_REASONS; i++)
    result->reasons[result->reason_count++] = (WhatifReason){answer->reasons[i], side};
}

static bool run_side(Work *work, int number, Fault *fault) {
  WhatifOutcome *side = &work->result->sides[number];
  const WhatifSide *asked = &work->options->sides[number];
  Variant variant = {asked->folder, asked->scenario};
  StudyRows rows = {take_row, work};
  work->side = number;
  begin_side(work, side);
  if (!study_run(work->study, &variant, true, &rows, &side->answer, fault)) return false;
  if (number > 0) count_persons(work, side);
  keep_reasons(work->result, number);
  return true;
}

/* --- all of it ---------------------------------------------------------------------------------- */

static void take_memory(Work *work) {
  size_t persons = (size_t)study_persons(work->study) + 1;
  work->before = memory_new(((size_t)work->snapshot->count + 1) * sizeof *work->before);
  work->persons = memory_new(persons * sizeof *work->persons);
  work->touched = memory_new(persons);
}

/* All sides, and once more when cases failed on one: they are left out of all then. */
static bool run_sides(Work *work, Fault *fault) {
  WhatifResult *result = work->result;
  for (int pass = 0; pass < MOST_PASSES; pass++) {
    for (int i = 0; i < result->side_count; i++)
      if (!run_side(work, i, fault)) return false;
    if (study_leave_out(work->study) == 0) return true;
    study_expect(work->study, result->side_count);
  }
  return true;
}

bool whatif_run(Study *study, const WhatifOptions *options, WhatifResult *result, Fault *fault) {
  *result = (WhatifResult){.side_count = options->side_count};
  Work work = {
      .study = study, .snapshot = study_snapshot(study), .options = options, .result = result};
  result->groups = memory_new(sizeof *result->groups);
  double start = clock_seconds();
  bool ok = groups_begin(result->groups, options, study, fault);
  if (ok) {
    result->group_count = groups_count(result->groups);
    take_memory(&work);
    study_expect(study, options->side_count);
    study_want(study, NULL, 0);
    ok = run_sides(&work, fault);
  }
  for (int i = 1; ok && i < options->side_count; i++)
    ok = whatif_changes(study, options, i, &result->sides[i], fault);
  result->left_out = study_left_out(study);
  result->seconds = clock_seconds() - start;
  free(work.before);
  free(work.persons);
  free(work.touched);
  return ok;
}

void whatif_free(WhatifResult *result) {
  for (int i = 0; i < result->side_count; i++)
    free_side(&result->sides[i]);
  if (result->groups) groups_end(result->groups);
  free(result->groups);
  *result = (WhatifResult){0};
}

bool whatif_group_used(const WhatifResult *result, size_t group) {
  for (int i = 0; i < result->side_count; i++)
    if (result->sides[i].groups[group].totals.cases) return true;
  return false;
}
