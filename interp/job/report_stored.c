/* The document of a stored run. Titles of parameters are not stored with a run: they are asked of its
 * rules, which are; a run whose rules this program no longer loads is reported with their names. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/phrase.h"
#include "data/rulefiles.h"
#include "data/runs.h"
#include "data/runsums.h"
#include "data/targets.h"
#include "eval/session.h"
#include "job/report_make.h"

enum { ASK_SECONDS = 20 };

/* --- sums --- */

static void add_sum(json_t *sum, const char *key, const json_t *other) {
  json_int_t old = json_integer_value(json_object_get(sum, key));
  json_object_set_new(sum, key,
                      json_integer(old + json_integer_value(json_object_get(other, key))));
}

static void add_totals(json_t *totals, const json_t *county) {
  static const char *const keys[] = {"cases", "failed", "total", "self_pay", "reimbursed"};
  json_t *paid = json_object_get(totals, "layers"), *value;
  const char *name;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    add_sum(totals, keys[i], county);
  json_t *other = json_object_get(county, "layers");
  json_object_foreach(other, name, value) add_sum(paid, name, other);
}

/* Counties become groups, and their sum the totals. */
static void add_groups(json_t *document, json_t *counties) {
  json_t *groups = json_array(), *names = json_array(), *county;
  json_t *totals = json_pack("{s:i,s:i,s:i,s:i,s:i,s:{}}", "cases", 0, "failed", 0, "total", 0,
                             "self_pay", 0, "reimbursed", 0, "layers");
  size_t i;
  json_array_foreach(counties, i, county) {
    const char *code = json_string_value(json_object_get(county, "code")),
               *name = json_string_value(json_object_get(county, "name"));
    Buffer group = {0};
    buffer_format(&group, "%s %s", code, name);
    json_array_append_new(names, json_pack("{s:s,s:s}", "code", code, "name", name));
    json_array_append_new(groups, json_pack("{s:s,s:O}", "group", group.data, "totals", county));
    add_totals(totals, county);
    buffer_free(&group);
  }
  json_object_set_new(document, "counties", names);
  json_object_set_new(document, "totals", totals);
  json_object_set_new(document, "groups", groups);
}

static void add_target(const TargetValue *v, void *data) {
  if (*v->group) return;
  json_array_append_new(
      data, json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:f,s:o,s:b,s:b,s:b}", "target", v->target, "title",
                      v->title ? v->title : "", "county", v->county, "county_name", v->county_name,
                      "unit", v->unit ? v->unit : "", "part", v->part, "whole", v->whole,
                      "threshold", v->has_threshold ? json_real(v->threshold) : json_null(),
                      "at_least", v->at_least, "judged", v->judged, "met", v->met));
}

/* --- assumed values --- */

/* "basic.ratio.secondary" */
static void add_name(Buffer *out, const json_t *row) {
  const char *name = json_string_value(json_object_get(row, "name")),
             *key = json_string_value(json_object_get(row, "key"));
  buffer_format(out, "%s%s%s", name ? name : "", key && *key ? "." : "", key ? key : "");
  for (size_t i = 0; i < out->size; i++)
    if (out->data[i] == '|') out->data[i] = '.';
}

/* Whether a county of the run lies in the place: a run of one county does not rest on its neighbours. */
static bool is_around(const Model *model, const json_t *counties, const char *path) {
  size_t i;
  json_t *county;
  if (!*path) return true;
  json_array_foreach(counties, i, county) {
    const ModelJurisdiction *at =
        model_jurisdiction(model, json_string_value(json_object_get(county, "code")));
    for (; at; at = model_path(model, at->within))
      if (strcmp(at->path, path) == 0) return true;
  }
  return false;
}

static json_t *assumed_of(const Model *model, const json_t *answer, const json_t *counties) {
  json_t *list = json_array(), *row;
  size_t i;
  json_array_foreach(json_object_get(answer, "values"), i, row) {
    const char *path = json_string_value(json_object_get(row, "path")),
               *place = json_string_value(json_object_get(row, "place")),
               *source = json_string_value(json_object_get(row, "source"));
    if (!json_is_true(json_object_get(row, "assumed")) ||
        !is_around(model, counties, path ? path : ""))
      continue;
    Buffer name = {0};
    add_name(&name, row);
    json_array_append_new(list,
                          json_pack("{s:s,s:O*,s:s,s:s,s:O*,s:s}", "name", name.data, "title",
                                    json_object_get(row, "full"), "place", path ? path : "",
                                    "place_name", place ? place : "", "value",
                                    json_object_get(row, "shown"), "source", source ? source : ""));
    buffer_free(&name);
  }
  return list;
}

