/* Levers: every numeric parameter that something reads, moved by one step in the direction that helps a
 * goal, and what a tenth of a point of it costs. Where counties differ, each value is moved from its own. */
#ifndef GUIZE_JOB_LEVERS_H
#define GUIZE_JOB_LEVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/search.h"

/* A parameter that moves the goal's figure. `step` is signed; `moved` is the change of the figure, as a
 * share; `per_tenth`: fen of reimbursing layers for a tenth of a percentage point. `failed`: cases that
 * fail on one side alone or on both. */
typedef struct Lever {
  SearchParameter parameter;
  int64_t step, cost, self_pay, per_tenth, failed;
  double moved;
} Lever;

/* The levers, cheapest first; how many parameters were tried, do nothing for the goal either way, cannot
 * help it; how many are not tried: read by nothing that pays or measures it, or scaled by a scenario below. */
typedef struct Levers {
  Lever *list;
  size_t count, tried, nothing, worse, unread, scaled;
  Lever *failing; /* steps on which cases fail that did not before: not compared */
  size_t failing_count;
} Levers;

/* Tries all parameters for the search's first goal. Freed by levers_free, also after a fault. */
bool levers_find(Levers *levers, Search *search, Fault *fault);
void levers_free(Levers *levers);

#endif
