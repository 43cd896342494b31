/* A sweep on the screen: the table of its points, a curve for one parameter, maps for two. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/money.h"
#include "cli/search_chart.h"
#include "cli/search_text.h"
#include "cli/shown.h"

/* --- table ---------------------------------------------------------------------------------------- */

enum { MOST_CELLS = SEARCH_MOST_AXES + 6 + 2 * SEARCH_MOST_GOALS };

static bool any_failed(const Grid *grid) {
  for (int64_t i = 0; i < grid->count; i++)
    if (grid->points[i].totals.failed) return true;
  return false;
}

static Shown *new_table(const Search *search, const Grid *grid, bool failed, const char *format) {
  Shown *shown = shown_new(grid->axes + 5 + 2 * search->goal_count + failed);
  int at = 0;
  search_axis_columns(shown, &at, grid, format);
  shown_column(shown, at++, "spending", "报销支出", TABLE_MONEY);
  shown_column(shown, at++, "difference", "差额", TABLE_MONEY);
  search_goal_columns(shown, &at, search, true, format);
  if (failed) shown_column(shown, at++, "failed", "失败", TABLE_COUNT);
  shown_column(shown, at++, "self_pay", "个人自付", TABLE_MONEY);
  shown_column(shown, at++, "self_pay_share", "自付比例", TABLE_RATIO);
  shown_column(shown, at++, "cases", "结算病例", TABLE_COUNT);
  return shown;
}

static void add_point(Shown *shown, const Search *search, const Grid *grid, int64_t number,
                      bool failed) {
  const SearchPoint *point = &grid->points[number];
  Buffer texts[MOST_CELLS] = {{0}};
  const char *cells[MOST_CELLS];
  int64_t steps[SEARCH_MOST_AXES];
  int at = 0;
  grid_at(grid, number, steps);
  for (int i = 0; i < grid->axes; i++)
    search_add_value(&texts[at++], &grid->parameters[i], grid_value(grid, i, steps[i]));
  search_cell_fen(&texts[at++], point->totals.reimbursed);
  search_cell_fen(&texts[at++], search_cost(point));
  for (int i = 0; i < search->goal_count; i++) {
    const SearchFigure *figure = &point->figures[i];
    search_cell_share(&texts[at++], search_figure_share(figure));
    buffer_add_text(&texts[at++], !figure->judged ? "—" : figure->met ? _("yes") : _("no"));
  }
  if (failed) search_cell_fen(&texts[at++], point->totals.failed);
  search_cell_fen(&texts[at++], point->totals.self_pay);
  search_cell_share(&texts[at++], point->totals.total
                                      ? (double)point->totals.self_pay / (double)point->totals.total
                                      : 0);
  search_cell_fen(&texts[at++], point->totals.cases);
  for (int i = 0; i < at; i++)
    cells[i] = texts[i].data;
  shown_add(shown, cells);
  for (int i = 0; i < at; i++)
    buffer_free(&texts[i]);
}

static void print_table(const Search *search, const Grid *grid, const char *format, FILE *out) {
  bool failed = any_failed(grid);
  Shown *shown = new_table(search, grid, failed, format);
  for (int64_t i = 0; i < grid->count; i++)
    add_point(shown, search, grid, i, failed);
  shown_print(shown, format, out);
  shown_free(shown);
}

/* --- pictures ------------------------------------------------------------------------------------- */

/* In the unit of the largest, so that the ends of a scale can be compared. */
static void write_money(Buffer *out, double value, const void *data) {
  char text[MONEY_ROOM + 24];
  money_format_unit(llround(value), *(const MoneyUnit *)data, text, sizeof text);
  buffer_format(out, "%s%s", value > 0 ? "+" : "", text);
}

static MoneyUnit unit_of(const Grid *grid) {
  int64_t largest = 0;
  for (int64_t i = 0; i < grid->count; i++)
    if (llabs(search_cost(&grid->points[i])) > largest)
      largest = llabs(search_cost(&grid->points[i]));
  return money_unit(largest, language_chinese());
}

static void write_share(Buffer *out, double value, const void *data) {
  (void)data;
  buffer_format(out, "%.2f%%", 100 * value);
}

/* Where on an axis today's value stands, in steps; -1 if it is not there, or counties differ. */
static double today_on(const Grid *grid, int axis) {
  const SearchParameter *parameter = &grid->parameters[axis];
  const SearchRange *range = &grid->ranges[axis];
  bool one = parameter->today_known && parameter->today_low == parameter->today_high;
  return one && range->step ? (double)(parameter->today_low - range->first) / (double)range->step
                            : -1;
}

