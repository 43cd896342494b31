/* The texts of a set of rules. */
#include "data/rulefiles.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/charset.h"
#include "io/file.h"

enum { RULE_FILE_LIMIT = 4 * 1024 * 1024 };

static bool ends_with(const char *text, const char *end) {
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

static char *join(const char *folder, const char *path) {
  Buffer whole = {0};
  buffer_format(&whole, "%s%s", folder, path);
  return whole.data;
}

static void add(RuleFile **list, size_t *count, const char *path, const char *text, size_t size) {
  *list = memory_resize(*list, (*count + 1) * sizeof **list);
  RuleFile *file = &(*list)[(*count)++];
  file->path = memory_copy_text(path);
  file->text = memory_new(size + 1);
  memcpy(file->text, text, size);
  file->size = size;
}

static void hash_files(RuleFiles *files) {
  Hash *hash = hash_new();
  for (size_t i = 0; i < files->count; i++) {
    const RuleFile *file = &files->files[i];
    uint64_t size = file->size;
    hash_add(hash, file->path, strlen(file->path) + 1);
    hash_add(hash, &size, sizeof size);
    hash_add(hash, file->text, file->size);
  }
  hash_finish(hash, files->hash);
}

/* Compiled Lua begins with ESC and is full of NULs; neither can stand in a rule. */
static bool check_plain(const char *path, const Buffer *text, Fault *fault) {
  if (text->size == 0) return true;
  const char *nul = memchr(text->data, 0, text->size);
  if (text->data[0] != 27 && !nul) return true;
  int line = 1;
  for (const char *p = text->data; nul && p < nul; p++)
    line += *p == '\n';
  fault_set(fault, EXIT_RULES, "E108", "compiled code, or a file that is no text");
  fault_hint(fault, "rules are given as text");
  fault_place(fault, path, nul ? line : 1, 1, 1, NULL);
  return false;
}

/* The file `whole`, to be known as `path`. */
static bool read_as(RuleFiles *files, const char *whole, const char *path, Fault *fault) {
  Buffer text = {0};
  bool ok = file_read(whole, &text, RULE_FILE_LIMIT, fault) && check_plain(whole, &text, fault) &&
            charset_check_utf8(whole, &text, fault);
  if (ok && (ends_with(path, ".test.lua") || ends_with(path, ".test.csv")))
    add(&files->tests, &files->test_count, path, text.data ? text.data : "", text.size);
  else if (ok)
    add(&files->files, &files->count, path, text.data ? text.data : "", text.size);
  buffer_free(&text);
  return ok;
}

static bool read_one(RuleFiles *files, const char *path, Fault *fault) {
  char *whole = join(files->folder, path);
  bool ok = read_as(files, whole, path, fault);
  free(whole);
  return ok;
}

bool rulefiles_read(RuleFiles *files, const char *folder, Fault *fault) {
  *files = (RuleFiles){0};
  size_t length = strlen(folder), count = 0;
  while (length > 1 && folder[length - 1] == '/')
    length--;
  Buffer name = {0};
  buffer_format(&name, "%.*s/", (int)length, folder);
  files->folder = name.data;
  char **paths = folder_list(folder, ".lua", &count, fault);
  if (!paths) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++)
    ok = read_one(files, paths[i], fault);
  free(paths);
  if (ok && files->count == 0) {
    ok = fault_set(fault, EXIT_RULES, "E110", "there are no rules (*.lua) in the folder “%s”",
                   folder);
    fault_hint(fault, "name the folder with --rules");
  }
  if (ok) hash_files(files);
  return ok;
}

bool rulefiles_read_test(RuleFiles *files, const char *path, Fault *fault) {
  for (size_t i = 0; i < files->test_count; i++) {
    free(files->tests[i].path);
    free(files->tests[i].text);
  }
  files->test_count = 0;
  return read_as(files, path, path, fault);
}

static int by_path(const void *a, const void *b) {
  return strcmp(((const RuleFile *)a)->path, ((const RuleFile *)b)->path);
}

bool rulefiles_read_sheets(RuleFiles *files, Fault *fault) {
  size_t count = 0;
  char **paths = folder_list(files->folder, ".test.csv", &count, fault);
  bool ok = paths != NULL;
  for (size_t i = 0; ok && i < count; i++)
    ok = read_one(files, paths[i], fault);
  free(paths);
  if (ok && files->test_count)
    qsort(files->tests, files->test_count, sizeof *files->tests, by_path);
  return ok;
}

static bool is_root(const char *folder) {
  static const char *const names[] = {"parameters.lua", "model.lua"};
  bool found = false;
  for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++) {
    Buffer path = {0};
    buffer_format(&path, "%s/%s", folder, names[i]);
    found = access(path.data, F_OK) == 0;
    buffer_free(&path);
  }
  return found;
}

