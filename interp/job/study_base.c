/* The base of a study: the variant that was run first, by county, from which others take what they cannot
 * change. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/study_inside.h"

void study_forget_base(Study *study) {
  json_decref(study->base);
  free(study->base_totals);
  sums_free(&study->base_sums);
  study->base = NULL;
  study->base_totals = NULL;
}

/* What lies over the base in a variant of the same rules, as a new list; NULL when it is no variant of
 * the base, or nothing is known. */
json_t *study_over_base(const Study *study, const Variant *variant) {
  size_t below = json_array_size(study->base), count = json_array_size(variant->scenario);
  if (!study->base || variant->folder || count < below) return NULL;
  json_t *more = json_array();
  for (size_t i = 0; i < count; i++) {
    json_t *one = json_array_get(variant->scenario, i);
    if (i >= below) {
      json_array_append(more, one);
    } else if (!json_equal(one, json_array_get(study->base, i))) {
      json_decref(more);
      return NULL;
    }
  }
  return more;
}

void study_keep_base(Way *way, const Variant *variant) {
  Study *study = way->study;
  study_forget_base(study);
  study->base = variant->scenario ? json_deep_copy(variant->scenario) : json_array();
  study->base_targets = way->targets && !study->wanted;
  size_t counties = json_array_size(study->snapshot.counties) + 1;
  study->base_totals = memory_new(counties * sizeof *study->base_totals);
  memcpy(study->base_totals, way->counties, counties * sizeof *study->base_totals);
  for (size_t i = 0; i < way->sums.count; i++) {
    const Sum *sum = &way->sums.list[i];
    sums_put(&study->base_sums, sum->target, sum->county, sum->group, sum);
  }
}

void study_take_from_base(Way *way, const uint8_t *touched) {
  Study *study = way->study;
  for (size_t i = 1; i <= json_array_size(study->snapshot.counties); i++)
    if (!touched[i]) way->counties[i] = study->base_totals[i];
  for (size_t i = 0; way->targets && i < study->base_sums.count; i++) {
    const Sum *sum = &study->base_sums.list[i];
    if (!touched[sum->county]) sums_put(&way->sums, sum->target, sum->county, sum->group, sum);
  }
}
