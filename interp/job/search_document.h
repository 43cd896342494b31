/* What sweep, solve, levers and frontier found, as documents for programs and for `guize report`: schema
 * guize.KIND.v1, money in fen, shares as plain numbers. */
#ifndef GUIZE_JOB_SEARCH_DOCUMENT_H
#define GUIZE_JOB_SEARCH_DOCUMENT_H

#include <jansson.h>

#include "job/frontier.h"
#include "job/levers.h"
#include "job/search.h"
#include "job/solve.h"
#include "job/sweep.h"

/* The documents; the caller owns them. */
json_t *search_document_sweep(Search *search, const Grid *grid);
json_t *search_document_solve(Search *search, const Solution *solution);
json_t *search_document_levers(Search *search, const Levers *levers);
json_t *search_document_frontier(Search *search, const Grid *grid, const Frontier *frontier);

#endif
