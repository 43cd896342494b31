/* Charts of the workbook's own kind, over the cells of the sheets; a grid of two values becomes cells with
 * a scale of colours, since a workbook has no chart for it. */
#include "job/report_workbook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "job/report_draw.h"
#include "job/report_format.h"

enum { CHART_WIDTH = 720, CHART_HEIGHT = 400, ROW_PIXELS = 20, BAR_PIXELS = 13 };

static const lxw_color_t colours[] = {0xB9C3CD, 0x1B4F8A, 0xE08A1E, 0x00735A, 0x8A3A6B,
                                      0x6B7480, 0x0A7FB0, 0x7A6A00, 0x333333};
static const uint8_t patterns[] = {LXW_CHART_PATTERN_NONE,
                                   LXW_CHART_PATTERN_NONE,
                                   LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
                                   LXW_CHART_PATTERN_DOTTED_GRID,
                                   LXW_CHART_PATTERN_DARK_HORIZONTAL,
                                   LXW_CHART_PATTERN_NONE,
                                   LXW_CHART_PATTERN_DARK_VERTICAL,
                                   LXW_CHART_PATTERN_LARGE_CONFETTI,
                                   LXW_CHART_PATTERN_SMALL_CHECK};

typedef struct Picture {
  Gallery *gallery;
  const Report *report;
  const ReportChart *chart;
  const PlacedTable *placed;
  lxw_chart *lxw;
} Picture;

static lxw_row_t first_row(const PlacedTable *placed, size_t row) {
  return placed->head + 1 + (lxw_row_t)row;
}

static lxw_chart_series *add_series(const Picture *p, const PlacedTable *placed, int label,
                                    int column, size_t first, size_t count) {
  lxw_chart_series *series = chart_add_series(p->lxw, NULL, NULL);
  lxw_row_t from = first_row(placed, first), to = first_row(placed, first + count - 1);
  chart_series_set_categories(series, placed->name, from, (lxw_col_t)label, to, (lxw_col_t)label);
  chart_series_set_values(series, placed->name, from, (lxw_col_t)column, to, (lxw_col_t)column);
  chart_series_set_name_range(series, placed->name, placed->head, (lxw_col_t)column);
  return series;
}

static void fill_series(lxw_chart_series *series, int which) {
  lxw_chart_fill fill = {.color = colours[which]};
  lxw_chart_line line = {.color = 0x404040, .width = 0.75};
  lxw_chart_pattern pattern = {
      .fg_color = colours[which], .bg_color = 0xFFFFFF, .type = patterns[which]};
  if (patterns[which])
    chart_series_set_pattern(series, &pattern);
  else
    chart_series_set_fill(series, &fill);
  chart_series_set_line(series, &line);
}

/* Bars stand on zero; where nothing is below it a program must not choose another foot for them. */
static bool stands_on_zero(const Picture *p) {
  const ReportChart *chart = p->chart;
  for (size_t i = chart->first; i < chart->first + chart->count; i++)
    for (int s = 0; s < chart->series_count; s++)
      if (format_value(report_cell(chart->table, i, chart->series[s])) < 0) return false;
  return true;
}

static double largest(const Picture *p, int column) {
  double most = 0;
  for (size_t i = p->chart->first; i < p->chart->first + p->chart->count; i++)
    most = fmax(most, fabs(format_value(report_cell(p->chart->table, i, column))));
  return most;
}

/* An axis of amounts shows them in 万元 or 亿元, one of shares in percent. */
static void set_axis(const Picture *p, lxw_chart_axis *axis, int column) {
  ReportKind kind = p->chart->table->columns[column].kind;
  Unit unit = unit_of(kind, largest(p, column), p->report->english);
  if (kind == REPORT_RATIO) chart_axis_set_num_format(axis, "0%");
  if (kind == REPORT_COUNT) chart_axis_set_num_format(axis, "#,##0");
  if (kind != REPORT_MONEY) return;
  chart_axis_set_num_format(axis, "#,##0.##");
  uint8_t display = unit.money.fen == 1000000        ? LXW_CHART_AXIS_UNITS_TEN_THOUSANDS
                    : unit.money.fen == 100000000    ? LXW_CHART_AXIS_UNITS_MILLIONS
                    : unit.money.fen == 10000000000  ? LXW_CHART_AXIS_UNITS_HUNDRED_MILLIONS
                    : unit.money.fen == 100000000000 ? LXW_CHART_AXIS_UNITS_BILLIONS
                                                     : LXW_CHART_AXIS_UNITS_NONE;
  chart_axis_set_display_units(axis, display);
  chart_axis_set_display_units_visible(axis, LXW_FALSE);
  chart_axis_set_name(axis, unit.name);
}

