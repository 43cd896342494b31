/* The machine: versions, locale, terminal, memory, where state is kept. */
#include "cli/doctor.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <jansson.h>
#include <langinfo.h>
#include <locale.h>
#include <seccomp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "data/store.h"
#include "guize.h"

#ifndef GUIZE_LIBEDIT
#define GUIZE_LIBEDIT "not known"
#endif

enum { LITTLE_MIB = 512 };

const TableColumn doctor_columns[DOCTOR_COLUMNS] = {
    {"fact", "项目", false},
    {"state", "状态", false},
    {"value", "现状", false},
    {"advice", "建议", false},
};

void doctor_add(Doctor *doctor, const char *name, DoctorState state, const char *advice,
                const char *format, ...) {
  static const char *const states[] = {"ok", "note", "finding"};
  char text[1600];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  Buffer value = {0};
  text_escape(&value, text, strlen(text));
  const char *cells[DOCTOR_COLUMNS] = {name, states[state], value.data,
                                       state == DOCTOR_OK ? "" : advice};
  table_add(doctor->table, cells);
  doctor->findings += state == DOCTOR_FINDING;
  buffer_free(&value);
}

void doctor_versions(Doctor *doctor) {
  const struct scmp_version *seccomp = seccomp_version();
  doctor_add(doctor, "guize", DOCTOR_OK, "", "%s", GUIZE_VERSION);
  doctor_add(doctor, "sqlite", DOCTOR_OK, "", "%s", store_library());
  doctor_add(doctor, "libedit", DOCTOR_OK, "", "%s", GUIZE_LIBEDIT);
  doctor_add(doctor, "jansson", DOCTOR_OK, "", "%s", jansson_version_str());
  doctor_add(doctor, "libseccomp", DOCTOR_OK, "", "%u.%u.%u", seccomp->major, seccomp->minor,
             seccomp->micro);
  doctor_add(doctor, "libsodium", DOCTOR_OK, "", "%s", sodium_version_string());
  doctor_add(doctor, "libc", DOCTOR_OK, "", "%s", gnu_get_libc_version());
}

/* --- terminal --- */

/* The name of the locale that counts for characters, as the environment gives it. */
static const char *locale_name(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return value;
  }
  return "C";
}

static void look_at_locale(Doctor *doctor) {
  const char *name = locale_name();
  locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
  if (!locale) {
    doctor_add(doctor, "locale", DOCTOR_FINDING,
               "it is not on this machine: dpkg-reconfigure locales, or export LANG=C.UTF-8", "%s",
               name);
    return;
  }
  const char *codeset = nl_langinfo_l(CODESET, locale);
  bool plain = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
  DoctorState state = strcmp(codeset, "UTF-8") == 0 ? DOCTOR_OK
                      : plain                       ? DOCTOR_NOTE
                                                    : DOCTOR_FINDING;
  doctor_add(doctor, "locale", state, "typed Chinese may be lost: export LANG=C.UTF-8", "%s (%s)",
             name, codeset);
  freelocale(locale);
}

/* Whether the kind of terminal is described in one of the usual places. */
static bool described(const char *term) {
  const char *own = getenv("TERMINFO"), *home = getenv("HOME");
  char at_home[1024];
  snprintf(at_home, sizeof at_home, "%s/.terminfo", home ? home : "");
  const char *const folders[] = {own && *own ? own : "/etc/terminfo", at_home, "/etc/terminfo",
                                 "/lib/terminfo", "/usr/share/terminfo"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    char path[2048];
    snprintf(path, sizeof path, "%s/%c/%s", folders[i], *term, term);
    if (access(path, R_OK) == 0) return true;
  }
  return false;
}

static void look_at_term(Doctor *doctor) {
  const char *term = getenv("TERM");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
    doctor_add(doctor, "terminal", DOCTOR_NOTE, "run it in the terminal that you work in",
               "input or output is no terminal; TERM is %s", term && *term ? term : "not set");
  else if (!term || !*term || strcmp(term, "dumb") == 0)
    doctor_add(doctor, "terminal", DOCTOR_NOTE, "lines cannot be edited here; set TERM",
               "TERM is %s", term && *term ? term : "not set");
  else if (strchr(term, '/') || !described(term))
    doctor_add(doctor, "terminal", DOCTOR_FINDING,
               "it is not known here: export TERM=xterm-256color, or install ncurses-term",
               "TERM is %s", term);
  else
    doctor_add(doctor, "terminal", DOCTOR_OK, "", "TERM is %s", term);
}

void doctor_terminal(Doctor *doctor) {
  struct winsize size = {0};
  look_at_locale(doctor);
  look_at_term(doctor);
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  if (known)
    doctor_add(doctor, "width", DOCTOR_OK, "", "%d columns", size.ws_col);
  else
    doctor_add(doctor, "width", DOCTOR_NOTE, "tables are not fitted to a screen; see --width",
               "not known");
}

/* --- memory and state --- */

static long available_mib(void) {
  long kib = -1;
  char line[128];
  FILE *file = fopen("/proc/meminfo", "re");
  while (file && kib < 0 && fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %ld kB", &kib) != 1) kib = -1;
  if (file) fclose(file);
  return kib < 0 ? -1 : kib / 1024;
}

/* Whether the folder, or the nearest one above that is there, may be written. */
static void look_at_state(Doctor *doctor) {
  const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  char path[2048], nearest[2048];
  if (state && *state == '/')
    snprintf(path, sizeof path, "%s/guize", state);
  else if (home && *home)
    snprintf(path, sizeof path, "%s/.local/state/guize", home);
  else {
    doctor_add(doctor, "state", DOCTOR_NOTE, "no history is kept; set HOME", "no HOME");
    return;
  }
  snprintf(nearest, sizeof nearest, "%s", path);
  while (access(nearest, F_OK) != 0 && errno == ENOENT && strrchr(nearest, '/') > nearest)
    *strrchr(nearest, '/') = 0;
  bool good = access(nearest, W_OK | X_OK) == 0;
  doctor_add(doctor, "state", good ? DOCTOR_OK : DOCTOR_FINDING,
             "the history of the prompt cannot be kept there; set XDG_STATE_HOME", "%s%s", path,
             good && strcmp(nearest, path) != 0 ? " (can be made)" : "");
}

void doctor_machine(Doctor *doctor) {
  long mib = available_mib();
  doctor_add(doctor, "memory", mib >= 0 && mib < LITTLE_MIB ? DOCTOR_FINDING : DOCTOR_OK,
             "little is left; close other programs", "%ld MiB available, %ld processors", mib,
             sysconf(_SC_NPROCESSORS_ONLN));
  look_at_state(doctor);
}
