/* Levers and frontiers on the screen: lists in the order in which one would choose. */
#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/search_text.h"
#include "cli/shown.h"

#define LEAST_MOVE 0.000005 /* half a thousandth of a point */

/* --- levers --------------------------------------------------------------------------------------- */

static void add_today(Buffer *out, const SearchParameter *parameter, int64_t step) {
  int64_t ends[] = {parameter->low + step, parameter->high + step};
  for (int i = 0; i < 2; i++) {
    if (ends[i] < parameter->least) ends[i] = parameter->least;
    if (parameter->has_most && ends[i] > parameter->most) ends[i] = parameter->most;
    if (i == 1 && ends[0] == ends[1]) break;
    if (i) buffer_add_text(out, "～");
    search_add_value(out, parameter, ends[i]);
  }
}

/* What moves the figure by less than it is shown with is rounding; a price of it would be nonsense. */
static bool is_useful(const Lever *lever) {
  return fabs(lever->moved) >= LEAST_MOVE;
}

static void add_lever(Shown *shown, const Lever *lever) {
  Buffer texts[7] = {{0}};
  search_value_text(&texts[0], lever->parameter.unit, lever->step);
  if (is_useful(lever)) search_cell_fen(&texts[1], lever->per_tenth);
  buffer_format(&texts[2], "%+.4f", 100 * lever->moved);
  search_cell_fen(&texts[3], lever->cost);
  search_cell_fen(&texts[4], lever->self_pay);
  add_today(&texts[5], &lever->parameter, 0);
  add_today(&texts[6], &lever->parameter, lever->step);
  const char *cells[9] = {lever->parameter.name};
  for (int i = 0; i < 7; i++)
    cells[i + 1] = texts[i].data;
  cells[8] = lever->parameter.title;
  shown_add(shown, cells);
  for (int i = 0; i < 7; i++)
    buffer_free(&texts[i]);
}

static void print_ranking(const Levers *levers, const char *format, FILE *out) {
  Shown *shown = shown_new(9);
  bool people = search_for_people(format); /* names that are cut read alike */
  shown_column(shown, 0, "parameter", "参数", people ? TABLE_NUMBER : TABLE_TEXT);
  shown_column(shown, 1, "step", "步长", TABLE_NUMBER);
  shown_column(shown, 2, people ? "per 0.1 point" : "per_tenth", "每0.1点支出", TABLE_MONEY);
  shown_column(shown, 3, "points", "百分点", TABLE_NUMBER);
  shown_column(shown, 4, "spending", "支出变化", TABLE_MONEY);
  shown_column(shown, 5, "self_pay", "自付变化", TABLE_MONEY);
  shown_column(shown, 6, "old", "现值", TABLE_NUMBER);
  shown_column(shown, 7, "new", "新值", TABLE_NUMBER);
  shown_column(shown, 8, "title", "名称", TABLE_TEXT);
  for (int last = 0; last < 2; last++)
    for (size_t i = 0; i < levers->count; i++)
      if (is_useful(&levers->list[i]) != last) add_lever(shown, &levers->list[i]);
  if (levers->count) shown_print(shown, format, out);
  if (!levers->count) fputs(_("No parameter moves the goal the way it should.\n"), out);
  shown_free(shown);
}

static void say_failing(const Levers *levers, FILE *out) {
  for (size_t i = 0; i < levers->failing_count; i++) {
    const Lever *lever = &levers->failing[i];
    Buffer value = {0};
    add_today(&value, &lever->parameter, lever->step);
    fprintf(out, _("%s = %s: rules fail on %lld cases; not compared\n"), lever->parameter.name,
            value.data, (long long)lever->failed);
    if (*lever->reason.text) search_say_reason(&lever->reason, out);
    buffer_free(&value);
  }
}

/* Every parameter in one group, so that the numbers add up. */
static void say_groups(const Levers *levers, FILE *out) {
  const struct {
    size_t count;
    const char *text;
  } groups[] = {
      {levers->raised, N_("help the goal when raised")},
      {levers->lowered, N_("help the goal when lowered")},
      {levers->nothing, N_("do nothing to it, raised or lowered")},
      {levers->worse, N_("only harm it")},
      {levers->failed, N_("could not be compared: rules fail on cases, see below")},
      {levers->unread, N_("were not moved: nothing that pays or measures this reads them")},
      {levers->other, N_("were not moved: they are no numbers (tiers, choices, yes or no, days)")},
      {levers->scaled, N_("were not moved: a scenario scales them")},
  };
  size_t count = levers->tried + levers->unread + levers->other + levers->scaled;
  fprintf(out, _("\nOf %zu values of parameters, %zu were moved by one step each:\n"), count,
          levers->tried);
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (groups[i].count) fprintf(out, "%6zu  %s\n", groups[i].count, _(groups[i].text));
}

void search_print_levers(const Search *search, const Levers *levers, const char *format,
                         FILE *out) {
  bool people = search_for_people(format);
  if (people) {
    search_say_goals(search, out);
    fputs("\n", out);
  }
  print_ranking(levers, format, out);
  if (!people) return;
  say_groups(levers, out);
  say_failing(levers, out);
}

