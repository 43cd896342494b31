/* Words, cells and tables that several kinds of report have alike. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/phrase.h"
#include "job/report_format.h"
#include "job/report_reading.h"

enum { NAMED_PLACES = 3, NAMED_HOLDERS = 12, MOST_MERGED = 4000 };

/* --- words --- */

const char *part_percent(Report *report, double share) {
  return report_say(report, "%.2f%%", "%.2f%%", 100 * share);
}

const char *part_sum(Report *report, int64_t fen) {
  char text[MONEY_ROOM + 24];
  money_format_unit(fen, money_unit(fen, !report->english), text, sizeof text);
  return report_keep(report, text);
}

const char *part_count(Report *report, int64_t count) {
  Buffer text = {0};
  format_count(&text, count);
  return report_take(report, &text);
}

const char *part_moved(Report *report, int64_t fen) {
  if (fen == 0) return report_word(report, "不变", "does not change");
  const char *sum = part_sum(report, fen < 0 ? -fen : fen);
  return fen > 0 ? report_say(report, "增加 %s", "rises by %s", sum)
                 : report_say(report, "减少 %s", "falls by %s", sum);
}

double part_share(int64_t part, int64_t whole) {
  return whole ? (double)part / (double)whole : 0;
}

const char *part_places(Reading *r) {
  Buffer names = {0};
  size_t i, count = json_array_size(r->counties);
  json_t *county;
  if (!count) return report_word(r->report, "全部县（市）", "all counties");
  json_array_foreach(r->counties, i, county) {
    const char *name = reading_text(r, county, "name");
    if (i == NAMED_PLACES && count > NAMED_PLACES + 1) break;
    if (i) buffer_add_text(&names, report_word(r->report, "、", ", "));
    buffer_add_text(&names, name);
  }
  const char *list = report_take(r->report, &names);
  if (count <= NAMED_PLACES + 1) return list;
  return report_say(r->report, "%s等 %zu 个县（市）", "%s and others, %zu counties in all", list,
                    count);
}

const char *part_parameter(Reading *r, const json_t *parameter) {
  const char *title = reading_maybe_text(r, parameter, "title");
  const char *place = reading_maybe_text(r, parameter, "place_name");
  if (!*title) title = reading_text(r, parameter, "name");
  return *place ? report_say(r->report, "%2$s%1$s", "%1$s (%2$s)", title, place) : title;
}

static void add_threshold(Buffer *out, const ReadingTarget *target) {
  buffer_add_text(out, target->at_least ? "≥ " : "≤ ");
  buffer_format(out, target->ratio ? "%.2f%%" : "%.2f",
                target->threshold * (target->ratio ? 100 : 1));
}

const char *part_reason(Reading *r, const char *english) {
  Buffer text = {0};
  phrase_add_in(&text, english, !r->report->english);
  return report_take(r->report, &text);
}

const char *part_goal(Reading *r, const ReadingTarget *goal) {
  Buffer text = {0};
  buffer_add_text(&text, goal->title);
  if (*goal->county_name)
    buffer_format(&text, r->report->english ? " (%s)" : "（%s）", goal->county_name);
  if (goal->has_threshold) {
    if (r->report->english || !*goal->county_name) buffer_add_text(&text, " ");
    add_threshold(&text, goal);
  }
  return report_take(r->report, &text);
}

/* --- cells --- */

void cell_text(ReportCell *cell, const char *text) {
  cell->there = text != NULL && *text;
  cell->text = text;
}

void cell_whole(ReportCell *cell, int64_t whole) {
  cell->there = true;
  cell->whole = whole;
}

void cell_change(ReportCell *cell, int64_t whole) {
  cell_whole(cell, whole);
  cell->sign = true;
}

void cell_real(ReportCell *cell, double real) {
  cell->there = true;
  cell->real = real;
}

/* A figure or threshold in the unit of its target: yuan a person are fen here. */
static void cell_value(ReportCell *cell, const ReadingTarget *target, double value) {
  bool yuan = strcmp(target->unit, "yuan") == 0;
  cell->kind = target->ratio ? REPORT_RATIO : yuan ? REPORT_MONEY : REPORT_NUMBER;
  if (yuan)
    cell_whole(cell, (int64_t)llround(value));
  else
    cell_real(cell, value);
}

