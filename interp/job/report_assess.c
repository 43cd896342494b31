/* The report of an assessment sheet: how many figures are met and who is farthest in words, all places at a
 * glance, then a table a place; of a single target its places, groups and rows. */
#include <math.h>
#include <string.h>

#include "job/report_targets.h"

enum { MOST_BARS = 14, PAGE_ROWS = 100 };

/* A figure of the sheet with what the document says beyond a target. */
typedef struct Figure {
  ReadingTarget target;
  const char *stand, *counts, *group;
  bool assumed, has_need, has_last, last_judged, last_met;
  int64_t need;
  double last, distance;
} Figure;

static Figure read_figure(Reading *r, const json_t *item) {
  Figure f = {.target = reading_target(r, item, NULL),
              .stand = reading_text(r, item, "stand"),
              .counts = reading_maybe_text(r, item, "counts"),
              .group = reading_maybe_text(r, item, "group_title"),
              .assumed = json_is_true(reading_maybe(item, "assumed")),
              .has_need = reading_maybe(item, "need") != NULL};
  const json_t *last = reading_maybe(item, "last");
  if (f.has_need) f.need = reading_whole(r, item, "need");
  if (reading_maybe(item, "distance")) f.distance = reading_number(r, item, "distance");
  if (!last) return f;
  double whole = reading_number(r, last, "whole");
  f.has_last = whole > 0;
  if (f.has_last) f.last = reading_number(r, last, "part") / whole;
  f.last_judged = json_is_true(reading_maybe(last, "judged"));
  f.last_met = json_is_true(reading_maybe(last, "met"));
  return f;
}

static bool stands(const Figure *f, const char *stand) {
  return strcmp(f->stand, stand) == 0;
}

static bool is_money(const Figure *f) {
  return strcmp(f->counts, "money") == 0;
}

static const char *unit_of_part(Report *report, const Figure *f) {
  return is_money(f) ? report_word(report, "元", "yuan") : f->counts;
}

/* --- cells --------------------------------------------------------------------------------------- */

/* What it would take: more of the part, or (with a minus) less. */
static void cell_need(ReportCell *cell, const Figure *f) {
  cell->kind = is_money(f) ? REPORT_MONEY : REPORT_COUNT;
  if (!f->has_need || !stands(f, "missed")) return;
  cell_change(cell, f->target.at_least ? f->need : -f->need);
}

static void cell_shift(ReportCell *cell, const Figure *f, double from, bool there) {
  cell->kind = f->target.ratio ? REPORT_POINTS : REPORT_NUMBER;
  if (!there || f->target.whole <= 0) return;
  double shift = reading_figure(&f->target) - from;
  if (strcmp(f->target.unit, "yuan") == 0) {
    cell->kind = REPORT_MONEY;
    cell_change(cell, (int64_t)llround(shift));
    return;
  }
  cell_real(cell, shift);
  cell->sign = true;
}

static void cell_amount(ReportCell *cell, const Figure *f, double amount, bool money) {
  cell->kind = money ? REPORT_MONEY : REPORT_COUNT;
  if (f->target.whole > 0) cell_whole(cell, (int64_t)amount);
}

static void cell_stand(Report *report, ReportCell *cell, const Figure *f) {
  cell_verdict(report, cell, &f->target);
  if (stands(f, "empty")) cell_text(cell, report_word(report, "无数据", "no data"));
  if (!f->has_last || !f->last_judged || !f->target.judged || f->last_met == f->target.met) return;
  cell_text(cell, f->target.met ? report_word(report, "新达标 ✓", "now met ✓")
                                : report_word(report, "不再达标 ×", "no longer ×"));
}

static const char *marked(Report *report, const Figure *f, const char *name) {
  return f->assumed ? report_say(report, "%s *", "%s *", name) : name;
}

/* --- tables of figures ----------------------------------------------------------------------------- */

/* The verdict stands last: bars with thresholds look there. What has changed stands before it, where there is
 * an earlier sheet. */
