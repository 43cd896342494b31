/* Results, transcripts and inputs in files: .once, .log, .edit, and where a result goes. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/prompt.h"
#include "cli/report_file.h"
#include "io/file.h"

static bool exists(const char *path) {
  return access(path, F_OK) == 0;
}

static bool there_already(const char *path, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E645", "%s is there already", path);
  fault_hint(fault, "choose another name; nothing was written");
  return false;
}

/* The format that a file's ending asks for. */
static const char *format_of(const char *path) {
  static const struct {
    const char *ending, *format;
  } endings[] = {{".csv", "csv"},     {".tsv", "tsv"}, {".json", "json"},
                 {".jsonl", "jsonl"}, {".md", "md"},   {".txt", "table"}};
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
    if (strcmp(dot, endings[i].ending) == 0) return endings[i].format;
  return NULL;
}

/* The folder, before an answer is worked out for a file that cannot be made. */
static bool may_write(const char *path, Fault *fault) {
  char *folder = memory_copy_text(path), *slash = strrchr(folder, '/');
  if (slash) slash[slash == folder] = 0;
  bool ok = access(slash ? folder : ".", W_OK) == 0;
  if (!ok) fault_set(fault, EXIT_DATA, "E645", "%s cannot be written: %s", path, strerror(errno));
  free(folder);
  return ok;
}

bool prompt_once(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) return fault_set(fault, EXIT_USAGE, "E644", ".once needs a file");
  if (!format_of(argument)) {
    fault_set(fault, EXIT_USAGE, "E644", "what form “%s” is to have does not show", argument);
    if (report_form(argument) != REPORT_NO_FORM)
      fault_hint(fault, "pages and workbooks are made of an answer: .report %s", argument);
    else
      fault_hint(fault, "end its name with .csv, .tsv, .json, .jsonl, .md or .txt");
    return false;
  }
  if (exists(argument)) return there_already(argument, fault);
  if (!may_write(argument, fault)) return false;
  free(prompt->once);
  prompt->once = memory_copy_text(argument);
  prompt_say(prompt, _("the next result goes to %s\n"), argument);
  return true;
}

const char *prompt_once_format(const Prompt *prompt) {
  return prompt->once ? format_of(prompt->once) : NULL;
}

bool prompt_once_take(Prompt *prompt, char **path, Fault *fault) {
  *path = prompt->once;
  prompt->once = NULL;
  if (!*path || !exists(*path)) return true;
  there_already(*path, fault); /* by now */
  free(*path);
  *path = NULL;
  return false;
}

static bool write_once(Prompt *prompt, const Shown *shown, Fault *fault) {
  char *text = NULL, *path = NULL;
  size_t size = 0;
  if (!prompt_once_take(prompt, &path, fault)) return false;
  FILE *out = open_memstream(&text, &size);
  shown_print(shown, format_of(path), out);
  fclose(out);
  bool ok = file_save(path, text, size, fault);
  if (ok) prompt_say(prompt, _("written to %s\n"), path);
  free(text);
  free(path);
  return ok;
}

bool prompt_show(Prompt *prompt, Shown *shown, Fault *fault) {
  shown_free(prompt->shown);
  prompt->shown = shown;
  if (prompt->once && !shown_text(shown)) return write_once(prompt, shown, fault);
  shown_print(shown, prompt->format, stdout);
  if (prompt->log) shown_print(shown, prompt->format, prompt->log);
  return true;
}

/* A transcript goes behind one that is there; its first line tells it from a rule file or a database. */
static FILE *open_log(const char *path, Fault *fault) {
  static const char head[] = "-- A transcript of guize\n";
  char begins[sizeof head] = "";
  struct stat about = {0};
  int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  bool old = fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0;
  if (old && (pread(fd, begins, sizeof head - 1, 0) < 0 || strcmp(begins, head) != 0)) {
    close(fd);
    fault_set(fault, EXIT_DATA, "E645", "%s is there already and is no transcript of guize", path);
    fault_hint(fault, "choose another name; nothing was written");
    return NULL;
  }
  FILE *log = fd >= 0 ? fdopen(fd, "a") : NULL;
  if (!log)
    fault_set(fault, EXIT_DATA, "E645", "%s cannot be written: %s", path, strerror(errno));
  else if (!old)
    fputs(head, log);
  return log;
}

bool prompt_log(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) {
    prompt_say(prompt, "%s\n", prompt->log ? prompt->log_path : _("no transcript is kept"));
    return true;
  }
  bool off = strcmp(argument, "off") == 0;
  FILE *log = off ? NULL : open_log(argument, fault);
  if (!off && !log) return false;
  if (prompt->log) fclose(prompt->log);
  free(prompt->log_path);
  prompt->log = log;
  prompt->log_path = off ? NULL : memory_copy_text(argument);
  if (log && !prompt->masked) fputs(_("-- names and ID numbers are in full (--reveal)\n"), log);
  printf(off ? _("the transcript is closed\n") : _("a transcript is kept\n"));
  return true;
}

/* --- .edit ------------------------------------------------------------------------------------- */

extern char **environ;

static bool run_editor(const char *path, Fault *fault) {
  const char *editor = getenv("VISUAL");
  if (!editor || !*editor) editor = getenv("EDITOR");
  if (!editor || !*editor) editor = "vi";
  Buffer command = {0};
  buffer_format(&command, "%s \"$1\"", editor);
  char shell[] = "sh", flag[] = "-c", name[] = "guize", *file = memory_copy_text(path);
  char *arguments[] = {shell, flag, command.data, name, file, NULL};
  pid_t process;
  int status = -1, error = posix_spawn(&process, "/bin/sh", NULL, NULL, arguments, environ);
  while (!error && waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  free(file);
  buffer_free(&command);
  if (!error && WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  fault_set(fault, EXIT_SYSTEM, "E648", "the editor “%s” did not end well", editor);
  fault_hint(fault, "name one in the variable EDITOR");
  return false;
}

/* A fresh file that only we can read, with the text in it; its path is the caller's. */
static char *make_draft(const char *text, Fault *fault) {
  const char *folder = getenv("TMPDIR");
  char *path = NULL;
  if (asprintf(&path, "%s/guize-XXXXXX.lua", folder && *folder ? folder : "/tmp") < 0)
    memory_end(64);
  int fd = mkstemps(path, 4);
  size_t size = strlen(text);
  bool ok = fd >= 0 && write(fd, text, size) == (ssize_t)size;
  if (fd >= 0) close(fd);
  if (ok) return path;
  fault_set(fault, EXIT_SYSTEM, "E648", "%s cannot be written: %s", path, strerror(errno));
  free(path);
  return NULL;
}

bool prompt_edit(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument;
  char *path = make_draft(prompt->previous ? prompt->previous : "", fault);
  if (!path) return false;
  Buffer text = {0};
  bool ok = run_editor(path, fault) && file_read(path, &text, 1 << 20, fault);
  unlink(path);
  free(path);
  while (ok && text.size && text.data[text.size - 1] == '\n')
    text.data[--text.size] = 0;
  if (ok && text.size) {
    bool complete;
    prompt_say(prompt, "%s\n", text.data);
    ok = prompt_evaluate(prompt, text.data, 1, &complete, fault);
    if (ok && !complete) ok = fault_set(fault, EXIT_RULES, "E642", "the text is not whole");
    if (prompt->editor) editor_remember(prompt->editor, text.data);
    free(prompt->previous);
    prompt->previous = memory_copy_text(text.data);
  }
  buffer_free(&text);
  return ok;
}
