/* Verifying a stored run: its rules from the record, its cases as they are now, every row compared. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "job/settle.h"
#include "job/walk.h"

/* The comparison on its way: a query over the stored rows, one at a time by case. */
typedef struct Comparison {
  Query *stored;
  const Model *model;
  VerifySummary *summary;
} Comparison;

static Query *prepare(const Walk *walk, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT self_pay, status, reason, assumed, clamped");
  for (size_t i = 0; i < walk->session.model.layer_count; i++)
    buffer_format(&sql, ", \"%s\"", walk->session.model.layers[i].name);
  buffer_add_text(&sql, " FROM settlement WHERE run_id = ? AND case_id = ?");
  Query *query = store_query(walk->store, sql.data, fault);
  buffer_free(&sql);
  if (query) query_bind_int(query, 1, walk->run.id);
  return query;
}

static bool same_text(Query *query, int column, const char *text) {
  const char *stored = query_text(query, column, NULL);
  return stored && text ? strcmp(stored, text) == 0 : stored == text;
}

/* Describes the first difference of a row; false if there is none. */
static bool difference(const Comparison *c, const Result *result, const char *reason, char *out,
                       size_t room) {
  Query *q = c->stored;
  if (!same_text(q, 1, reason ? "failed" : "ok") || !same_text(q, 2, reason)) {
    const char *stored = query_text(q, 1, NULL);
    snprintf(out, room, "stored as %s, now %s", stored ? stored : "?", reason ? reason : "ok");
    return true;
  }
  if (reason) return false;
  for (size_t i = 0; i <= c->model->layer_count; i++) {
    bool last = i == c->model->layer_count;
    int64_t stored = query_int(q, last ? 0 : (int)i + 5);
    int64_t now = last ? result->self_pay : result->paid[i];
    if (stored == now) continue;
    snprintf(out, room, "%s: stored %.2f, now %.2f", last ? "self_pay" : c->model->layers[i].name,
             (double)stored / 100, (double)now / 100);
    return true;
  }
  if (query_int(q, 3) == result->assumed && query_int(q, 4) == result->clamped) return false;
  snprintf(out, room, "the marks of assumed or clamped layers");
  return true;
}

static bool compare_one(void *data, int64_t case_id, const Result *result, const char *reason,
                        Fault *fault) {
  Comparison *c = data;
  char text[200];
  query_bind_int(c->stored, 2, case_id);
  int step = query_step(c->stored, fault);
  if (step < 0) return false;
  bool differs = step == 0 || difference(c, result, reason, text, sizeof text);
  if (step == 0) snprintf(text, sizeof text, "it is not stored");
  query_reset(c->stored);
  c->summary->compared++;
  if (differs && c->summary->differing++ == 0) {
    c->summary->first_case = case_id;
    memcpy(c->summary->first, text, sizeof c->summary->first);
  }
  return true;
}

/* Rows stored with the run that the walk did not meet count as differing. */
static bool count_missing(const Walk *walk, VerifySummary *summary, Fault *fault) {
  Buffer sql = {0};
  int64_t stored;
  buffer_format(&sql, "SELECT count(*) FROM settlement WHERE run_id = %lld",
                (long long)walk->run.id);
  bool ok = store_number(walk->store, sql.data, &stored, fault);
  buffer_free(&sql);
  int64_t met = summary->compared + (int64_t)walk->snapshot.bad_count;
  if (ok && stored > met) {
    if (summary->differing == 0)
      snprintf(summary->first, sizeof summary->first, "%lld stored cases are not there any more",
               (long long)(stored - met));
    summary->differing += stored - met;
  }
  return ok;
}

static bool load_run(Walk *walk, const SettleOptions *options, int64_t run_id, Fault *fault) {
  RuleFiles files = {0};
  Schema *schema = session_schema(fault);
  walk->store = schema ? settle_open_store(options->db, schema, STORE_READ, fault) : NULL;
  schema_free(schema);
  if (!walk->store || !runs_get(walk->store, run_id, &walk->run, fault)) return false;
  if (strcmp(walk->run.status, "finished") != 0)
    return fault_set(fault, EXIT_DATA, "E421", "run %lld is not finished", (long long)run_id);
  return rulefiles_load(&files, walk->store, run_id, fault) &&
         session_open_files(&walk->session, &files, options->jit, fault);
}

static bool compare_all(Walk *walk, const SettleOptions *options, VerifySummary *summary,
                        Fault *fault) {
  Comparison comparison = {
      .stored = prepare(walk, fault), .model = &walk->session.model, .summary = summary};
  WalkPlan plan = {.jobs = options->jobs,
                   .jit = options->jit,
                   .marking = true,
                   .double_entry = SETTLE_SINGLE,
                   .aggregate_day = INT32_MIN,
                   .progress = options->progress,
                   .each = compare_one,
                   .each_data = &comparison};
  bool ok =
      comparison.stored && walk_ranges(walk, &plan, fault) && count_missing(walk, summary, fault);
  query_free(comparison.stored);
  return ok;
}

static bool verify(Walk *walk, const SettleOptions *options, int64_t run_id, VerifySummary *summary,
                   Fault *fault) {
  if (!load_run(walk, options, run_id, fault)) return false;
  summary->run = walk->run;
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  SnapshotScope scope;
  settle_scope(&walk->run, codes, list, &scope);
  if (!snapshot_read(&walk->snapshot, walk->store, walk->session.schema, &walk->session.model.cases,
                     &scope, fault) ||
      !compare_all(walk, options, summary, fault))
    return false;
  summary->data_changed = strcmp(walk->snapshot.hash, summary->run.data_hash) != 0;
  char hash[HASH_TEXT];
  for (size_t i = 0; i < walk->snapshot.bad_count; i++)
    hash_add(walk->hash, &walk->snapshot.bad[i].case_id, sizeof walk->snapshot.bad[i].case_id);
  if (!runs_hash_record(walk->store, run_id, walk->hash, fault)) return false;
  hash_finish(walk->hash, hash);
  walk->hash = NULL;
  if (strcmp(walk->session.files.hash, summary->run.rules_hash) != 0) summary->hash_differs = true;
  summary->hash_differs |= strcmp(hash, summary->run.result_hash) != 0;
  return true;
}

bool settle_verify(const SettleOptions *options, int64_t run_id, VerifySummary *summary,
                   Fault *fault) {
  Walk walk = {.snapshot.region.fd = -1};
  *summary = (VerifySummary){0};
  bool ok = verify(&walk, options, run_id, summary, fault);
  walk_close(&walk, &(Fault){0});
  return ok;
}