enum { NAME, THRESHOLD, FIGURE, GAP, NEED, PART, WHOLE, UNIT, SINCE, COLUMNS = SINCE + 2 };

static bool has_last(const Reading *r) {
  return reading_maybe(r->document, "last") != NULL;
}

static ReportTable *figure_table(Reading *r, const char *title, const char *name) {
  Report *report = r->report;
  int count = SINCE;
  ReportColumn columns[COLUMNS] = {{name, REPORT_TEXT},
                                   {report_word(report, "目标值", "threshold"), REPORT_RATIO},
                                   {report_word(report, "实际值", "figure"), REPORT_RATIO},
                                   {report_word(report, "差距", "gap"), REPORT_POINTS},
                                   {report_word(report, "还需", "to do"), REPORT_MONEY},
                                   {report_word(report, "分子", "part"), REPORT_MONEY},
                                   {report_word(report, "分母", "whole"), REPORT_MONEY},
                                   {report_word(report, "单位", "unit"), REPORT_TEXT}};
  if (has_last(r))
    columns[count++] = (ReportColumn){report_word(report, "较上次", "since"), REPORT_POINTS};
  columns[count++] = (ReportColumn){report_word(report, "结论", "verdict"), REPORT_TEXT};
  ReportTable *table = report_table(report, title, columns, count);
  table->key_columns = 1;
  return table;
}

static void add_figure(Report *report, ReportTable *table, const Figure *f, const char *name) {
  ReportCell *row = report_row(report, table);
  int verdict = table->column_count - 1;
  cell_text(&row[NAME], marked(report, f, name));
  cell_threshold(&row[THRESHOLD], &f->target);
  cell_figure(&row[FIGURE], &f->target);
  cell_shift(&row[GAP], f, f->target.threshold, f->target.judged);
  cell_need(&row[NEED], f);
  if (*f->counts) { /* else a part may be fen, and nothing says so */
    cell_amount(&row[PART], f, f->target.part, is_money(f));
    cell_amount(&row[WHOLE], f, f->target.whole, is_money(f) && f->target.ratio);
  }
  if (row[PART].there) cell_text(&row[UNIT], unit_of_part(report, f));
  if (verdict > SINCE) cell_shift(&row[SINCE], f, f->last, f->has_last);
  cell_stand(report, &row[verdict], f);
}

static ReportTable *free_table(Reading *r, const char *title) {
  Report *report = r->report;
  ReportTable *table =
      report_table(report, title,
                   (ReportColumn[]){{report_word(report, "仅统计的指标", "measured"), REPORT_TEXT},
                                    {report_word(report, "分子", "part"), REPORT_MONEY},
                                    {report_word(report, "分母", "whole"), REPORT_MONEY},
                                    {report_word(report, "单位", "unit"), REPORT_TEXT},
                                    {report_word(report, "实际值", "figure"), REPORT_RATIO},
                                    {report_word(report, "较上次", "since"), REPORT_POINTS}},
                   has_last(r) ? 6 : 5);
  table->key_columns = 1;
  return table;
}

static void add_free(Report *report, ReportTable *table, const Figure *f) {
  ReportCell *row = report_row(report, table);
  cell_text(&row[0], f->target.title);
  cell_amount(&row[1], f, f->target.part, is_money(f));
  cell_amount(&row[2], f, f->target.whole, is_money(f) && f->target.ratio);
  cell_text(&row[3], unit_of_part(report, f));
  cell_figure(&row[4], &f->target);
  if (table->column_count > 5) cell_shift(&row[5], f, f->last, f->has_last);
}

