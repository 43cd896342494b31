/* Targets and flags over entities other than cases, for a run: rows of the registers go to the worker
 * of the session, sums come back and join those of the cases. */
#ifndef GUIZE_JOB_REGISTERS_H
#define GUIZE_JOB_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/walk.h"

/* Adds the sums of every entity that a target or flag is over, and stores flagged rows. Only counties
 * of the run count. */
bool registers_add(Walk *walk, int32_t day, Fault *fault);

#endif
