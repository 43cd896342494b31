/* The clocks: for durations, for the work of a process, for the day and hour something is recorded at.
 * Nothing that is computed from rules and data may depend on any. */
#ifndef GUIZE_BASE_CLOCK_H
#define GUIZE_BASE_CLOCK_H

#include <sys/types.h>

/* Seconds since some moment, never going back. */
double clock_seconds(void);

/* Seconds for which a process has had the processor so far; 0 when there is none of that number. */
double clock_of_process(pid_t process);

/* Now, as "2018-01-01T00:00:00Z". */
void clock_utc(char out[21]);

#endif
