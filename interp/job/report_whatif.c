/* The report of a comparison: what is changed, what it costs, who gains and loses, which targets move. */
#include <string.h>

#include "job/report_format.h"
#include "job/report_reading.h"
#include "job/report_sides.h"
#include "job/report_targets.h"

enum { NAMED_CHANGES = 3 };

/* --- sides --- */

/* "dir/a.lua+b.lua" as people call it: a+b. */
static const char *bare_name(Reading *r, const char *name) {
  Buffer out = {0};
  while (*name) {
    size_t size = strcspn(name, "+"), start = 0, end = size;
    for (size_t i = 0; i < size; i++)
      if (name[i] == '/' && i + 1 < size) start = i + 1;
    if (end - start > 4 && memcmp(name + end - 4, ".lua", 4) == 0) end -= 4;
    if (out.size) buffer_add_text(&out, " + ");
    buffer_add(&out, name + start, end - start);
    name += size + (name[size] == '+');
  }
  return report_take(r->report, &out);
}

static const char *side_name(Reading *r, const json_t *side, size_t i, size_t count) {
  const char *name = bare_name(r, reading_text(r, side, "name"));
  bool bare = !json_array_size(reading_maybe(side, "files")) && !reading_maybe(side, "folder");
  if (i == 0 && bare)
    return count == 2 ? report_word(r->report, "调整前", "before")
                      : report_word(r->report, "现行规则", "rules in force");
  if (i == 1 && count == 2) return report_word(r->report, "调整后", "after");
  return name;
}

static bool read_sides(Reading *r, Sides *sides) {
  const json_t *list = reading_list(r, r->document, "sides");
  sides->count = json_array_size(list);
  if (!fault_isset(r->fault) && (sides->count < 2 || sides->count > REPORT_MOST_SERIES))
    fault_set(r->fault, EXIT_DATA, "E682", "the document has %zu sides, 2 to %d are compared",
              sides->count, REPORT_MOST_SERIES);
  for (size_t i = 0; i < sides->count && !fault_isset(r->fault); i++) {
    sides->list[i] = json_array_get(list, i);
    sides->totals[i] = reading_object(r, sides->list[i], "totals");
    sides->names[i] = side_name(r, sides->list[i], i, sides->count);
  }
  return !fault_isset(r->fault);
}

/* --- the summary --- */

static void add_change(Reading *r, Buffer *out, const json_t *parameter) {
  buffer_add_text(out,
                  report_say(r->report, "%s由 %s 改为 %s", "%s from %s to %s",
                             part_parameter(r, parameter), reading_maybe_text(r, parameter, "old"),
                             reading_maybe_text(r, parameter, "new")));
}

static const char *changes_text(Reading *r, const json_t *side) {
  const json_t *list = reading_maybe_list(r, side, "parameters");
  size_t i, count = json_array_size(list);
  size_t replaced = json_array_size(reading_maybe_list(r, side, "definitions"));
  json_t *parameter;
  Buffer text = {0};
  json_array_foreach(list, i, parameter) {
    if (i == NAMED_CHANGES && count > NAMED_CHANGES + 1) break;
    buffer_add_text(&text,
                    i ? report_word(r->report, "，", ", ") : report_word(r->report, "将", ""));
    add_change(r, &text, parameter);
  }
  if (count > NAMED_CHANGES + 1)
    buffer_add_text(
        &text, report_say(r->report, "等，共 %zu 项参数", " and others, %zu values in all", count));
  if (replaced)
    buffer_add_text(&text,
                    report_say(r->report, "%s替换 %zu 项规则", "%s%zu rules replaced",
                               count ? report_word(r->report, "，并", ", and ") : "", replaced));
  if (!text.size)
    buffer_add_text(&text, report_word(r->report, "规则没有变化", "no value changes"));
  return report_take(r->report, &text);
}

static const char *share_of(Reading *r, const json_t *totals, const char *key) {
  return part_percent(r->report,
                      part_share(reading_whole(r, totals, key), reading_whole(r, totals, "total")));
}

static int64_t shift_of(Reading *r, const Sides *sides, size_t i, const char *key) {
  return reading_whole(r, sides->totals[i], key) - reading_whole(r, sides->totals[0], key);
}

