/* Goals and their figures. */
#include "job/search_goal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/memory.h"
#include "base/text.h"
#include "job/figures.h"
#include "job/search_range.h"

/* --- where ------------------------------------------------------------------------------------- */

static bool is_within(const Model *model, const char *code, const char *path) {
  const ModelJurisdiction *place = model_jurisdiction(model, code);
  while (place && strcmp(place->path, path) != 0)
    place = model_path(model, place->within);
  return place != NULL;
}

static bool holds_all(const Model *model, const json_t *counties, const char *path) {
  size_t i;
  json_t *code;
  json_array_foreach(counties, i,
                     code) if (!is_within(model, json_string_value(code), path)) return false;
  return true;
}

/* The nearest place that holds all counties of the cases; NULL if there is none. */
static const ModelJurisdiction *common_place(const Model *model, const json_t *counties) {
  const char *first = json_string_value(json_array_get(counties, 0));
  const ModelJurisdiction *place = first ? model_jurisdiction(model, first) : NULL;
  while (place && !holds_all(model, counties, place->path))
    place = model_path(model, place->within);
  return place;
}

static bool is_county(const json_t *counties, const char *code) {
  size_t i;
  json_t *one;
  json_array_foreach(counties, i, one) if (strcmp(json_string_value(one), code) == 0) return true;
  return false;
}

/* --- reading ----------------------------------------------------------------------------------- */

static const json_t *declared_target(const Model *model, const char *name) {
  json_t *targets = json_object_get(model->description, "targets"), *target;
  size_t i;
  json_array_foreach(targets, i,
                     target) if (strcmp(field_text(target, "name"), name) == 0) return target;
  return NULL;
}

/* The target of that name or title; NULL with a fault that says what is near. */
static const char *find_target(const Model *model, const char *name, Fault *fault) {
  json_t *targets = json_object_get(model->description, "targets"), *target;
  size_t i, count = json_array_size(targets);
  const char **names = memory_new((2 * count + 1) * sizeof *names), *found = NULL;
  json_array_foreach(targets, i, target) {
    names[2 * i] = field_text(target, "name");
    names[2 * i + 1] = field_text(target, "title");
    if (strcmp(names[2 * i], name) == 0 || strcmp(names[2 * i + 1], name) == 0)
      found = names[2 * i];
  }
  if (!found) {
    Buffer near = {0};
    fault_set(fault, EXIT_USAGE, "E655", "there is no target “%s”", name);
    if (text_near(name, names, 2 * count, &near))
      fault_hint(fault, "did you mean %s?", near.data);
    else
      fault_hint(fault, "`guize targets RUN` lists those of a run");
    buffer_free(&near);
  }
  free(names);
  return found;
}

static bool read_threshold(SearchGoal *goal, const char *text, Fault *fault) {
  int64_t number;
  if (strcmp(goal->unit, "ratio") != 0)
    return fault_set(fault, EXIT_USAGE, "E655", "the target %s is no share", goal->target);
  if (!search_value_read(SEARCH_RATIO, text, strlen(text), &number, fault)) return false;
  goal->given = true;
  goal->threshold = search_value_number(SEARCH_RATIO, number);
  return true;
}

/* A share of a whole is at most all of it; what is held against a budget may be more, and so may what is so today. */
static bool is_bounded(const SearchGoal *goal, const Model *model, const StudyAnswer *answer) {
  const json_t *target = declared_target(model, goal->target);
  if (!target || json_is_true(json_object_get(target, "budget"))) return false;
  for (size_t i = 0; i < answer->target_count; i++) {
    const StudyTarget *one = &answer->targets[i];
    if (strcmp(one->target, goal->target) == 0 && one->part > one->whole) return false;
  }
  return true;
}

static bool check_bound(const SearchGoal *goal, const char *text, const Model *model,
                        const StudyAnswer *answer, Fault *fault) {
  if (!goal->given || goal->threshold <= 1 || !is_bounded(goal, model, answer)) return true;
  fault_set(fault, EXIT_USAGE, "E686", "%s is a share of a whole: it cannot reach %s", goal->target,
            text);
  fault_hint(fault, "name a goal of at most 100%%, such as --goal %s=90%%", goal->target);
  return false;
}

bool search_goal_read(SearchGoal *goal, const char *text, const Model *model,
                      const json_t *counties, const StudyAnswer *answer, Fault *fault) {
  char name[160];
  const char *equals = strchr(text, '=');
  snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - text) : (int)sizeof name - 1, text);
  const char *target = find_target(model, name, fault);
  if (!target) return false;
  *goal = (SearchGoal){0};
  snprintf(goal->target, sizeof goal->target, "%s", target);
  const ModelJurisdiction *place = common_place(model, counties);
  if (place) snprintf(goal->county, sizeof goal->county, "%s", place->code);
  if (place) snprintf(goal->county_name, sizeof goal->county_name, "%s", place->name);
  for (size_t i = 0; i < answer->target_count; i++) {
    const StudyTarget *one = &answer->targets[i];
    if (strcmp(one->target, target) != 0) continue;
    snprintf(goal->title, sizeof goal->title, "%s", one->title);
    snprintf(goal->unit, sizeof goal->unit, "%s", one->unit);
    goal->at_least = one->at_least;
    return !equals || (read_threshold(goal, equals + 1, fault) &&
                       check_bound(goal, equals + 1, model, answer, fault));
  }
  fault_set(fault, EXIT_USAGE, "E655", "the target %s has no figure over these cases", target);
  fault_hint(fault, "only targets over cases move when rules do");
  return false;
}

/* --- figures ----------------------------------------------------------------------------------- */

void search_goal_figure(const SearchGoal *goal, const json_t *counties, const StudyAnswer *answer,
                        SearchFigure *figure) {
  *figure = (SearchFigure){0};
  bool own = false, agree = true, first = true;
  for (size_t i = 0; i < answer->target_count; i++) {
    const StudyTarget *one = &answer->targets[i];
    if (strcmp(one->target, goal->target) != 0) continue;
    if (strcmp(one->county, goal->county) == 0 && one->has_threshold) {
      own = true;
      figure->threshold = one->threshold;
    }
    if (!is_county(counties, one->county)) continue;
    figure->part += one->part;
    figure->whole += one->whole;
    if (!own && !first) agree = agree && one->has_threshold && one->threshold == figure->threshold;
    if (!own && first) agree = one->has_threshold, figure->threshold = one->threshold;
    first = false;
  }
  if (goal->given) figure->threshold = goal->threshold;
  figure->has_threshold = goal->given || own || (agree && !first);
  figure->judged = figure->has_threshold && figure->whole > 0;
  figure->met = figure->judged &&
                figures_meet(figure->part, figure->whole, figure->threshold, goal->at_least);
}

int search_goal_compare(const SearchGoal *goal, const SearchFigure *a, const SearchFigure *b) {
  __int128 left = (__int128)(int64_t)a->part * (int64_t)b->whole;
  __int128 right = (__int128)(int64_t)b->part * (int64_t)a->whole;
  int order = left > right ? 1 : left < right ? -1 : 0;
  return goal->at_least ? order : -order;
}

double search_figure_share(const SearchFigure *figure) {
  return figure->whole != 0 ? figure->part / figure->whole : 0;
}
