/* What a run takes over from a stored one. A household with a failed case is never taken over: the words of
 * a failure are those of the settlement that met it. */
#include "job/since.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/stop.h"
#include "guize.h"

enum { ASK_SECONDS = 60 };

/* --- the run that it rests on --- */

static bool refuse_base(int64_t base, const char *what, const char *advice, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E445", "nothing can be taken over from run %lld: %s",
            (long long)base, what);
  fault_hint(fault, "%s", advice);
  return false;
}

bool since_base(Store *store, int64_t base, int year, const char *counties, Run *run,
                Fault *fault) {
  if (!runs_get(store, base, run, fault)) return false;
  if (strcmp(run->status, "finished") != 0)
    return refuse_base(base, N_("it is not finished"),
                       N_("let it come to its end with --resume, or name another run"), fault);
  if (year && year != run->year)
    return refuse_base(base, N_("it is of another year"),
                       N_("leave --year out: the year is that of the run"), fault);
  if (counties && strcmp(counties, run->counties) != 0)
    return refuse_base(base, N_("it is of other counties"),
                       N_("leave --county out: the counties are those of the run"), fault);
  return true;
}

/* --- what rules are known by --- */

/* The program and what it evaluates with, and the layers: their order is that of the marks. */
static void add_engine(Hash *hash, const Model *model) {
  hash_add(hash, GUIZE_VERSION, sizeof GUIZE_VERSION);
  for (size_t i = 0; i < embedded_count; i++) {
    const char *end = strrchr(embedded_files[i].name, '.');
    if (end && strcmp(end, ".lua") == 0)
      hash_add(hash, embedded_files[i].data, embedded_files[i].size + 1);
  }
  for (size_t i = 0; i < model->layer_count; i++)
    hash_add(hash, model->layers[i].name, strlen(model->layers[i].name) + 1);
}

static void add_file(Hash *hash, const RuleFiles *files, const char *path) {
  for (size_t i = 0; i < files->count; i++) {
    const RuleFile *file = &files->files[i];
    if (strcmp(file->path, path) != 0) continue;
    uint64_t size = file->size;
    hash_add(hash, path, strlen(path) + 1);
    hash_add(hash, &size, sizeof size);
    hash_add(hash, file->text, file->size);
  }
}

/* The rules of one place, from the list of files that the worker told. */
static uint64_t known_by(const RuleFiles *files, const json_t *list, const char *engine) {
  char text[HASH_TEXT];
  size_t i;
  json_t *path;
  Hash *hash = hash_new();
  hash_add(hash, engine, strlen(engine));
  json_array_foreach(list, i, path) if (json_is_string(path))
      add_file(hash, files, json_string_value(path));
  hash_finish(hash, text);
  return hash_short(text, strlen(text));
}

/* At the position of each county what its rules are known by; the caller frees. NULL: a fault. */
static uint64_t *rules_of(Session *session, const Snapshot *snapshot, Fault *fault) {
  json_t *reply = session_ask(session, json_pack("{s:s}", "op", "sources"), ASK_SECONDS, fault);
  if (!reply) return NULL;
  char engine[HASH_TEXT];
  Hash *hash = hash_new();
  add_engine(hash, &session->model);
  hash_finish(hash, engine);
  uint64_t *rules = memory_new((json_array_size(snapshot->counties) + 1) * sizeof *rules);
  size_t i, k;
  json_t *place, *code;
  json_array_foreach(json_object_get(reply, "places"), i, place) {
    const char *told = json_string_value(json_object_get(place, "code"));
    json_array_foreach(snapshot->counties, k,
                       code) if (told && strcmp(json_string_value(code), told) == 0) rules[k + 1] =
        known_by(&session->files, json_object_get(place, "files"), engine);
  }
  json_decref(reply);
  return rules;
}

/* --- results that are kept --- */

/* A row of `results`: fen a layer, then the two sets of marks, then whether it is stored (of the run's
 * year). */
