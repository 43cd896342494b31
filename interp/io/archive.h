/* A ZIP archive in memory and its parts, unpacked piece by piece. */
#ifndef GUIZE_IO_ARCHIVE_H
#define GUIZE_IO_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

typedef struct Archive Archive;

/* Opens it; `bytes` must outlive it. NULL when it is no sound ZIP archive. */
Archive *archive_open(const Buffer *bytes);
void archive_close(Archive *archive); /* NULL is allowed */

/* Begins to read a part; false when there is none of that name, or it is encrypted. */
bool archive_begin(Archive *archive, const char *name);

/* Reads up to `room` bytes of it: how many, 0 at the end (checksum right), -1 damaged. */
int archive_read(Archive *archive, char *out, size_t room);

/* Reads a whole part of at most `limit` bytes. False when there is none, or it is damaged or larger. */
bool archive_part(Archive *archive, const char *name, size_t limit, Buffer *out);

#endif
