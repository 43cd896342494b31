/* Exact values and ranges. */
#include "job/search_range.h"

#include <stdlib.h>
#include <string.h>

enum { RATIO_DIGITS = 4, YUAN_DIGITS = 2, MOST_DIGITS = 16 }; /* of a number in its smallest part */

SearchUnit search_unit(const char *name) {
  static const char *const names[] = {"ratio", "yuan", "count", "days"};
  for (int i = 0; i < 4; i++)
    if (name && strcmp(name, names[i]) == 0) return (SearchUnit)(i + 1);
  return SEARCH_NONE;
}

/* --- values ------------------------------------------------------------------------------------ */

/* A decimal of at most `digits` behind the point, as a whole number of the last of them. */
static bool read_decimal(const char *text, size_t size, int digits, int64_t *number) {
  bool minus = size > 0 && *text == '-', point = false;
  int64_t value = 0;
  int behind = 0, before = 0;
  for (size_t i = minus; i < size; i++) {
    if (text[i] == '.' && !point && before > 0) {
      point = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9' || before + digits >= MOST_DIGITS) return false;
    if (point && behind == digits && text[i] == '0') continue;
    if (point && behind++ == digits) return false;
    before += !point;
    value = value * 10 + (text[i] - '0');
  }
  if (before == 0 || (point && behind == 0)) return false;
  for (; behind < digits; behind++)
    value *= 10;
  *number = minus ? -value : value;
  return true;
}

/* Takes a word off the end of a text. */
static bool ends_in(const char *text, size_t *size, const char *word) {
  size_t length = strlen(word);
  if (*size < length || memcmp(text + *size - length, word, length) != 0) return false;
  *size -= length;
  while (*size > 0 && text[*size - 1] == ' ')
    (*size)--;
  return true;
}

static bool read_yuan(const char *text, size_t size, int64_t *number) {
  static const struct {
    const char *word;
    int digits;
  } words[] = {{"万元", 6}, {"亿元", 10}, {"元", 2}, {"yuan", 2}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (ends_in(text, &size, words[i].word))
      return read_decimal(text, size, words[i].digits, number);
  return false;
}

static bool read_value(SearchUnit unit, const char *text, size_t size, int64_t *number) {
  if (unit == SEARCH_RATIO)
    return (ends_in(text, &size, "%") || ends_in(text, &size, "％")) &&
           read_decimal(text, size, RATIO_DIGITS, number);
  if (unit == SEARCH_YUAN) return read_yuan(text, size, number);
  if (unit == SEARCH_DAYS && !ends_in(text, &size, "天")) ends_in(text, &size, "days");
  return read_decimal(text, size, 0, number);
}

bool search_value_read(SearchUnit unit, const char *text, size_t size, int64_t *number,
                       Fault *fault) {
  if (read_value(unit, text, size, number)) return true;
  int64_t bare;
  bool plain = read_decimal(text, size, YUAN_DIGITS, &bare);
  switch (unit) {
    case SEARCH_RATIO:
      fault_set(fault, EXIT_USAGE, "E652", "“%.*s” is no percentage", (int)size, text);
      if (plain && memchr(text, '.', size) && bare > 0 && bare <= 100)
        fault_hint(fault, "write it as %lld%%", (long long)bare);
      else if (plain)
        fault_hint(fault, "write it as %.*s%%", (int)size, text);
      else
        fault_hint(fault, "write for example 85%% or 85.5%%, at most four decimals");
      break;
    case SEARCH_YUAN:
      fault_set(fault, EXIT_USAGE, "E652", "“%.*s” is no amount", (int)size, text);
      if (plain) fault_hint(fault, "write it as %.*s元", (int)size, text);
      if (!plain) fault_hint(fault, "write for example 500元 or 1.5万元");
      break;
    default:
      fault_set(fault, EXIT_USAGE, "E652", "“%.*s” is no whole number", (int)size, text);
      fault_hint(fault, "write for example 3");
  }
  return false;
}

bool search_value_told(SearchUnit unit, const char *text, int64_t *number) {
  if (!text) return false;
  size_t size = strlen(text);
  if (unit == SEARCH_RATIO) return read_value(unit, text, size, number);
  return read_decimal(text, size, unit == SEARCH_YUAN ? YUAN_DIGITS : 0, number);
}

/* Adds a decimal without the zeros at its end. */
static void add_decimal(Buffer *out, int64_t number, int digits) {
  int64_t one = 1;
  for (int i = 0; i < digits; i++)
    one *= 10;
  if (number < 0) buffer_add_text(out, "-");
  int64_t rest = llabs(number) % one;
  buffer_format(out, "%lld", (long long)(llabs(number) / one));
  for (int i = 0; rest && digits; i++, rest %= one) {
    if (i == 0) buffer_add_text(out, ".");
    one /= 10;
    buffer_format(out, "%lld", (long long)(rest / one));
  }
}

void search_value_text(Buffer *out, SearchUnit unit, int64_t number) {
  add_decimal(out, number, unit == SEARCH_RATIO ? RATIO_DIGITS : unit == SEARCH_YUAN ? 2 : 0);
  if (unit == SEARCH_RATIO) buffer_add_text(out, "%");
  if (unit == SEARCH_YUAN) buffer_add_text(out, "元");
  if (unit == SEARCH_DAYS) buffer_add_text(out, "天");
}

void search_value_source(Buffer *out, SearchUnit unit, int64_t number) {
  static const char *const words[] = {"", "percent", "yuan", "count", "days"};
  buffer_format(out, "%s(", words[unit]);
  add_decimal(out, number, unit == SEARCH_RATIO ? RATIO_DIGITS : unit == SEARCH_YUAN ? 2 : 0);
  buffer_add_text(out, ")");
}

double search_value_number(SearchUnit unit, int64_t number) {
  return unit == SEARCH_RATIO  ? (double)number / 1e6
         : unit == SEARCH_YUAN ? (double)number / 100
                               : (double)number;
}

int64_t search_grain(SearchUnit unit, const int64_t *numbers, size_t count) {
  int64_t grain = unit == SEARCH_RATIO || unit == SEARCH_YUAN ? 100 : 1;
  for (size_t i = 0; i < count; i++)
    if (numbers[i] % grain) return 1;
  return grain;
}

/* --- ranges ------------------------------------------------------------------------------------ */

static bool no_range(SearchUnit unit, const char *name, Fault *fault) {
  static const char *const examples[] = {"", "70%..90%/1%", "0元..1000元/100元", "1..10",
                                         "10天..60天/5天"};
  fault_set(fault, EXIT_USAGE, "E653", "over which range is %s to be tried?", name);
  fault_hint(fault, "write it as %s=%s", name, examples[unit]);
  return false;
}

static bool check_range(const char *name, const SearchRange *range, bool stepped, Fault *fault) {
  if (range->first > range->last) {
    fault_set(fault, EXIT_USAGE, "E653", "the range of %s runs backwards", name);
    fault_hint(fault, "write the smaller value first");
  } else if (stepped && range->step <= 0) {
    fault_set(fault, EXIT_USAGE, "E653", "a step of %s must be larger than nothing", name);
  } else if (stepped && range->last > range->first && range->step > range->last - range->first) {
    fault_set(fault, EXIT_USAGE, "E653", "the step is larger than the range of %s", name);
    fault_hint(fault, "no second value lies in it; write a smaller step");
  } else {
    return true;
  }
  return false;
}

bool search_range_read(SearchUnit unit, const char *name, const char *text, SearchRange *range,
                       Fault *fault) {
  const char *dots = strstr(text, ".."), *wave = strstr(text, "～");
  const char *between = dots ? dots : wave;
  if (!between || between == text) return no_range(unit, name, fault);
  const char *last = between + (dots ? 2 : strlen("～")), *slash = strchr(last, '/');
  size_t size = slash ? (size_t)(slash - last) : strlen(last);
  if (size == 0) return no_range(unit, name, fault);
  *range = (SearchRange){0};
  return search_value_read(unit, text, (size_t)(between - text), &range->first, fault) &&
         search_value_read(unit, last, size, &range->last, fault) &&
         (!slash || search_value_read(unit, slash + 1, strlen(slash + 1), &range->step, fault)) &&
         check_range(name, range, slash != NULL, fault);
}

void search_range_fill(SearchUnit unit, SearchRange *range) {
  if (range->step > 0) return;
  const int64_t ends[] = {range->first, range->last};
  int64_t step = search_grain(unit, ends, 2), length = range->last - range->first;
  static const int64_t nice[] = {1, 2, 5};
  int64_t power = step;
  for (int i = 0; length / step > 10; i++) {
    if (i == 3) i = 0, power *= 10;
    step = nice[i] * power;
  }
  range->step = step;
}

int64_t search_range_points(const SearchRange *range) {
  return range->step > 0 ? (range->last - range->first) / range->step + 1 : 1;
}
