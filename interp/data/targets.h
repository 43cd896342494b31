/* The stored figures of a run, read back. */
#ifndef GUIZE_DATA_TARGETS_H
#define GUIZE_DATA_TARGETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/runs.h"
#include "data/store.h"

/* Calls `each` for every figure of a run, by target in the order of the rules, then by county (a
 * prefecture behind its counties), then by group. Texts live during the call. `county`: a code, or
 * NULL for all. */
bool targets_each(Store *store, int64_t run_id, const char *county,
                  void (*each)(const TargetValue *value, void *data), void *data, Fault *fault);

#endif
