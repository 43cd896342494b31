/* What the word before the cursor can become. Nothing here knows libedit. */
#ifndef GUIZE_CLI_CANDIDATES_H
#define GUIZE_CLI_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

/* What the word before the cursor can become. `typed`: how many bytes of it are typed already. */
typedef struct Completion {
  size_t typed, count;
  char **texts, **titles; /* titles may be "" */
  bool blank;             /* one follows, when there is nothing to choose */
} Completion;

/* Adds a row to a completion; the texts are copied. */
void completion_add(Completion *completion, const char *text, const char *title);

/* Sorts the rows by their texts. */
void completion_sort(Completion *completion);

/* How many bytes all candidates share, cut to whole characters; there must be one at least. */
size_t completion_shared(const Completion *completion);

/* Shows at most `most` rows, a line each with its title, cut to `width` cells; the terminal is raw. */
void completion_show(const Completion *completion, int width, size_t most);

/* Frees the texts. */
void completion_free(Completion *completion);

#endif
