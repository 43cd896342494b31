/* A set of rules in force: the texts, the schema, the model, and a worker that answers questions about
 * them. What every job begins with. */
#ifndef GUIZE_EVAL_SESSION_H
#define GUIZE_EVAL_SESSION_H

#include <stdbool.h>

#include "base/fault.h"
#include "data/rulefiles.h"
#include "data/schema.h"
#include "eval/link.h"
#include "eval/model.h"

typedef struct Session {
  RuleFiles files;
  Schema *schema;
  Model model;
  Link *link;
  unsigned restarts; /* of the worker, so far */
} Session;

/* Asks a worker for the schema alone; the caller frees it with schema_free. */
Schema *session_schema(Fault *fault);

/* Loads rules from a folder; faults carry the path as the caller wrote it. */
bool session_open(Session *session, const char *folder, bool jit, Fault *fault);

/* Loads rules whose texts are there already; takes over `files`. */
bool session_open_files(Session *session, RuleFiles *files, bool jit, Fault *fault);

/* Asks the session's worker; one that was lost meanwhile is replaced once. Takes over `request`. */
json_t *session_ask(Session *session, json_t *request, double seconds, Fault *fault);

/* The same in two halves, for those who have other work meanwhile: the request with bytes behind it is sent; then
 * its result is waited for, and should the worker be lost, asked for once more. Both stay the caller's. */
void session_send(Session *session, json_t *request, const Attachment *attached);
json_t *session_wait(Session *session, json_t *request, const Attachment *attached, double seconds,
                     Fault *fault);

/* Puts a new worker with the same rules in place of one that was lost or is not to be waited for. */
bool session_restart(Session *session, Fault *fault);

/* Thresholds of all targets for counties (a JSON list of codes) on a day, with the scenario of the files
 * over the rules; the caller owns the list. */
json_t *session_thresholds(Session *session, json_t *codes, int32_t day, Fault *fault);

/* Ends the worker and frees everything. Zeros are fine. */
void session_close(Session *session);

#endif
