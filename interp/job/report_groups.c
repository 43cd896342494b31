/* The groups of a comparison, formed alike on every side: how self-pay changes in each, as bars, or as a
 * grid where two groupings are crossed. */
#include <stdlib.h>
#include <string.h>

#include "job/report_format.h"
#include "job/report_sides.h"

enum { MOST_BARS = 30, HEAT_ACROSS = 12, HEAT_DOWN = 24 };

enum { GROUP, ACROSS, CASES, OWN_BEFORE, OWN_AFTER, OWN_CHANGE, LESS, MORE, GROUP_COLUMNS };

static const char *grouping_word(Report *report, const char *name) {
  static const char *const words[][3] = {{"county", "县（市）", "county"},
                                         {"level", "医院等级", "hospital level"},
                                         {"identity", "人员身份", "identity"},
                                         {"kind", "医疗类别", "kind of stay"},
                                         {"place", "就医地点", "place of treatment"},
                                         {"referral", "转诊情况", "referral"},
                                         {"sex", "性别", "sex"},
                                         {"age", "年龄段", "age group"},
                                         {"month", "月份", "month"},
                                         {"hospital", "医院", "hospital"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], name) == 0) return report_word(report, words[i][1], words[i][2]);
  return *name ? report_keep(report, name) : report_word(report, "分组", "group");
}

static const char *by_word(Reading *r, size_t i) {
  const json_t *by = reading_maybe_list(r, r->document, "by");
  const char *name = json_string_value(json_array_get(by, i));
  return grouping_word(r->report, name ? name : "");
}

/* "532625 马关县" as people say it: the code is in the foundations. */
static const char *group_name(Reading *r, const json_t *group, const char *key) {
  const char *name = reading_text(r, group, key);
  size_t digits = strspn(name, "0123456789");
  return digits == 6 && name[6] == ' ' && name[7] ? name + 7 : name;
}

static const json_t *same_group(Reading *r, const json_t *list, size_t i, const json_t *group) {
  const json_t *other = json_array_get(list, i);
  bool same =
      other && strcmp(reading_text(r, other, "group"), reading_text(r, group, "group")) == 0 &&
      strcmp(reading_maybe_text(r, other, "across"), reading_maybe_text(r, group, "across")) == 0;
  if (!same && !fault_isset(r->fault))
    fault_set(r->fault, EXIT_DATA, "E682", "the document's groups differ from side to side");
  return same ? other : NULL;
}

static void add_group(Reading *r, ReportTable *table, const char *name, const char *across,
                      const json_t *before, const json_t *after, const json_t *change, int shift) {
  ReportCell *row = report_row(r->report, table);
  int64_t old = reading_whole(r, before, "self_pay"), new = reading_whole(r, after, "self_pay");
  cell_text(&row[GROUP], name);
  if (!shift) cell_text(&row[ACROSS], across);
  cell_whole(&row[CASES - shift], reading_whole(r, after, "cases"));
  cell_whole(&row[OWN_BEFORE - shift], old);
  cell_whole(&row[OWN_AFTER - shift], new);
  cell_change(&row[OWN_CHANGE - shift], new - old);
  row[OWN_CHANGE - shift].tone = new < old ? REPORT_GOOD : new > old ? REPORT_BAD : REPORT_PLAIN;
  cell_whole(&row[LESS - shift], reading_whole(r, change, "cases_less"));
  cell_whole(&row[MORE - shift], reading_whole(r, change, "cases_more"));
}

static int by_size(const void *a, const void *b) {
  double x = format_value(&((const ReportCell *)a)[OWN_CHANGE - 1]),
         y = format_value(&((const ReportCell *)b)[OWN_CHANGE - 1]);
  if (x < 0) x = -x;
  if (y < 0) y = -y;
  return x > y ? -1 : x < y;
}

