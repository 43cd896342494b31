/* Settling a year, as a whole job. The walk over ranges is in walk.c; here is what happens before and
 * after: rules, database, snapshot, the run's row, targets. */
#include "job/settle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"
#include "data/noyear.h"
#include "eval/session.h"
#include "guize.h"
#include "job/figures.h"
#include "job/synth.h"
#include "job/walk.h"

/* --- the database --- */

Store *settle_open_store(const char *path, const Schema *schema, StoreMode mode, Fault *fault) {
  Store *store = store_open(path, mode, fault);
  bool current = false;
  bool ok = store && schema_current(store, schema, &current, fault);
  if (ok && !current) {
    ok = false;
    fault_set(fault, EXIT_DATA, "E423", "the tables of “%s” are not those of this version", path);
    fault_hint(fault, "it was made by another version, or its tables were changed by hand");
  }
  if (ok) return store;
  store_close(store, &(Fault){0});
  return NULL;
}

/* --- bad data --- */

static bool refuse_bad(const Snapshot *snapshot, Fault *fault) {
  const BadCase *bad = &snapshot->bad[0];
  bool more = snapshot->bad_count > 1;
  fault_set(fault, EXIT_DATA, bad->code, more ? N_("case %lld: %s (and others)") : "case %lld: %s",
            (long long)bad->case_id, bad->reason);
  fault_hint(fault,
             more
                 ? N_("%zu cases cannot be settled; correct the data, or store them as failed with "
                      "--keep-going")
                 : N_("%zu case cannot be settled; correct the data, or store it as failed with "
                      "--keep-going"),
             snapshot->bad_count);
  return false;
}

/* Every county of the cases must have rules: a missing one is never settled by another's. */
bool walk_check_counties(const Walk *walk, Fault *fault) {
  const Snapshot *snapshot = &walk->snapshot;
  uint16_t last = 0;
  for (int64_t i = 0; i < snapshot->count; i++) {
    uint16_t county;
    memcpy(&county, snapshot_row(snapshot, i) + snapshot->at.county, sizeof county);
    if (county == last) continue;
    last = county;
    const char *code = json_string_value(json_array_get(snapshot->counties, county - 1U));
    if (model_jurisdiction(&walk->session.model, code)) continue;
    fault_set(fault, EXIT_RULES, "E208", "case %lld: there are no rules for the county %s",
              (long long)snapshot_case(snapshot, i), code);
    fault_hint(fault,
               "add a file for it to the rules, or name the counties to settle with --county");
    return false;
  }
  return true;
}

static bool check_any(const Walk *walk, Fault *fault) {
  if (walk->snapshot.count + (int64_t)walk->snapshot.bad_count > 0) return true;
  return noyear_refuse(walk->store, walk->snapshot.run_year, *walk->run.counties, fault);
}

static bool check_whole(const Walk *walk, Fault *fault) {
  bool unfinished = false;
  if (!synth_unfinished(walk->store, &unfinished, NULL, fault)) return false;
  if (!unfinished) return true;
  fault_set(fault, EXIT_DATA, "E426", "the invented data of “%s” are not whole",
            store_path(walk->store));
  fault_hint(fault, "making them was interrupted; delete the file and begin anew");
  return false;
}

/* --- the run's row --- */

static void join_counties(const SettleOptions *options, char *out, size_t room) {
  size_t at = 0;
  out[0] = 0;
  for (int i = 0; i < options->county_count && at + 8 < room; i++)
    at += (size_t)snprintf(out + at, room - at, "%s%s", i ? "," : "", options->counties[i]);
}

static void describe_options(const SettleOptions *options, char *out, size_t room) {
  static const char *const names[] = {"full", "sample", "off"};
  int size = snprintf(out, room, "double-entry=%s%s", names[options->double_entry],
                      options->keep_going ? " keep-going" : "");
  if (options->since)
    snprintf(out + size, room - (size_t)size, " since=%lld", (long long)options->since);
}

/* The run that a stored one rests on, from its options; 0: none. */
static int64_t since_of(const Run *run) {
  const char *since = strstr(run->options, "since=");
  return since ? strtoll(since + strlen("since="), NULL, 10) : 0;
}