/* Bars for the first stretch of shares that are judged: other figures have another scale. */
static void add_bars(Report *report, const ReportTable *table, const char *title, bool missed) {
  size_t first = 0, count = 0;
  while (first < table->row_count && report_cell(table, first, FIGURE)->kind != REPORT_RATIO)
    first++;
  while (first + count < table->row_count && count < MOST_BARS) {
    const ReportCell *figure = report_cell(table, first + count, FIGURE);
    const ReportCell *verdict = report_cell(table, first + count, table->column_count - 1);
    bool judged = report_cell(table, first + count, THRESHOLD)->there;
    if (figure->kind != REPORT_RATIO || !figure->there || !judged ||
        (missed && verdict->tone != REPORT_BAD))
      break;
    count++;
  }
  if (!count) return;
  ReportChart *chart = report_chart(report, REPORT_BULLETS, title, table);
  chart->first = first;
  chart->count = count;
  chart->label = NAME;
  chart->threshold = THRESHOLD;
  chart->series[chart->series_count++] = FIGURE;
}

/* --- the summary ----------------------------------------------------------------------------------- */

/* Counts over the counties: places around them would count twice. */
typedef struct Count {
  size_t counties, missed, met, empty, newly_met, newly_missed;
  const json_t *worst_place;
  bool has_worst;
  Figure worst;
} Count;

static bool is_county(const json_t *places, const char *code) {
  size_t i;
  json_t *place;
  json_array_foreach(places, i, place) {
    const char *known = json_string_value(json_object_get(place, "code"));
    if (known && strcmp(known, code) == 0) return !json_is_true(json_object_get(place, "around"));
  }
  return false;
}

static Count count_all(Reading *r, const json_t *places, const json_t *figures) {
  Count count = {0};
  size_t i;
  json_t *item;
  json_array_foreach(places, i, item) {
    if (reading_flag(r, item, "around")) continue;
    count.counties++;
    if (!count.worst_place) count.worst_place = item; /* they come with the most first */
  }
  json_array_foreach(figures, i, item) {
    Figure f = read_figure(r, item);
    if (fault_isset(r->fault)) break;
    if (!is_county(places, f.target.county)) continue;
    count.missed += stands(&f, "missed");
    count.met += stands(&f, "met");
    count.empty += stands(&f, "empty");
    bool both = f.has_last && f.last_judged && f.target.judged;
    count.newly_met += both && f.target.met && !f.last_met;
    count.newly_missed += both && !f.target.met && f.last_met;
    if (!stands(&f, "missed") || (count.has_worst && f.distance <= count.worst.distance)) continue;
    count.worst = f;
    count.has_worst = true;
  }
  return count;
}

static const char *amount_of(Report *report, const Figure *f) {
  if (is_money(f)) return part_sum(report, f->need);
  return report_say(report, "%s %s", "%s %s", part_count(report, f->need), f->counts);
}

static void say_worst(Reading *r, const Count *count) {
  Report *report = r->report;
  const Figure *f = &count->worst;
  if (!count->has_worst) return;
  if (count->counties > 1)
    report_text(report, REPORT_LEAD,
                report_say(report, "未达标最多的是%s（%lld 项）。",
                           "%s has most figures that are not met (%lld).",
                           reading_text(r, count->worst_place, "name"),
                           (long long)reading_whole(r, count->worst_place, "missed")));
  const char *place = *f->target.county_name ? f->target.county_name : f->target.county;
  const char *figure = f->target.ratio
                           ? part_percent(report, reading_figure(&f->target))
                           : report_say(report, "%.2f", "%.2f", reading_figure(&f->target));
  const char *start =
      report_say(report, "离目标最远的是%s的“%s”：实际 %s，目标 %s",
                 "The farthest is %s, “%s”: %s, threshold %s", place, f->target.title, figure,
                 f->target.ratio ? part_percent(report, f->target.threshold)
                                 : report_say(report, "%.2f", "%.2f", f->target.threshold));
  if (!f->has_need)
    report_text(report, REPORT_LEAD, report_say(report, "%s。", "%s.", start));
  else
    report_text(report, REPORT_LEAD,
                f->target.at_least
                    ? report_say(report, "%s，还需增加 %s。", "%s; %s more would do.", start,
                                 amount_of(report, f))
                    : report_say(report, "%s，还需减少 %s。", "%s; %s less would do.", start,
                                 amount_of(report, f)));
}

