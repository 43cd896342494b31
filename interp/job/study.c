/* A variant on its way through a study. Where only sums are wanted, it evaluates the counties it can change, and
 * takes the others from the base. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/memory.h"
#include "job/figures.h"
#include "job/study_inside.h"

static bool vary(const Way *way, Fault *fault) {
  Study *study = way->study;
  int32_t day = way->targets ? date_from(study->options.year, 12, 31) : INT32_MIN;
  return study_start_workers(study, way->rules, fault) &&
         pool_vary(way->rules->pool, day, study->wanted, fault) &&
         (!way->rules->sampler || sampler_vary(way->rules->sampler, study->runs, fault));
}

/* --- a range ------------------------------------------------------------------------------------ */

static bool add_sum(const Way *way, const json_t *item, Fault *fault) {
  size_t counties = json_array_size(way->study->snapshot.counties);
  json_int_t county, cases, failed;
  double total, self_pay, reimbursed, sum = 0;
  const json_t *paid = json_object_get(item, "paid");
  const Model *model = &way->rules->session.model;
  if (json_unpack((json_t *)(uintptr_t)item, "{s:I,s:I,s:I,s:F,s:F,s:F}", "county", &county,
                  "cases", &cases, "failed", &failed, "total", &total, "self_pay", &self_pay,
                  "reimbursed", &reimbursed) != 0 ||
      county < 1 || (size_t)county > counties || json_array_size(paid) != model->layer_count)
    return fault_set(fault, EXIT_DEFECT, "E752", "the worker's sums cannot be");
  StudyTotals *totals = &way->counties[county];
  totals->cases += cases;
  totals->failed += failed;
  totals->total += (int64_t)total;
  totals->self_pay += (int64_t)self_pay;
  totals->reimbursed += (int64_t)reimbursed;
  for (size_t i = 0; i < model->layer_count; i++) {
    double fen = json_number_value(json_array_get(paid, i));
    sum += fen;
    totals->paid[way->rules->map[i]] += (int64_t)fen;
  }
  if (sum + self_pay == total) return true;
  return fault_set(fault, EXIT_DEFECT, "E752", "the worker's sums do not add up to the cost");
}

static void note_reason(StudyAnswer *answer, const char *text, int64_t case_id) {
  size_t i = 0;
  while (i < answer->reason_count && strncmp(answer->reasons[i].text, text, 399) != 0)
    i++;
  if (i == STUDY_MOST_REASONS) return;
  StudyReason *reason = &answer->reasons[i];
  if (i == answer->reason_count) {
    *reason = (StudyReason){.first_case = case_id};
    snprintf(reason->text, sizeof reason->text, "%.399s", text);
    answer->reason_count++;
  }
  reason->cases++;
}

static void note_failed(Way *way, int64_t row, const char *reason) {
  Study *study = way->study;
  note_reason(way->answer, reason, snapshot_case(&study->snapshot, row));
  if (study->failed[row]) return;
  study->failed[row] = 1;
  study->failed_count++;
}

static void by_study_layers(const Study *study, const Rules *rules, Result *result) {
  if (rules->own_layers && study->layer_count == rules->session.model.layer_count) return;
  int64_t paid[MODEL_MOST_LAYERS] = {0};
  for (size_t i = 0; i < rules->session.model.layer_count; i++)
    paid[rules->map[i]] = result->paid[i];
  memcpy(result->paid, paid, sizeof paid);
}

static bool look_at_row(Way *way, const PoolRange *range, int64_t row, Fault *fault) {
  const Model *model = &way->rules->session.model;
  const char *bytes = range->results + (size_t)(row - range->first) * model->results.size;
  Result result;
  char text[512];
  const char *reason = NULL;
  if (!check_result(model, &way->study->snapshot, row, bytes, json_array_size(range->reasons),
                    &result, fault))
    return false;
  if (result.status == RESULT_FAILED) {
    check_reason(range->reasons, result.error, text, sizeof text);
    reason = text;
    note_failed(way, row, reason);
  }
  by_study_layers(way->study, way->rules, &result);
  return !way->rows || way->rows->each(way->rows->data, row, &result, reason, fault);
}

static int64_t failed_so_far(const Way *way) {
  int64_t failed = 0;
  for (size_t i = 1; i <= json_array_size(way->study->snapshot.counties); i++)
    failed += way->counties[i].failed;
  return failed;
}

/* Rows are looked at one by one where somebody asks for them, or to find out which of them failed. */
static bool take_range(Way *way, const PoolRange *range, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(range->totals, i, item) if (!add_sum(way, item, fault)) return false;
  if (!sums_add(&way->sums, range->sums, json_array_size(way->study->snapshot.counties), fault))
    return false;
  int64_t failed = failed_so_far(way);
  bool look = way->rows || failed > way->seen_failed;
  way->seen_failed = failed;
  for (int64_t row = range->first; look && row <= range->last; row++)
    if (!look_at_row(way, range, row, fault)) return false;
  return !way->rules->sampler || sampler_show(way->rules->sampler, range, fault);
}

static void tell(const Study *study, int64_t row) {
  const SettleProgress *progress = &study->options.progress;
  int64_t count = study->snapshot.count;
  if (progress->tell)
    progress->tell(progress->data, (study->runs - study->told_from) * count + row,
                   study->expected * count, 0);
}

