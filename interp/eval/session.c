/* A set of rules in force. */
#include "eval/session.h"

#include <string.h>

enum { TELL_SECONDS = 4 };

static Schema *ask_schema(Link *link, Fault *fault) {
  json_t *description =
      link_ask(link, json_pack("{s:s}", "op", "schema"), LINK_LOAD_SECONDS, fault);
  if (!description) return NULL;
  Schema *schema = schema_read(description, fault);
  json_decref(description);
  return schema;
}

Schema *session_schema(Fault *fault) {
  Link *link = link_open(&(LinkOptions){.jit = false}, fault);
  Schema *schema = link ? ask_schema(link, fault) : NULL;
  link_close(link);
  return schema;
}

/* What no hook can stop was ended by the clock, or memory ended: a second worker tells every line
 * before it runs. */
static void find_line(const Session *session, Fault *fault) {
  Fault again = {0};
  Link *link = link_open(&(LinkOptions){.jit = false}, &again);
  json_t *request = rulefiles_request(&session->files, false);
  json_object_set_new(request, "tell", json_true());
  json_t *description = link ? link_ask(link, request, TELL_SECONDS, &again) : NULL;
  if (!description && *again.file) *fault = again;
  json_decref(description);
  link_close(link);
}

static bool load(Session *session, bool jit, Fault *fault) {
  session->link = link_open(&(LinkOptions){.jit = jit}, fault);
  session->schema = session->link ? ask_schema(session->link, fault) : NULL;
  if (!session->schema) return false;
  json_t *description =
      link_ask(session->link, rulefiles_request(&session->files, true), LINK_LOAD_SECONDS, fault);
  if (!description && (strcmp(fault->code, "E323") == 0 || strcmp(fault->code, "E320") == 0))
    find_line(session, fault);
  return description && model_read(&session->model, description, fault);
}

bool session_open_files(Session *session, RuleFiles *files, bool jit, Fault *fault) {
  *session = (Session){.files = *files};
  *files = (RuleFiles){0};
  if (load(session, jit, fault)) return true;
  rulefiles_place(&session->files, fault);
  session_close(session);
  return false;
}

bool session_open(Session *session, const char *folder, bool jit, Fault *fault) {
  RuleFiles files = {0};
  *session = (Session){0};
  if (rulefiles_read(&files, folder, fault)) return session_open_files(session, &files, jit, fault);
  rulefiles_free(&files);
  return false;
}

bool session_restart(Session *session, Fault *fault) {
  session->restarts++;
  link_close(session->link);
  session->link = link_open(&(LinkOptions){.jit = false}, fault);
  json_t *description = session->link
                            ? link_ask(session->link, rulefiles_request(&session->files, false),
                                       LINK_LOAD_SECONDS, fault)
                            : NULL;
  json_decref(description);
  return description != NULL;
}

static bool is_lost(const Fault *fault) {
  static const char *const deaths[] = {"E323", "E324", "E325", "E326"};
  for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++)
    if (strcmp(fault->code, deaths[i]) == 0) return true;
  return false;
}

void session_send(Session *session, json_t *request, const Attachment *attached) {
  Fault found_when_waiting = {0};
  link_send(session->link, json_incref(request), attached, &found_when_waiting);
}

json_t *session_wait(Session *session, json_t *request, const Attachment *attached, double seconds,
                     Fault *fault) {
  const char *operation = json_string_value(json_object_get(request, "op"));
  json_t *result = link_wait(session->link, operation, seconds, fault);
  if (!result && is_lost(fault)) {
    fault_clear(fault);
    if (session_restart(session, fault)) {
      session_send(session, request, attached);
      result = link_wait(session->link, operation, seconds, fault);
    }
  }
  if (!result) rulefiles_place(&session->files, fault);
  return result;
}

json_t *session_ask(Session *session, json_t *request, double seconds, Fault *fault) {
  session_send(session, request, NULL);
  json_t *result = session_wait(session, request, NULL, seconds, fault);
  json_decref(request);
  return result;
}

json_t *session_thresholds(Session *session, json_t *codes, int32_t day, Fault *fault) {
  json_t *request =
      json_pack("{s:s,s:O,s:i}", "op", "thresholds", "counties", codes, "day", (int)day);
  if (session->files.scenario) json_object_set(request, "scenario", session->files.scenario);
  json_t *result = session_ask(session, request, LINK_LOAD_SECONDS, fault);
  if (!result) return NULL;
  json_t *list = json_incref(json_object_get(result, "thresholds"));
  json_decref(result);
  return list;
}

void session_close(Session *session) {
  link_close(session->link);
  model_free(&session->model);
  schema_free(session->schema);
  rulefiles_free(&session->files);
  *session = (Session){0};
}
