/* A year without cases. */
#include "data/noyear.h"

#include <string.h>

static void hint(Query *query, bool counties_named, Fault *fault) {
  const char *first = query_text(query, 0, NULL);
  if (!first)
    fault_hint(fault, "the database has no cases at all; bring some in, or try `guize synth`");
  else if (counties_named && query_int(query, 2))
    fault_hint(fault, "none of persons insured in the counties that were named");
  else if (query_int(query, 3))
    fault_hint(fault, "the cases were settled in %s", first);
  else
    fault_hint(fault, "the cases were settled from %s to %s", first, query_text(query, 1, NULL));
}

bool noyear_refuse(Store *store, int year, bool counties_named, Fault *fault) {
  Query *query = store_query(store,
                             "SELECT min(substr(settled, 1, 4)), max(substr(settled, 1, 4)), "
                             "total(CAST(substr(settled, 1, 4) AS INTEGER) = ?1), "
                             "min(substr(settled, 1, 4)) = max(substr(settled, 1, 4)) FROM cases",
                             fault);
  if (!query) return false;
  query_bind_int(query, 1, year);
  if (query_step(query, fault) == 1) {
    fault_set(fault, EXIT_DATA, "E509", "there are no cases of %d", year);
    hint(query, counties_named, fault);
  }
  query_free(query);
  return false;
}
