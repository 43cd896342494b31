/* The reports of a range swept and of a value solved for. */
#include <math.h>
#include <string.h>

#include "job/report_goals.h"

enum { MOST_HEATS = 3, HEAT_MOST = 24 };

/* --- sweep ------------------------------------------------------------------------------------- */

/* Columns of a table of points: values, then a figure and a verdict for each goal, then money. */
typedef struct Points {
  ReportTable *table;
  int values, first_goal, reimbursed, change, self_pay;
  double *x;
} Points;

static const char *value_text(Reading *r, const json_t *parameter, const json_t *at, size_t k) {
  size_t i = (size_t)reading_item(r, json_array_get(at, k));
  const char *text = json_string_value(json_array_get(reading_list(r, parameter, "values"), i));
  if (!text && !fault_isset(r->fault))
    fault_set(r->fault, EXIT_DATA, "E682",
              "a point of the document stands at no value of its parameter");
  return text ? text : "";
}

static double value_number(const json_t *parameter, const json_t *at, size_t k) {
  size_t i = (size_t)json_integer_value(json_array_get(at, k));
  const json_t *number = json_array_get(json_object_get(parameter, "numbers"), i);
  return json_is_number(number) ? json_number_value(number) : (double)i;
}

static Points points_table(Reading *r, const char *title, const json_t *parameters,
                           const Goals *goals) {
  Report *report = r->report;
  Points points = {.values = (int)json_array_size(parameters)};
  ReportColumn columns[4 + 2 * READING_MOST_GOALS + 3];
  int at = 0;
  for (int k = 0; k < points.values; k++)
    columns[at++] = (ReportColumn){part_axis(r, parameters, json_array_get(parameters, (size_t)k)),
                                   REPORT_TEXT};
  points.first_goal = at;
  for (int g = 0; g < goals->count; g++) {
    columns[at++] = (ReportColumn){goals_title(r, &goals->goals[g]), REPORT_RATIO};
    columns[at++] = (ReportColumn){report_word(report, "结论", "verdict"), REPORT_TEXT};
  }
  points.reimbursed = at;
  columns[at++] =
      (ReportColumn){report_word(report, "实际报销（元）", "reimbursed (yuan)"), REPORT_MONEY};
  points.change = at;
  columns[at++] =
      (ReportColumn){goals_over(r) ? report_word(report, "比基准增减（元）", "change (yuan)")
                                   : report_word(report, "比现行增减（元）", "change (yuan)"),
                     REPORT_MONEY};
  points.self_pay = at;
  columns[at++] =
      (ReportColumn){report_word(report, "个人自付（元）", "self-pay (yuan)"), REPORT_MONEY};
  points.table = report_table(report, title, columns, at);
  points.table->key_columns = points.values;
  return points;
}

static void add_point(Reading *r, Points *points, const json_t *parameters, const Goals *goals,
                      const json_t *point, int64_t before) {
  const json_t *at = reading_list(r, point, "at"), *totals = reading_object(r, point, "totals");
  ReportCell *row = report_row(r->report, points->table);
  for (int k = 0; k < points->values; k++)
    cell_text(&row[k], value_text(r, json_array_get(parameters, (size_t)k), at, (size_t)k));
  for (int g = 0; g < goals->count; g++) {
    ReadingTarget t = goals_figure(r, goals, g, reading_maybe_list(r, point, "goals"));
    cell_figure(&row[points->first_goal + 2 * g], &t);
    cell_verdict(r->report, &row[points->first_goal + 2 * g + 1], &t);
  }
  int64_t reimbursed = reading_whole(r, totals, "reimbursed");
  cell_whole(&row[points->reimbursed], reimbursed);
  cell_change(&row[points->change], reimbursed - before);
  cell_whole(&row[points->self_pay], reading_whole(r, totals, "self_pay"));
}

static bool *met_flags(Reading *r, const ReportTable *table, int verdict) {
  bool *met = arena_take(r->report->arena, (table->row_count + 1) * sizeof *met);
  for (size_t i = 0; i < table->row_count; i++)
    met[i] = report_cell(table, i, verdict)->tone == REPORT_GOOD;
  return met;
}

static ReportChart *line_chart(Reading *r, const Points *points, const char *title, int column,
                               const char *parameter) {
  ReportChart *chart = report_chart(r->report, REPORT_LINES, title, points->table);
  chart->x_title = parameter;
  chart->positions = points->x;
  chart->series[chart->series_count++] = column;
  return chart;
}

static const char *change_title(Reading *r) {
  return goals_over(r) ? report_word(r->report, "报销支出比基准增减",
                                     "What is reimbursed, against the rules with the changes")
                       : report_word(r->report, "报销支出比现行增减",
                                     "What is reimbursed, against the rules in force");
}

