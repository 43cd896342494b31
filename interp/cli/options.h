/* The options of all commands in one table; each command names those it knows. Long names only in
 * full; `--name value` and `--name=value`; a mistyped one is answered with the nearest. */
#ifndef GUIZE_CLI_OPTIONS_H
#define GUIZE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

/* One bit an option, so that a command can name its set. */
typedef enum OptionBit {
  OPTION_DB = 1 << 0,
  OPTION_RULES = 1 << 1,
  OPTION_YEAR = 1 << 2,
  OPTION_COUNTY = 1 << 3,
  OPTION_JOBS = 1 << 4,
  OPTION_STRICT = 1 << 5,
  OPTION_DOUBLE = 1 << 6,
  OPTION_RESUME = 1 << 7,
  OPTION_SEED = 1 << 8,
  OPTION_CASES = 1 << 9,
  OPTION_JIT = 1 << 10,
  OPTION_KEEP_GOING = 1 << 11,
  OPTION_FORMAT = 1 << 12,
  OPTION_QUIET = 1 << 13,
  OPTION_VERBOSE = 1 << 14,
  OPTION_ROUNDS = 1 << 15,
  OPTION_WITH = 1 << 16,
} OptionBit;

enum { OPTION_MOST_COUNTIES = 64, OPTION_MOST_WORDS = 64 };

typedef enum DoubleEntry { DOUBLE_FULL, DOUBLE_SAMPLE, DOUBLE_OFF } DoubleEntry;

/* What was typed, with defaults filled in. Texts point into argv or the environment. */
typedef struct Options {
  const char *db, *rules;
  int year; /* 0: not given */
  const char *counties[OPTION_MOST_COUNTIES];
  int county_count;
  int jobs;
  bool strict, keep_going, no_jit, quiet, verbose, help;
  DoubleEntry double_entry;
  bool resume;
  int64_t resume_run; /* 0: the newest unfinished run */
  int64_t seed, cases, rounds;
  bool with_targets, with_marks;
  const char *format;
  const char *words[OPTION_MOST_WORDS];
  int word_count;
} Options;

/* Reads everything behind the command's name. `known`: its OptionBits. */
bool options_read(Options *options, int argc, char **argv, unsigned known, Fault *fault);

/* Prints the lines of help of the options in `known`. */
void options_help(unsigned known);

#endif