void cell_figure(ReportCell *cell, const ReadingTarget *target) {
  cell->kind = target->ratio ? REPORT_RATIO : REPORT_NUMBER;
  if (target->whole > 0) cell_value(cell, target, target->part / target->whole);
}

void cell_threshold(ReportCell *cell, const ReadingTarget *target) {
  cell->kind = target->ratio ? REPORT_RATIO : REPORT_NUMBER;
  if (!target->has_threshold) return;
  cell_value(cell, target, target->threshold);
  cell->text = target->at_least ? "≥ " : "≤ ";
}

void cell_verdict(Report *report, ReportCell *cell, const ReadingTarget *target) {
  cell->kind = REPORT_TEXT;
  if (!target->judged) return;
  cell->tone = target->met ? REPORT_GOOD : REPORT_BAD;
  cell_text(cell, target->met ? report_word(report, "达标 ✓", "met ✓")
                              : report_word(report, "未达标 ×", "not met ×"));
}

/* --- sums --- */

typedef int64_t (*Pick)(Reading *r, const json_t *totals, const char *key);

static int64_t pick_layer(Reading *r, const json_t *totals, const char *key) {
  return reading_whole(r, reading_object(r, totals, "layers"), key);
}

static void money_row(Reading *r, ReportTable *table, const char *title, Pick pick, const char *key,
                      const json_t *const *totals, int count, bool changes) {
  ReportCell *row = report_row(r->report, table);
  cell_text(&row[0], title);
  int64_t first = pick(r, totals[0], key);
  for (int i = 0, at = 1; i < count; i++) {
    int64_t fen = pick(r, totals[i], key);
    cell_whole(&row[at++], fen);
    if (changes && i > 0) cell_change(&row[at++], fen - first);
  }
}

ReportTable *part_money(Reading *r, const char *title, const json_t *const *totals,
                        const char *const *names, int count, bool changes) {
  ReportColumn columns[2 * REPORT_MOST_SERIES + 1] = {
      {report_word(r->report, "项目（元）", "item (yuan)"), REPORT_TEXT}};
  int at = 1;
  for (int i = 0; i < count; i++) {
    columns[at++] = (ReportColumn){names[i], REPORT_MONEY};
    if (changes && i > 0)
      columns[at++] = (ReportColumn){report_word(r->report, "增减", "change"), REPORT_MONEY};
  }
  ReportTable *table = report_table(r->report, title, columns, at);
  size_t i;
  json_t *layer;
  json_array_foreach(r->layers, i, layer)
      money_row(r, table, reading_text(r, layer, "title"), pick_layer,
                reading_text(r, layer, "name"), totals, count, changes);
  money_row(r, table, report_word(r->report, "实际报销", "reimbursed"), reading_whole, "reimbursed",
            totals, count, changes);
  money_row(r, table, report_word(r->report, "个人自付", "self-pay"), reading_whole, "self_pay",
            totals, count, changes);
  money_row(r, table, report_word(r->report, "医疗总费用", "total cost"), reading_whole, "total",
            totals, count, changes);
  return table;
}

ReportTable *part_shares(Reading *r, const char *title, const json_t *const *totals,
                         const char *const *names, int count) {
  ReportColumn columns[REPORT_MOST_SERIES + 1] = {
      {report_word(r->report, "占医疗总费用", "of the total cost"), REPORT_TEXT}};
  static const char *const keys[] = {"reimbursed", "self_pay"};
  for (int i = 0; i < count; i++)
    columns[i + 1] = (ReportColumn){names[i], REPORT_RATIO};
  ReportTable *table = report_table(r->report, title, columns, count + 1);
  for (int k = 0; k < 2; k++) {
    ReportCell *row = report_row(r->report, table);
    cell_text(&row[0], k ? report_word(r->report, "个人自付比例", "self-pay")
                         : report_word(r->report, "实际报销比例", "reimbursed"));
    for (int i = 0; i < count; i++)
      cell_real(&row[i + 1], part_share(reading_whole(r, totals[i], keys[k]),
                                        reading_whole(r, totals[i], "total")));
  }
  return table;
}

/* --- what it rests on --- */

static void basis_row(Reading *r, ReportTable *table, const char *title, const char *value) {
  ReportCell *row = report_row(r->report, table);
  cell_text(&row[0], title);
  cell_text(&row[1], value);
}

