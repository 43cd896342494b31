/* Documents of searches. */
#include "cli/search_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "data/rulefiles.h"
#include "guize.h"

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* --- head --------------------------------------------------------------------------------------- */

static json_t *rules_json(const char *folder) {
  RuleFiles files = {0};
  bool read = folder && rulefiles_read(&files, folder, &(Fault){0});
  json_t *rules =
      json_pack("{s:s,s:s}", "folder", folder ? folder : "", "hash", read ? files.hash : "");
  rulefiles_free(&files);
  return rules;
}

static json_t *data_json(const Search *search, const char *db) {
  const Snapshot *snapshot = study_snapshot(search->study);
  const StudyTotals *totals = &search->baseline.totals;
  int32_t persons = 0;
  for (int64_t row = 0; row < snapshot->count; row++)
    if (snapshot_person(snapshot, row) >= persons) persons = snapshot_person(snapshot, row) + 1;
  const char *slash = db ? strrchr(db, '/') : NULL;
  return json_pack("{s:s,s:s,s:I,s:I,s:I}", "file",
                   slash ? slash + 1
                   : db  ? db
                         : "",
                   "hash", snapshot->hash, "cases", (json_int_t)(totals->cases + totals->failed),
                   "persons", (json_int_t)persons, "bad", (json_int_t)snapshot->bad_count);
}

static json_t *counties_json(const Search *search) {
  json_t *list = json_array();
  for (int i = 0; i < search->options.place_count; i++) {
    const char *code = search->options.places[i];
    const ModelJurisdiction *place = model_jurisdiction(study_model(search->study), code);
    json_array_append_new(list,
                          json_pack("{s:s,s:s}", "code", code, "name", place ? place->name : code));
  }
  return list;
}

static json_t *layers_json(const Model *model) {
  json_t *list = json_array();
  for (size_t i = 0; i < model->layer_count; i++) {
    const ModelLayer *layer = &model->layers[i];
    json_array_append_new(list,
                          json_pack("{s:s,s:s,s:s,s:b}", "name", layer->name, "title", layer->title,
                                    "fund", layer->fund, "reimburses", (int)layer->reimburses));
  }
  return list;
}

/* Adds the assumed values that one county's chain gave, each once a place. */
static void add_assumed(json_t *list, json_t *seen, const json_t *values) {
  size_t i;
  json_t *row;
  json_array_foreach(values, i, row) {
    if (!json_is_true(json_object_get(row, "assumed"))) continue;
    const char *key = text_of(row, "key");
    Buffer name = {0}, mark = {0};
    buffer_format(&name, "%s%s%s", text_of(row, "name"), *key ? "." : "", key);
    for (char *bar = name.data; (bar = strchr(bar, '|')) != NULL;)
      *bar = '.';
    buffer_format(&mark, "%s %s", text_of(row, "path"), name.data);
    if (!json_object_get(seen, mark.data))
      json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:s}", "name", name.data, "title",
                                            text_of(row, "title"), "place", text_of(row, "place"),
                                            "value", text_of(row, "value"), "source",
                                            text_of(row, "source")));
    json_object_set_new(seen, mark.data, json_true());
    buffer_free(&name);
    buffer_free(&mark);
  }
}

static json_t *assumed_json(Search *search, Fault *fault) {
  json_t *list = json_array(), *seen = json_object();
  size_t i;
  json_t *code;
  json_array_foreach(study_snapshot(search->study)->counties, i, code) {
    json_t *request = json_pack("{s:s,s:O,s:i}", "op", "params", "county", code, "day",
                                (int)date_from(search->options.year, 12, 31));
    if (search->options.under) json_object_set(request, "scenario", search->options.under);
    json_t *answer = study_ask(search->study, request, fault);
    if (answer) add_assumed(list, seen, json_object_get(answer, "values"));
    if (!answer) {
      json_decref(list);
      list = NULL;
      break;
    }
    json_decref(answer);
  }
  json_decref(seen);
  return list;
}

static json_t *head(Search *search, const SearchSource *source, const char *kind, Fault *fault) {
  json_t *assumed = assumed_json(search, fault);
  if (!assumed) return NULL;
  Buffer schema = {0};
  buffer_format(&schema, "guize.%s.v1", kind);
  json_t *document =
      json_pack("{s:s,s:s,s:s,s:i,s:o,s:o,s:o,s:o,s:o}", "schema", schema.data, "engine",
                "guize " GUIZE_VERSION, "money", "fen", "year", search->options.year, "counties",
                counties_json(search), "rules", rules_json(source->rules), "data",
                data_json(search, source->db), "layers", layers_json(study_model(search->study)),
                "assumed", assumed);
  buffer_free(&schema);
  return document;
}

