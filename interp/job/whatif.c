/* Settling the same snapshot several times, and the sums of the comparison. Of each case only the
 * baseline's self-pay is kept, of each person the change. */
#include "job/whatif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/memory.h"
#include "eval/check.h"
#include "eval/pool.h"
#include "job/figures.h"
#include "job/walk.h"
#include "job/whatif_groups.h"

static const double STALL_SECONDS = 10;
static const int64_t NOT_SETTLED = INT64_MIN;

/* One comparison on its way. */
typedef struct Work {
  const WhatifOptions *options;
  WhatifResult *result;
  Walk walk;
  WhatifGroups groups;
  int64_t *before;  /* self-pay of each row on the baseline */
  int64_t *persons; /* change of self-pay of each person on this side */
  uint8_t *touched; /* whether the person has a settled case */
  int32_t person_count;
} Work;

/* --- adding up --------------------------------------------------------------------------------- */

static void add_totals(WhatifTotals *totals, const Result *r, size_t layers) {
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
  side->largest[at] = (WhatifCase){id, before, after};
}

static void compare_row(Work *work, WhatifOutcome *side, WhatifGroup *group, int64_t row,
                        const Result *r) {
  int64_t before = work->before[row];
  if (before == NOT_SETTLED) return;
  int64_t difference = r->self_pay - before;
  int32_t person = snapshot_person(&work->walk.snapshot, row);
  add_change(&side->change, difference);
  add_change(&group->change, difference);
  if (difference) keep_largest(side, snapshot_case(&work->walk.snapshot, row), before, r->self_pay);
  if (person >= 0 && person < work->person_count) {
    work->persons[person] += difference;
    work->touched[person] = 1;
  }
}

static bool add_row(Work *work, WhatifOutcome *side, bool baseline, int64_t row,
                    const PoolRange *range, Fault *fault) {
  const Model *model = &work->walk.session.model;
  const char *bytes = range->results + (size_t)(row - range->first) * model->results.size;
  Result r;
  if (!check_result(model, &work->walk.snapshot, row, bytes, json_array_size(range->reasons), &r,
                    fault))
    return false;
  if (r.status == RESULT_FAILED) side->totals.failed++;
  if (baseline) work->before[row] = r.status == RESULT_OK ? r.self_pay : NOT_SETTLED;
  if (r.status != RESULT_OK) return true;
  WhatifGroup *group = &side->groups[groups_of_row(&work->groups, &work->walk.snapshot, row)];
  add_totals(&side->totals, &r, model->layer_count);
  add_totals(&group->totals, &r, model->layer_count);
  if (!baseline) compare_row(work, side, group, row, &r);
  return true;
}

static bool add_range(Work *work, WhatifOutcome *side, bool baseline, const PoolRange *range,
                      Fault *fault) {
  for (int64_t row = range->first; row <= range->last; row++)
    if (!add_row(work, side, baseline, row, range, fault)) return false;
  return sums_add(&work->walk.sums, range->sums, json_array_size(work->walk.snapshot.counties),
                  fault);
}

/* --- one side ----------------------------------------------------------------------------------- */

static void tell(const Work *work, int side, int64_t row) {
  const SettleProgress *progress = &work->options->settle.progress;
  int64_t count = work->walk.snapshot.count;
  if (progress->tell)
    progress->tell(progress->data, side * count + row, work->options->side_count * count, 0);
}

static bool evaluate(Work *work, int number, WhatifOutcome *side, Fault *fault) {
  const SettleOptions *settle = &work->options->settle;
  PoolOptions options = {.files = &work->walk.session.files,
                         .model = &work->walk.session.model,
                         .snapshot = &work->walk.snapshot,
                         .jobs = settle->jobs,
                         .jit = settle->jit,
                         .aggregate_day = date_from(settle->year, 12, 31),
                         .stride = 1,
                         .stall_seconds = STALL_SECONDS};
  Pool *pool = pool_open(&options, 0, fault);
  PoolRange range;
  int got = pool ? 1 : -1;
  while (got == 1 && (got = pool_next(pool, &range, fault)) == 1) {
    if (!add_range(work, side, number == 0, &range, fault)) got = -1;
    tell(work, number, range.last + 1);
    pool_release(pool, &range);
  }
  pool_close(pool);
  return got == 0;
}

static void count_persons(Work *work, WhatifChange *change) {
  for (int32_t i = 0; i < work->person_count; i++) {
    if (!work->touched[i]) continue;
    change->winning += work->persons[i] < 0;
    change->losing += work->persons[i] > 0;
    change->staying += work->persons[i] == 0;
  }
}

static void begin_side(Work *work, WhatifOutcome *side) {
  side->group_count = work->groups.count;
  side->groups = memory_new((work->groups.count + 1) * sizeof *side->groups);
  for (size_t i = 0; i < work->groups.count; i++)
    snprintf(side->groups[i].name, sizeof side->groups[i].name, "%s", work->groups.names[i]);
  memset(work->persons, 0, (size_t)work->person_count * sizeof *work->persons);
  memset(work->touched, 0, (size_t)work->person_count);
}

