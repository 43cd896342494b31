/* Documents of searches. */
#include "job/search_document.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "job/document.h"

/* --- parts --------------------------------------------------------------------------------------- */

static json_t *threshold_json(const SearchFigure *figure) {
  return figure->has_threshold ? json_real(figure->threshold) : json_null();
}

static json_t *goal_json(const Search *search, int i) {
  const SearchGoal *goal = &search->goals[i];
  return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:b}", "target", goal->target, "title", goal->title,
                   "county", goal->county, "county_name", goal->county_name, "unit", goal->unit,
                   "threshold", threshold_json(&search->baseline.figures[i]), "at_least",
                   (int)goal->at_least);
}

static json_t *goals_json(const Search *search) {
  json_t *list = json_array();
  for (int i = 0; i < search->goal_count; i++)
    json_array_append_new(list, goal_json(search, i));
  return list;
}

static json_t *figure_json(const SearchFigure *figure) {
  return json_pack("{s:f,s:f,s:b,s:b}", "part", figure->part, "whole", figure->whole, "judged",
                   (int)figure->judged, "met", (int)figure->met);
}

static json_t *figures_json(const Search *search, const SearchPoint *point) {
  json_t *list = json_array();
  for (int i = 0; i < search->goal_count; i++)
    json_array_append_new(list, figure_json(&point->figures[i]));
  return list;
}

/* The baseline with its targets whole, as documents have targets. */
static json_t *baseline_json(const Search *search) {
  json_t *targets = json_array();
  for (int i = 0; i < search->goal_count; i++) {
    json_t *target = goal_json(search, i), *figure = figure_json(&search->baseline.figures[i]);
    json_object_update(target, figure);
    json_decref(figure);
    json_array_append_new(targets, target);
  }
  return json_pack("{s:o,s:o}", "totals", document_totals(search->study, &search->baseline.totals),
                   "targets", targets);
}

static json_t *parameter_json(const Search *search, const SearchParameter *parameter) {
  Buffer paths = {0}, names = {0};
  search_places(search, &paths, &names);
  json_t *one = json_pack("{s:s,s:s,s:s,s:s,s:s}", "name", parameter->name, "title",
                          parameter->title, "unit", parameter->unit_name, "place",
                          paths.data ? paths.data : "", "place_name", names.data ? names.data : "");
  buffer_free(&paths);
  buffer_free(&names);
  return one;
}

static json_t *value_json(const SearchParameter *parameter, int64_t value) {
  Buffer text = {0};
  search_value_text(&text, parameter->unit, value);
  json_t *json = json_string(text.data);
  buffer_free(&text);
  return json;
}

static json_t *number_json(const SearchParameter *parameter, int64_t value) {
  return json_real(search_value_number(parameter->unit, value));
}

static json_t *axes_json(const Search *search, const Grid *grid) {
  json_t *list = json_array();
  for (int i = 0; i < grid->axes; i++) {
    json_t *axis = parameter_json(search, &grid->parameters[i]);
    json_t *values = json_array(), *numbers = json_array();
    for (int64_t k = 0; k < search_range_points(&grid->ranges[i]); k++) {
      int64_t value = grid_value(grid, i, k);
      json_array_append_new(values, value_json(&grid->parameters[i], value));
      json_array_append_new(numbers, number_json(&grid->parameters[i], value));
    }
    json_object_set_new(axis, "values", values);
    json_object_set_new(axis, "numbers", numbers);
    json_array_append_new(list, axis);
  }
  return list;
}

static json_t *at_json(const Grid *grid, int64_t point) {
  int64_t steps[SEARCH_MOST_AXES];
  grid_at(grid, point, steps);
  json_t *at = json_array();
  for (int i = 0; i < grid->axes; i++)
    json_array_append_new(at, json_integer(steps[i]));
  return at;
}

/* What lies under the question: files by their names, values as "basic.ratio.secondary = percent(88)". */
static void add_under(json_t *list, const json_t *scenario) {
  const char *path = json_string_value(json_object_get(scenario, "path")),
             *text = json_string_value(json_object_get(scenario, "text"));
  bool typed = path && (strcmp(path, "pending") == 0 || strcmp(path, "--set") == 0);
  if (!typed) json_array_append_new(list, json_string(path ? path : ""));
  while (typed && text && *text) {
    size_t size = strcspn(text, "\n");
    if (size && strncmp(text, "at ", 3) != 0) json_array_append_new(list, json_stringn(text, size));
    text += size + (text[size] == '\n');
  }
}

