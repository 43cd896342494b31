/* The report of a single target of an assessment sheet: its places, its groups, and the rows that keep it back or that
 * it is made of. */
#include <string.h>

#include "job/report_assess_figures.h"

enum { PAGE_ROWS = 100 };

/* Figures of the target one below the other: by place, or by group and place. */
static void add_figures(Reading *r, const json_t *figures, bool groups) {
  Report *report = r->report;
  const char *title =
      groups ? report_word(report, "分组", "By group") : report_word(report, "各地区", "By place");
  ReportTable *table = assess_figure_table(r, title,
                                           groups ? report_word(report, "分组", "group")
                                                  : report_word(report, "地区", "place"));
  size_t i;
  json_t *item;
  json_array_foreach(figures, i, item) {
    AssessFigure f = assess_read_figure(r, item);
    const char *place = f.target.county_name;
    assess_add_figure(report, table, &f,
                      groups ? report_say(report, "%s　%s", "%s, %s", place, f.group) : place);
  }
  report_heading(report, title);
  if (!groups) assess_add_bars(report, table, title, false);
  report_add_table(report, table);
}

static void add_row(Reading *r, ReportTable *table, const json_t *item, ReportKind kind) {
  static const char *const texts[] = {"id", "name", "place", "county", "group"};
  static const char *const numbers[] = {"part", "whole", "need"};
  ReportCell *row = report_row(r->report, table);
  for (int i = 0; i < 5; i++)
    cell_text(&row[i], reading_maybe_text(r, item, texts[i]));
  for (int i = 0; 5 + i < table->column_count; i++) {
    row[5 + i].kind = kind;
    cell_whole(&row[5 + i], reading_whole(r, item, numbers[i]));
  }
}

/* The first rows of a list. `made_of`: the target has no threshold to be short of. */
static ReportTable *row_table(Reading *r, const char *title, const json_t *rows, size_t count,
                              bool made_of, ReportKind kind) {
  Report *report = r->report;
  ReportTable *table =
      report_table(report, title,
                   (ReportColumn[]){{report_word(report, "编号", "id"), REPORT_ID},
                                    {report_word(report, "姓名/名称", "name"), REPORT_TEXT},
                                    {report_word(report, "所在", "place"), REPORT_TEXT},
                                    {report_word(report, "区划代码", "county"), REPORT_ID},
                                    {report_word(report, "分组", "group"), REPORT_TEXT},
                                    {report_word(report, "分子", "part"), REPORT_MONEY},
                                    {report_word(report, "分母", "whole"), REPORT_MONEY},
                                    {report_word(report, "差额", "short"), REPORT_MONEY}},
                   made_of ? 7 : 8);
  table->key_columns = 1;
  for (size_t i = 0; i < count; i++)
    add_row(r, table, json_array_get(rows, i), kind);
  return table;
}

/* A page shows the first; all of them stand in the workbook. */
static void add_rows(Reading *r, const json_t *rows, ReportKind kind) {
  Report *report = r->report;
  size_t count = json_array_size(rows);
  bool made_of = json_is_true(reading_maybe(r->document, "made_of"));
  const char *all_rows = part_count(report, reading_whole(r, r->document, "rows_all"));
  report_heading(report, made_of
                             ? report_word(report, "计入分子的明细", "Rows that count in the part")
                             : report_word(report, "影响达标的明细", "Rows that keep it back"));
  report_text(
      report, REPORT_PARAGRAPH,
      made_of
          ? report_say(report, "共 %s 条，数额大的在前；姓名按规定遮盖。",
                       "%s rows, the largest first; names are masked as they must be.", all_rows)
          : report_say(report, "共 %s 条，差额大的在前；姓名按规定遮盖。",
                       "%s rows, the farthest first; names are masked as they must be.", all_rows));
  if (!count) return;
  ReportTable *all = row_table(r, report_word(report, "明细", "Rows"), rows, count, made_of, kind);
  if (count > PAGE_ROWS) {
    report_add_table(report, row_table(r, report_word(report, "明细（前列）", "The first"), rows,
                                       PAGE_ROWS, made_of, kind));
    report_text(report, REPORT_NOTE,
                report_say(report, "仅列前 %d 条，全部见电子表格。",
                           "The first %d; all stand in the workbook.", PAGE_ROWS));
    all->detail = true;
  }
  report_add_table(report, all);
}

void assess_add_target(Reading *r, const json_t *figures) {
  const json_t *groups = reading_maybe_list(r, r->document, "groups");
  add_figures(r, figures, false);
  if (json_array_size(groups)) add_figures(r, groups, true);
  if (json_is_false(reading_maybe(r->document, "rows_known"))) {
    report_text(r->report, REPORT_PARAGRAPH,
                report_word(r->report, "运行之后数据已有变化，无法列出当时的明细。",
                            "The data have changed since the run: its rows cannot be listed."));
    return;
  }
  const json_t *first = json_array_get(figures, 0);
  bool money = strcmp(reading_maybe_text(r, first, "counts"), "money") == 0;
  add_rows(r, reading_maybe_list(r, r->document, "rows"), money ? REPORT_MONEY : REPORT_COUNT);
}
