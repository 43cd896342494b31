/* The options of all commands in one table; each command names those it knows. Long names only in
 * full; `--name value` and `--name=value`; a mistyped one is answered with the nearest. */
#ifndef GUIZE_CLI_OPTIONS_H
#define GUIZE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* One bit an option, so that a command can name its set. */
typedef uint64_t OptionSet;
#define OPTION_DB (UINT64_C(1) << 0)
#define OPTION_RULES (UINT64_C(1) << 1)
#define OPTION_YEAR (UINT64_C(1) << 2)
#define OPTION_COUNTY (UINT64_C(1) << 3)
#define OPTION_JOBS (UINT64_C(1) << 4)
#define OPTION_STRICT (UINT64_C(1) << 5)
#define OPTION_DOUBLE (UINT64_C(1) << 6)
#define OPTION_RESUME (UINT64_C(1) << 7)
#define OPTION_SEED (UINT64_C(1) << 8)
#define OPTION_CASES (UINT64_C(1) << 9)
#define OPTION_JIT (UINT64_C(1) << 10)
#define OPTION_KEEP_GOING (UINT64_C(1) << 11)
#define OPTION_FORMAT (UINT64_C(1) << 12)
#define OPTION_QUIET (UINT64_C(1) << 13)
#define OPTION_VERBOSE (UINT64_C(1) << 14)
#define OPTION_ROUNDS (UINT64_C(1) << 15)
#define OPTION_WITH (UINT64_C(1) << 16)
#define OPTION_ON (UINT64_C(1) << 17)
#define OPTION_LANG (UINT64_C(1) << 18)
#define OPTION_OUTPUT (UINT64_C(1) << 19)
#define OPTION_RUN (UINT64_C(1) << 20)
#define OPTION_JSON (UINT64_C(1) << 21)
#define OPTION_DEPTH (UINT64_C(1) << 22)
#define OPTION_HTML (UINT64_C(1) << 23)
#define OPTION_TEXT (UINT64_C(1) << 24)
#define OPTION_REVEAL (UINT64_C(1) << 25)
#define OPTION_COVERAGE (UINT64_C(1) << 26)
#define OPTION_SUGGEST (UINT64_C(1) << 27)
#define OPTION_EXCEL (UINT64_C(1) << 28)
#define OPTION_WIDTH (UINT64_C(1) << 29)
#define OPTION_EVAL (UINT64_C(1) << 30)
#define OPTION_AGAINST (UINT64_C(1) << 31)
#define OPTION_YES (UINT64_C(1) << 32)
#define OPTION_SET (UINT64_C(1) << 33)
#define OPTION_SCENARIO (UINT64_C(1) << 34)
#define OPTION_BASELINE (UINT64_C(1) << 35)
#define OPTION_BY (UINT64_C(1) << 36)
#define OPTION_GOAL (UINT64_C(1) << 37)
#define OPTION_BUDGET (UINT64_C(1) << 38)
#define OPTION_MAX_CHANGE (UINT64_C(1) << 39)
#define OPTION_SINCE (UINT64_C(1) << 40)
#define OPTION_RECORD (UINT64_C(1) << 41)
#define OPTION_UPTO (UINT64_C(1) << 42)
#define OPTION_STEP (UINT64_C(1) << 43)
#define OPTION_CASE (UINT64_C(1) << 44)
#define OPTION_ENTITY (UINT64_C(1) << 45)
#define OPTION_MAP (UINT64_C(1) << 46)
#define OPTION_ENCODING (UINT64_C(1) << 47)
#define OPTION_DRY_RUN (UINT64_C(1) << 48)
#define OPTION_MODE (UINT64_C(1) << 49)
#define OPTION_GOOD_ROWS (UINT64_C(1) << 50)
#define OPTION_FLAG (UINT64_C(1) << 51)
#define OPTION_APPLY (UINT64_C(1) << 55)
#define OPTION_REASON (UINT64_C(1) << 56)

