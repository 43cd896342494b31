/* Targets and flags over entities other than cases, for a run: rows of the registers go to the worker
 * of the session, sums come back and join those of the cases. */
#ifndef GUIZE_JOB_REGISTERS_H
#define GUIZE_JOB_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/walk.h"

/* Adds the sums of every entity that a target or flag is over, and stores flagged rows where the walk
 * stores. Only counties of the run count. */
bool registers_add(Walk *walk, int32_t day, Fault *fault);

/* A row of a register that keeps a target from its threshold: its key, its county, what it is of part and
 * whole, the threshold that holds for it (NAN: none), its group or NULL. Texts live during the call. */
typedef struct ShortRow {
  const char *id, *county, *group;
  double part, whole, threshold;
} ShortRow;

/* Calls `each` for the rows of `entity` that keep `target` from its threshold on the day. */
bool registers_short(Walk *walk, const char *entity, const char *target, int32_t day,
                     void (*each)(void *data, const ShortRow *row), void *data, Fault *fault);

#endif
