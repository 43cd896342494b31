/* The command that writes definitions of the rule language for editors. A file that was not written by
 * it is somebody's own and stays, unless --yes was said. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/rows.h"
#include "eval/session.h"
#include "io/file.h"

enum { DEFS_SECONDS = 20, DEFS_MOST_BYTES = 4 * 1024 * 1024 };

/* Names that the worker may have written: it is not asked where. */
static bool known_name(const char *name) {
  return name && (strcmp(name, "guize.d.lua") == 0 || strcmp(name, ".luarc.json") == 0 ||
                  strcmp(name, ".luacheckrc") == 0);
}

/* Whether the file may be written: it is not there, carries the mark, or --yes was said. */
static bool may_write(const char *path, const char *mark, bool yes, Fault *fault) {
  Buffer text = {0};
  if (yes || access(path, F_OK) != 0) return true;
  bool ok = file_read(path, &text, DEFS_MOST_BYTES, fault);
  if (ok && !(text.size && memmem(text.data, text.size, mark, strlen(mark)))) {
    ok = fault_set(fault, EXIT_DATA, "E263", "“%s” was not written by guize defs", path);
    fault_hint(fault, "name another folder, or replace the file with --yes");
  }
  buffer_free(&text);
  return ok;
}

/* Calls for each file with its whole path: first to look (`write` false), then to write. */
static bool each_file(const char *folder, const json_t *answer, bool write, bool yes,
                      Fault *fault) {
  const char *mark = json_string_value(json_object_get(answer, "mark"));
  bool ok = mark != NULL;
  size_t i;
  json_t *file;
  json_array_foreach(json_object_get(answer, "files"), i, file) {
    const char *name = json_string_value(json_object_get(file, "name"));
    const json_t *text = json_object_get(file, "text");
    if (!ok || !known_name(name) || !rows_plain(text))
      return ok && fault_set(fault, EXIT_DEFECT, "E704", "the rule worker sent no proper files");
    Buffer path = {0};
    buffer_format(&path, "%s/%s", folder, name);
    if (write) {
      ok = file_save(path.data, json_string_value(text), json_string_length(text), fault);
      if (ok) printf(_("wrote %s\n"), path.data);
    } else {
      ok = may_write(path.data, mark, yes, fault);
    }
    buffer_free(&path);
  }
  return ok;
}

static bool make_folder(const char *folder, Fault *fault) {
  if (mkdir(folder, 0777) == 0 || errno == EEXIST) return true;
  return fault_set(fault, EXIT_DATA, "E265", "cannot make the folder “%s”: %s", folder,
                   strerror(errno));
}

/* The texts of the rules and of their tests. */
static json_t *request_of(const RuleFiles *files) {
  json_t *request = rulefiles_request(files, false), *list = json_object_get(request, "files");
  for (size_t i = 0; i < files->test_count; i++)
    json_array_append_new(list, json_pack("{s:s,s:s%}", "path", files->tests[i].path, "text",
                                          files->tests[i].text, files->tests[i].size));
  json_object_set_new(request, "op", json_string("definitions"));
  return request;
}

int command_defs(const Options *options, Fault *fault) {
  Session session;
  const char *folder = options->words[0];
  if (!session_open(&session, options->rules, false, fault)) return fault->exit;
  json_t *answer = session_ask(&session, request_of(&session.files), DEFS_SECONDS, fault);
  bool ok = answer && each_file(folder, answer, false, options->yes, fault) &&
            make_folder(folder, fault) && each_file(folder, answer, true, options->yes, fault);
  json_decref(answer);
  session_close(&session);
  return ok ? EXIT_DONE : fault->exit;
}
