/* The walk over the cases of the run, each held against its stored row. Judging and recording come after;
 * sums and largest changes are in backtest_sums.c. */
#include "job/backtest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "guize.h"
#include "job/assumed.h"
#include "job/backtest_sums.h"
#include "job/walk.h"

/* Columns of the stored rows, before the layers. */
enum { STATUS, SELF_PAY, FIRST_LAYER };

typedef struct Work {
  const BacktestOptions *options;
  BacktestSummary *summary;
  Walk walk;
  Query *stored;
  BacktestSums sums;
  int64_t row, met; /* where the walk is; stored rows that were met */
} Work;

/* --- both sides' layers --- */

static BacktestLayer *find_layer(BacktestSummary *summary, const char *name) {
  for (size_t i = 0; i < summary->layer_count; i++)
    if (strcmp(summary->layers[i].name, name) == 0) return &summary->layers[i];
  return NULL;
}

static void add_layer(BacktestSummary *summary, const char *name, const char *title,
                      const char *fund, bool reimburses) {
  BacktestLayer *layer = find_layer(summary, name);
  if (!layer && summary->layer_count < BACKTEST_MOST_LAYERS)
    layer = &summary->layers[summary->layer_count++];
  if (!layer) return;
  snprintf(layer->name, sizeof layer->name, "%s", name);
  snprintf(layer->title, sizeof layer->title, "%s", title);
  snprintf(layer->fund, sizeof layer->fund, "%s", fund);
  layer->reimburses = reimburses;
}

/* Those of the run in their order, then what the new rules add. */
static bool read_layers(Work *work, Fault *fault) {
  BacktestSummary *summary = work->summary;
  Query *query = store_query(work->walk.store,
                             "SELECT name, title, coalesce(fund, ''), reimburses FROM run_layer "
                             "WHERE run_id = ? ORDER BY position",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, work->options->run);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    size_t at = summary->layer_count;
    add_layer(summary, query_text(query, 0, NULL), query_text(query, 1, NULL),
              query_text(query, 2, NULL), query_int(query, 3) != 0);
    work->sums.old_at[at] = (int)at;
    work->sums.old_counts[at] = summary->layers[at].reimburses;
  }
  query_free(query);
  const Model *model = &work->walk.session.model;
  size_t old = summary->layer_count;
  for (size_t i = 0; i < model->layer_count; i++)
    add_layer(summary, model->layers[i].name, model->layers[i].title, model->layers[i].fund,
              model->layers[i].reimburses);
  for (size_t i = 0; i < summary->layer_count; i++) {
    if (i >= old) work->sums.old_at[i] = -1;
    work->sums.new_at[i] = -1;
    for (size_t k = 0; k < model->layer_count; k++)
      if (strcmp(model->layers[k].name, summary->layers[i].name) == 0)
        work->sums.new_at[i] = (int)k;
  }
  return step == 0;
}

static bool prepare_stored(Work *work, Fault *fault) {
  const BacktestSummary *summary = work->summary;
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT status, self_pay");
  for (size_t i = 0; i < summary->layer_count; i++)
    if (work->sums.old_at[i] >= 0) buffer_format(&sql, ", \"%s\"", summary->layers[i].name);
  buffer_add_text(&sql, " FROM settlement WHERE run_id = ? AND case_id = ?");
  work->stored = store_query(work->walk.store, sql.data, fault);
  buffer_free(&sql);
  if (work->stored) query_bind_int(work->stored, 1, work->options->run);
  return work->stored != NULL;
}

/* --- a case --- */

typedef enum Standing { ABSENT, FAILED, SETTLED } Standing;

/* What the run has of a case; its amounts go to `before`. False: a fault. */
static bool read_stored(Work *work, int64_t case_id, Standing *standing, BacktestSide *before,
                        Fault *fault) {
  Query *query = work->stored;
  query_reset(query);
  query_bind_int(query, 2, case_id);
  int step = query_step(query, fault);
  *standing = ABSENT;
  if (step <= 0) return step == 0;
  work->met++;
  *standing = strcmp(query_text(query, STATUS, NULL), "ok") == 0 ? SETTLED : FAILED;
  before->self_pay = before->total = query_int(query, SELF_PAY);
  for (size_t i = 0; i < work->summary->layer_count; i++) {
    int64_t paid = work->sums.old_at[i] < 0 ? 0 : query_int(query, FIRST_LAYER + (int)i);
    before->paid[i] = paid;
    before->total += paid;
    if (work->sums.old_at[i] >= 0 && work->sums.old_counts[i]) before->reimbursed += paid;
  }
  return true;
}

