/* The report of a schedule: what a patient of each identity pays as the bill grows. */
#include <string.h>

#include "base/money.h"
#include "job/report_format.h"
#include "job/report_reading.h"

enum { PAGE_ROWS = 40 };

typedef struct Schedule {
  const json_t *bills, *identities, *lines, *cliffs;
  size_t bill_count, line_count;
} Schedule;

static const char *identity_title(Reading *r, const Schedule *s, const char *name) {
  size_t i;
  json_t *identity;
  json_array_foreach(s->identities, i,
                     identity) if (strcmp(reading_text(r, identity, "name"), name) ==
                                   0) return reading_text(r, identity, "title");
  return strcmp(name, "none") == 0 ? report_word(r->report, "非建档立卡", "none")
                                   : report_keep(r->report, name);
}

static const char *money_text(Report *report, int64_t fen) {
  char text[MONEY_ROOM];
  Buffer whole = {0};
  money_format(fen, text, sizeof text, true);
  if (fen % 100) return report_keep(report, text);
  format_count(&whole, fen / 100);
  return report_take(report, &whole);
}

/* --- the lines --- */

static ReportTable *lines_table(Reading *r, const Schedule *s, const char *title, size_t step) {
  Report *report = r->report;
  ReportColumn columns[REPORT_MOST_SERIES + 1] = {
      {report_word(report, "账单（元）", "bill (yuan)"), REPORT_MONEY}};
  size_t i, k;
  json_t *line;
  json_array_foreach(s->lines, i, line) columns[i + 1] =
      (ReportColumn){identity_title(r, s, reading_text(r, line, "identity")), REPORT_MONEY};
  ReportTable *table = report_table(report, title, columns, (int)s->line_count + 1);
  for (k = 0; k < s->bill_count && !fault_isset(r->fault); k++) {
    if (k % step != 0 && k + 1 != s->bill_count) continue;
    ReportCell *row = report_row(report, table);
    cell_whole(&row[0], reading_item(r, json_array_get(s->bills, k)));
    json_array_foreach(s->lines, i, line) cell_whole(
        &row[i + 1], reading_item(r, json_array_get(reading_list(r, line, "self_pay"), k)));
  }
  return table;
}

static void add_marks(Reading *r, const Schedule *s, ReportChart *chart) {
  size_t i;
  json_t *cliff;
  json_array_foreach(s->cliffs, i, cliff) {
    if (chart->mark_count == REPORT_MOST_MARKS) return;
    chart->marks[chart->mark_count++] =
        (ReportMark){(double)reading_whole(r, cliff, "bill"),
                     (double)reading_whole(r, cliff, "after"), (int)i + 1};
  }
}

static void add_lines(Reading *r, const Schedule *s) {
  Report *report = r->report;
  size_t step = (s->bill_count + PAGE_ROWS - 1) / PAGE_ROWS;
  const char *title = report_word(report, "各身份随账单增长的自付", "Self-pay as the bill grows");
  ReportTable *all = lines_table(r, s, title, 1);
  ReportTable *shown =
      step > 1
          ? lines_table(r, s, report_word(report, "各身份的自付（节选）", "Self-pay (some bills)"),
                        step)
          : all;
  if (fault_isset(r->fault)) return;
  ReportChart *chart = report_chart(report, REPORT_LINES, title, all);
  chart->x_title = report_word(report, "账单", "bill");
  chart->y_title = report_word(report, "个人自付", "self-pay");
  for (size_t i = 0; i < s->line_count; i++)
    chart->series[chart->series_count++] = (int)i + 1;
  add_marks(r, s, chart);
  if (chart->mark_count)
    chart->note = report_word(report, "圆圈中的数字是断点，见下面的断点表。",
                              "Numbers in circles are cliffs; the table of cliffs explains them.");
  report_add_table(report, shown);
  if (shown != all) {
    all->detail = true;
    report_text(
        report, REPORT_NOTE,
        report_say(report, "表中为 %zu 个账单中的 %zu 个，全部在电子表格（.xlsx、.csv）中。",
                   "Of %zu bills the table shows %zu; all stand in the sheets (.xlsx, .csv).",
                   s->bill_count, shown->row_count));
    report_add_table(report, all);
  }
}

/* --- cliffs, slopes, gap --- */

