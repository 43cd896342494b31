/* The figures of a run. */
#include "job/figures.h"

#include <math.h>
#include <string.h>

bool figures_meet(double part, double whole, double threshold, bool at_least) {
  __int128 left = (__int128)(int64_t)part * 1000000;
  __int128 right = (__int128)(int64_t)whole * (int64_t)llround(threshold * 1000000);
  return at_least ? left >= right : left <= right;
}

/* --- counties and the places around them --- */

static size_t position_of(json_t *codes, const char *code) {
  size_t i;
  json_t *known;
  json_array_foreach(codes, i, known) if (strcmp(json_string_value(known), code) == 0) return i + 1;
  json_array_append_new(codes, json_string(code));
  return json_array_size(codes);
}

/* How many places of the sums lie directly within a place; `used`: their codes. */
static int places_within(const Model *model, const json_t *used_codes,
                         const ModelJurisdiction *place) {
  int count = 0;
  for (size_t i = 0; i < model->jurisdiction_count; i++) {
    const ModelJurisdiction *inner = &model->jurisdictions[i];
    if (strcmp(inner->within, place->path) != 0) continue;
    bool used = places_within(model, used_codes, inner) > 0;
    size_t k;
    json_t *code;
    json_array_foreach(used_codes, k, code) used =
        used || strcmp(json_string_value(code), inner->code) == 0;
    count += used;
  }
  return count;
}

/* Adds a county's sum to itself, to the whole of its groups, and to every place around it that holds
 * more than one place of the run: one that holds a single place would only repeat its figures. */
static void add_up(const FigureSource *source, const json_t *used, json_t *codes, Sums *out,
                   const Sum *sum, const char *code) {
  const Model *model = &source->session->model;
  const ModelJurisdiction *place = model_jurisdiction(model, code);
  for (bool own = true; place; own = false, place = model_path(model, place->within)) {
    if (!own && places_within(model, used, place) < 2) continue;
    int position = (int)position_of(codes, place->code);
    sums_put(out, sum->target, position, "", sum);
    if (*sum->group) sums_put(out, sum->target, position, sum->group, sum);
  }
}

static const char *code_of(const FigureSource *source, const Sum *sum) {
  return json_string_value(json_array_get(source->counties, (size_t)sum->county - 1));
}

static void collect(const FigureSource *source, json_t *codes, Sums *out) {
  const Sums *sums = source->sums;
  json_t *used = json_array();
  for (size_t i = 0; i < sums->count; i++)
    position_of(used, code_of(source, &sums->list[i]));
  for (size_t i = 0; i < sums->count; i++)
    add_up(source, used, codes, out, &sums->list[i], code_of(source, &sums->list[i]));
  json_decref(used);
}

/* --- one figure --- */

static int target_position(const Model *model, const char *name) {
  size_t i;
  json_t *target;
  json_array_foreach(json_object_get(model->description, "targets"), i, target) {
    const char *known = json_string_value(json_object_get(target, "name"));
    if (known && strcmp(known, name) == 0) return (int)i + 1;
  }
  return 0;
}

/* What the thresholds' list says of a target in a place. */
static bool read_threshold(const Model *model, const json_t *codes, const json_t *item,
                           TargetValue *value, int *county, Fault *fault) {
  int at_least, assumed;
  if (json_unpack((json_t *)(uintptr_t)item, "{s:s,s:s,s:s,s:i,s:b,s:b}", "target", &value->target,
                  "title", &value->title, "unit", &value->unit, "county", county, "at_least",
                  &at_least, "assumed", &assumed) != 0 ||
      *county < 1 || (size_t)*county > json_array_size(codes))
    return fault_set(fault, EXIT_DEFECT, "E752", "the worker's thresholds cannot be");
  const json_t *number = json_object_get(item, "value");
  const char *by = json_string_value(json_object_get(item, "by"));
  value->has_threshold = json_is_number(number);
  value->threshold = json_number_value(number);
  value->at_least = at_least;
  value->threshold_assumed = assumed;
  value->group_name = by ? by : "";
  value->position = target_position(model, value->target);
  value->county = json_string_value(json_array_get(codes, (size_t)*county - 1));
  const ModelJurisdiction *place = model_jurisdiction(model, value->county);
  value->county_name = place ? place->name : "";
  return true;
}

/* Who is told of the figures. */
typedef struct Listener {
  bool (*each)(void *data, const TargetValue *value, Fault *fault);
  void *data;
} Listener;

/* A group may have a threshold of its own, and a budget stands for the sum of the wholes. */
static void read_own(const json_t *item, const Sum *sum, TargetValue *value) {
  const json_t *own = json_object_get(json_object_get(item, "groups"), sum->group);
  if (own) {
    value->threshold = json_number_value(json_object_get(own, "value"));
    value->has_threshold = true;
    value->threshold_assumed = json_is_true(json_object_get(own, "assumed"));
  }
  value->whole = sum->whole;
  if (json_is_true(json_object_get(item, "budgeted")))
    value->whole = json_number_value(json_object_get(item, "budget"));
}

static bool tell_sum(const Listener *listener, TargetValue value, const json_t *item,
                     const Sum *sum, Fault *fault) {
  read_own(item, sum, &value);
  value.part = sum->part;
  value.assumed_part = sum->assumed_part;
  value.rows = sum->rows;
  value.group = sum->group;
  if (!*sum->group) value.group_name = "";
  value.judged = value.has_threshold && value.whole > 0;
  value.met =
      value.judged && figures_meet(value.part, value.whole, value.threshold, value.at_least);
  return listener->each(listener->data, &value, fault);
}

static bool tell_target(const Model *model, const Listener *listener, const json_t *codes,
                        const Sums *sums, const json_t *item, Fault *fault) {
  TargetValue value = {0};
  int county;
  if (!read_threshold(model, codes, item, &value, &county, fault)) return false;
  for (size_t i = 0; i < sums->count; i++) {
    const Sum *sum = &sums->list[i];
    if (sum->county == county && strcmp(sum->target, value.target) == 0 &&
        !tell_sum(listener, value, item, sum, fault))
      return false;
  }
  return true;
}

bool figures_each(const FigureSource *source, int32_t day,
                  bool (*each)(void *data, const TargetValue *value, Fault *fault), void *data,
                  Fault *fault) {
  Listener listener = {each, data};
  json_t *codes = json_array();
  Sums sums = {0};
  collect(source, codes, &sums);
  json_t *list = session_thresholds(source->session, codes, day, fault);
  bool ok = list != NULL;
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) ok =
      ok && tell_target(&source->session->model, &listener, codes, &sums, item, fault);
  json_decref(list);
  json_decref(codes);
  sums_free(&sums);
  return ok;
}

static bool store_figure(void *data, const TargetValue *value, Fault *fault) {
  return runwriter_target(data, value, fault);
}

bool figures_store(Walk *walk, int32_t day, Fault *fault) {
  FigureSource source = {&walk->session, walk->snapshot.counties, &walk->sums};
  return figures_each(&source, day, store_figure, walk->writer, fault);
}