/* A case that fails now and did not: its reason as the run tells it, which the walk has just noted. */
static void note_failure(Work *work, const char *text, const Fault *why, int64_t case_id) {
  BacktestSummary *summary = work->summary;
  size_t i = 0, room = sizeof summary->reasons->text - 1;
  summary->failed++;
  while (i < summary->reason_count && strncmp(summary->reasons[i].text, text, room) != 0)
    i++;
  if (i == SETTLE_MOST_REASONS) {
    summary->other_failed++;
    return;
  }
  SettleReason *reason = &summary->reasons[i];
  if (i == summary->reason_count) {
    *reason = (SettleReason){.first_case = case_id};
    snprintf(reason->text, sizeof reason->text, "%s", text);
    if (why) reason->fault = *why;
    summary->reason_count++;
  }
  reason->cases++;
}

/* The fault of a reason, with its place, among those of the walk. */
static const Fault *fault_of(const Walk *walk, const char *text) {
  size_t room = sizeof walk->summary.reasons->text - 1;
  for (size_t i = 0; i < walk->summary.reason_count; i++)
    if (strncmp(walk->summary.reasons[i].text, text, room) == 0)
      return &walk->summary.reasons[i].fault;
  return NULL;
}

static void note_failing(Work *work, Standing standing, const char *text, const Fault *why,
                         int64_t case_id) {
  if (standing == FAILED)
    work->summary->failing++;
  else
    note_failure(work, text, why, case_id);
}

static bool take_case(void *data, int64_t case_id, const Result *result, const char *reason,
                      Fault *fault) {
  Work *work = data;
  const Snapshot *snapshot = &work->walk.snapshot;
  Standing standing;
  BacktestSide before = {0}, after = {0};
  if (!read_stored(work, case_id, &standing, &before, fault)) return false;
  while (work->row + 1 < snapshot->count && snapshot_case(snapshot, work->row) != case_id)
    work->row++;
  if (reason) {
    note_failing(work, standing, reason, fault_of(&work->walk, reason), case_id);
    return true;
  }
  work->summary->added += standing == ABSENT;
  work->summary->recovered += standing == FAILED;
  if (standing != SETTLED) return true;
  after.total = result->total;
  after.self_pay = result->self_pay;
  after.reimbursed = result->reimbursed;
  for (size_t i = 0; i < work->summary->layer_count; i++)
    if (work->sums.new_at[i] >= 0) after.paid[i] = result->paid[work->sums.new_at[i]];
  backtest_sums_add(&work->sums, work->summary, case_id, snapshot_person(snapshot, work->row),
                    &before, &after);
  return true;
}

/* Cases whose data cannot be used fail too; most of them did in the run. */
static bool take_bad(Work *work, Fault *fault) {
  const Snapshot *snapshot = &work->walk.snapshot;
  for (size_t i = 0; i < snapshot->bad_count; i++) {
    const BadCase *bad = &snapshot->bad[i];
    Standing standing;
    BacktestSide before = {0};
    char text[256];
    Fault why = {0};
    if (!read_stored(work, bad->case_id, &standing, &before, fault)) return false;
    snprintf(text, sizeof text, "%s %s", bad->code, bad->reason);
    fault_set(&why, EXIT_DATA, bad->code, "%s", bad->reason);
    note_failing(work, standing, text, &why, bad->case_id);
  }
  query_reset(work->stored);
  return true;
}

/* --- before and after the walk --- */

static bool load_files(Work *work, RuleFiles *files, Fault *fault) {
  const BacktestOptions *options = work->options;
  bool ok = options->settle.rules ? rulefiles_read(files, options->settle.rules, fault)
                                  : rulefiles_load(files, work->walk.store, options->run, fault);
  if (!ok) rulefiles_free(files);
  if (ok && options->scenario) files->scenario = json_incref(options->scenario);
  return ok;
}

static bool open_all(Work *work, Fault *fault) {
  const BacktestOptions *options = work->options;
  Walk *walk = &work->walk;
  RuleFiles files = {0};
  Schema *schema = session_schema(fault);
  walk->store = schema ? settle_open_store(options->settle.db, schema,
                                           options->record ? STORE_WRITE : STORE_READ, fault)
                       : NULL;
  schema_free(schema);
  Run *run = &work->summary->run;
  if (!walk->store || !runs_get(walk->store, options->run, run, fault)) return false;
  if (strcmp(run->status, "finished") != 0)
    return fault_set(fault, EXIT_DATA, "E421", "run %lld is not finished", (long long)run->id);
  return load_files(work, &files, fault) &&
         session_open_files(&walk->session, &files, options->settle.jit, fault);
}

static bool read_cases(Work *work, Fault *fault) {
  Walk *walk = &work->walk;
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  SnapshotScope scope;
  settle_scope(&work->summary->run, codes, list, &scope);
  if (!snapshot_read(&walk->snapshot, walk->store, walk->session.schema, &walk->session.model.cases,
                     &scope, fault) ||
      !walk_check_counties(walk, fault))
    return false;
  work->sums = (BacktestSums){0};
  backtest_sums_begin(&work->sums, &walk->snapshot);
  return read_layers(work, fault) && prepare_stored(work, fault);
}

