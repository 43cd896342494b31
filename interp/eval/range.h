/* How rows are cut into ranges: whole households, and the same cuts whatever the number of workers. */
#ifndef GUIZE_EVAL_RANGE_H
#define GUIZE_EVAL_RANGE_H

#include <stdint.h>

#include "data/snapshot.h"

/* Most rows of a range: room for the largest household. */
int64_t range_rows(const Snapshot *snapshot);

/* The last row of a range that begins at `first`: at most `rows` rows, ending with a household. */
int64_t range_end(const Snapshot *snapshot, int64_t first, int64_t rows);

#endif
