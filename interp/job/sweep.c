/* Grids of parameters. */
#include "job/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool check_size(Grid *grid, Fault *fault) {
  grid->count = 1;
  for (int i = 0; i < grid->axes; i++) {
    int64_t points = search_range_points(&grid->ranges[i]);
    grid->count = points > SEARCH_MOST_POINTS ? INT32_MAX : grid->count * points;
    if (grid->count <= SEARCH_MOST_POINTS) continue;
    fault_set(fault, EXIT_USAGE, "E657", "more than %d points", SEARCH_MOST_POINTS);
    fault_hint(fault, "name larger steps, or smaller ranges");
    return false;
  }
  return true;
}

static bool is_new(const Grid *grid, Fault *fault) {
  const char *name = grid->parameters[grid->axes - 1].name;
  for (int i = 0; i + 1 < grid->axes; i++)
    if (strcmp(grid->parameters[i].name, name) == 0)
      return fault_set(fault, EXIT_USAGE, "E661", "%s is named twice", name);
  return true;
}

bool grid_read(Grid *grid, Search *search, const char *const *words, int count, Fault *fault) {
  *grid = (Grid){0};
  for (int i = 0; i < count && i < SEARCH_MOST_AXES; i++) {
    if (!search_parameter_range(search, words[i], false, &grid->parameters[i], &grid->ranges[i],
                                fault))
      return false;
    search_range_fill(grid->parameters[i].unit, &grid->ranges[i]);
    grid->axes++;
    if (!is_new(grid, fault)) return false;
  }
  return check_size(grid, fault);
}

void grid_close(Grid *grid) {
  for (int i = 0; i < grid->axes; i++)
    search_parameter_free(&grid->parameters[i]);
  free(grid->points);
  *grid = (Grid){0};
}

void grid_at(const Grid *grid, int64_t point, int64_t steps[SEARCH_MOST_AXES]) {
  for (int i = grid->axes - 1; i >= 0; i--) {
    int64_t points = search_range_points(&grid->ranges[i]);
    steps[i] = point % points;
    point /= points;
  }
}

int64_t grid_value(const Grid *grid, int axis, int64_t step) {
  return grid->ranges[axis].first + step * grid->ranges[axis].step;
}

bool grid_run(Grid *grid, Search *search, Fault *fault) {
  const SearchParameter *parameters[SEARCH_MOST_AXES];
  for (int i = 0; i < grid->axes; i++)
    parameters[i] = &grid->parameters[i];
  grid->points = memory_new((size_t)grid->count * sizeof *grid->points);
  study_expect(search->study, (int)grid->count);
  for (int64_t point = 0; point < grid->count; point++) {
    int64_t steps[SEARCH_MOST_AXES], values[SEARCH_MOST_AXES];
    grid_at(grid, point, steps);
    for (int i = 0; i < grid->axes; i++)
      values[i] = grid_value(grid, i, steps[i]);
    if (!search_try_values(search, parameters, values, grid->axes, &grid->points[point], fault))
      return false;
  }
  return true;
}