static bool run_part(Way *way, int64_t first, int64_t past, Fault *fault) {
  Pool *pool = way->rules->pool;
  PoolRange range;
  int got;
  pool_rewind_to(pool, first, past);
  while ((got = pool_next(pool, &range, fault)) == 1) {
    bool ok = take_range(way, &range, fault);
    pool_release(pool, &range);
    if (!ok) return false;
    tell(way->study, range.last + 1);
  }
  return got == 0;
}

/* Parts that lie side by side are run as one: workers wait for each other at every end. */
static bool run_touched(Way *way, const uint8_t *touched, Fault *fault) {
  const StudyParts *parts = &way->study->parts;
  for (size_t i = 0; i < parts->count; i++) {
    if (!touched[parts->list[i].county]) continue;
    int64_t first = parts->list[i].first;
    while (i + 1 < parts->count && touched[parts->list[i + 1].county])
      i++;
    if (!run_part(way, first, parts->list[i].past, fault)) return false;
  }
  return true;
}

/* Evaluates what the variant can change, or everything. */
static bool run_parts(Way *way, const Variant *variant, Fault *fault) {
  Study *study = way->study;
  uint8_t *touched = NULL;
  json_t *more =
      way->rows || (way->targets && !study->base_targets) ? NULL : study_over_base(study, variant);
  bool ok = !more || parts_touched(&study->parts, &study->rules[0].session,
                                   study->snapshot.counties, more, &touched, fault);
  json_decref(more);
  if (ok && !touched) {
    ok = run_part(way, 0, study->snapshot.count, fault);
  } else if (ok) {
    ok = run_touched(way, touched, fault);
    if (ok) study_take_from_base(way, touched);
  }
  free(touched);
  return ok;
}

/* --- a variant ---------------------------------------------------------------------------------- */

static bool is_wanted(const Study *study, const char *target) {
  size_t i;
  json_t *name;
  json_array_foreach(study->wanted, i,
                     name) if (strcmp(json_string_value(name), target) == 0) return true;
  return !study->wanted;
}

static bool keep_target(void *data, const TargetValue *value, Fault *fault) {
  (void)fault;
  const Way *way = data;
  StudyAnswer *answer = way->answer;
  /* figures of groups within are a run's matter */
  if (*value->group || !is_wanted(way->study, value->target)) return true;
  answer->targets =
      memory_resize(answer->targets, (answer->target_count + 1) * sizeof *answer->targets);
  StudyTarget *target = &answer->targets[answer->target_count++];
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

static void add_up(const Way *way) {
  StudyTotals *all = &way->answer->totals;
  for (size_t i = 1; i <= json_array_size(way->study->snapshot.counties); i++) {
    const StudyTotals *one = &way->counties[i];
    all->cases += one->cases;
    all->failed += one->failed;
    all->total += one->total;
    all->self_pay += one->self_pay;
    all->reimbursed += one->reimbursed;
    for (size_t k = 0; k < MODEL_MOST_LAYERS; k++)
      all->paid[k] += one->paid[k];
  }
}

static bool add_figures(Way *way, Fault *fault) {
  if (!way->targets) return true;
  FigureSource source = {&way->rules->session, way->study->snapshot.counties, &way->sums};
  return figures_each(&source, date_from(way->study->options.year, 12, 31), keep_target, way,
                      fault);
}

static bool run_variant(Way *way, const Variant *variant, Fault *fault) {
  Study *study = way->study;
  if (!vary(way, fault) || !run_parts(way, variant, fault)) return false;
  if (way->rules->sampler && !sampler_end(way->rules->sampler, study->left_out, fault))
    return false;
  if (way->rules == &study->rules[0] && !study->base) study_keep_base(way, variant);
  add_up(way);
  return add_figures(way, fault);
}

bool study_run(Study *study, const Variant *variant, bool targets, const StudyRows *rows,
               StudyAnswer *answer, Fault *fault) {
  *answer = (StudyAnswer){0};
  Rules *set = study_rules(study, variant->folder, fault);
  if (!set) return false;
  double start = clock_seconds();
  Way way = {.study = study, .rules = set, .rows = rows, .targets = targets, .answer = answer};
  way.counties = memory_new((json_array_size(study->snapshot.counties) + 1) * sizeof *way.counties);
  set->session.files.scenario = variant->scenario ? json_incref(variant->scenario) : NULL;
  bool ok = run_variant(&way, variant, fault);
  if (!ok) {
    rulefiles_place(&set->session.files, fault);
    study_drop_workers(set); /* their ranges may still be out */
  }
  json_decref(set->session.files.scenario);
  set->session.files.scenario = NULL;
  sums_free(&way.sums);
  free(way.counties);
  study->runs++;
  answer->seconds = clock_seconds() - start;
  return ok;
}

void study_answer_free(StudyAnswer *answer) {
  free(answer->targets);
  *answer = (StudyAnswer){0};
}

void study_want(Study *study, const char *const *targets, int count) {
  json_decref(study->wanted);
  study->wanted = count ? json_array() : NULL;
  for (int i = 0; i < count; i++)
    json_array_append_new(study->wanted, json_string(targets[i]));
}

void study_expect(Study *study, int variants) {
  study->expected = variants > 0 ? variants : 1;
  study->told_from = study->runs;
}

int64_t study_leave_out(Study *study) {
  int64_t more = study->failed_count - study->left_out_count;
  if (more == 0) return 0;
  memcpy(study->left_out, study->failed, (size_t)study->snapshot.count);
  study->left_out_count = study->failed_count;
  study_forget_base(study);
  return more;
}
