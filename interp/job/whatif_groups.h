/* Groups of cases for comparisons: which group a row of a snapshot is in, and what the groups are called.
 * Formed on the cases and never on results, so that every side of a comparison has the same. */
#ifndef GUIZE_JOB_WHATIF_GROUPS_H
#define GUIZE_JOB_WHATIF_GROUPS_H

#include "data/snapshot.h"
#include "data/store.h"
#include "eval/model.h"
#include "job/whatif.h"

typedef struct WhatifGroups {
  WhatifBy by;
  char **names;
  size_t count;
} WhatifGroups;

/* Names the groups. `store` is asked for the names of hospitals. */
bool groups_begin(WhatifGroups *groups, WhatifBy by, const Snapshot *snapshot, const Schema *schema,
                  const Model *model, Store *store, Fault *fault);

/* The group of a row, below `count`. */
size_t groups_of_row(const WhatifGroups *groups, const Snapshot *snapshot, int64_t row);

/* Frees the names; zeros are fine. */
void groups_end(WhatifGroups *groups);

#endif
