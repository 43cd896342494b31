/* The steps of a check: which places differ, the probe of each, the report. */
#include "job/checking.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "eval/session.h"

enum { STEP_SECONDS = 30, WATCHED_SECONDS = 120 };

static json_t *request(const CheckAsk *ask, const char *step) {
  json_t *made = json_pack("{s:s,s:s}", "op", "check", "step", step);
  if (ask->county_count) {
    json_t *codes = json_array();
    for (int i = 0; i < ask->county_count; i++)
      json_array_append_new(codes, json_string(ask->counties[i]));
    json_object_set_new(made, "counties", codes);
  }
  if (ask->on) json_object_set_new(made, "on", json_string(ask->on));
  return made;
}

/* A worker that did not answer in time is asked again, bill by bill: so the rule is named. */
static json_t *probe_place(Session *session, const CheckAsk *ask, json_t *place, Fault *fault) {
  json_t *plain = request(ask, "probe");
  json_object_set(plain, "place", place);
  json_t *watched = json_deep_copy(plain);
  json_object_set_new(watched, "watched", json_true());
  json_t *told = link_ask(session->link, plain, STEP_SECONDS, fault);
  if (!told && (strcmp(fault->code, "E323") == 0 || strcmp(fault->code, "E325") == 0)) {
    fault_clear(fault);
    return session_ask(session, watched, WATCHED_SECONDS, fault);
  }
  json_decref(watched);
  if (!told) rulefiles_place(&session->files, fault);
  return told;
}

static bool probe_all(Session *session, const CheckAsk *ask, json_t *units, CheckCounts *counts,
                      Fault *fault) {
  size_t i;
  json_t *unit;
  json_array_foreach(units, i, unit) {
    const char *name = json_string_value(json_object_get(unit, "name"));
    if (ask->tell) ask->tell(ask->data, name ? name : "", i, json_array_size(units));
    json_t *place = json_array_get(json_object_get(unit, "places"), 0);
    json_t *told = probe_place(session, ask, place, fault);
    if (!told) return false;
    counts->bills += json_integer_value(json_object_get(told, "bills"));
    counts->places++;
    json_object_update(unit, told);
    json_decref(told);
  }
  return true;
}

static void put_folder(const char *folder, json_t *findings) {
  size_t i;
  json_t *finding;
  json_array_foreach(findings, i, finding) {
    const char *file = json_string_value(json_object_get(finding, "file"));
    if (!file) continue;
    Buffer whole = {0};
    buffer_format(&whole, "%s%s", folder, file);
    json_object_set_new(finding, "file", json_string(whole.data));
    buffer_free(&whole);
  }
}

static json_t *ask_all(Session *session, const CheckAsk *ask, CheckCounts *counts, Fault *fault) {
  json_t *reply = session_ask(session, request(ask, "places"), STEP_SECONDS, fault);
  if (!reply) return NULL;
  json_t *units = json_incref(json_object_get(reply, "units"));
  json_decref(reply);
  json_t *report = NULL;
  if (probe_all(session, ask, units, counts, fault)) {
    json_t *last = request(ask, "report");
    json_object_set(last, "units", units);
    report = session_ask(session, last, STEP_SECONDS, fault);
  }
  json_decref(units);
  if (report) put_folder(session->files.folder, json_object_get(report, "findings"));
  return report;
}

static bool know_counties(const Session *session, const CheckAsk *ask, Fault *fault) {
  for (int i = 0; i < ask->county_count; i++) {
    if (model_jurisdiction(&session->model, ask->counties[i])) continue;
    fault_set(fault, EXIT_USAGE, "E252", "there are no rules for the county %s", ask->counties[i]);
    fault_hint(fault, "give the code of a jurisdiction that has a file");
    return false;
  }
  return true;
}

json_t *checking_run(const CheckAsk *ask, CheckCounts *counts, Fault *fault) {
  Session session;
  *counts = (CheckCounts){0};
  if (!session_open(&session, ask->folder, true, fault)) return NULL;
  json_t *report =
      know_counties(&session, ask, fault) ? ask_all(&session, ask, counts, fault) : NULL;
  session_close(&session);
  return report;
}
