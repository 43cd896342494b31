/* Fingerprints of households. */
#include "data/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/memory.h"

static const char table[] =
    "CREATE TABLE IF NOT EXISTS \"run_fingerprint\" (run_id INTEGER PRIMARY KEY REFERENCES run "
    "(run_id) ON DELETE CASCADE, results INTEGER NOT NULL, households BLOB NOT NULL) STRICT";

/* --- making --- */

/* What the numbers of a snapshot stand for, as others know it. */
typedef struct Names {
  uint64_t *diagnoses; /* from 1; 0: none */
  int64_t *hospitals;  /* from 1 */
  const uint64_t *rules;
} Names;

static Names names_of(const Snapshot *snapshot, const uint64_t *rules) {
  size_t i;
  json_t *item;
  Names names = {
      .diagnoses = memory_new((json_array_size(snapshot->diagnoses) + 1) * sizeof *names.diagnoses),
      .hospitals = memory_new((json_array_size(snapshot->hospitals) + 1) * sizeof *names.hospitals),
      .rules = rules};
  json_array_foreach(snapshot->diagnoses, i, item) names.diagnoses[i + 1] =
      hash_short(json_string_value(item), json_string_length(item));
  json_array_foreach(snapshot->hospitals, i, item) names.hospitals[i + 1] =
      json_integer_value(item);
  return names;
}

static uint16_t take_uint16(char *row, size_t at) {
  uint16_t value;
  memcpy(&value, row + at, sizeof value);
  memset(row + at, 0, sizeof value);
  return value;
}

static int32_t take_int32(char *row, size_t at) {
  int32_t value;
  memcpy(&value, row + at, sizeof value);
  memset(row + at, 0, sizeof value);
  return value;
}

/* Adds a row without what depends on the other rows of the snapshot: numbers by position go out, what
 * they stand for goes in; slots of years follow from the days. `first`: the first row of the household. */
static void add_row(Buffer *bytes, const Snapshot *snapshot, const Names *names, int64_t row,
                    int64_t first) {
  const SnapshotOffsets *at = &snapshot->at;
  char *copy = buffer_reserve(bytes, snapshot->row_size);
  memcpy(copy, snapshot_row(snapshot, row), snapshot->row_size);
  bytes->size += snapshot->row_size;
  int32_t original = take_int32(copy, at->refund_of);
  take_int32(copy, at->household);
  take_int32(copy, at->person);
  copy[at->settlement_slot] = copy[at->discharge_slot] = copy[at->admission_slot] = 0;
  int32_t hospital = take_int32(copy, at->hospital);
  uint16_t county = take_uint16(copy, at->county), diagnosis = take_uint16(copy, at->diagnosis);
  uint64_t known[] = {(uint64_t)names->hospitals[hospital], names->diagnoses[diagnosis],
                      names->rules[county],
                      original < 0 ? UINT64_MAX : (uint64_t)(original - first)};
  buffer_add(bytes, known, sizeof known);
}

void fingerprints_make(Fingerprints *prints, const Snapshot *snapshot, const uint64_t *rules) {
  Names names = names_of(snapshot, rules);
  Buffer bytes = {0};
  size_t households = 0;
  for (int64_t row = 0; row < snapshot->count; row++)
    households +=
        row == 0 || snapshot_household(snapshot, row) != snapshot_household(snapshot, row - 1);
  fingerprints_free(prints);
  prints->list = memory_new(households * sizeof *prints->list);
  for (int64_t first = 0, row = 0; row < snapshot->count; first = row) {
    buffer_clear(&bytes);
    for (; row < snapshot->count &&
           snapshot_household(snapshot, row) == snapshot_household(snapshot, first);
         row++)
      add_row(&bytes, snapshot, &names, row, first);
    prints->list[prints->count++] = hash_short(bytes.data, bytes.size);
  }
  buffer_free(&bytes);
  free(names.diagnoses);
  free(names.hospitals);
}

uint64_t fingerprint_result(const Settlement *s, size_t layers) {
  enum { MOST_NUMBERS = 40 };
  int64_t numbers[MOST_NUMBERS] = {s->case_id, s->failed ? 1 : 0, s->assumed, s->clamped};
  size_t count = 4;
  if (s->reason) {
    numbers[count++] = (int64_t)hash_short(s->reason, strlen(s->reason));
  } else {
    numbers[count++] = s->self_pay;
    for (size_t i = 0; i < layers && count < MOST_NUMBERS; i++)
      numbers[count++] = s->paid[i];
  }
  return hash_short(numbers, count * sizeof *numbers);
}

/* --- keeping --- */

bool fingerprints_save(const Fingerprints *prints, Store *store, int64_t run_id, Fault *fault) {
  if (!store_exec(store, table, fault)) return false;
  Query *query = store_query(
      store, "INSERT INTO run_fingerprint (run_id, results, households) VALUES (?, ?, ?)", fault);
  if (!query) return false;
  query_bind_int(query, 1, run_id);
  query_bind_int(query, 2, (int64_t)prints->results);
  query_bind_bytes(query, 3, prints->list, prints->count * sizeof *prints->list);
  bool ok = query_run(query, fault);
  query_free(query);
  return ok;
}

static int compare_numbers(const void *left, const void *right) {
  uint64_t a, b;
  memcpy(&a, left, sizeof a);
  memcpy(&b, right, sizeof b);
  return a < b ? -1 : a > b;
}

static void take_list(Fingerprints *prints, Query *query) {
  size_t size;
  const void *bytes = query_bytes(query, 1, &size);
  prints->results = (uint64_t)query_int(query, 0);
  prints->count = size / sizeof *prints->list;
  prints->list = memory_new(prints->count * sizeof *prints->list);
  if (bytes) memcpy(prints->list, bytes, prints->count * sizeof *prints->list);
  qsort(prints->list, prints->count, sizeof *prints->list, compare_numbers);
}

int fingerprints_load(Fingerprints *prints, Store *store, int64_t run_id, Fault *fault) {
  int64_t there;
  *prints = (Fingerprints){0};
  if (!store_number(store,
                    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = "
                    "'run_fingerprint'",
                    &there, fault))
    return -1;
  if (!there) return 0;
  Query *query =
      store_query(store, "SELECT results, households FROM run_fingerprint WHERE run_id = ?", fault);
  if (!query) return -1;
  query_bind_int(query, 1, run_id);
  int step = query_step(query, fault);
  if (step == 1) take_list(prints, query);
  query_free(query);
  return step;
}

bool fingerprints_has(const Fingerprints *prints, uint64_t number) {
  return prints->count &&
         bsearch(&number, prints->list, prints->count, sizeof number, compare_numbers) != NULL;
}

void fingerprints_free(Fingerprints *prints) {
  free(prints->list);
  prints->list = NULL;
  prints->count = 0;
}
