/* Someone asked us to stop. The flag behind it is the one writable variable of the program. */
#ifndef GUIZE_BASE_STOP_H
#define GUIZE_BASE_STOP_H

/* Installs the handlers: the first SIGINT or SIGTERM sets the flag and interrupts a waiting system
 * call (EINTR, no SA_RESTART), the second ends the process at once with 130. SIGPIPE and SIGXFSZ are
 * ignored, so that a write fails with EPIPE or EFBIG and can be reported. */
void stop_install(void);

/* The signal that asked, or 0. Cheap; ask once a range of work. */
int stop_asked(void);

/* Forgets what was asked, for a program that goes on: from now on `patience` signals set the flag, and
 * one more ends the process. */
void stop_clear(int patience);

#endif
