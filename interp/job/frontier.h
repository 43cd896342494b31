/* Frontier: of the points of a grid those that meet all goals, the cheapest of them, and those to which no
 * other point is preferable (none is at most as dear and at least as good in every goal, and better in
 * one). Every point of the grid is settled: nothing is estimated. */
#ifndef GUIZE_JOB_FRONTIER_H
#define GUIZE_JOB_FRONTIER_H

#include <stdbool.h>
#include <stdint.h>

#include "job/sweep.h"

/* What is known of each point of the grid, in its order. `cheapest`: -1 when no point meets all goals; of
 * equally cheap ones the first. */
typedef struct Frontier {
  bool *meets, *frontier;
  int64_t meeting, on_frontier, cheapest;
} Frontier;

/* Sorts the points of a grid that was run. Freed by frontier_free. */
void frontier_find(Frontier *frontier, const Grid *grid, const Search *search);
void frontier_free(Frontier *frontier);

#endif
