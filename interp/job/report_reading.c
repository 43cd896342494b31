/* Reading a document of what-if key by key. */
#include "job/report_reading.h"

#include <math.h>
#include <string.h>

#include "base/language.h"

/* Beyond these a sum or a picture could not be computed any more; nothing real comes near. */
#define MOST_WHOLE INT64_C(90000000000000000)
#define MOST_REAL 1e18

/* Only the first is told: what follows from it would hide it. */
static void amiss(Reading *r, const char *key, const char *wanted) {
  if (!fault_isset(r->fault))
    fault_set(r->fault, EXIT_DATA, "E682", "the document's “%s” is missing or not %s", key, wanted);
}

const json_t *reading_maybe(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return json_is_null(value) ? NULL : value;
}

const json_t *reading_maybe_list(Reading *r, const json_t *object, const char *key) {
  const json_t *value = reading_maybe(object, key);
  if (value && !json_is_array(value)) amiss(r, key, N_("a list"));
  return json_is_array(value) ? value : NULL;
}

const json_t *reading_list(Reading *r, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_array(value)) amiss(r, key, N_("a list"));
  return json_is_array(value) ? value : NULL;
}

const json_t *reading_object(Reading *r, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_object(value)) amiss(r, key, N_("an object"));
  return json_is_object(value) ? value : NULL;
}

const char *reading_text(Reading *r, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_string(value)) amiss(r, key, N_("a text"));
  return json_is_string(value) ? json_string_value(value) : "";
}

const char *reading_maybe_text(Reading *r, const json_t *object, const char *key) {
  return reading_maybe(object, key) ? reading_text(r, object, key) : "";
}

static int64_t whole_of(Reading *r, const json_t *value, const char *key) {
  double real = json_number_value(value);
  bool fits = real >= -(double)MOST_WHOLE && real <= (double)MOST_WHOLE;
  if (!json_is_number(value) || !fits || (json_is_real(value) && floor(real) != real)) {
    amiss(r, key, N_("a whole number"));
    return 0;
  }
  return json_is_integer(value) ? json_integer_value(value) : (int64_t)real;
}

int64_t reading_whole(Reading *r, const json_t *object, const char *key) {
  return whole_of(r, json_object_get(object, key), key);
}

int64_t reading_item(Reading *r, const json_t *value) {
  return whole_of(r, value, "…");
}

double reading_number(Reading *r, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  double real = json_number_value(value);
  if (json_is_number(value) && fabs(real) <= MOST_REAL) return real;
  amiss(r, key, N_("a number"));
  return 0;
}

bool reading_flag(Reading *r, const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  if (!json_is_boolean(value)) amiss(r, key, N_("true or false"));
  return json_is_true(value);
}

ReadingTarget reading_target(Reading *r, const json_t *target, const json_t *figure) {
  const json_t *threshold = reading_maybe(target, "threshold");
  ReadingTarget t = {.name = reading_text(r, target, "target"),
                     .title = reading_maybe_text(r, target, "title"),
                     .county = reading_maybe_text(r, target, "county"),
                     .county_name = reading_maybe_text(r, target, "county_name"),
                     .unit = reading_maybe_text(r, target, "unit"),
                     .has_threshold = threshold != NULL,
                     .at_least = !json_is_false(reading_maybe(target, "at_least"))};
  if (!*t.title) t.title = t.name;
  t.ratio = !*t.unit || strcmp(t.unit, "ratio") == 0;
  if (threshold) t.threshold = reading_number(r, target, "threshold");
  const json_t *from = figure ? figure : target;
  if (!figure && !reading_maybe(target, "part")) return t; /* a goal: no figure of its own */
  t.part = reading_number(r, from, "part");
  t.whole = reading_number(r, from, "whole");
  t.met = json_is_true(reading_maybe(from, "met"));
  const json_t *judged = reading_maybe(from, "judged");
  t.judged = judged ? json_is_true(judged) : t.has_threshold && t.whole > 0;
  return t;
}

double reading_figure(const ReadingTarget *target) {
  return target->whole > 0 ? target->part / target->whole : 0;
}

bool reading_begin(Reading *r) {
  const char *money = reading_text(r, r->document, "money");
  if (!fault_isset(r->fault) && strcmp(money, "fen") != 0) amiss(r, "money", "“fen”");
  r->year = reading_maybe(r->document, "year") ? reading_whole(r, r->document, "year") : 0;
  r->counties = reading_maybe_list(r, r->document, "counties");
  r->layers = reading_maybe_list(r, r->document, "layers");
  return !fault_isset(r->fault);
}
