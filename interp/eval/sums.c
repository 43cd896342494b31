/* Sums of targets, collected from ranges. */
#include "eval/sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare(const Sum *sum, const char *target, int county, const char *group) {
  int order = strcmp(sum->target, target);
  if (!order) order = (sum->county > county) - (sum->county < county);
  return order ? order : strcmp(sum->group, group);
}

/* Where it is, or where it belongs. */
static size_t place(const Sums *sums, const char *target, int county, const char *group) {
  size_t low = 0, high = sums->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(&sums->list[middle], target, county, group) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

const Sum *sums_find(const Sums *sums, const char *target, int county, const char *group) {
  size_t at = place(sums, target, county, group);
  return at < sums->count && compare(&sums->list[at], target, county, group) == 0 ? &sums->list[at]
                                                                                  : NULL;
}

void sums_put(Sums *sums, const char *target, int county, const char *group, const Sum *more) {
  size_t at = place(sums, target, county, group);
  if (at == sums->count || compare(&sums->list[at], target, county, group) != 0) {
    sums->list = memory_resize(sums->list, (sums->count + 1) * sizeof *sums->list);
    memmove(sums->list + at + 1, sums->list + at, (sums->count - at) * sizeof *sums->list);
    sums->list[at] = (Sum){
        .target = memory_copy_text(target), .county = county, .group = memory_copy_text(group)};
    sums->count++;
  }
  Sum *sum = &sums->list[at];
  sum->part += more->part;
  sum->whole += more->whole;
  sum->assumed_part += more->assumed_part;
  sum->rows += more->rows;
}

static bool is_whole(double x) {
  return fabs(x) <= 9007199254740992.0 && x == floor(x);
}

bool sums_add(Sums *sums, const json_t *range, size_t counties, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(range, i, item) {
    const char *target, *group;
    int county;
    Sum more = {0};
    json_int_t rows;
    if (json_unpack(item, "{s:s,s:s,s:i,s:F,s:F,s:F,s:I}", "target", &target, "group", &group,
                    "county", &county, "part", &more.part, "whole", &more.whole, "assumed_part",
                    &more.assumed_part, "rows", &rows) != 0 ||
        county < 1 || (size_t)county > counties || rows < 0 || !is_whole(more.part) ||
        !is_whole(more.whole) || !is_whole(more.assumed_part))
      return fault_set(fault, EXIT_DEFECT, "E752", "the worker's sums of targets cannot be");
    more.rows = rows;
    sums_put(sums, target, county, group, &more);
  }
  return true;
}

void sums_free(Sums *sums) {
  for (size_t i = 0; i < sums->count; i++) {
    free(sums->list[i].target);
    free(sums->list[i].group);
  }
  free(sums->list);
  *sums = (Sums){0};
}
