/* Explaining a case: which year, which rows, what the worker says, and whether it adds up. */
#include "job/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/stop.h"
#include "data/people.h"
#include "data/snapshot.h"
#include "job/walk.h"

enum { EXPLAIN_SECONDS = 30, UNUSABLE_YEAR = 2000 };

/* --- the case and its year --- */

/* What decides the year of a case; a county of "" is a person that is not known. */
typedef struct CaseDays {
  char county[7];
  int32_t settled, discharge, admission;
  bool usable;
} CaseDays;

static bool no_such_case(Store *store, int64_t case_id, Fault *fault) {
  Fault ignored = {0};
  Query *query = store_query(store, "SELECT min(case_id), max(case_id) FROM cases", &ignored);
  fault_set(fault, EXIT_DATA, "E540", "there is no case %lld", (long long)case_id);
  if (query && query_step(query, &ignored) == 1 && !query_null(query, 0))
    fault_hint(fault, "the numbers of the cases go from %lld to %lld",
               (long long)query_int(query, 0), (long long)query_int(query, 1));
  else
    fault_hint(fault, "the database has no cases at all");
  query_free(query);
  return false;
}

static bool day_at(Query *query, int column, int32_t *day) {
  size_t size;
  const char *text = query_text(query, column, &size);
  return text && date_parse(text, size, day);
}

static bool read_days(Store *store, int64_t case_id, CaseDays *days, Fault *fault) {
  Query *query = store_query(store,
                             "SELECT p.county_code, c.settled, c.discharge, c.admission FROM cases "
                             "c LEFT JOIN person p USING (person_id) WHERE c.case_id = ?",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, case_id);
  int step = query_step(query, fault);
  *days = (CaseDays){0};
  if (step == 1) {
    const char *county = query_text(query, 0, NULL);
    if (county) strncpy(days->county, county, 6);
    days->usable = *days->county && day_at(query, 1, &days->settled) &&
                   day_at(query, 2, &days->discharge) && day_at(query, 3, &days->admission);
  }
  query_free(query);
  return step == 1 || (step == 0 && no_such_case(store, case_id, fault));
}

/* The year in which the rules put the case; some year for data of which none can be said. */
static bool find_year(Session *session, const CaseDays *days, const ExplainOptions *options,
                      int *year, Fault *fault) {
  *year = options->run ? options->run->year : options->year ? options->year : UNUSABLE_YEAR;
  if (options->run || options->year || !days->usable) return true;
  json_t *request =
      json_pack("{s:s,s:s,s:i,s:i,s:i,s:O*}", "op", "explain_year", "county", days->county,
                "settled", (int)days->settled, "discharge", (int)days->discharge, "admission",
                (int)days->admission, "scenario", options->scenario);
  json_t *result = session_ask(session, request, EXPLAIN_SECONDS, fault);
  if (!result) return false;
  *year = (int)json_integer_value(json_object_get(result, "year"));
  json_decref(result);
  if (*year >= 1 && *year <= 9999) return true;
  return fault_set(fault, EXIT_DEFECT, "E542", "the worker gave no year");
}

/* --- the rows, as the worker gets them --- */

static json_t *value_at(const LayoutField *field, const char *row) {
  const char *at = row + field->offset;
  double real;
  int32_t whole;
  uint32_t natural;
  uint16_t small;
  switch (field->type) {
    case LAYOUT_DOUBLE: memcpy(&real, at, sizeof real); return json_real(real);
    case LAYOUT_INT32: memcpy(&whole, at, sizeof whole); return json_integer(whole);
    case LAYOUT_UINT32: memcpy(&natural, at, sizeof natural); return json_integer(natural);
    case LAYOUT_UINT16: memcpy(&small, at, sizeof small); return json_integer(small);
    case LAYOUT_UINT8: return json_integer((unsigned char)*at);
    case LAYOUT_BOOL: return json_boolean(*at != 0);
  }
  return json_null();
}

static json_t *rows_of(const Snapshot *snapshot, const Layout *layout) {
  json_t *rows = json_array();
  for (int64_t i = 0; i < snapshot->count; i++) {
    json_t *row = json_object();
    for (size_t k = 0; k < layout->count; k++)
      json_object_set_new(row, layout->fields[k].name,
                          value_at(&layout->fields[k], snapshot_row(snapshot, i)));
    json_array_append_new(rows, row);
  }
  return rows;
}

