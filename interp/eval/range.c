/* How rows are cut into ranges. */
#include "eval/range.h"

enum { RANGE_ROWS = 16384, LEAST_ROWS = 512 };

int64_t range_rows(const Snapshot *snapshot) {
  int64_t rows = snapshot->count / 8;
  if (rows > RANGE_ROWS) rows = RANGE_ROWS;
  if (rows < LEAST_ROWS) rows = LEAST_ROWS;
  return rows < snapshot->most_rows ? snapshot->most_rows : rows;
}

int64_t range_end(const Snapshot *snapshot, int64_t first, int64_t rows) {
  int64_t end = first + rows;
  if (end >= snapshot->count) return snapshot->count - 1;
  while (end > first + 1 &&
         snapshot_household(snapshot, end) == snapshot_household(snapshot, end - 1))
    end--;
  return end - 1;
}