/* NULL when the stored rules cannot be loaded any more. */
static json_t *ask_rules(Store *store, const Run *run, const json_t *counties) {
  RuleFiles files = {0};
  Session session = {0};
  Fault ignored = {0};
  json_t *list = NULL;
  if (rulefiles_load(&files, store, run->id, &ignored) &&
      session_open_files(&session, &files, false, &ignored)) {
    json_t *answer = session_ask(
        &session, json_pack("{s:s,s:i}", "op", "params", "day", (int)date_from(run->year, 12, 31)),
        ASK_SECONDS, &ignored);
    if (answer) list = assumed_of(&session.model, answer, counties);
    json_decref(answer);
  }
  session_close(&session);
  return list;
}

/* --- the document --- */

static void say_reasons(json_t *list, bool english) {
  size_t i;
  json_t *reason;
  json_array_foreach(list, i, reason) {
    Buffer text = {0};
    phrase_add_in(&text, json_string_value(json_object_get(reason, "text")), !english);
    json_object_set_new(reason, "text", json_string(text.data ? text.data : ""));
    buffer_free(&text);
  }
}

static void add_head(json_t *document, const Store *store, const Run *run, int64_t persons) {
  const char *path = store_path(store), *slash = strrchr(path, '/');
  json_object_set_new(document, "schema", json_string("guize.run.v1"));
  json_object_set_new(document, "engine", json_string(run->engine));
  json_object_set_new(document, "money", json_string("fen"));
  json_object_set_new(document, "year", json_integer(run->year));
  json_object_set_new(document, "rules",
                      json_pack("{s:s,s:s}", "folder", "", "hash", run->rules_hash));
  json_object_set_new(document, "data",
                      json_pack("{s:s,s:s,s:I,s:I}", "file", slash ? slash + 1 : path, "hash",
                                run->data_hash, "cases", (json_int_t)run->done, "persons",
                                (json_int_t)persons));
  json_object_set_new(document, "run",
                      json_pack("{s:I,s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "id", (json_int_t)run->id,
                                "year", run->year, "started", run->started, "finished",
                                run->finished, "rules_hash", run->rules_hash, "data_hash",
                                run->data_hash, "result_hash", run->result_hash, "engine",
                                run->engine, "options", run->options));
}

static bool fill(json_t *document, Store *store, const Run *run, bool english, Fault *fault) {
  json_t *layers = runsums_layers(store, run->id, fault), *targets = json_array();
  json_t *counties = layers ? runsums_counties(store, run->id, layers, fault) : NULL;
  json_t *failed = counties ? runsums_failed(store, run->id, fault) : NULL;
  int64_t persons = failed ? runsums_persons(store, run->id, fault) : -1;
  bool ok = persons >= 0 && targets_each(store, run->id, NULL, add_target, targets, fault);
  if (ok) {
    add_head(document, store, run, persons);
    add_groups(document, counties);
    say_reasons(failed, english);
    json_t *assumed = ask_rules(store, run, json_object_get(document, "counties"));
    if (!assumed) assumed = runsums_assumed(store, run->id, fault);
    ok = assumed != NULL;
    json_object_set_new(document, "assumed", assumed);
    json_object_set(document, "layers", layers);
    json_object_set(document, "targets", targets);
    json_object_set(document, "failed", failed);
  }
  json_decref(layers);
  json_decref(counties);
  json_decref(failed);
  json_decref(targets);
  return ok;
}

json_t *report_read_run(Store *store, int64_t id, bool english, Fault *fault) {
  Run run;
  if (!runs_get(store, id, &run, fault)) return NULL;
  if (strcmp(run.status, "finished") != 0) {
    fault_set(fault, EXIT_DATA, "E683", "run %lld is not finished", (long long)id);
    fault_hint(fault, "finish it with `guize run --resume`, then report it");
    return NULL;
  }
  json_t *document = json_object();
  if (fill(document, store, &run, english, fault)) return document;
  json_decref(document);
  return NULL;
}
