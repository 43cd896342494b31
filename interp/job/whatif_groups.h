/* Groups of cases for comparisons: which group a row of a snapshot is in, and what the groups are called.
 * Formed on the cases and never on results, so that every side of a comparison has the same. */
#ifndef GUIZE_JOB_WHATIF_GROUPS_H
#define GUIZE_JOB_WHATIF_GROUPS_H

#include "data/snapshot.h"
#include "job/whatif.h"

/* One grouping: the names of its groups. */
typedef struct Grouping {
  WhatifBy by;
  char **names;
  size_t count;
} Grouping;

/* One grouping, or two that are crossed (`across.count` is 0 where they are not). */
typedef struct WhatifGroups {
  Grouping by, across;
} WhatifGroups;

/* Names the groups that `options` asks for. Hospitals are asked for in the study's database. */
bool groups_begin(WhatifGroups *groups, const WhatifOptions *options, Study *study, Fault *fault);

/* How many groups there are, and the two names of one of them ("" for the second where none are crossed). */
size_t groups_count(const WhatifGroups *groups);
void groups_names(const WhatifGroups *groups, size_t group, const char **name, const char **across);

/* The group of a row, below groups_count. */
size_t groups_of_row(const WhatifGroups *groups, const Snapshot *snapshot, int64_t row);

/* Frees the names; zeros are fine. */
void groups_end(WhatifGroups *groups);

#endif
