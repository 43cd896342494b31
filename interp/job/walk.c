/* The walk over the ranges of a snapshot. */
#include "job/walk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/memory.h"
#include "base/stop.h"
#include "eval/pool.h"
#include "job/figures.h"
#include "job/registers.h"

enum { PIECE_ROWS = 30000, SAMPLE_STRIDE = 16 };

static const double STALL_SECONDS = 4;

/* One walk on its way: the pools, and what is open in the store. */
typedef struct Way {
  Walk *walk;
  const WalkPlan *plan;
  Pool *first, *second; /* second: without the compiler, NULL when there is none */
  bool open;            /* a transaction is open */
  int64_t written;      /* rows in it */
  int64_t reached;      /* the row behind the last range that was taken */
} Way;

size_t walk_layers(const Model *model, RunLayer layers[MODEL_MOST_LAYERS]) {
  for (size_t i = 0; i < model->layer_count; i++)
    layers[i] = (RunLayer){model->layers[i].name, model->layers[i].title, model->layers[i].fund,
                           model->layers[i].reimburses};
  return model->layer_count;
}

/* --- reasons --- */

/* The fault of a rule as the worker told it, with its place in the folder of the rules. */
static void read_fault(const Walk *walk, const json_t *reason, Fault *fault) {
  fault_set(fault, EXIT_RULES, field_text(reason, "code"), "%s", field_text(reason, "message"));
  if (*field_text(reason, "hint")) fault_hint(fault, "%s", field_text(reason, "hint"));
  if (*field_text(reason, "file"))
    fault_place(
        fault, field_text(reason, "file"), (int)json_integer_value(json_object_get(reason, "line")),
        (int)json_integer_value(json_object_get(reason, "column")),
        (int)json_integer_value(json_object_get(reason, "width")), field_text(reason, "source"));
  rulefiles_place(&walk->session.files, fault);
}

/* Equal reasons are counted together; `text` is what is stored with each case. */
static void note_failure(SettleSummary *summary, const char *text, const Fault *fault,
                         int64_t case_id) {
  size_t i = 0, room = sizeof summary->reasons->text - 1;
  while (i < summary->reason_count && strncmp(summary->reasons[i].text, text, room) != 0)
    i++;
  if (i == SETTLE_MOST_REASONS) {
    summary->other_failed++;
    return;
  }
  SettleReason *reason = &summary->reasons[i];
  if (i == summary->reason_count) {
    snprintf(reason->text, sizeof reason->text, "%s", text);
    reason->fault = *fault;
    reason->first_case = case_id;
    summary->reason_count++;
  }
  reason->cases++;
}

/* The fault of a rehearsal that meets a failing case: that of the rule, framed by the case. */
static bool stop_at(const Walk *walk, const json_t *reasons, uint32_t number, int64_t case_id,
                    Fault *fault) {
  read_fault(walk, json_array_get(reasons, number - 1), fault);
  fault_frame(fault, "case %lld", (long long)case_id);
  return false;
}

/* --- one result --- */

static void add_to_summary(Walk *walk, const Result *result) {
  SettleSummary *summary = &walk->summary;
  summary->total += result->total;
  summary->self_pay += result->self_pay;
  summary->reimbursed += result->reimbursed;
  for (size_t i = 0; i < walk->session.model.layer_count; i++) {
    summary->paid[i] += result->paid[i];
    summary->clamped[i] += result->clamped >> i & 1;
    summary->assumed[i] += result->assumed >> i & 1;
  }
}

static void hash_result(Walk *walk, int64_t case_id, const Result *result, const char *reason) {
  hash_add(walk->hash, &case_id, sizeof case_id);
  hash_add(walk->hash, result->paid, walk->session.model.layer_count * sizeof *result->paid);
  hash_add(walk->hash, &result->self_pay, sizeof result->self_pay);
  uint32_t bits[] = {(uint32_t)result->status, result->assumed, result->clamped};
  hash_add(walk->hash, bits, sizeof bits);
  if (reason) hash_add(walk->hash, reason, strlen(reason) + 1);
}

/* What is taken over stands in the first piece, all of it. */
static bool open_piece(Way *way, Fault *fault) {
  Walk *walk = way->walk;
  if (way->open) return true;
  if (!runwriter_begin(walk->writer, fault)) return false;
  way->open = true;
  return walk->run.next_position > 0 || since_copy(&walk->since, walk->writer, fault);
}

