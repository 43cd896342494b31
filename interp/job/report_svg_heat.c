/* A grid of two values: every cell with its number, the darker the larger. What is met has a thick frame,
 * so that it is seen in print without colour. Also: which kind of chart is drawn where. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "job/report_draw.h"
#include "job/report_format.h"
#include "job/report_svg.h"

enum { CELL = 30, LABEL_MOST = 130, SHADES = 5 };

typedef struct Heat {
  const Report *report;
  const ReportChart *chart;
  Buffer *out;
  Unit unit;
  const char **down, **across;
  size_t down_count, across_count;
  double low, high, left, top, cell_width;
} Heat;

static const char *text_of(const ReportCell *cell) {
  return cell->there && cell->text ? cell->text : "—";
}

static size_t place_in(const char **list, size_t *count, const char *text) {
  for (size_t i = 0; i < *count; i++)
    if (strcmp(list[i], text) == 0) return i;
  list[*count] = text;
  return (*count)++;
}

static void measure(Heat *h) {
  const ReportChart *chart = h->chart;
  h->down = memory_new((chart->count + 1) * sizeof *h->down);
  h->across = memory_new((chart->count + 1) * sizeof *h->across);
  h->low = INFINITY;
  h->high = -INFINITY;
  for (size_t i = chart->first; i < chart->first + chart->count; i++) {
    const ReportCell *cell = report_cell(chart->table, i, chart->series[0]);
    place_in(h->down, &h->down_count, text_of(report_cell(chart->table, i, chart->label)));
    place_in(h->across, &h->across_count, text_of(report_cell(chart->table, i, chart->across)));
    if (!cell->there) continue;
    h->low = fmin(h->low, format_value(cell));
    h->high = fmax(h->high, format_value(cell));
  }
  if (!(h->low <= h->high)) h->low = h->high = 0;
  h->unit = unit_of(chart->table->columns[chart->series[0]].kind, fmax(fabs(h->low), fabs(h->high)),
                    h->report->english);
}

/* From 0, light, to 1, dark; blue, or orange for what rises where that is bad. */
static void add_colour(Buffer *out, double t, bool orange) {
  static const int from[2][3] = {{240, 246, 252}, {254, 243, 230}},
                   to[2][3] = {{18, 60, 115}, {150, 62, 0}};
  int c[3];
  for (int i = 0; i < 3; i++)
    c[i] = (int)lround(from[orange][i] + t * (to[orange][i] - from[orange][i]));
  buffer_format(out, "#%02x%02x%02x", (unsigned)c[0], (unsigned)c[1], (unsigned)c[2]);
}

static double shade_of(const Heat *h, double value) {
  if (h->chart->two_tone) {
    double most = fmax(fabs(h->low), fabs(h->high));
    return most > 0 ? fabs(value) / most : 0;
  }
  return h->high > h->low ? (value - h->low) / (h->high - h->low) : 0.3;
}

static void draw_shade(const Heat *h, double x, double y, double width, double height, double t,
                       bool orange) {
  buffer_format(
      h->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" stroke=\"#fff\" fill=\"",
      x, y, width, height);
  add_colour(h->out, t, orange);
  buffer_add_text(h->out, "\"/>\n");
}

/* The largest size of the font at which all numbers fit; 0 when none does. */
static double font_of(const Heat *h) {
  Buffer text = {0};
  double widest = 0;
  for (size_t i = h->chart->first; i < h->chart->first + h->chart->count; i++) {
    const ReportCell *cell = report_cell(h->chart->table, i, h->chart->series[0]);
    buffer_clear(&text);
    unit_label(&text, &h->unit, format_value(cell), cell->sign);
    widest = fmax(widest, draw_width(text.data, 1));
  }
  buffer_free(&text);
  double size = (h->cell_width - 6) / fmax(widest, 1);
  return size >= DRAW_FONT ? DRAW_FONT : size >= 8 ? size : 0;
}

static void draw_cell(const Heat *h, size_t row, double font) {
  const ReportChart *chart = h->chart;
  size_t down = h->down_count, across = h->across_count;
  const ReportCell *cell = report_cell(chart->table, row, chart->series[0]);
  double x = h->left + (double)place_in(h->across, &across,
                                        text_of(report_cell(chart->table, row, chart->across))) *
                           h->cell_width;
  double y = h->top + (double)place_in(h->down, &down,
                                       text_of(report_cell(chart->table, row, chart->label))) *
                          CELL;
  double value = format_value(cell), t = shade_of(h, value);
  if (!cell->there) return;
  draw_shade(h, x, y, h->cell_width, CELL, t, chart->two_tone && value > 0);
  if (chart->chosen && chart->chosen[row]) {
    draw_rect(h->out, x + 2, y + 2, h->cell_width - 4, CELL - 4, "met");
    draw_rect(h->out, x + 4, y + 4, h->cell_width - 8, CELL - 8, "metw");
  }
  if (!(font > 0)) return;
  Buffer text = {0};
  unit_label(&text, &h->unit, value, cell->sign);
  draw_text(h->out, x + h->cell_width / 2, y + CELL / 2.0 + font * 0.36, 'm', font,
            t > 0.5 ? "inv" : "", text.data);
  buffer_free(&text);
}