typedef struct Marks {
  uint32_t assumed, clamped, stored;
} Marks;

static char *kept_at(const Since *since, int64_t row) {
  return since->results + (size_t)row * since->stride;
}

static Marks marks_at(const Since *since, int64_t row) {
  Marks marks;
  memcpy(&marks, kept_at(since, row) + since->model->layer_count * sizeof(int64_t), sizeof marks);
  return marks;
}

static int64_t total_of(const Since *since, int64_t row) {
  double total;
  memcpy(&total, snapshot_row(since->snapshot, row) + since->snapshot->at.total_cost, sizeof total);
  return (int64_t)total;
}

static void put_fen(char *result, size_t offset, int64_t fen) {
  double value = (double)fen;
  memcpy(result + offset, &value, sizeof value);
}

static void put_bits(char *result, size_t offset, uint32_t bits) {
  memcpy(result + offset, &bits, sizeof bits);
}

/* What counts as reimbursed is not kept: the worker works it out. */
static void put_result(const void *data, int64_t row, char *result) {
  const Since *since = data;
  const Model *model = since->model;
  Marks marks = marks_at(since, row);
  int64_t self_pay = total_of(since, row), paid;
  memset(result, 0, model->results.size);
  put_bits(result, model->status, marks.stored ? RESULT_OK : RESULT_OTHER);
  if (!marks.stored) return put_fen(result, model->self_pay, self_pay);
  for (size_t i = 0; i < model->layer_count; i++) {
    memcpy(&paid, kept_at(since, row) + i * sizeof paid, sizeof paid);
    put_fen(result, model->layers[i].offset, paid);
    self_pay -= paid;
  }
  put_fen(result, model->self_pay, self_pay);
  put_bits(result, model->assumed, marks.assumed);
  put_bits(result, model->clamped, marks.clamped);
}

/* --- reading the stored run --- */

/* A case of the snapshot, to be found by its id. */
typedef struct Found {
  int64_t case_id, row;
} Found;

static int compare_found(const void *left, const void *right) {
  const Found *a = left, *b = right;
  return a->case_id < b->case_id ? -1 : a->case_id > b->case_id;
}

/* The reading on its way. `stored`: the cases of the stored run, with their rows, or -1. */
typedef struct Reading {
  Since *since;
  Found *found, *stored;
  size_t count, at, stored_count;
  uint64_t results;
  int64_t paid[MODEL_MOST_LAYERS];
} Reading;

/* Marks the rows whose households are known; gives how many rows. */
static size_t mark_known(Since *since, const Fingerprints *known) {
  const Snapshot *snapshot = since->snapshot;
  size_t household = 0, count = 0;
  bool same = false;
  for (int64_t row = 0; row < snapshot->count; row++) {
    if (row == 0 || snapshot_household(snapshot, row) != snapshot_household(snapshot, row - 1))
      same = fingerprints_has(known, since->prints.list[household++]);
    since->rows[row] = same;
    count += same;
  }
  return count;
}

static void list_found(Reading *reading) {
  const Since *since = reading->since;
  bool sorted = true;
  for (int64_t row = 0; row < since->snapshot->count; row++) {
    if (!since->rows[row]) continue;
    Found *found = &reading->found[reading->count++];
    *found = (Found){snapshot_case(since->snapshot, row), row};
    sorted = sorted && (reading->count < 2 || found[-1].case_id < found->case_id);
  }
  if (!sorted) qsort(reading->found, reading->count, sizeof *reading->found, compare_found);
}

static Query *query_results(const Since *since, Store *store, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT case_id, status, reason, self_pay, assumed, clamped");
  for (size_t i = 0; i < since->model->layer_count; i++)
    buffer_format(&sql, ", \"%s\"", since->model->layers[i].name);
  buffer_add_text(&sql, " FROM settlement WHERE run_id = ? ORDER BY case_id");
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  if (query) query_bind_int(query, 1, since->base);
  return query;
}

