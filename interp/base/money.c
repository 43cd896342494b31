/* Fen to text and back. Amounts are built below zero, because there is one more number there. */
#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Appends a digit to an amount at or below zero; false when it would not fit. */
static bool push(int64_t *amount, char digit) {
  int64_t ten;
  if (__builtin_mul_overflow(*amount, 10, &ten)) return false;
  return !__builtin_sub_overflow(ten, digit - '0', amount);
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Reads the digits before the point; with commas, groups of three after the first group. */
static const char *read_whole(const char *at, int64_t *amount) {
  int in_group = 0;
  bool commas = false;
  if (!is_digit(*at)) return NULL;
  for (;; at++) {
    if (is_digit(*at)) {
      if (!push(amount, *at)) return NULL;
      in_group++;
      if (commas && in_group > 3) return NULL;
    } else if (*at == ',') {
      if (in_group > 3 || (commas && in_group != 3)) return NULL;
      commas = true;
      in_group = 0;
    } else {
      return commas && in_group != 3 ? NULL : at;
    }
  }
}

/* Reads a number without sign into an amount at or below zero that counts the last of `places` decimals;
 * what stands behind it, or NULL. */
static const char *read_number(const char *text, int places, int64_t *amount) {
  const char *at = read_whole(text, amount);
  int decimals = 0;
  if (!at) return NULL;
  if (*at == '.') {
    for (at++; is_digit(*at); at++, decimals++) {
      if (decimals == places || !push(amount, *at)) return NULL;
    }
    if (decimals == 0) return NULL;
  }
  for (; decimals < places; decimals++) {
    if (!push(amount, '0')) return NULL;
  }
  return at;
}

bool money_parse(const char *text, int64_t *fen) {
  int64_t amount = 0;
  bool negative = *text == '-';
  const char *at = read_number(negative ? text + 1 : text, 2, &amount);
  if (!at || *at || (!negative && amount == INT64_MIN)) return false;
  *fen = negative ? amount : -amount;
  return true;
}

bool money_parse_words(const char *text, int64_t *fen) {
  static const struct {
    const char *name;
    int places;
  } units[] = {{"万元", 6}, {"万", 6}, {"亿元", 10}, {"亿", 10}, {"元", 2}, {"", 2}};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    int64_t amount = 0;
    const char *at = read_number(text, units[i].places, &amount);
    if (!at || strcmp(at, units[i].name) != 0 || amount == INT64_MIN) continue;
    *fen = -amount;
    return true;
  }
  return false;
}

static uint64_t magnitude(int64_t fen) {
  return fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
}

void money_format(int64_t fen, char *out, size_t room, bool separators) {
  char reversed[MONEY_ROOM];
  size_t used = 0, digits = 0;
  uint64_t rest = magnitude(fen);
  do {
    if (digits == 2) reversed[used++] = '.';
    if (separators && digits > 2 && (digits - 2) % 3 == 0) reversed[used++] = ',';
    reversed[used++] = (char)('0' + rest % 10);
    rest /= 10;
    digits++;
  } while (rest || digits < 3);
  if (fen < 0) reversed[used++] = '-';
  if (!room) return;
  size_t at = 0;
  while (used && at + 1 < room)
    out[at++] = reversed[--used];
  out[at] = '\0';
}

void money_format_short(int64_t fen, char *out, size_t room) {
  static const struct {
    uint64_t from, hundredth; /* both in fen; what would read 10000.00万 is 1.00亿 */
    const char *unit;
  } units[] = {{9999995000, 100000000, "亿"}, {1000000, 10000, "万"}};
  uint64_t amount = magnitude(fen);
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (amount < units[i].from) continue;
    uint64_t hundredths = amount / units[i].hundredth;
    if (amount % units[i].hundredth >= units[i].hundredth / 2) hundredths++;
    snprintf(out, room, "%s%" PRIu64 ".%02" PRIu64 "%s", fen < 0 ? "-" : "", hundredths / 100,
             hundredths % 100, units[i].unit);
    return;
  }
  money_format(fen, out, room, false);
}

MoneyUnit money_unit(int64_t largest_fen, bool chinese) {
  static const MoneyUnit units[2][3] = {
      {{100, "yuan"}, {100000000, "million yuan"}, {100000000000, "billion yuan"}},
      {{100, "元"}, {1000000, "万元"}, {10000000000, "亿元"}}};
  /* From a hundred 亿 on the units below would have seven digits before the point. */
  static const uint64_t from[2][3] = {{0, 100000000, 1000000000000}, {0, 1000000, 1000000000000}};
  uint64_t amount = magnitude(largest_fen);
  int i = 2;
  while (amount < from[chinese][i])
    i--;
  return units[chinese][i];
}

void money_format_unit(int64_t fen, MoneyUnit unit, char *out, size_t room) {
  char number[MONEY_ROOM];
  uint64_t amount = magnitude(fen), hundredth = (uint64_t)unit.fen / 100;
  uint64_t hundredths = amount / hundredth + (amount % hundredth * 2 >= hundredth && hundredth > 1);
  money_format(fen < 0 ? -(int64_t)hundredths : (int64_t)hundredths, number, sizeof number, true);
  snprintf(out, room, "%s %s", number, unit.name);
}
