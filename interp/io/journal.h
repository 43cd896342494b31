/* A file of entries, one JSON text a line: what was typed at the prompt. Several programs may append to
 * it at once; it is kept to a bounded number of entries, and read by nobody but its owner (0600). */
#ifndef GUIZE_IO_JOURNAL_H
#define GUIZE_IO_JOURNAL_H

#include <stdbool.h>

#include "base/fault.h"

enum { JOURNAL_ENTRIES = 2000 };

/* Calls `take` for each entry, oldest first, at most the newest JOURNAL_ENTRIES. No file is no fault;
 * lines that are no JSON text are passed over. A file that has grown too long is shortened. */
bool journal_read(const char *path, void (*take)(void *data, const char *entry), void *data,
                  Fault *fault);

/* Appends one entry, which may have several lines; makes the file and its folder when they are not
 * there. E456 (exit 5) when it cannot be written. */
bool journal_add(const char *path, const char *entry, Fault *fault);

/* Where the person's own is, by XDG_STATE_HOME or HOME; the caller's, NULL when neither says. */
char *journal_path(void);

#endif