/* `same`: it is what was taken over, and so stands there. */
static bool store_result(Way *way, int64_t row, int64_t case_id, const Result *result,
                         const char *reason, bool same, Fault *fault) {
  Walk *walk = way->walk;
  if (!walk->writer) return true;
  Settlement settlement = {.case_id = case_id,
                           .paid = result->paid,
                           .self_pay = result->self_pay,
                           .failed = reason != NULL,
                           .reason = reason,
                           .assumed = result->assumed,
                           .clamped = result->clamped};
  since_add(&walk->since, &settlement, walk->session.model.layer_count);
  if (row < walk->run.next_position) return true;
  if (!open_piece(way, fault)) return false;
  way->written++;
  if (same) return true;
  if (since_takes(&walk->since, row) && !runwriter_remove(walk->writer, case_id, fault))
    return false;
  return runwriter_add(walk->writer, &settlement, fault);
}

/* A worker has changed a result that was put before it. */
static bool refuse_changed(const Walk *walk, int64_t row, Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E751",
                   "case %lld: the worker's result cannot be: it was taken over, and is another "
                   "one now",
                   (long long)snapshot_case(&walk->snapshot, row));
}

static bool take_result(Way *way, const PoolRange *range, int64_t row, const char *bytes,
                        Fault *fault) {
  Walk *walk = way->walk;
  Result result;
  char text[512];
  if (!check_result(&walk->session.model, &walk->snapshot, row, bytes,
                    json_array_size(range->reasons), &result, fault))
    return false;
  bool over = !range->whole && since_takes(&walk->since, row);
  bool same = since_takes(&walk->since, row) && since_same(&walk->since, row, &result);
  if (over && !same) return refuse_changed(walk, row, fault);
  if (result.status != RESULT_OK && result.status != RESULT_FAILED) return true;
  const char *reason = NULL;
  int64_t case_id = snapshot_case(&walk->snapshot, row);
  if (result.status == RESULT_FAILED) {
    if (way->plan->rehearsal) return stop_at(walk, range->reasons, result.error, case_id, fault);
    check_reason(range->reasons, result.error, text, sizeof text);
    reason = text;
    Fault why = {0};
    read_fault(walk, json_array_get(range->reasons, result.error - 1), &why);
    note_failure(&walk->summary, text, &why, case_id);
    walk->summary.run.failed++;
  } else {
    add_to_summary(walk, &result);
  }
  walk->summary.run.done++;
  if (walk->writer) since_count(&walk->since, row, over);
  hash_result(walk, case_id, &result, reason);
  if (way->plan->each && !way->plan->each(way->plan->each_data, case_id, &result, reason, fault))
    return false;
  return store_result(way, row, case_id, &result, reason, same, fault);
}

/* --- double entry --- */

/* Rows that were evaluated twice; between them may stand some that were taken over. */
static bool compare_rows(const Walk *walk, const PoolRange *first, const PoolRange *second,
                         Fault *fault) {
  size_t size = walk->session.model.results.size;
  for (int64_t row = first->first; row <= first->last; row++) {
    if (since_takes(&walk->since, row)) continue;
    int64_t last = row;
    while (last < first->last && !since_takes(&walk->since, last + 1))
      last++;
    size_t at = (size_t)(row - first->first) * size;
    if (!check_same(&walk->session.model, &walk->snapshot, row, last, first->results + at,
                    second->results + at, fault))
      return false;
    row = last;
  }
  return true;
}

/* The same range of the second pool, compared. */
static bool compare_second(Way *way, const PoolRange *first, int64_t number, Fault *fault) {
  if (!way->second) return true;
  if (way->plan->double_entry == SETTLE_SAMPLE && number % SAMPLE_STRIDE != 0) return true;
  PoolRange second;
  int got = pool_next(way->second, &second, fault);
  if (got < 0) return false;
  if (got == 0 || second.first != first->first || second.last != first->last)
    return fault_set(fault, EXIT_DEFECT, "E754", "the second settlement lost its place");
  bool same = compare_rows(way->walk, first, &second, fault);
  pool_release(way->second, &second);
  return same;
}

/* --- a range --- */

