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
  StudyReason reason; /* why most of them fail */
} Lever;

/* The levers, cheapest first, and how many parameters belong to each group; every parameter belongs to one. Tried
 * were those that help when `raised` or when `lowered` (together the list), do `nothing` for the goal either way,
 * can only make it `worse`, or could not be compared since rules fail where they are moved (`failed`). Not tried were
 * those that are read by nothing that pays or measures it (`unread`), that a scenario below scales (`scaled`), and
 * `other` ones that are no numbers: tables of tiers, choices, flags, days. */
typedef struct Levers {
  Lever *list;
  size_t count, tried, raised, lowered, nothing, worse, failed, unread, scaled, other;
  Lever *failing; /* steps on which cases fail that did not before: not compared */
  size_t failing_count;
} Levers;

/* Tries all parameters for the search's first goal. Freed by levers_free, also after a fault. */
bool levers_find(Levers *levers, Search *search, Fault *fault);
void levers_free(Levers *levers);

#endif
