/* Bars: groups of them from zero, and bars with a threshold. Rows are named at the left; values stand at
 * the ends of the bars, so that a small one is still read. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "job/report_draw.h"
#include "job/report_format.h"
#include "job/report_svg.h"

enum {
  BAR = 13,
  GAP = 3,
  ROW_GAP = 11,
  LABEL_MOST = 210,
  AXIS_ROOM = 24,
  LEGEND_ROOM = DRAW_WIDTH - 100
};

/* What is smaller than this beside the largest is let run out of the scale by a hair. */
#define SLIGHT 0.02

static const char *const fills[REPORT_MOST_SERIES] = {"f0", "f1", "f2", "f3", "f4",
                                                      "f5", "f6", "f7", "f8"};

typedef struct Bars {
  const Report *report;
  const ReportChart *chart;
  Buffer *out;
  Unit unit;
  Axis axis;
  Wrapped *labels;
  double label_width, value_width, left, right, row_height;
} Bars;

static const ReportCell *cell_of(const Bars *b, size_t row, int series) {
  return report_cell(b->chart->table, b->chart->first + row, b->chart->series[series]);
}

static const char *text_of(const Bars *b, size_t row, int column) {
  const ReportCell *cell = report_cell(b->chart->table, b->chart->first + row, column);
  return cell->there && cell->text ? cell->text : "—";
}

/* --- measuring --- */

static void measure_labels(Bars *b) {
  b->labels = memory_new((b->chart->count + 1) * sizeof *b->labels);
  for (size_t i = 0; i < b->chart->count; i++) {
    b->labels[i] = draw_wrap(text_of(b, i, b->chart->label), DRAW_FONT, LABEL_MOST);
    if (b->labels[i].width > b->label_width) b->label_width = b->labels[i].width;
  }
  b->label_width += 12;
}

static void measure_values(Bars *b, double *low, double *high) {
  Buffer text = {0};
  *low = *high = 0;
  for (size_t i = 0; i < b->chart->count; i++)
    for (int s = 0; s < b->chart->series_count; s++) {
      double value = format_value(cell_of(b, i, s));
      *low = fmin(*low, value);
      *high = fmax(*high, value);
    }
  ReportKind kind = b->chart->table->columns[b->chart->series[0]].kind;
  b->unit = unit_of(kind, fmax(-*low, *high), b->report->english);
  for (size_t i = 0; i < b->chart->count; i++)
    for (int s = 0; s < b->chart->series_count; s++) {
      buffer_clear(&text);
      unit_label(&text, &b->unit, format_value(cell_of(b, i, s)), cell_of(b, i, s)->sign);
      b->value_width = fmax(b->value_width, draw_width(text.data, DRAW_SMALL));
    }
  b->value_width += 8;
  buffer_free(&text);
}

static double x_of(const Bars *b, double value) {
  return b->left + (value - b->axis.low) / (b->axis.high - b->axis.low) * (b->right - b->left);
}

static double height_of(const Bars *b, size_t row, double bars) {
  return fmax(bars, b->labels[row].count * DRAW_LINE) + ROW_GAP;
}

static void free_labels(Bars *b) {
  for (size_t i = 0; i < b->chart->count; i++)
    wrapped_free(&b->labels[i]);
  free(b->labels);
}

/* --- drawing --- */

static void draw_grid(const Bars *b, double top, double bottom) {
  Buffer text = {0};
  int steps = (int)lround((b->axis.high - b->axis.low) / b->axis.step);
  for (int i = 0; i <= steps; i++) {
    double value = b->axis.low + i * b->axis.step, x = x_of(b, value);
    buffer_clear(&text);
    unit_tick(&text, &b->unit, value, b->axis.step);
    draw_line(b->out, x, top, x, bottom, fabs(value) < b->axis.step / 1000 ? "zero" : "grid");
    draw_text(b->out, x, bottom + 15, 'm', DRAW_SMALL, "tick", text.data);
  }
  buffer_free(&text);
}

static const char *fill_of(const Bars *b, const ReportCell *cell, int series) {
  if (b->chart->two_tone) return cell->tone == REPORT_BAD ? "f2" : "f1";
  return b->chart->series_count == 1 ? "f1" : fills[series];
}

static void draw_bar(const Bars *b, const ReportCell *cell, int series, double y) {
  Buffer text = {0};
  double value = format_value(cell), zero = x_of(b, 0), x = x_of(b, value);
  if (!cell->there) return;
  if (fabs(x - zero) > 0)
    draw_rect(b->out, fmin(x, zero), y, fmax(fabs(x - zero), 0.8), BAR, fill_of(b, cell, series));
  unit_label(&text, &b->unit, value, cell->sign);
  draw_text(b->out, value < 0 ? x - 5 : x + 5, y + 10.5, value < 0 ? 'e' : 's', DRAW_SMALL, "val",
            text.data);
  buffer_free(&text);
}

