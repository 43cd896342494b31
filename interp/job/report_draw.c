/* Shapes, texts and scales. */
#include "job/report_draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/width.h"
#include "job/report_format.h"

/* --- shapes --- */

void draw_open(Buffer *out, double height, const char *title) {
  buffer_format(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"", DRAW_WIDTH,
                ceil(height));
  format_html(out, title);
  buffer_add_text(out, "\">\n");
}

void draw_close(Buffer *out) {
  buffer_add_text(out, "</svg>\n");
}

void draw_patterns(Buffer *out) {
  buffer_add_text(
      out, "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\"><defs>"
           "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
           "patternTransform=\"rotate(45)\">"
           "<rect width=\"6\" height=\"6\" fill=\"#fbe3c4\"/><rect width=\"2.6\" height=\"6\" "
           "fill=\"#c05a00\"/></pattern>"
           "<pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
           "<rect width=\"6\" height=\"6\" fill=\"#d8efe6\"/><circle cx=\"3\" cy=\"3\" r=\"1.5\" "
           "fill=\"#00614a\"/></pattern>"
           "<pattern id=\"rows\" width=\"6\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
           "<rect width=\"6\" height=\"5\" fill=\"#f6e3ef\"/><rect width=\"6\" height=\"2\" "
           "fill=\"#8a3a6b\"/></pattern>"
           "<pattern id=\"cols\" width=\"5\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
           "<rect width=\"5\" height=\"6\" fill=\"#e4eefa\"/><rect width=\"1.6\" height=\"6\" "
           "fill=\"#1b4f8a\"/></pattern>"
           "<pattern id=\"cross\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
           "patternTransform=\"rotate(45)\">"
           "<rect width=\"7\" height=\"7\" fill=\"#fff\"/><path d=\"M0 0H7M0 0V7\" stroke=\"#333\" "
           "stroke-width=\"2\"/></pattern>"
           "</defs></svg>\n");
}

void draw_line(Buffer *out, double x1, double y1, double x2, double y2, const char *class) {
  buffer_format(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1,
                y1, x2, y2, class);
}

void draw_rect(Buffer *out, double x, double y, double width, double height, const char *class) {
  buffer_format(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n",
                x, y, width, height, class);
}

void draw_circle(Buffer *out, double x, double y, double radius, const char *class) {
  buffer_format(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"/>\n", x, y, radius,
                class);
}

void draw_text(Buffer *out, double x, double y, char anchor, double size, const char *class,
               const char *text) {
  static const char *const anchors[] = {"start", "middle", "end"};
  const char *name = anchors[anchor == 'm' ? 1 : anchor == 'e' ? 2 : 0];
  buffer_format(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%.1f\"", x, y,
                name, size);
  if (*class) buffer_format(out, " class=\"%s\"", class);
  buffer_add_text(out, ">");
  format_html(out, text);
  buffer_add_text(out, "</text>\n");
}

/* --- texts --- */

/* In ems. Signs such as ≥ or → are as wide as a Chinese character in Chinese fonts. */
static double character_width(uint32_t c) {
  if (c < 0x80) {
    if (strchr("MW%@mw", (int)c)) return 0.95;
    return c >= 'A' && c <= 'Z' ? 0.74 : strchr(" .,:;|!'il", (int)c) ? 0.34 : 0.61;
  }
  return width_of(c) == 0 ? 0 : 1;
}

double draw_width(const char *text, double size) {
  double width = 0;
  uint32_t c;
  for (size_t left = strlen(text); left;) {
    size_t used = text_next(text, left, &c);
    width += character_width(c);
    text += used;
    left -= used;
  }
  return width * size;
}

/* Where a line may end: behind a blank, and around characters that are no Latin letters or digits. */
static bool breaks_before(uint32_t last, uint32_t c) {
  if (strchr("，。、；：）”》%", (int)(c < 0x80 ? c : 0x7f)) && c < 0x80) return false;
  if (c == 0xFF0C || c == 0x3002 || c == 0x3001 || c == 0xFF1B || c == 0xFF1A || c == 0xFF09 ||
      c == 0x201D)
    return false;
  if (last == 0xFF08 || last == 0x201C) return false;
  return last == ' ' || last >= 0x2E80 || c >= 0x2E80;
}

