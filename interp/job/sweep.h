/* Sweeping: one or two parameters over their ranges, the year settled at every point. */
#ifndef GUIZE_JOB_SWEEP_H
#define GUIZE_JOB_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/search.h"

enum { SEARCH_MOST_AXES = 4 };

/* A grid: parameters, their ranges, and a point for every combination; the last axis runs fastest. */
typedef struct Grid {
  SearchParameter parameters[SEARCH_MOST_AXES];
  SearchRange ranges[SEARCH_MOST_AXES];
  int axes;
  SearchPoint *points;
  int64_t count;
} Grid;

/* Reads the words NAME=FROM..TO[/STEP] of `least` to `most` parameters. E657 when there are more than
 * SEARCH_MOST_POINTS points, E661 when a parameter is named twice. Closed by grid_close, also after a
 * fault. */
bool grid_read(Grid *grid, Search *search, const char *const *words, int count, Fault *fault);
void grid_close(Grid *grid);

/* Settles every point. */
bool grid_run(Grid *grid, Search *search, Fault *fault);

/* The steps along each axis to a point, and the value there. */
void grid_at(const Grid *grid, int64_t point, int64_t steps[SEARCH_MOST_AXES]);
int64_t grid_value(const Grid *grid, int axis, int64_t step);

#endif
