/* A study: rule sets with their workers over one snapshot. Where only sums are wanted, a variant evaluates
 * the counties it can change, and takes the others from the variant that was run first (the base). */
#include "job/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/memory.h"
#include "eval/sampler.h"
#include "job/figures.h"
#include "job/study_parts.h"
#include "job/walk.h"

static const double STALL_SECONDS = 10;

/* A set of rules and its workers; `map`: the study's layer of each of its layers. */
typedef struct Rules {
  char *folder; /* NULL: the study's own */
  Session session;
  Pool *pool;
  Sampler *sampler;
  size_t map[MODEL_MOST_LAYERS];
} Rules;

struct Study {
  SettleOptions options;
  Rules rules[STUDY_MOST_RULES];
  int rules_count;
  Store *store;
  Snapshot snapshot;
  ModelLayer layers[MODEL_MOST_LAYERS];
  size_t layer_count;
  int32_t persons;
  double seconds_reading;
  StudyParts parts;
  uint8_t *failed, *left_out; /* a byte a row */
  int64_t failed_count, left_out_count;
  json_t *base; /* the scenario of the base, NULL while there is none */
  StudyTotals *base_totals;
  Sums base_sums;
  bool base_targets;
  int64_t runs, expected, told_from; /* variants so far; announced; at the announcement */
};

/* One variant on its way. */
typedef struct Way {
  Study *study;
  Rules *rules;
  const StudyRows *rows;
  bool targets;
  StudyAnswer *answer;
  StudyTotals *counties; /* a county each, from 1 */
  Sums sums;
  int64_t seen_failed;
} Way;

/* --- opening ------------------------------------------------------------------------------------ */

static bool map_layers(Study *study, Rules *rules, Fault *fault) {
  const Model *model = &rules->session.model;
  for (size_t i = 0; i < model->layer_count; i++) {
    size_t at = 0;
    while (at < study->layer_count && strcmp(study->layers[at].name, model->layers[i].name) != 0)
      at++;
    if (at == MODEL_MOST_LAYERS)
      return fault_set(fault, EXIT_RULES, "E675", "the sides have more than %d layers together",
                       MODEL_MOST_LAYERS);
    if (at == study->layer_count) study->layers[study->layer_count++] = model->layers[i];
    rules->map[i] = at;
  }
  return true;
}

static int32_t count_persons(const Snapshot *snapshot) {
  int32_t count = 0;
  for (int64_t row = 0; row < snapshot->count; row++)
    if (snapshot_person(snapshot, row) >= count) count = snapshot_person(snapshot, row) + 1;
  return count;
}

static bool refuse_empty(const Study *study, Fault *fault) {
  if (study->snapshot.count > 0) return true;
  fault_set(fault, EXIT_DATA, "E509", "there are no cases of %d", study->options.year);
  if (study->options.county_count)
    fault_hint(fault, "none of persons insured in the counties that were named");
  return false;
}

static bool open_all(Study *study, Fault *fault) {
  const SettleOptions *options = &study->options;
  SnapshotScope scope = {
      .year = options->year, .counties = options->counties, .county_count = options->county_count};
  Rules *own = &study->rules[0];
  study->rules_count = 1;
  if (!session_open(&own->session, options->rules, options->jit, fault)) return false;
  study->store = settle_open_store(options->db, own->session.schema, STORE_READ, fault);
  double start = clock_seconds();
  if (!study->store ||
      !snapshot_read(&study->snapshot, study->store, own->session.schema, &own->session.model.cases,
                     &scope, fault) ||
      !refuse_empty(study, fault) || !map_layers(study, own, fault))
    return false;
  study->seconds_reading = clock_seconds() - start;
  study->persons = count_persons(&study->snapshot);
  size_t rows = (size_t)study->snapshot.count + 1;
  study->failed = memory_new(rows);
  study->left_out = memory_new(rows);
  parts_begin(&study->parts, &study->snapshot);
  return true;
}

Study *study_open(const SettleOptions *options, Fault *fault) {
  Study *study = memory_new(sizeof *study);
  *study = (Study){.options = *options, .snapshot.region.fd = -1, .expected = 1};
  if (open_all(study, fault)) return study;
  rulefiles_place(&study->rules[0].session.files, fault);
  study_close(study);
  return NULL;
}

static void drop_workers(Rules *rules) {
  pool_close(rules->pool);
  sampler_close(rules->sampler);
  rules->pool = NULL;
  rules->sampler = NULL;
}

static void forget_base(Study *study) {
  json_decref(study->base);
  free(study->base_totals);
  sums_free(&study->base_sums);
  study->base = NULL;
  study->base_totals = NULL;
}

void study_close(Study *study) {
  if (!study) return;
  for (int i = 0; i < study->rules_count; i++) {
    drop_workers(&study->rules[i]);
    free(study->rules[i].folder);
    session_close(&study->rules[i].session);
  }
  forget_base(study);
  parts_end(&study->parts);
  free(study->failed);
  free(study->left_out);
  snapshot_close(&study->snapshot);
  store_close(study->store, &(Fault){0});
  free(study);
}