static void lead_money(Reading *r, const Sides *sides, size_t i) {
  Report *report = r->report;
  report_text(
      report, REPORT_LEAD,
      report_say(
          report,
          "%s。测算结果：实际报销支出%s，个人自付%s；实际报销比例由 %s 变为 %s，个人自付比例由 %s "
          "变为 %s。",
          "%s. The result: what is reimbursed %s, self-pay %s; the share reimbursed goes "
          "from %s to %s, the share of self-pay from %s to %s.",
          sides->count > 2
              ? report_say(report, "%s：%s", "%s: %s", sides->names[i],
                           changes_text(r, sides->list[i]))
              : report_say(report, "%s", "The change: %s", changes_text(r, sides->list[i])),
          part_moved(report, shift_of(r, sides, i, "reimbursed")),
          part_moved(report, shift_of(r, sides, i, "self_pay")),
          share_of(r, sides->totals[0], "reimbursed"), share_of(r, sides->totals[i], "reimbursed"),
          share_of(r, sides->totals[0], "self_pay"), share_of(r, sides->totals[i], "self_pay")));
}

static const char *people_part(Reading *r, const json_t *change, bool less) {
  Report *report = r->report;
  int64_t persons = reading_whole(r, change, less ? "persons_less" : "persons_more");
  const char *sum = part_sum(report, reading_whole(r, change, less ? "less" : "more")),
             *count = part_count(report, persons);
  if (!persons)
    return less ? report_word(report, "无人少付", "nobody pays less")
                : report_word(report, "无人多付", "nobody pays more");
  return less ? report_say(report, "%s 人少付，共少付 %s", "%s persons pay less, %s in all", count,
                           sum)
              : report_say(report, "%s 人多付，共多付 %s", "%s persons pay more, %s in all", count,
                           sum);
}

static const char *people_text(Reading *r, const json_t *change) {
  return report_say(r->report, "全年：%s；%s；%s 人不变。",
                    "Over the year %s; %s; %s pay the same.", people_part(r, change, true),
                    people_part(r, change, false),
                    part_count(r->report, reading_whole(r, change, "persons_same")));
}

static const char *targets_text(Reading *r, const TargetPairs *pairs) {
  Report *report = r->report;
  Buffer text = {0};
  if (!pairs->judged) return "";
  const char *met = targets_changed(r, pairs, true), *missed = targets_changed(r, pairs, false);
  if (pairs->newly_met)
    buffer_add_text(&text, report_say(report, "考核指标新达标 %zu 项：%s。",
                                      "%zu targets become met: %s. ", pairs->newly_met, met));
  else
    buffer_add_text(&text,
                    report_word(report, "没有考核指标因此新达标。", "No target becomes met. "));
  if (pairs->newly_missed)
    buffer_add_text(&text, report_say(report, "不再达标 %zu 项：%s。",
                                      "%zu are no longer met: %s. ", pairs->newly_missed, missed));
  buffer_add_text(&text, report_say(report, "按地区计共考核 %zu 项，仍有 %zu 项未达标。",
                                    "Of %zu judged, place by place, %zu are not met.",
                                    pairs->judged, pairs->missed));
  return report_take(report, &text);
}

static const char *with_sign(Report *report, int64_t fen) {
  return report_say(report, "%s%s", "%s%s", fen > 0 ? "+" : "", part_sum(report, fen));
}

static void add_tiles(Reading *r, const Sides *sides, const TargetPairs *pairs) {
  Report *report = r->report;
  const json_t *change = reading_object(r, sides->list[1], "change");
  int64_t reimbursed = shift_of(r, sides, 1, "reimbursed"), own = shift_of(r, sides, 1, "self_pay");
  const ReportTile tiles[] = {
      {report_word(report, "实际报销支出", "reimbursed"), with_sign(report, reimbursed),
       report_say(report, "%s → %s", "%s → %s", share_of(r, sides->totals[0], "reimbursed"),
                  share_of(r, sides->totals[1], "reimbursed"))},
      {report_word(report, "个人自付", "self-pay"), with_sign(report, own),
       report_say(report, "%s → %s", "%s → %s", share_of(r, sides->totals[0], "self_pay"),
                  share_of(r, sides->totals[1], "self_pay"))},
      {report_word(report, "少付 / 多付", "pay less / more"),
       report_say(report, "%s / %s 人", "%s / %s",
                  part_count(report, reading_whole(r, change, "persons_less")),
                  part_count(report, reading_whole(r, change, "persons_more"))),
       report_say(report, "%s 人不变", "%s the same",
                  part_count(report, reading_whole(r, change, "persons_same")))},
      {report_word(report, "新达标 / 不再达标", "now met / no longer"),
       report_say(report, "%zu / %zu 项", "%zu / %zu", pairs->newly_met, pairs->newly_missed),
       report_say(report, "%zu 项未达标", "%zu not met", pairs->missed)}};
  report_tiles(report, tiles, pairs->judged ? 4 : 3);
}

