/* Where a database file stands, and how it gets its name. No SQLite here and no contents. */
#ifndef GUIZE_DATA_PLACE_H
#define GUIZE_DATA_PLACE_H

#include <stdbool.h>

#include "base/fault.h"

/* The absolute path of an existing plain file, symbolic links followed; the caller frees. NULL and
 * E401 when there is none, with near names of the same folder as the hint. */
char *place_existing(const char *path, Fault *fault);

/* The absolute path of a file that is still to be made; the caller frees. NULL and a fault: E401 no
 * such folder or no name, E402 something has the name, E407 the folder may not be written. */
char *place_new(const char *path, Fault *fault);

/* Whether the folder of the file may be written. */
bool place_writable(const char *place);

/* Renames without ever replacing: 0, or -1 and errno (EEXIST). */
int place_rename(const char *from, const char *to);

/* Makes the entry of the file in its folder last over a power loss; false and errno. */
bool place_sync(const char *place);

#endif
