/* Values as texts. */
#include "job/report_format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"

static void add_separated(Buffer *out, const char *digits) {
  size_t whole = strspn(digits, "0123456789");
  for (size_t i = 0; i < whole; i++) {
    if (i && (whole - i) % 3 == 0) buffer_add_text(out, ",");
    buffer_add(out, digits + i, 1);
  }
  buffer_add_text(out, digits + whole);
}

void format_count(Buffer *out, int64_t count) {
  char digits[24];
  snprintf(digits, sizeof digits, "%" PRIu64, count < 0 ? 0 - (uint64_t)count : (uint64_t)count);
  if (count < 0) buffer_add_text(out, "-");
  add_separated(out, digits);
}

void format_number(Buffer *out, double number, int decimals) {
  char digits[64];
  snprintf(digits, sizeof digits, "%.*f", decimals, fabs(number));
  size_t size = strlen(digits);
  while (decimals && size && digits[size - 1] == '0')
    digits[--size] = '\0';
  if (decimals && size && digits[size - 1] == '.') digits[--size] = '\0';
  if (number < 0 && strspn(digits, "0.") != size) buffer_add_text(out, "-");
  add_separated(out, digits);
}

static void add_percent(Buffer *out, double share, const char *unit) {
  char digits[64];
  double hundredths = round(share * 10000);
  snprintf(digits, sizeof digits, "%.2f", fabs(hundredths) / 100);
  if (hundredths < 0) buffer_add_text(out, "-");
  add_separated(out, digits);
  buffer_add_text(out, unit);
}

static void add_value(Buffer *out, const ReportCell *cell) {
  char money[MONEY_ROOM];
  switch (cell->kind) {
    case REPORT_TEXT:
    case REPORT_ID: buffer_add_text(out, cell->text); return;
    case REPORT_COUNT: format_count(out, cell->whole); return;
    case REPORT_MONEY:
      money_format(cell->whole, money, sizeof money, true);
      buffer_add_text(out, money);
      return;
    case REPORT_RATIO: add_percent(out, cell->real, "%"); return;
    case REPORT_POINTS: add_percent(out, cell->real, ""); return;
    case REPORT_NUMBER: format_number(out, cell->real, 2); return;
  }
}

double format_value(const ReportCell *cell) {
  if (!cell->there) return 0;
  return cell->kind == REPORT_COUNT || cell->kind == REPORT_MONEY ? (double)cell->whole
                                                                  : cell->real;
}

void format_cell(Buffer *out, const ReportCell *cell) {
  if (!cell->there) {
    buffer_add_text(out, "—");
    return;
  }
  bool number = cell->kind != REPORT_TEXT && cell->kind != REPORT_ID;
  if (number && cell->text) buffer_add_text(out, cell->text);
  if (number && cell->sign && format_value(cell) > 0) buffer_add_text(out, "+");
  add_value(out, cell);
  if (cell->kind == REPORT_RATIO && cell->tone != REPORT_PLAIN)
    buffer_add_text(out, cell->tone == REPORT_GOOD ? " ✓" : " ×");
}

void format_plain(Buffer *out, const ReportCell *cell) {
  char money[MONEY_ROOM];
  if (!cell->there) return;
  switch (cell->kind) {
    case REPORT_TEXT:
    case REPORT_ID: buffer_add_text(out, cell->text); return;
    case REPORT_COUNT: buffer_format(out, "%" PRId64, cell->whole); return;
    case REPORT_MONEY:
      money_format(cell->whole, money, sizeof money, false);
      buffer_add_text(out, money);
      return;
    case REPORT_RATIO: buffer_format(out, "%.6f", cell->real); return;
    case REPORT_POINTS: buffer_format(out, "%.6f", 100 * cell->real); return;
    case REPORT_NUMBER: buffer_format(out, "%.6g", cell->real); return;
  }
}

bool format_right(ReportKind kind) {
  return kind != REPORT_TEXT && kind != REPORT_ID;
}

void format_html(Buffer *out, const char *text) {
  Buffer clean = {0};
  text_escape(&clean, text, strlen(text));
  for (const char *c = clean.data ? clean.data : ""; *c; c++) {
    const char *name = *c == '&'    ? "&amp;"
                       : *c == '<'  ? "&lt;"
                       : *c == '>'  ? "&gt;"
                       : *c == '"'  ? "&quot;"
                       : *c == '\'' ? "&#39;"
                                    : NULL;
    if (name)
      buffer_add_text(out, name);
    else
      buffer_add(out, c, 1);
  }
  buffer_free(&clean);
}
