/* Two runs and the ledger, merged by the numbers of the cases. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/money.h"
#include "base/stop.h"
#include "data/adjustments.h"
#include "data/adjustments_ledger.h"

enum { MOST_ROOTS = 64, LOOK_EVERY = 4096 };

/* The columns before the layers: the same in every query of settlements here. */
enum { CASE, STATUS, REASON, PERSON, COUNTY, FIRST_LAYER };

/* One pass over a run. */
typedef struct Side {
  Query *query;
  int step; /* 1: it stands on a case */
  int64_t case_id;
} Side;

typedef struct Comparison {
  Store *store;
  const Run *from, *to;
  const AdjustmentLayers *layers;
  int64_t roots[MOST_ROOTS]; /* the runs that adjustments of the year started from, oldest first */
  int root_count;
  int64_t last, last_to; /* the newest adjustment; 0: there is none */
  bool trusted;          /* FROM needs no comparison with what was paid */
  Side left, right, rows;
  Query *root;
  int64_t due[ADJUSTMENT_MOST_LAYERS], added[ADJUSTMENT_MOST_LAYERS];
} Comparison;

/* --- the ledger --- */

static bool is_root(const Comparison *c, int64_t run) {
  for (int i = 0; i < c->root_count; i++)
    if (c->roots[i] == run) return true;
  return false;
}

static bool add_root(Comparison *c, int64_t run, Fault *fault) {
  if (is_root(c, run)) return true;
  if (c->root_count == MOST_ROOTS)
    return fault_set(fault, EXIT_DATA, "E433",
                     "adjustments of one year start from more than %d runs", MOST_ROOTS);
  c->roots[c->root_count++] = run;
  return true;
}

/* Naming an earlier run again, or runs the wrong way round, must not take back what was paid since. */
static bool superseded(const Comparison *c, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E434",
            "run %lld is behind what was paid: adjustment %lld led to run %lld",
            (long long)c->to->id, (long long)c->last, (long long)c->last_to);
  fault_hint(fault,
             "to take a change back, settle anew by the rules as they were, and name that run");
  return false;
}

static bool read_ledger(Comparison *c, Fault *fault) {
  bool there;
  if (!adjustments_there(c->store, &there, fault)) return false;
  c->trusted = true;
  if (!there) return true;
  Query *query = store_query(c->store,
                             "SELECT a.adjustment_id, a.from_run, a.to_run FROM adjustment a JOIN "
                             "run r ON r.run_id = a.from_run WHERE r.year = ? ORDER BY 1",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, c->from->year);
  int step;
  bool met = false;
  while ((step = query_step(query, fault)) == 1 && add_root(c, query_int(query, 1), fault)) {
    c->last = query_int(query, 0);
    c->last_to = query_int(query, 2);
    met = met || query_int(query, 1) == c->to->id || c->last_to == c->to->id;
  }
  query_free(query);
  c->trusted = !c->last || is_root(c, c->from->id) || c->from->id == c->last_to;
  if (step == 0 && met && c->to->id != c->last_to) return superseded(c, fault);
  return step == 0;
}

/* --- queries --- */

