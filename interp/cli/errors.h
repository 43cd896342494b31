/* What every number of an error means, and what to do about it: the embedded text errors.txt, in two
 * languages. The lint compares its numbers with those in the sources. */
#ifndef GUIZE_CLI_ERRORS_H
#define GUIZE_CLI_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

/* One number; texts are whole sentences. */
typedef struct ErrorText {
  char code[8];
  char meaning[200], advice[200];
} ErrorText;

/* Number i in the order of the numbers; false after the last. */
bool error_at(size_t i, bool chinese, ErrorText *text);

/* The number "E203"; false if there is none. */
bool error_find(const char *code, bool chinese, ErrorText *text);

#endif