static json_t *under_json(const Search *search) {
  json_t *list = json_array(), *scenario;
  size_t i;
  json_array_foreach(search->options.under, i, scenario) add_under(list, scenario);
  return list;
}

static json_t *begin(const char *kind, const Search *search) {
  json_t *document = document_begin(kind, search->study);
  if (search->options.under) json_object_set_new(document, "under", under_json(search));
  return document;
}

/* --- documents ------------------------------------------------------------------------------------ */

json_t *search_document_sweep(Search *search, const Grid *grid) {
  json_t *document = begin("sweep", search);
  json_t *points = json_array();
  for (int64_t i = 0; i < grid->count; i++)
    json_array_append_new(points, json_pack("{s:o,s:o,s:I,s:o}", "at", at_json(grid, i), "totals",
                                            document_totals(search->study, &grid->points[i].totals),
                                            "cost", (json_int_t)search_cost(&grid->points[i]),
                                            "goals", figures_json(search, &grid->points[i])));
  json_object_set_new(document, "parameters", axes_json(search, grid));
  json_object_set_new(document, "goals", goals_json(search));
  json_object_set_new(document, "baseline", baseline_json(search));
  json_object_set_new(document, "points", points);
  return document;
}

static json_t *texts_json(const Grid *grid, int64_t point) {
  int64_t steps[SEARCH_MOST_AXES];
  grid_at(grid, point, steps);
  json_t *texts = json_array();
  for (int i = 0; i < grid->axes; i++)
    json_array_append_new(texts, value_json(&grid->parameters[i], grid_value(grid, i, steps[i])));
  return texts;
}

json_t *search_document_frontier(Search *search, const Grid *grid, const Frontier *frontier) {
  json_t *document = begin("frontier", search);
  json_t *points = json_array();
  for (int64_t i = 0; i < grid->count; i++)
    json_array_append_new(
        points, json_pack("{s:o,s:o,s:I,s:o,s:o,s:b,s:b}", "at", at_json(grid, i), "texts",
                          texts_json(grid, i), "cost", (json_int_t)search_cost(&grid->points[i]),
                          "totals", document_totals(search->study, &grid->points[i].totals),
                          "goals", figures_json(search, &grid->points[i]), "meets",
                          (int)frontier->meets[i], "frontier", (int)frontier->frontier[i]));
  json_object_set_new(document, "parameters", axes_json(search, grid));
  json_object_set_new(document, "goals", goals_json(search));
  json_object_set_new(document, "baseline", baseline_json(search));
  json_object_set_new(document, "points", points);
  json_object_set_new(document, "cheapest",
                      frontier->cheapest < 0 ? json_null() : json_integer(frontier->cheapest));
  return document;
}

static json_t *trial_json(const Search *search, const Solution *solution, int place) {
  if (place < 0) return json_null();
  const Trial *trial = &solution->trials[place];
  const SearchFigure *figure = &trial->point.figures[0];
  int64_t spent = budget_spent(&solution->budget, &trial->point.totals);
  json_t *shown = solution->has_budget
                      ? json_pack("{s:f,s:f,s:b}", "part", (double)spent, "whole",
                                  (double)solution->budget.amount, "met", (int)trial->fits)
                      : json_pack("{s:f,s:f,s:b}", "part", figure->part, "whole", figure->whole,
                                  "met", (int)trial->fits);
  return json_pack("{s:o,s:o,s:o,s:o}", "value", number_json(&solution->parameter, trial->value),
                   "text", value_json(&solution->parameter, trial->value), "totals",
                   document_totals(search->study, &trial->point.totals), "figure", shown);
}

static json_t *budget_json(const Search *search, const Solution *solution) {
  if (!solution->has_budget) return json_null();
  int layer = solution->budget.layer;
  return json_pack("{s:s,s:s,s:I}", "layer",
                   layer < 0 ? "" : study_layer(search->study, (size_t)layer)->name, "title",
                   layer < 0 ? "" : study_layer(search->study, (size_t)layer)->title, "amount",
                   (json_int_t)solution->budget.amount);
}