static void add_cliffs(Reading *r, const Schedule *s) {
  Report *report = r->report;
  ReportTable *table = report_table(
      report, report_word(report, "断点", "Cliffs"),
      (ReportColumn[]){{report_word(report, "序号", "no."), REPORT_COUNT},
                       {report_word(report, "身份", "identity"), REPORT_TEXT},
                       {report_word(report, "账单（元）", "bill (yuan)"), REPORT_MONEY},
                       {report_word(report, "之前自付（元）", "before (yuan)"), REPORT_MONEY},
                       {report_word(report, "之后自付（元）", "after (yuan)"), REPORT_MONEY},
                       {report_word(report, "变化（元）", "change (yuan)"), REPORT_MONEY},
                       {report_word(report, "起因", "cause"), REPORT_TEXT}},
      7);
  size_t i;
  json_t *cliff;
  json_array_foreach(s->cliffs, i, cliff) {
    ReportCell *row = report_row(report, table);
    int64_t before = reading_whole(r, cliff, "before"), after = reading_whole(r, cliff, "after");
    cell_whole(&row[0], (int64_t)i + 1);
    cell_text(&row[1], identity_title(r, s, reading_text(r, cliff, "identity")));
    cell_whole(&row[2], reading_whole(r, cliff, "bill"));
    cell_whole(&row[3], before);
    cell_whole(&row[4], after);
    cell_change(&row[5], after - before);
    cell_text(&row[6], reading_maybe_text(r, cliff, "layer_title"));
  }
  report_heading(report, report_word(report, "断点：账单多一点，自付变很多",
                                     "Cliffs: where a little more of a bill changes much"));
  if (!table->row_count)
    report_text(report, REPORT_PARAGRAPH, report_word(report, "没有断点。", "There are none."));
  else
    report_add_table(report, table);
}

static void add_slopes(Reading *r, const Schedule *s) {
  Report *report = r->report;
  const json_t *slopes = reading_maybe_list(r, r->document, "slopes");
  ReportTable *table = report_table(
      report,
      report_word(report, "账单每多 1 元，个人多付的部分", "What a patient pays of a further yuan"),
      (ReportColumn[]){{report_word(report, "身份", "identity"), REPORT_TEXT},
                       {report_word(report, "账单自（元）", "from (yuan)"), REPORT_MONEY},
                       {report_word(report, "至（元）", "to (yuan)"), REPORT_MONEY},
                       {report_word(report, "个人负担", "share"), REPORT_RATIO}},
      4);
  size_t i;
  json_t *slope;
  json_array_foreach(slopes, i, slope) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], identity_title(r, s, reading_text(r, slope, "identity")));
    cell_whole(&row[1], reading_whole(r, slope, "from"));
    if (reading_maybe(slope, "to")) cell_whole(&row[2], reading_whole(r, slope, "to"));
    cell_real(&row[3], reading_number(r, slope, "share"));
  }
  if (!table->row_count) return;
  report_heading(report, report_word(report, "分段负担", "Slopes"));
  report_add_table(report, table);
}

static void add_layers(Reading *r, const Schedule *s) {
  Report *report = r->report;
  size_t i, k, layers = json_array_size(r->layers);
  json_t *line, *layer;
  if (!layers || layers > READING_MOST_LAYERS) return;
  json_array_foreach(s->lines, i, line) {
    const json_t *amounts = reading_maybe(line, "layers");
    ReportColumn columns[READING_MOST_LAYERS + 1] = {
        {report_word(report, "账单（元）", "bill (yuan)"), REPORT_MONEY}};
    if (!amounts) return;
    json_array_foreach(r->layers, k, layer) columns[k + 1] =
        (ReportColumn){reading_text(r, layer, "title"), REPORT_MONEY};
    ReportTable *table =
        report_table(report,
                     report_say(report, "各层支付：%s", "Layers: %s",
                                identity_title(r, s, reading_text(r, line, "identity"))),
                     columns, (int)layers + 1);
    table->detail = true;
    for (size_t b = 0; b < s->bill_count && !fault_isset(r->fault); b++) {
      ReportCell *row = report_row(report, table);
      cell_whole(&row[0], reading_item(r, json_array_get(s->bills, b)));
      json_array_foreach(r->layers, k, layer) cell_whole(
          &row[k + 1],
          reading_item(
              r, json_array_get(reading_list(r, amounts, reading_text(r, layer, "name")), b)));
    }
    report_add_table(report, table);
  }
}

static void add_summary(Reading *r, const Schedule *s) {
  Report *report = r->report;
  const char *county = reading_maybe_text(r, r->document, "county_name"),
             *day = reading_maybe_text(r, r->document, "day");
  int64_t most = reading_item(r, json_array_get(s->bills, s->bill_count - 1));
  report_heading(report, report_word(report, "摘要", "Summary"));
  report_text(report, REPORT_LEAD,
              report_say(report, "%s，按 %s 的标准：账单从 0 增长到 %s，%zu 种身份的病人各付多少。",
                         "%1$s, by the rules of %2$s: what patients of %4$zu identities pay as the "
                         "bill grows to %3$s.",
                         county, day, part_sum(report, most), s->line_count));
  if (reading_maybe(r->document, "day_found"))
    report_text(
        report, REPORT_NOTE,
        report_say(report,
                   "没有指定日期，%s 是规则最后一次变动之日；要按别的日期的标准，用 --on 指定。",
                   "No day was named: %s is the last on which these rules change; --on names "
                   "another.",
                   day));
  size_t i, jumps = 0;
  json_t *item;
  json_array_foreach(s->cliffs, i, item) jumps +=
      strcmp(reading_maybe_text(r, item, "kind"), "jump") == 0;
  size_t cliffs = json_array_size(s->cliffs);
  if (cliffs)
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "共有 %zu 处断点：%zu 处自付突然增加，%zu 处突然减少。",
                           "There are %zu cliffs: at %zu self-pay jumps up, at %zu it drops.",
                           cliffs, jumps, cliffs - jumps));
  json_array_foreach(reading_maybe_list(r, r->document, "gap"), i, item)
      report_text(report, REPORT_PARAGRAPH,
                  report_say(report, "%s与%s的差距在账单 %s 元时最大：%s 元。",
                             "%s and %s differ most at a bill of %s yuan: by %s yuan.",
                             identity_title(r, s, reading_text(r, item, "identity")),
                             identity_title(r, s, reading_text(r, item, "against")),
                             money_text(report, reading_whole(r, item, "bill")),
                             money_text(report, reading_whole(r, item, "gap"))));
}

