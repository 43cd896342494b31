/* How a case came to its amounts: the household of the case is read from the database, evaluated by the
 * session's rules, and told as a tree (JSON, schema "guize.explain.v1"; money in fen). No names: those
 * are in the database alone. Used by `guize explain` and by the prompt. */
#ifndef GUIZE_JOB_EXPLAIN_H
#define GUIZE_JOB_EXPLAIN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "data/runs.h"
#include "data/store.h"
#include "eval/session.h"

/* `year`: of the run, 0: the one in which the rules put the case. `scenario`: list of { path, text }
 * laid over the rules, or NULL. `run`: a stored run whose counties and amounts count, or NULL. */
typedef struct ExplainOptions {
  int year;
  json_t *scenario;
  const Run *run;
  bool household; /* put the household's rows into the tree ("household", and the case's "row") */
} ExplainOptions;

/* Explains a case; *tree is the caller's. A case on which a rule fails is explained too ("status":
 * "failed", with its fault). Faults: E540 no such case, E541 of another year, E5xx unusable data. */
bool explain_case(Store *store, Session *session, int64_t case_id, const ExplainOptions *options,
                  json_t **tree, Fault *fault);

/* Where two trees of one case part ("guize.explain-compare.v1"): "parts", the "first" layer whose
 * amounts differ, "why" (what: parameter, text or read; both sides), "part" (both in one line, see
 * explain_part), "rows" with all amounts. The caller owns it. */
json_t *explain_compare(const json_t *left, const json_t *right);

/* Adds what a tree's parameter or other thing that was read is called, its keys behind it: "报销比例（二级）". */
void explain_title(Buffer *out, const json_t *read);

/* One side of a question about a case: rules, and scenarios over them ([{ path, text }] or NULL). */
typedef struct ExplainSide {
  Session *session;
  json_t *scenario;
} ExplainSide;

/* Where a case parts under two sides, looked at in the year `year` (0: the one in which the left side puts
 * it): { layer, layer_title, parameter, parameter_title, old, new }, texts for people (old_choice and
 * new_choice are the Chinese names of choices). `parameter` (with its keys), `old` and `new` are null where
 * another line of the rule, or a sum, is what differs first; all are null where every layer pays the same.
 * The caller owns *part. Faults as explain_case. */
bool explain_part(Store *store, const ExplainSide *left, const ExplainSide *right, int64_t case_id,
                  int year, json_t **part, Fault *fault);

/* Adds "stored" to the tree of a case of a run: whether the stored settlement has the same amounts. */
bool explain_stored(Store *store, const Session *session, const Run *run, json_t *tree,
                    Fault *fault);

/* What explaining every case of a run found. */
typedef struct ExplainCheck {
  int64_t cases, differing, without_steps, failed;
  int64_t first_case; /* the first that differs */
  char first[200];    /* how */
} ExplainCheck;

/* Explains every settled case of a run and compares each layer with what is stored. `session` holds the
 * run's rules. `tell` (may be NULL) is told of progress. */
bool explain_check(Store *store, Session *session, const Run *run, ExplainCheck *check,
                   void (*tell)(void *data, int64_t done, int64_t total, int64_t failed),
                   void *data, Fault *fault);

#endif