static void sweep_line(Reading *r, Points *points, const Goals *goals, const char *parameter) {
  for (int g = 0; g < goals->count; g++)
    goals_limit(r,
                line_chart(r, points, goals_title(r, &goals->goals[g]), points->first_goal + 2 * g,
                           parameter),
                &goals->goals[g]);
  line_chart(r, points, change_title(r), points->change, parameter);
}

static size_t values_of(Reading *r, const json_t *parameters, size_t k) {
  return json_array_size(reading_maybe_list(r, json_array_get(parameters, k), "values"));
}

static void sweep_heat(Reading *r, Points *points, const Goals *goals, const json_t *parameters) {
  Report *report = r->report;
  int wide =
      values_of(r, parameters, 1) > values_of(r, parameters, 0); /* the longer one goes down */
  if (values_of(r, parameters, 0) > HEAT_MOST || values_of(r, parameters, 1) > HEAT_MOST) {
    report_text(report, REPORT_NOTE,
                report_word(report, "取值过多，不画色块图，见下表。",
                            "There are too many values for a picture; see the table."));
    return;
  }
  for (int g = 0; g < goals->count && g < MOST_HEATS; g++) {
    ReportChart *chart =
        report_chart(report, REPORT_HEAT, goals_title(r, &goals->goals[g]), points->table);
    chart->label = wide;
    chart->across = !wide;
    chart->series[chart->series_count++] = points->first_goal + 2 * g;
    goals_limit(r, chart, &goals->goals[g]);
    chart->chosen = met_flags(r, points->table, points->first_goal + 2 * g + 1);
  }
  ReportChart *cost = report_chart(report, REPORT_HEAT, change_title(r), points->table);
  cost->label = wide;
  cost->across = !wide;
  cost->series[cost->series_count++] = points->change;
}

static const char *met_values(Reading *r, const Points *points, size_t first, size_t last,
                              size_t met) {
  const char *low = report_cell(points->table, first, 0)->text,
             *high = report_cell(points->table, last, 0)->text;
  if (met == 1) return report_say(r->report, "只有取 %s 时", "at %s alone", low);
  if (met == last - first + 1)
    return report_say(r->report, "取 %s 至 %s 时", "from %s to %s", low, high);
  return report_say(r->report, "取 %s 至 %s 之间有 %zu 个取值", "at %3$zu values from %1$s to %2$s",
                    low, high, met);
}

/* For which values a goal is met: of one parameter, the first and the last in the order given. */
static void say_met(Reading *r, const Points *points, const Goals *goals, int g) {
  Report *report = r->report;
  int verdict = points->first_goal + 2 * g + 1;
  size_t met = 0, first = 0, last = 0;
  for (size_t i = 0; i < points->table->row_count; i++) {
    if (report_cell(points->table, i, verdict)->tone != REPORT_GOOD) continue;
    if (!met++) first = i;
    last = i;
  }
  const char *goal = part_goal(r, &goals->goals[g]);
  if (!goals->goals[g].has_threshold) return;
  if (!met)
    report_text(report, REPORT_LEAD,
                report_say(report, "%s：所试取值均不达标。", "%s: no value tried meets it.", goal));
  else if (points->values > 1)
    report_text(report, REPORT_LEAD,
                report_say(report, "%s：%zu 种组合中 %zu 种达标。",
                           "%s: of %zu combinations %zu meet it.", goal, points->table->row_count,
                           met));
  else
    report_text(
        report, REPORT_LEAD,
        report_say(report, "%s：%s达标；取 %s 时报销支出%s。",
                   "%s: met %s; at %s what is reimbursed %s.", goal,
                   met_values(r, points, first, last, met),
                   report_cell(points->table, first, 0)->text,
                   goals_moved(r, report_cell(points->table, first, points->change)->whole)));
}

