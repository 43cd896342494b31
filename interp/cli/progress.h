/* The line of progress on a terminal: percentage, rate, rounded time left. Nothing is written when
 * stderr is no terminal, nor in the first second. */
#ifndef GUIZE_CLI_PROGRESS_H
#define GUIZE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Progressing {
  double began, told;
  bool quiet, shown;
  bool inventing; /* set after progress_begin: cases are invented, not settled */
} Progressing;

/* `quiet` turns it off. */
void progress_begin(Progressing *progress, bool quiet);

/* Draws the line again, at most ten times a second. Fits SettleProgress.tell. */
void progress_tell(void *progress, int64_t done, int64_t total, int64_t failed);

/* Takes the line away. */
void progress_end(Progressing *progress);

#endif
