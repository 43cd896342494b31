/* Drawing in SVG: shapes, texts that are measured before they stand, axes with round numbers. The
 * measure is on the large side of what fonts do, so that texts keep clear of each other in all of them. */
#ifndef GUIZE_JOB_REPORT_DRAW_H
#define GUIZE_JOB_REPORT_DRAW_H

#include "base/money.h"
#include "job/report.h"

enum { DRAW_WIDTH = 720, DRAW_LINES = 8, DRAW_LINE = 17 };
#define DRAW_FONT 12.5
#define DRAW_SMALL 11.0

/* A text cut into lines. */
typedef struct Wrapped {
  char *text; /* of all lines; freed by wrapped_free */
  const char *lines[DRAW_LINES];
  int count;
  double width; /* of the widest */
} Wrapped;

/* A scale with round ticks from low to high. */
typedef struct Axis {
  double low, high, step;
} Axis;

/* How numbers of a kind are written along an axis, all in one unit. */
typedef struct Unit {
  ReportKind kind;
  MoneyUnit money;
  double of; /* so much is 1 */
  const char *name;
} Unit;

/* Opens and closes a picture of that height; `title` is for those who cannot see it. */
void draw_open(Buffer *out, double height, const char *title);
void draw_close(Buffer *out);

/* Patterns that all pictures of a page use; once a page. */
void draw_patterns(Buffer *out);

/* A text at its baseline; anchor is 's', 'm' or 'e'. `class` may be "". */
void draw_text(Buffer *out, double x, double y, char anchor, double size, const char *class,
               const char *text);
void draw_line(Buffer *out, double x1, double y1, double x2, double y2, const char *class);
void draw_rect(Buffer *out, double x, double y, double width, double height, const char *class);
void draw_circle(Buffer *out, double x, double y, double radius, const char *class);

/* How wide a text is at a size of the font. */
double draw_width(const char *text, double size);

/* Cuts a text into lines of at most that width; draws them around the middle `y`. */
Wrapped draw_wrap(const char *text, double size, double width);
void draw_wrapped(Buffer *out, double x, double y, char anchor, double size, const char *class,
                  const Wrapped *wrapped);
void wrapped_free(Wrapped *wrapped);

/* A scale around the values with about `ticks` ticks; low and high may be the same. */
Axis axis_of(double low, double high, int ticks);

/* The unit of a kind for values up to `largest`; `english` as the report. */
Unit unit_of(ReportKind kind, double largest, bool english);

/* A value as a label at its mark (two decimals of money), and as a tick of a scale. */
void unit_label(Buffer *out, const Unit *unit, double value, bool sign);
void unit_tick(Buffer *out, const Unit *unit, double value, double step);

/* Rows of swatches with words at the top, no wider than `room`; returns the height they took. `classes`
 * are of rectangles, or "thr" (a line upright), "thr across". */
double draw_legend(Buffer *out, const char *const *classes, const char *const *words, int count,
                   double y, double room);

#endif