static void add_summary(Reading *r, const Sides *sides, const TargetPairs *pairs) {
  Report *report = r->report;
  report_heading(report, report_word(report, "摘要", "Summary"));
  for (size_t i = 1; i < sides->count; i++) {
    lead_money(r, sides, i);
    report_text(report, REPORT_PARAGRAPH,
                report_say(report, "%s%s", "%s %s",
                           people_text(r, reading_object(r, sides->list[i], "change")),
                           targets_text(r, &pairs[i])));
  }
  if (sides->count == 2) add_tiles(r, sides, &pairs[1]);
  const json_t *excluded = reading_maybe(r->document, "excluded");
  int64_t left_out = excluded ? reading_whole(r, excluded, "cases") : 0;
  if (left_out)
    report_text(report, REPORT_NOTE,
                report_say(report, "另有 %s 例在某一方案下无法结算，各方案均未计入，原因见后。",
                           "%s more cases cannot be settled on some side and are left out of all; "
                           "the reasons stand below.",
                           part_count(report, left_out)));
}

/* --- what is changed --- */

static const char *definition_name(Reading *r, const json_t *definition) {
  static const char *const words[][2] = {{"layer", "支付层"},        {"order", "支付顺序"},
                                         {"settlement", "支付顺序"}, {"accumulator", "累计"},
                                         {"target", "指标"},         {"flag", "标记"},
                                         {"field", "字段"}};
  const char *kind = reading_text(r, definition, "kind"),
             *name = reading_text(r, definition, "name"), *title = name;
  size_t i;
  json_t *layer;
  json_array_foreach(r->layers, i, layer) if (strcmp(reading_text(r, layer, "name"), name) == 0)
      title = reading_text(r, layer, "title");
  for (i = 0; !r->report->english && i < sizeof words / sizeof *words; i++)
    if (strcmp(kind, words[i][0]) == 0) kind = words[i][1];
  return report_say(r->report, "%s：%s", "%s: %s", kind, title);
}

/* What two scenarios of a side set: only the later counts, which one may not have meant. */
static void say_overlaps(Reading *r, const json_t *side) {
  size_t i;
  json_t *one;
  json_array_foreach(reading_maybe_list(r, side, "overlaps"), i, one) report_text(
      r->report, REPORT_NOTE,
      report_say(r->report,
                 "两个方案都设定了 %s，以后者为准：%s 第 %lld 行（不用 %s 第 %lld 行）。",
                 "Two scenarios set %s; the later counts: %s:%lld, not %s:%lld.",
                 reading_text(r, one, "name"), reading_text(r, one, "file"),
                 (long long)reading_whole(r, one, "line"), reading_text(r, one, "over_file"),
                 (long long)reading_whole(r, one, "over_line")));
}

