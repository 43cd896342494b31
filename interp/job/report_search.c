/* The reports of searches over values: a range swept, a value solved for, levers ranked, combinations. */
#include <string.h>

#include "job/report_format.h"
#include "job/report_reading.h"

enum { MOST_HEATS = 3, PAGE_ROWS = 60, HEAT_MOST = 24 };

typedef struct Goals {
  const json_t *list;
  ReadingTarget goals[READING_MOST_GOALS];
  int count;
} Goals;

static Goals read_goals(Reading *r, const json_t *list) {
  Goals goals = {.list = list};
  size_t i;
  json_t *goal;
  json_array_foreach(list, i, goal) {
    if (goals.count == READING_MOST_GOALS || fault_isset(r->fault)) break;
    goals.goals[goals.count++] = reading_target(r, goal, NULL);
  }
  return goals;
}

/* The figure of goal g at a point. */
static ReadingTarget figure_at(Reading *r, const Goals *goals, int g, const json_t *figures) {
  ReadingTarget t = goals->goals[g];
  const json_t *figure = json_array_get(figures, (size_t)g);
  if (!figure) return t;
  t.part = reading_number(r, figure, "part");
  t.whole = reading_number(r, figure, "whole");
  t.met = json_is_true(reading_maybe(figure, "met"));
  const json_t *judged = reading_maybe(figure, "judged");
  t.judged = judged ? json_is_true(judged) : t.has_threshold && t.whole > 0;
  return t;
}

static const char *goal_head(Reading *r, const ReadingTarget *goal) {
  return *goal->county_name
             ? report_say(r->report, "%s（%s）", "%s (%s)", goal->title, goal->county_name)
             : goal->title;
}

static void draw_limit(Reading *r, ReportChart *chart, const ReadingTarget *goal) {
  Buffer text = {0};
  if (!goal->has_threshold) return;
  chart->has_limit = true;
  chart->limit = goal->threshold;
  chart->at_least = goal->at_least;
  buffer_format(&text, goal->ratio ? "%s %s%.2f%%" : "%s %s%.2f",
                report_word(r->report, "目标", "threshold"), goal->at_least ? "≥ " : "≤ ",
                goal->threshold * (goal->ratio ? 100 : 1));
  chart->limit_text = report_take(r->report, &text);
}

static int64_t base_reimbursed(Reading *r) {
  return reading_whole(r, reading_object(r, reading_object(r, r->document, "baseline"), "totals"),
                       "reimbursed");
}

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
    columns[at++] =
        (ReportColumn){part_parameter(r, json_array_get(parameters, (size_t)k)), REPORT_TEXT};
  points.first_goal = at;
  for (int g = 0; g < goals->count; g++) {
    columns[at++] = (ReportColumn){goal_head(r, &goals->goals[g]), REPORT_RATIO};
    columns[at++] = (ReportColumn){report_word(report, "结论", "verdict"), REPORT_TEXT};
  }
  points.reimbursed = at;
  columns[at++] =
      (ReportColumn){report_word(report, "实际报销（元）", "reimbursed (yuan)"), REPORT_MONEY};
  points.change = at;
  columns[at++] =
      (ReportColumn){report_word(report, "比现行增减（元）", "change (yuan)"), REPORT_MONEY};
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
    ReadingTarget t = figure_at(r, goals, g, reading_maybe_list(r, point, "goals"));
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

static void sweep_line(Reading *r, Points *points, const Goals *goals, const char *parameter) {
  for (int g = 0; g < goals->count; g++)
    draw_limit(r,
               line_chart(r, points, goal_head(r, &goals->goals[g]), points->first_goal + 2 * g,
                          parameter),
               &goals->goals[g]);
  line_chart(r, points,
             report_word(r->report, "报销支出比现行增减",
                         "What is reimbursed, against the rules in force"),
             points->change, parameter);
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
        report_chart(report, REPORT_HEAT, goal_head(r, &goals->goals[g]), points->table);
    chart->label = wide;
    chart->across = !wide;
    chart->series[chart->series_count++] = points->first_goal + 2 * g;
    draw_limit(r, chart, &goals->goals[g]);
    chart->chosen = met_flags(r, points->table, points->first_goal + 2 * g + 1);
  }
  ReportChart *cost = report_chart(
      report, REPORT_HEAT,
      report_word(report, "报销支出比现行增减", "What is reimbursed, against the rules in force"),
      points->table);
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
        report_say(report, "%s：%s达标；取 %s 时报销支出比现行%s。",
                   "%s: met %s; at %s what is reimbursed %s.", goal,
                   met_values(r, points, first, last, met),
                   report_cell(points->table, first, 0)->text,
                   part_moved(report, report_cell(points->table, first, points->change)->whole)));
}

