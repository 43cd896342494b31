/* Curves and heat maps of block characters, readable on 80 columns; for the screen alone. Knows numbers and
 * labels, nothing of what they mean. */
#ifndef GUIZE_CLI_SEARCH_CHART_H
#define GUIZE_CLI_SEARCH_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"

/* Writes a number of the chart for people. */
typedef void ChartWriter(Buffer *out, double value, const void *data);

/* A curve over `count` points. `first`, `last`: labels of the ends; `mark`: where a
 * triangle points from below, in steps from the first point (below 0: nowhere); `line`: a height to be drawn through, if `has_line`. */
typedef struct ChartCurve {
  const char *title, *first, *last;
  const double *values;
  size_t count;
  double mark;
  bool has_line;
  double line;
  ChartWriter *write;
  const void *data;
} ChartCurve;

/* A map of rows by columns, darker for larger. `rows`, `columns`: labels. `yes_no`: values are 0 or 1. */
typedef struct ChartMap {
  const char *title;
  const char *const *rows, *const *columns;
  const double *values; /* row by row */
  size_t row_count, column_count;
  bool yes_no;
  ChartWriter *write;
  const void *data;
} ChartMap;

/* Print them. Of more points than there is room for, some are left out evenly, and that is said. */
void chart_curve(const ChartCurve *curve, FILE *out);
void chart_map(const ChartMap *map, FILE *out);

#endif