/* The household as a worker takes it: rows, and what their small numbers stand for. */
static json_t *household_of(const Session *session, const Snapshot *snapshot) {
  return json_pack("{s:o,s:O,s:O,s:O,s:i,s:i,s:i,s:i}", "rows",
                   rows_of(snapshot, &session->model.cases), "counties", snapshot->counties,
                   "diagnoses", snapshot->diagnoses, "hospitals", snapshot->hospitals, "first_year",
                   snapshot->first_year, "years", snapshot->years, "members",
                   snapshot->most_members, "run_year", snapshot->run_year);
}

/* Asks for the accounts of the rows in `targets`, which is taken over; a new list, or NULL. */
static json_t *ask(Session *session, const Snapshot *snapshot, json_t *targets, bool brief,
                   json_t *scenario, Fault *fault) {
  json_t *request = household_of(session, snapshot);
  json_object_set_new(request, "op", json_string("explain"));
  json_object_set_new(request, "targets", targets);
  json_object_set_new(request, "brief", json_boolean(brief));
  if (scenario) json_object_set(request, "scenario", scenario);
  json_t *result = session_ask(session, request, EXPLAIN_SECONDS, fault);
  if (!result) return NULL;
  json_t *list = json_incref(json_object_get(result, "explanations"));
  json_decref(result);
  if (json_is_array(list)) return list;
  json_decref(list);
  fault_set(fault, EXIT_DEFECT, "E542", "the worker gave no explanation");
  return NULL;
}

/* What the worker says must add up: whole fen, the layers and the rest are the total of the case. */
static bool adds_up(const json_t *tree, double total) {
  size_t i;
  json_t *part;
  int64_t sum = json_integer_value(json_object_get(tree, "self_pay"));
  if (!json_is_integer(json_object_get(tree, "self_pay"))) return false;
  json_array_foreach(json_object_get(tree, "parts"), i, part) {
    if (strcmp(json_string_value(json_object_get(part, "kind")) ?: "", "layer") != 0) continue;
    const json_t *amount = json_object_get(part, "amount");
    if (!json_is_integer(amount) || __builtin_add_overflow(sum, json_integer_value(amount), &sum))
      return false;
  }
  return (double)sum == total;
}

static bool check_tree(const Snapshot *snapshot, int64_t row, json_t *tree, Fault *fault) {
  double total;
  const char *status = json_string_value(json_object_get(tree, "status"));
  memcpy(&total, snapshot_row(snapshot, row) + snapshot->at.total_cost, sizeof total);
  if (!status) return fault_set(fault, EXIT_DEFECT, "E542", "the worker gave no explanation");
  bool failed = strcmp(status, "failed") == 0;
  if (!failed && !adds_up(tree, total))
    return fault_set(fault, EXIT_DEFECT, "E542", "the explanation of case %lld does not add up",
                     (long long)snapshot_case(snapshot, row));
  json_object_set_new(tree, "adds_up", json_boolean(!failed));
  return true;
}

/* --- one case --- */

static int64_t find_row(const Snapshot *snapshot, int64_t case_id) {
  for (int64_t i = 0; i < snapshot->count; i++)
    if (snapshot_case(snapshot, i) == case_id) return i;
  return -1;
}

static bool not_there(const Snapshot *snapshot, int64_t case_id, const ExplainOptions *options,
                      Fault *fault) {
  for (size_t i = 0; i < snapshot->bad_count; i++) {
    const BadCase *bad = &snapshot->bad[i];
    if (bad->case_id != case_id) continue;
    fault_set(fault, EXIT_DATA, bad->code, "case %lld cannot be settled: %s", (long long)case_id,
              bad->reason);
    fault_hint(fault, "correct the data; there is nothing to explain as they stand");
    return false;
  }
  if (options->run && *options->run->counties) {
    fault_set(fault, EXIT_DATA, "E541", "case %lld is not in run %lld", (long long)case_id,
              (long long)options->run->id);
    fault_hint(fault, "the run settled the year %d of the counties %s", options->run->year,
               options->run->counties);
    return false;
  }
  return fault_set(fault, EXIT_DATA, "E541", "case %lld is not of the year %d", (long long)case_id,
                   snapshot->run_year);
}