/* The number that is drawn: what is spent more (goal -1), or a goal's figure. */
static double *numbers_of(const Grid *grid, int goal) {
  double *values = memory_new((size_t)grid->count * sizeof *values);
  for (int64_t i = 0; i < grid->count; i++)
    values[i] = goal < 0 ? (double)search_cost(&grid->points[i])
                         : search_figure_share(&grid->points[i].figures[goal]);
  return values;
}

static const char *spending_title(const Search *search) {
  return search->options.under
             ? _("Spending of reimbursing layers, difference from the rules with the changes")
             : _("Spending of reimbursing layers, difference from today");
}

static void draw_curve(const Search *search, const Grid *grid, int goal, FILE *out) {
  Buffer first = {0}, last = {0}, title = {0};
  double *values = numbers_of(grid, goal);
  MoneyUnit unit = unit_of(grid);
  search_add_value(&first, &grid->parameters[0], grid->ranges[0].first);
  search_add_value(&last, &grid->parameters[0], grid_value(grid, 0, grid->count - 1));
  if (goal < 0)
    buffer_add_text(&title, spending_title(search));
  else
    buffer_format(&title, "%s", search->goals[goal].title);
  bool line = goal >= 0 && search->baseline.figures[goal].has_threshold;
  if (line)
    buffer_format(&title, _(" (threshold %.6g%%)"), 100 * search->baseline.figures[goal].threshold);
  chart_curve(&(ChartCurve){.title = title.data,
                            .first = first.data,
                            .last = last.data,
                            .values = values,
                            .count = (size_t)grid->count,
                            .mark = today_on(grid, 0),
                            .has_line = line,
                            .line = line ? search->baseline.figures[goal].threshold : 0,
                            .write = goal < 0 ? write_money : write_share,
                            .data = &unit},
              out);
  buffer_free(&first);
  buffer_free(&last);
  buffer_free(&title);
  free(values);
}

static char **labels_of(const Grid *grid, int axis, size_t *count) {
  *count = (size_t)search_range_points(&grid->ranges[axis]);
  char **labels = memory_new(*count * sizeof *labels);
  for (size_t i = 0; i < *count; i++) {
    Buffer text = {0};
    search_add_value(&text, &grid->parameters[axis], grid_value(grid, axis, (int64_t)i));
    labels[i] = text.data; /* the caller frees it */
  }
  return labels;
}

static void free_labels(char **labels, size_t count) {
  for (size_t i = 0; i < count; i++)
    free(labels[i]);
  free(labels);
}

/* `met`: whether the goal is met, in place of its figure. */
static void draw_map(const Search *search, const Grid *grid, int goal, bool met, FILE *out) {
  size_t rows, columns;
  char **row_labels = labels_of(grid, 0, &rows), **column_labels = labels_of(grid, 1, &columns);
  double *values = numbers_of(grid, goal);
  MoneyUnit unit = unit_of(grid);
  Buffer title = {0};
  for (int64_t i = 0; met && i < grid->count; i++)
    values[i] = grid->points[i].figures[goal].met;
  buffer_format(&title, "%s  %s ↓  %s →",
                goal < 0 ? spending_title(search) : search->goals[goal].title,
                grid->parameters[0].name, grid->parameters[1].name);
  chart_map(&(ChartMap){.title = title.data,
                        .rows = (const char *const *)row_labels,
                        .columns = (const char *const *)column_labels,
                        .values = values,
                        .row_count = rows,
                        .column_count = columns,
                        .yes_no = met,
                        .write = goal < 0 ? write_money : write_share,
                        .data = &unit},
            out);
  buffer_free(&title);
  free(values);
  free_labels(row_labels, rows);
  free_labels(column_labels, columns);
}

static void draw(const Search *search, const Grid *grid, FILE *out) {
  for (int goal = -1; goal < search->goal_count; goal++) {
    if (grid->axes == 1) draw_curve(search, grid, goal, out);
    if (grid->axes == 2) draw_map(search, grid, goal, false, out);
    if (grid->axes == 2 && goal >= 0 && search->baseline.figures[goal].has_threshold)
      draw_map(search, grid, goal, true, out);
  }
}

void search_print_sweep(const Search *search, const Grid *grid, const char *format, FILE *out) {
  bool people = search_for_people(format);
  int64_t failed = 0;
  for (int64_t i = 0; i < grid->count; i++)
    failed += grid->points[i].totals.failed > 0;
  for (int i = 0; people && i < grid->axes; i++)
    search_say_parameter(search, &grid->parameters[i], i + 1, grid->axes, out);
  if (people) search_say_goals(search, out);
  if (people) fputs("\n", out);
  print_table(search, grid, format, out);
  if (people) search_say_failed(search, failed, out);
  if (people) draw(search, grid, out);
}