static void basis_count(Reading *r, ReportTable *table, const char *title, const json_t *object,
                        const char *key) {
  if (reading_maybe(object, key))
    basis_row(r, table, title, part_count(r->report, reading_whole(r, object, key)));
}

/* Where the answer tells the cases that are settled without any change; NULL where it does not. */
static const json_t *settled_totals(Reading *r) {
  const json_t *baseline = reading_maybe(r->document, "baseline"),
               *sides = reading_maybe_list(r, r->document, "sides");
  if (baseline) return reading_maybe(baseline, "totals");
  if (json_array_size(sides)) return reading_maybe(json_array_get(sides, 0), "totals");
  return reading_maybe(r->document, "totals");
}

/* What is read and what is settled differ by the stays around the ends of the year. */
static void basis_cases(Reading *r, ReportTable *table, const json_t *data) {
  const json_t *totals = settled_totals(r);
  bool known = json_is_integer(reading_maybe(totals, "cases"));
  if (!known ||
      reading_whole(r, totals, "cases") != json_integer_value(reading_maybe(data, "cases")))
    basis_count(r, table, report_word(r->report, "读入病例数", "cases read"), data, "cases");
  if (known)
    basis_count(r, table, report_word(r->report, "结算病例数", "cases settled"), totals, "cases");
}

static void basis_run(Reading *r, ReportTable *table, const json_t *run) {
  Report *report = r->report;
  basis_row(r, table, report_word(report, "运行编号", "run"),
            part_count(report, reading_whole(r, run, "id")));
  basis_row(r, table, report_word(report, "运行完成时间", "run finished"),
            reading_maybe_text(r, run, "finished"));
  basis_row(r, table, report_word(report, "结果指纹", "hash of the results"),
            reading_maybe_text(r, run, "result_hash"));
  basis_row(r, table, report_word(report, "运行选项", "options of the run"),
            reading_maybe_text(r, run, "options"));
}

static const char *all_places(Reading *r) {
  Buffer text = {0};
  size_t i;
  json_t *county;
  if (!json_array_size(r->counties)) return part_places(r);
  json_array_foreach(r->counties, i, county)
      buffer_format(&text, "%s%s %s", i ? report_word(r->report, "、", ", ") : "",
                    reading_text(r, county, "name"), reading_maybe_text(r, county, "code"));
  return report_take(r->report, &text);
}

static void add_basis(Reading *r, const char *sheet) {
  Report *report = r->report;
  const json_t *rules = reading_maybe(r->document, "rules"),
               *data = reading_maybe(r->document, "data");
  const json_t *old = reading_maybe(r->document, "old_rules"),
               *run = reading_maybe(r->document, "run");
  ReportTable *table =
      report_table(report, report_word(report, "规则、数据与程序", "Rules, data and program"),
                   (ReportColumn[]){{report_word(report, "项目", "item"), REPORT_TEXT},
                                    {report_word(report, "内容", "content"), REPORT_ID}},
                   2);
  table->sheet = sheet;
  if (r->year)
    basis_row(r, table, report_word(report, "年度", "year"),
              report_say(report, "%lld", "%lld", (long long)r->year));
  basis_row(r, table, report_word(report, "地区", "places"), all_places(r));
  basis_row(r, table, report_word(report, "规则", "rules"), reading_maybe_text(r, rules, "folder"));
  basis_row(r, table, report_word(report, "规则指纹", "hash of the rules"),
            reading_maybe_text(r, rules, "hash"));
  if (old)
    basis_row(r, table, report_word(report, "原规则指纹", "hash of the old rules"),
              reading_maybe_text(r, old, "hash"));
  if (data) {
    basis_row(r, table, report_word(report, "数据", "data"), reading_maybe_text(r, data, "file"));
    basis_row(r, table, report_word(report, "数据指纹", "hash of the data"),
              reading_maybe_text(r, data, "hash"));
    basis_cases(r, table, data);
    basis_count(r, table, report_word(report, "人数", "persons"), data, "persons");
    basis_count(r, table, report_word(report, "数据有误未计入", "cases left out for unusable data"),
                data, "bad");
  }
  if (json_is_object(run)) basis_run(r, table, run);
  if (json_is_integer(run))
    basis_row(r, table, report_word(report, "运行编号", "run"),
              part_count(report, json_integer_value(run)));
  basis_row(r, table, report_word(report, "程序", "program"),
            reading_maybe_text(r, r->document, "engine"));
  report_add_table(report, table);
}