/* All rows of a household are evaluated. */
static void give_back(Since *since, int64_t row) {
  const Snapshot *snapshot = since->snapshot;
  int32_t household = snapshot_household(snapshot, row);
  for (int64_t i = row; i >= 0 && snapshot_household(snapshot, i) == household; i--)
    since->rows[i] = 0;
  for (int64_t i = row; i < snapshot->count && snapshot_household(snapshot, i) == household; i++)
    since->rows[i] = 0;
}

static void keep_result(Since *since, int64_t row, const Settlement *stored) {
  size_t size = since->model->layer_count * sizeof *stored->paid;
  Marks marks = {stored->assumed, stored->clamped, 1};
  memcpy(kept_at(since, row), stored->paid, size);
  memcpy(kept_at(since, row) + size, &marks, sizeof marks);
}

/* The row of a stored case, or -1; both lists are in the order of case ids. */
static int64_t find_row(Reading *reading, int64_t case_id) {
  while (reading->at < reading->count && reading->found[reading->at].case_id < case_id)
    reading->at++;
  bool there = reading->at < reading->count && reading->found[reading->at].case_id == case_id;
  return there ? reading->found[reading->at].row : -1;
}

static void take_stored(Reading *reading, const Settlement *stored) {
  int64_t row = find_row(reading, stored->case_id);
  reading->stored[reading->stored_count++] = (Found){stored->case_id, row};
  if (row >= 0 && stored->failed)
    give_back(reading->since, row);
  else if (row >= 0)
    keep_result(reading->since, row, stored);
}

static void read_stored(Reading *reading, Query *query, Settlement *stored) {
  size_t layers = reading->since->model->layer_count;
  *stored = (Settlement){.case_id = query_int(query, 0),
                         .failed = strcmp(query_text(query, 1, NULL), "ok") != 0,
                         .reason = query_text(query, 2, NULL),
                         .self_pay = query_int(query, 3),
                         .assumed = (uint32_t)query_int(query, 4),
                         .clamped = (uint32_t)query_int(query, 5),
                         .paid = reading->paid};
  for (size_t i = 0; i < layers; i++)
    reading->paid[i] = query_int(query, (int)i + 6);
  reading->results += fingerprint_result(stored, layers);
}

static bool read_results(Reading *reading, Store *store, int64_t most, Fault *fault) {
  Query *query = query_results(reading->since, store, fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    Settlement stored;
    if ((int64_t)reading->stored_count == most || stop_asked()) break;
    read_stored(reading, query, &stored);
    take_stored(reading, &stored);
  }
  query_free(query);
  if (step == 1 && stop_asked())
    fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
  else if (step == 1)
    fault_set(fault, EXIT_DATA, "E406", "the database changed while it was read");
  return step == 0;
}

static int64_t count_results(const Since *since, Store *store, Fault *fault) {
  Buffer sql = {0};
  int64_t count = -1;
  buffer_format(&sql, "SELECT count(*) FROM settlement WHERE run_id = %lld",
                (long long)since->base);
  bool ok = store_number(store, sql.data, &count, fault);
  buffer_free(&sql);
  return ok ? count : -1;
}

/* Stored cases that stand side by side and are all taken over are copied at once. */
static void make_stretches(const Reading *reading) {
  Since *since = reading->since;
  bool open = false;
  for (size_t i = 0; i < reading->stored_count; i++) {
    const Found *stored = &reading->stored[i];
    bool takes = stored->row >= 0 && since->rows[stored->row];
    if (takes && !open) {
      since->stretches =
          memory_resize(since->stretches, (since->stretch_count + 1) * sizeof *since->stretches);
      since->stretches[since->stretch_count++].first_case = stored->case_id;
    }
    if (takes) since->stretches[since->stretch_count - 1].last_case = stored->case_id;
    open = takes;
  }
}