/* The unit of the picture may be another than that of the table. */
static char *bare_title(const char *title) {
  static const char *const units[] = {"（元）", " (yuan)"};
  char *text = memory_copy_text(title);
  for (size_t i = 0; i < 2; i++) {
    size_t all = strlen(text), unit = strlen(units[i]);
    if (all > unit && strcmp(text + all - unit, units[i]) == 0) text[all - unit] = '\0';
  }
  return text;
}

static double bars_legend(const Bars *b, double y) {
  char *words[REPORT_MOST_SERIES];
  const char *classes[REPORT_MOST_SERIES];
  int count = b->chart->series_count;
  if (b->chart->two_tone) {
    bool change = b->chart->count && cell_of(b, 0, 0)->sign;
    const char *two[] = {change ? report_word(b->report, "减少", "less")
                                : report_word(b->report, "少付", "pay less"),
                         change ? report_word(b->report, "增加", "more")
                                : report_word(b->report, "多付", "pay more")};
    return draw_legend(b->out, (const char *[]){"f1", "f2"}, two, 2, y, LEGEND_ROOM);
  }
  if (count < 2) return 0;
  for (int i = 0; i < count; i++) {
    words[i] = bare_title(b->chart->table->columns[b->chart->series[i]].title);
    classes[i] = fills[i];
  }
  double height = draw_legend(b->out, classes, (const char *const *)words, count, y, LEGEND_ROOM);
  for (int i = 0; i < count; i++)
    free(words[i]);
  return height;
}

/* The unit at the right of the head, so that the numbers need none. */
static double draw_unit(const Bars *b, double y) {
  if (!*b->unit.name || b->unit.kind == REPORT_RATIO) return 0;
  Buffer text = {0};
  buffer_format(&text, "%s%s", report_word(b->report, "单位：", ""), b->unit.name);
  draw_text(b->out, DRAW_WIDTH, y, 'e', DRAW_SMALL, "tick", text.data);
  buffer_free(&text);
  return 6;
}

void svg_bars(Buffer *out, const Report *report, const ReportChart *chart) {
  Bars b = {.report = report, .chart = chart};
  Buffer body = {0};
  double low, high, y = 2;
  b.out = &body;
  measure_labels(&b);
  measure_values(&b, &low, &high);
  b.left = b.label_width + (low < 0 ? b.value_width : 0);
  b.right = DRAW_WIDTH - (low < 0 && !(high > 0) ? 8 : b.value_width);
  b.axis = axis_of(low, high, (int)((b.right - b.left) / 85));
  if (low < 0 && -low < high * SLIGHT) b.axis = axis_of(0, high, (int)((b.right - b.left) / 85));
  if (high > 0 && high < -low * SLIGHT) b.axis = axis_of(low, 0, (int)((b.right - b.left) / 85));
  if (!(low < 0) && !(high > 0)) b.axis = (Axis){0, b.unit.of, b.unit.of};
  double legend = bars_legend(&b, y);
  draw_unit(&b, y + 10);
  y += legend > 0 ? legend : *b.unit.name ? 20 : 4;
  double top = y, bars = chart->series_count * (BAR + GAP) - GAP, bottom = y;
  for (size_t i = 0; i < chart->count; i++)
    bottom += height_of(&b, i, bars);
  draw_grid(&b, top, bottom);
  for (size_t i = 0; i < chart->count; i++) {
    double height = height_of(&b, i, bars), middle = y + height / 2;
    draw_wrapped(&body, b.label_width - 12, middle, 'e', DRAW_FONT, "", &b.labels[i]);
    for (int s = 0; s < chart->series_count; s++)
      draw_bar(&b, cell_of(&b, i, s), s, middle - bars / 2 + s * (BAR + GAP));
    y += height;
  }
  draw_open(out, bottom + AXIS_ROOM, chart->title);
  buffer_add(out, body.data, body.size);
  draw_close(out);
  buffer_free(&body);
  free_labels(&b);
}

/* --- bars with a threshold --- */

enum { THIN = 6, FIGURE_ROOM = 70, VERDICT_ROOM = 74 };