static bool other_year(const json_t *tree, int64_t case_id, int year, Fault *fault) {
  if (json_is_true(json_object_get(tree, "in_year"))) return false;
  long long own = json_integer_value(json_object_get(tree, "year"));
  fault_set(fault, EXIT_DATA, "E541", "case %lld is not of the year %d", (long long)case_id, year);
  if (own) fault_hint(fault, "the rules put it into %lld: --year %lld", own, own);
  return true;
}

static void put_head(json_t *tree, const Session *session, const Snapshot *snapshot,
                     const ExplainOptions *options) {
  json_object_set_new(tree, "schema", json_string("guize.explain.v1"));
  json_object_set_new(tree, "money", json_string("fen"));
  json_object_set_new(tree, "folder", json_string(session->files.folder));
  json_object_set_new(tree, "run_year", json_integer(snapshot->run_year));
  if (options->run) json_object_set_new(tree, "run", json_integer(options->run->id));
}

static bool read_household(Store *store, Session *session, int64_t case_id, int year,
                           const Run *run, Snapshot *snapshot, Fault *fault) {
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  SnapshotScope scope = {0};
  if (run) settle_scope(run, codes, list, &scope);
  scope.year = year;
  scope.household_of = case_id;
  return snapshot_read(snapshot, store, session->schema, &session->model.cases, &scope, fault);
}

static bool explain_in(Session *session, const Snapshot *snapshot, int64_t case_id,
                       const ExplainOptions *options, json_t **tree, Fault *fault) {
  int64_t row = find_row(snapshot, case_id);
  if (row < 0) return not_there(snapshot, case_id, options, fault);
  json_t *list =
      ask(session, snapshot, json_pack("[I]", (json_int_t)row), false, options->scenario, fault);
  if (!list) return false;
  json_t *only = json_incref(json_array_get(list, 0));
  json_decref(list);
  if (check_tree(snapshot, row, only, fault) &&
      !other_year(only, case_id, snapshot->run_year, fault)) {
    put_head(only, session, snapshot, options);
    if (options->household) {
      json_object_set_new(only, "household", household_of(session, snapshot));
      json_object_set_new(only, "row", json_integer(row));
    }
    *tree = only;
    return true;
  }
  json_decref(only);
  return false;
}

bool explain_case(Store *store, Session *session, int64_t case_id, const ExplainOptions *options,
                  json_t **tree, Fault *fault) {
  CaseDays days;
  Snapshot snapshot = {.region.fd = -1};
  int year;
  *tree = NULL;
  if (!read_days(store, case_id, &days, fault) ||
      !find_year(session, &days, options, &year, fault) ||
      !read_household(store, session, case_id, year, options->run, &snapshot, fault))
    return false;
  bool ok = explain_in(session, &snapshot, case_id, options, tree, fault);
  snapshot_close(&snapshot);
  return ok;
}

/* --- every case of a run --- */

/* The stored rows, asked for one by one. */
static Query *query_stored(Store *store, const Session *session, int64_t run_id, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT status, self_pay, assumed, clamped");
  for (size_t i = 0; i < session->model.layer_count; i++)
    buffer_format(&sql, ", \"%s\"", session->model.layers[i].name);
  buffer_add_text(&sql, " FROM settlement WHERE run_id = ? AND case_id = ?");
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  if (query) query_bind_int(query, 1, run_id);
  return query;
}

static int64_t amount_of(const json_t *tree, const char *layer) {
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(tree, "parts"), i, part) {
    const char *name = json_string_value(json_object_get(part, "name"));
    if (name && strcmp(name, layer) == 0)
      return json_integer_value(json_object_get(part, "amount"));
  }
  return 0;
}

/* How an explanation differs from the stored row the query stands on; false: not at all. */
static bool difference(const json_t *tree, Query *stored, const Session *session, char *out,
                       size_t room) {
  bool failed = strcmp(query_text(stored, 0, NULL), "failed") == 0;
  const char *status = json_string_value(json_object_get(tree, "status"));
  if (failed != (strcmp(status, "failed") == 0)) {
    snprintf(out, room, "stored as %s, explained as %s", query_text(stored, 0, NULL), status);
    return true;
  }
  if (failed) return false;
  for (size_t i = 0; i <= session->model.layer_count; i++) {
    bool layer = i < session->model.layer_count;
    const char *name = layer ? session->model.layers[i].name : "self_pay";
    int64_t was = query_int(stored, layer ? (int)i + 4 : 1);
    int64_t now =
        layer ? amount_of(tree, name) : json_integer_value(json_object_get(tree, "self_pay"));
    if (was == now) continue;
    snprintf(out, room, "%s: stored %.2f, explained %.2f", name, (double)was / 100,
             (double)now / 100);
    return true;
  }
  bool marks = query_int(stored, 2) == json_integer_value(json_object_get(tree, "assumed")) &&
               query_int(stored, 3) == json_integer_value(json_object_get(tree, "clamped"));
  if (!marks) snprintf(out, room, "the marks of assumed or clamped layers");
  return !marks;
}

