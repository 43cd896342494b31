/* Sums of targets, collected from ranges: part and whole by target, county and group. Whole numbers,
 * so their order does not matter. */
#ifndef GUIZE_EVAL_SUMS_H
#define GUIZE_EVAL_SUMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* One sum. `county`: position in the snapshot's counties, from 1. `group`: "" or a value of `by`. */
typedef struct Sum {
  char *target, *group;
  int county;
  double part, whole, assumed_part;
  int64_t rows;
} Sum;

typedef struct Sums {
  Sum *list; /* sorted by target, county, group */
  size_t count;
} Sums;

/* Adds what a range gave; E752 when it is not what it should be. */
bool sums_add(Sums *sums, const json_t *range, size_t counties, Fault *fault);

/* Adds to one sum. */
void sums_put(Sums *sums, const char *target, int county, const char *group, const Sum *more);

/* The sum; NULL if there is none. */
const Sum *sums_find(const Sums *sums, const char *target, int county, const char *group);

/* Frees what it holds; zeros are fine. */
void sums_free(Sums *sums);

#endif