void report_sweep(Reading *r) {
  Report *report = r->report;
  const json_t *parameters = reading_list(r, r->document, "parameters"),
               *list = reading_list(r, r->document, "points");
  Goals goals = goals_read(r, reading_maybe_list(r, r->document, "goals"));
  size_t i, axes = json_array_size(parameters);
  json_t *point;
  if (!fault_isset(r->fault) && (axes < 1 || axes > 2 || !json_array_size(list)))
    fault_set(r->fault, EXIT_DATA, "E682", "a sweep has one or two parameters, and points");
  if (fault_isset(r->fault)) return;
  const char *names = part_axis(r, parameters, json_array_get(parameters, 0));
  if (axes == 2)
    names = report_say(report, "%s × %s", "%s × %s", names,
                       part_axis(r, parameters, json_array_get(parameters, 1)));
  Points points =
      points_table(r, report_word(report, "各取值的结果", "Results by value"), parameters, &goals);
  points.x = arena_take(report->arena, (json_array_size(list) + 1) * sizeof *points.x);
  int64_t before = goals_baseline(r);
  json_array_foreach(list, i, point) {
    if (fault_isset(r->fault)) return;
    add_point(r, &points, parameters, &goals, point, before);
    points.x[i] = value_number(json_array_get(parameters, 0), json_object_get(point, "at"), 0);
  }
  report->title = report_word(report, "参数区间测算报告", "What a range of values does");
  report_heading(report, report_word(report, "摘要", "Summary"));
  report_text(report, REPORT_LEAD,
              report_say(report, "测算“%s”的 %zu 种取值。", "%2$zu values of “%1$s” were tried.",
                         names, json_array_size(list)));
  for (int g = 0; g < goals.count; g++)
    say_met(r, &points, &goals, g);
  goals_say_under(r);
  report_heading(report, report_word(report, "测算结果", "Results"));
  if (axes == 1)
    sweep_line(r, &points, &goals, names);
  else
    sweep_heat(r, &points, &goals, parameters);
  report_add_table(report, points.table);
}

/* --- solve ------------------------------------------------------------------------------------- */

/* How near one comes where no value does. */
static void solve_nearest(Reading *r) {
  Report *report = r->report;
  const json_t *nearest = reading_maybe(r->document, "nearest"),
               *figure = reading_maybe(nearest, "figure");
  if (!figure) return;
  const char *value = reading_text(r, nearest, "text");
  double part = reading_number(r, figure, "part"), whole = reading_number(r, figure, "whole");
  if (reading_maybe(r->document, "budget"))
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "支出最少的是取 %s 时：%s，仍超出预算 %s。",
                           "Spending is smallest at %s: %s, still %s over the budget.", value,
                           part_sum(report, llround(part)),
                           part_sum(report, llround(part - whole))));
  else if (whole > 0)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "最接近的是取 %s 时：%s。", "The nearest is %s: %s.", value,
                           part_percent(report, part / whole)));
}

static void solve_lead(Reading *r, const char *name, const char *aim) {
  Report *report = r->report;
  const char *verdict = reading_text(r, r->document, "verdict");
  const json_t *answer = reading_maybe(r->document, "answer");
  const char *value = answer ? reading_text(r, answer, "text") : "";
  const char *text;
  if (answer && strcmp(verdict, "found") == 0) {
    int64_t cost =
        reading_whole(r, reading_object(r, answer, "totals"), "reimbursed") - goals_baseline(r);
    text = report_say(report, "要使%s，“%s”应取 %s；此时报销支出%s。",
                      "For %s, “%s” has to be %s; then what is reimbursed %s.", aim, name, value,
                      goals_moved(r, cost));
  } else if (strcmp(verdict, "met already") == 0) {
    text = report_say(report,
                      goals_over(r) ? "%s在作为基准的规则下已经满足，“%s”不必调整。"
                                    : "%s在现行规则下已经满足，“%s”不必调整。",
                      "%s holds already; “%s” need not change.", aim, name);
  } else if (strcmp(verdict, "not monotonic") == 0) {
    text = report_say(report,
                      "“%2$s”变大时结果时升时降，不能用逐步逼近求出满足%1$s的取值，请看所试各点。",
                      "The result goes up and down with “%2$s”, so the value for %1$s cannot be "
                      "closed in on; see the points tried.",
                      aim, name);
  } else {
    text = report_say(report, "“%2$s”在允许的范围内没有能满足%1$s的取值。",
                      "No value of “%2$s” within its range reaches %1$s.", aim, name);
  }
  report_text(report, REPORT_LEAD, text);
  if (!answer) solve_nearest(r);
  if (answer && strcmp(verdict, "not monotonic") == 0)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "所试各点中，可取的是 %s，它满足要求。",
                           "Of those tried, %s does.", value));
}

static void solve_row(Reading *r, ReportTable *table, const ReadingTarget *goal, const char *what,
                      const json_t *item, bool with_figure) {
  ReportCell *row = report_row(r->report, table);
  const json_t *totals = reading_object(r, item, "totals"), *figure = reading_maybe(item, "figure");
  int at = 0;
  if (what) cell_text(&row[at++], what);
  cell_text(&row[at++], reading_text(r, item, "text"));
  if (with_figure) {
    ReadingTarget t = *goal;
    if (figure) {
      t.part = reading_number(r, figure, "part");
      t.whole = reading_number(r, figure, "whole");
      t.met = json_is_true(reading_maybe(figure, "met"));
      t.judged = t.whole > 0;
    }
    cell_figure(&row[at++], &t);
    cell_verdict(r->report, &row[at++], &t);
  }
  cell_whole(&row[at++], reading_whole(r, totals, "reimbursed"));
  cell_whole(&row[at], reading_whole(r, totals, "self_pay"));
}