const char *part_axis(Reading *r, const json_t *list, const json_t *item) {
  const char *place = reading_maybe_text(r, item, "place_name");
  const char *name = part_distinct(r, list, item);
  return *place ? report_say(r->report, "%2$s%1$s", "%1$s (%2$s)", name, place) : name;
}

const char *part_distinct(Reading *r, const json_t *list, const json_t *item) {
  const char *title = reading_maybe_text(r, item, "title"), *name = reading_text(r, item, "name");
  size_t i;
  json_t *other;
  if (!*title || strcmp(title, name) == 0) return name;
  if (json_array_size(list) <= MOST_MERGED)
    json_array_foreach(
        list, i, other) if (strcmp(reading_maybe_text(r, other, "title"), title) == 0 &&
                            strcmp(reading_maybe_text(r, other, "name"), name) !=
                                0) return report_say(r->report, "%s（%s）", "%s (%s)", title, name);
  return title;
}

static bool same_value(Reading *r, const json_t *a, const json_t *b) {
  static const char *const keys[] = {"name", "value", "source"};
  for (size_t i = 0; i < 3; i++)
    if (strcmp(reading_maybe_text(r, a, keys[i]), reading_maybe_text(r, b, keys[i])) != 0)
      return false;
  return true;
}

/* The places in which a value is assumed alike, from item i on; marks those as told. */
static const char *holders(Reading *r, const json_t *list, size_t i, bool *told) {
  Buffer names = {0};
  size_t k, count = 0;
  json_t *other;
  bool merge = json_array_size(list) <= MOST_MERGED; /* every pair is looked at */
  json_array_foreach(list, k, other) {
    if (k < i || (k > i && !merge) || told[k] || !same_value(r, json_array_get(list, i), other))
      continue;
    const char *name = reading_maybe_text(r, other, "place_name");
    if (!*name) name = reading_maybe_text(r, other, "place");
    told[k] = true;
    if (!*name) name = report_word(r->report, "全部", "everywhere");
    if (count++ < NAMED_HOLDERS)
      buffer_format(&names, "%s%s", names.size ? report_word(r->report, "、", ", ") : "", name);
  }
  if (count > NAMED_HOLDERS)
    buffer_format(&names, report_word(r->report, "等 %zu 处", " and others, %zu in all"), count);
  return report_take(r->report, &names);
}

static void add_assumed(Reading *r, const char *sheet) {
  Report *report = r->report;
  const json_t *list = reading_maybe_list(r, r->document, "assumed");
  size_t i, count = json_array_size(list);
  json_t *item;
  if (!count) {
    report_text(report, REPORT_PARAGRAPH,
                report_word(report, "本报告未使用假定值。", "No value in this report is assumed."));
    return;
  }
  ReportTable *table =
      report_table(report, report_word(report, "假定值", "Assumed values"),
                   (ReportColumn[]){{report_word(report, "参数", "parameter"), REPORT_TEXT},
                                    {report_word(report, "取值", "value"), REPORT_TEXT},
                                    {report_word(report, "地区", "places"), REPORT_TEXT},
                                    {report_word(report, "说明", "remark"), REPORT_TEXT}},
                   4);
  table->sheet = sheet;
  bool *told = arena_take(report->arena, count * sizeof *told);
  json_array_foreach(list, i, item) {
    if (told[i]) continue;
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], part_distinct(r, list, item));
    cell_text(&row[1], reading_maybe_text(r, item, "value"));
    cell_text(&row[2], holders(r, list, i, told));
    cell_text(&row[3], reading_maybe_text(r, item, "source"));
  }
  report_text(
      report, REPORT_PARAGRAPH,
      report_say(report,
                 "以下 %zu 个取值没有公开文件可依，为假定值；取得正式文件后应更换并重新测算。",
                 "These %zu values rest on no published document and are assumed; replace "
                 "them once there is one, and compute again.",
                 table->row_count));
  report_add_table(report, table);
}

void part_foundations(Reading *r) {
  const char *sheet = report_word(r->report, "依据", "Basis");
  report_heading(r->report, report_word(r->report, "依据与假定", "Basis and assumptions"));
  add_basis(r, sheet);
  add_assumed(r, sheet);
}