/* What is stored must be what was settled: nobody's later hand goes into a new run. */
static bool check_results(const Reading *reading, const Fingerprints *known, Fault *fault) {
  if (reading->results == known->results) return true;
  fault_set(fault, EXIT_DATA, "E446",
            "the settlements of run %lld were changed after it was stored",
            (long long)reading->since->base);
  fault_hint(fault, "`guize verify %lld` says where; settle without --since",
             (long long)reading->since->base);
  return false;
}

static bool take_known(Since *since, const Fingerprints *known, Store *store, Fault *fault) {
  size_t rows = (size_t)since->snapshot->count;
  since->rows = memory_new(rows);
  size_t count = mark_known(since, known);
  if (count == 0) return true;
  since->stride = since->model->layer_count * sizeof(int64_t) + sizeof(Marks);
  since->results = memory_new(rows * since->stride);
  int64_t most = count_results(since, store, fault);
  if (most < 0) return false;
  Reading reading = {.since = since,
                     .found = memory_new(count * sizeof *reading.found),
                     .stored = memory_new((size_t)most * sizeof *reading.stored)};
  list_found(&reading);
  bool ok = read_results(&reading, store, most, fault) && check_results(&reading, known, fault);
  if (ok) make_stretches(&reading);
  free(reading.found);
  free(reading.stored);
  since->taken = (PoolTaken){since->rows, put_result, since};
  return ok;
}

static void begin_counting(Since *since) {
  int32_t most = 0;
  for (int64_t row = 0; row < since->snapshot->count; row++)
    if (snapshot_person(since->snapshot, row) > most) most = snapshot_person(since->snapshot, row);
  since->seen = memory_new((size_t)most + 1);
  since->last_household = -1;
}

bool since_prepare(Since *since, int64_t base, Session *session, const Snapshot *snapshot,
                   Store *store, Fault *fault) {
  *since = (Since){.base = base, .model = &session->model, .snapshot = snapshot};
  uint64_t *rules = rules_of(session, snapshot, fault);
  if (!rules) return false;
  fingerprints_make(&since->prints, snapshot, rules);
  free(rules);
  if (!base) return true;
  begin_counting(since);
  Fingerprints known;
  int found = fingerprints_load(&known, store, base, fault);
  bool ok = found == 0 || (found == 1 && take_known(since, &known, store, fault));
  since->unmarked = found == 0;
  fingerprints_free(&known);
  return ok;
}

/* --- during the walk --- */

bool since_takes(const Since *since, int64_t row) {
  return since->taken.rows && since->taken.rows[row];
}

bool since_copy(const Since *since, RunWriter *writer, Fault *fault) {
  for (size_t i = 0; i < since->stretch_count; i++) {
    const SinceStretch *stretch = &since->stretches[i];
    if (stop_asked()) return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
    if (!runwriter_copy(writer, since->base, stretch->first_case, stretch->last_case, fault))
      return false;
  }
  return true;
}

bool since_same(const Since *since, int64_t row, const Result *result) {
  Marks marks = marks_at(since, row);
  if (!marks.stored) return result->status == RESULT_OTHER;
  return result->status == RESULT_OK && result->assumed == marks.assumed &&
         result->clamped == marks.clamped &&
         memcmp(kept_at(since, row), result->paid,
                since->model->layer_count * sizeof *result->paid) == 0;
}

void since_count(Since *since, int64_t row, bool over) {
  if (!since->seen) return;
  SettleCount *count = over ? &since->over : &since->again;
  int32_t person = snapshot_person(since->snapshot, row);
  int32_t household = snapshot_household(since->snapshot, row);
  count->cases++;
  count->persons += !since->seen[person];
  count->households += household != since->last_household;
  since->seen[person] = true;
  since->last_household = household;
}

void since_add(Since *since, const Settlement *settlement, size_t layers) {
  since->prints.results += fingerprint_result(settlement, layers);
}

void since_close(Since *since) {
  fingerprints_free(&since->prints);
  free(since->rows);
  free(since->results);
  free(since->stretches);
  free(since->seen);
  *since = (Since){0};
}
