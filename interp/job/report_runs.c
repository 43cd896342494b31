/* The reports of stored runs: one run, a run against new rules, what a change owes. */
#include <string.h>

#include "job/report_reading.h"
#include "job/report_targets.h"

enum { GROUP_COLUMNS_MOST = 8 };

/* --- one run --- */

static void run_summary(Reading *r, const json_t *totals, const TargetPairs *pairs) {
  Report *report = r->report;
  int64_t total = reading_whole(r, totals, "total"),
          reimbursed = reading_whole(r, totals, "reimbursed");
  int64_t own = reading_whole(r, totals, "self_pay"), failed = reading_whole(r, totals, "failed");
  report_heading(report, report_word(report, "摘要", "Summary"));
  report_text(report, REPORT_LEAD,
              report_say(report,
                         "%lld 年度，%s共结算 %s 例住院，医疗总费用 %s；各项实际报销 %s，占 "
                         "%s；个人自付 %s，占 %s。",
                         "%lld, %s: %s stays were settled, %s in all; reimbursed %s, that is %s; "
                         "self-pay %s, that is %s.",
                         (long long)r->year, part_places(r),
                         part_count(report, reading_whole(r, totals, "cases")),
                         part_sum(report, total), part_sum(report, reimbursed),
                         part_percent(report, part_share(reimbursed, total)), part_sum(report, own),
                         part_percent(report, part_share(own, total))));
  if (pairs->judged)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "按地区计共考核 %zu 项指标，%zu 项达标，%zu 项未达标。",
                           "Place by place %zu targets were judged: %zu are met, %zu are not.",
                           pairs->judged, pairs->judged - pairs->missed, pairs->missed));
  if (failed)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "另有 %s 例无法结算，原因见后。",
                           "%s more cases could not be settled; the reasons stand below.",
                           part_count(report, failed)));
  const ReportTile tiles[] = {
      {report_word(report, "医疗总费用", "total cost"), part_sum(report, total),
       report_say(report, "%s 例", "%s cases",
                  part_count(report, reading_whole(r, totals, "cases")))},
      {report_word(report, "实际报销", "reimbursed"), part_sum(report, reimbursed),
       part_percent(report, part_share(reimbursed, total))},
      {report_word(report, "个人自付", "self-pay"), part_sum(report, own),
       part_percent(report, part_share(own, total))},
      {report_word(report, "达标 / 未达标", "met / not met"),
       report_say(report, "%zu / %zu 项", "%zu / %zu", pairs->judged - pairs->missed,
                  pairs->missed),
       report_word(report, "按地区计", "place by place")}};
  report_tiles(report, tiles, pairs->judged ? 4 : 3);
}

static void run_money(Reading *r, const json_t *totals) {
  Report *report = r->report;
  const char *name = report_word(report, "金额", "amount");
  report_heading(report, report_word(report, "各项支出", "Spending"));
  ReportTable *table =
      part_money(r, report_word(report, "各项支出与个人自付", "Spending and self-pay"), &totals,
                 &name, 1, false);
  ReportChart *chart = report_chart(report, REPORT_BARS, table->title, table);
  chart->count = table->row_count - 1;
  chart->series[chart->series_count++] = 1;
  report_add_table(report, table);
}

enum { PLACE, CASES, TOTAL, REIMBURSED, OWN, SHARE, COLUMNS };

static void run_row(Reading *r, ReportTable *table, const char *name, const json_t *totals) {
  ReportCell *row = report_row(r->report, table);
  int64_t total = reading_whole(r, totals, "total"),
          reimbursed = reading_whole(r, totals, "reimbursed");
  cell_text(&row[PLACE], name);
  cell_whole(&row[CASES], reading_whole(r, totals, "cases"));
  cell_whole(&row[TOTAL], total);
  cell_whole(&row[REIMBURSED], reimbursed);
  cell_whole(&row[OWN], reading_whole(r, totals, "self_pay"));
  if (total) cell_real(&row[SHARE], part_share(reimbursed, total));
}

static void run_groups(Reading *r, const json_t *totals) {
  Report *report = r->report;
  const json_t *groups = reading_maybe_list(r, r->document, "groups");
  size_t i;
  json_t *group;
  if (!json_array_size(groups)) return;
  ReportTable *table = report_table(
      report, report_word(report, "各县（市）", "By county"),
      (ReportColumn[]){{report_word(report, "县（市）", "county"), REPORT_TEXT},
                       {report_word(report, "病例", "cases"), REPORT_COUNT},
                       {report_word(report, "总费用（元）", "total (yuan)"), REPORT_MONEY},
                       {report_word(report, "实际报销（元）", "reimbursed (yuan)"), REPORT_MONEY},
                       {report_word(report, "个人自付（元）", "self-pay (yuan)"), REPORT_MONEY},
                       {report_word(report, "报销比例", "share"), REPORT_RATIO}},
      COLUMNS);
  json_array_foreach(groups, i, group) {
    const char *name = reading_text(r, group, "group");
    bool code = strspn(name, "0123456789") == 6 && name[6] == ' ' && name[7];
    run_row(r, table, code ? name + 7 : name, reading_object(r, group, "totals"));
  }
  report_heading(report, report_word(report, "各县（市）", "By county"));
  if (table->row_count > 1) {
    ReportChart *chart = report_chart(
        report, REPORT_BARS,
        report_word(report, "各县（市）实际报销与个人自付", "Reimbursed and self-pay by county"),
        table);
    chart->count = table->row_count;
    chart->series[chart->series_count++] = REIMBURSED;
    chart->series[chart->series_count++] = OWN;
  }
  run_row(r, table, report_word(report, "合计", "all"), totals);
  table->total = true;
  report_add_table(report, table);
}