static void say_last(Reading *r, const Count *count) {
  Report *report = r->report;
  const json_t *last = reading_maybe(r->document, "last");
  if (!last) {
    report_text(report, REPORT_PARAGRAPH,
                report_word(report, "此前没有保存过同一范围的考核表，暂无变化可比。",
                            "No earlier sheet of the same places was kept to compare with."));
    return;
  }
  report_text(
      report, REPORT_PARAGRAPH,
      report_say(
          report,
          "与上次考核表（第 %lld 号，截至 %s，%.10s 保存）相比：新达标 %zu 项，不再达标 %zu 项。",
          "Since the last sheet (%lld, as of %s, kept on %.10s) %zu figures are newly "
          "met and %zu are no longer met.",
          (long long)reading_whole(r, last, "sheet"), reading_text(r, last, "day"),
          reading_text(r, last, "made"), count->newly_met, count->newly_missed));
}

static void say_source(Reading *r) {
  Report *report = r->report;
  long long cases = (long long)reading_whole(r, reading_object(r, r->document, "data"), "cases");
  const json_t *run = reading_maybe(r->document, "run");
  const json_t *same = reading_maybe(r->document, "same_run");
  int64_t left_out = reading_whole(r, r->document, "failed");
  if (run)
    report_text(report, REPORT_NOTE,
                report_say(report, "数据来自已保存的运行 %lld（%lld 例）。",
                           "The figures are those of the stored run %lld (%lld cases).",
                           (long long)json_integer_value(run), cases));
  else
    report_text(
        report, REPORT_NOTE,
        same ? report_say(report,
                          "按现行规则和数据即时结算 %2$lld 例；规则和病例与运行 %1$lld 相同。",
                          "Rules and cases are those of run %1$lld; %2$lld cases were settled "
                          "for this sheet.",
                          (long long)json_integer_value(same), cases)
             : report_say(report, "按现行规则和数据即时结算 %lld 例，结果未保存。",
                          "%lld cases were settled for this sheet; nothing was stored.", cases));
  if (left_out)
    report_text(report, REPORT_NOTE,
                report_say(report, "另有 %lld 例无法结算，未计入任何指标。",
                           "%lld more cases could not be settled and are in no figure.",
                           (long long)left_out));
}

static void add_tiles(Report *report, const Count *count) {
  const ReportTile tiles[] = {
      {report_word(report, "未达标", "not met"), report_say(report, "%zu 项", "%zu", count->missed),
       report_word(report, "按县计", "by county")},
      {report_word(report, "达标", "met"), report_say(report, "%zu 项", "%zu", count->met),
       report_word(report, "按县计", "by county")},
      {report_word(report, "无数据", "no data"), report_say(report, "%zu 项", "%zu", count->empty),
       report_word(report, "不作达标计", "never counted as met")}};
  report_tiles(report, tiles, 3);
}

static void say_counts(Reading *r, const Count *count) {
  Report *report = r->report;
  const char *scope = json_array_size(r->counties)
                          ? part_places(r)
                          : report_say(report, "%zu 个县（市）", "%zu counties", count->counties);
  report_text(
      report, REPORT_LEAD,
      report_say(
          report,
          "截至 %s，%s设有目标值的指标共 %zu 项：达标 %zu 项，未达标 %zu 项，无数据 %zu 项。",
          "As of %s, of the figures with a threshold of %s, %zu in all, %zu are met, %zu are "
          "not, and %zu have no data.",
          reading_text(r, r->document, "day"), scope, count->met + count->missed + count->empty,
          count->met, count->missed, count->empty));
  say_worst(r, count);
  add_tiles(report, count);
}