static void add_parameters(Reading *r, const Sides *sides) {
  Report *report = r->report;
  report_heading(report, report_word(report, "调整内容", "What is changed"));
  for (size_t k = 1; k < sides->count; k++) {
    const json_t *list = reading_maybe_list(r, sides->list[k], "parameters"),
                 *defined = reading_maybe_list(r, sides->list[k], "definitions");
    ReportTable *table = report_table(
        report,
        sides->count > 2 ? sides->names[k] : report_word(report, "调整的参数", "Values changed"),
        (ReportColumn[]){{report_word(report, "参数", "value"), REPORT_TEXT},
                         {report_word(report, "地区", "place"), REPORT_TEXT},
                         {report_word(report, "原值", "old"), REPORT_TEXT},
                         {report_word(report, "新值", "new"), REPORT_TEXT},
                         {report_word(report, "原依据", "old source"), REPORT_TEXT},
                         {report_word(report, "新依据", "new source"), REPORT_TEXT}},
        6);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
      ReportCell *row = report_row(report, table);
      const char *title = reading_maybe_text(r, item, "title"),
                 *place = reading_maybe_text(r, item, "place_name");
      cell_text(&row[0], *title ? title : reading_text(r, item, "name"));
      cell_text(&row[1], *place ? place : report_word(report, "全部", "everywhere"));
      cell_text(&row[2], reading_maybe_text(r, item, "old"));
      cell_text(&row[3], reading_maybe_text(r, item, "new"));
      cell_text(&row[4], reading_maybe_text(r, item, "old_source"));
      cell_text(&row[5], reading_maybe_text(r, item, "source"));
    }
    json_array_foreach(defined, i, item) {
      ReportCell *row = report_row(report, table);
      const char *place = reading_maybe_text(r, item, "place_name");
      cell_text(&row[0], definition_name(r, item));
      cell_text(&row[1], *place ? place : report_word(report, "全部", "everywhere"));
      cell_text(&row[3], report_word(report, "替换", "replaced"));
    }
    if (table->row_count)
      report_add_table(report, table);
    else
      report_text(report, REPORT_PARAGRAPH,
                  report_word(report, "规则没有变化。", "No value changes."));
    say_overlaps(r, sides->list[k]);
  }
}

/* --- money --- */

static void add_money(Reading *r, const Sides *sides) {
  Report *report = r->report;
  int count = (int)sides->count;
  report_heading(report, report_word(report, "各项支出", "Spending"));
  bool changes = count <= 3;
  ReportTable *table =
      part_money(r, report_word(report, "各项支出与个人自付", "Spending and self-pay"),
                 sides->totals, sides->names, count, changes);
  ReportChart *chart = report_chart(
      report, REPORT_BARS,
      report_word(report, "各项支出与个人自付", "Spending by layer, and self-pay"), table);
  chart->count = table->row_count - 1; /* the total cost would dwarf the parts */
  for (int i = 0; i < count; i++)
    chart->series[chart->series_count++] = changes && i > 0 ? 2 * i : i + 1;
  if (changes && count == 3) chart->series[2] = 4;
  report_add_table(report, table);
  report_add_table(report, part_shares(r, report_word(report, "占比", "Shares"), sides->totals,
                                       sides->names, count));
}

/* --- targets, cases --- */

static void add_targets(Reading *r, const Sides *sides, const TargetPairs *pairs) {
  Report *report = r->report;
  bool any = false;
  for (size_t k = 1; k < sides->count; k++)
    any = any || pairs[k].count;
  if (!any) return;
  report_heading(report, report_word(report, "考核指标", "Targets"));
  for (size_t k = 1; k < sides->count; k++) {
    if (sides->count > 2) report_text(report, REPORT_SUBHEADING, sides->names[k]);
    targets_moves(r, &pairs[k], report_word(report, "有变化的指标", "Targets that move"));
    targets_overview(r, &pairs[k],
                     report_word(report, "调整后各地区达标情况", "All places after the change"));
  }
}

/* The title of a parameter that the side changes, for its name. */
static const char *changed_title(Reading *r, const json_t *side, const char *name) {
  size_t i;
  json_t *item;
  json_array_foreach(reading_maybe_list(r, side, "parameters"), i, item) {
    const char *title = reading_maybe_text(r, item, "title");
    if (*title && strcmp(reading_maybe_text(r, item, "name"), name) == 0) return title;
  }
  return name;
}

static const char *parting(Reading *r, const json_t *side, const json_t *one) {
  const char *layer = reading_maybe_text(r, one, "layer_title"),
             *name = reading_maybe_text(r, one, "parameter");
  if (!*name) return layer;
  return report_say(r->report, "%s：%s %s → %s", "%s: %s %s → %s", layer,
                    changed_title(r, side, name), reading_maybe_text(r, one, "old"),
                    reading_maybe_text(r, one, "new"));
}

