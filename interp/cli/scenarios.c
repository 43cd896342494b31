/* Scenarios of a command line. */
#include "cli/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "io/file.h"

enum { SCENARIO_LIMIT = 1 << 20 };

static bool add_file(json_t *list, const char *path, Fault *fault) {
  Buffer text = {0};
  if (!file_read(path, &text, SCENARIO_LIMIT, fault)) return false;
  json_t *item =
      json_pack("{s:s,s:s%}", "path", path, "text", text.data ? text.data : "", text.size);
  buffer_free(&text);
  if (!item) return fault_set(fault, EXIT_DATA, "E107", "%s is not UTF-8", path);
  return json_array_append_new(list, item) == 0;
}

static bool is_folder(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool take_folder(const char *path, char **folder, Fault *fault) {
  if (!folder || *folder)
    return fault_set(fault, EXIT_USAGE, "E612",
                     "“%s” is a folder; only one set of rules can stand here", path);
  *folder = memory_copy_text(path);
  return true;
}

bool scenarios_add(json_t *list, const char *files, char **folder, Fault *fault) {
  char *copy = memory_copy_text(files), *rest = copy;
  bool ok = true;
  for (char *path; ok && (path = strsep(&rest, "+"));) {
    if (!*path) continue;
    ok = is_folder(path) ? take_folder(path, folder, fault) : add_file(list, path, fault);
  }
  free(copy);
  return ok;
}

static bool all_of(const char *text, const char *signs) {
  return *text && text[strspn(text, signs)] == 0;
}

void scenarios_source(Buffer *out, const char *value) {
  size_t size = strlen(value);
  char *number = memory_copy_text(value);
  int year, month, day, end = 0;
  if (size > 1 && value[size - 1] == '%' && (number[size - 1] = 0, all_of(number, "0123456789.")))
    buffer_format(out, "percent(%s)", number);
  else if (size > 3 && strcmp(value + size - 3, "元") == 0 &&
           (number[size - 3] = 0, all_of(number, "0123456789.")))
    buffer_format(out, "yuan(%s)", number);
  else if (sscanf(value, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && !value[end])
    buffer_format(out, "date \"%s\"", value);
  else if (all_of(value, "abcdefghijklmnopqrstuvwxyz_") && strcmp(value, "true") != 0 &&
           strcmp(value, "false") != 0)
    buffer_format(out, "\"%s\"", value);
  else
    buffer_add_text(out, value);
  free(number);
}

void scenarios_name_sets(Buffer *out, const Options *options) {
  for (int i = 0; i < options->set_count; i++)
    buffer_format(out, "%s%s", i ? ", " : "", options->sets[i]);
}

void scenarios_hint(Fault *fault) {
  static const char *const forms[][2] = {
      {"percent(", "%"}, {"yuan(", "元"}, {"百分之(", "%"}, {"元(", "元"}};
  if (strcmp(fault->file, "--set") != 0) return;
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    char *at = strstr(fault->hint, forms[i][0]), *end = at ? strchr(at, ')') : NULL;
    if (!end || end[1]) continue;
    const char *number = at + strlen(forms[i][0]);
    Buffer hint = {0};
    buffer_format(&hint, "%.*s%.*s%s", (int)(at - fault->hint), fault->hint, (int)(end - number),
                  number, forms[i][1]);
    snprintf(fault->hint, sizeof fault->hint, "%s", hint.data);
    buffer_free(&hint);
  }
}

static void put_value(Buffer *text, const char *name, size_t size, const char *value) {
  buffer_format(text, "%.*s = ", (int)size, name);
  scenarios_source(text, value);
  buffer_add_text(text, "\n");
}

void scenarios_add_value(json_t *list, const char *at, const char *name, const char *value) {
  Buffer text = {0};
  buffer_format(&text, "at \"%s\"\n", at);
  put_value(&text, name, strlen(name), value);
  json_array_append_new(list, json_pack("{s:s,s:s}", "path", "--set", "text", text.data));
  buffer_free(&text);
}

void scenarios_add_sets(json_t *list, const Options *options) {
  if (options->set_count == 0) return;
  Buffer text = {0};
  int places = options->county_count ? options->county_count : 1;
  for (int place = 0; place < places; place++) {
    buffer_format(&text, "at \"%s\"\n",
                  options->county_count ? options->counties[place] : "everywhere");
    for (int i = 0; i < options->set_count; i++) {
      const char *equals = strchr(options->sets[i], '=');
      put_value(&text, options->sets[i], (size_t)(equals - options->sets[i]), equals + 1);
    }
  }
  json_array_append_new(list, json_pack("{s:s,s:s}", "path", "--set", "text", text.data));
  buffer_free(&text);
}