static void run_failed(Reading *r) {
  Report *report = r->report;
  const json_t *list = reading_maybe_list(r, r->document, "failed");
  size_t i;
  json_t *reason;
  if (!json_array_size(list)) return;
  ReportTable *table = report_table(
      report, report_word(report, "无法结算的原因", "Why cases failed"),
      (ReportColumn[]){{report_word(report, "原因", "reason"), REPORT_TEXT},
                       {report_word(report, "病例数", "cases"), REPORT_COUNT},
                       {report_word(report, "例如病例", "for example case"), REPORT_ID}},
      3);
  json_array_foreach(list, i, reason) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], part_reason(r, reading_text(r, reason, "text")));
    cell_whole(&row[1], reading_whole(r, reason, "cases"));
    cell_text(&row[2], report_say(report, "%lld", "%lld",
                                  (long long)reading_whole(r, reason, "first_case")));
  }
  report_heading(report, report_word(report, "无法结算的病例", "Cases that failed"));
  report_add_table(report, table);
}

void report_run(Reading *r) {
  Report *report = r->report;
  const json_t *totals = reading_object(r, r->document, "totals");
  TargetPairs pairs = targets_pair(r, NULL, reading_maybe_list(r, r->document, "targets"));
  if (fault_isset(r->fault)) return;
  report->title =
      report_say(report, "%lld 年度结算报告", "The year %lld, settled", (long long)r->year);
  run_summary(r, totals, &pairs);
  run_money(r, totals);
  run_groups(r, totals);
  if (pairs.count) {
    report_heading(report, report_word(report, "考核指标", "Targets"));
    targets_overview(r, &pairs, report_word(report, "各地区达标情况", "All places"));
    targets_missed(r, &pairs, report_word(report, "未达标的指标", "Targets that are not met"));
  }
  run_failed(r);
}

/* --- a run against new rules --- */

static void backtest_counts(Reading *r) {
  Report *report = r->report;
  const json_t *counts = reading_object(r, r->document, "counts");
  static const char *const words[][3] = {{"compared", "比对病例", "compared"},
                                         {"changed", "金额变化", "changed"},
                                         {"zero", "新规则下不付", "paid nothing"},
                                         {"failed", "新规则下无法结算", "failed"},
                                         {"missing", "没有原结果", "without an old result"}};
  ReportTable *table =
      report_table(report, report_word(report, "比对情况", "What was compared"),
                   (ReportColumn[]){{report_word(report, "项目", "item"), REPORT_TEXT},
                                    {report_word(report, "病例数", "cases"), REPORT_COUNT}},
                   2);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!reading_maybe(counts, words[i][0])) continue;
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], report_word(report, words[i][1], words[i][2]));
    cell_whole(&row[1], reading_whole(r, counts, words[i][0]));
  }
  report_add_table(report, table);
}

static void backtest_money(Reading *r) {
  Report *report = r->report;
  const json_t *totals[] = {reading_object(r, r->document, "totals_before"),
                            reading_object(r, r->document, "totals_after")};
  const char *names[] = {report_word(report, "原规则", "old rules"),
                         report_word(report, "新规则", "new rules")};
  ReportTable *table =
      part_money(r, report_word(report, "各项支出与个人自付", "Spending and self-pay"), totals,
                 names, 2, true);
  ReportChart *chart = report_chart(report, REPORT_BARS, table->title, table);
  chart->count = table->row_count - 1;
  chart->series[chart->series_count++] = 1;
  chart->series[chart->series_count++] = 2;
  report_add_table(report, table);
  report_add_table(report, part_shares(r, report_word(report, "占比", "Shares"), totals, names, 2));
}