static void chart_groups(Reading *r, ReportTable *table, bool crossed, size_t down, size_t across) {
  Report *report = r->report;
  const char *title = report_word(report, "个人自付的增减", "Change of self-pay");
  if (crossed && (across > HEAT_ACROSS || down > HEAT_DOWN)) return;
  ReportChart *chart = report_chart(report, crossed ? REPORT_HEAT : REPORT_BARS, title, table);
  chart->two_tone = true;
  chart->count = table->row_count;
  if (crossed) {
    chart->across = ACROSS;
    chart->series[chart->series_count++] = OWN_CHANGE;
    return;
  }
  chart->series[chart->series_count++] = OWN_CHANGE - 1;
  if (table->row_count <= MOST_BARS) return;
  qsort(table->cells, table->row_count, (size_t)table->column_count * sizeof *table->cells,
        by_size);
  chart->count = MOST_BARS;
  chart->note =
      report_say(report, "变化最大的 %d 组；全部见下表，按变化大小排列。",
                 "The %d groups that change most; all of them stand below, by size.", MOST_BARS);
}

static size_t distinct(const ReportTable *table, int column) {
  size_t count = 0;
  for (size_t i = 0; i < table->row_count; i++) {
    size_t k = 0;
    while (k < i &&
           strcmp(report_cell(table, k, column)->text, report_cell(table, i, column)->text) != 0)
      k++;
    count += k == i;
    if (count > HEAT_DOWN) break;
  }
  return count;
}

static void add_groups_of(Reading *r, const Sides *sides, size_t k) {
  Report *report = r->report;
  const json_t *list = reading_list(r, sides->list[k], "groups"),
               *before = reading_list(r, sides->list[0], "groups");
  bool crossed = json_array_size(list) && reading_maybe(json_array_get(list, 0), "across");
  int shift = crossed ? 0 : 1;
  size_t i;
  json_t *group;
  ReportColumn columns[GROUP_COLUMNS] = {{by_word(r, 0), REPORT_TEXT}};
  if (crossed) columns[ACROSS] = (ReportColumn){by_word(r, 1), REPORT_TEXT};
  columns[CASES - shift] = (ReportColumn){report_word(report, "病例", "cases"), REPORT_COUNT};
  columns[OWN_BEFORE - shift] =
      (ReportColumn){report_word(report, "之前自付（元）", "self-pay before"), REPORT_MONEY};
  columns[OWN_AFTER - shift] =
      (ReportColumn){report_word(report, "之后自付（元）", "self-pay after"), REPORT_MONEY};
  columns[OWN_CHANGE - shift] =
      (ReportColumn){report_word(report, "增减（元）", "change (yuan)"), REPORT_MONEY};
  columns[LESS - shift] =
      (ReportColumn){report_word(report, "少付病例", "cases less"), REPORT_COUNT};
  columns[MORE - shift] =
      (ReportColumn){report_word(report, "多付病例", "cases more"), REPORT_COUNT};
  ReportTable *table = report_table(report, report_word(report, "分组对照", "By group"), columns,
                                    GROUP_COLUMNS - shift);
  table->key_columns = 1 + crossed;
  json_array_foreach(list, i, group) {
    const json_t *old = same_group(r, before, i, group);
    if (fault_isset(r->fault)) return;
    add_group(r, table, group_name(r, group, "group"),
              crossed ? group_name(r, group, "across") : NULL, reading_object(r, old, "totals"),
              reading_object(r, group, "totals"), reading_object(r, group, "change"), shift);
  }
  if (fault_isset(r->fault) || !table->row_count) return;
  if (table->row_count > 1)
    chart_groups(r, table, crossed, crossed ? distinct(table, GROUP) : 0,
                 crossed ? distinct(table, ACROSS) : 0);
  add_group(r, table, report_word(report, "合计", "all"), NULL, sides->totals[0], sides->totals[k],
            reading_object(r, sides->list[k], "change"), shift);
  table->total = true;
  report_add_table(report, table);
}

void sides_groups(Reading *r, const Sides *sides) {
  if (!json_array_size(reading_maybe(sides->list[1], "groups"))) return;
  report_heading(r->report, report_say(r->report, "按%s分组", "By %s", by_word(r, 0)));
  for (size_t k = 1; k < sides->count && !fault_isset(r->fault); k++) {
    if (sides->count > 2) report_text(r->report, REPORT_SUBHEADING, sides->names[k]);
    add_groups_of(r, sides, k);
  }
}
