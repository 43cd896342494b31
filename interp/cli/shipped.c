/* Finding what is installed beside the program. A missing ./rules is never replaced in silence. */
#include "cli/shipped.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"

static bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Cuts the last part of a path; false when nothing is left. */
static bool cut_last(char *path) {
  char *slash = strrchr(path, '/');
  if (!slash) return false;
  *slash = 0;
  return true;
}

bool shipped_folder(const char *name, char *path) {
  char program[SHIPPED_ROOM];
  ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
  if (size <= 0) return false;
  program[size] = 0;
  if (!cut_last(program) || !cut_last(program)) return false;
  int written = snprintf(path, SHIPPED_ROOM, "%s/share/guize/%s", program, name);
  return written > 0 && written < SHIPPED_ROOM && is_folder(path);
}

void shipped_use(Options *options, char *path, bool tell) {
  struct stat status;
  if (options->rules_named || lstat(options->rules, &status) == 0) return;
  if (!shipped_folder("rules", path)) return;
  if (tell)
    fprintf(stderr, _("guize: there is no folder ./rules here; using the shipped rules, %s\n"),
            path);
  options->rules = path;
  options->rules_shipped = true;
}

bool shipped_named(const Options *options, Fault *fault) {
  if (!options->rules_shipped) return true;
  fault_set(fault, EXIT_USAGE, "E631",
            "which rules? there is no folder ./rules here, and a run that is stored needs rules "
            "that are named");
  fault_hint(fault, "the shipped ones, with their assumed values: --rules %s", options->rules);
  return false;
}