/* --- kinds --- */

static void draw_bars(const Picture *p) {
  const ReportChart *chart = p->chart;
  for (int i = 0; i < chart->series_count; i++)
    fill_series(
        add_series(p, p->placed, chart->label, chart->series[i], chart->first, chart->count),
        chart->series_count == 1 ? 1 : i);
  if (chart->threshold >= 0) {
    lxw_chart_series *series =
        add_series(p, p->placed, chart->label, chart->threshold, chart->first, chart->count);
    chart_series_set_fill(series, &(lxw_chart_fill){.color = 0xFFFFFF});
    chart_series_set_line(series, &(lxw_chart_line){.color = 0x111111, .width = 1.5});
  }
  /* The library swaps the axes of bars: y is the one of the names, x the one of the amounts. */
  chart_axis_set_reverse(p->lxw->y_axis);
  chart_axis_set_label_position(p->lxw->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  set_axis(p, p->lxw->x_axis, chart->series[0]);
  if (stands_on_zero(p)) chart_axis_set_min(p->lxw->x_axis, 0);
}

static void draw_lines(const Picture *p) {
  static const uint8_t dashes[] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                   LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_LINE_DASH_DASH_DOT,
                                   LXW_CHART_LINE_DASH_LONG_DASH};
  const ReportChart *chart = p->chart;
  for (int i = 0; i < chart->series_count; i++) {
    lxw_chart_series *series =
        add_series(p, p->placed, chart->label, chart->series[i], chart->first, chart->count);
    lxw_color_t colour = colours[(i + 1) % 9];
    chart_series_set_line(
        series, &(lxw_chart_line){.color = colour, .width = 2, .dash_type = dashes[i % 5]});
    if (chart->count > 40) {
      chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
      continue;
    }
    chart_series_set_marker_type(series, (uint8_t)(LXW_CHART_MARKER_SQUARE + i % 5));
    chart_series_set_marker_fill(series, &(lxw_chart_fill){.color = colour});
  }
  set_axis(p, p->lxw->y_axis, chart->series[0]);
  if (!chart->positions) set_axis(p, p->lxw->x_axis, chart->label);
  if (chart->x_title && chart->positions) chart_axis_set_name(p->lxw->x_axis, chart->x_title);
  if (chart->series_count == 1) chart_legend_set_position(p->lxw, LXW_CHART_LEGEND_NONE);
}

static void draw_points(const Picture *p, const PlacedTable *also) {
  const ReportChart *chart = p->chart;
  lxw_chart_series *all =
      add_series(p, p->placed, chart->label, chart->series[0], chart->first, chart->count);
  chart_series_set_marker_type(all, LXW_CHART_MARKER_CIRCLE);
  chart_series_set_marker_fill(all, &(lxw_chart_fill){.color = 0xFFFFFF});
  chart_series_set_line(all, &(lxw_chart_line){.none = LXW_TRUE});
  chart_series_set_name(all, p->placed->table->title);
  if (also && also->table->row_count) {
    lxw_chart_series *front =
        add_series(p, also, chart->label, chart->series[0], 0, also->table->row_count);
    chart_series_set_marker_type(front, LXW_CHART_MARKER_DIAMOND);
    chart_series_set_marker_size(front, 9);
    chart_series_set_marker_fill(front, &(lxw_chart_fill){.color = colours[1]});
    chart_series_set_line(front, &(lxw_chart_line){.none = LXW_TRUE});
    chart_series_set_name(front, also->table->title);
  }
  set_axis(p, p->lxw->y_axis, chart->series[0]);
  chart_axis_set_num_format(p->lxw->y_axis, "0.0%");
  set_axis(p, p->lxw->x_axis, chart->label);
}

/* --- a grid with colours --- */

static size_t place_in(const char **list, size_t *count, const char *text) {
  for (size_t i = 0; i < *count; i++)
    if (strcmp(list[i], text) == 0) return i;
  list[*count] = text;
  return (*count)++;
}

