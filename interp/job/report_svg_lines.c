/* Lines over a scale, and points. Lines are told apart by dashes and by their names at the right end, not by
 * colour alone; marks are numbers in circles that keep clear of each other. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "job/report_draw.h"
#include "job/report_format.h"
#include "job/report_svg.h"

enum { PLOT_HEIGHT = 300, TICK_LABELS = 7, NAME_MOST = 130, SIGNS = 10, MOST_NUMBERED = 40 };

typedef struct Plot {
  const Report *report;
  const ReportChart *chart;
  Buffer *out;
  Unit x_unit, y_unit;
  Axis x, y;
  double left, right, top, bottom;
} Plot;

static const ReportCell *cell_of(const Plot *p, size_t row, int column) {
  return report_cell(p->chart->table, p->chart->first + row, column);
}

static double x_value(const Plot *p, size_t row) {
  return p->chart->positions ? p->chart->positions[p->chart->first + row]
                             : format_value(cell_of(p, row, p->chart->label));
}

static double x_of(const Plot *p, double value) {
  return p->left + (value - p->x.low) / (p->x.high - p->x.low) * (p->right - p->left);
}

static double y_of(const Plot *p, double value) {
  return p->bottom - (value - p->y.low) / (p->y.high - p->y.low) * (p->bottom - p->top);
}

/* --- scales --- */

static void find_scales(Plot *p) {
  const ReportChart *chart = p->chart;
  double x_low = INFINITY, x_high = -INFINITY, y_low = INFINITY, y_high = -INFINITY;
  for (size_t i = 0; i < chart->count; i++) {
    x_low = fmin(x_low, x_value(p, i));
    x_high = fmax(x_high, x_value(p, i));
    for (int s = 0; s < chart->series_count; s++) {
      const ReportCell *cell = cell_of(p, i, chart->series[s]);
      if (!cell->there) continue;
      y_low = fmin(y_low, format_value(cell));
      y_high = fmax(y_high, format_value(cell));
    }
  }
  if (!(y_low <= y_high)) y_low = y_high = 0;
  if (!(x_low <= x_high)) x_low = x_high = 0;
  if (chart->has_limit) {
    y_low = fmin(y_low, chart->limit);
    y_high = fmax(y_high, chart->limit);
  }
  ReportKind kind = chart->table->columns[chart->series[0]].kind;
  p->y_unit = unit_of(kind, fmax(fabs(y_low), fabs(y_high)), p->report->english);
  p->x_unit = unit_of(chart->table->columns[chart->label].kind, fmax(fabs(x_low), fabs(x_high)),
                      p->report->english);
  /* Sums begin at zero; shares are looked at closely. */
  if (kind == REPORT_MONEY && chart->kind == REPORT_LINES) {
    y_low = fmin(y_low, 0);
    y_high = fmax(y_high, 0);
  }
  p->y = axis_of(y_low, y_high, TICK_LABELS);
  if (kind == REPORT_RATIO && p->y.high > 1 && y_high <= 1)
    p->y.high = fmax(1, p->y.low + p->y.step);
  p->x = chart->positions ? (Axis){x_low, x_high, x_high - x_low}
                          : axis_of(x_low, x_high, TICK_LABELS);
  if (!(p->x.high > p->x.low)) p->x = (Axis){x_low - 1, x_high + 1, 1};
}

static double y_labels_width(const Plot *p) {
  Buffer text = {0};
  double width = 0;
  for (int i = 0, n = (int)lround((p->y.high - p->y.low) / p->y.step); i <= n; i++) {
    buffer_clear(&text);
    unit_tick(&text, &p->y_unit, p->y.low + i * p->y.step, p->y.step);
    width = fmax(width, draw_width(text.data, DRAW_SMALL));
  }
  buffer_free(&text);
  return width + 8;
}

/* --- the frame --- */

static void draw_y_grid(const Plot *p) {
  Buffer text = {0};
  for (int i = 0, n = (int)lround((p->y.high - p->y.low) / p->y.step); i <= n; i++) {
    double value = p->y.low + i * p->y.step, y = y_of(p, value);
    buffer_clear(&text);
    unit_tick(&text, &p->y_unit, value, p->y.step);
    draw_line(p->out, p->left, y, p->right, y, fabs(value) < p->y.step / 1000 ? "zero" : "grid");
    draw_text(p->out, p->left - 6, y + 4, 'e', DRAW_SMALL, "tick", text.data);
  }
  buffer_free(&text);
}

