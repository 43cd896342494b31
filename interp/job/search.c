/* Points over a study, and the money of cases that one side fails on. */
#include "job/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const int64_t NOT_SETTLED = INT64_MIN;
enum { TOTAL, SELF_PAY, REIMBURSED, PAID }; /* of a row that is kept, then its layers */

/* --- cases that fail on one side ---------------------------------------------------------------- */

/* Both sides of a point, case by case. */
typedef struct Pairing {
  Search *search;
  size_t width, layers;
  bool keeping; /* this is the baseline */
  SearchPoint *point;
} Pairing;

static void add_row(StudyTotals *totals, const int64_t *row, size_t layers) {
  totals->cases++;
  totals->total += row[TOTAL];
  totals->self_pay += row[SELF_PAY];
  totals->reimbursed += row[REIMBURSED];
  for (size_t i = 0; i < layers; i++)
    totals->paid[i] += row[PAID + i];
}

static void read_row(int64_t *row, const Result *result, size_t layers) {
  row[TOTAL] = result->total;
  row[SELF_PAY] = result->self_pay;
  row[REIMBURSED] = result->reimbursed;
  for (size_t i = 0; i < layers; i++)
    row[PAID + i] = result->paid[i];
}

static bool pair_row(void *data, int64_t number, const Result *result, const char *reason,
                     Fault *fault) {
  (void)reason, (void)fault;
  Pairing *pairing = data;
  int64_t *kept = &pairing->search->rows[(size_t)number * pairing->width];
  int64_t now[PAID + MODEL_MOST_LAYERS];
  bool settled = result && result->status == RESULT_OK;
  bool failed = !result || result->status == RESULT_FAILED;
  if (settled) read_row(now, result, pairing->layers);
  if (pairing->keeping) {
    if (settled) memcpy(kept, now, pairing->width * sizeof *kept);
    if (!settled) kept[TOTAL] = NOT_SETTLED;
    kept[pairing->width - 1] = failed;
    return true;
  }
  if (failed || kept[pairing->width - 1]) {
    pairing->point->totals.failed++;
  } else if (settled && kept[TOTAL] != NOT_SETTLED) {
    add_row(&pairing->point->totals, now, pairing->layers);
    add_row(&pairing->point->before, kept, pairing->layers);
  }
  return true;
}

static bool run_rows(Search *search, json_t *scenario, SearchPoint *point, Fault *fault) {
  size_t layers = study_model(search->study)->layer_count;
  Pairing pairing = {search, PAID + layers + 1, layers, point == NULL, point};
  StudyRows rows = {pair_row, &pairing};
  StudyAnswer answer;
  Variant variant = {.scenario = scenario};
  bool ok = study_run(search->study, &variant, false, &rows, &answer, fault);
  study_answer_free(&answer);
  return ok;
}

/* Settles both sides once more, looking at every case. The baseline's amounts are kept for the next. */
static bool pair(Search *search, json_t *scenario, SearchPoint *point, Fault *fault) {
  if (!search->rows) {
    size_t width = PAID + study_model(search->study)->layer_count + 1;
    size_t count = (size_t)study_snapshot(search->study)->count + 1;
    search->rows = memory_new(count * width * sizeof *search->rows);
    if (!run_rows(search, search->options.under, NULL, fault)) {
      free(search->rows);
      search->rows = NULL;
      return false;
    }
  }
  point->totals = point->before = (StudyTotals){0};
  return run_rows(search, scenario, point, fault);
}

/* --- points ------------------------------------------------------------------------------------- */

static void read_figures(const Search *search, const StudyAnswer *answer, SearchPoint *point) {
  for (int i = 0; i < search->goal_count; i++)
    search_goal_figure(&search->goals[i], search->counties, answer, &point->figures[i]);
}

static void keep_reasons(Search *search, const StudyAnswer *answer) {
  for (size_t i = 0; i < answer->reason_count; i++) {
    size_t at = 0;
    while (at < search->reason_count &&
           strcmp(search->reasons[at].text, answer->reasons[i].text) != 0)
      at++;
    if (at == search->reason_count && at < STUDY_MOST_REASONS)
      search->reasons[search->reason_count++] = answer->reasons[i];
  }
}

static bool is_told(const StudyReason *list, size_t count, const char *text) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(list[i].text, text) == 0) return true;
  return false;
}

static void keep_last(Search *search, const StudyAnswer *answer) {
  search->last = (StudyReason){0};
  for (size_t i = 0; i < answer->reason_count; i++) {
    const StudyReason *one = &answer->reasons[i];
    bool new = !is_told(search->before, search->before_count, one->text);
    if (new && one->cases > search->last.cases) search->last = *one;
  }
}

