/* Drawing with eighths of a cell and with shades. */
#include "cli/search_chart.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"

static const double LEAST_CUT =
    0.5; /* of the largest: values below that leave room for all of the bars */
enum { LABEL = 18, ROOM = 60, HEIGHT = 8, EIGHTHS = 8, WIDEST = 6, SHADES = 5, CELLS_MOST = 8 };

/* Which of `count` points stands in column i of `shown`: the first and the last always do. */
static size_t point_of(size_t i, size_t shown, size_t count) {
  return shown < 2 ? 0 : i * (count - 1) / (shown - 1);
}

static void bounds(const double *values, size_t count, double *least, double *most) {
  *least = *most = values[0];
  for (size_t i = 1; i < count; i++) {
    if (values[i] < *least) *least = values[i];
    if (values[i] > *most) *most = values[i];
  }
}

static void say_left_out(size_t shown, size_t count, FILE *out) {
  if (shown < count) fprintf(out, _("  (drawn: %zu of %zu values)\n"), shown, count);
}

/* --- curves --------------------------------------------------------------------------------------- */

static void add_label(Buffer *line, ChartWriter *write, double value, const void *data) {
  Buffer label = {0}, padded = {0};
  write(&label, value, data);
  text_pad(&padded, label.data, LABEL - 2, true);
  buffer_add_text(line, padded.data);
  buffer_free(&label);
  buffer_free(&padded);
}

/* How many eighths of its column a value fills; a little even at the bottom, so that it is seen. */
static int eighths_of(double value, double least, double most) {
  if (most <= least) return HEIGHT * EIGHTHS / 2;
  return 1 + (int)((value - least) / (most - least) * (HEIGHT * EIGHTHS - 1) + 0.5);
}

static void add_row(Buffer *line, const ChartCurve *curve, int row, size_t shown, int cells,
                    double least, double most) {
  static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  int at = curve->has_line ? (eighths_of(curve->line, least, most) - 1) / EIGHTHS : -1;
  for (size_t i = 0; i < shown; i++) {
    double value = curve->values[point_of(i, shown, curve->count)];
    int filled = eighths_of(value, least, most) - row * EIGHTHS;
    filled = filled < 0 ? 0 : filled > EIGHTHS ? EIGHTHS : filled;
    const char *block = filled == 0 && row == at ? "┄" : blocks[filled];
    for (int k = 0; k < cells; k++)
      buffer_add_text(line, k + 1 == cells && cells > 2 && filled ? " " : block);
  }
}

static void print_axis(const ChartCurve *curve, size_t shown, int cells, FILE *out) {
  Buffer line = {0};
  int width = (int)shown * cells;
  buffer_format(&line, "%*s└", LABEL - 1, "");
  for (int i = 0; i < width; i++)
    buffer_add_text(&line, "─");
  buffer_format(&line, "\n%*s", LABEL, "");
  int room = width - text_width(curve->first) - text_width(curve->last);
  buffer_format(&line, "%s%*s%s\n", curve->first, room > 1 ? room : 1, "", curve->last);
  double last = (double)(curve->count - 1);
  if (curve->mark >= 0 && curve->mark <= last)
    buffer_format(&line, "%*s▲ %s\n",
                  LABEL + cells / 2 + (int)(curve->mark / last * (double)(shown - 1) * cells), "",
                  _("today"));
  fputs(line.data, out);
  buffer_free(&line);
}

/* Bars that begin elsewhere than at nothing make small differences look large. */
static void say_cut(const ChartCurve *curve, double least, double most, FILE *out) {
  if (least == 0 || most <= least) return;
  Buffer text = {0};
  curve->write(&text, least, curve->data);
  fprintf(out, _("  (the bars begin at %s, not at 0)\n"), text.data);
  buffer_free(&text);
}