static void new_run(Walk *walk, const SettleOptions *options) {
  Run *run = &walk->run;
  run->year = walk->snapshot.run_year;
  run->total = walk->snapshot.count + (int64_t)walk->snapshot.bad_count;
  describe_options(options, run->options, sizeof run->options);
  snprintf(run->rules_hash, sizeof run->rules_hash, "%s", walk->session.files.hash);
  snprintf(run->data_hash, sizeof run->data_hash, "%s", walk->snapshot.hash);
  snprintf(run->engine, sizeof run->engine, "guize %s", GUIZE_VERSION);
}

static bool refuse_resume(const Run *run, const char *what, const char *advice, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E424", "run %lld cannot go on: %s", (long long)run->id, what);
  fault_hint(fault, "%s, or start anew without --resume", advice);
  return false;
}

/* A run goes on only with the very rules, data and program it began with. */
static bool check_resume(const Walk *walk, const Run *run, Fault *fault) {
  char engine[32];
  snprintf(engine, sizeof engine, "guize %s", GUIZE_VERSION);
  if (strcmp(run->rules_hash, walk->session.files.hash) != 0)
    return refuse_resume(run, "the rules have changed since it began", "bring the rules back",
                         fault);
  if (strcmp(run->engine, engine) != 0)
    return refuse_resume(run, "it was begun by another version of guize", "use that version",
                         fault);
  if (strcmp(run->data_hash, walk->snapshot.hash) != 0)
    return refuse_resume(run, "the cases or persons have changed since it began",
                         "bring the data back", fault);
  return true;
}

void settle_scope(const Run *run, char codes[512], const char *list[SETTLE_MOST_COUNTIES],
                  SnapshotScope *scope) {
  char *rest;
  *scope = (SnapshotScope){.year = run->year, .counties = list};
  snprintf(codes, 512, "%s", run->counties);
  for (char *code = strtok_r(codes, ",", &rest); code; code = strtok_r(NULL, ",", &rest))
    if (scope->county_count < SETTLE_MOST_COUNTIES) list[scope->county_count++] = code;
}

/* --- the parts in order --- */

static bool read_snapshot(Walk *walk, const SnapshotScope *scope, bool keep_going, Fault *fault) {
  double start = clock_seconds();
  if (!snapshot_read(&walk->snapshot, walk->store, walk->session.schema, &walk->session.model.cases,
                     scope, fault))
    return false;
  walk->seconds_reading = clock_seconds() - start;
  if (walk->snapshot.bad_count && !keep_going) return refuse_bad(&walk->snapshot, fault);
  return true;
}

static bool begin_run(Walk *walk, const SettleOptions *options, Fault *fault) {
  RunLayer layers[MODEL_MOST_LAYERS];
  size_t count = walk_layers(&walk->session.model, layers);
  if (!options->resume) {
    new_run(walk, options);
    const json_t *values = json_object_get(walk->session.model.description, "values");
    if (!runs_begin(walk->store, &walk->run, &walk->session.files, layers, count, values, fault))
      return false;
  }
  walk->writer = runwriter_open(walk->store, &walk->run, layers, count, fault);
  return walk->writer != NULL;
}

/* Which cases, and what the run rests on. */
typedef struct Frame {
  SnapshotScope scope;
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  bool keep_going;
  int64_t since;
  Run run; /* one that goes on, or the counties of a new one */
} Frame;

static void scope_of_run(Frame *frame, const Run *run) {
  settle_scope(run, frame->codes, frame->list, &frame->scope);
}

/* An interrupted run: it rests on what it rested on when it began. */
static bool frame_resumed(const Walk *walk, Frame *frame, Fault *fault) {
  Run base;
  if (!runs_unfinished(walk->store, &frame->run, fault)) return false;
  scope_of_run(frame, &frame->run);
  frame->keep_going = frame->keep_going || strstr(frame->run.options, "keep-going");
  frame->since = since_of(&frame->run);
  if (!frame->since ||
      since_base(walk->store, frame->since, frame->run.year, frame->run.counties, &base, fault))
    return true;
  fault_frame(fault, "going on with run %lld", (long long)frame->run.id);
  return false;
}

static bool frame_since(const Walk *walk, const SettleOptions *options, Frame *frame,
                        Fault *fault) {
  Run base;
  if (!since_base(walk->store, options->since, options->year,
                  options->county_count ? frame->run.counties : NULL, &base, fault))
    return false;
  snprintf(frame->run.counties, sizeof frame->run.counties, "%s", base.counties);
  scope_of_run(frame, &base);
  return true;
}