json_t *search_document_solve(Search *search, const Solution *solution) {
  static const char *const verdicts[] = {"found", "met already", "none", "not monotonic"};
  json_t *document = begin("solve", search);
  json_t *neighbours = json_array(), *tried = json_array();
  if (solution->below >= 0)
    json_array_append_new(neighbours, trial_json(search, solution, solution->below));
  if (solution->above >= 0)
    json_array_append_new(neighbours, trial_json(search, solution, solution->above));
  for (size_t i = 0; i < solution->count; i++)
    json_array_append_new(tried, trial_json(search, solution, (int)i));
  json_object_set_new(document, "parameter", parameter_json(search, &solution->parameter));
  json_object_set_new(document, "goal", solution->has_budget ? json_null() : goal_json(search, 0));
  json_object_set_new(document, "budget", budget_json(search, solution));
  json_object_set_new(document, "verdict", json_string(verdicts[solution->verdict]));
  json_object_set_new(document, "answer", trial_json(search, solution, solution->answer));
  json_object_set_new(document, "nearest", trial_json(search, solution, solution->nearest));
  json_object_set_new(document, "neighbours", neighbours);
  json_object_set_new(document, "tried", tried);
  json_object_set_new(document, "baseline", baseline_json(search));
  return document;
}

/* What a parameter is today: one value, or the smallest and the largest. */
static json_t *today_json(const SearchParameter *parameter, int64_t step) {
  Buffer text = {0};
  int64_t ends[] = {parameter->low + step, parameter->high + step};
  for (int i = 0; i < 2; i++) {
    if (ends[i] < parameter->least) ends[i] = parameter->least;
    if (parameter->has_most && ends[i] > parameter->most) ends[i] = parameter->most;
    if (i == 1 && ends[0] == ends[1]) break;
    if (i) buffer_add_text(&text, "～");
    search_value_text(&text, parameter->unit, ends[i]);
  }
  json_t *json = json_string(text.data);
  buffer_free(&text);
  return json;
}

static json_t *lever_json(const Search *search, const Lever *lever, bool failing) {
  const SearchParameter *parameter = &lever->parameter;
  json_t *one = parameter_json(search, parameter), *step = value_json(parameter, lever->step);
  Buffer text = {0};
  buffer_format(&text, "%s%s", lever->step > 0 ? "+" : "", json_string_value(step));
  json_decref(step);
  json_object_set_new(one, "old", today_json(parameter, 0));
  json_object_set_new(one, "new", today_json(parameter, lever->step));
  json_object_set_new(one, "step", json_string(text.data));
  json_object_set_new(one, "cost", json_integer(lever->cost));
  json_object_set_new(one, "self_pay", json_integer(lever->self_pay));
  json_object_set_new(one, "moved", json_real(lever->moved));
  json_object_set_new(one, "per_tenth", failing ? json_null() : json_integer(lever->per_tenth));
  json_object_set_new(one, "failed", json_integer(lever->failed));
  if (failing && *lever->reason.text)
    json_object_set_new(one, "reason", json_string(lever->reason.text));
  buffer_free(&text);
  return one;
}

json_t *search_document_levers(Search *search, const Levers *levers) {
  json_t *document = begin("levers", search);
  json_t *list = json_array();
  for (size_t i = 0; i < levers->count; i++)
    json_array_append_new(list, lever_json(search, &levers->list[i], false));
  for (size_t i = 0; i < levers->failing_count; i++)
    json_array_append_new(list, lever_json(search, &levers->failing[i], true));
  json_object_set_new(document, "goal", goal_json(search, 0));
  json_object_set_new(document, "baseline",
                      json_pack("{s:o,s:o}", "totals",
                                document_totals(search->study, &search->baseline.totals), "figure",
                                figure_json(&search->baseline.figures[0])));
  json_object_set_new(document, "levers", list);
  json_object_set_new(
      document, "counts",
      json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "tried", (json_int_t)levers->tried,
                "raised", (json_int_t)levers->raised, "lowered", (json_int_t)levers->lowered,
                "nothing", (json_int_t)levers->nothing, "worse", (json_int_t)levers->worse,
                "failed", (json_int_t)levers->failed, "unread", (json_int_t)levers->unread, "other",
                (json_int_t)levers->other, "scaled", (json_int_t)levers->scaled));
  return document;
}
