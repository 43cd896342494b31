/* The files of a folder and the folders in it, in an order that depends on their names alone. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "io/file.h"

typedef struct Walk {
  const char *root, *suffix;
  Arena *arena;
  char *names[FOLDER_FILES];
  size_t count;
  Fault *fault;
} Walk;

static bool refuse(Walk *walk, const char *name, const char *reason) {
  return fault_set(walk->fault, EXIT_DATA, "E454", "“%s/%s” %s", walk->root, name, reason);
}

/* Whether the link at `path` ends at something inside of the root. */
static bool leads_inside(const Walk *walk, const char *path) {
  char *root = realpath(walk->root, NULL), *target = realpath(path, NULL);
  size_t size = root ? strlen(root) : 0;
  bool inside = root && target && strncmp(root, target, size) == 0 &&
                (target[size] == '/' || (size == 1 && root[0] == '/'));
  free(root);
  free(target);
  return inside;
}

static bool has_suffix(const char *name, const char *suffix) {
  size_t size = strlen(name), wanted = strlen(suffix);
  return size > wanted && strcmp(name + size - wanted, suffix) == 0;
}

static bool walk_folder(Walk *walk, const char *folder, int depth);

/* Takes one entry: `name` is relative to the root, `path` the same with the root in front. */
static bool take(Walk *walk, const char *name, const char *path, int depth) {
  struct stat status;
  if (lstat(path, &status) != 0) {
    return errno == ENOENT ? true : refuse(walk, name, strerror(errno));
  }
  bool link = S_ISLNK(status.st_mode);
  if (link && stat(path, &status) != 0) {
    return has_suffix(name, walk->suffix) ? refuse(walk, name, "is a link to nothing") : true;
  }
  if (S_ISDIR(status.st_mode)) {
    return link ? refuse(walk, name, "is a link to a folder") : walk_folder(walk, name, depth + 1);
  }
  if (!has_suffix(name, walk->suffix)) return true;
  if (!S_ISREG(status.st_mode)) return refuse(walk, name, "is no plain file");
  if (link && !leads_inside(walk, path)) return refuse(walk, name, "is a link out of the folder");
  if (!text_valid_utf8(name, strlen(name), NULL))
    return refuse(walk, name, "is a name not in UTF-8");
  if (walk->count == FOLDER_FILES) {
    return fault_set(walk->fault, EXIT_DATA, "E453", "“%s” has more than %d files *%s", walk->root,
                     FOLDER_FILES, walk->suffix);
  }
  walk->names[walk->count++] = arena_text(walk->arena, name, strlen(name));
  return true;
}

static bool walk_entry(Walk *walk, const char *folder, const char *entry, int depth) {
  Buffer path = {0};
  buffer_format(&path, "%s/%s%s%s", walk->root, folder, *folder ? "/" : "", entry);
  bool good = take(walk, path.data + strlen(walk->root) + 1, path.data, depth);
  buffer_free(&path);
  return good;
}

static bool read_fault(Walk *walk, const char *folder, int error) {
  const char *slash = *folder ? "/" : "";
  if (error != ENOENT || *folder) {
    return fault_set(walk->fault, EXIT_DATA, "E452", "cannot read the folder “%s%s%s”: %s",
                     walk->root, slash, folder, strerror(error));
  }
  fault_set(walk->fault, EXIT_DATA, "E451", "there is no folder “%s”", walk->root);
  Buffer near = {0};
  if (file_near(walk->root, &near)) fault_hint(walk->fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

static bool walk_folder(Walk *walk, const char *folder, int depth) {
  if (depth > FOLDER_DEPTH) {
    return fault_set(walk->fault, EXIT_DATA, "E453", "“%s/%s” lies deeper than %d folders",
                     walk->root, folder, FOLDER_DEPTH);
  }
  Buffer path = {0};
  buffer_format(&path, "%s/%s", walk->root, folder);
  DIR *entries = opendir(path.data);
  int error = errno;
  buffer_free(&path);
  if (!entries) return read_fault(walk, folder, error);
  bool good = true;
  while (good) {
    errno = 0;
    struct dirent *entry = readdir(entries);
    if (!entry && errno) good = read_fault(walk, folder, errno);
    if (!entry) break;
    if (entry->d_name[0] != '.') good = walk_entry(walk, folder, entry->d_name, depth);
  }
  closedir(entries);
  return good;
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One block: the pointers, then the texts. */
static char **pack(const Walk *walk) {
  size_t size = (walk->count + 1) * sizeof(char *);
  for (size_t i = 0; i < walk->count; i++)
    size += strlen(walk->names[i]) + 1;
  char **list = memory_new(size);
  char *text = (char *)(list + walk->count + 1);
  for (size_t i = 0; i < walk->count; i++) {
    list[i] = text;
    text = stpcpy(text, walk->names[i]) + 1;
  }
  return list;
}

char **folder_list(const char *folder, const char *suffix, size_t *count, Fault *fault) {
  Walk *walk = memory_new(sizeof *walk);
  *walk = (Walk){
      .root = *folder ? folder : ".", .suffix = suffix, .arena = arena_new(), .fault = fault};
  char **list = NULL;
  if (walk_folder(walk, "", 0)) {
    qsort(walk->names, walk->count, sizeof *walk->names, by_bytes);
    list = pack(walk);
    *count = walk->count;
  }
  arena_free(walk->arena);
  free(walk);
  return list;
}
