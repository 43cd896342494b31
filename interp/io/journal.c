/* The file of what was typed. Locked while it is read, shortened or appended to. */
#include "io/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { MOST_BYTES = 16 * 1024 * 1024 };

static bool trouble(const char *path, Fault *fault) {
  return fault_set(fault, EXIT_SYSTEM, "E456", "%s: the history cannot be kept: %s", path,
                   strerror(errno));
}

/* Makes the folders above a file, as mkdir -p does. */
static void make_folders(const char *path) {
  char *copy = memory_copy_text(path);
  for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(copy, 0700);
    *slash = '/';
  }
  free(copy);
}

static bool write_all(int fd, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t done = write(fd, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    size -= (size_t)done;
  }
  return true;
}

static bool read_all(int fd, Buffer *text) {
  for (;;) {
    char *room = buffer_reserve(text, 65536);
    ssize_t got = read(fd, room, 65536);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0 || text->size > MOST_BYTES) break;
    text->size += (size_t)got;
  }
  buffer_add_text(text, "");
  return true;
}

/* Start of the last `keep` lines. */
static const char *newest(const Buffer *text, size_t keep, bool *cut) {
  size_t lines = 0;
  *cut = false;
  for (size_t i = text->size; i-- > 0;) {
    if (text->data[i] != '\n' || i + 1 == text->size) continue;
    if (++lines == keep) {
      *cut = true;
      return text->data + i + 1;
    }
  }
  return text->data;
}

static void give(const char *line, size_t size, void (*take)(void *, const char *), void *data) {
  json_t *entry = json_loadb(line, size, JSON_DECODE_ANY, NULL);
  if (json_is_string(entry) && *json_string_value(entry)) take(data, json_string_value(entry));
  json_decref(entry);
}

bool journal_read(const char *path, void (*take)(void *, const char *), void *data, Fault *fault) {
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || trouble(path, fault);
  Buffer text = {0};
  bool ok = flock(fd, LOCK_EX) == 0 && read_all(fd, &text);
  if (ok && text.size > 0) {
    bool cut;
    const char *from = newest(&text, JOURNAL_ENTRIES, &cut);
    for (const char *line = from, *end; (end = strchr(line, '\n')); line = end + 1)
      give(line, (size_t)(end - line), take, data);
    /* shortened only when it has grown by half, so that most starts write nothing */
    bool unused;
    newest(&text, JOURNAL_ENTRIES + JOURNAL_ENTRIES / 2, &unused);
    if (cut && unused && lseek(fd, 0, SEEK_SET) == 0 && ftruncate(fd, 0) == 0)
      ok = write_all(fd, from, text.size - (size_t)(from - text.data));
  }
  buffer_free(&text);
  if (!ok) trouble(path, fault);
  close(fd);
  return ok;
}

bool journal_add(const char *path, const char *entry, Fault *fault) {
  json_t *text = json_string(entry);
  char *line = text ? json_dumps(text, JSON_ENCODE_ANY) : NULL;
  json_decref(text);
  if (!line) return true; /* not UTF-8: nothing that could be recalled */
  make_folders(path);
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  Buffer out = {0};
  buffer_format(&out, "%s\n", line);
  bool ok = fd >= 0 && flock(fd, LOCK_EX) == 0 && write_all(fd, out.data, out.size);
  if (!ok) trouble(path, fault);
  if (fd >= 0) close(fd);
  buffer_free(&out);
  free(line);
  return ok;
}

char *journal_path(void) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  char *path = NULL;
  int made = state && *state == '/' ? asprintf(&path, "%s/guize/history", state)
             : home && *home == '/' ? asprintf(&path, "%s/.local/state/guize/history", home)
                                    : 0;
  return made > 0 ? path : NULL;
}