/* Cuts the last part off a path without links; false at the top. */
static bool go_up(char *path) {
  char *slash = strrchr(path, '/');
  if (!slash || (slash == path && !path[1])) return false;
  slash[slash == path] = 0;
  return true;
}

/* `root` as the caller would write it: his own path without what lies below, if that is its end. */
static char *shown_root(const char *path, const char *below, const char *real) {
  size_t size = strlen(path), end = strlen(below);
  while (size > 1 && path[size - 1] == '/')
    size--;
  if (end > size || strncmp(path + size - end, below, end) != 0) return memory_copy_text(real);
  size -= end;
  if (size && end && path[size - 1] != '/') return memory_copy_text(real);
  while (size > 1 && path[size - 1] == '/')
    size--;
  Buffer shown = {0};
  buffer_add(&shown, size ? path : ".", size ? size : 1);
  return shown.data;
}

void rulefiles_root(const char *path, char **root, char **below) {
  char *real = realpath(path, NULL), *up = memory_copy_text(real);
  bool found = real && is_root(up);
  while (real && !found && go_up(up))
    found = is_root(up);
  size_t size = strlen(up);
  *below = memory_copy_text(found && real[size] ? real + size + (real[size] == '/') : "");
  *root = found ? shown_root(path, *below, up) : memory_copy_text(path);
  free(up);
  free(real);
}

bool rulefiles_load(RuleFiles *files, Store *store, int64_t run_id, Fault *fault) {
  *files = (RuleFiles){.folder = memory_copy_text("")};
  Query *query =
      store_query(store, "SELECT path, text FROM run_rules WHERE run_id = ? ORDER BY path", fault);
  if (!query) return false;
  query_bind_int(query, 1, run_id);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    size_t size;
    const char *path = query_text(query, 0, NULL);
    char *kept = memory_copy_text(path ? path : "");
    const char *text = query_text(query, 1, &size);
    add(&files->files, &files->count, kept, text ? text : "", size);
    free(kept);
  }
  query_free(query);
  if (step == 0) hash_files(files);
  return step == 0;
}

bool rulefiles_save(const RuleFiles *files, Store *store, int64_t run_id, Fault *fault) {
  Query *query =
      store_query(store, "INSERT INTO run_rules (run_id, path, text) VALUES (?, ?, ?)", fault);
  if (!query) return false;
  bool ok = true;
  for (size_t i = 0; ok && i < files->count; i++) {
    query_bind_int(query, 1, run_id);
    query_bind_text(query, 2, files->files[i].path, -1);
    query_bind_text(query, 3, files->files[i].text, (int)files->files[i].size);
    ok = query_run(query, fault);
  }
  query_free(query);
  return ok;
}

json_t *rulefiles_request(const RuleFiles *files, bool values) {
  json_t *list = json_array();
  for (size_t i = 0; i < files->count; i++)
    json_array_append_new(list, json_pack("{s:s,s:s%}", "path", files->files[i].path, "text",
                                          files->files[i].text, files->files[i].size));
  return json_pack("{s:s,s:o,s:b,s:O*}", "op", "load", "files", list, "values", values, "scenario",
                   files->scenario);
}

static void show_line(const RuleFiles *files, Fault *fault) {
  for (size_t i = 0; i < files->count; i++) {
    if (strcmp(files->files[i].path, fault->file) != 0) continue;
    const char *line = files->files[i].text;
    for (int n = 1; n < fault->line && line; n++) {
      line = strchr(line, '\n');
      if (line) line++;
    }
    size_t width = line ? strcspn(line, "\n") : 0;
    char *text = memory_new(width + 1);
    if (line) memcpy(text, line, width);
    fault_place(fault, files->files[i].path, fault->line, 1, width ? (int)width : 1, text);
    free(text);
    return;
  }
}

static bool is_ours(const RuleFiles *files, const char *path) {
  for (size_t i = 0; i < files->count; i++)
    if (strcmp(files->files[i].path, path) == 0) return true;
  for (size_t i = 0; i < files->test_count; i++)
    if (strcmp(files->tests[i].path, path) == 0) return true;
  return false;
}

void rulefiles_place(const RuleFiles *files, Fault *fault) {
  if (!*fault->file || !files->folder || !is_ours(files, fault->file)) return;
  if (!*fault->source) show_line(files, fault);
  char *whole = join(files->folder, fault->file);
  if (strlen(whole) < sizeof fault->file) strcpy(fault->file, whole);
  free(whole);
}

static void free_list(RuleFile *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(list[i].path);
    free(list[i].text);
  }
  free(list);
}

void rulefiles_free(RuleFiles *files) {
  free_list(files->files, files->count);
  free_list(files->tests, files->test_count);
  free(files->folder);
  json_decref(files->scenario);
  *files = (RuleFiles){0};
}
