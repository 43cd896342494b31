/* The register of runs. */
#include "data/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "data/views.h"

/* --- reading --- */

static const char run_columns[] =
    "SELECT run_id, year, counties, status, rules_hash, data_hash, result_hash, engine, options, "
    "started_at, finished_at, cases_total, cases_done, cases_failed, next_position FROM run ";

static void copy_text(Query *query, int column, char *out, size_t room) {
  const char *text = query_text(query, column, NULL);
  snprintf(out, room, "%s", text ? text : "");
}

static void read_run(Query *query, Run *run) {
  *run = (Run){.id = query_int(query, 0), .year = (int)query_int(query, 1)};
  copy_text(query, 2, run->counties, sizeof run->counties);
  copy_text(query, 3, run->status, sizeof run->status);
  copy_text(query, 4, run->rules_hash, sizeof run->rules_hash);
  copy_text(query, 5, run->data_hash, sizeof run->data_hash);
  copy_text(query, 6, run->result_hash, sizeof run->result_hash);
  copy_text(query, 7, run->engine, sizeof run->engine);
  copy_text(query, 8, run->options, sizeof run->options);
  copy_text(query, 9, run->started, sizeof run->started);
  copy_text(query, 10, run->finished, sizeof run->finished);
  run->total = query_int(query, 11);
  run->done = query_int(query, 12);
  run->failed = query_int(query, 13);
  run->next_position = query_int(query, 14);
}

static Query *query_runs(Store *store, const char *rest, Fault *fault) {
  Buffer sql = {0};
  buffer_format(&sql, "%s%s", run_columns, rest);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static void hint_runs(Store *store, Fault *fault) {
  Fault ignored = {0};
  Query *query = store_query(store,
                             "SELECT group_concat(run_id, ', ') FROM (SELECT run_id FROM run ORDER "
                             "BY run_id DESC LIMIT 12)",
                             &ignored);
  const char *list = query && query_step(query, &ignored) == 1 ? query_text(query, 0, NULL) : NULL;
  if (list)
    fault_hint(fault, "there are the runs %s; `guize runs` lists them", list);
  else
    fault_hint(fault, "nothing was settled yet; begin with `guize run`");
  query_free(query);
}

/* 1 found, 0 not, -1 fault. */
static int first_run(Store *store, const char *rest, int64_t bound, Run *run, Fault *fault) {
  Query *query = query_runs(store, rest, fault);
  if (!query) return -1;
  if (bound) query_bind_int(query, 1, bound);
  int step = query_step(query, fault);
  if (step == 1) read_run(query, run);
  query_free(query);
  return step;
}

bool runs_get(Store *store, int64_t id, Run *run, Fault *fault) {
  int found = first_run(store, "WHERE run_id = ?", id, run, fault);
  if (found == 0) {
    fault_set(fault, EXIT_DATA, "E420", "there is no run %lld", (long long)id);
    hint_runs(store, fault);
  }
  return found == 1;
}

bool runs_unfinished(Store *store, Run *run, Fault *fault) {
  int found =
      first_run(store, "WHERE status = 'running' ORDER BY run_id DESC LIMIT 1", 0, run, fault);
  if (found == 0) fault_set(fault, EXIT_DATA, "E421", "there is no interrupted run to go on with");
  return found == 1;
}

bool runs_each(Store *store, void (*each)(const Run *run, void *data), void *data, Fault *fault) {
  Query *query = query_runs(store, "ORDER BY run_id", fault);
  if (!query) return false;
  int step;
  Run run;
  while ((step = query_step(query, fault)) == 1) {
    read_run(query, &run);
    each(&run, data);
  }
  query_free(query);
  return step == 0;
}

/* --- beginning --- */

static bool insert_run(Store *store, Run *run, Fault *fault) {
  clock_utc(run->started);
  snprintf(run->status, sizeof run->status, "running");
  Query *query = store_query(store,
                             "INSERT INTO run (year, counties, status, rules_hash, engine, "
                             "data_hash, options, cases_total, started_at) VALUES (?, ?, "
                             "'running', ?, ?, ?, ?, ?, ?)",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, run->year);
  query_bind_text(query, 2, run->counties, -1);
  query_bind_text(query, 3, run->rules_hash, -1);
  query_bind_text(query, 4, run->engine, -1);
  query_bind_text(query, 5, run->data_hash, -1);
  query_bind_text(query, 6, run->options, -1);
  query_bind_int(query, 7, run->total);
  query_bind_text(query, 8, run->started, -1);
  bool ok = query_run(query, fault);
  query_free(query);
  if (ok) run->id = store_last_id(store);
  return ok;
}

static bool insert_layers(Store *store, int64_t id, const RunLayer *layers, size_t count,
                          Fault *fault) {
  Query *query = store_query(store,
                             "INSERT INTO run_layer (run_id, position, name, title, fund, "
                             "reimburses) VALUES (?, ?, ?, ?, ?, ?)",
                             fault);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < count; i++) {
    query_bind_int(query, 1, id);
    query_bind_int(query, 2, (int64_t)i + 1);
    query_bind_text(query, 3, layers[i].name, -1);
    query_bind_text(query, 4, layers[i].title, -1);
    query_bind_text(query, 5, layers[i].fund, -1);
    query_bind_int(query, 6, layers[i].reimburses);
    ok = query_run(query, fault);
  }
  query_free(query);
  return ok;
}

