/* The machine: versions, memory, where state is kept. */
#include "cli/doctor.h"

#include <errno.h>
#include <gnu/libc-version.h>
#include <jansson.h>
#include <seccomp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/spoken.h"
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

static void say(const Doctor *doctor, Buffer *out, const char *word) {
  if (doctor->people)
    spoken_add(out, word);
  else
    buffer_add_text(out, word);
}

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
  Buffer fact = {0}, said = {0};
  say(doctor, &fact, name);
  say(doctor, &said, states[state]);
  const char *cells[DOCTOR_COLUMNS] = {fact.data, said.data, value.data,
                                       state == DOCTOR_OK ? "" : advice};
  table_add(doctor->table, cells);
  buffer_free(&fact);
  buffer_free(&said);
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
    doctor_add(doctor, "state", DOCTOR_NOTE, _("no history is kept; set HOME"), "no HOME");
    return;
  }
  snprintf(nearest, sizeof nearest, "%s", path);
  while (access(nearest, F_OK) != 0 && errno == ENOENT && strrchr(nearest, '/') > nearest)
    *strrchr(nearest, '/') = 0;
  bool good = access(nearest, W_OK | X_OK) == 0;
  doctor_add(doctor, "state", good ? DOCTOR_OK : DOCTOR_FINDING,
             _("the history of the prompt cannot be kept there; set XDG_STATE_HOME"), "%s%s", path,
             good && strcmp(nearest, path) != 0 ? _(" (can be made)") : "");
}

void doctor_machine(Doctor *doctor) {
  long mib = available_mib();
  doctor_add(doctor, "memory", mib >= 0 && mib < LITTLE_MIB ? DOCTOR_FINDING : DOCTOR_OK,
             _("little is left; close other programs"), _("%ld MiB available, %ld processors"), mib,
             sysconf(_SC_NPROCESSORS_ONLN));
  look_at_state(doctor);
}