static void draw_x_scale(const Plot *p) {
  Buffer text = {0};
  int n = (int)lround((p->x.high - p->x.low) / p->x.step);
  for (int i = 0; i <= n; i++) {
    double value = p->x.low + i * p->x.step, x = x_of(p, value);
    buffer_clear(&text);
    unit_tick(&text, &p->x_unit, value, p->x.step);
    draw_line(p->out, x, p->bottom, x, p->bottom + 4, "grid");
    draw_text(p->out, x, p->bottom + 20, 'm', DRAW_SMALL, "tick", text.data);
  }
  buffer_free(&text);
}

/* The texts of the values themselves, as many as there is room for. */
static void draw_x_values(const Plot *p) {
  double taken = -INFINITY;
  for (size_t i = 0; i < p->chart->count; i++) {
    const ReportCell *cell = cell_of(p, i, p->chart->label);
    double x = x_of(p, x_value(p, i));
    const char *text = cell->there && cell->text ? cell->text : "";
    double half = draw_width(text, DRAW_SMALL) / 2;
    draw_line(p->out, x, p->bottom, x, p->bottom + 4, "grid");
    if (x - half < taken + 8 || x + half > DRAW_WIDTH) continue;
    draw_text(p->out, x, p->bottom + 20, 'm', DRAW_SMALL, "tick", text);
    taken = x + half;
  }
}

static void draw_frame(const Plot *p) {
  const ReportChart *chart = p->chart;
  Buffer text = {0};
  draw_y_grid(p);
  if (chart->positions)
    draw_x_values(p);
  else
    draw_x_scale(p);
  buffer_add_text(&text, chart->y_title ? chart->y_title : "");
  if (*p->y_unit.name && p->y_unit.kind != REPORT_RATIO)
    buffer_format(&text, text.size ? "（%s）" : "%s%s",
                  text.size ? p->y_unit.name : report_word(p->report, "单位：", ""),
                  p->y_unit.name);
  if (text.size) draw_text(p->out, 0, 12, 's', DRAW_SMALL, "tick", text.data);
  buffer_clear(&text);
  if (chart->x_title) buffer_add_text(&text, chart->x_title);
  if (!chart->positions && *p->x_unit.name)
    buffer_format(&text, p->report->english ? " (%s)" : "（%s）", p->x_unit.name);
  if (text.size)
    draw_text(p->out, (p->left + p->right) / 2, p->bottom + 41, 'm', DRAW_SMALL, "tick", text.data);
  buffer_free(&text);
}

static void draw_limit(const Plot *p) {
  if (!p->chart->has_limit) return;
  double y = y_of(p, p->chart->limit);
  draw_line(p->out, p->left, y, p->right, y, "thr");
}

/* --- lines --- */

typedef struct Name {
  Wrapped text;
  double wanted, at, height;
  int series;
} Name;

static int by_wanted(const void *a, const void *b) {
  const Name *x = a, *y = b;
  if (x->wanted < y->wanted || x->wanted > y->wanted) return x->wanted < y->wanted ? -1 : 1;
  return x->series - y->series;
}

/* Puts names near their lines' ends, one below the other. */
static void place_names(const Plot *p, Name *names, int count) {
  double next = p->top - 4, over;
  qsort(names, (size_t)count, sizeof *names, by_wanted);
  for (int i = 0; i < count; i++) {
    names[i].at = fmax(names[i].wanted, next + names[i].height / 2);
    next = names[i].at + names[i].height / 2;
  }
  over = next - (p->bottom + 8);
  for (int i = count - 1; i >= 0 && over > 0; i--) {
    double room = names[i].at - names[i].height / 2 -
                  (i ? names[i - 1].at + names[i - 1].height / 2 : p->top - 14);
    names[i].at -= over;
    over -= fmax(0, room); /* those above move only as far as the gap is used up */
  }
}

static double last_value(const Plot *p, int column) {
  for (size_t i = p->chart->count; i-- > 0;)
    if (cell_of(p, i, column)->there) return format_value(cell_of(p, i, column));
  return 0;
}

static void draw_names(const Plot *p, Name *names, int count) {
  for (int i = 0; i < count; i++) {
    int s = names[i].series;
    names[i].wanted = y_of(p, last_value(p, p->chart->series[s]));
  }
  place_names(p, names, count);
  for (int i = 0; i < count; i++) {
    buffer_format(p->out, "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1f\" class=\"tie\"/>\n",
                  p->right + 3, names[i].wanted, p->right + 14, names[i].at, p->right + 18,
                  names[i].at);
    draw_wrapped(p->out, p->right + 22, names[i].at, 's', DRAW_SMALL, "", &names[i].text);
  }
}

