/* The stored figures of a run, read back. */
#include "data/targets.h"

#include "base/memory.h"

static const char sql[] =
    "SELECT target, title, county, county_name, group_name, group_value, unit, rows, numerator, "
    "denominator, assumed_numerator, threshold, at_least, met, threshold_assumed FROM target_value "
    "WHERE run_id = ?1 AND (?2 IS NULL OR county = ?2) ORDER BY position, target, "
    "substr(county, 1, 4), substr(county, 5) = '00', county, group_value <> '', group_value";

static void read_value(Query *query, TargetValue *value) {
  *value = (TargetValue){.target = query_text(query, 0, NULL),
                         .title = query_text(query, 1, NULL),
                         .county = query_text(query, 2, NULL),
                         .county_name = query_text(query, 3, NULL),
                         .group_name = query_text(query, 4, NULL),
                         .group = query_text(query, 5, NULL),
                         .unit = query_text(query, 6, NULL),
                         .rows = query_int(query, 7),
                         .part = (double)query_int(query, 8),
                         .whole = (double)query_int(query, 9),
                         .assumed_part = (double)query_int(query, 10),
                         .has_threshold = !query_null(query, 11),
                         .threshold = query_real(query, 11),
                         .at_least = query_int(query, 12) != 0,
                         .judged = !query_null(query, 13),
                         .met = query_int(query, 13) != 0,
                         .threshold_assumed = query_int(query, 14) != 0};
}

bool targets_each(Store *store, int64_t run_id, const char *county,
                  void (*each)(const TargetValue *value, void *data), void *data, Fault *fault) {
  Query *query = store_query(store, sql, fault);
  if (!query) return false;
  query_bind_int(query, 1, run_id);
  if (county)
    query_bind_text(query, 2, county, -1);
  else
    query_bind_null(query, 2);
  int step;
  TargetValue value;
  while ((step = query_step(query, fault)) == 1) {
    read_value(query, &value);
    each(&value, data);
  }
  query_free(query);
  return step == 0;
}
