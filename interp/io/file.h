/* Whole files in and out, and the files of a folder. Knows nothing of what is in them. A newcomer
 * forgets that file_save replaces a file all at once: a reader sees the old one or the new one. */
#ifndef GUIZE_IO_FILE_H
#define GUIZE_IO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/fault.h"

/* Reads a file (or pipe) whole; what the buffer held is gone, also when it fails. Faults, exit 4:
 * E451 there is none (near names of the folder as hint), E452 it cannot be read, E453 more than
 * `limit` bytes. */
bool file_read(const char *path, Buffer *out, size_t limit, Fault *fault);

/* Reads a plain file whole, as file_read, and refuses what is none (a folder, a pipe, a device) and one that
 * changes meanwhile: E515, exit 4. */
bool file_read_plain(const char *path, Buffer *out, size_t limit, Fault *fault);

/* Writes a file whole: beside it, flushed to the disk, renamed over it; mode 0600. A symbolic link
 * stays and its target is replaced; a device or pipe is written to. E455, exit 5, and nothing changed
 * when it fails. */
bool file_save(const char *path, const void *bytes, size_t size, Fault *fault);

/* A file that is written piece by piece beside its place. */
typedef struct Output {
  FILE *stream;
  char *beside; /* its name until the end */
  char *place;  /* where it goes: what a symbolic link leads to */
  const char *path;
  bool replace;
} Output;

/* Begins it (mode 0600). `replace`: also where something has that name already; else E528, exit 4; E528 also for
 * what is no plain file. `path` must outlive it. */
bool output_begin(Output *output, const char *path, bool replace, Fault *fault);

/* Gives the file its name, flushed to the disk; takes it away when `keep` is false, or something could not be
 * written (E455). */
bool output_end(Output *output, bool keep, Fault *fault);

/* Adds the names in the folder of `path` that are near to its last part, as text_near writes them;
 * false when there is none. */
bool file_near(const char *path, Buffer *out);

enum { FOLDER_DEPTH = 8, FOLDER_FILES = 4096 };

/* The plain files below a folder whose names end in `suffix`, as paths relative to it, sorted by
 * bytes; hidden names (with a dot in front) are passed over. The caller frees the list with one
 * free(), also when *count is 0. NULL and a fault, exit 4: E451 no such folder, E452 it cannot be
 * read, E453 deeper or more than the numbers above, E454 a link that leads out of the folder, a link
 * to a folder, something that is no plain file, a name that is not UTF-8. */
char **folder_list(const char *folder, const char *suffix, size_t *count, Fault *fault);

#endif
