/* Probing, bracketing, halving. */
#include "job/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/money.h"
#include "base/text.h"

enum { PROBES = 8, STEPS_LEFT = 16 };
static const double ROUNDING = 1e-6;

/* --- budgets ------------------------------------------------------------------------------------- */

static int find_layer(const Model *model, const char *name) {
  for (size_t i = 0; i < model->layer_count; i++)
    if (strcmp(model->layers[i].name, name) == 0 || strcmp(model->layers[i].title, name) == 0)
      return (int)i;
  return -1;
}

static bool no_layer(const Model *model, const char *name, Fault *fault) {
  const char *names[2 * MODEL_MOST_LAYERS];
  for (size_t i = 0; i < model->layer_count; i++) {
    names[2 * i] = model->layers[i].name;
    names[2 * i + 1] = model->layers[i].title;
  }
  fault_set(fault, EXIT_USAGE, "E659", "there is no layer “%s”", name);
  Buffer near = {0};
  if (text_near(name, names, 2 * model->layer_count, &near))
    fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

bool budget_read(Budget *budget, const Search *search, const char *text, Fault *fault) {
  const Model *model = study_model(search->study);
  const char *equals = strchr(text, '='), *amount = equals ? equals + 1 : text;
  *budget = (Budget){.layer = -1};
  if (equals) {
    char *name = memory_copy_text(text);
    name[equals - text] = 0;
    budget->layer = find_layer(model, name);
    bool found = budget->layer >= 0 || no_layer(model, name, fault);
    free(name);
    if (!found) return false;
  }
  bool more = *amount == '+' || *amount == '-';
  const char *plain = amount + (*amount == '+');
  if (!search_value_read(SEARCH_YUAN, plain, strlen(plain), &budget->amount, fault)) {
    fault_set(fault, EXIT_USAGE, "E659", "“%s” is no budget", amount);
    if (*plain && plain[strspn(plain, "0123456789.")] == 0)
      fault_hint(fault, "write %s元 or %s万元", amount, amount);
    else
      fault_hint(fault, "write for example 5000万元, or +200万元 for more than now");
    return false;
  }
  if (more) budget->amount += budget_spent(budget, &search->baseline.totals);
  if (budget->amount >= 0) return true;
  char now[MONEY_ROOM];
  money_format(budget_spent(budget, &search->baseline.totals), now, sizeof now, true);
  fault_set(fault, EXIT_USAGE, "E659", "that budget comes to less than nothing");
  fault_hint(fault, "now %s yuan are spent", now);
  return false;
}

int64_t budget_spent(const Budget *budget, const StudyTotals *totals) {
  return budget->layer < 0 ? totals->reimbursed : totals->paid[budget->layer];
}

/* --- trials -------------------------------------------------------------------------------------- */

/* The place of a value among the trials, settled now if it was not yet; -1 with a fault. */
static int try_value(Solution *solution, Search *search, int64_t value, Fault *fault) {
  size_t at = 0;
  while (at < solution->count && solution->trials[at].value < value)
    at++;
  if (at < solution->count && solution->trials[at].value == value) return (int)at;
  Trial trial = {.value = value};
  const SearchParameter *parameter = &solution->parameter;
  if (!search_try_values(search, &parameter, &value, 1, &trial.point, fault)) return -1;
  trial.fits = solution->has_budget
                   ? budget_spent(&solution->budget, &trial.point.totals) <= solution->budget.amount
                   : trial.point.figures[0].met;
  solution->trials =
      memory_resize(solution->trials, (solution->count + 1) * sizeof *solution->trials);
  memmove(&solution->trials[at + 1], &solution->trials[at],
          (solution->count - at) * sizeof *solution->trials);
  solution->trials[at] = trial;
  solution->count++;
  return (int)at;
}

/* Values over the whole range, its ends and today's among them. */
static bool probe(Solution *solution, Search *search, Fault *fault) {
  const SearchRange *range = &solution->range;
  const SearchParameter *parameter = &solution->parameter;
  int64_t steps = (range->last - range->first) / range->step;
  for (int i = 0; i <= PROBES; i++)
    if (try_value(solution, search, range->first + steps * i / PROBES * range->step, fault) < 0)
      return false;
  bool inside =
      parameter->known && parameter->usual >= range->first && parameter->usual <= range->last;
  return !inside || try_value(solution, search, parameter->usual, fault) >= 0;
}

/* The number that is looked at: a figure's share, or what is spent. */
static double number_of(const Solution *solution, const SearchPoint *point) {
  return solution->has_budget ? (double)budget_spent(&solution->budget, &point->totals)
                              : search_figure_share(&point->figures[0]);
}

/* Whether the net runs both up and down, by more than rounding can do. */
static bool is_bent(const Solution *solution) {
  double up = 0, down = 0, size = 0;
  for (size_t i = 0; i + 1 < solution->count; i++) {
    double a = number_of(solution, &solution->trials[i].point);
    double b = number_of(solution, &solution->trials[i + 1].point);
    up = fmax(up, b - a);
    down = fmax(down, a - b);
    size = fmax(size, fmax(fabs(a), fabs(b)));
  }
  return fmin(up, down) > size * ROUNDING;
}

/* Whether what fits and what does not lie in more than two pieces. */
static bool is_mixed(const Solution *solution) {
  int changes = 0;
  for (size_t i = 0; i + 1 < solution->count; i++)
    changes += solution->trials[i].fits != solution->trials[i + 1].fits;
  return changes > 1;
}

/* Between a value that fits and one that does not: the last that fits on the way to the other. */
static bool halve(Solution *solution, Search *search, int64_t fits, int64_t fails, int64_t *answer,
                  Fault *fault) {
  int64_t step = solution->range.step;
  while (llabs(fits - fails) > step) {
    int64_t middle = fits + (fails - fits) / step / 2 * step;
    if (middle == fits) middle = fits + (fails > fits ? step : -step);
    int at = try_value(solution, search, middle, fault);
    if (at < 0) return false;
    *(solution->trials[at].fits ? &fits : &fails) = middle;
  }
  *answer = fits;
  return true;
}

/* --- goals: the smallest move --------------------------------------------------------------------- */

/* The nearest fit on one side of today's value; *found tells whether there is one. */
static bool nearest(Solution *solution, Search *search, int way, bool *found, int64_t *answer,
                    Fault *fault) {
  int64_t today = solution->parameter.usual, before = today;
  bool any = false;
  for (size_t k = 0; k < solution->count; k++) {
    const Trial *trial = &solution->trials[way > 0 ? k : solution->count - 1 - k];
    if (way > 0 ? trial->value < today : trial->value > today) continue;
    if (!trial->fits) {
      before = trial->value;
      any = true;
      continue;
    }
    *found = true;
    *answer = trial->value;
    return !any || halve(solution, search, trial->value, before, answer, fault);
  }
  return true;
}

static bool smallest_move(Solution *solution, Search *search, bool *found, int64_t *answer,
                          Fault *fault) {
  int64_t up = 0, down = 0, today = solution->parameter.usual;
  bool has_up = false, has_down = false;
  if (!nearest(solution, search, 1, &has_up, &up, fault) ||
      !nearest(solution, search, -1, &has_down, &down, fault))
    return false;
  *found = has_up || has_down;
  *answer = has_up && (!has_down || llabs(up - today) <= llabs(today - down)) ? up : down;
  return true;
}

/* --- budgets: the most generous ------------------------------------------------------------------- */

static bool most_generous(Solution *solution, Search *search, bool *found, int64_t *answer,
                          Fault *fault) {
  const Trial *best = NULL, *beside = NULL;
  for (size_t i = 0; i < solution->count; i++) {
    const Trial *trial = &solution->trials[i];
    if (!trial->fits) continue;
    int64_t more = best ? budget_spent(&solution->budget, &trial->point.totals) -
                              budget_spent(&solution->budget, &best->point.totals)
                        : 1;
    if (more <= 0) continue;
    best = trial;
    beside = i + 1 < solution->count && !trial[1].fits ? &trial[1]
             : i > 0 && !trial[-1].fits                ? &trial[-1]
                                                       : NULL;
  }
  *found = best != NULL;
  if (!best) return true;
  *answer = best->value;
  return !beside || halve(solution, search, best->value, beside->value, answer, fault);
}

/* --- all of it ------------------------------------------------------------------------------------ */

/* Settles a value beside the answer where the parameter may have it; its place, or -1. */
static bool try_beside(Solution *solution, Search *search, int64_t value, Fault *fault) {
  const SearchParameter *parameter = &solution->parameter;
  bool allowed = value >= parameter->least && (!parameter->has_most || value <= parameter->most);
  return !allowed || try_value(solution, search, value, fault) >= 0;
}

static int place_of(const Solution *solution, int64_t value) {
  for (size_t i = 0; i < solution->count; i++)
    if (solution->trials[i].value == value) return (int)i;
  return -1;
}

/* The trial that comes nearest to what is wanted; of equals the nearest to today's value. */
static int best_of(const Solution *solution, const Search *search) {
  int best = -1;
  for (size_t i = 0; i < solution->count; i++) {
    const Trial *trial = &solution->trials[i], *old = best < 0 ? NULL : &solution->trials[best];
    int64_t less = old ? budget_spent(&solution->budget, &old->point.totals) -
                             budget_spent(&solution->budget, &trial->point.totals)
                       : 1;
    int order = !old ? 1
                : solution->has_budget
                    ? (less > 0) - (less < 0)
                    : search_goal_compare(&search->goals[0], &trial->point.figures[0],
                                          &old->point.figures[0]);
    int64_t today = solution->parameter.usual;
    if (order > 0 || (order == 0 && llabs(trial->value - today) < llabs(old->value - today)))
      best = (int)i;
  }
  return best;
}

static bool search_range(Solution *solution, Search *search, Fault *fault) {
  bool found = false;
  int64_t answer = 0, step = solution->range.step;
  study_expect(search->study, PROBES + STEPS_LEFT);
  if (!probe(solution, search, fault)) return false;
  bool bent = is_bent(solution);
  if (!solution->parameter.known) solution->parameter.usual = solution->range.first;
  bool ok = solution->has_budget ? most_generous(solution, search, &found, &answer, fault)
                                 : smallest_move(solution, search, &found, &answer, fault);
  if (!ok) return false;
  if (!found) solution->nearest = best_of(solution, search);
  if (!found) return true;
  if (!try_beside(solution, search, answer - step, fault) ||
      !try_beside(solution, search, answer + step, fault))
    return false;
  solution->answer = place_of(solution, answer);
  solution->below = place_of(solution, answer - step);
  solution->above = place_of(solution, answer + step);
  solution->verdict = bent || is_mixed(solution) ? VERDICT_UNEVEN : VERDICT_FOUND;
  return true;
}

static void choose_step(Solution *solution, bool named) {
  const SearchParameter *parameter = &solution->parameter;
  SearchRange *range = &solution->range;
  int64_t numbers[] = {range->first, range->last,
                       parameter->known ? parameter->usual : range->first};
  int64_t grain = search_grain(parameter->unit, numbers, 3);
  if (!named || range->step <= 0) range->step = grain;
}

bool solve_find(Solution *solution, Search *search, const char *word, const Budget *budget,
                Fault *fault) {
  *solution =
      (Solution){.verdict = VERDICT_NONE, .answer = -1, .below = -1, .above = -1, .nearest = -1};
  if (budget) solution->has_budget = true, solution->budget = *budget;
  if (!search_parameter_range(search, word, true, &solution->parameter, &solution->range, fault))
    return false;
  choose_step(solution, strchr(word, '=') != NULL);
  if (!budget && search->baseline.figures[0].met) {
    solution->verdict = VERDICT_ALREADY;
    return true;
  }
  return search_range(solution, search, fault);
}

void solution_free(Solution *solution) {
  search_parameter_free(&solution->parameter);
  free(solution->trials);
  *solution = (Solution){0};
}