static bool store_flag(Way *way, const PoolRange *range, const json_t *item, int64_t row,
                       Fault *fault) {
  Walk *walk = way->walk;
  char id[24];
  uint16_t county;
  if (row < range->first || row > range->last)
    return fault_set(fault, EXIT_DEFECT, "E752", "the worker flagged a case that it was not given");
  memcpy(&county, snapshot_row(&walk->snapshot, row) + walk->snapshot.at.county, sizeof county);
  snprintf(id, sizeof id, "%lld", (long long)snapshot_case(&walk->snapshot, row));
  return runwriter_flag(walk->writer, field_text(item, "flag"), "case", id,
                        json_string_value(json_array_get(walk->snapshot.counties, county - 1U)),
                        field_text(item, "reason"), fault);
}

/* An entry has a flag, a reason, and the rows as one text of numbers. */
static bool store_flags(Way *way, const PoolRange *range, Fault *fault) {
  Walk *walk = way->walk;
  size_t i;
  json_t *item;
  if (!walk->writer || range->first < walk->run.next_position) return true;
  json_array_foreach(range->flags, i, item) {
    const char *at = field_text(item, "rows");
    while (*at) {
      char *end;
      long long row = strtoll(at, &end, 10);
      if (end == at)
        return fault_set(fault, EXIT_DEFECT, "E752", "the worker's flagged cases cannot be");
      if (!store_flag(way, range, item, row, fault)) return false;
      at = *end == ' ' ? end + 1 : end;
    }
  }
  return true;
}

static bool tell_short(const Way *way, const PoolRange *range, Fault *fault) {
  size_t i;
  json_t *item;
  if (!way->plan->each_short) return true;
  json_array_foreach(range->shortfall, i, item) {
    json_int_t row;
    ShortCase given = {.threshold = NAN};
    if (json_unpack(item, "{s:I,s:F,s:F,s?F,s?s}", "row", &row, "part", &given.part, "whole",
                    &given.whole, "limit", &given.threshold, "group", &given.group) != 0 ||
        row < range->first || row > range->last)
      return fault_set(fault, EXIT_DEFECT, "E752", "the worker's rows of a target cannot be");
    given.row = row;
    way->plan->each_short(way->plan->short_data, &given);
  }
  return true;
}

/* Ends the piece when it is large enough, or when the walk ends here. */
static bool end_piece(Way *way, int64_t next, bool now, Fault *fault) {
  Walk *walk = way->walk;
  if (!way->open || (!now && way->written < PIECE_ROWS)) return true;
  walk->run.done = walk->summary.run.done;
  walk->run.failed = walk->summary.run.failed;
  way->open = false;
  way->written = 0;
  return runwriter_checkpoint(walk->writer, &walk->run, next, fault);
}

static bool take_range(Way *way, const PoolRange *range, int64_t number, Fault *fault) {
  Walk *walk = way->walk;
  size_t size = walk->session.model.results.size;
  if (!compare_second(way, range, number, fault)) return false;
  for (int64_t row = range->first; row <= range->last; row++) {
    const char *bytes = range->results + (size_t)(row - range->first) * size;
    if (!take_result(way, range, row, bytes, fault)) return false;
    if ((row & 2047) == 0 &&
        (!pool_tend(way->first, fault) || (way->second && !pool_tend(way->second, fault))))
      return false;
  }
  return sums_add(&walk->sums, range->sums, json_array_size(walk->snapshot.counties), fault) &&
         store_flags(way, range, fault) && tell_short(way, range, fault);
}

/* Ctrl-C ends the piece at hand, so that nothing that was settled is lost. */
static bool interrupted(Way *way, Fault *fault) {
  return end_piece(way, way->reached, true, fault) &&
         fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted after %lld of %lld cases",
                   (long long)way->walk->run.next_position, (long long)way->walk->snapshot.count);
}

static bool walk_pools(Way *way, Fault *fault) {
  const SettleProgress *progress = &way->plan->progress;
  int64_t number = 0;
  for (;; number++) {
    PoolRange range;
    int got = pool_next(way->first, &range, fault);
    if (got < 0) {
      if (fault->exit != EXIT_INTERRUPTED) return false;
      return interrupted(way, fault);
    }
    if (got == 0) return end_piece(way, way->walk->snapshot.count, true, fault);
    bool ok = take_range(way, &range, number, fault);
    pool_release(way->first, &range);
    if (!ok) return false;
    way->reached = range.last + 1;
    if (stop_asked()) return interrupted(way, fault);
    if (!end_piece(way, way->reached, false, fault)) return false;
    if (progress->tell)
      progress->tell(progress->data, range.last + 1, way->walk->snapshot.count,
                     way->walk->summary.run.failed);
  }
}

