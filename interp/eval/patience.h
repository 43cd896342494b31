/* How long a worker is waited for. A worker that has the processor has its time on that clock; one that only waits for
 * the processor, on a machine that is busy with other things, is given more, within bounds; one that does neither
 * (it was stopped, or hangs) has its time by the wall. */
#ifndef GUIZE_EVAL_PATIENCE_H
#define GUIZE_EVAL_PATIENCE_H

#include <stdbool.h>
#include <sys/types.h>

/* However long it waits for the processor, so many times the seconds given are the end. */
enum { PATIENCE_MOST_TIMES = 20 };

typedef struct Patience {
  pid_t process;
  double seconds, began, used;
} Patience;

/* Begins to wait for at most `seconds` of work of a process. */
Patience patience_begin(pid_t process, double seconds);

/* Whether it has had its time. */
bool patience_over(const Patience *patience);

#endif