static void add_summary(Reading *r, const Count *count) {
  Report *report = r->report;
  report_heading(report, report_word(report, "摘要", "Summary"));
  if (count->met + count->missed + count->empty)
    say_counts(r, count);
  else
    report_text(report, REPORT_LEAD,
                report_say(report, "截至 %s；该指标没有目标值，仅作统计。",
                           "As of %s; there is no threshold, it is only measured.",
                           reading_text(r, r->document, "day")));
  say_last(r, count);
  say_source(r);
}

/* --- places ---------------------------------------------------------------------------------------- */

static void add_places(Reading *r, const json_t *places) {
  Report *report = r->report;
  ReportTable *table =
      report_table(report, report_word(report, "各地区达标情况", "How many are met, by place"),
                   (ReportColumn[]){{report_word(report, "地区", "place"), REPORT_TEXT},
                                    {report_word(report, "未达标", "not met"), REPORT_COUNT},
                                    {report_word(report, "达标", "met"), REPORT_COUNT},
                                    {report_word(report, "无数据", "no data"), REPORT_COUNT}},
                   4);
  table->key_columns = 1;
  size_t i;
  json_t *place;
  json_array_foreach(places, i, place) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], reading_text(r, place, "name"));
    cell_whole(&row[1], reading_whole(r, place, "missed"));
    cell_whole(&row[2], reading_whole(r, place, "met"));
    cell_whole(&row[3], reading_whole(r, place, "empty"));
  }
  report_add_table(report, table);
}

static void add_place(Reading *r, const json_t *place, const json_t *figures, bool single) {
  Report *report = r->report;
  const char *code = reading_text(r, place, "code"), *name = reading_text(r, place, "name");
  ReportTable *table = figure_table(r, report_say(report, "%s考核指标", "%s: targets", name),
                                    report_word(report, "指标", "target"));
  ReportTable *measured =
      free_table(r, report_say(report, "%s：没有目标值，仅统计", "%s: measured", name));
  bool assumed = false;
  size_t i;
  json_t *item;
  json_array_foreach(figures, i, item) {
    if (strcmp(reading_text(r, item, "county"), code) != 0) continue;
    Figure f = read_figure(r, item);
    assumed = assumed || f.assumed;
    if (stands(&f, "free"))
      add_free(report, measured, &f);
    else
      add_figure(report, table, &f, f.target.title);
  }
  table->sheet = measured->sheet = name;
  report_text(report, REPORT_SUBHEADING,
              report_say(report, "%s：未达标 %lld 项，达标 %lld 项，无数据 %lld 项",
                         "%s: %lld not met, %lld met, %lld without data", name,
                         (long long)reading_whole(r, place, "missed"),
                         (long long)reading_whole(r, place, "met"),
                         (long long)reading_whole(r, place, "empty")));
  add_bars(report, table, name, !single);
  if (table->row_count) report_add_table(report, table);
  if (assumed)
    report_text(report, REPORT_NOTE,
                report_word(report, "* 目标值为假定值。", "* an assumed threshold."));
  if (measured->row_count) report_add_table(report, measured);
}

/* A group that stands as a figure is a line of its own at a glance. */
static json_t *groups_apart(const json_t *figures) {
  json_t *list = json_array(), *item;
  size_t i;
  json_array_foreach(figures, i, item) {
    const char *target = json_string_value(json_object_get(item, "target"));
    const char *group = json_string_value(json_object_get(item, "group"));
    json_t *copy = json_copy(item);
    if (target && group) json_object_set_new(copy, "target", json_sprintf("%s %s", target, group));
    json_array_append_new(list, copy);
  }
  return list;
}