static json_t *scenario_of(const Search *search, const char *text) {
  json_t *list = search->options.under ? json_copy(search->options.under) : json_array();
  if (text) json_array_append_new(list, json_pack("{s:s,s:s}", "path", "trial", "text", text));
  return list;
}

bool search_try(Search *search, const char *text, SearchPoint *point, Fault *fault) {
  *point = (SearchPoint){.before = search->baseline.totals};
  json_t *scenario = scenario_of(search, text);
  Variant variant = {.scenario = scenario};
  StudyAnswer answer;
  bool ok = study_run(search->study, &variant, search->goal_count > 0, NULL, &answer, fault);
  if (ok) {
    point->totals = answer.totals;
    read_figures(search, &answer, point);
    keep_reasons(search, &answer);
    keep_last(search, &answer);
  }
  study_answer_free(&answer);
  if (ok && (point->totals.failed || point->before.failed))
    ok = pair(search, scenario, point, fault);
  json_decref(scenario);
  return ok;
}

bool search_try_values(Search *search, const SearchParameter *const *parameters,
                       const int64_t *values, int count, SearchPoint *point, Fault *fault) {
  Buffer text = {0};
  for (int i = 0; i < count; i++)
    search_parameter_set(&text, parameters[i], values[i], search->options.places,
                         search->options.place_count);
  bool ok = search_try(search, text.data, point, fault);
  buffer_free(&text);
  return ok;
}

int64_t search_cost(const SearchPoint *point) {
  return point->totals.reimbursed - point->before.reimbursed;
}

/* --- opening ------------------------------------------------------------------------------------ */

static json_t *counties_of(const Snapshot *snapshot) {
  size_t count = json_array_size(snapshot->counties);
  bool *used = memory_new(count + 1);
  for (int64_t row = 0; row < snapshot->count; row++) {
    uint16_t county;
    memcpy(&county, snapshot_row(snapshot, row) + snapshot->at.county, sizeof county);
    if (county <= count) used[county] = true;
  }
  json_t *list = json_array();
  for (size_t i = 1; i <= count; i++)
    if (used[i]) json_array_append(list, json_array_get(snapshot->counties, i - 1));
  free(used);
  return list;
}

/* The variants to come are asked for the goals alone. */
static void want_goals(const Search *search) {
  const char *names[SEARCH_MOST_GOALS];
  for (int i = 0; i < search->goal_count; i++)
    names[i] = search->goals[i].target;
  study_want(search->study, names, search->goal_count);
}

bool search_open(Search *search, Study *study, const SearchOptions *options, Fault *fault) {
  *search = (Search){.study = study, .options = *options};
  search->counties = counties_of(study_snapshot(study));
  Variant variant = {.scenario = options->under};
  StudyAnswer answer;
  study_want(study, NULL, 0);
  bool ok = study_run(study, &variant, options->goal_count > 0, NULL, &answer, fault);
  if (ok) search->baseline.totals = search->baseline.before = answer.totals;
  if (ok) memcpy(search->before, answer.reasons, sizeof search->before);
  if (ok) search->before_count = answer.reason_count;
  for (int i = 0; ok && i < options->goal_count; i++) {
    ok = search_goal_read(&search->goals[i], options->goals[i], study_model(study),
                          search->counties, &answer, fault);
    search->goal_count += ok;
  }
  if (ok) read_figures(search, &answer, &search->baseline);
  if (ok) want_goals(search);
  study_answer_free(&answer);
  return ok;
}

void search_close(Search *search) {
  free(search->rows);
  json_decref(search->counties);
  search->rows = NULL;
  search->counties = NULL;
}

bool search_need_thresholds(const Search *search, Fault *fault) {
  for (int i = 0; i < search->goal_count; i++) {
    if (search->baseline.figures[i].has_threshold) continue;
    const SearchGoal *goal = &search->goals[i];
    fault_set(fault, EXIT_USAGE, "E656", "the target %s has no threshold that holds in all places",
              goal->target);
    fault_hint(fault, "name one, such as --goal %s=90%%, or one county with --county",
               goal->target);
    return false;
  }
  return true;
}

void search_places(const Search *search, Buffer *paths, Buffer *names) {
  buffer_clear(paths);
  buffer_clear(names);
  for (int i = 0; i < search->options.place_count; i++) {
    const char *code = search->options.places[i];
    const ModelJurisdiction *place = model_jurisdiction(study_model(search->study), code);
    buffer_format(paths, "%s%s", i ? "," : "", place ? place->path : code);
    buffer_format(names, "%s%s", i ? "、" : "", place ? place->name : code);
  }
}