/* How high the labels across stand, and their picture. */
static double draw_across(const Heat *h, double y, bool draw) {
  int most = 1;
  for (size_t i = 0; i < h->across_count; i++) {
    Wrapped label = draw_wrap(h->across[i], DRAW_SMALL, h->cell_width - 4);
    if (label.count > most) most = label.count;
    if (draw)
      draw_wrapped(h->out, h->left + ((double)i + 0.5) * h->cell_width, y, 'm', DRAW_SMALL, "",
                   &label);
    wrapped_free(&label);
  }
  return most * DRAW_LINE + 6;
}

static void draw_key(const Heat *h, double y) {
  Buffer text = {0};
  double x = h->left;
  if (!h->chart->two_tone) {
    unit_label(&text, &h->unit, h->low, false);
    draw_text(h->out, x, y + 10, 's', DRAW_SMALL, "tick", text.data);
    x += draw_width(text.data, DRAW_SMALL) + 8;
    for (int i = 0; i < SHADES; i++)
      draw_shade(h, x + 16 * i, y, 16, 12, (double)i / (SHADES - 1), false);
    x += 16 * SHADES + 8;
    buffer_clear(&text);
    unit_label(&text, &h->unit, h->high, false);
    draw_text(h->out, x, y + 10, 's', DRAW_SMALL, "tick", text.data);
    x += draw_width(text.data, DRAW_SMALL) + 24;
  }
  if (h->chart->chosen) {
    buffer_clear(&text);
    buffer_add_text(&text, report_word(h->report, "粗框：达标", "framed: met"));
    if (h->chart->limit_text)
      buffer_format(&text, h->report->english ? " (%s)" : "（%s）", h->chart->limit_text);
    draw_rect(h->out, x, y, 18, 12, "met");
    draw_text(h->out, x + 24, y + 10, 's', DRAW_SMALL, "", text.data);
  }
  buffer_clear(&text);
  if (*h->unit.name && h->unit.kind != REPORT_RATIO) {
    buffer_format(&text, "%s%s", report_word(h->report, "单位：", ""), h->unit.name);
    draw_text(h->out, DRAW_WIDTH, y + 10, 'e', DRAW_SMALL, "tick", text.data);
  }
  buffer_free(&text);
}

static double down_width(const Heat *h) {
  double width = 0;
  for (size_t i = 0; i < h->down_count; i++) {
    Wrapped label = draw_wrap(h->down[i], DRAW_SMALL, LABEL_MOST);
    width = fmax(width, label.width);
    wrapped_free(&label);
  }
  return width + 12;
}

void svg_heat(Buffer *out, const Report *report, const ReportChart *chart) {
  Buffer body = {0};
  Heat h = {.report = report, .chart = chart, .out = &body};
  const ReportColumn *columns = chart->table->columns;
  measure(&h);
  h.left = down_width(&h);
  h.cell_width = fmin((DRAW_WIDTH - h.left) / (double)(h.across_count ? h.across_count : 1), 110);
  Wrapped head = draw_wrap(columns[chart->label].title, DRAW_SMALL, DRAW_WIDTH / 2.0 - 40);
  Buffer axes = {0};
  buffer_format(&axes, report->english ? "down: %s" : "纵：%s", columns[chart->label].title);
  draw_text(&body, 0, 12, 's', DRAW_SMALL, "tick", axes.data);
  buffer_clear(&axes);
  buffer_format(&axes, report->english ? "across: %s" : "横：%s", columns[chart->across].title);
  draw_text(&body, 0, 28, 's', DRAW_SMALL, "tick", axes.data);
  wrapped_free(&head);
  draw_key(&h, 38);
  double room = draw_across(&h, 0, false);
  h.top = 58 + room;
  draw_across(&h, 58 + room / 2 - 2, true);
  for (size_t i = 0; i < h.down_count; i++) {
    Wrapped label = draw_wrap(h.down[i], DRAW_SMALL, LABEL_MOST);
    draw_wrapped(&body, h.left - 10, h.top + ((double)i + 0.5) * CELL, 'e', DRAW_SMALL, "", &label);
    wrapped_free(&label);
  }
  double font = font_of(&h);
  for (size_t i = chart->first; i < chart->first + chart->count; i++)
    draw_cell(&h, i, font);
  draw_open(out, h.top + (double)h.down_count * CELL + 6, chart->title);
  buffer_add(out, body.data, body.size);
  draw_close(out);
  buffer_free(&body);
  buffer_free(&axes);
  free(h.down);
  free(h.across);
}

void svg_chart(Buffer *out, const Report *report, const ReportChart *chart) {
  switch (chart->kind) {
    case REPORT_BARS: svg_bars(out, report, chart); return;
    case REPORT_BULLETS: svg_bullets(out, report, chart); return;
    case REPORT_LINES: svg_lines(out, report, chart); return;
    case REPORT_POINTS_CHART: svg_points(out, report, chart); return;
    case REPORT_HEAT: svg_heat(out, report, chart); return;
  }
}