void report_sweep(Reading *r) {
  Report *report = r->report;
  const json_t *parameters = reading_list(r, r->document, "parameters"),
               *list = reading_list(r, r->document, "points");
  Goals goals = read_goals(r, reading_maybe_list(r, r->document, "goals"));
  size_t i, axes = json_array_size(parameters);
  json_t *point;
  if (!fault_isset(r->fault) && (axes < 1 || axes > 2 || !json_array_size(list)))
    fault_set(r->fault, EXIT_DATA, "E682", "a sweep has one or two parameters, and points");
  if (fault_isset(r->fault)) return;
  const char *names = part_parameter(r, json_array_get(parameters, 0));
  if (axes == 2)
    names = report_say(report, "%s × %s", "%s × %s", names,
                       part_parameter(r, json_array_get(parameters, 1)));
  Points points =
      points_table(r, report_word(report, "各取值的结果", "Results by value"), parameters, &goals);
  points.x = arena_take(report->arena, (json_array_size(list) + 1) * sizeof *points.x);
  int64_t before = base_reimbursed(r);
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
  report_heading(report, report_word(report, "测算结果", "Results"));
  if (axes == 1)
    sweep_line(r, &points, &goals, names);
  else
    sweep_heat(r, &points, &goals, parameters);
  report_add_table(report, points.table);
}

/* --- solve ------------------------------------------------------------------------------------- */