Wrapped draw_wrap(const char *text, double size, double width) {
  Wrapped w = {.text = memory_new(2 * strlen(text) + 2)};
  size_t at = 0, line = 0, good = 0, left = strlen(text);
  double used = 0, since = 0; /* of the line; of what stands behind the last place to break */
  uint32_t last = 0, c;
  w.lines[w.count++] = w.text;
  while (left) {
    size_t bytes = text_next(text, left, &c);
    double one = character_width(c) * size;
    if (at > line && breaks_before(last, c)) {
      good = at;
      since = 0;
    }
    if (used + one > width && good > line && w.count < DRAW_LINES) {
      memmove(w.text + good + 1, w.text + good, at - good);
      w.text[good] = '\0';
      line = good + 1;
      at++;
      w.lines[w.count++] = w.text + line;
      if (used - since > w.width) w.width = used - since;
      used = since;
      good = line;
    }
    memcpy(w.text + at, text, bytes);
    at += bytes;
    used += one;
    since += one;
    last = c;
    text += bytes;
    left -= bytes;
  }
  w.text[at] = '\0';
  if (used > w.width) w.width = used;
  return w;
}

void draw_wrapped(Buffer *out, double x, double y, char anchor, double size, const char *class,
                  const Wrapped *w) {
  double top = y - (w->count - 1) * DRAW_LINE / 2.0 + size * 0.36;
  for (int i = 0; i < w->count; i++)
    draw_text(out, x, top + i * DRAW_LINE, anchor, size, class, w->lines[i]);
}

void wrapped_free(Wrapped *wrapped) {
  free(wrapped->text);
  wrapped->text = NULL;
}

/* --- scales --- */

static double round_step(double rough) {
  double power = pow(10, floor(log10(rough))), rest = rough / power;
  return power * (rest <= 1.001 ? 1 : rest <= 2.001 ? 2 : rest <= 5.001 ? 5 : 10);
}

Axis axis_of(double low, double high, int ticks) {
  double span = high - low;
  if (!(span > 0)) {
    span = fabs(high) > 0 ? fabs(high) * 0.1 : 1;
    low -= span / 2;
    high += span / 2;
  }
  double step = round_step(span / (ticks < 1 ? 1 : ticks));
  return (Axis){floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, step};
}

/* --- numbers --- */

Unit unit_of(ReportKind kind, double largest, bool english) {
  Unit unit = {.kind = kind, .of = 1, .name = ""};
  if (kind == REPORT_MONEY) {
    unit.money = money_unit((int64_t)fabs(largest), !english);
    unit.of = (double)unit.money.fen;
    unit.name = unit.money.name;
  } else if (kind == REPORT_RATIO) {
    unit.of = 0.01;
    unit.name = "%";
  } else if (kind == REPORT_POINTS) {
    unit.of = 0.01;
    unit.name = english ? "points" : "百分点";
  }
  return unit;
}

void unit_label(Buffer *out, const Unit *unit, double value, bool sign) {
  double shown = value / unit->of;
  if (sign && value > 0) buffer_add_text(out, "+");
  if (unit->kind == REPORT_COUNT || unit->kind == REPORT_NUMBER) {
    format_number(out, shown, 2);
    return;
  }
  bool tiny = fabs(shown) < 0.005 && fabs(value) > 0;
  if (tiny) {
    buffer_add_text(out, value < 0 ? "≈-0" : "≈0");
    return;
  }
  char text[MONEY_ROOM];
  money_format((int64_t)llround(shown * 100), text, sizeof text, true);
  buffer_add_text(out, text);
  if (unit->kind == REPORT_RATIO) buffer_add_text(out, "%");
}

void unit_tick(Buffer *out, const Unit *unit, double value, double step) {
  double shown = value / unit->of, size = step / unit->of;
  int decimals = size >= 1 ? 0 : size >= 0.1 ? 1 : size >= 0.01 ? 2 : 4;
  if (fabs(shown) < size / 1000) shown = 0;
  format_number(out, shown, decimals);
  if (unit->kind == REPORT_RATIO) buffer_add_text(out, "%");
}

/* --- legends --- */

double draw_legend(Buffer *out, const char *const *classes, const char *const *words, int count,
                   double y, double room) {
  double x = 0, top = y;
  for (int i = 0; i < count; i++) {
    double width = 24 + draw_width(words[i], DRAW_SMALL) + 18;
    if (x > 0 && x + width - 18 > room) {
      x = 0;
      y += 18;
    }
    if (strcmp(classes[i], "thr across") == 0)
      draw_line(out, x, y + 6, x + 19, y + 6, classes[i]);
    else if (strcmp(classes[i], "thr") == 0)
      draw_line(out, x + 9, y - 1, x + 9, y + 13, classes[i]);
    else
      draw_rect(out, x + 0.5, y, 18, 12, classes[i]);
    draw_text(out, x + 24, y + 10, 's', DRAW_SMALL, "", words[i]);
    x += width;
  }
  return y - top + 24;
}