/* --- rules and workers --------------------------------------------------------------------------- */

static bool open_folder(Study *study, Rules *rules, const char *folder, Fault *fault) {
  rules->folder = memory_copy_text(folder);
  if (!session_open(&rules->session, folder, study->options.jit, fault)) return false;
  if (rules->session.model.cases.size != study->rules[0].session.model.cases.size)
    return fault_set(fault, EXIT_RULES, "E675", "the rules in %s read cases of another form",
                     folder);
  return map_layers(study, rules, fault);
}

static Rules *rules_of(Study *study, const char *folder, Fault *fault) {
  if (!folder) return &study->rules[0];
  for (int i = 1; i < study->rules_count; i++)
    if (strcmp(study->rules[i].folder, folder) == 0) return &study->rules[i];
  if (study->rules_count == STUDY_MOST_RULES) {
    fault_set(fault, EXIT_USAGE, "E675", "more than %d folders of rules", STUDY_MOST_RULES - 1);
    return NULL;
  }
  Rules *rules = &study->rules[study->rules_count];
  if (open_folder(study, rules, folder, fault)) {
    study->rules_count++;
    return rules;
  }
  session_close(&rules->session);
  free(rules->folder);
  *rules = (Rules){0};
  return NULL;
}

static bool start_workers(Study *study, Rules *rules, Fault *fault) {
  if (rules->pool) return true;
  const SettleOptions *settle = &study->options;
  bool jit = settle->jit && !rules->session.model.jit_fault;
  PoolOptions options = {.files = &rules->session.files,
                         .model = &rules->session.model,
                         .snapshot = &study->snapshot,
                         .jobs = settle->jobs,
                         .jit = jit,
                         .no_flags = true,
                         .totals = true,
                         .left_out = study->left_out,
                         .aggregate_day = INT32_MIN,
                         .stride = 1,
                         .stall_seconds = STALL_SECONDS};
  rules->pool = pool_open(&options, 0, fault);
  if (rules->pool && jit) {
    rules->sampler =
        sampler_open(&rules->session.files, &rules->session.model, &study->snapshot, fault);
    if (rules->sampler) return true;
    drop_workers(rules);
  }
  return rules->pool != NULL;
}

