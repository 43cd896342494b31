/* What the cases of a run exercise. */
#include "job/coverage.h"

#include <string.h>

#include "base/date.h"
#include "eval/pool.h"
#include "eval/range.h"
#include "job/walk.h"

enum { RANGE_ROWS = 2000, RANGE_SECONDS = 120 };

static bool open_run(Walk *walk, const char *db, int64_t run_id, Fault *fault) {
  RuleFiles files = {0};
  Schema *schema = session_schema(fault);
  walk->store = schema ? settle_open_store(db, schema, STORE_READ, fault) : NULL;
  schema_free(schema);
  if (!walk->store || !runs_get(walk->store, run_id, &walk->run, fault) ||
      !rulefiles_load(&files, walk->store, run_id, fault) ||
      !session_open_files(&walk->session, &files, false, fault))
    return false;
  char codes[512];
  const char *list[SETTLE_MOST_COUNTIES];
  SnapshotScope scope;
  settle_scope(&walk->run, codes, list, &scope);
  return snapshot_read(&walk->snapshot, walk->store, walk->session.schema,
                       &walk->session.model.cases, &scope, fault);
}

/* A worker that watches, with the rules and the snapshot in it. */
static Link *open_watcher(const Walk *walk, const Region *results, Fault *fault) {
  Link *link = link_open(
      &(LinkOptions){.jit = true, .snapshot = &walk->snapshot.region, .results = results}, fault);
  if (!link) return NULL;
  json_t *request = rulefiles_request(&walk->session.files, false);
  json_object_set_new(request, "coverage", json_true());
  json_t *model = link_ask(link, request, LINK_LOAD_SECONDS, fault);
  json_t *attached =
      model ? link_ask(link, pool_attach_request(&walk->snapshot, false), LINK_LOAD_SECONDS, fault)
            : NULL;
  bool ok = attached != NULL;
  json_decref(model);
  json_decref(attached);
  if (ok) return link;
  link_close(link);
  return NULL;
}

static bool evaluate(const Walk *walk, Link *link, const SettleProgress *progress, Fault *fault) {
  int64_t first = 0, count = walk->snapshot.count;
  int32_t day = date_from(walk->run.year, 12, 31);
  while (first < count) {
    int64_t last = range_end(&walk->snapshot, first, RANGE_ROWS);
    json_t *request =
        json_pack("{s:s,s:I,s:I,s:i,s:i}", "op", "evaluate", "first", (json_int_t)first, "last",
                  (json_int_t)last, "window", (int)RESULT_HEAD_BYTES, "aggregate_day", (int)day);
    json_t *done = link_ask(link, request, RANGE_SECONDS, fault);
    if (!done) return false;
    json_decref(done);
    first = last + 1;
    if (progress->tell) progress->tell(progress->data, first, count, 0);
  }
  return true;
}

static bool watch(Walk *walk, const SettleProgress *progress, json_t **answer, Fault *fault) {
  Region results = {.fd = -1};
  int64_t rows = RANGE_ROWS + walk->snapshot.most_rows;
  size_t size = RESULT_HEAD_BYTES + (size_t)rows * walk->session.model.results.size;
  Link *link = NULL;
  bool ok =
      region_open(&results, "guize-results", size, fault) && region_fix_size(&results, fault) &&
      (link = open_watcher(walk, &results, fault)) != NULL && evaluate(walk, link, progress, fault);
  if (ok)
    *answer = link_ask(link, json_pack("{s:s,s:b}", "op", "coverage", "aggregated", 1),
                       RANGE_SECONDS, fault);
  link_close(link);
  region_close(&results);
  return ok && *answer;
}

bool coverage_of_run(const char *db, int64_t run_id, const SettleProgress *progress,
                     json_t **answer, int64_t *cases, Fault *fault) {
  Walk walk = {.snapshot.region.fd = -1};
  *answer = NULL;
  bool ok = open_run(&walk, db, run_id, fault);
  *cases = walk.snapshot.count;
  ok = ok && watch(&walk, progress, answer, fault);
  if (!ok) rulefiles_place(&walk.session.files, fault);
  walk_close(&walk, &(Fault){0});
  return ok;
}