/* --- parts --------------------------------------------------------------------------------------- */

static json_t *totals_json(const Search *search, const StudyTotals *totals) {
  const Model *model = study_model(search->study);
  json_t *layers = json_object();
  for (size_t i = 0; i < model->layer_count; i++)
    json_object_set_new(layers, model->layers[i].name, json_integer(totals->paid[i]));
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "cases", (json_int_t)totals->cases, "failed",
                   (json_int_t)totals->failed, "total", (json_int_t)totals->total, "self_pay",
                   (json_int_t)totals->self_pay, "reimbursed", (json_int_t)totals->reimbursed,
                   "layers", layers);
}

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
  return json_pack("{s:o,s:o}", "totals", totals_json(search, &search->baseline.totals), "targets",
                   targets);
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

/* --- documents ------------------------------------------------------------------------------------ */

json_t *search_json_sweep(Search *search, const SearchSource *source, const Grid *grid,
                          Fault *fault) {
  json_t *document = head(search, source, "sweep", fault);
  if (!document) return NULL;
  json_t *points = json_array();
  for (int64_t i = 0; i < grid->count; i++)
    json_array_append_new(points, json_pack("{s:o,s:o,s:I,s:o}", "at", at_json(grid, i), "totals",
                                            totals_json(search, &grid->points[i].totals), "cost",
                                            (json_int_t)search_cost(&grid->points[i]), "goals",
                                            figures_json(search, &grid->points[i])));
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

json_t *search_json_frontier(Search *search, const SearchSource *source, const Grid *grid,
                             const Frontier *frontier, Fault *fault) {
  json_t *document = head(search, source, "frontier", fault);
  if (!document) return NULL;
  json_t *points = json_array();
  for (int64_t i = 0; i < grid->count; i++)
    json_array_append_new(
        points, json_pack("{s:o,s:o,s:I,s:o,s:o,s:b,s:b}", "at", at_json(grid, i), "texts",
                          texts_json(grid, i), "cost", (json_int_t)search_cost(&grid->points[i]),
                          "totals", totals_json(search, &grid->points[i].totals), "goals",
                          figures_json(search, &grid->points[i]), "meets", (int)frontier->meets[i],
                          "frontier", (int)frontier->frontier[i]));
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
                   totals_json(search, &trial->point.totals), "figure", shown);
}

static json_t *budget_json(const Search *search, const Solution *solution) {
  if (!solution->has_budget) return json_null();
  const Model *model = study_model(search->study);
  int layer = solution->budget.layer;
  return json_pack("{s:s,s:s,s:I}", "layer", layer < 0 ? "" : model->layers[layer].name, "title",
                   layer < 0 ? "" : model->layers[layer].title, "amount",
                   (json_int_t)solution->budget.amount);
}

json_t *search_json_solve(Search *search, const SearchSource *source, const Solution *solution,
                          Fault *fault) {
  static const char *const verdicts[] = {"found", "met already", "none", "not monotonic"};
  json_t *document = head(search, source, "solve", fault);
  if (!document) return NULL;
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
  buffer_free(&text);
  return one;
}

json_t *search_json_levers(Search *search, const SearchSource *source, const Levers *levers,
                           Fault *fault) {
  json_t *document = head(search, source, "levers", fault);
  if (!document) return NULL;
  json_t *list = json_array();
  for (size_t i = 0; i < levers->count; i++)
    json_array_append_new(list, lever_json(search, &levers->list[i], false));
  for (size_t i = 0; i < levers->failing_count; i++)
    json_array_append_new(list, lever_json(search, &levers->failing[i], true));
  json_object_set_new(document, "goal", goal_json(search, 0));
  json_object_set_new(document, "baseline",
                      json_pack("{s:o,s:o}", "totals",
                                totals_json(search, &search->baseline.totals), "figure",
                                figure_json(&search->baseline.figures[0])));
  json_object_set_new(document, "levers", list);
  json_object_set_new(document, "counts",
                      json_pack("{s:I,s:I,s:I,s:I}", "tried", (json_int_t)levers->tried, "nothing",
                                (json_int_t)levers->nothing, "worse", (json_int_t)levers->worse,
                                "unread", (json_int_t)levers->unread));
  return document;
}
