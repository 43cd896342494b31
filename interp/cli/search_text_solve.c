/* The answer of solve: what was asked, the value, and the steps beside it, at which money rounds. */
#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/money.h"
#include "cli/search_text.h"
#include "cli/shown.h"

/* --- sentences ------------------------------------------------------------------------------------ */

static void say_budget(const Search *search, const Solution *solution, FILE *out) {
  const Budget *budget = &solution->budget;
  char amount[MONEY_ROOM], now[MONEY_ROOM];
  money_format(budget->amount, amount, sizeof amount, true);
  money_format(budget_spent(budget, &search->baseline.totals), now, sizeof now, true);
  const char *layer = budget->layer < 0 ? _("all layers that reimburse")
                                        : study_layer(search->study, (size_t)budget->layer)->title;
  fprintf(out, _("budget of %s: %s yuan; now %s yuan are spent\n"), layer, amount, now);
}

static void say_range(const Solution *solution, FILE *out) {
  Buffer first = {0}, last = {0}, step = {0};
  search_add_value(&first, &solution->parameter, solution->range.first);
  search_add_value(&last, &solution->parameter, solution->range.last);
  search_add_value(&step, &solution->parameter, solution->range.step);
  fprintf(out, _("looked for from %s to %s in steps of %s; %zu values settled\n"), first.data,
          last.data, step.data, solution->count);
  buffer_free(&first);
  buffer_free(&last);
  buffer_free(&step);
}

static void say_answer(const Solution *solution, FILE *out) {
  const Trial *trial = &solution->trials[solution->answer];
  Buffer value = {0}, cost = {0};
  search_add_value(&value, &solution->parameter, trial->value);
  search_add_money(&cost, search_cost(&trial->point), true);
  if (solution->has_budget)
    fprintf(out, _("\nThe most generous value within the budget: %s = %s (spending %s)\n"),
            solution->parameter.name, value.data, cost.data);
  else
    fprintf(out, _("\nThe smallest move that meets the goal: %s = %s (spending %s)\n"),
            solution->parameter.name, value.data, cost.data);
  buffer_free(&value);
  buffer_free(&cost);
}

/* Without an answer: how near one comes, and where. */
static void say_nearest(const Solution *solution, FILE *out) {
  if (solution->nearest < 0) return;
  const Trial *trial = &solution->trials[solution->nearest];
  Buffer value = {0}, amount = {0};
  search_add_value(&value, &solution->parameter, trial->value);
  if (solution->has_budget) {
    int64_t spent = budget_spent(&solution->budget, &trial->point.totals);
    search_add_money(&amount, spent - solution->budget.amount, false);
    char whole[MONEY_ROOM];
    money_format(spent, whole, sizeof whole, true);
    fprintf(out, _("The smallest spending is at %s = %s: %s yuan, %s over the budget.\n"),
            solution->parameter.name, value.data, whole, amount.data);
  } else {
    double share = search_figure_share(&trial->point.figures[0]);
    search_add_money(&amount, search_cost(&trial->point), true);
    fprintf(out, _("The nearest is %s = %s: %.4f%%, %.4f points from the goal (spending %s).\n"),
            solution->parameter.name, value.data, 100 * share,
            100 * fabs(trial->point.figures[0].threshold - share), amount.data);
  }
  buffer_free(&value);
  buffer_free(&amount);
}

static void say_verdict(const Solution *solution, FILE *out) {
  switch (solution->verdict) {
    case VERDICT_ALREADY:
      fputs(_("\nThe goal is met already; nothing has to be changed.\n"), out);
      break;
    case VERDICT_NONE:
      fputs(solution->has_budget ? _("\nNo value in the range stays within the budget.\n")
                                 : _("\nNo value in the range meets the goal.\n"),
            out);
      say_nearest(solution, out);
      break;
    case VERDICT_UNEVEN:
      say_answer(solution, out);
      fputs(_("Attention: what was tried runs up and down over the range; other values may do as "
              "well, and between the values tried nothing is known.\n"),
            out);
      break;
    default: say_answer(solution, out);
  }
}