/* Rows of the run that were not met: cases that are gone, or belong to another year now. */
static bool count_missing(Work *work, Fault *fault) {
  char sql[80];
  int64_t stored;
  snprintf(sql, sizeof sql, "SELECT count(*) FROM settlement WHERE run_id = %lld",
           (long long)work->options->run);
  if (!store_number(work->walk.store, sql, &stored, fault)) return false;
  work->summary->missing = stored - work->met;
  return true;
}

static bool compare(Work *work, Fault *fault) {
  const SettleOptions *settle = &work->options->settle;
  WalkPlan plan = {.jobs = settle->jobs,
                   .jit = settle->jit,
                   .double_entry = SETTLE_SAMPLE,
                   .aggregate_day = INT32_MIN,
                   .progress = settle->progress,
                   .each = take_case,
                   .each_data = work};
  return walk_ranges(&work->walk, &plan, fault) && take_bad(work, fault) &&
         count_missing(work, fault);
}

static json_t *name_counties(const Work *work) {
  char codes[512], *rest;
  json_t *list = json_array();
  snprintf(codes, sizeof codes, "%s", work->summary->run.counties);
  for (char *code = strtok_r(codes, ",", &rest); code; code = strtok_r(NULL, ",", &rest)) {
    const ModelJurisdiction *county = model_jurisdiction(&work->walk.session.model, code);
    json_array_append_new(
        list, json_pack("{s:s,s:s}", "code", code, "name", county ? county->name : code));
  }
  return list;
}

static bool describe(Work *work, Fault *fault) {
  BacktestSummary *summary = work->summary;
  const Walk *walk = &work->walk;
  memcpy(summary->rules_hash, walk->session.files.hash, sizeof summary->rules_hash);
  memcpy(summary->data_hash, walk->snapshot.hash, sizeof summary->data_hash);
  snprintf(summary->folder, sizeof summary->folder, "%s",
           work->options->settle.rules ? work->options->settle.rules : "");
  summary->data_changed = strcmp(summary->data_hash, summary->run.data_hash) != 0;
  summary->cases = walk->snapshot.count;
  summary->bad = (int64_t)walk->snapshot.bad_count;
  summary->counties = name_counties(work);
  summary->assumed = assumed_values(&work->walk.session, walk->snapshot.counties,
                                    date_from(summary->run.year, 12, 31), fault);
  return summary->assumed != NULL;
}

/* --- judging and recording --- */

static bool passes(const BacktestOptions *options, const BacktestSummary *summary) {
  if (summary->failed) return false;
  if (options->guard == BACKTEST_SHARE)
    return summary->changed * 10000 <= options->limit * summary->compared;
  if (options->guard == BACKTEST_AMOUNT && summary->largest_count)
    return llabs(summary->largest[0].after - summary->largest[0].before) <= options->limit;
  return true;
}

static bool record(Work *work, Fault *fault) {
  BacktestSummary *s = work->summary;
  char *scenario =
      work->options->scenario ? json_dumps(work->options->scenario, JSON_COMPACT) : NULL;
  Backtest b = {.run = s->run.id,
                .scenario = scenario,
                .passed = true,
                .compared = s->compared,
                .changed = s->changed,
                .zero = s->zero,
                .failed = s->failed,
                .missing = s->missing,
                .added = s->added,
                .less = s->less,
                .more = s->more,
                .self_pay_before = s->self_pay_before,
                .self_pay_after = s->self_pay_after,
                .reimbursed_before = s->reimbursed_before,
                .reimbursed_after = s->reimbursed_after};
  snprintf(b.engine, sizeof b.engine, "guize %s", GUIZE_VERSION);
  memcpy(b.rules_hash, s->rules_hash, sizeof b.rules_hash);
  memcpy(b.data_hash, s->data_hash, sizeof b.data_hash);
  snprintf(b.guard, sizeof b.guard, "%s", work->options->guard_text);
  bool ok = backtests_add(work->walk.store, &b, fault);
  if (ok) s->recorded = b.id;
  free(scenario);
  return ok;
}

bool backtest_run(const BacktestOptions *options, BacktestSummary *summary, Fault *fault) {
  *summary = (BacktestSummary){0};
  Work work = {.options = options, .summary = summary, .walk.snapshot.region.fd = -1};
  bool ok = open_all(&work, fault) && read_cases(&work, fault) && compare(&work, fault) &&
            describe(&work, fault);
  if (ok) {
    backtest_sums_end(&work.sums, summary);
    summary->passed = passes(options, summary);
  }
  query_free(work.stored);
  if (ok && summary->passed && options->record) ok = record(&work, fault);
  backtest_sums_free(&work.sums);
  Fault closing = {0};
  if (!walk_close(&work.walk, &closing) && ok) {
    *fault = closing;
    ok = false;
  }
  return ok;
}

void backtest_free(BacktestSummary *summary) {
  json_decref(summary->assumed);
  json_decref(summary->counties);
  *summary = (BacktestSummary){0};
}