/* The fields of a case, and those of their values that are words, as people call them. */
static const char *spoken(const Report *report, const char *word) {
  static const char *const words[][2] = {{"hospital_level", "医院等级"},
                                         {"hospital_tier", "机构层级"},
                                         {"place", "就医地点"},
                                         {"referral", "转诊情况"},
                                         {"kind", "医疗类别"},
                                         {"sex", "性别"},
                                         {"age", "年龄"},
                                         {"days", "住院天数"},
                                         {"in_scope", "符合政策范围"},
                                         {"in_scope_cost", "符合政策范围费用"},
                                         {"first_pay_cost", "先行自付"},
                                         {"over_limit_cost", "超限价"},
                                         {"uncovered_cost", "全自费"},
                                         {"village", "村级"},
                                         {"township", "乡镇"},
                                         {"county", "县级"},
                                         {"prefecture", "州（市）级"},
                                         {"province", "省级"},
                                         {"primary", "一级"},
                                         {"secondary", "二级"},
                                         {"tertiary", "三级"},
                                         {"provincial", "省级"},
                                         {"in_county", "县内"},
                                         {"in_prefecture", "州（市）内"},
                                         {"in_province", "省内"},
                                         {"out_of_province", "省外"},
                                         {"not_needed", "无需转诊"},
                                         {"referred", "已转诊"},
                                         {"inpatient", "住院"},
                                         {"outpatient", "门诊"},
                                         {"male", "男"},
                                         {"female", "女"}};
  for (size_t i = 0; !report->english && i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], word) == 0) return words[i][1];
  return word;
}

static const char *scalar_text(Report *report, const json_t *value) {
  if (json_is_string(value)) return spoken(report, json_string_value(value));
  if (json_is_integer(value))
    return report_say(report, "%lld", "%lld", (long long)json_integer_value(value));
  if (json_is_real(value)) return report_say(report, "%g", "%g", json_real_value(value));
  if (json_is_boolean(value))
    return json_is_true(value) ? report_word(report, "是", "yes") : report_word(report, "否", "no");
  return "—";
}

static void add_case(Reading *r) {
  Report *report = r->report;
  json_t *fields = (json_t *)(uintptr_t)reading_maybe(r->document, "case"), *value;
  const char *key;
  if (!json_object_size(fields)) return;
  ReportTable *table =
      report_table(report, report_word(report, "所设病例", "The case that was set"),
                   (ReportColumn[]){{report_word(report, "字段", "field"), REPORT_TEXT},
                                    {report_word(report, "取值", "value"), REPORT_TEXT}},
                   2);
  json_object_foreach(fields, key, value) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], spoken(report, key));
    cell_text(&row[1], scalar_text(report, value));
  }
  report_add_table(report, table);
}

void report_schedule(Reading *r) {
  Report *report = r->report;
  Schedule s = {.bills = reading_list(r, r->document, "bills"),
                .identities = reading_maybe_list(r, r->document, "identities"),
                .lines = reading_list(r, r->document, "lines"),
                .cliffs = reading_maybe_list(r, r->document, "cliffs")};
  s.bill_count = json_array_size(s.bills);
  s.line_count = json_array_size(s.lines);
  if (!fault_isset(r->fault) &&
      (!s.bill_count || !s.line_count || s.line_count > REPORT_MOST_SERIES))
    fault_set(r->fault, EXIT_DATA, "E682", "a schedule has bills, and 1 to %d lines",
              REPORT_MOST_SERIES);
  if (fault_isset(r->fault)) return;
  report->title = report_word(report, "个人负担对照报告", "What patients pay as the bill grows");
  add_summary(r, &s);
  report_heading(report, report_word(report, "负担曲线", "The lines"));
  add_lines(r, &s);
  add_cliffs(r, &s);
  add_slopes(r, &s);
  report_heading(report, report_word(report, "所设条件", "What was set"));
  add_case(r);
  add_layers(r, &s);
}