static void backtest_largest(Reading *r) {
  Report *report = r->report;
  const json_t *list = reading_maybe_list(r, r->document, "largest");
  size_t i;
  json_t *one;
  if (!json_array_size(list)) return;
  ReportTable *table = report_table(
      report, report_word(report, "变化最大的病例", "Largest changes"),
      (ReportColumn[]){
          {report_word(report, "病例编号", "case"), REPORT_ID},
          {report_word(report, "原自付（元）", "before (yuan)"), REPORT_MONEY},
          {report_word(report, "新自付（元）", "after (yuan)"), REPORT_MONEY},
          {report_word(report, "增减（元）", "change (yuan)"), REPORT_MONEY},
          {report_word(report, "最先不同的一层", "first layer that differs"), REPORT_TEXT}},
      5);
  json_array_foreach(list, i, one) {
    ReportCell *row = report_row(report, table);
    int64_t before = reading_whole(r, one, "before"), after = reading_whole(r, one, "after");
    cell_text(&row[0],
              report_say(report, "%lld", "%lld", (long long)reading_whole(r, one, "case")));
    cell_whole(&row[1], before);
    cell_whole(&row[2], after);
    cell_change(&row[3], after - before);
    cell_text(&row[4], reading_maybe_text(r, one, "layer_title"));
  }
  report_heading(report, report_word(report, "变化最大的病例", "Largest changes"));
  report_add_table(report, table);
}

void report_backtest(Reading *r) {
  Report *report = r->report;
  bool passed = reading_flag(r, r->document, "passed"),
       recorded = json_is_true(reading_maybe(r->document, "recorded"));
  const json_t *change = reading_object(r, r->document, "change"),
               *guard = reading_maybe(r->document, "guard");
  report->title = report_word(report, "新规则回测报告", "New rules against a stored run");
  report_heading(report, report_word(report, "摘要", "Summary"));
  report_text(report, REPORT_LEAD,
              report_say(report, "用新规则重算第 %lld 次运行的全部病例：%s%s。",
                         "All cases of run %lld were settled again by the new rules: %s%s.",
                         (long long)reading_whole(r, r->document, "run"),
                         passed ? report_word(report, "变化在允许范围内，通过 ✓",
                                              "the change is within the guard, passed ✓")
                                : report_word(report, "变化超出允许范围，未通过 ×",
                                              "the change is beyond the guard, not passed ×"),
                         recorded ? report_word(report, "，结果已登记", ", and recorded") : ""));
  if (guard)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "允许的变化：%s。", "The guard: %s.",
                           reading_maybe_text(r, guard, "text")));
  report_text(report, REPORT_PARAGRAPH,
              report_say(report, "%s 人少付，共少付 %s；%s 人多付，共多付 %s。",
                         "%s persons pay less, %s in all; %s pay more, %s in all.",
                         part_count(report, reading_whole(r, change, "persons_less")),
                         part_sum(report, reading_whole(r, change, "less")),
                         part_count(report, reading_whole(r, change, "persons_more")),
                         part_sum(report, reading_whole(r, change, "more"))));
  report_heading(report, report_word(report, "比对结果", "Results"));
  backtest_counts(r);
  backtest_money(r);
  backtest_largest(r);
}

/* --- what a change owes --- */

void report_adjust(Reading *r) {
  Report *report = r->report;
  const json_t *funds = reading_list(r, r->document, "funds"),
               *counts = reading_object(r, r->document, "counts");
  size_t i;
  json_t *fund;
  int64_t owed = 0, recovered = 0;
  ReportTable *table = report_table(
      report, report_word(report, "各项补付与追回", "By fund"),
      (ReportColumn[]){{report_word(report, "项目", "layer"), REPORT_TEXT},
                       {report_word(report, "基金代码", "fund"), REPORT_ID},
                       {report_word(report, "应补付（元）", "owed (yuan)"), REPORT_MONEY},
                       {report_word(report, "应追回（元）", "to recover (yuan)"), REPORT_MONEY}},
      4);
  json_array_foreach(funds, i, fund) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], reading_text(r, fund, "title"));
    cell_text(&row[1], reading_maybe_text(r, fund, "fund"));
    cell_whole(&row[2], reading_whole(r, fund, "owed"));
    cell_whole(&row[3], reading_whole(r, fund, "recovered"));
    owed += row[2].whole;
    recovered += row[3].whole;
  }
  if (fault_isset(r->fault)) return;
  report->title = report_word(report, "待遇补差报告", "What a retroactive change owes");
  report_heading(report, report_word(report, "摘要", "Summary"));
  report_text(
      report, REPORT_LEAD,
      report_say(
          report,
          "由第 %lld 次运行改按第 %lld 次运行结算：%s 人、%s 例应补差，应补付 %s，应追回 %s。",
          "From run %lld to run %lld: %s persons, %s cases; owed %s, to recover %s.",
          (long long)reading_whole(r, r->document, "from"),
          (long long)reading_whole(r, r->document, "to"),
          part_count(report, reading_whole(r, counts, "persons")),
          part_count(report, reading_whole(r, counts, "cases")), part_sum(report, owed),
          part_sum(report, recovered)));
  report_heading(report, report_word(report, "各项金额", "By fund"));
  if (table->row_count) {
    ReportChart *chart = report_chart(report, REPORT_BARS, table->title, table);
    chart->series[chart->series_count++] = 2;
    chart->series[chart->series_count++] = 3;
  }
  ReportCell *row = report_row(report, table);
  cell_text(&row[0], report_word(report, "合计", "all"));
  cell_whole(&row[2], owed);
  cell_whole(&row[3], recovered);
  table->total = true;
  report_add_table(report, table);
}