static void draw_bullet(const Bars *b, size_t row, double y, double height) {
  const ReportChart *chart = b->chart;
  bool two = chart->series_count > 1;
  const ReportCell *after = cell_of(b, row, chart->series_count - 1), *before = cell_of(b, row, 0);
  const ReportCell *limit = report_cell(chart->table, chart->first + row, chart->threshold);
  int verdict = chart->table->column_count - 1;
  const ReportCell *judged = report_cell(chart->table, chart->first + row, verdict);
  double middle = y + height / 2, thick = middle - (two ? BAR - 3 : BAR / 2.0);
  if (after->there)
    draw_rect(b->out, b->left, thick, fmax(x_of(b, after->real) - b->left, 0.8), BAR,
              judged->tone == REPORT_BAD ? "f2" : "f1");
  if (two && before->there)
    draw_rect(b->out, b->left, middle + 5, fmax(x_of(b, before->real) - b->left, 0.8), THIN, "f0");
  if (limit->there)
    draw_line(b->out, x_of(b, limit->real), y + 3, x_of(b, limit->real), y + height - 3, "thr");
  double x = DRAW_WIDTH - VERDICT_ROOM - 6;
  Buffer text = {0};
  const ReportCell *cells[] = {after, two ? before : NULL, limit};
  for (int i = 0; i < 3; i++) {
    if (i == 1 && !two) continue;
    ReportCell bare = *cells[i];
    bare.tone = REPORT_PLAIN;
    buffer_clear(&text);
    format_cell(&text, &bare);
    draw_text(b->out, x, middle + 4, 'e', DRAW_SMALL, i ? "" : "val", text.data);
    x -= FIGURE_ROOM;
  }
  draw_text(b->out, DRAW_WIDTH - VERDICT_ROOM + 6, middle + 4, 's', DRAW_SMALL,
            judged->tone == REPORT_BAD ? "val" : "", judged->there ? judged->text : "—");
  buffer_free(&text);
}

static double bullet_legend(const Bars *b, double y) {
  const Report *report = b->report;
  bool two = b->chart->series_count > 1;
  const char *words[] = {
      report_word(report, "达标", "met"), report_word(report, "未达标", "not met"),
      report_word(report, "目标值", "threshold"), report_word(report, "调整前", "before")};
  return draw_legend(b->out, (const char *[]){"f1", "f2", "thr", "f0"}, words, two ? 4 : 3, y,
                     LEGEND_ROOM);
}

static void bullet_head(const Bars *b, double y) {
  const ReportTable *table = b->chart->table;
  bool two = b->chart->series_count > 1;
  double x = DRAW_WIDTH - VERDICT_ROOM - 6;
  const int columns[] = {b->chart->series[b->chart->series_count - 1], b->chart->series[0],
                         b->chart->threshold};
  for (int i = 0; i < 3; i++) {
    if (i == 1 && !two) continue;
    draw_text(b->out, x, y, 'e', DRAW_SMALL, "tick", table->columns[columns[i]].title);
    x -= FIGURE_ROOM;
  }
}

/* Shares that come near the whole are drawn up to it; small ones (3% at most) over a scale of their own. */
static Axis bullet_axis(const Bars *b) {
  double high = 0;
  for (size_t i = 0; i < b->chart->count; i++) {
    const ReportCell *limit =
        report_cell(b->chart->table, b->chart->first + i, b->chart->threshold);
    if (limit->there) high = fmax(high, limit->real);
    for (int s = 0; s < b->chart->series_count; s++)
      high = fmax(high, format_value(cell_of(b, i, s)));
  }
  if (b->unit.kind == REPORT_RATIO && high > 0.5 && high <= 1.0) return (Axis){0, 1, 0.25};
  return axis_of(0, high > 0 ? high : 1, (int)((b->right - b->left) / 60));
}

void svg_bullets(Buffer *out, const Report *report, const ReportChart *chart) {
  Bars b = {.report = report, .chart = chart};
  Buffer body = {0};
  bool two = chart->series_count > 1;
  double y = 2, bars = two ? BAR + THIN + 4 : BAR + 4;
  b.out = &body;
  b.unit = unit_of(chart->count ? cell_of(&b, 0, chart->series_count - 1)->kind : REPORT_RATIO, 1,
                   report->english);
  measure_labels(&b);
  b.left = b.label_width;
  b.right = DRAW_WIDTH - VERDICT_ROOM - (two ? 3 : 2) * FIGURE_ROOM - 14;
  b.axis = bullet_axis(&b);
  y += bullet_legend(&b, y) + 12;
  bullet_head(&b, y - 6);
  double top = y, bottom = y;
  for (size_t i = 0; i < chart->count; i++)
    bottom += height_of(&b, i, bars);
  draw_grid(&b, top, bottom);
  for (size_t i = 0; i < chart->count; i++) {
    double height = height_of(&b, i, bars);
    draw_wrapped(&body, b.label_width - 12, y + height / 2, 'e', DRAW_FONT, "", &b.labels[i]);
    draw_bullet(&b, i, y, height);
    y += height;
  }
  draw_open(out, bottom + AXIS_ROOM, chart->title);
  buffer_add(out, body.data, body.size);
  draw_close(out);
  buffer_free(&body);
  free_labels(&b);
}
