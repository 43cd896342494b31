/* Commands that make and fill a database. */
#include <stdio.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "data/schema.h"
#include "data/store.h"
#include "eval/session.h"
#include "job/synth.h"
#include "job/walk.h"

static bool close_store(Store *store, bool ok, Fault *fault) {
  Fault closing = {0};
  if (store_close(store, &closing) || !ok) return ok;
  *fault = closing;
  return false;
}

int command_init(const Options *options, Fault *fault) {
  Schema *schema = session_schema(fault);
  Store *store = schema ? store_create(options->words[0], fault) : NULL;
  bool ok = store && schema_create(store, schema, fault);
  ok = close_store(store, ok, fault);
  schema_free(schema);
  if (!ok) return fault->exit;
  printf(_("made %s; fill it with `guize synth --db %s` to try it out\n"), options->words[0],
         options->words[0]);
  return EXIT_DONE;
}

bool command_need_db(const Options *options, Fault *fault) {
  if (options->db) return true;
  fault_set(fault, EXIT_USAGE, "E614", "which database? name it with --db FILE");
  fault_hint(fault, "or set the variable GUIZE_DB; a new one is made by `guize init FILE`");
  return false;
}

static void tell_synth(void *context, int64_t done, int64_t total) {
  progress_tell(context, done, total, 0);
}

int command_synth(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  Schema *schema = session_schema(fault);
  Store *store = schema ? settle_open_store(options->db, schema, STORE_WRITE, fault) : NULL;
  Progressing progress;
  progress_begin(&progress, options->quiet);
  progress.inventing = true;
  SynthOptions synth = {.seed = (uint64_t)options->seed,
                        .cases = options->cases,
                        .progress = tell_synth,
                        .context = &progress};
  bool ok = store && synth_run(store, schema, &synth, fault);
  progress_end(&progress);
  ok = close_store(store, ok, fault);
  schema_free(schema);
  if (!ok) return fault->exit;
  if (!options->quiet)
    printf(_("invented %lld cases with their persons, hospitals, villages and registers (seed "
             "%lld); all of it is made up\n"),
           (long long)options->cases, (long long)options->seed);
  return EXIT_DONE;
}
