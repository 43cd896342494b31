/* Money is a whole number of fen in an int64_t; here it becomes text and back. No rounding, no float. */
#ifndef GUIZE_BASE_MONEY_H
#define GUIZE_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MONEY_ROOM = 40 }; /* room enough for any amount in any of the forms below */

/* Reads yuan as people write them: "1234.50", "1234.5", "1,234.50", "-3". Commas only every three
 * digits, at most two decimals, at least one digit before the point. Anything else, or what does not
 * fit into 64 bits, is false and leaves *fen. */
bool money_parse(const char *text, int64_t *fen);

/* The same as typed on a command line, not below 0: also with 元 behind, and counted in 万 or 亿:
 * "2000元", "20万元", "1.25亿". What is no whole fen is false. */
bool money_parse_words(const char *text, int64_t *fen);

/* Writes yuan with two decimals: "-1234.50", with separators "-1,234.50". Cut when room is short. */
void money_format(int64_t fen, char *out, size_t room, bool separators);

/* Writes yuan for a glance, two decimals, rounded half away from zero: "1234.50", from ten thousand
 * yuan on "12.35万", from a hundred million on "3.20亿". */
void money_format_short(int64_t fen, char *out, size_t room);

/* The unit in which the sums of one list are read: all of them in the same, chosen by the largest. */
typedef struct MoneyUnit {
  int64_t fen;      /* so many fen are 1 */
  const char *name; /* "万元", "million yuan" …; lives for ever */
} MoneyUnit;

/* The unit for sums of which this is the largest, by the Chinese myriads or by millions. */
MoneyUnit money_unit(int64_t largest_fen, bool chinese);

/* Writes a sum in that unit with two decimals, rounded half away from zero: "1,234.57 万元". */
void money_format_unit(int64_t fen, MoneyUnit unit, char *out, size_t room);

#endif
