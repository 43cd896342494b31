/* The table of options, for options.c alone. */
#ifndef GUIZE_CLI_OPTION_ROWS_H
#define GUIZE_CLI_OPTION_ROWS_H

#include "cli/options.h"

/* An option: its bit, name, what it takes (NULL: nothing), its help. Without a function that checks and keeps the
 * value, `text` says where in Options a text goes, and `flag` where that of an option without a value. */
typedef struct OptionTaker {
  OptionSet bit;
  const char *name, *value, *help;
  size_t text, flag;
  bool (*take)(Options *options, const char *value, Fault *fault);
} OptionTaker;

extern const OptionTaker option_rows[];
extern const size_t option_row_count;

#endif