void chart_curve(const ChartCurve *curve, FILE *out) {
  if (curve->count < 2) return;
  size_t shown = curve->count < ROOM ? curve->count : ROOM;
  int cells = (int)(ROOM / shown);
  if (cells > WIDEST) cells = WIDEST;
  double least, most;
  bounds(curve->values, curve->count, &least, &most);
  double span = most - least;
  ChartCurve drawn = *curve;
  drawn.has_line = curve->has_line && curve->line >= least - span && curve->line <= most + span;
  if (drawn.has_line && curve->line < least) least = curve->line;
  if (drawn.has_line && curve->line > most) most = curve->line;
  if (least > 0 && least <= most * LEAST_CUT) least = 0;
  Buffer line = {0};
  fprintf(out, "\n%s%s\n", curve->title, drawn.has_line ? " ┄" : "");
  for (int row = HEIGHT - 1; row >= 0; row--) {
    buffer_clear(&line);
    if (row == HEIGHT - 1 && most > least)
      add_label(&line, curve->write, most, curve->data);
    else if (row == 0 || most <= least)
      row == 0 ? add_label(&line, curve->write, least, curve->data)
               : buffer_format(&line, "%*s", LABEL - 2, "");
    else
      buffer_format(&line, "%*s", LABEL - 2, "");
    buffer_add_text(&line, " │");
    add_row(&line, &drawn, row, shown, cells, least, most);
    while (line.size && line.data[line.size - 1] == ' ')
      line.data[--line.size] = 0;
    fprintf(out, "%s\n", line.data);
  }
  print_axis(curve, shown, cells, out);
  say_cut(curve, least, most, out);
  say_left_out(shown, curve->count, out);
  buffer_free(&line);
}

/* --- maps ----------------------------------------------------------------------------------------- */

static const char *const shades[SHADES] = {"·", "░", "▒", "▓", "█"};

static int shade_of(const ChartMap *map, double value, double least, double most) {
  if (map->yes_no) return value != 0 ? SHADES - 1 : 0;
  if (most <= least) return 0;
  int shade = (int)((value - least) / (most - least) * SHADES);
  return shade >= SHADES ? SHADES - 1 : shade;
}

static void print_columns(const ChartMap *map, size_t shown, int cells, FILE *out) {
  Buffer line = {0};
  buffer_format(&line, "%*s", LABEL, "");
  const char *last = map->columns[map->column_count - 1];
  bool fits = true;
  for (size_t i = 0; i < map->column_count; i++)
    fits = fits && text_width(map->columns[i]) < cells;
  for (size_t i = 0; fits && i < shown; i++)
    text_pad(&line, map->columns[point_of(i, shown, map->column_count)], cells, false);
  int room = (int)shown * cells - text_width(map->columns[0]) - text_width(last);
  if (!fits) buffer_format(&line, "%s%*s%s", map->columns[0], room > 1 ? room : 1, "", last);
  fprintf(out, "%s\n", line.data);
  buffer_free(&line);
}

static void print_legend(const ChartMap *map, double least, double most, FILE *out) {
  Buffer line = {0};
  if (map->yes_no) {
    buffer_format(&line, "%*s%s %s   %s %s", LABEL, "", shades[SHADES - 1], _("met"), shades[0],
                  _("not met"));
  } else {
    buffer_format(&line, "%*s%s ", LABEL, "", shades[0]);
    map->write(&line, least, map->data);
    buffer_format(&line, " … %s ", shades[SHADES - 1]);
    map->write(&line, most, map->data);
  }
  fprintf(out, "%s\n", line.data);
  buffer_free(&line);
}

void chart_map(const ChartMap *map, FILE *out) {
  size_t columns = map->column_count < ROOM / 2 ? map->column_count : ROOM / 2;
  size_t rows = map->row_count < ROOM / 2 ? map->row_count : ROOM / 2;
  int cells = (int)(ROOM / columns);
  if (cells > CELLS_MOST) cells = CELLS_MOST;
  double least, most;
  bounds(map->values, map->row_count * map->column_count, &least, &most);
  fprintf(out, "\n%s\n", map->title);
  print_columns(map, columns, cells, out);
  Buffer line = {0};
  for (size_t r = 0; r < rows; r++) {
    size_t row = point_of(r, rows, map->row_count);
    buffer_clear(&line);
    text_pad(&line, map->rows[row], LABEL - 2, true);
    buffer_add_text(&line, "  ");
    for (size_t c = 0; c < columns; c++) {
      size_t column = point_of(c, columns, map->column_count);
      double value = map->values[row * map->column_count + column];
      for (int k = 0; k < cells; k++)
        buffer_add_text(&line, shades[shade_of(map, value, least, most)]);
    }
    fprintf(out, "%s\n", line.data);
  }
  print_legend(map, least, most, out);
  say_left_out(rows * columns, map->row_count * map->column_count, out);
  buffer_free(&line);
}