static void bind_optional(Query *query, int n, const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  if (text)
    query_bind_text(query, n, text, -1);
  else
    query_bind_null(query, n);
}

static bool insert_values(Store *store, int64_t id, const json_t *values, Fault *fault) {
  static const char *const texts[] = {"jurisdiction", "name", "key",    "begins", "ends",
                                      "value",        "unit", "source", "file"};
  Query *query = store_query(store,
                             "INSERT INTO run_parameter (run_id, jurisdiction, name, key, begins, "
                             "ends, value, unit, source, file, line, assumed) VALUES (?, ?, ?, ?, "
                             "?, ?, ?, ?, ?, ?, ?, ?)",
                             fault);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < json_array_size(values); i++) {
    const json_t *value = json_array_get(values, i);
    query_bind_int(query, 1, id);
    for (int k = 0; k < 9; k++)
      bind_optional(query, k + 2, value, texts[k]);
    query_bind_int(query, 11, json_integer_value(json_object_get(value, "line")));
    query_bind_int(query, 12, json_is_true(json_object_get(value, "assumed")));
    ok = query_run(query, fault);
  }
  query_free(query);
  return ok;
}

static bool ensure_layers(Store *store, const RunLayer *layers, size_t count, Fault *fault) {
  const char **names = memory_new((count + 1) * sizeof *names);
  for (size_t i = 0; i < count; i++)
    names[i] = layers[i].name;
  bool ok = schema_ensure_layers(store, names, count, fault);
  free(names);
  return ok;
}

bool runs_begin(Store *store, Run *run, const RuleFiles *files, const RunLayer *layers,
                size_t count, const json_t *values, Fault *fault) {
  if (!store_begin(store, fault)) return false;
  bool ok = insert_run(store, run, fault) && rulefiles_save(files, store, run->id, fault) &&
            insert_layers(store, run->id, layers, count, fault) &&
            ensure_layers(store, layers, count, fault) &&
            insert_values(store, run->id, values, fault) && store_commit(store, fault);
  if (!ok) store_rollback(store);
  return ok;
}

static bool hash_rows(Store *store, const char *sql, int64_t id, Hash *hash, Fault *fault) {
  Query *query = store_query(store, sql, fault);
  if (!query) return false;
  query_bind_int(query, 1, id);
  int step, columns = query_columns(query);
  while ((step = query_step(query, fault)) == 1) {
    for (int i = 0; i < columns; i++) {
      size_t size;
      const char *text = query_text(query, i, &size);
      uint64_t length = text ? size : UINT64_MAX; /* a null is not an empty text */
      hash_add(hash, &length, sizeof length);
      if (text) hash_add(hash, text, size);
    }
  }
  query_free(query);
  return step == 0;
}

bool runs_hash_record(Store *store, int64_t id, Hash *hash, Fault *fault) {
  static const char *const queries[] = {
      "SELECT path, text FROM run_rules WHERE run_id = ? ORDER BY path",
      "SELECT position, name, title, fund, reimburses FROM run_layer WHERE run_id = ? ORDER BY 1",
      "SELECT jurisdiction, name, key, begins, ends, value, unit, source, file, line, assumed FROM "
      "run_parameter WHERE run_id = ? ORDER BY 1, 2, 3, 4",
      "SELECT target, county, group_name, group_value, position, county_name, rows, title, unit, "
      "numerator, denominator, threshold, at_least, met, assumed_numerator, threshold_assumed FROM "
      "target_value WHERE run_id = ? ORDER BY 1, 2, 3, 4",
      "SELECT flag, entity, row_id, county, reason FROM flag_row WHERE run_id = ? ORDER BY 1, 2, 3",
  };
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
    if (!hash_rows(store, queries[i], id, hash, fault)) return false;
  return true;
}

