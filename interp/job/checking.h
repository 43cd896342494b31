/* What can be known about a set of rules without a case: asks a worker step by step, so that no request
 * takes long, and gives its report. */
#ifndef GUIZE_JOB_CHECKING_H
#define GUIZE_JOB_CHECKING_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* What to check. No counties: all; `on` NULL: every day on which something changes. `tell`, maybe
 * NULL, is called before each place that is probed. */
typedef struct CheckAsk {
  const char *folder;
  const char *const *counties;
  int county_count;
  const char *on;
  void (*tell)(void *data, const char *place, size_t done, size_t total);
  void *data;
} CheckAsk;

/* How much was probed. */
typedef struct CheckCounts {
  int64_t bills;
  size_t places;
} CheckCounts;

/* The report { findings = [ … ], notes = [ … ] }; every finding has number, title and message, and
 * may have file (with the folder in front), line, column, width, source, hint, why (it is accepted).
 * Texts are as the worker wrote them: escape them before printing. The caller owns it. NULL with a
 * fault when the rules cannot be loaded, a county is not there (E252), or a rule does not end. */
json_t *checking_run(const CheckAsk *ask, CheckCounts *counts, Fault *fault);

#endif