static bool vary(const Way *way, Fault *fault) {
  Study *study = way->study;
  int32_t day = way->targets ? date_from(study->options.year, 12, 31) : INT32_MIN;
  return start_workers(study, way->rules, fault) && pool_vary(way->rules->pool, day, fault) &&
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

static void by_study_layers(const Rules *rules, Result *result) {
  int64_t paid[MODEL_MOST_LAYERS] = {0};
  for (size_t i = 0; i < rules->session.model.layer_count; i++)
    paid[rules->map[i]] = result->paid[i];
  memcpy(result->paid, paid, sizeof paid);
}

static bool look_at_row(Way *way, const PoolRange *range, int64_t row, Fault *fault) {
  const Model *model = &way->rules->session.model;
  const char *bytes = range->results + (size_t)(row - range->first) * model->results.size;
  Result result = {0};
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
  by_study_layers(way->rules, &result);
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

/* --- the base ----------------------------------------------------------------------------------- */

/* What lies over the base in a variant of the same rules, as a new list; NULL when it is no variant of
 * the base, or nothing is known. */
static json_t *over_base(const Study *study, const Variant *variant) {
  size_t below = json_array_size(study->base), count = json_array_size(variant->scenario);
  if (!study->base || variant->folder || count < below) return NULL;
  json_t *more = json_array();
  for (size_t i = 0; i < count; i++) {
    json_t *one = json_array_get(variant->scenario, i);
    if (i >= below) {
      json_array_append(more, one);
    } else if (!json_equal(one, json_array_get(study->base, i))) {
      json_decref(more);
      return NULL;
    }
  }
  return more;
}

static void keep_base(Way *way, const Variant *variant) {
  Study *study = way->study;
  forget_base(study);
  study->base = variant->scenario ? json_deep_copy(variant->scenario) : json_array();
  study->base_targets = way->targets;
  size_t counties = json_array_size(study->snapshot.counties) + 1;
  study->base_totals = memory_new(counties * sizeof *study->base_totals);
  memcpy(study->base_totals, way->counties, counties * sizeof *study->base_totals);
  for (size_t i = 0; i < way->sums.count; i++) {
    const Sum *sum = &way->sums.list[i];
    sums_put(&study->base_sums, sum->target, sum->county, sum->group, sum);
  }
}

static void take_from_base(Way *way, const uint8_t *touched) {
  Study *study = way->study;
  for (size_t i = 1; i <= json_array_size(study->snapshot.counties); i++)
    if (!touched[i]) way->counties[i] = study->base_totals[i];
  for (size_t i = 0; way->targets && i < study->base_sums.count; i++) {
    const Sum *sum = &study->base_sums.list[i];
    if (!touched[sum->county]) sums_put(&way->sums, sum->target, sum->county, sum->group, sum);
  }
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
      way->rows || (way->targets && !study->base_targets) ? NULL : over_base(study, variant);
  bool ok = !more || parts_touched(&study->parts, &study->rules[0].session,
                                   study->snapshot.counties, more, &touched, fault);
  json_decref(more);
  if (ok && !touched) {
    ok = run_part(way, 0, study->snapshot.count, fault);
  } else if (ok) {
    ok = run_touched(way, touched, fault);
    if (ok) take_from_base(way, touched);
  }
  free(touched);
  return ok;
}

/* --- a variant ---------------------------------------------------------------------------------- */

static bool keep_target(void *data, const TargetValue *value, Fault *fault) {
  (void)fault;
  StudyAnswer *answer = data;
  if (*value->group) return true; /* figures of groups within are a run's matter */
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

static bool add_figures(const Way *way, Fault *fault) {
  if (!way->targets) return true;
  FigureSource source = {&way->rules->session, way->study->snapshot.counties, &way->sums};
  return figures_each(&source, date_from(way->study->options.year, 12, 31), keep_target,
                      way->answer, fault);
}

static bool run_variant(Way *way, const Variant *variant, Fault *fault) {
  Study *study = way->study;
  if (!vary(way, fault) || !run_parts(way, variant, fault)) return false;
  if (way->rules->sampler && !sampler_end(way->rules->sampler, study->left_out, fault))
    return false;
  if (way->rules == &study->rules[0] && !study->base) keep_base(way, variant);
  add_up(way);
  return add_figures(way, fault);
}

bool study_run(Study *study, const Variant *variant, bool targets, const StudyRows *rows,
               StudyAnswer *answer, Fault *fault) {
  *answer = (StudyAnswer){0};
  Rules *set = rules_of(study, variant->folder, fault);
  if (!set) return false;
  double start = clock_seconds();
  Way way = {.study = study, .rules = set, .rows = rows, .targets = targets, .answer = answer};
  way.counties = memory_new((json_array_size(study->snapshot.counties) + 1) * sizeof *way.counties);
  set->session.files.scenario = variant->scenario ? json_incref(variant->scenario) : NULL;
  bool ok = run_variant(&way, variant, fault);
  if (!ok) {
    rulefiles_place(&set->session.files, fault);
    drop_workers(set); /* their ranges may still be out */
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

void study_expect(Study *study, int variants) {
  study->expected = variants > 0 ? variants : 1;
  study->told_from = study->runs;
}

int64_t study_leave_out(Study *study) {
  int64_t more = study->failed_count - study->left_out_count;
  if (more == 0) return 0;
  memcpy(study->left_out, study->failed, (size_t)study->snapshot.count);
  study->left_out_count = study->failed_count;
  forget_base(study);
  return more;
}

/* --- what it is made of --------------------------------------------------------------------------- */

int64_t study_left_out(const Study *study) {
  return study->left_out_count;
}

size_t study_layer_count(const Study *study) {
  return study->layer_count;
}

const ModelLayer *study_layer(const Study *study, size_t i) {
  return &study->layers[i];
}

const Snapshot *study_snapshot(const Study *study) {
  return &study->snapshot;
}

const Model *study_model(const Study *study) {
  return &study->rules[0].session.model;
}

const Schema *study_schema(const Study *study) {
  return study->rules[0].session.schema;
}

Store *study_store(Study *study) {
  return study->store;
}

const RuleFiles *study_files(const Study *study) {
  return &study->rules[0].session.files;
}

const SettleOptions *study_options(const Study *study) {
  return &study->options;
}

int32_t study_persons(const Study *study) {
  return study->persons;
}

json_t *study_counties(const Study *study) {
  const Snapshot *snapshot = &study->snapshot;
  size_t count = json_array_size(snapshot->counties);
  uint8_t *used = memory_new(count + 1);
  json_t *codes = json_array();
  for (int64_t row = 0; row < snapshot->count; row++) {
    uint16_t county;
    memcpy(&county, snapshot_row(snapshot, row) + snapshot->at.county, sizeof county);
    used[county] = 1;
  }
  for (size_t i = 1; i <= count; i++)
    if (used[i]) json_array_append(codes, json_array_get(snapshot->counties, i - 1));
  free(used);
  return codes;
}

int64_t study_people(const Study *study) {
  const Snapshot *snapshot = &study->snapshot;
  uint8_t *seen = memory_new((size_t)study->persons + 1);
  int64_t people = 0;
  for (int64_t row = 0; row < snapshot->count; row++) {
    int32_t person = snapshot_person(snapshot, row);
    people += !seen[person];
    seen[person] = 1;
  }
  free(seen);
  return people;
}

double study_seconds_reading(const Study *study) {
  return study->seconds_reading;
}

Session *study_session(Study *study, const char *folder, Fault *fault) {
  Rules *rules = rules_of(study, folder, fault);
  return rules ? &rules->session : NULL;
}

json_t *study_ask(Study *study, json_t *request, Fault *fault) {
  return session_ask(&study->rules[0].session, request, LINK_LOAD_SECONDS, fault);
}