bool runs_discard(Store *store, int64_t id, Fault *fault) {
  static const char *const tables[] = {"settlement", "flag_row",  "target_value", "run_parameter",
                                       "run_layer",  "run_rules", "run"};
  if (!store_begin(store, fault)) return false;
  bool ok = true;
  Buffer sql = {0};
  for (size_t i = 0; ok && i < sizeof tables / sizeof *tables; i++) {
    buffer_clear(&sql);
    buffer_format(&sql, "DELETE FROM %s WHERE run_id = %lld", tables[i], (long long)id);
    ok = store_exec(store, sql.data, fault);
  }
  buffer_free(&sql);
  if (ok && store_commit(store, fault)) return true;
  store_rollback(store);
  return false;
}

/* --- writing --- */

struct RunWriter {
  Store *store;
  Query *settlement, *flag, *target, *checkpoint;
  Query *copy;
  int64_t run_id;
  int layers;
};

/* What a settlement has beside the number of its run. */
static void add_columns(Buffer *sql, const RunLayer *layers, size_t count) {
  buffer_add_text(sql, "case_id, self_pay, status, reason, assumed, clamped");
  for (size_t i = 0; i < count; i++)
    buffer_format(sql, ", \"%s\"", layers[i].name);
}

static Query *prepare_copy(Store *store, const RunLayer *layers, size_t count, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "INSERT INTO settlement (run_id, ");
  add_columns(&sql, layers, count);
  buffer_add_text(&sql, ") SELECT ?1, ");
  add_columns(&sql, layers, count);
  buffer_add_text(&sql, " FROM settlement WHERE run_id = ?2 AND case_id BETWEEN ?3 AND ?4");
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static Query *prepare_settlement(Store *store, const RunLayer *layers, size_t count, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "INSERT INTO settlement (run_id, ");
  add_columns(&sql, layers, count);
  buffer_add_text(&sql, ") VALUES (?, ?, ?, ?, ?, ?, ?");
  for (size_t i = 0; i < count; i++)
    buffer_add_text(&sql, ", ?");
  buffer_add_text(&sql, ")");
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

RunWriter *runwriter_open(Store *store, const Run *run, const RunLayer *layers, size_t count,
                          Fault *fault) {
  RunWriter *writer = memory_new(sizeof *writer);
  *writer = (RunWriter){.store = store, .run_id = run->id, .layers = (int)count};
  writer->settlement = prepare_settlement(store, layers, count, fault);
  writer->copy = writer->settlement ? prepare_copy(store, layers, count, fault) : NULL;
  writer->flag = writer->copy
                     ? store_query(store,
                                   "INSERT INTO flag_row (run_id, flag, entity, row_id, county, "
                                   "reason) VALUES (?, ?, ?, ?, ?, ?)",
                                   fault)
                     : NULL;
  writer->target =
      writer->flag
          ? store_query(store,
                        "INSERT INTO target_value (run_id, target, position, county, county_name, "
                        "rows, group_name, group_value, title, unit, numerator, denominator, "
                        "threshold, at_least, met, assumed_numerator, threshold_assumed) VALUES "
                        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        fault)
          : NULL;
  writer->checkpoint =
      writer->target
          ? store_query(store,
                        "UPDATE run SET next_position = ?, cases_done = ?, cases_failed = ? WHERE "
                        "run_id = ? AND next_position = ? AND status = 'running'",
                        fault)
          : NULL;
  if (writer->checkpoint) return writer;
  runwriter_close(writer);
  return NULL;
}

void runwriter_close(RunWriter *writer) {
  if (!writer) return;
  store_rollback(writer->store);
  query_free(writer->settlement);
  query_free(writer->copy);
  query_free(writer->flag);
  query_free(writer->target);
  query_free(writer->checkpoint);
  free(writer);
}

bool runwriter_begin(RunWriter *writer, Fault *fault) {
  return store_begin(writer->store, fault);
}

bool runwriter_add(RunWriter *writer, const Settlement *s, Fault *fault) {
  Query *query = writer->settlement;
  query_bind_int(query, 1, writer->run_id);
  query_bind_int(query, 2, s->case_id);
  query_bind_static(query, 4, s->failed ? "failed" : "ok", s->failed ? 6 : 2);
  if (s->reason)
    query_bind_text(query, 5, s->reason, -1);
  else
    query_bind_null(query, 5);
  query_bind_int(query, 6, s->assumed);
  query_bind_int(query, 7, s->clamped);
  if (s->failed) {
    query_bind_null(query, 3);
    for (int i = 0; i < writer->layers; i++)
      query_bind_null(query, 8 + i);
  } else {
    query_bind_int(query, 3, s->self_pay);
    for (int i = 0; i < writer->layers; i++)
      query_bind_int(query, 8 + i, s->paid[i]);
  }
  return query_run(query, fault);
}