static void draw_grid(const Picture *p) {
  const ReportChart *chart = p->chart;
  lxw_worksheet *sheet = p->gallery->sheet;
  const char **down = memory_new((chart->count + 1) * sizeof *down),
             **across = memory_new((chart->count + 1) * sizeof *across);
  size_t downs = 0, acrosses = 0;
  lxw_row_t top = p->gallery->next;
  lxw_col_t left = 0;
  lxw_format *format = workbook_add_format(p->gallery->book);
  ReportKind kind = chart->table->columns[chart->series[0]].kind;
  format_set_num_format(format, kind == REPORT_RATIO ? "0.00%" : "#,##0.00");
  worksheet_write_string(sheet, top, left, chart->title, NULL);
  for (size_t i = chart->first; i < chart->first + chart->count; i++) {
    const ReportCell *cell = report_cell(chart->table, i, chart->series[0]);
    const char *at = report_cell(chart->table, i, chart->label)->text,
               *over = report_cell(chart->table, i, chart->across)->text;
    lxw_row_t row = top + 2 + (lxw_row_t)place_in(down, &downs, at ? at : "");
    lxw_col_t column = (lxw_col_t)(left + 1 + place_in(across, &acrosses, over ? over : ""));
    worksheet_write_string(sheet, row, left, at ? at : "", NULL);
    worksheet_write_string(sheet, top + 1, column, over ? over : "", NULL);
    if (cell->there)
      worksheet_write_number(sheet, row, column,
                             kind == REPORT_MONEY ? format_value(cell) / 100 : format_value(cell),
                             format);
  }
  lxw_conditional_format scale = {
      .type = LXW_CONDITIONAL_2_COLOR_SCALE, .min_color = 0xF0F6FC, .max_color = 0x5B8FCB};
  if (downs && acrosses)
    worksheet_conditional_format_range(sheet, top + 2, (lxw_col_t)(left + 1),
                                       top + 1 + (lxw_row_t)downs, (lxw_col_t)(left + acrosses),
                                       &scale);
  p->gallery->next = top + (lxw_row_t)downs + 4;
  free(down);
  free(across);
}

/* --- placing --- */

static uint8_t type_of(const ReportChart *chart) {
  switch (chart->kind) {
    case REPORT_BARS:
    case REPORT_BULLETS: return LXW_CHART_BAR;
    case REPORT_LINES:
      return chart->positions ? LXW_CHART_LINE : LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS;
    case REPORT_POINTS_CHART: return LXW_CHART_SCATTER;
    case REPORT_HEAT: break;
  }
  return LXW_CHART_NONE;
}

void workbook_chart(Gallery *gallery, const ReportChart *chart, const PlacedTable *placed,
                    const PlacedTable *also) {
  Picture p = {.gallery = gallery, .report = gallery->report, .chart = chart, .placed = placed};
  if (!chart->count) return;
  if (chart->kind == REPORT_HEAT) {
    draw_grid(&p);
    return;
  }
  p.lxw = workbook_add_chart(gallery->book, type_of(chart));
  if (!p.lxw) return;
  bool bars = chart->kind == REPORT_BARS || chart->kind == REPORT_BULLETS;
  int series = chart->series_count + (chart->threshold >= 0);
  double height =
      bars ? fmax(CHART_HEIGHT * 0.6, 120 + (double)chart->count * (12 + series * BAR_PIXELS))
           : CHART_HEIGHT;
  if (bars)
    draw_bars(&p);
  else if (chart->kind == REPORT_LINES)
    draw_lines(&p);
  else
    draw_points(&p, also);
  chart_title_set_name(p.lxw, chart->title);
  chart_title_set_name_font(p.lxw, &(lxw_chart_font){.size = 12, .bold = LXW_TRUE});
  if (bars || chart->kind == REPORT_POINTS_CHART)
    chart_legend_set_position(p.lxw, series > 1 || chart->kind == REPORT_POINTS_CHART
                                         ? LXW_CHART_LEGEND_BOTTOM
                                         : LXW_CHART_LEGEND_NONE);
  lxw_chart_options options = {.x_scale = (double)CHART_WIDTH / 480, .y_scale = height / 288};
  worksheet_insert_chart_opt(gallery->sheet, gallery->next, 0, p.lxw, &options);
  gallery->next += (lxw_row_t)(height / ROW_PIXELS) + 2;
}
