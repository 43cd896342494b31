/* Paths of database files: made absolute, with names of the folder near to a mistyped one, and given
 * without replacing anything. Nothing here opens a database file: closing any descriptor of it would
 * drop the locks that SQLite holds for the whole process. */
#include "data/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"

enum { NEAR_FILES = 4096 }; /* names looked at for a hint */

/* Names in the folder of `path` that look like its last part. */
static void hint_near_files(const char *path, Fault *fault) {
  char *copy = memory_copy_text(path), *copy2 = memory_copy_text(path);
  const char *folder = dirname(copy), *name = basename(copy2);
  char **names = memory_new(NEAR_FILES * sizeof *names);
  size_t count = 0;
  DIR *dir = opendir(folder);
  for (struct dirent *entry; dir && count < NEAR_FILES && (entry = readdir(dir));)
    if (entry->d_type != DT_DIR && !strstr(entry->d_name, "-journal"))
      names[count++] = memory_copy_text(entry->d_name);
  Buffer near = {0};
  if (!dir)
    fault_hint(fault, "there is no folder %s", folder);
  else if (text_near(name, (const char *const *)names, count, &near))
    fault_hint(fault, "did you mean %s?", near.data);
  else
    fault_hint(fault, "`guize init %s` makes a new database", path);
  if (dir) closedir(dir);
  buffer_free(&near);
  for (size_t i = 0; i < count; i++)
    free(names[i]);
  free(names);
  free(copy);
  free(copy2);
}

/* The absolute path of an existing plain file, or NULL and a fault. */
char *place_existing(const char *path, Fault *fault) {
  char *place = realpath(path, NULL);
  if (!place) {
    int error = errno;
    fault_set(fault, EXIT_DATA, "E401", "%s: %s", *path ? path : "(no name)",
              error == ENOENT ? N_("no such database") : strerror(error));
    if (error == ENOENT && *path) hint_near_files(path, fault);
    return NULL;
  }
  struct stat status;
  if (stat(place, &status) == 0 && S_ISREG(status.st_mode)) return place;
  free(place);
  fault_set(fault, EXIT_DATA, "E401", "%s: not a plain file", path);
  fault_hint(fault, "give the database file itself");
  return NULL;
}

/* The absolute path of a file that is still to be made, or NULL and a fault. */
char *place_new(const char *path, Fault *fault) {
  size_t size = strlen(path);
  if (size == 0 || path[size - 1] == '/') {
    fault_set(fault, EXIT_DATA, "E401", "%s: not the name of a file", size ? path : "(no name)");
    return NULL;
  }
  struct stat status;
  if (lstat(path, &status) == 0) {
    fault_set(fault, EXIT_DATA, "E402", "%s: there is something of this name already", path);
    fault_hint(fault, "choose another name, or move the old file away");
    return NULL;
  }
  char *copy = memory_copy_text(path), *copy2 = memory_copy_text(path);
  const char *given = dirname(copy), *name = basename(copy2);
  char *folder = realpath(given, NULL);
  Buffer place = {0};
  if (!folder)
    fault_set(fault, EXIT_DATA, "E401", "%s: the folder %s: %s", path, given, strerror(errno));
  else if (access(folder, W_OK | X_OK) != 0)
    fault_set(fault, EXIT_DATA, "E407", "%s: the folder may not be written", path);
  else
    buffer_format(&place, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
  free(folder);
  free(copy);
  free(copy2);
  return place.data;
}

/* Renames without replacing; where the file system cannot, by a second link. */
int place_rename(const char *from, const char *to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  return link(from, to) == 0 && unlink(from) == 0 ? 0 : -1;
}

/* Makes the new name last over a power loss. */
bool place_sync(const char *place) {
  char *copy = memory_copy_text(place);
  int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free(copy);
  bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
  if (fd >= 0) close(fd);
  return done;
}

bool place_writable(const char *place) {
  char *copy = memory_copy_text(place);
  bool may = access(dirname(copy), W_OK | X_OK) == 0;
  free(copy);
  return may;
}
