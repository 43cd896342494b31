/* The two clocks: one for durations, one for the day and hour something is recorded at. Nothing that
 * is computed from rules and data may depend on either. */
#ifndef GUIZE_BASE_CLOCK_H
#define GUIZE_BASE_CLOCK_H

/* Seconds since some moment, never going back. */
double clock_seconds(void);

/* Now, as "2018-01-01T00:00:00Z". */
void clock_utc(char out[21]);

#endif