static void add_largest_of(Reading *r, ReportTable *table, const Sides *sides, size_t k,
                           int shift) {
  size_t i;
  json_t *one;
  json_array_foreach(reading_maybe_list(r, sides->list[k], "largest"), i, one) {
    ReportCell *row = report_row(r->report, table);
    int64_t before = reading_whole(r, one, "before"), after = reading_whole(r, one, "after");
    cell_text(&row[0],
              report_say(r->report, "%lld", "%lld", (long long)reading_whole(r, one, "case")));
    if (!shift) cell_text(&row[1], sides->names[k]);
    cell_whole(&row[2 - shift], before);
    cell_whole(&row[3 - shift], after);
    cell_change(&row[4 - shift], after - before);
    cell_text(&row[5 - shift], parting(r, sides->list[k], one));
  }
}

static void add_largest(Reading *r, const Sides *sides) {
  Report *report = r->report;
  int shift = sides->count == 2;
  ReportColumn columns[6] = {{report_word(report, "病例编号", "case"), REPORT_ID}};
  if (!shift) columns[1] = (ReportColumn){report_word(report, "方案", "side"), REPORT_TEXT};
  columns[2 - shift] =
      (ReportColumn){report_word(report, "之前自付（元）", "before (yuan)"), REPORT_MONEY};
  columns[3 - shift] =
      (ReportColumn){report_word(report, "之后自付（元）", "after (yuan)"), REPORT_MONEY};
  columns[4 - shift] =
      (ReportColumn){report_word(report, "增减（元）", "change (yuan)"), REPORT_MONEY};
  columns[5 - shift] =
      (ReportColumn){report_word(report, "最先不同之处", "where they part"), REPORT_TEXT};
  ReportTable *table = report_table(
      report, report_word(report, "自付变化最大的病例", "Cases whose self-pay changes most"),
      columns, 6 - shift);
  for (size_t k = 1; k < sides->count; k++)
    add_largest_of(r, table, sides, k, shift);
  if (!table->row_count) return;
  report_heading(report, report_word(report, "变化最大的病例", "Largest changes"));
  report_add_table(report, table);
}

/* A side by its number, or by the name it is told with. */
static const char *side_told(Reading *r, const Sides *sides, const json_t *side) {
  json_int_t number = json_integer_value(side);
  if (json_is_string(side)) return bare_name(r, json_string_value(side));
  return json_is_integer(side) && number >= 0 && (size_t)number < sides->count
             ? sides->names[number]
             : "";
}

static void add_excluded(Reading *r, const Sides *sides) {
  Report *report = r->report;
  const json_t *reasons = reading_maybe_list(r, reading_maybe(r->document, "excluded"), "reasons");
  size_t i;
  json_t *reason;
  if (!json_array_size(reasons)) return;
  report_heading(report, report_word(report, "未计入的病例", "Cases left out"));
  ReportTable *table = report_table(
      report, report_word(report, "未计入的原因", "Why cases are left out"),
      (ReportColumn[]){{report_word(report, "原因", "reason"), REPORT_TEXT},
                       {report_word(report, "方案", "side"), REPORT_TEXT},
                       {report_word(report, "病例数", "cases"), REPORT_COUNT},
                       {report_word(report, "例如病例", "for example case"), REPORT_ID}},
      4);
  json_array_foreach(reasons, i, reason) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], part_reason(r, reading_text(r, reason, "text")));
    cell_text(&row[1], side_told(r, sides, json_object_get(reason, "side")));
    cell_whole(&row[2], reading_whole(r, reason, "cases"));
    cell_text(&row[3], report_say(report, "%lld", "%lld",
                                  (long long)reading_whole(r, reason, "first_case")));
  }
  report_add_table(report, table);
}

void report_whatif(Reading *r) {
  Report *report = r->report;
  Sides sides;
  TargetPairs pairs[REPORT_MOST_SERIES] = {{0}};
  if (!read_sides(r, &sides)) return;
  for (size_t k = 1; k < sides.count; k++)
    pairs[k] = targets_pair(r, reading_maybe_list(r, sides.list[0], "targets"),
                            reading_maybe_list(r, sides.list[k], "targets"));
  report->title = report_word(report, "政策调整测算报告", "What a change of the rules does");
  add_summary(r, &sides, pairs);
  add_parameters(r, &sides);
  add_money(r, &sides);
  sides_people(r, &sides);
  add_targets(r, &sides, pairs);
  sides_groups(r, &sides);
  add_largest(r, &sides);
  add_excluded(r, &sides);
}