static void solve_lead(Reading *r, const char *name, const char *aim) {
  Report *report = r->report;
  const char *verdict = reading_text(r, r->document, "verdict");
  const json_t *answer = reading_maybe(r->document, "answer");
  const char *value = answer ? reading_text(r, answer, "text") : "";
  const char *text;
  if (answer && strcmp(verdict, "found") == 0) {
    int64_t cost =
        reading_whole(r, reading_object(r, answer, "totals"), "reimbursed") - base_reimbursed(r);
    text = report_say(report, "要使%s，“%s”应取 %s；此时报销支出比现行%s。",
                      "For %s, “%s” has to be %s; then what is reimbursed %s.", aim, name, value,
                      part_moved(report, cost));
  } else if (strcmp(verdict, "met already") == 0) {
    text = report_say(report, "%s在现行规则下已经满足，“%s”不必调整。",
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
    if (with_figure) draw_limit(r, chart, goal);
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
  report_heading(report, report_word(report, "结果", "Result"));
  solve_neighbours(r, &goal, aimed != NULL);
  solve_tried(r, &goal, name, aimed != NULL);
}

/* --- levers ------------------------------------------------------------------------------------ */

enum {
  LEVER,
  LEVER_OLD,
  LEVER_NEW,
  LEVER_MOVED,
  LEVER_COST,
  LEVER_TENTH,
  LEVER_OWN,
  LEVER_FAILED,
  LEVER_COLUMNS
};

static void add_lever(Reading *r, ReportTable *table, const json_t *lever) {
  ReportCell *row = report_row(r->report, table);
  cell_text(&row[LEVER], part_parameter(r, lever));
  cell_text(&row[LEVER_OLD], reading_maybe_text(r, lever, "old"));
  cell_text(&row[LEVER_NEW], reading_maybe_text(r, lever, "new"));
  cell_real(&row[LEVER_MOVED], reading_number(r, lever, "moved"));
  row[LEVER_MOVED].sign = true;
  cell_change(&row[LEVER_COST], reading_whole(r, lever, "cost"));
  if (reading_maybe(lever, "per_tenth"))
    cell_whole(&row[LEVER_TENTH], reading_whole(r, lever, "per_tenth"));
  cell_change(&row[LEVER_OWN], reading_whole(r, lever, "self_pay"));
  int64_t failed = reading_maybe(lever, "failed") ? reading_whole(r, lever, "failed") : 0;
  if (failed) cell_whole(&row[LEVER_FAILED], failed);
}

static void levers_lead(Reading *r, const ReportTable *table, size_t useful,
                        const ReadingTarget *goal) {
  Report *report = r->report;
  report_text(
      report, REPORT_LEAD,
      report_say(report,
                 "以“%s”为目标，逐一把 %zu 个参数移动一步，比较每提高 0.1 个百分点要花多少钱。",
                 "For “%s”, each of %zu values was moved by one step, and what a tenth of a point "
                 "costs compared.",
                 part_goal(r, goal), table->row_count));
  if (useful)
    report_text(
        report, REPORT_LEAD,
        report_say(
            report, "最省的是“%s”（%s → %s）：每 0.1 个百分点 %s。",
            "The cheapest is “%s” (%s → %s): %s a tenth of a point.",
            report_cell(table, 0, LEVER)->text,
            report_cell(table, 0, LEVER_OLD)->there ? report_cell(table, 0, LEVER_OLD)->text : "—",
            report_cell(table, 0, LEVER_NEW)->there ? report_cell(table, 0, LEVER_NEW)->text : "—",
            part_sum(report, report_cell(table, 0, LEVER_TENTH)->whole)));
  else
    report_text(report, REPORT_LEAD,
                report_word(report, "没有参数能推动这项指标。", "No value moves the target."));
}

void report_levers(Reading *r) {
  Report *report = r->report;
  const json_t *list = reading_list(r, r->document, "levers");
  ReadingTarget goal = reading_target(r, reading_object(r, r->document, "goal"), NULL);
  size_t i, useful = 0;
  json_t *lever;
  ReportTable *table = report_table(
      report, report_word(report, "各参数移动一步的效果", "What one step of each value does"),
      (ReportColumn[]){
          {report_word(report, "参数", "value"), REPORT_TEXT},
          {report_word(report, "现值", "now"), REPORT_TEXT},
          {report_word(report, "移动后", "moved to"), REPORT_TEXT},
          {report_word(report, "指标变化（百分点）", "target moves (points)"), REPORT_POINTS},
          {report_word(report, "增加的报销（元）", "more reimbursed (yuan)"), REPORT_MONEY},
          {report_word(report, "每 0.1 个百分点（元）", "a tenth of a point (yuan)"), REPORT_MONEY},
          {report_word(report, "自付变化（元）", "self-pay (yuan)"), REPORT_MONEY},
          {report_word(report, "无法结算病例", "cases failed"), REPORT_COUNT}},
      LEVER_COLUMNS);
  /* Those that move the target come first, in the order given. */
  for (int round = 0; round < 2; round++)
    json_array_foreach(list, i, lever) {
      if ((reading_maybe(lever, "per_tenth") ? 0 : 1) != round) continue;
      add_lever(r, table, lever);
      useful += !round;
    }
  if (fault_isset(r->fault)) return;
  report->title =
      report_word(report, "调节手段比较报告", "Which value moves a target most cheaply");
  report_heading(report, report_word(report, "摘要", "Summary"));
  levers_lead(r, table, useful, &goal);
  report_heading(report, report_word(report, "比较", "Comparison"));
  if (useful) {
    ReportChart *chart = report_chart(
        report, REPORT_BARS,
        report_word(report, "每提高 0.1 个百分点的支出", "What a tenth of a point costs"), table);
    chart->count = useful > PAGE_ROWS / 2 ? PAGE_ROWS / 2 : useful;
    chart->series[chart->series_count++] = LEVER_TENTH;
    if (useful > chart->count)
      chart->note = report_say(report, "图中为最省的 %zu 项，其余见下表。",
                               "The %zu cheapest; the others stand in the table.", chart->count);
  }
  report_add_table(report, table);
}

/* --- frontier ---------------------------------------------------------------------------------- */

typedef struct Front {
  ReportTable *all, *front;
  int values, cost, first_goal, meets, columns;
  bool *chosen;
  long cheapest;
} Front;

static ReportTable *front_table(Reading *r, const char *title, const json_t *parameters,
                                const Goals *goals, Front *f) {
  Report *report = r->report;
  ReportColumn columns[1 + 4 + 1 + READING_MOST_GOALS + 1];
  int at = 0;
  f->values = (int)json_array_size(parameters);
  columns[at++] = (ReportColumn){report_word(report, "序号", "no."), REPORT_COUNT};
  for (int k = 0; k < f->values; k++)
    columns[at++] =
        (ReportColumn){part_parameter(r, json_array_get(parameters, (size_t)k)), REPORT_TEXT};
  f->cost = at;
  columns[at++] = (ReportColumn){report_word(report, "增加的报销（元）", "more reimbursed (yuan)"),
                                 REPORT_MONEY};
  f->first_goal = at;
  for (int g = 0; g < goals->count; g++)
    columns[at++] = (ReportColumn){goal_head(r, &goals->goals[g]), REPORT_RATIO};
  f->meets = at;
  columns[at++] = (ReportColumn){report_word(report, "结论", "verdict"), REPORT_TEXT};
  f->columns = at;
  ReportTable *table = report_table(report, title, columns, at);
  table->key_columns = 1;
  return table;
}

static void add_combination(Reading *r, const Front *f, ReportTable *table, const Goals *goals,
                            const json_t *point, size_t number, bool best) {
  const json_t *texts = reading_list(r, point, "texts");
  ReportCell *row = report_row(r->report, table);
  cell_whole(&row[0], (int64_t)number);
  for (int k = 0; k < f->values; k++)
    cell_text(&row[1 + k], json_string_value(json_array_get(texts, (size_t)k)));
  cell_change(&row[f->cost], reading_whole(r, point, "cost"));
  for (int g = 0; g < goals->count; g++) {
    ReadingTarget t = figure_at(r, goals, g, reading_maybe_list(r, point, "goals"));
    cell_figure(&row[f->first_goal + g], &t);
    if (t.judged) row[f->first_goal + g].tone = t.met ? REPORT_GOOD : REPORT_BAD;
  }
  bool meets = reading_flag(r, point, "meets");
  row[f->meets].tone = meets ? REPORT_GOOD : REPORT_BAD;
  cell_text(&row[f->meets], best ? report_word(r->report, "最省的达标组合 ✓", "cheapest ✓")
                            : meets ? report_word(r->report, "全部达标 ✓", "all met ✓")
                                    : report_word(r->report, "未全部达标 ×", "not all met ×"));
}

static void front_chart(Reading *r, const Front *f, const Goals *goals, int g) {
  Report *report = r->report;
  const char *title =
      report_say(report, "支出与%s", "Spending and %s", goal_head(r, &goals->goals[g]));
  ReportChart *chart = report_chart(report, REPORT_POINTS_CHART, title, f->all);
  chart->label = f->cost;
  chart->series[chart->series_count++] = f->first_goal + g;
  chart->chosen = f->chosen;
  chart->also = f->front;
  chart->best = f->cheapest;
  chart->x_title = report_word(report, "增加的报销支出", "more reimbursed");
  draw_limit(r, chart, &goals->goals[g]);
}

static void front_lead(Reading *r, const Front *f) {
  Report *report = r->report;
  Buffer text = {0};
  if (f->cheapest < 0) {
    report_text(report, REPORT_LEAD,
                report_say(report, "所试 %zu 种组合都不能使指标全部达标。",
                           "None of the %zu combinations tried meets all targets.",
                           f->all->row_count));
    return;
  }
  size_t row = (size_t)f->cheapest;
  for (int k = 0; k < f->values; k++) {
    const char *value = report_cell(f->all, row, 1 + k)->text;
    buffer_format(&text, "%s%s %s", k ? report_word(report, "，", ", ") : "",
                  f->all->columns[1 + k].title, value ? value : "—");
  }
  const char *values = report_take(report, &text);
  report_text(
      report, REPORT_LEAD,
      report_say(
          report, "所试 %zu 种组合中，使指标全部达标的最省组合是：%s，报销支出比现行%s。",
          "Of %zu combinations, the cheapest that meets all targets is: %s; what is reimbursed %s.",
          f->all->row_count, values, part_moved(report, report_cell(f->all, row, f->cost)->whole)));
}

void report_frontier(Reading *r) {
  Report *report = r->report;
  const json_t *parameters = reading_list(r, r->document, "parameters"),
               *points = reading_list(r, r->document, "points");
  const json_t *cheapest = reading_maybe(r->document, "cheapest");
  Goals goals = read_goals(r, reading_maybe_list(r, r->document, "goals"));
  size_t i, count = json_array_size(points);
  json_t *point;
  if (!fault_isset(r->fault) &&
      (!count || json_array_size(parameters) < 1 || json_array_size(parameters) > 4))
    fault_set(r->fault, EXIT_DATA, "E682", "a frontier has one to four parameters, and points");
  if (fault_isset(r->fault)) return;
  Front f = {.cheapest = cheapest ? (long)reading_item(r, cheapest) : -1};
  if (f.cheapest >= (long)count) f.cheapest = -1;
  f.all =
      front_table(r, report_word(report, "全部组合", "All combinations"), parameters, &goals, &f);
  f.front = front_table(r, report_word(report, "前沿组合", "Combinations at the front"), parameters,
                        &goals, &f);
  f.chosen = arena_take(report->arena, count * sizeof *f.chosen);
  json_array_foreach(points, i, point) {
    if (fault_isset(r->fault)) return;
    f.chosen[i] = reading_flag(r, point, "frontier");
    add_combination(r, &f, f.all, &goals, point, i + 1, (long)i == f.cheapest);
    if (f.chosen[i]) add_combination(r, &f, f.front, &goals, point, i + 1, (long)i == f.cheapest);
  }
  report->title = report_word(report, "组合方案比较报告", "The cheapest combinations");
  report_heading(report, report_word(report, "摘要", "Summary"));
  front_lead(r, &f);
  report_heading(report, report_word(report, "比较", "Comparison"));
  report_text(report, REPORT_NOTE,
              report_word(report, "前沿组合：没有别的组合花钱不多而指标更好。",
                          "At the front: no other combination does better for no more money."));
  for (int g = 0; g < goals.count && g < MOST_HEATS; g++)
    front_chart(r, &f, &goals, g);
  if (f.front->row_count) report_add_table(report, f.front);
  f.all->detail = f.all->row_count > PAGE_ROWS;
  if (f.all->detail)
    report_text(report, REPORT_NOTE,
                report_word(report, "全部组合的数字在电子表格（.xlsx、.csv）中。",
                            "All combinations stand in the sheets (.xlsx, .csv)."));
  report_add_table(report, f.all);
}