bool explain_stored(Store *store, const Session *session, const Run *run, json_t *tree,
                    Fault *fault) {
  char how[200] = "";
  Query *stored = query_stored(store, session, run->id, fault);
  if (!stored) return false;
  query_bind_int(stored, 2, json_integer_value(json_object_get(tree, "case")));
  int step = query_step(stored, fault);
  bool differs = step == 1 && difference(tree, stored, session, how, sizeof how);
  if (step == 0) snprintf(how, sizeof how, "it is not stored");
  query_free(stored);
  json_object_set_new(tree, "stored",
                      json_pack("{s:b,s:s}", "agrees", step == 1 && !differs, "difference", how));
  return step >= 0;
}

static void count_parts(const json_t *tree, ExplainCheck *check) {
  size_t i;
  json_t *part;
  bool all = true;
  json_array_foreach(json_object_get(tree, "parts"), i, part) {
    const char *shown = json_string_value(json_object_get(part, "shown"));
    all = all && shown && strcmp(shown, "reads") != 0;
  }
  if (!all) check->without_steps++;
}

static bool check_one(Query *stored, const Session *session, const json_t *tree, int64_t case_id,
                      ExplainCheck *check, Fault *fault) {
  char how[200];
  query_bind_int(stored, 2, case_id);
  int step = query_step(stored, fault);
  if (step == 1) {
    check->cases++;
    count_parts(tree, check);
    if (strcmp(query_text(stored, 0, NULL), "failed") == 0) check->failed++;
    if (difference(tree, stored, session, how, sizeof how) && check->differing++ == 0) {
      check->first_case = case_id;
      memcpy(check->first, how, sizeof how);
    }
  }
  query_reset(stored);
  return step >= 0;
}

static bool check_household(Store *store, Session *session, const Run *run, int64_t case_id,
                            Query *stored, ExplainCheck *check, Fault *fault) {
  Snapshot snapshot = {.region.fd = -1};
  if (!read_household(store, session, case_id, run->year, run, &snapshot, fault)) return false;
  json_t *targets = json_array();
  for (int64_t i = 0; i < snapshot.count; i++)
    json_array_append_new(targets, json_integer(i));
  json_t *list = ask(session, &snapshot, targets, true, NULL, fault);
  bool ok = list != NULL;
  for (int64_t i = 0; ok && i < snapshot.count; i++) {
    json_t *tree = json_array_get(list, (size_t)i);
    ok = check_tree(&snapshot, i, tree, fault) &&
         check_one(stored, session, tree, snapshot_case(&snapshot, i), check, fault);
  }
  json_decref(list);
  snapshot_close(&snapshot);
  return ok;
}

bool explain_check(Store *store, Session *session, const Run *run, ExplainCheck *check,
                   void (*tell)(void *data, int64_t done, int64_t total, int64_t failed),
                   void *data, Fault *fault) {
  *check = (ExplainCheck){0};
  Query *households = store_query(
      store,
      "SELECT min(s.case_id) FROM settlement s JOIN cases c USING (case_id) JOIN person p USING "
      "(person_id) WHERE s.run_id = ? GROUP BY coalesce(p.household_id, -p.person_id - 1) ORDER BY "
      "1",
      fault);
  Query *stored = households ? query_stored(store, session, run->id, fault) : NULL;
  bool ok = stored != NULL;
  int step = 0;
  if (ok) query_bind_int(households, 1, run->id);
  while (ok && (step = query_step(households, fault)) == 1) {
    ok = check_household(store, session, run, query_int(households, 0), stored, check, fault);
    if (ok && stop_asked()) ok = fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
    if (tell) tell(data, check->cases, run->done, check->differing);
  }
  query_free(households);
  query_free(stored);
  return ok && step == 0;
}