/* Figures of a whole place alone; those of groups within are the report's matter. */
static bool keep_target(void *data, const TargetValue *value, Fault *fault) {
  (void)fault;
  WhatifOutcome *side = data;
  if (*value->group) return true;
  side->targets = memory_resize(side->targets, (side->target_count + 1) * sizeof *side->targets);
  WhatifTarget *target = &side->targets[side->target_count++];
  *target = (WhatifTarget){.part = value->part,
                           .whole = value->whole,
                           .threshold = value->threshold,
                           .has_threshold = value->has_threshold,
                           .at_least = value->at_least,
                           .met = value->met};
  snprintf(target->target, sizeof target->target, "%s", value->target);
  snprintf(target->title, sizeof target->title, "%s", value->title);
  snprintf(target->county, sizeof target->county, "%s", value->county);
  snprintf(target->county_name, sizeof target->county_name, "%s", value->county_name);
  snprintf(target->unit, sizeof target->unit, "%s", value->unit);
  return true;
}

/* The session's rules with the side's scenario over them, for the workers and the thresholds. */
static bool run_side(Work *work, int number, Fault *fault) {
  WhatifOutcome *side = &work->result->sides[number];
  Session *session = &work->walk.session;
  json_t *scenario = work->options->sides[number].scenario;
  session->files.scenario = scenario ? json_incref(scenario) : NULL;
  begin_side(work, side);
  bool ok = (number == 0 && !scenario) || session_restart(session, fault);
  ok = ok && evaluate(work, number, side, fault);
  if (ok && number > 0) count_persons(work, &side->change);
  ok = ok && figures_each(&work->walk, date_from(work->options->settle.year, 12, 31), keep_target,
                          side, fault);
  sums_free(&work->walk.sums);
  work->walk.sums = (Sums){0};
  json_decref(session->files.scenario);
  session->files.scenario = NULL;
  return ok;
}

/* --- all of it ---------------------------------------------------------------------------------- */

static bool prepare(Work *work, Fault *fault) {
  const SettleOptions *settle = &work->options->settle;
  SnapshotScope scope = {
      .year = settle->year, .counties = settle->counties, .county_count = settle->county_count};
  Walk *walk = &work->walk;
  if (!session_open(&walk->session, settle->rules, settle->jit, fault)) return false;
  walk->store = settle_open_store(settle->db, walk->session.schema, STORE_READ, fault);
  double start = clock_seconds();
  if (!walk->store || !snapshot_read(&walk->snapshot, walk->store, walk->session.schema,
                                     &walk->session.model.cases, &scope, fault))
    return false;
  work->result->seconds_reading = clock_seconds() - start;
  return groups_begin(&work->groups, work->options->by, &walk->snapshot, walk->session.schema,
                      &walk->session.model, walk->store, fault);
}

static void take_memory(Work *work) {
  const Snapshot *snapshot = &work->walk.snapshot;
  for (int64_t row = 0; row < snapshot->count; row++)
    if (snapshot_person(snapshot, row) >= work->person_count)
      work->person_count = snapshot_person(snapshot, row) + 1;
  work->before = memory_new(((size_t)snapshot->count + 1) * sizeof *work->before);
  work->persons = memory_new(((size_t)work->person_count + 1) * sizeof *work->persons);
  work->touched = memory_new((size_t)work->person_count + 1);
}

static void name_layers(WhatifResult *result, const Model *model) {
  result->layer_count = model->layer_count;
  for (size_t i = 0; i < model->layer_count; i++) {
    snprintf(result->layers[i], sizeof result->layers[i], "%s", model->layers[i].title);
    snprintf(result->layer_names[i], sizeof result->layer_names[i], "%s", model->layers[i].name);
  }
}

bool whatif_run(const WhatifOptions *options, WhatifResult *result, Fault *fault) {
  *result = (WhatifResult){.side_count = options->side_count};
  Work work = {.options = options, .result = result, .walk.snapshot.region.fd = -1};
  bool ok = prepare(&work, fault);
  if (ok) {
    take_memory(&work);
    name_layers(result, &work.walk.session.model);
  }
  double start = clock_seconds();
  for (int i = 0; ok && i < options->side_count; i++)
    ok = run_side(&work, i, fault);
  result->seconds_evaluating = clock_seconds() - start;
  if (!ok) rulefiles_place(&work.walk.session.files, fault);
  free(work.before);
  free(work.persons);
  free(work.touched);
  groups_end(&work.groups);
  walk_close(&work.walk, &(Fault){0});
  return ok;
}

void whatif_free(WhatifResult *result) {
  for (int i = 0; i < result->side_count; i++) {
    free(result->sides[i].groups);
    free(result->sides[i].targets);
  }
  *result = (WhatifResult){0};
}