static Query *open_query(const Comparison *c, const char *rest, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT s.case_id, s.status, s.reason, c.person_id, p.county_code");
  for (size_t i = 0; i < c->layers->count; i++)
    buffer_format(&sql, ", s.\"%s\"", c->layers->list[i].name);
  buffer_format(&sql,
                " FROM settlement s LEFT JOIN cases c ON c.case_id = s.case_id LEFT JOIN person p "
                "ON p.person_id = c.person_id WHERE s.run_id = ? %s",
                rest);
  Query *query = store_query(c->store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static bool step_side(Side *side, Fault *fault) {
  side->step = query_step(side->query, fault);
  side->case_id = side->step == 1 ? query_int(side->query, CASE) : INT64_MAX;
  return side->step >= 0;
}

static bool open_side(const Comparison *c, Side *side, int64_t run, Fault *fault) {
  side->query = open_query(c, "ORDER BY s.case_id", fault);
  if (!side->query) return false;
  query_bind_int(side->query, 1, run);
  return step_side(side, fault);
}

static bool open_rows(Comparison *c, Fault *fault) {
  c->rows.case_id = INT64_MAX;
  if (!c->last) return true;
  c->rows.query = store_query(c->store,
                              "SELECT w.case_id, w.layer, sum(w.amount) FROM adjustment_row w JOIN "
                              "adjustment a USING (adjustment_id) JOIN run r ON r.run_id = "
                              "a.from_run WHERE r.year = ? GROUP BY 1, 2 ORDER BY 1",
                              fault);
  if (!c->rows.query) return false;
  query_bind_int(c->rows.query, 1, c->from->year);
  c->root = open_query(c, "AND s.case_id = ? AND s.status = 'ok'", fault);
  return c->root && step_side(&c->rows, fault);
}

/* --- what was paid --- */

/* What the ledger has for a case; cases come in order, and rows of cases that no run has are passed. */
static bool read_added(Comparison *c, int64_t case_id, Fault *fault) {
  memset(c->added, 0, sizeof c->added);
  for (; c->rows.case_id <= case_id && c->rows.step == 1;) {
    const char *layer = query_text(c->rows.query, 1, NULL);
    for (size_t i = 0; c->rows.case_id == case_id && i < c->layers->count; i++)
      if (strcmp(c->layers->list[i].name, layer) == 0) c->added[i] = query_int(c->rows.query, 2);
    if (!step_side(&c->rows, fault)) return false;
  }
  return true;
}

/* The row on which what was paid stands: of the first root that settled the case, else FROM's own.
 * NULL: a fault. `*own`: it is FROM's, and nothing was recorded on another. */
static Query *root_of(Comparison *c, bool *own, Fault *fault) {
  *own = true;
  for (int i = 0; i < c->root_count; i++) {
    if (c->roots[i] == c->from->id) return c->left.query;
    query_reset(c->root);
    query_bind_int(c->root, 1, c->roots[i]);
    query_bind_int(c->root, 2, c->left.case_id);
    int step = query_step(c->root, fault);
    if (step < 0) return NULL;
    if (step == 0) continue;
    *own = false;
    return c->root;
  }
  return c->left.query;
}

static bool not_paid(const Comparison *c, size_t layer, int64_t settled, int64_t paid,
                     Fault *fault) {
  char a[MONEY_ROOM], b[MONEY_ROOM];
  money_format(settled, a, sizeof a, true);
  money_format(paid, b, sizeof b, true);
  fault_set(fault, EXIT_DATA, "E431",
            "run %lld is not what was paid: it gives case %lld %s yuan of %s, paid were %s",
            (long long)c->from->id, (long long)c->left.case_id, a, c->layers->list[layer].title, b);
  fault_hint(fault,
             "the newest adjustment of the year is %lld; name run %lld (what was adjusted since "
             "counts with it) or run %lld (to which that one led)",
             (long long)c->last, (long long)c->roots[0], (long long)c->last_to);
  return false;
}

static bool read_due(Comparison *c, Fault *fault) {
  bool own;
  Query *root = root_of(c, &own, fault);
  if (!root) return false;
  for (size_t i = 0; i < c->layers->count; i++) {
    int column = FIRST_LAYER + (int)i;
    int64_t paid = query_int(root, column) + c->added[i];
    int64_t settled = query_int(c->left.query, column);
    if (!c->trusted && !own && settled != paid) return not_paid(c, i, settled, paid, fault);
    c->due[i] = query_int(c->right.query, column) - paid;
  }
  return true;
}

/* --- the merge --- */

/* Why the case failed in the run on which the side stands; NULL when it did not. */
static const char *failure(const Side *side) {
  const char *status = query_text(side->query, STATUS, NULL);
  if (status && strcmp(status, "ok") == 0) return NULL;
  const char *reason = query_text(side->query, REASON, NULL);
  return reason ? reason : "?";
}

static bool fill_case(Comparison *c, AdjustmentCase *one, Fault *fault) {
  int64_t id = c->left.case_id < c->right.case_id ? c->left.case_id : c->right.case_id;
  *one = (AdjustmentCase){
      .case_id = id, .in_from = c->left.case_id == id, .in_to = c->right.case_id == id};
  const Side *about = one->in_to ? &c->right : &c->left;
  one->person_id = query_int(about->query, PERSON);
  one->county = query_text(about->query, COUNTY, NULL);
  if (!one->county) one->county = "";
  if (one->in_from) one->from_reason = failure(&c->left);
  if (one->in_to) one->to_reason = failure(&c->right);
  if (!read_added(c, id, fault)) return false;
  bool both = one->in_from && one->in_to && !one->from_reason && !one->to_reason;
  if (!both) return true;
  one->due = c->due;
  return read_due(c, fault);
}

static bool merge(Comparison *c, bool (*each)(void *data, const AdjustmentCase *one, Fault *fault),
                  void *data, Fault *fault) {
  for (int64_t count = 1; c->left.step == 1 || c->right.step == 1; count++) {
    AdjustmentCase one;
    if (!fill_case(c, &one, fault) || !each(data, &one, fault)) return false;
    if (one.in_from && !step_side(&c->left, fault)) return false;
    if (one.in_to && !step_side(&c->right, fault)) return false;
    if (count % LOOK_EVERY == 0 && stop_asked())
      return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted; nothing was recorded");
  }
  return true;
}

bool adjustments_compare(Store *store, const Run *from, const Run *to,
                         const AdjustmentLayers *layers,
                         bool (*each)(void *data, const AdjustmentCase *one, Fault *fault),
                         void *data, Fault *fault) {
  Comparison c = {.store = store, .from = from, .to = to, .layers = layers};
  bool ok = read_ledger(&c, fault) && open_side(&c, &c.left, from->id, fault) &&
            open_side(&c, &c.right, to->id, fault) && open_rows(&c, fault) &&
            merge(&c, each, data, fault);
  query_free(c.left.query);
  query_free(c.right.query);
  query_free(c.rows.query);
  query_free(c.root);
  return ok;
}

/* --- layers --- */

static bool add_layer(AdjustmentLayers *layers, Query *query, Fault *fault) {
  const char *name = query_text(query, 0, NULL), *title = query_text(query, 1, NULL),
             *fund = query_text(query, 2, NULL);
  for (size_t i = 0; i < layers->count; i++)
    if (strcmp(layers->list[i].name, name) == 0) return true;
  if (layers->count == ADJUSTMENT_MOST_LAYERS)
    return fault_set(fault, EXIT_DATA, "E433", "the runs have more than %d layers in all",
                     ADJUSTMENT_MOST_LAYERS);
  AdjustmentLayer *layer = &layers->list[layers->count++];
  snprintf(layer->name, sizeof layer->name, "%s", name);
  snprintf(layer->title, sizeof layer->title, "%s", title ? title : name);
  snprintf(layer->fund, sizeof layer->fund, "%s", fund ? fund : "");
  layer->of_runs = query_int(query, 3) != 0;
  layer->reimburses = query_int(query, 4) != 0;
  return true;
}

bool adjustments_layers(Store *store, const Run *from, const Run *to, AdjustmentLayers *layers,
                        Fault *fault) {
  static const char earlier[] = "OR run_id IN (SELECT from_run FROM adjustment UNION SELECT to_run "
                                "FROM adjustment) ";
  bool there;
  *layers = (AdjustmentLayers){0};
  if (!adjustments_there(store, &there, fault)) return false;
  Buffer sql = {0};
  buffer_format(&sql,
                "SELECT name, title, fund, run_id IN (?1, ?2), reimburses FROM run_layer WHERE "
                "run_id IN (?1, "
                "?2) %sORDER BY run_id = ?1 DESC, run_id = ?2 DESC, run_id, position",
                there ? earlier : "");
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  if (!query) return false;
  query_bind_int(query, 1, to->id);
  query_bind_int(query, 2, from->id);
  int step;
  while ((step = query_step(query, fault)) == 1 && add_layer(layers, query, fault)) {
  }
  query_free(query);
  return step == 0;
}
