/* The figures of a sheet: taken from sums or a run, completed by those without data, put in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/memory.h"
#include "job/assess_gap.h"
#include "job/assess_inside.h"

/* --- taking ------------------------------------------------------------------------------------- */

/* What the rules say of the target: its place among them, and what its part counts. */
static void describe(const AssessWork *work, AssessFigure *figure) {
  size_t i;
  json_t *target;
  json_array_foreach(json_object_get(work->walk.session.model.description, "targets"), i, target) {
    if (strcmp(field_text(target, "name"), figure->target) != 0) continue;
    figure->position = (int)i + 1;
    figure->raw = !*field_text(target, "counts") && strcmp(field_text(target, "over"), "case") == 0;
    snprintf(figure->counts, sizeof figure->counts, "%s", field_text(target, "counts"));
    snprintf(figure->over, sizeof figure->over, "%s", field_text(target, "over"));
    snprintf(figure->by, sizeof figure->by, "%s", field_text(target, "by"));
    return;
  }
}

static void judge(AssessFigure *figure) {
  const AssessFigure *f = figure;
  figure->ratio = strcmp(f->unit, "ratio") == 0;
  figure->need = -1;
  figure->stand = !f->has_threshold ? ASSESS_FREE
                  : !f->judged      ? ASSESS_EMPTY
                  : f->met          ? ASSESS_MET
                                    : ASSESS_MISSED;
  if (!f->judged) return;
  figure->distance = gap_distance(f->part, f->whole, f->threshold, f->at_least, f->ratio);
  if (*f->counts) figure->need = gap_need(f->part, f->whole, f->threshold, f->at_least);
}

static AssessFigure figure_of(const AssessWork *work, const TargetValue *v) {
  AssessFigure figure = {.rows = v->rows,
                         .part = v->part,
                         .whole = v->whole,
                         .threshold = v->threshold,
                         .has_threshold = v->has_threshold,
                         .at_least = v->at_least,
                         .threshold_assumed = v->threshold_assumed,
                         .judged = v->judged,
                         .met = v->met};
  snprintf(figure.target, sizeof figure.target, "%s", v->target);
  snprintf(figure.title, sizeof figure.title, "%s", v->title);
  snprintf(figure.county, sizeof figure.county, "%s", v->county);
  snprintf(figure.county_name, sizeof figure.county_name, "%s", v->county_name);
  snprintf(figure.unit, sizeof figure.unit, "%s", v->unit);
  snprintf(figure.group, sizeof figure.group, "%s", v->group);
  describe(work, &figure);
  judge(&figure);
  return figure;
}

static void push(AssessFigure **list, size_t *count, const AssessFigure *figure) {
  *list = memory_resize(*list, (*count + 1) * sizeof **list);
  (*list)[(*count)++] = *figure;
}

bool assess_is_county(const AssessWork *work, const char *code) {
  size_t i;
  json_t *known;
  json_array_foreach(work->codes, i,
                     known) if (strcmp(json_string_value(known), code) == 0) return true;
  return false;
}

void assess_add(AssessWork *work, const TargetValue *v) {
  Assess *assess = work->assess;
  /* Sums of a few counties that were named are no figures of their prefecture. */
  if (work->options->settle.county_count && !assess_is_county(work, v->county)) return;
  AssessFigure figure = figure_of(work, v);
  if (!*v->group)
    push(&assess->figures, &assess->figure_count, &figure);
  else
    push(&assess->groups, &assess->group_count, &figure);
}

/* --- without data ------------------------------------------------------------------------------- */

/* The counties, and the places around them that have figures. */
static json_t *all_places(const AssessWork *work) {
  json_t *codes = json_copy(work->codes);
  for (size_t i = 0; i < work->assess->figure_count; i++) {
    const char *code = work->assess->figures[i].county;
    size_t k;
    json_t *known;
    bool there = false;
    json_array_foreach(codes, k, known) there =
        there || strcmp(json_string_value(known), code) == 0;
    if (!there) json_array_append_new(codes, json_string(code));
  }
  return codes;
}

static bool has_figure(const Assess *assess, size_t count, const char *target, const char *county) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(assess->figures[i].county, county) == 0 &&
        strcmp(assess->figures[i].target, target) == 0)
      return true;
  return false;
}

