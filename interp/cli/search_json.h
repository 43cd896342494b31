/* What sweep, solve, levers and frontier found, as documents for programs and for `guize report`: schema
 * guize.KIND.v1, money in fen, shares as plain numbers. */
#ifndef GUIZE_CLI_SEARCH_JSON_H
#define GUIZE_CLI_SEARCH_JSON_H

#include <jansson.h>

#include "base/fault.h"
#include "job/frontier.h"
#include "job/levers.h"
#include "job/search.h"
#include "job/solve.h"
#include "job/sweep.h"

/* Where a search looks: names for the head of a document. */
typedef struct SearchSource {
  const char *db, *rules;
} SearchSource;

/* The documents; the caller owns them. NULL with a fault when the worker does not answer. */
json_t *search_json_sweep(Search *search, const SearchSource *source, const Grid *grid,
                          Fault *fault);
json_t *search_json_solve(Search *search, const SearchSource *source, const Solution *solution,
                          Fault *fault);
json_t *search_json_levers(Search *search, const SearchSource *source, const Levers *levers,
                           Fault *fault);
json_t *search_json_frontier(Search *search, const SearchSource *source, const Grid *grid,
                             const Frontier *frontier, Fault *fault);

#endif
