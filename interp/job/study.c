/* A slow stand-in: every variant starts its workers anew. */
#include "job/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "job/figures.h"
#include "job/walk.h"

static const double STALL_SECONDS = 10;

struct Study {
  SettleOptions options;
  Walk walk;
  int expected, done;
};

Study *study_open(const SettleOptions *options, Fault *fault) {
  Study *study = memory_new(sizeof *study);
  study->options = *options;
  study->walk.snapshot.region.fd = -1;
  SnapshotScope scope = {
      .year = options->year, .counties = options->counties, .county_count = options->county_count};
  Walk *walk = &study->walk;
  if (session_open(&walk->session, options->rules, options->jit, fault) &&
      (walk->store = settle_open_store(options->db, walk->session.schema, STORE_READ, fault)) &&
      snapshot_read(&walk->snapshot, walk->store, walk->session.schema, &walk->session.model.cases,
                    &scope, fault))
    return study;
  study_close(study);
  return NULL;
}

void study_close(Study *study) {
  if (!study) return;
  walk_close(&study->walk, &(Fault){0});
  free(study);
}

static bool keep_target(void *data, const TargetValue *value, Fault *fault) {
  (void)fault;
  StudyAnswer *side = data;
  if (*value->group) return true;
  side->targets = memory_resize(side->targets, (side->target_count + 1) * sizeof *side->targets);
  StudyTarget *target = &side->targets[side->target_count++];
  *target = (StudyTarget){.part = value->part,
                          .whole = value->whole,
                          .threshold = value->threshold,
                          .has_threshold = value->has_threshold,
                          .at_least = value->at_least,
                          .judged = value->judged,
                          .met = value->met};
  snprintf(target->target, sizeof target->target, "%s", value->target);
  snprintf(target->title, sizeof target->title, "%s", value->title);
  snprintf(target->county, sizeof target->county, "%s", value->county);
  snprintf(target->county_name, sizeof target->county_name, "%s", value->county_name);
  snprintf(target->unit, sizeof target->unit, "%s", value->unit);
  return true;
}

static bool add_range(Study *study, const PoolRange *range, const StudyRows *rows,
                      StudyAnswer *answer, Fault *fault) {
  const Model *model = &study->walk.session.model;
  for (int64_t row = range->first; row <= range->last; row++) {
    Result r;
    if (!check_result(model, &study->walk.snapshot, row,
                      range->results + (size_t)(row - range->first) * model->results.size,
                      json_array_size(range->reasons), &r, fault))
      return false;
    if (rows && !rows->each(rows->data, row, &r,
                            r.error ? json_string_value(json_object_get(
                                          json_array_get(range->reasons, r.error - 1), "message"))
                                    : NULL,
                            fault))
      return false;
    if (r.status == RESULT_FAILED) answer->totals.failed++;
    if (r.status != RESULT_OK) continue;
    answer->totals.cases++;
    answer->totals.total += r.total;
    answer->totals.self_pay += r.self_pay;
    answer->totals.reimbursed += r.reimbursed;
    for (size_t i = 0; i < model->layer_count; i++)
      answer->totals.paid[i] += r.paid[i];
  }
  return sums_add(&study->walk.sums, range->sums, json_array_size(study->walk.snapshot.counties),
                  fault);
}

static bool evaluate(Study *study, bool targets, const StudyRows *rows, StudyAnswer *answer,
                     Fault *fault) {
  PoolOptions options = {.files = &study->walk.session.files,
                         .model = &study->walk.session.model,
                         .snapshot = &study->walk.snapshot,
                         .jobs = study->options.jobs,
                         .jit = study->options.jit,
                         .aggregate_day =
                             targets ? date_from(study->options.year, 12, 31) : INT32_MIN,
                         .stride = 1,
                         .stall_seconds = STALL_SECONDS};
  Pool *pool = pool_open(&options, 0, fault);
  PoolRange range;
  int got = pool ? 1 : -1;
  while (got == 1 && (got = pool_next(pool, &range, fault)) == 1) {
    if (!add_range(study, &range, rows, answer, fault)) got = -1;
    if (study->options.progress.tell)
      study->options.progress.tell(study->options.progress.data,
                                   study->done * study->walk.snapshot.count + range.last + 1,
                                   study->expected * study->walk.snapshot.count, 0);
    pool_release(pool, &range);
  }
  pool_close(pool);
  return got == 0;
}

bool study_run(Study *study, const Variant *variant, bool targets, const StudyRows *rows,
               StudyAnswer *answer, Fault *fault) {
  *answer = (StudyAnswer){0};
  Session *session = &study->walk.session;
  json_t *scenario = variant ? variant->scenario : NULL;
  session->files.scenario = scenario ? json_incref(scenario) : NULL;
  bool ok = session_restart(session, fault) && evaluate(study, targets, rows, answer, fault);
  ok = ok && (!targets || figures_each(&study->walk, date_from(study->options.year, 12, 31),
                                       keep_target, answer, fault));
  sums_free(&study->walk.sums);
  study->walk.sums = (Sums){0};
  if (!ok) rulefiles_place(&session->files, fault);
  json_decref(session->files.scenario);
  session->files.scenario = NULL;
  study->done++;
  return ok;
}

void study_answer_free(StudyAnswer *answer) {
  free(answer->targets);
  *answer = (StudyAnswer){0};
}

void study_expect(Study *study, int variants) {
  study->expected = study->done + variants;
}
const Snapshot *study_snapshot(const Study *study) {
  return &study->walk.snapshot;
}
const Model *study_model(const Study *study) {
  return &study->walk.session.model;
}
const Schema *study_schema(const Study *study) {
  return study->walk.session.schema;
}
Store *study_store(Study *study) {
  return study->walk.store;
}
json_t *study_ask(Study *study, json_t *request, Fault *fault) {
  return session_ask(&study->walk.session, request, 20, fault);
}
