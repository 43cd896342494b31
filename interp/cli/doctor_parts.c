/* The parts of guize: worker, rules, database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/language.h"
#include "cli/doctor.h"
#include "data/store.h"
#include "eval/link.h"
#include "eval/session.h"

static void add_fault(Doctor *doctor, const char *name, const Fault *fault) {
  char place[600] = "";
  if (*fault->file) snprintf(place, sizeof place, "%s:%d: ", fault->file, fault->line);
  doctor_add(doctor, name, DOCTOR_FINDING,
             *fault->hint ? fault->hint : _("see the number of the error"), "%s%s: %s", place,
             fault->code, fault->message);
}

/* --- the worker --- */

/* What the kernel says of a process, the first number behind `field`; -1 when it says nothing. The
 * worker is not asked: it cannot look outside, and would not be believed. */
static long kernel_says(pid_t process, const char *file, const char *field) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%ld/%s", (long)process, file);
  FILE *stream = fopen(path, "re");
  long value = -1;
  size_t size = strlen(field);
  while (stream && value < 0 && fgets(line, sizeof line, stream))
    if (strncmp(line, field, size) == 0 && line[size + strspn(line + size, " \t")] != 'u')
      value = strtol(line + size, NULL, 10);
  if (stream) fclose(stream);
  return value;
}

static void look_at_fence(Doctor *doctor, pid_t process) {
  enum { FILTERED = 2 }; /* SECCOMP_MODE_FILTER */
  const char *missing = kernel_says(process, "status", "Seccomp:") != FILTERED     ? "seccomp"
                        : kernel_says(process, "status", "NoNewPrivs:") != 1       ? "no_new_privs"
                        : kernel_says(process, "limits", "Max file size") != 0     ? "RLIMIT_FSIZE"
                        : kernel_says(process, "limits", "Max processes") != 0     ? "RLIMIT_NPROC"
                        : kernel_says(process, "limits", "Max address space") <= 0 ? "RLIMIT_AS"
                                                                                   : NULL;
  if (missing)
    doctor_add(doctor, "fence", DOCTOR_FINDING, _("run no rules of strangers; report it"),
               _("the kernel does not confirm %s of the worker"), missing);
  else
    doctor_add(doctor, "fence", DOCTOR_OK, "", _("seccomp, no_new_privs and limits stand"));
}

static void look_at_compiler(Doctor *doctor, const json_t *reply) {
  const char *version = json_string_value(json_object_get(reply, "luajit"));
  const char *probe = json_string_value(json_object_get(reply, "jit_fault"));
  doctor_add(doctor, "luajit", DOCTOR_OK, "", "%s", version ? version : "not known");
  if (probe)
    doctor_add(doctor, "compiler", DOCTOR_FINDING,
               _("it stays switched off: install libluajit2-5.1-2, or a newer LuaJIT"),
               _("the self-test failed: %s"), probe);
  else
    doctor_add(doctor, "compiler", DOCTOR_OK, "", _("the self-test is passed"));
}

void doctor_worker(Doctor *doctor) {
  Fault fault = {0};
  Link *link = link_open(&(LinkOptions){.jit = true}, &fault);
  json_t *reply =
      link ? link_ask(link, json_pack("{s:s}", "op", "versions"), LINK_LOAD_SECONDS, &fault) : NULL;
  if (reply) {
    look_at_compiler(doctor, reply);
    look_at_fence(doctor, link_process(link));
  } else {
    add_fault(doctor, "worker", &fault);
  }
  json_decref(reply);
  link_close(link);
}

/* --- rules and database --- */

void doctor_rules(Doctor *doctor, const char *folder, bool named) {
  Fault fault = {0};
  Session session;
  struct stat status;
  if (!named && stat(folder, &status) != 0) {
    doctor_add(doctor, "rules", DOCTOR_NOTE, _("name a folder with --rules"),
               _("there is no ./%s here"), folder);
    return;
  }
  if (!session_open(&session, folder, true, &fault)) {
    add_fault(doctor, "rules", &fault);
    return;
  }
  const Model *model = &session.model;
  json_int_t parameters = json_integer_value(json_object_get(model->description, "parameters"));
  doctor_add(doctor, "rules", DOCTOR_OK, "",
             _("%s: %lld parameters, %zu layers, %zu jurisdictions, %zu tests"), folder,
             (long long)parameters, model->layer_count, model->jurisdiction_count,
             session.files.test_count);
  session_close(&session);
}

static bool read_word(Store *store, const char *sql, char *out, size_t room, Fault *fault) {
  Query *query = store_query(store, sql, fault);
  bool ok = query && query_step(query, fault) == 1;
  const char *text = ok ? query_text(query, 0, NULL) : NULL;
  snprintf(out, room, "%s", text ? text : "");
  query_free(query);
  return ok;
}

static void look_at_store(Doctor *doctor, Store *store) {
  Fault fault = {0};
  int64_t version, cases;
  char mode[32], sound[400];
  bool ok = store_number(store, "PRAGMA user_version", &version, &fault) &&
            store_number(store, "SELECT count(*) FROM cases", &cases, &fault) &&
            read_word(store, "PRAGMA journal_mode", mode, sizeof mode, &fault) &&
            read_word(store, "PRAGMA quick_check(1)", sound, sizeof sound, &fault);
  if (!ok)
    add_fault(doctor, "database", &fault);
  else if (strcmp(sound, "ok") != 0)
    doctor_add(doctor, "database", DOCTOR_FINDING,
               _("restore it from a backup; keep the damaged file until that has worked"), "%s: %s",
               store_path(store), sound);
  else
    doctor_add(doctor, "database", DOCTOR_OK, "", _("%s: sound, form %lld, %lld cases, journal %s"),
               store_path(store), (long long)version, (long long)cases, mode);
}

void doctor_database(Doctor *doctor, const char *path) {
  Fault fault = {0};
  if (!path) {
    doctor_add(doctor, "database", DOCTOR_NOTE, _("name one with --db"), _("none was given"));
    return;
  }
  Store *store = store_open(path, STORE_READ, &fault);
  if (store)
    look_at_store(doctor, store);
  else
    add_fault(doctor, "database", &fault);
  store_close(store, &(Fault){0});
}