#define OPTION_TARGET (UINT64_C(1) << 53)

enum {
  OPTION_MOST_SETS = 64,
  OPTION_MOST_SCENARIOS = 8,
  OPTION_MOST_GOALS = 8,
  OPTION_MOST_FIELDS = 32,
  OPTION_MOST_COUNTIES = 64,
  OPTION_MOST_WORDS = 64
};

typedef enum DoubleEntry { DOUBLE_FULL, DOUBLE_SAMPLE, DOUBLE_OFF } DoubleEntry;

/* What was typed, with defaults filled in. Texts point into argv or the environment. */
typedef struct Options {
  const char *db, *rules;
  bool rules_named;   /* `rules` was typed, or stands in the environment */
  bool rules_shipped; /* `rules` are those installed with the program, for want of ./rules */
  int year;           /* 0: not given */
  const char *counties[OPTION_MOST_COUNTIES];
  int county_count;
  int jobs;
  bool strict, keep_going, no_jit, quiet, verbose, help;
  DoubleEntry double_entry;
  bool resume;
  int64_t resume_run; /* 0: the newest unfinished run */
  int64_t seed, cases, rounds;
  bool with_targets, with_marks, with_variants, with_changes;
  const char *format;
  const char *on;                     /* a day, checked; NULL: not given */
  const char *lang;                   /* "zh" or "en"; NULL: by the locale */
  const char *output;                 /* file to write; NULL: stdout */
  const char *against;                /* a second folder of rules, or run */
  const char *eval;                   /* what to evaluate instead of reading a prompt */
  const char *sets[OPTION_MOST_SETS]; /* NAME=VALUE */
  int set_count;
  const char *scenarios[OPTION_MOST_SCENARIOS]; /* FILE+FILE */
  int scenario_count;
  const char *baseline, *by;
  const char *goals[OPTION_MOST_GOALS]; /* TARGET or TARGET=VALUE */
  int goal_count;
  const char *budget;     /* [LAYER=]AMOUNT, or NULL */
  const char *target;     /* name or title of one, or NULL */
  const char *max_change; /* a percentage or an amount, or NULL */
  int64_t since;          /* a run; 0: not given */
  bool record;
  const char *upto, *step;                /* amounts, or NULL */
  const char *fields[OPTION_MOST_FIELDS]; /* FIELD=VALUE of a case */
  int field_count;
  const char *entity, *map; /* NULL: not given */
  const char *flag;         /* a name, or NULL */
  const char *encoding;     /* "utf-8" or "gb18030"; NULL: to be found out */
  const char *mode;         /* "insert", "update" or "replace" */
  bool dry_run, good_rows;
  const char *apply, *reason; /* a worksheet; why something is corrected; NULL: not given */
  int64_t run;                /* 0: not given */
  int depth;                  /* levels of a tree; 0: all */
  int width;                  /* columns of the screen; 0: ask the terminal */
  bool html, text, reveal, coverage, suggest, excel, yes;
  const char *words[OPTION_MOST_WORDS];
  int word_count;
} Options;

/* A command's set with what goes without saying: --lang everywhere, and beside --format also --json,
 * --excel and --width. */
OptionSet options_known(OptionSet named);

/* Whether it is a value of --lang. */
bool options_language(const char *value);
/* A row of the table of options: `value` is what it takes ("FILE", "full|sample|off"), NULL for
 * nothing. The texts live as long as the program. */
typedef struct OptionRow {
  OptionSet bit;
  const char *name, *value, *help;
} OptionRow;

/* Row i of the table; false after the last. */
bool option_at(size_t i, OptionRow *row);

/* Reads everything behind the command's name. `known`: its OptionBits. */
bool options_read(Options *options, int argc, char **argv, OptionSet known, Fault *fault);

/* Prints the lines of help of the options in `known`. */
void options_help(OptionSet known);

#endif