static void draw_sign(const Plot *p, int series, double x, double y) {
  static const char *const shapes[] = {"M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
                                       "M-3.6 -3.6H3.6V3.6H-3.6Z", "M0 -4.6L4.4 3.4H-4.4Z",
                                       "M0 -5L5 0L0 5L-5 0Z", "M0 4.6L4.4 -3.4H-4.4Z"};
  buffer_format(p->out, "<path transform=\"translate(%.1f %.1f)\" d=\"%s\" class=\"m%d\"/>\n", x, y,
                shapes[series % 5], series);
}

static void draw_series(const Plot *p, int series) {
  const ReportChart *chart = p->chart;
  bool open = false;
  size_t every = (chart->count + SIGNS - 1) / SIGNS;
  buffer_add_text(p->out, "<path d=\"");
  for (size_t i = 0; i < chart->count; i++) {
    const ReportCell *cell = cell_of(p, i, chart->series[series]);
    if (cell->there)
      buffer_format(p->out, "%s%.1f %.1f", open ? "L" : "M", x_of(p, x_value(p, i)),
                    y_of(p, format_value(cell)));
    open = cell->there;
  }
  buffer_format(p->out, "\" class=\"l%d\"/>\n", series);
  size_t shift = chart->series_count > 1 ? every * (size_t)series / (size_t)chart->series_count : 0;
  for (size_t i = shift; i < chart->count; i += every ? every : 1) {
    const ReportCell *cell = cell_of(p, i, chart->series[series]);
    if (cell->there) draw_sign(p, series, x_of(p, x_value(p, i)), y_of(p, format_value(cell)));
  }
}

/* --- numbers in circles --- */

typedef struct Spot {
  double x, y;
} Spot;

static bool is_free(const Plot *p, const Spot *spots, int count, double x, double y) {
  if (x < p->left + 9 || x > p->right - 9 || y < p->top + 9 || y > p->bottom - 9) return false;
  for (int i = 0; i < count; i++)
    if (hypot(spots[i].x - x, spots[i].y - y) < 20) return false;
  return true;
}

/* A place for a number near (x, y): above, then around it in growing circles. */
static bool find_spot(const Plot *p, Spot *spots, int count, double x, double y) {
  for (double radius = 17; radius < 140; radius += 12)
    for (int turn = 0; turn < 12; turn++) {
      double angle = (turn % 2 ? 1 : -1) * ((turn + 1) / 2) * (acos(-1) / 6) - acos(-1) / 2;
      double sx = x + radius * cos(angle), sy = y + radius * sin(angle);
      if (!is_free(p, spots, count, sx, sy)) continue;
      spots[count] = (Spot){sx, sy};
      return true;
    }
  return false;
}

static int draw_number(const Plot *p, Spot *spots, int count, double x, double y, int number) {
  Buffer text = {0};
  if (p->chart->kind == REPORT_LINES) draw_circle(p->out, x, y, 3, "dot");
  if (count >= MOST_NUMBERED || !find_spot(p, spots, count, x, y)) return count;
  const Spot *spot = &spots[count];
  draw_line(p->out, x, y, spot->x, spot->y, "tie");
  draw_circle(p->out, spot->x, spot->y, 9, "num");
  buffer_format(&text, "%d", number);
  draw_text(p->out, spot->x, spot->y + 3.6, 'm', 10, "", text.data);
  buffer_free(&text);
  return count + 1;
}

/* --- pictures --- */

static void finish(Plot *p, Buffer *out, Buffer *body) {
  draw_open(out, p->bottom + (p->chart->x_title ? 48 : 27), p->chart->title);
  buffer_add(out, body->data, body->size);
  draw_close(out);
  buffer_free(body);
}

static double legend_of(const Plot *p, double y) {
  if (!p->chart->limit_text) return 0;
  return draw_legend(p->out, (const char *[]){"thr across"}, (const char *[]){p->chart->limit_text},
                     1, y, DRAW_WIDTH);
}

void svg_lines(Buffer *out, const Report *report, const ReportChart *chart) {
  Buffer body = {0};
  Plot p = {.report = report, .chart = chart, .out = &body};
  Name names[REPORT_MOST_SERIES];
  Spot spots[MOST_NUMBERED];
  int count = chart->series_count, numbers = 0;
  double room = 0;
  find_scales(&p);
  for (int s = 0; s < count; s++) {
    names[s] = (Name){
        .text = draw_wrap(chart->table->columns[chart->series[s]].title, DRAW_SMALL, NAME_MOST),
        .series = s};
    names[s].height = names[s].text.count * DRAW_LINE + 2;
    room = fmax(room, names[s].text.width);
  }
  bool titled = chart->y_title || (*p.y_unit.name && p.y_unit.kind != REPORT_RATIO);
  p.left = y_labels_width(&p);
  p.right = DRAW_WIDTH - (count > 1 ? room + 26 : 16);
  p.top = (titled ? 22 : 4) + legend_of(&p, titled ? 20 : 2);
  p.bottom = p.top + PLOT_HEIGHT;
  draw_frame(&p);
  draw_limit(&p);
  for (int s = 0; s < count; s++)
    draw_series(&p, s);
  if (count > 1) draw_names(&p, names, count);
  for (int i = 0; i < chart->mark_count; i++)
    numbers = draw_number(&p, spots, numbers, x_of(&p, chart->marks[i].x),
                          y_of(&p, chart->marks[i].y), chart->marks[i].number);
  finish(&p, out, &body);
  for (int s = 0; s < count; s++)
    wrapped_free(&names[s].text);
}

