/* Whole files through read(2) and write(2), so that every error is seen. An interrupted call is
 * repeated unless someone asked us to stop. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"

enum { PIECE_BYTES = 64 * 1024, NEAR_ENTRIES = 1000 };

/* ---- Reading ------------------------------------------------------------------------------- */

static bool read_fault(Fault *fault, const char *path, int error) {
  if (error == EINTR) return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
  if (error != ENOENT) {
    return fault_set(fault, EXIT_DATA, "E452", "cannot read “%s”: %s", path, strerror(error));
  }
  fault_set(fault, EXIT_DATA, "E451", "there is no “%s”", path);
  Buffer near = {0};
  if (file_near(path, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

/* Reads until the end or until more than `limit` bytes are there; 0 or an errno. */
static int read_all(int file, Buffer *out, size_t limit) {
  for (;;) {
    char *end = buffer_reserve(out, PIECE_BYTES);
    ssize_t got = read(file, end, PIECE_BYTES);
    if (got < 0 && errno == EINTR && !stop_asked()) continue;
    if (got < 0) return errno;
    out->size += (size_t)got;
    out->data[out->size] = '\0';
    if (got == 0 || out->size > limit) return 0;
  }
}

bool file_read(const char *path, Buffer *out, size_t limit, Fault *fault) {
  buffer_clear(out);
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return read_fault(fault, path, errno);
  int error = read_all(file, out, limit);
  close(file);
  if (error) return read_fault(fault, path, error);
  if (out->size > limit) {
    return fault_set(fault, EXIT_DATA, "E453", "“%s” has more than %zu bytes", path, limit);
  }
  return true;
}

static bool same_state(const struct stat *a, const struct stat *b) {
  return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Opened without waiting, since a pipe without a writer would wait for ever. */
bool file_read_plain(const char *path, Buffer *out, size_t limit, Fault *fault) {
  struct stat before, after;
  buffer_clear(out);
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (file < 0 || fstat(file, &before) != 0) {
    int error = errno;
    if (file >= 0) close(file);
    return read_fault(fault, path, error);
  }
  if (!S_ISREG(before.st_mode)) {
    close(file);
    fault_set(fault, EXIT_DATA, "E515",
              S_ISDIR(before.st_mode) ? N_("“%s” is a folder") : N_("“%s” is no plain file"), path);
    fault_hint(fault, "name a file; what comes through a pipe is saved to one first");
    return false;
  }
  int error = before.st_size > (off_t)limit ? 0 : read_all(file, out, limit);
  bool steady = fstat(file, &after) == 0 && same_state(&before, &after);
  close(file);
  if (error) return read_fault(fault, path, error);
  if (before.st_size > (off_t)limit || out->size > limit)
    return fault_set(fault, EXIT_DATA, "E453", "“%s” has more than %zu bytes", path, limit);
  if (steady && out->size == (size_t)before.st_size) return true;
  fault_set(fault, EXIT_DATA, "E515", "“%s” is being written by another program", path);
  fault_hint(fault, "wait until it is finished, and repeat");
  return false;
}

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The folder of a path ("." when it names none); the caller frees. */
static char *folder_of(const char *path) {
  const char *name = last_part(path);
  char *folder = memory_copy_text(name == path ? "." : path);
  if (name != path) folder[name - path > 1 ? name - path - 1 : 1] = '\0';
  return folder;
}

bool file_near(const char *path, Buffer *out) {
  char *folder = folder_of(path);
  DIR *entries = opendir(folder);
  free(folder);
  if (!entries) return false;
  const char *names[NEAR_ENTRIES];
  Arena *arena = arena_new();
  size_t count = 0;
  for (struct dirent *entry; count < NEAR_ENTRIES && (entry = readdir(entries));) {
    if (entry->d_name[0] == '.') continue;
    names[count++] = arena_text(arena, entry->d_name, strlen(entry->d_name));
  }
  closedir(entries);
  bool found = text_near(last_part(path), names, count, out);
  arena_free(arena);
  return found;
}

/* ---- Saving -------------------------------------------------------------------------------- */

static bool save_fault(Fault *fault, const char *path, int error) {
  if (error == EINTR) return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
  return fault_set(fault, EXIT_SYSTEM, "E455", "cannot write “%s”: %s", path, strerror(error));
}

/* 0 or an errno, as in the three functions below. */
static int write_all(int file, const char *bytes, size_t size) {
  while (size) {
    ssize_t done = write(file, bytes, size);
    if (done < 0 && errno == EINTR && !stop_asked()) continue;
    if (done < 0) return errno;
    bytes += done;
    size -= (size_t)done;
  }
  return 0;
}

static int write_into(const char *path, const void *bytes, size_t size) {
  int file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return errno;
  int error = write_all(file, bytes, size);
  if (close(file) != 0 && !error) error = errno;
  return error;
}

static int sync_folder(const char *path) {
  char *name = folder_of(path);
  int folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(name);
  if (folder < 0) return 0; /* it may be searched but not read */
  int error = fsync(folder) == 0 || errno == EINVAL ? 0 : errno;
  close(folder);
  return error;
}

static int replace(const char *path, const void *bytes, size_t size) {
  Buffer beside = {0};
  buffer_format(&beside, "%s.XXXXXX", path);
  int file = mkostemp(beside.data, O_CLOEXEC);
  int error = file < 0 ? errno : write_all(file, bytes, size);
  if (file >= 0) {
    if (!error && fsync(file) != 0) error = errno;
    if (close(file) != 0 && !error) error = errno;
    if (!error && rename(beside.data, path) != 0) error = errno;
    if (error) unlink(beside.data);
  }
  buffer_free(&beside);
  return error ? error : sync_folder(path);
}

bool file_save(const char *path, const void *bytes, size_t size, Fault *fault) {
  struct stat status;
  int error;
  if (stat(path, &status) != 0) {
    error = errno == ENOENT ? replace(path, bytes, size) : errno;
  } else if (S_ISDIR(status.st_mode)) {
    error = EISDIR;
  } else if (!S_ISREG(status.st_mode)) {
    error = write_into(path, bytes, size);
  } else {
    char *place = realpath(path, NULL);
    error = place ? replace(place, bytes, size) : errno;
    free(place);
  }
  return error ? save_fault(fault, path, error) : true;
}

/* ---- Piece by piece ------------------------------------------------------------------------ */

static bool taken(const char *path, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E528", "“%s” is there already", path);
  fault_hint(fault, "name another file, or replace it with --yes");
  return false;
}

/* What must not be replaced: a folder, a device, a pipe, or anything when nobody said so. */
static bool may_begin(const char *path, bool replace, Fault *fault) {
  struct stat status;
  if (lstat(path, &status) != 0) return true;
  if (!replace) return taken(path, fault);
  if (stat(path, &status) == 0 && S_ISREG(status.st_mode)) return true;
  return fault_set(fault, EXIT_DATA, "E528", "“%s” is no plain file", path);
}

bool output_begin(Output *output, const char *path, bool replace, Fault *fault) {
  *output = (Output){.path = path, .replace = replace};
  if (!may_begin(path, replace, fault)) return false;
  char *found = realpath(path, NULL);
  Buffer beside = {0};
  buffer_format(&beside, "%s.XXXXXX", found ? found : path);
  int file = mkostemp(beside.data, O_CLOEXEC);
  int error = file < 0 ? errno : 0;
  output->stream = file < 0 ? NULL : fdopen(file, "w");
  output->place = found ? found : memory_copy_text(path);
  output->beside = beside.data;
  if (output->stream) return true;
  free(output->beside);
  free(output->place);
  *output = (Output){.path = path};
  return save_fault(fault, path, error);
}

/* 0 or an errno; without `replace` nothing that came meanwhile is lost. */
static int publish(const Output *output) {
  int file = open(output->beside, O_RDONLY | O_CLOEXEC);
  int error = file < 0 || fsync(file) != 0 ? errno : 0;
  if (file >= 0) close(file);
  if (!error && output->replace) error = rename(output->beside, output->place) ? errno : 0;
  if (!error && !output->replace) {
    error = link(output->beside, output->place) ? errno : 0;
    if (!error) unlink(output->beside);
  }
  return error ? error : sync_folder(output->place);
}

bool output_end(Output *output, bool keep, Fault *fault) {
  if (!output->stream) return !keep;
  int error = ferror(output->stream) ? EIO : 0;
  if (fclose(output->stream) != 0 && !error) error = errno;
  if (keep && !error) error = publish(output);
  if (!keep || error) unlink(output->beside);
  free(output->beside);
  free(output->place);
  *output = (Output){.path = output->path};
  if (error == EEXIST) return taken(output->path, keep ? fault : NULL);
  return !error || save_fault(keep ? fault : NULL, output->path, error);
}