/* --- frontiers ------------------------------------------------------------------------------------ */

enum { MOST_CELLS = SEARCH_MOST_AXES + SEARCH_MOST_GOALS + 4 };

/* The points worth showing, by cost: those on the frontier; the cheapest that meets all is among them, or
 * one just as good is. */
typedef struct Choice {
  int64_t point, cost;
} Choice;

static int compare_choices(const void *a, const void *b) {
  const Choice *one = a, *other = b;
  if (one->cost != other->cost) return one->cost < other->cost ? -1 : 1;
  return one->point < other->point ? -1 : one->point > other->point;
}

static Choice *choices_of(const Grid *grid, const Frontier *frontier, size_t *count) {
  Choice *list = memory_new(((size_t)grid->count + 1) * sizeof *list);
  *count = 0;
  for (int64_t i = 0; i < grid->count; i++)
    if (frontier->frontier[i] || i == frontier->cheapest)
      list[(*count)++] = (Choice){i, search_cost(&grid->points[i])};
  qsort(list, *count, sizeof *list, compare_choices);
  return list;
}

static void add_choice(Shown *shown, const Search *search, const Grid *grid,
                       const Frontier *frontier, int64_t number) {
  const SearchPoint *point = &grid->points[number];
  Buffer texts[MOST_CELLS] = {{0}};
  const char *cells[MOST_CELLS];
  int64_t steps[SEARCH_MOST_AXES];
  int at = 0;
  grid_at(grid, number, steps);
  buffer_add_text(&texts[at++], number == frontier->cheapest ? "→" : "");
  for (int i = 0; i < grid->axes; i++)
    search_add_value(&texts[at++], &grid->parameters[i], grid_value(grid, i, steps[i]));
  search_cell_fen(&texts[at++], search_cost(point));
  for (int i = 0; i < search->goal_count; i++)
    search_cell_share(&texts[at++], search_figure_share(&point->figures[i]));
  buffer_add_text(&texts[at++], frontier->meets[number] ? _("yes") : _("no"));
  search_cell_fen(&texts[at++], point->totals.failed);
  for (int i = 0; i < at; i++)
    cells[i] = texts[i].data;
  shown_add(shown, cells);
  for (int i = 0; i < at; i++)
    buffer_free(&texts[i]);
}

static Shown *new_table(const Search *search, const Grid *grid, const char *format) {
  Shown *shown = shown_new(grid->axes + search->goal_count + 4);
  int at = 0;
  shown_column(shown, at++, "cheapest", "最省", TABLE_TEXT);
  search_axis_columns(shown, &at, grid, format);
  shown_column(shown, at++, "difference", "差额", TABLE_MONEY);
  search_goal_columns(shown, &at, search, false, format);
  shown_column(shown, at++, "all_met", "全部达标", TABLE_TEXT);
  shown_column(shown, at++, "failed", "失败", TABLE_COUNT);
  return shown;
}

static void say_cheapest(const Grid *grid, const Frontier *frontier, FILE *out) {
  if (frontier->cheapest < 0) {
    fprintf(out, _("\nNone of the %lld combinations meets all goals.\n"), (long long)grid->count);
    return;
  }
  Buffer text = {0};
  int64_t steps[SEARCH_MOST_AXES];
  grid_at(grid, frontier->cheapest, steps);
  for (int i = 0; i < grid->axes; i++) {
    buffer_format(&text, "%s%s = ", i ? ", " : "", grid->parameters[i].name);
    search_add_value(&text, &grid->parameters[i], grid_value(grid, i, steps[i]));
  }
  Buffer cost = {0};
  search_add_money(&cost, search_cost(&grid->points[frontier->cheapest]), true);
  fprintf(out, _("\n%lld of %lld combinations meet all goals; the cheapest: %s (%s)\n"),
          (long long)frontier->meeting, (long long)grid->count, text.data, cost.data);
  buffer_free(&cost);
  buffer_free(&text);
}

void search_print_frontier(const Search *search, const Grid *grid, const Frontier *frontier,
                           const char *format, FILE *out) {
  bool people = search_for_people(format);
  size_t count;
  int64_t failed = 0;
  for (int64_t i = 0; i < grid->count; i++)
    failed += grid->points[i].totals.failed > 0;
  for (int i = 0; people && i < grid->axes; i++)
    search_say_parameter(search, &grid->parameters[i], i + 1, grid->axes, out);
  if (people) search_say_goals(search, out);
  if (people) say_cheapest(grid, frontier, out);
  if (people)
    fprintf(out,
            _("The frontier, by cost: no other of these combinations is cheaper and at least "
              "as good (%lld):\n\n"),
            (long long)frontier->on_frontier);
  Choice *list = choices_of(grid, frontier, &count);
  Shown *shown = new_table(search, grid, format);
  for (size_t i = 0; i < count; i++)
    add_choice(shown, search, grid, frontier, list[i].point);
  shown_print(shown, format, out);
  if (people) search_say_failed(search, failed, out);
  shown_free(shown);
  free(list);
}
