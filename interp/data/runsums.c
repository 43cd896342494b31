/* Sums over the settlements of a stored run. */
#include "data/runsums.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

/* Calls `take` for every row of a query whose first parameter is the run. */
static json_t *list_of(Store *store, const char *sql, int64_t run,
                       json_t *(*take)(Query *query, const json_t *layers), const json_t *layers,
                       Fault *fault) {
  Query *query = store_query(store, sql, fault);
  if (!query) return NULL;
  query_bind_int(query, 1, run);
  json_t *list = json_array();
  int step;
  while ((step = query_step(query, fault)) == 1)
    json_array_append_new(list, take(query, layers));
  query_free(query);
  if (step == 0) return list;
  json_decref(list);
  return NULL;
}

static const char *text_of(Query *query, int column) {
  const char *text = query_text(query, column, NULL);
  return text ? text : "";
}

static json_t *take_layer(Query *query, const json_t *layers) {
  (void)layers;
  return json_pack("{s:s,s:s,s:s,s:b}", "name", text_of(query, 0), "title", text_of(query, 1),
                   "fund", text_of(query, 2), "reimburses", query_int(query, 3) != 0);
}

json_t *runsums_layers(Store *store, int64_t run, Fault *fault) {
  return list_of(
      store,
      "SELECT name, title, fund, reimburses FROM run_layer WHERE run_id = ? ORDER BY position", run,
      take_layer, NULL, fault);
}

static json_t *take_county(Query *query, const json_t *layers) {
  json_t *paid = json_object(), *layer;
  json_int_t reimbursed = 0;
  size_t i;
  json_array_foreach(layers, i, layer) {
    json_int_t fen = query_int(query, 6 + (int)i);
    if (json_is_true(json_object_get(layer, "reimburses"))) reimbursed += fen;
    json_object_set_new(paid, json_string_value(json_object_get(layer, "name")), json_integer(fen));
  }
  return json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:o}", "code", text_of(query, 0), "name",
                   text_of(query, 1), "cases", (json_int_t)query_int(query, 2), "failed",
                   (json_int_t)query_int(query, 3), "total", (json_int_t)query_int(query, 4),
                   "self_pay", (json_int_t)query_int(query, 5), "reimbursed", reimbursed, "layers",
                   paid);
}

/* Names of layers are identifiers; they are quoted all the same. */
static void add_column(Buffer *sql, const char *name) {
  buffer_add_text(sql, ", coalesce(sum(s.\"");
  for (; *name; name++)
    buffer_add(sql, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
  buffer_add_text(sql, "\"), 0)");
}

json_t *runsums_counties(Store *store, int64_t run, const json_t *layers, Fault *fault) {
  Buffer sql = {0};
  size_t i;
  json_t *layer;
  buffer_add_text(&sql, "SELECT p.county_code, coalesce(d.name, p.county_code), sum(s.status = "
                        "'ok'), sum(s.status <> 'ok'), "
                        "coalesce(sum(CASE WHEN s.status = 'ok' THEN c.total_cost END), 0), "
                        "coalesce(sum(s.self_pay), 0)");
  json_array_foreach(layers, i, layer)
      add_column(&sql, json_string_value(json_object_get(layer, "name")));
  buffer_add_text(&sql, " FROM settlement s JOIN cases c USING (case_id) JOIN person p USING "
                        "(person_id) LEFT JOIN division d ON d.division_code = p.county_code "
                        "WHERE s.run_id = ? GROUP BY p.county_code ORDER BY p.county_code");
  json_t *list = list_of(store, sql.data, run, take_county, layers, fault);
  buffer_free(&sql);
  return list;
}

static json_t *take_reason(Query *query, const json_t *layers) {
  (void)layers;
  return json_pack("{s:s,s:I,s:I}", "text", text_of(query, 0), "first_case",
                   (json_int_t)query_int(query, 1), "cases", (json_int_t)query_int(query, 2));
}

json_t *runsums_failed(Store *store, int64_t run, Fault *fault) {
  return list_of(store,
                 "SELECT coalesce(reason, ''), min(case_id), count(*) FROM settlement WHERE run_id "
                 "= ? AND status <> 'ok' "
                 "GROUP BY reason ORDER BY count(*) DESC, reason",
                 run, take_reason, NULL, fault);
}

static json_t *take_value(Query *query, const json_t *layers) {
  (void)layers;
  return json_pack("{s:s,s:s,s:s,s:s}", "name", text_of(query, 0), "place", text_of(query, 1),
                   "value", text_of(query, 2), "source", text_of(query, 3));
}

json_t *runsums_assumed(Store *store, int64_t run, Fault *fault) {
  return list_of(store,
                 "SELECT name || CASE WHEN coalesce(key, '') = '' THEN '' ELSE '.' || replace(key, "
                 "'|', '.') END, coalesce(jurisdiction, ''), value, source "
                 "FROM run_parameter v JOIN run r USING (run_id) WHERE run_id = ? AND v.assumed "
                 "AND (begins IS NULL OR begins <= year || '-12-31') AND (ends IS NULL OR ends >= "
                 "year || '-12-31') ORDER BY jurisdiction, name, key",
                 run, take_value, NULL, fault);
}

int64_t runsums_persons(Store *store, int64_t run, Fault *fault) {
  Query *query = store_query(store,
                             "SELECT count(DISTINCT person_id) FROM settlement JOIN cases USING "
                             "(case_id) WHERE run_id = ?",
                             fault);
  if (!query) return -1;
  query_bind_int(query, 1, run);
  int64_t count = query_step(query, fault) == 1 ? query_int(query, 0) : -1;
  query_free(query);
  return count;
}
