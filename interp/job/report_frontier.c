/* The reports of levers, one value moved at a time, and of combinations of several. */
#include <math.h>
#include <string.h>

#include "job/report_goals.h"

enum { MOST_CHARTS = 3, MOST_BARS = 30, PAGE_ROWS = 60 };

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

/* A target that moves less is not moved: what remains is rounding. */
#define LEAST_MOVE 0.00005

static bool is_useful(Reading *r, const json_t *lever) {
  return reading_maybe(lever, "per_tenth") && fabs(reading_number(r, lever, "moved")) >= LEAST_MOVE;
}

static void add_lever(Reading *r, ReportTable *table, const json_t *list, const json_t *lever) {
  ReportCell *row = report_row(r->report, table);
  const char *place = reading_maybe_text(r, lever, "place_name");
  const char *name = part_distinct(r, list, lever);
  cell_text(&row[LEVER], *place && json_array_size(r->counties) != 1
                             ? report_say(r->report, "%2$s%1$s", "%1$s (%2$s)", name, place)
                             : name);
  cell_text(&row[LEVER_OLD], reading_maybe_text(r, lever, "old"));
  cell_text(&row[LEVER_NEW], reading_maybe_text(r, lever, "new"));
  cell_real(&row[LEVER_MOVED], reading_number(r, lever, "moved"));
  row[LEVER_MOVED].sign = true;
  cell_change(&row[LEVER_COST], reading_whole(r, lever, "cost"));
  if (is_useful(r, lever)) cell_whole(&row[LEVER_TENTH], reading_whole(r, lever, "per_tenth"));
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

/* Every parameter in one group, so that the numbers add up. */
static void levers_groups(Reading *r) {
  static const char *const groups[][3] = {
      {"raised", "调高有效", "help when raised"},
      {"lowered", "调低有效", "help when lowered"},
      {"nothing", "高低均无影响", "do nothing"},
      {"worse", "只有反作用", "only harm"},
      {"failed", "移动后规则出错，不作比较", "not compared: rules fail on cases"},
      {"unread", "未移动：与支付和本指标无关",
       "not moved: nothing that pays or measures this reads them"},
      {"other", "未移动：不是数值（分段表、选项、是否、日期）", "not moved: no numbers"},
      {"scaled", "未移动：已由方案按比例调整", "not moved: scaled by a scenario"}};
  Report *report = r->report;
  const json_t *counts = reading_maybe(r->document, "counts");
  int64_t all = 0;
  if (!reading_maybe(counts, "raised")) return; /* of an older program */
  ReportTable *table =
      report_table(report, report_word(report, "全部参数的去向", "What became of all values"),
                   (ReportColumn[]){{report_word(report, "类别", "group"), REPORT_TEXT},
                                    {report_word(report, "参数个数", "values"), REPORT_COUNT}},
                   2);
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    int64_t count = reading_whole(r, counts, groups[i][0]);
    all += count;
    if (!count) continue;
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], report_word(report, groups[i][1], groups[i][2]));
    cell_whole(&row[1], count);
  }
  ReportCell *row = report_row(report, table);
  cell_text(&row[0], report_word(report, "合计", "all"));
  cell_whole(&row[1], all);
  report_add_table(report, table);
}

static void levers_failing(Reading *r) {
  const json_t *list = reading_maybe_list(r, r->document, "levers");
  size_t i;
  json_t *lever;
  json_array_foreach(list, i, lever) {
    const char *reason = reading_maybe_text(r, lever, "reason");
    if (!*reason) continue;
    report_text(r->report, REPORT_NOTE,
                report_say(r->report, "%s = %s：规则对 %lld 例出错：%s",
                           "%s = %s: rules fail on %lld cases: %s", reading_text(r, lever, "name"),
                           reading_maybe_text(r, lever, "new"),
                           (long long)reading_whole(r, lever, "failed"), part_reason(r, reason)));
  }
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
      if (is_useful(r, lever) != !round) continue;
      add_lever(r, table, list, lever);
      useful += !round;
    }
  if (fault_isset(r->fault)) return;
  report->title =
      report_word(report, "调节手段比较报告", "Which value moves a target most cheaply");
  report_heading(report, report_word(report, "摘要", "Summary"));
  levers_lead(r, table, useful, &goal);
  goals_say_under(r);
  report_heading(report, report_word(report, "比较", "Comparison"));
  if (useful) {
    ReportChart *chart = report_chart(
        report, REPORT_BARS,
        report_word(report, "每提高 0.1 个百分点的支出", "What a tenth of a point costs"), table);
    chart->count = useful > MOST_BARS ? MOST_BARS : useful;
    chart->series[chart->series_count++] = LEVER_TENTH;
    if (useful > chart->count)
      chart->note = report_say(report, "图中为最省的 %zu 项，其余见下表。",
                               "The %zu cheapest; the others stand in the table.", chart->count);
  }
  report_add_table(report, table);
  levers_failing(r);
  levers_groups(r);
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
    columns[at++] = (ReportColumn){part_axis(r, parameters, json_array_get(parameters, (size_t)k)),
                                   REPORT_TEXT};
  f->cost = at;
  columns[at++] = (ReportColumn){report_word(report, "增加的报销（元）", "more reimbursed (yuan)"),
                                 REPORT_MONEY};
  f->first_goal = at;
  for (int g = 0; g < goals->count; g++)
    columns[at++] = (ReportColumn){goals_title(r, &goals->goals[g]), REPORT_RATIO};
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
    ReadingTarget t = goals_figure(r, goals, g, reading_maybe_list(r, point, "goals"));
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
      report_say(report, "支出与%s", "Spending and %s", goals_title(r, &goals->goals[g]));
  ReportChart *chart = report_chart(report, REPORT_POINTS_CHART, title, f->all);
  chart->label = f->cost;
  chart->series[chart->series_count++] = f->first_goal + g;
  chart->chosen = f->chosen;
  chart->also = f->front;
  chart->best = f->cheapest;
  chart->x_title = report_word(report, "增加的报销支出", "more reimbursed");
  goals_limit(r, chart, &goals->goals[g]);
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
          report, "所试 %zu 种组合中，使指标全部达标的最省组合是：%s，报销支出%s。",
          "Of %zu combinations, the cheapest that meets all targets is: %s; what is reimbursed %s.",
          f->all->row_count, values, goals_moved(r, report_cell(f->all, row, f->cost)->whole)));
}

void report_frontier(Reading *r) {
  Report *report = r->report;
  const json_t *parameters = reading_list(r, r->document, "parameters"),
               *points = reading_list(r, r->document, "points");
  const json_t *cheapest = reading_maybe(r->document, "cheapest");
  Goals goals = goals_read(r, reading_maybe_list(r, r->document, "goals"));
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
  goals_say_under(r);
  report_heading(report, report_word(report, "比较", "Comparison"));
  report_text(report, REPORT_NOTE,
              report_word(report, "前沿组合：没有别的组合花钱不多而指标更好。",
                          "At the front: no other combination does better for no more money."));
  for (int g = 0; g < goals.count && g < MOST_CHARTS; g++)
    front_chart(r, &f, &goals, g);
  if (f.front->row_count) report_add_table(report, f.front);
  f.all->detail = f.all->row_count > PAGE_ROWS;
  if (f.all->detail)
    report_text(report, REPORT_NOTE,
                report_word(report, "全部组合的数字在电子表格（.xlsx、.csv）中。",
                            "All combinations stand in the sheets (.xlsx, .csv)."));
  report_add_table(report, f.all);
}
