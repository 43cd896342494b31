/* Values of numeric parameters as exact whole numbers, and ranges of them: "70%..90%/1%". A number is
 * counted in the smallest part of its unit: a millionth for a ratio, a fen for yuan, one for counts and
 * days; so that no value has binary noise. A newcomer forgets that a ratio of 85% is 850000 here. */
#ifndef GUIZE_JOB_SEARCH_RANGE_H
#define GUIZE_JOB_SEARCH_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"

/* The numeric units. */
typedef enum SearchUnit {
  SEARCH_NONE,
  SEARCH_RATIO,
  SEARCH_YUAN,
  SEARCH_COUNT,
  SEARCH_DAYS
} SearchUnit;

/* A range: first, last, step (0: none was named). Made whole by search_range_fill. */
typedef struct SearchRange {
  int64_t first, last, step;
} SearchRange;

/* The unit of that name ("ratio", "yuan", "count", "days"); SEARCH_NONE when it is no numeric one. */
SearchUnit search_unit(const char *name);

/* Reads a value as people type it: "85%", "85.5%", "500元", "1.5万元", "3", "30天"; E652 tells what is due. */
bool search_value_read(SearchUnit unit, const char *text, size_t size, int64_t *number,
                       Fault *fault);

/* Reads a value as the worker tells it: "85%", "500.00", "3". False when it is none. */
bool search_value_told(SearchUnit unit, const char *text, int64_t *number);

/* Adds it for people ("85%", "1500元", "1.5万元" never) and as a rule file has it ("percent(85)"). */
void search_value_text(Buffer *out, SearchUnit unit, int64_t number);
void search_value_source(Buffer *out, SearchUnit unit, int64_t number);

/* The number as programs read it: a share (0.85), yuan, or the count. */
double search_value_number(SearchUnit unit, int64_t number);

/* The smallest step between values that are usual: a hundredth of a point, a yuan, one; finer when one of
 * the numbers is. */
int64_t search_grain(SearchUnit unit, const int64_t *numbers, size_t count);

/* Reads "FROM..TO[/STEP]"; E652 for a value, E653 when it is no range, runs backwards or has a step that
 * leads nowhere. `name` is for the message. */
bool search_range_read(SearchUnit unit, const char *name, const char *text, SearchRange *range,
                       Fault *fault);

/* A round step (1, 2 or 5 of a power of ten) that makes about ten points, where none was named. */
void search_range_fill(SearchUnit unit, SearchRange *range);

/* How many points a range with a step has; the last may lie before `last`. */
int64_t search_range_points(const SearchRange *range);

#endif