static void add_empty(AssessWork *work, const json_t *item, const char *code) {
  const ModelJurisdiction *place = model_jurisdiction(&work->walk.session.model, code);
  const json_t *number = json_object_get(item, "value");
  TargetValue value = {.target = field_text(item, "target"),
                       .title = field_text(item, "title"),
                       .unit = field_text(item, "unit"),
                       .county = code,
                       .county_name = place ? place->name : code,
                       .group = "",
                       .group_name = "",
                       .has_threshold = json_is_number(number),
                       .threshold = json_number_value(number),
                       .at_least = json_is_true(json_object_get(item, "at_least")),
                       .threshold_assumed = json_is_true(json_object_get(item, "assumed"))};
  assess_add(work, &value);
}

bool assess_complete(AssessWork *work, Fault *fault) {
  json_t *codes = all_places(work), *item;
  json_t *list = session_thresholds(&work->walk.session, codes, work->day, fault);
  size_t i, told = work->assess->figure_count;
  json_array_foreach(list, i, item) {
    size_t at = (size_t)json_integer_value(json_object_get(item, "county"));
    const char *code = at ? json_string_value(json_array_get(codes, at - 1)) : NULL;
    if (code && !has_figure(work->assess, told, field_text(item, "target"), code))
      add_empty(work, item, code);
  }
  json_decref(list);
  json_decref(codes);
  return list != NULL;
}

/* --- order -------------------------------------------------------------------------------------- */

static int compare_figures(const void *left, const void *right) {
  const AssessFigure *a = left, *b = right;
  if (a->stand != b->stand) return a->stand < b->stand ? -1 : 1;
  if (a->distance > b->distance) return -1;
  if (a->distance < b->distance) return 1;
  if (a->position != b->position) return a->position < b->position ? -1 : 1;
  int county = strcmp(a->county, b->county);
  return county ? county : strcmp(a->group, b->group);
}

/* One cut after the other. */
static int compare_groups(const void *left, const void *right) {
  const AssessFigure *a = left, *b = right;
  if (a->position != b->position) return a->position < b->position ? -1 : 1;
  return compare_figures(left, right);
}

static int compare_places(const void *left, const void *right) {
  const AssessPlace *a = left, *b = right;
  if (a->around != b->around) return a->around ? -1 : 1;
  if (a->missed != b->missed && !a->around) return a->missed > b->missed ? -1 : 1;
  if (a->worst > b->worst && !a->around) return -1;
  if (a->worst < b->worst && !a->around) return 1;
  return strcmp(a->code, b->code);
}

static AssessPlace *place_of(Assess *assess, const AssessFigure *figure) {
  for (size_t i = 0; i < assess->place_count; i++)
    if (strcmp(assess->places[i].code, figure->county) == 0) return &assess->places[i];
  assess->places =
      memory_resize(assess->places, (assess->place_count + 1) * sizeof *assess->places);
  AssessPlace *place = &assess->places[assess->place_count++];
  *place = (AssessPlace){.around = strcmp(figure->county + 4, "00") == 0};
  memcpy(place->code, figure->county, sizeof place->code);
  memcpy(place->name, figure->county_name, sizeof place->name);
  return place;
}

void assess_order(Assess *assess) {
  for (size_t i = 0; i < assess->figure_count; i++) {
    AssessPlace *place = place_of(assess, &assess->figures[i]);
    AssessStand stand = assess->figures[i].stand;
    if (stand == ASSESS_MISSED && assess->figures[i].distance > place->worst)
      place->worst = assess->figures[i].distance;
    place->count++;
    place->missed += stand == ASSESS_MISSED;
    place->met += stand == ASSESS_MET;
    place->empty += stand == ASSESS_EMPTY;
  }
  if (assess->place_count)
    qsort(assess->places, assess->place_count, sizeof *assess->places, compare_places);
  AssessFigure *sorted = memory_new((assess->figure_count + 1) * sizeof *sorted);
  size_t at = 0;
  for (size_t k = 0; k < assess->place_count; k++) {
    AssessPlace *place = &assess->places[k];
    place->first = at;
    for (size_t i = 0; i < assess->figure_count; i++)
      if (strcmp(assess->figures[i].county, place->code) == 0) sorted[at++] = assess->figures[i];
    if (place->count) qsort(sorted + place->first, place->count, sizeof *sorted, compare_figures);
  }
  free(assess->figures);
  assess->figures = sorted;
  if (assess->group_count)
    qsort(assess->groups, assess->group_count, sizeof *assess->groups, compare_groups);
}