static void add_sheet(Reading *r, const json_t *places, const json_t *figures) {
  Report *report = r->report;
  size_t i, count = json_array_size(places);
  json_t *place;
  if (count > 1) {
    report_heading(report, report_word(report, "各地区一览", "All places"));
    add_places(r, places);
    json_t *apart = groups_apart(figures);
    TargetPairs pairs = targets_pair(r, NULL, apart);
    targets_overview(r, &pairs, report_word(report, "各地区各项指标", "All figures"));
    json_decref(apart);
  }
  report_heading(report, report_word(report, "逐县考核表", "County by county"));
  report_text(
      report, REPORT_NOTE,
      report_word(report,
                  "未达标的在前，离目标最远的排在最前：比例按相差的百分点，其他指标按差距占目标值的"
                  "比重。“还需”为"
                  "分母不变时分子还要增加（＋）或减少（－）的数量。",
                  "Not met comes first, the farthest at the top: shares by points, other "
                  "figures by the share of their threshold. “To do” is how much the part must "
                  "grow (+) or shrink (-) while the whole stays as it is."));
  json_array_foreach(places, i, place) add_place(r, place, figures, count == 1);
}

/* --- one target ------------------------------------------------------------------------------------ */

static void add_over_places(Reading *r, const json_t *figures) {
  Report *report = r->report;
  ReportTable *table = figure_table(r, report_word(report, "各地区", "By place"),
                                    report_word(report, "地区", "place"));
  size_t i;
  json_t *item;
  json_array_foreach(figures, i, item) {
    Figure f = read_figure(r, item);
    add_figure(report, table, &f, f.target.county_name);
  }
  report_heading(report, table->title);
  add_bars(report, table, table->title, false);
  report_add_table(report, table);
}

static void add_groups(Reading *r, const json_t *groups) {
  Report *report = r->report;
  ReportTable *table = figure_table(r, report_word(report, "分组", "By group"),
                                    report_word(report, "分组", "group"));
  size_t i;
  json_t *item;
  if (!json_array_size(groups)) return;
  json_array_foreach(groups, i, item) {
    Figure f = read_figure(r, item);
    add_figure(report, table, &f,
               report_say(report, "%s　%s", "%s, %s", f.target.county_name, f.group));
  }
  report_heading(report, table->title);
  report_add_table(report, table);
}

/* `made_of`: the target has no threshold to be short of. */
static ReportTable *row_table(Report *report, const char *title, bool made_of) {
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
  return table;
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

/* A page shows the first; all of them stand in the workbook. */
static void add_rows(Reading *r, const json_t *rows, ReportKind kind) {
  Report *report = r->report;
  size_t i, count = json_array_size(rows);
  json_t *item;
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
  ReportTable *all = row_table(report, report_word(report, "明细", "Rows"), made_of);
  ReportTable *head =
      count > PAGE_ROWS
          ? row_table(report, report_word(report, "明细（前列）", "The first"), made_of)
          : NULL;
  json_array_foreach(rows, i, item) {
    add_row(r, all, item, kind);
    if (head && i < PAGE_ROWS) add_row(r, head, item, kind);
  }
  if (head) {
    report_add_table(report, head);
    report_text(report, REPORT_NOTE,
                report_say(report, "仅列前 %d 条，全部见电子表格。",
                           "The first %d; all stand in the workbook.", PAGE_ROWS));
    all->detail = true;
  }
  report_add_table(report, all);
}

static void add_target(Reading *r, const json_t *figures) {
  add_over_places(r, figures);
  add_groups(r, reading_maybe_list(r, r->document, "groups"));
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

void report_assess(Reading *r) {
  Report *report = r->report;
  const json_t *places = reading_list(r, r->document, "places"),
               *figures = reading_list(r, r->document, "figures");
  Count count = count_all(r, places, figures);
  bool one = *reading_maybe_text(r, r->document, "target");
  if (fault_isset(r->fault)) return;
  report->title =
      one ? report_say(report, "%lld 年度考核指标明细：%s", "The year %lld: %s", (long long)r->year,
                       reading_maybe_text(r, json_array_get(figures, 0), "title"))
          : report_say(report, "%lld 年度健康扶贫考核表", "Assessment sheet of %lld",
                       (long long)r->year);
  add_summary(r, &count);
  if (one)
    add_target(r, figures);
  else
    add_sheet(r, places, figures);
}
