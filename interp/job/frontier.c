/* Which points of a grid are worth choosing. */
#include "job/frontier.h"

#include <stdlib.h>

#include "base/memory.h"

static bool meets_all(const SearchPoint *point, int goals) {
  for (int i = 0; i < goals; i++)
    if (!point->figures[i].met) return false;
  return point->totals.cases > 0;
}

/* Whether everybody would rather have a than b. */
static bool is_preferable(const Search *search, const SearchPoint *a, const SearchPoint *b) {
  int64_t cheaper = search_cost(b) - search_cost(a);
  if (cheaper < 0) return false;
  bool better = cheaper > 0;
  for (int i = 0; i < search->goal_count; i++) {
    int order = search_goal_compare(&search->goals[i], &a->figures[i], &b->figures[i]);
    if (order < 0) return false;
    better = better || order > 0;
  }
  return better;
}

static bool is_best(const Search *search, const Grid *grid, int64_t point) {
  for (int64_t i = 0; i < grid->count; i++)
    if (is_preferable(search, &grid->points[i], &grid->points[point])) return false;
  return true;
}

void frontier_find(Frontier *frontier, const Grid *grid, const Search *search) {
  *frontier = (Frontier){.meets = memory_new((size_t)grid->count),
                         .frontier = memory_new((size_t)grid->count),
                         .cheapest = -1};
  for (int64_t i = 0; i < grid->count; i++) {
    const SearchPoint *point = &grid->points[i];
    frontier->meets[i] = meets_all(point, search->goal_count);
    frontier->frontier[i] = is_best(search, grid, i);
    frontier->meeting += frontier->meets[i];
    frontier->on_frontier += frontier->frontier[i];
    if (frontier->meets[i] && (frontier->cheapest < 0 ||
                               search_cost(point) < search_cost(&grid->points[frontier->cheapest])))
      frontier->cheapest = i;
  }
}

void frontier_free(Frontier *frontier) {
  free(frontier->meets);
  free(frontier->frontier);
  *frontier = (Frontier){0};
}