static Pool *open_pool(const Walk *walk, const WalkPlan *plan, bool second, Fault *fault) {
  PoolOptions options = {.files = &walk->session.files,
                         .model = &walk->session.model,
                         .snapshot = &walk->snapshot,
                         .jobs = plan->jobs,
                         .jit = plan->jit && !second,
                         .marking = plan->marking,
                         .shortfall = second ? NULL : plan->shortfall,
                         .aggregate_day = second ? INT32_MIN : plan->aggregate_day,
                         .stride =
                             second && plan->double_entry == SETTLE_SAMPLE ? SAMPLE_STRIDE : 1,
                         .stall_seconds = STALL_SECONDS,
                         .taken = walk->since.taken.rows ? &walk->since.taken : NULL};
  return pool_open(&options, 0, fault);
}

bool walk_ranges(Walk *walk, const WalkPlan *plan, Fault *fault) {
  Way way = {.walk = walk, .plan = plan};
  if (walk->hash) hash_finish(walk->hash, NULL);
  walk->hash = hash_new();
  walk->since.prints.results = 0;
  sums_free(&walk->sums);
  way.first = open_pool(walk, plan, false, fault);
  bool ok = way.first != NULL;
  if (ok && plan->double_entry != SETTLE_SINGLE) {
    way.second = open_pool(walk, plan, true, fault);
    ok = way.second != NULL;
  }
  ok = ok && walk_pools(&way, fault);
  pool_close(way.first);
  pool_close(way.second);
  return ok;
}

/* --- the end --- */

static int compare_bad(const void *left, const void *right) {
  const BadCase *a = left, *b = right;
  return a->case_id < b->case_id ? -1 : a->case_id > b->case_id;
}

static bool store_bad_cases(Walk *walk, Fault *fault) {
  Snapshot *snapshot = &walk->snapshot;
  if (snapshot->bad_count)
    qsort(snapshot->bad, snapshot->bad_count, sizeof *snapshot->bad, compare_bad);
  for (size_t i = 0; i < snapshot->bad_count; i++) {
    char reason[256];
    snprintf(reason, sizeof reason, "%s %s", snapshot->bad[i].code, snapshot->bad[i].reason);
    Settlement failed = {.case_id = snapshot->bad[i].case_id, .failed = true, .reason = reason};
    if (!runwriter_add(walk->writer, &failed, fault)) return false;
    since_add(&walk->since, &failed, walk->session.model.layer_count);
    Fault why = {0};
    fault_set(&why, EXIT_DATA, snapshot->bad[i].code, "%s", snapshot->bad[i].reason);
    note_failure(&walk->summary, reason, &why, failed.case_id);
    hash_add(walk->hash, &failed.case_id, sizeof failed.case_id);
    walk->run.failed++;
    walk->run.done++;
  }
  return true;
}

bool walk_finish(Walk *walk, int32_t day, Fault *fault) {
  if (!runwriter_begin(walk->writer, fault) || !store_bad_cases(walk, fault) ||
      !registers_add(walk, day, fault) || !figures_store(walk, day, fault) ||
      !fingerprints_save(&walk->since.prints, walk->store, walk->run.id, fault) ||
      !runs_hash_record(walk->store, walk->run.id, walk->hash, fault))
    return false;
  hash_finish(walk->hash, walk->run.result_hash);
  walk->hash = NULL;
  return runwriter_finish(walk->writer, &walk->run, fault);
}

bool walk_close(Walk *walk, Fault *fault) {
  runwriter_close(walk->writer);
  sums_free(&walk->sums);
  if (walk->hash) hash_finish(walk->hash, NULL);
  since_close(&walk->since);
  snapshot_close(&walk->snapshot);
  bool ok = store_close(walk->store, fault);
  session_close(&walk->session);
  *walk = (Walk){.snapshot.region.fd = -1};
  return ok;
}