static bool find_frame(const Walk *walk, const SettleOptions *options, Frame *frame, Fault *fault) {
  *frame = (Frame){.scope = {.year = options->year,
                             .counties = options->counties,
                             .county_count = options->county_count},
                   .keep_going = options->keep_going,
                   .since = options->since};
  join_counties(options, frame->run.counties, sizeof frame->run.counties);
  if (options->resume) return frame_resumed(walk, frame, fault);
  return !options->since || frame_since(walk, options, frame, fault);
}

static bool prepare(Walk *walk, const SettleOptions *options, Fault *fault) {
  Frame frame;
  if (!session_open(&walk->session, options->rules, options->jit, fault)) return false;
  walk->store = settle_open_store(options->db, walk->session.schema, STORE_WRITE, fault);
  if (!walk->store || !check_whole(walk, fault) || !find_frame(walk, options, &frame, fault))
    return false;
  if (!read_snapshot(walk, &frame.scope, frame.keep_going, fault) || !check_any(walk, fault) ||
      !walk_check_counties(walk, fault))
    return false;
  if (options->resume && !check_resume(walk, &frame.run, fault)) return false;
  walk->run = frame.run;
  return since_prepare(&walk->since, frame.since, &walk->session, &walk->snapshot, walk->store,
                       fault);
}

static void fill_summary(const Walk *walk, SettleSummary *summary) {
  const Model *model = &walk->session.model;
  *summary = walk->summary;
  summary->run = walk->run;
  summary->layer_count = model->layer_count;
  for (size_t i = 0; i < model->layer_count; i++)
    snprintf(summary->layers[i], sizeof summary->layers[i], "%s", model->layers[i].title);
  summary->jit_off = model->jit_fault != NULL;
  summary->seconds_reading = walk->seconds_reading;
  summary->since = walk->since.base;
  summary->since_unmarked = walk->since.unmarked;
  summary->again = walk->since.again;
  summary->over = walk->since.over;
}

static WalkPlan plan_of(const SettleOptions *options) {
  return (WalkPlan){.jobs = options->jobs,
                    .jit = options->jit,
                    .double_entry = options->double_entry,
                    .marking = true,
                    .aggregate_day = date_from(options->year, 12, 31),
                    .progress = options->progress};
}

/* With --strict every case is evaluated before anything is stored. */
static bool rehearse(Walk *walk, WalkPlan plan, Fault *fault) {
  plan.rehearsal = true;
  plan.double_entry = SETTLE_SINGLE;
  plan.progress = (SettleProgress){0};
  return walk_ranges(walk, &plan, fault);
}

static bool settle(Walk *walk, const SettleOptions *options, Fault *fault) {
  if (!prepare(walk, options, fault)) return false;
  WalkPlan plan = plan_of(options);
  plan.aggregate_day = date_from(walk->snapshot.run_year, 12, 31);
  if (options->strict && !rehearse(walk, plan, fault)) return false;
  double start = clock_seconds();
  walk->summary = (SettleSummary){0};
  if (!begin_run(walk, options, fault) || !walk_ranges(walk, &plan, fault)) return false;
  if (!walk_finish(walk, plan.aggregate_day, fault)) return false;
  walk->summary.seconds_settling = clock_seconds() - start;
  return true;
}

/* A run that ends with a fault before anything of it was stored leaves nothing behind. */
static void discard_empty(Walk *walk) {
  if (walk->run.next_position > 0) return;
  Fault ignored = {0};
  runwriter_close(walk->writer);
  walk->writer = NULL;
  if (runs_discard(walk->store, walk->run.id, &ignored)) walk->run.id = 0;
}

bool settle_run(const SettleOptions *options, SettleSummary *summary, Fault *fault) {
  Walk walk = {.snapshot.region.fd = -1};
  bool ok = settle(&walk, options, fault);
  fill_summary(&walk, summary);
  if (!ok && walk.run.id && !options->resume) discard_empty(&walk);
  Fault closing = {0};
  if (!walk_close(&walk, &closing) && ok) {
    *fault = closing;
    return false;
  }
  return ok;
}
