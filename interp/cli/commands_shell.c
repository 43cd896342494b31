/* The command that shells call for completion: the scripts, and what they ask for at the tab key. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "data/runs.h"
#include "eval/session.h"

/* A code or number, a tab, and what a person knows it by. */
static void print_choice(const char *choice, const char *meaning) {
  Buffer line = {0};
  text_escape(&line, meaning, strlen(meaning));
  printf("%s\t%s\n", choice, line.data ? line.data : "");
  buffer_free(&line);
}

/* Six digits; those of prefectures and provinces end in 00. */
static bool is_county(const char *code) {
  return strlen(code) == 6 && strspn(code, "0123456789") == 6 && strcmp(code + 4, "00") != 0;
}

static bool list_counties(const Options *options, Fault *fault) {
  Session session;
  if (!session_open(&session, options->rules, false, fault)) return false;
  for (size_t i = 0; i < session.model.jurisdiction_count; i++) {
    const ModelJurisdiction *j = &session.model.jurisdictions[i];
    if (is_county(j->code)) print_choice(j->code, j->name);
  }
  session_close(&session);
  return true;
}

static void print_run(const Run *run, void *data) {
  (void)data;
  char id[24], meaning[64];
  snprintf(id, sizeof id, "%lld", (long long)run->id);
  snprintf(meaning, sizeof meaning, "%d %s", run->year, run->status);
  print_choice(id, meaning);
}

static bool list_runs(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return false;
  Store *store = store_open(options->db, STORE_READ, fault);
  bool ok = store && runs_each(store, print_run, NULL, fault);
  store_close(store, &(Fault){0});
  return ok;
}

int command_completion(const Options *options, Fault *fault) {
  const char *word = options->words[0];
  if (strcmp(word, "counties") == 0) return list_counties(options, fault) ? EXIT_DONE : fault->exit;
  if (strcmp(word, "runs") == 0) return list_runs(options, fault) ? EXIT_DONE : fault->exit;
  Buffer script = {0};
  if (!completion_write(word, &script)) {
    fault_set(fault, EXIT_USAGE, "E630", "there is no completion for “%s”", word);
    fault_hint(fault, "name bash, zsh or fish");
    return fault->exit;
  }
  fwrite(script.data, 1, script.size, stdout);
  buffer_free(&script);
  return EXIT_DONE;
}