static ReportTable *solve_table(Reading *r, const char *title, const ReadingTarget *goal, bool what,
                                bool with_figure) {
  Report *report = r->report;
  ReportColumn columns[6];
  int at = 0;
  if (what) columns[at++] = (ReportColumn){report_word(report, "位置", "where"), REPORT_TEXT};
  columns[at++] = (ReportColumn){report_word(report, "取值", "value"), REPORT_TEXT};
  if (with_figure) {
    columns[at++] = (ReportColumn){goal->title, REPORT_RATIO};
    columns[at++] = (ReportColumn){report_word(report, "结论", "verdict"), REPORT_TEXT};
  }
  columns[at++] =
      (ReportColumn){report_word(report, "实际报销（元）", "reimbursed (yuan)"), REPORT_MONEY};
  columns[at++] =
      (ReportColumn){report_word(report, "个人自付（元）", "self-pay (yuan)"), REPORT_MONEY};
  return report_table(report, title, columns, at);
}

static void solve_neighbours(Reading *r, const ReadingTarget *goal, bool with_figure) {
  Report *report = r->report;
  const json_t *answer = reading_maybe(r->document, "answer"),
               *list = reading_maybe_list(r, r->document, "neighbours");
  if (!answer) return;
  ReportTable *table = solve_table(
      r, report_word(report, "求得的取值与相邻一步", "The value, and one step to either side"),
      goal, true, with_figure);
  const json_t *low = json_array_get(list, 0), *high = json_array_get(list, 1);
  if (json_is_object(low))
    solve_row(r, table, goal, report_word(report, "再低一步", "one step below"), low, with_figure);
  solve_row(r, table, goal, report_word(report, "求得的取值", "the value"), answer, with_figure);
  if (json_is_object(high))
    solve_row(r, table, goal, report_word(report, "再高一步", "one step above"), high, with_figure);
  report_add_table(report, table);
}

static void solve_tried(Reading *r, const ReadingTarget *goal, const char *name, bool with_figure) {
  Report *report = r->report;
  const json_t *tried = reading_maybe_list(r, r->document, "tried");
  size_t i, count = json_array_size(tried);
  json_t *one;
  if (!count) return;
  double *x = arena_take(report->arena, count * sizeof *x);
  ReportTable *table =
      solve_table(r, report_word(report, "试算过程", "What was tried"), goal, false, with_figure);
  json_array_foreach(tried, i, one) {
    solve_row(r, table, goal, NULL, one, with_figure);
    x[i] = json_is_number(json_object_get(one, "value"))
               ? json_number_value(json_object_get(one, "value"))
               : (double)i;
  }
  report_heading(report, report_word(report, "试算过程", "What was tried"));
  if (count > 1) {
    ReportChart *chart = report_chart(
        report, REPORT_LINES,
        with_figure ? goal->title : report_word(report, "实际报销", "reimbursed"), table);
    chart->x_title = name;
    chart->positions = x;
    chart->series[chart->series_count++] = with_figure ? 1 : 1 + 2 * with_figure;
    if (with_figure) goals_limit(r, chart, goal);
  }
  report_add_table(report, table);
}

void report_solve(Reading *r) {
  Report *report = r->report;
  const json_t *aimed = reading_maybe(r->document, "goal"),
               *budget = reading_maybe(r->document, "budget");
  const char *name = part_parameter(r, reading_object(r, r->document, "parameter"));
  ReadingTarget goal = {0};
  const char *aim = "";
  if (aimed) goal = reading_target(r, aimed, NULL);
  if (aimed) aim = part_goal(r, &goal);
  if (budget) {
    const char *layer = reading_maybe_text(r, budget, "title");
    aim = report_say(report, "%s支出不超过 %s", "%s of at most %s",
                     *layer ? layer : report_word(report, "报销", "spending"),
                     part_sum(report, reading_whole(r, budget, "amount")));
  }
  if (fault_isset(r->fault)) return;
  report->title = report_word(report, "达标取值测算报告", "The value that meets a target");
  report_heading(report, report_word(report, "摘要", "Summary"));
  solve_lead(r, name, aim);
  goals_say_under(r);
  report_heading(report, report_word(report, "结果", "Result"));
  solve_neighbours(r, &goal, aimed != NULL);
  solve_tried(r, &goal, name, aimed != NULL);
}