bool runwriter_copy(RunWriter *writer, int64_t from_run, int64_t first_case, int64_t last_case,
                    Fault *fault) {
  query_bind_int(writer->copy, 1, writer->run_id);
  query_bind_int(writer->copy, 2, from_run);
  query_bind_int(writer->copy, 3, first_case);
  query_bind_int(writer->copy, 4, last_case);
  return query_run(writer->copy, fault);
}

bool runwriter_remove(RunWriter *writer, int64_t case_id, Fault *fault) {
  Query *query =
      store_query(writer->store, "DELETE FROM settlement WHERE run_id = ? AND case_id = ?", fault);
  if (!query) return false;
  query_bind_int(query, 1, writer->run_id);
  query_bind_int(query, 2, case_id);
  bool ok = query_run(query, fault);
  query_free(query);
  return ok;
}

/* Keys that are numbers are stored as numbers, so that they join with the rows they mean. */
bool runwriter_flag(RunWriter *writer, const char *flag, const char *entity, const char *row_id,
                    const char *county, const char *reason, Fault *fault) {
  Query *query = writer->flag;
  char *end;
  long long number = strtoll(row_id, &end, 10);
  query_bind_int(query, 1, writer->run_id);
  query_bind_text(query, 2, flag, -1);
  query_bind_text(query, 3, entity, -1);
  if (end != row_id && !*end && strcmp(entity, "division") != 0)
    query_bind_int(query, 4, number);
  else
    query_bind_text(query, 4, row_id, -1);
  query_bind_text(query, 5, county, -1);
  query_bind_text(query, 6, reason, -1);
  return query_run(query, fault);
}

/* Sums are whole numbers; thresholds are stored as they are written in the rules (0.9, 3). */
bool runwriter_target(RunWriter *writer, const TargetValue *v, Fault *fault) {
  Query *query = writer->target;
  query_bind_int(query, 1, writer->run_id);
  query_bind_text(query, 2, v->target, -1);
  query_bind_int(query, 3, v->position);
  query_bind_text(query, 4, v->county, -1);
  query_bind_text(query, 5, v->county_name, -1);
  query_bind_int(query, 6, v->rows);
  query_bind_text(query, 7, v->group_name, -1);
  query_bind_text(query, 8, v->group, -1);
  query_bind_text(query, 9, v->title, -1);
  query_bind_text(query, 10, v->unit, -1);
  query_bind_int(query, 11, (int64_t)v->part);
  query_bind_int(query, 12, (int64_t)v->whole);
  if (v->has_threshold)
    query_bind_real(query, 13, v->threshold);
  else
    query_bind_null(query, 13);
  query_bind_int(query, 14, v->at_least);
  if (v->judged)
    query_bind_int(query, 15, v->met);
  else
    query_bind_null(query, 15);
  query_bind_int(query, 16, (int64_t)v->assumed_part);
  query_bind_int(query, 17, v->threshold_assumed);
  return query_run(query, fault);
}

bool runwriter_checkpoint(RunWriter *writer, Run *run, int64_t next, Fault *fault) {
  Query *query = writer->checkpoint;
  query_bind_int(query, 1, next);
  query_bind_int(query, 2, run->done);
  query_bind_int(query, 3, run->failed);
  query_bind_int(query, 4, run->id);
  query_bind_int(query, 5, run->next_position);
  if (!query_run(query, fault)) return false;
  if (store_changes(writer->store) != 1) {
    store_rollback(writer->store);
    fault_set(fault, EXIT_DATA, "E422", "another process is working on run %lld",
              (long long)run->id);
    fault_hint(fault, "let it finish; nothing of this process's piece was stored");
    return false;
  }
  if (!store_commit(writer->store, fault)) return false;
  run->next_position = next;
  return true;
}

bool runwriter_finish(RunWriter *writer, Run *run, Fault *fault) {
  clock_utc(run->finished);
  Query *query =
      store_query(writer->store,
                  "UPDATE run SET status = 'finished', finished_at = ?, result_hash = ?, "
                  "cases_done = ?, cases_failed = ? WHERE run_id = ? AND status = 'running' "
                  "AND next_position = ?",
                  fault);
  if (!query) return false;
  query_bind_text(query, 1, run->finished, -1);
  query_bind_text(query, 2, run->result_hash, -1);
  query_bind_int(query, 3, run->done);
  query_bind_int(query, 4, run->failed);
  query_bind_int(query, 5, run->id);
  query_bind_int(query, 6, run->next_position);
  bool ok = query_run(query, fault);
  query_free(query);
  if (ok && store_changes(writer->store) != 1)
    ok = fault_set(fault, EXIT_DATA, "E422", "another process is working on run %lld",
                   (long long)run->id);
  if (!ok || !store_commit(writer->store, fault)) return false;
  snprintf(run->status, sizeof run->status, "finished");
  return true;
}
