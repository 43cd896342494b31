/* Figures of an assessment sheet in tables and bars. */
#include "job/report_assess_figures.h"

#include <math.h>
#include <string.h>

enum { MOST_BARS = 14 };

AssessFigure assess_read_figure(Reading *r, const json_t *item) {
  AssessFigure f = {.target = reading_target(r, item, NULL),
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

bool assess_stands(const AssessFigure *f, const char *stand) {
  return strcmp(f->stand, stand) == 0;
}

bool assess_is_money(const AssessFigure *f) {
  return strcmp(f->counts, "money") == 0;
}

static const char *unit_of_part(Report *report, const AssessFigure *f) {
  return assess_is_money(f) ? report_word(report, "元", "yuan") : f->counts;
}

/* --- cells --------------------------------------------------------------------------------------- */

/* What it would take: more of the part, or (with a minus) less. */
static void cell_need(ReportCell *cell, const AssessFigure *f) {
  cell->kind = assess_is_money(f) ? REPORT_MONEY : REPORT_COUNT;
  if (!f->has_need || !assess_stands(f, "missed")) return;
  cell_change(cell, f->target.at_least ? f->need : -f->need);
}

static void cell_shift(ReportCell *cell, const AssessFigure *f, double from, bool there) {
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

static void cell_amount(ReportCell *cell, const AssessFigure *f, double amount, bool money) {
  cell->kind = money ? REPORT_MONEY : REPORT_COUNT;
  if (f->target.whole > 0) cell_whole(cell, (int64_t)amount);
}

static void cell_stand(Report *report, ReportCell *cell, const AssessFigure *f) {
  cell_verdict(report, cell, &f->target);
  if (assess_stands(f, "empty")) cell_text(cell, report_word(report, "无数据", "no data"));
  if (!f->has_last || !f->last_judged || !f->target.judged || f->last_met == f->target.met) return;
  cell_text(cell, f->target.met ? report_word(report, "新达标 ✓", "now met ✓")
                                : report_word(report, "不再达标 ×", "no longer ×"));
}

static const char *marked(Report *report, const AssessFigure *f, const char *name) {
  return f->assumed ? report_say(report, "%s *", "%s *", name) : name;
}

/* --- tables of figures ----------------------------------------------------------------------------- */

/* The verdict stands last: bars with thresholds look there. What has changed stands before it, where there is
 * an earlier sheet. */
enum { NAME, THRESHOLD, FIGURE, GAP, NEED, PART, WHOLE, UNIT, SINCE, COLUMNS = SINCE + 2 };

static bool has_last(const Reading *r) {
  return reading_maybe(r->document, "last") != NULL;
}

ReportTable *assess_figure_table(Reading *r, const char *title, const char *name) {
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

void assess_add_figure(Report *report, ReportTable *table, const AssessFigure *f,
                       const char *name) {
  ReportCell *row = report_row(report, table);
  int verdict = table->column_count - 1;
  cell_text(&row[NAME], marked(report, f, name));
  cell_threshold(&row[THRESHOLD], &f->target);
  cell_figure(&row[FIGURE], &f->target);
  cell_shift(&row[GAP], f, f->target.threshold, f->target.judged);
  cell_need(&row[NEED], f);
  if (*f->counts) { /* else a part may be fen, and nothing says so */
    cell_amount(&row[PART], f, f->target.part, assess_is_money(f));
    cell_amount(&row[WHOLE], f, f->target.whole, assess_is_money(f) && f->target.ratio);
  }
  if (row[PART].there) cell_text(&row[UNIT], unit_of_part(report, f));
  if (verdict > SINCE) cell_shift(&row[SINCE], f, f->last, f->has_last);
  cell_stand(report, &row[verdict], f);
}

ReportTable *assess_free_table(Reading *r, const char *title) {
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

void assess_add_free(Report *report, ReportTable *table, const AssessFigure *f) {
  ReportCell *row = report_row(report, table);
  cell_text(&row[0], f->target.title);
  cell_amount(&row[1], f, f->target.part, assess_is_money(f));
  cell_amount(&row[2], f, f->target.whole, assess_is_money(f) && f->target.ratio);
  cell_text(&row[3], unit_of_part(report, f));
  cell_figure(&row[4], &f->target);
  if (table->column_count > 5) cell_shift(&row[5], f, f->last, f->has_last);
}

/* Bars for the first stretch of shares that are judged: other figures have another scale. */
void assess_add_bars(Report *report, const ReportTable *table, const char *title, bool missed) {
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
