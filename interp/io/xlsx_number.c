/* Decimal text of number cells: digits and the place of the point, no floating point. */
#include "io/xlsx_number.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum { DIGITS_KEPT = 15, DIGITS_MOST = 400, EXPONENT_MOST = 40 };

typedef struct Decimal {
  bool negative;
  char digits[DIGITS_MOST + 2]; /* without zeros in front */
  int count, point;             /* point: how many digits stand before it; may lie outside */
} Decimal;

static bool read_decimal(const char *text, Decimal *d) {
  bool any = false, behind = false;
  *d = (Decimal){.negative = *text == '-'};
  if (*text == '-' || *text == '+') text++;
  for (; (*text >= '0' && *text <= '9') || (*text == '.' && !behind); text++) {
    if (*text == '.') {
      behind = true;
      continue;
    }
    any = true;
    if (d->count == 0 && *text == '0') {
      if (behind) d->point--;
      continue;
    }
    if (d->count == DIGITS_MOST) return false;
    d->digits[d->count++] = *text;
    if (!behind) d->point++;
  }
  if (any && (*text == 'e' || *text == 'E')) {
    char *end;
    long exponent = strtol(text + 1, &end, 10);
    if (end == text + 1 || exponent > EXPONENT_MOST || exponent < -EXPONENT_MOST) return false;
    d->point += (int)exponent;
    text = end;
  }
  return any && *text == '\0';
}

static void drop_zeros(Decimal *d) {
  while (d->count > 0 && d->digits[d->count - 1] == '0')
    d->count--;
}

/* Half up, as a spreadsheet shows it. */
static void round_digits(Decimal *d) {
  if (d->count <= DIGITS_KEPT) return;
  bool up = d->digits[DIGITS_KEPT] >= '5';
  d->count = DIGITS_KEPT;
  if (!up) return;
  int i = d->count - 1;
  while (i >= 0 && d->digits[i] == '9')
    d->digits[i--] = '0';
  if (i >= 0) {
    d->digits[i]++;
    return;
  }
  memmove(d->digits + 1, d->digits, (size_t)d->count);
  d->digits[0] = '1';
  d->point++;
}

void xlsx_number_plain(const char *text, Buffer *out) {
  Decimal d;
  if (!read_decimal(text, &d)) {
    buffer_add_text(out, text);
    return;
  }
  round_digits(&d);
  drop_zeros(&d);
  if (d.count == 0) {
    buffer_add_text(out, "0");
    return;
  }
  if (d.negative) buffer_add_text(out, "-");
  for (int i = 0; i < d.point; i++)
    buffer_add(out, i < d.count ? &d.digits[i] : "0", 1);
  if (d.point <= 0) buffer_add_text(out, "0");
  if (d.count <= d.point) return;
  buffer_add_text(out, ".");
  for (int i = d.point; i < d.count; i++)
    buffer_add(out, i >= 0 ? &d.digits[i] : "0", 1);
}

bool xlsx_number_day(const char *text, bool from_1904, Buffer *out, bool *timed) {
  enum { FIRST_1900 = -25567, FIRST_1904 = -24107, SERIAL_MOST = 2958465 };
  Decimal d;
  if (!read_decimal(text, &d) || d.negative || d.point > 7) return false;
  round_digits(&d);
  drop_zeros(&d);
  int64_t serial = 0;
  for (int i = 0; i < d.point; i++)
    serial = serial * 10 + (i < d.count ? d.digits[i] - '0' : 0);
  if (serial > SERIAL_MOST || (!from_1904 && (serial < 1 || serial == 60))) return false;
  /* A spreadsheet believes that 1900 had a 29 February; it counts as 60. */
  int64_t days = from_1904 ? FIRST_1904 + serial : FIRST_1900 + serial - 1 - (serial > 60);
  char day[11];
  date_format((int32_t)days, day);
  buffer_add_text(out, day);
  *timed = d.count > d.point;
  return true;
}
