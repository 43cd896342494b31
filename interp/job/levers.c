/* Moving one parameter after the other. */
#include "job/levers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const double TENTH_OF_A_POINT = 0.001;

/* A step that a person would take: a point, about a tenth of an amount, one. */
static int64_t step_of(const SearchParameter *parameter) {
  enum { POINT = 10000, HUNDRED_YUAN = 10000 };
  if (parameter->unit == SEARCH_RATIO) return POINT;
  if (parameter->unit != SEARCH_YUAN) return 1;
  int64_t tenth = parameter->usual / 10, power = 1;
  if (tenth <= 0) return HUNDRED_YUAN;
  while (power * 10 <= tenth)
    power *= 10;
  return tenth >= 5 * power ? 5 * power : tenth >= 2 * power ? 2 * power : power;
}

static void measure(const Search *search, const SearchPoint *point, Lever *lever) {
  double before = search_figure_share(&search->baseline.figures[0]);
  double after = search_figure_share(&point->figures[0]);
  lever->cost = search_cost(point);
  lever->self_pay = point->totals.self_pay - point->before.self_pay;
  lever->failed = point->totals.failed;
  lever->moved = after - before;
  lever->per_tenth =
      lever->moved != 0 ? llround((double)lever->cost * TENTH_OF_A_POINT / fabs(lever->moved)) : 0;
}

static void add(Lever **list, size_t *count, const Lever *lever) {
  *list = memory_resize(*list, (*count + 1) * sizeof **list);
  (*list)[(*count)++] = *lever;
}

/* Takes the parameter over into a list; what is shown of it needs no holds. */
static Lever shown_of(const Lever *lever) {
  Lever copy = *lever;
  copy.parameter.holds = NULL;
  copy.parameter.hold_count = 0;
  return copy;
}

/* What a step does to the goal, if it could be settled. */
typedef enum Effect { BROKEN, FAILS, HARMS, NOTHING, HELPS } Effect;

/* Tries one direction; BROKEN with a fault. */
static Effect try_step(Levers *levers, Search *search, Lever *lever, Fault *fault) {
  Buffer text = {0};
  SearchPoint point;
  bool moves = search_parameter_move(&text, &lever->parameter, lever->step);
  bool ok = !moves || search_try(search, text.data, &point, fault);
  buffer_free(&text);
  if (!ok) return BROKEN;
  if (!moves) return NOTHING;
  measure(search, &point, lever);
  if (lever->failed > search->baseline.totals.failed) {
    Lever copy = shown_of(lever);
    copy.reason = search->last;
    add(&levers->failing, &levers->failing_count, &copy);
    return FAILS; /* the figure is of fewer cases than before */
  }
  int order =
      search_goal_compare(&search->goals[0], &point.figures[0], &search->baseline.figures[0]);
  return order > 0 ? HELPS : order < 0 ? HARMS : NOTHING;
}

static bool try_parameter(Levers *levers, Search *search, const SearchParameter *parameter,
                          Fault *fault) {
  Lever lever = {.parameter = *parameter, .step = step_of(parameter)};
  Effect up = try_step(levers, search, &lever, fault), down = NOTHING;
  if (up != BROKEN && up != HELPS) {
    lever.step = -lever.step;
    down = try_step(levers, search, &lever, fault);
  }
  if (up == BROKEN || down == BROKEN) return false;
  lever = shown_of(&lever);
  if (up == HELPS || down == HELPS) add(&levers->list, &levers->count, &lever);
  if (up == HELPS)
    levers->raised++;
  else if (down == HELPS)
    levers->lowered++;
  else if (up == FAILS || down == FAILS)
    levers->failed++;
  else if (up == HARMS || down == HARMS)
    levers->worse++;
  else
    levers->nothing++;
  return true;
}

static int compare_levers(const void *a, const void *b) {
  const Lever *one = a, *other = b;
  if (one->per_tenth != other->per_tenth) return one->per_tenth < other->per_tenth ? -1 : 1;
  double by = fabs(other->moved) - fabs(one->moved);
  return by < 0 ? -1 : by > 0 ? 1 : strcmp(one->parameter.name, other->parameter.name);
}

static bool is_tried(const SearchParameter *parameter) {
  return !parameter->scaled && (parameter->readers & (SEARCH_PAYS | SEARCH_GOAL)) != 0;
}

bool levers_find(Levers *levers, Search *search, Fault *fault) {
  *levers = (Levers){0};
  size_t count;
  SearchParameter *parameters = search_parameters(search, &count, &levers->other, fault);
  if (!parameters) return false;
  for (size_t i = 0; i < count; i++) {
    levers->tried += is_tried(&parameters[i]);
    levers->scaled += parameters[i].scaled;
  }
  levers->unread = count - levers->tried - levers->scaled;
  study_expect(search->study, (int)levers->tried * 2);
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++)
    ok = !is_tried(&parameters[i]) || try_parameter(levers, search, &parameters[i], fault);
  search_parameters_free(parameters, count);
  if (levers->count) qsort(levers->list, levers->count, sizeof *levers->list, compare_levers);
  return ok;
}

void levers_free(Levers *levers) {
  free(levers->list);
  free(levers->failing);
  *levers = (Levers){0};
}