static double points_legend(const Plot *p, double y) {
  const Report *report = p->report;
  const ReportChart *chart = p->chart;
  const char *words[] = {report_word(report, "前沿组合（数字为序号）", "at the front (numbered)"),
                         report_word(report, "其他组合", "others"),
                         report_word(report, "最省的达标组合", "cheapest that meets all")};
  double x = 0;
  for (int i = 0; i < 3; i++) {
    if (i == 2 && chart->best < 0) continue;
    if (i == 2) draw_circle(p->out, x + 9, y + 6, 8, "best");
    draw_circle(p->out, x + 9, y + 6, i == 1 ? 3.5 : 4.5, i == 1 ? "other" : "front");
    draw_text(p->out, x + 24, y + 10, 's', DRAW_SMALL, "", words[i]);
    x += 24 + draw_width(words[i], DRAW_SMALL) + 18;
  }
  if (chart->limit_text) {
    draw_line(p->out, x, y + 6, x + 20, y + 6, "thr");
    draw_text(p->out, x + 26, y + 10, 's', DRAW_SMALL, "", chart->limit_text);
  }
  return 26;
}

/* The points at the front, from cheap to dear, as a line. */
static void draw_front(const Plot *p, const size_t *order, size_t count) {
  if (count < 2) return;
  buffer_add_text(p->out, "<path d=\"");
  for (size_t i = 0; i < count; i++)
    buffer_format(p->out, "%s%.1f %.1f", i ? "L" : "M", x_of(p, x_value(p, order[i])),
                  y_of(p, format_value(cell_of(p, order[i], p->chart->series[0]))));
  buffer_add_text(p->out, "\" class=\"l1\"/>\n");
}

static size_t front_order(const Plot *p, size_t *order) {
  size_t count = 0;
  for (size_t i = 0; i < p->chart->count; i++) {
    if (!p->chart->chosen[p->chart->first + i] || !cell_of(p, i, p->chart->series[0])->there)
      continue;
    size_t at = count++;
    while (at > 0 && x_value(p, order[at - 1]) > x_value(p, i)) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = i;
  }
  return count;
}

void svg_points(Buffer *out, const Report *report, const ReportChart *chart) {
  Buffer body = {0};
  Plot p = {.report = report, .chart = chart, .out = &body};
  Spot spots[MOST_NUMBERED];
  int numbers = 0;
  size_t *order = memory_new((chart->count + 1) * sizeof *order);
  find_scales(&p);
  p.left = y_labels_width(&p);
  p.right = DRAW_WIDTH - 24;
  p.top = 4 + points_legend(&p, 2);
  p.bottom = p.top + PLOT_HEIGHT;
  draw_frame(&p);
  draw_limit(&p);
  for (size_t i = 0; i < chart->count; i++) {
    const ReportCell *cell = cell_of(&p, i, chart->series[0]);
    if (cell->there && !chart->chosen[chart->first + i])
      draw_circle(&body, x_of(&p, x_value(&p, i)), y_of(&p, format_value(cell)), 3.5, "other");
  }
  size_t count = front_order(&p, order);
  draw_front(&p, order, count);
  if (chart->best >= 0 && (size_t)chart->best < chart->count &&
      cell_of(&p, (size_t)chart->best, chart->series[0])->there)
    draw_circle(&body, x_of(&p, x_value(&p, (size_t)chart->best)),
                y_of(&p, format_value(cell_of(&p, (size_t)chart->best, chart->series[0]))), 8,
                "best");
  for (size_t i = 0; i < count; i++) {
    double x = x_of(&p, x_value(&p, order[i])),
           y = y_of(&p, format_value(cell_of(&p, order[i], chart->series[0])));
    draw_circle(&body, x, y, 4.5, "front");
    numbers = draw_number(&p, spots, numbers, x, y, (int)(chart->first + order[i] + 1));
  }
  finish(&p, out, &body);
  free(order);
}