/* --- table ---------------------------------------------------------------------------------------- */

/* What a trial has more than it needs: above the threshold, or left of the budget. */
static double margin(const Search *search, const Solution *solution, const Trial *trial) {
  if (solution->has_budget)
    return (double)(solution->budget.amount -
                    budget_spent(&solution->budget, &trial->point.totals));
  const SearchFigure *figure = &trial->point.figures[0];
  double over = figure->part - figure->threshold * figure->whole;
  return search->goals[0].at_least ? over : -over;
}

static void add_trial(Shown *shown, const Search *search, const Solution *solution, int place) {
  const Trial *trial = &solution->trials[place];
  Buffer texts[7] = {{0}};
  search_add_value(&texts[0], &solution->parameter, trial->value);
  if (solution->has_budget)
    search_cell_fen(&texts[1], budget_spent(&solution->budget, &trial->point.totals));
  else
    buffer_format(&texts[1], "%.5f%%", 100 * search_figure_share(&trial->point.figures[0]));
  search_cell_fen(&texts[2], llround(floor(margin(search, solution, trial))));
  buffer_add_text(&texts[3], trial->fits ? _("yes") : _("no"));
  search_cell_fen(&texts[4], search_cost(&trial->point));
  search_cell_fen(&texts[5], trial->point.totals.self_pay);
  search_cell_fen(&texts[6], trial->point.totals.failed);
  const char *cells[8] = {place == solution->answer ? "→" : ""};
  for (int i = 0; i < 7; i++)
    cells[i + 1] = texts[i].data;
  shown_add(shown, cells);
  for (int i = 0; i < 7; i++)
    buffer_free(&texts[i]);
}

static Shown *new_table(const Solution *solution) {
  Shown *shown = shown_new(8);
  shown_column(shown, 0, "answer", "答案", TABLE_TEXT);
  shown_column(shown, 1, "value", "值", TABLE_NUMBER);
  if (solution->has_budget)
    shown_column(shown, 2, "spending", "支出", TABLE_MONEY);
  else
    shown_column(shown, 2, "figure", "指标值", TABLE_NUMBER);
  shown_column(shown, 3, "over_or_short", "富余或缺口", TABLE_MONEY);
  shown_column(shown, 4, "fits", "符合", TABLE_TEXT);
  shown_column(shown, 5, "difference", "差额", TABLE_MONEY);
  shown_column(shown, 6, "self_pay", "个人自付", TABLE_MONEY);
  shown_column(shown, 7, "failed", "失败", TABLE_COUNT);
  return shown;
}

/* The answer between its neighbours; without an answer, all that was tried. */
static void print_trials(const Search *search, const Solution *solution, const char *format,
                         FILE *out) {
  Shown *shown = new_table(solution);
  if (solution->answer < 0)
    for (size_t i = 0; i < solution->count; i++)
      add_trial(shown, search, solution, (int)i);
  if (solution->below >= 0) add_trial(shown, search, solution, solution->below);
  if (solution->answer >= 0) add_trial(shown, search, solution, solution->answer);
  if (solution->above >= 0) add_trial(shown, search, solution, solution->above);
  if (shown_rows(shown)) shown_print(shown, format, out);
  shown_free(shown);
}

void search_print_solve(const Search *search, const Solution *solution, const char *format,
                        FILE *out) {
  bool people = search_for_people(format);
  int64_t failed = 0;
  for (size_t i = 0; i < solution->count; i++)
    failed += solution->trials[i].point.totals.failed > 0;
  if (people) {
    search_say_parameter(search, &solution->parameter, 1, 1, out);
    if (solution->has_budget)
      say_budget(search, solution, out);
    else
      search_say_goals(search, out);
    if (solution->count) say_range(solution, out);
    say_verdict(solution, out);
    fputs("\n", out);
  }
  print_trials(search, solution, format, out);
  if (people) search_say_failed(search, failed, out);
}
