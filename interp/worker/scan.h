/* A look at the text of a script before Lua sees it: what Lua would take in silence for something
 * else. Strings and comments may hold anything visible. */
#ifndef GUIZE_WORKER_SCAN_H
#define GUIZE_WORKER_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* What was found, with its place (line and column in characters, from 1). */
typedef struct Finding {
  char code[8];
  char message[160];
  char hint[160];
  int line, column;
} Finding;

/* True if the text is clean; otherwise the first finding: not UTF-8 (E107), control or hidden
 * characters (E106), full-width punctuation outside strings and comments (E105), integer suffixes
 * such as 95LL (E109), bytecode (E108). */
bool scan_source(const char *text, size_t size, Finding *finding);

#endif
