/* The command that corrects a row by hand, for scripts and single changes, and shows what was corrected. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/correction_text.h"
#include "cli/reveal.h"
#include "data/fieldtext.h"
#include "eval/session.h"
#include "job/walk.h"

/* Adds FIELD=VALUE. */
static bool add_field(Correction *correction, Store *store, const char *word, Fault *fault) {
  const char *equals = strchr(word, '=');
  if (!equals || equals == word) {
    fault_set(fault, EXIT_USAGE, "E611", "“%s” is not of the form FIELD=VALUE", word);
    fault_hint(fault, "guize correct person 11 birth=1970-01-02 --db FILE --reason TEXT");
    return false;
  }
  char *name = memory_copy_text(word);
  name[equals - word] = '\0';
  bool ok = correction_add(correction, store, name, equals + 1, fault);
  free(name);
  return ok;
}

static bool confirmed(const Options *options, Fault *fault) {
  char answer[16];
  if (options->yes) return true;
  if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
    fputs(_("Change it? y or n: "), stderr);
    if (fgets(answer, sizeof answer, stdin) && strchr("yY", *answer)) return true;
    return fault_set(fault, EXIT_USAGE, "E568", "nothing was changed");
  }
  fault_set(fault, EXIT_USAGE, "E568", "nobody can be asked whether this is meant");
  fault_hint(fault, "repeat with --yes; nothing was changed");
  return false;
}

static bool correct(const Options *options, Store **store, const Schema *schema, Fault *fault) {
  Correction correction = {0};
  Buffer text = {0};
  bool ok =
      correction_begin(&correction, *store, schema, options->words[0], options->words[1], fault);
  for (int i = 2; ok && i < options->word_count; i++)
    ok = add_field(&correction, *store, options->words[i], fault);
  store_close(*store, &(Fault){0});
  *store = NULL;
  if (ok) correction_say(&text, &correction, !options->reveal);
  if (ok && !options->quiet) fputs(text.data, stdout);
  bool changes = ok && correction_changes(&correction);
  if (ok && !changes && !options->quiet) puts(_("this stands there already; nothing was changed"));
  if (changes) fflush(stdout);
  if (changes) ok = confirmed(options, fault);
  ok = ok && correction_store(&correction, options->db, schema, "correct", options->reason, fault);
  if (ok && changes && !options->quiet)
    puts(_("changed; stored runs stay as they are, `guize run --since` takes it up"));
  correction_free(&correction);
  buffer_free(&text);
  return ok;
}

/* Of one row, or of all. */
static bool print_history(const Options *options, Store *store, const Schema *schema,
                          Fault *fault) {
  Correction row = {0};
  bool whole = options->word_count == 0;
  bool ok =
      whole || correction_begin(&row, store, schema, options->words[0], options->words[1], fault);
  if (!ok && strcmp(fault->code, "E565") == 0 && row.key) { /* a row that was deleted has one */
    fault_clear(fault);
    ok = true;
  }
  Shown *shown = ok ? correction_history(store, schema, whole ? NULL : row.entity->name, row.key,
                                         !options->reveal, fault)
                    : NULL;
  if (shown && strcmp(options->format, "table") == 0)
    shown_print(shown, options->format, stdout);
  else if (shown)
    shown_print_whole(shown, options->format, stdout);
  shown_free(shown);
  correction_free(&row);
  return shown != NULL;
}

int command_correct(const Options *options, Fault *fault) {
  Schema *schema = NULL;
  if (options->word_count == 1) {
    fault_set(fault, EXIT_USAGE, "E611", "which row?");
    fault_hint(fault, "guize correct person 11 birth=1970-01-02 --db FILE --reason TEXT");
    return fault->exit;
  }
  Store *store = command_open_store(options, &schema, fault);
  if (store && options->reveal) reveal_record(options->db);
  bool ok = store && (options->word_count > 2 ? correct(options, &store, schema, fault)
                                              : print_history(options, store, schema, fault));
  store_close(store, &(Fault){0});
  schema_free(schema);
  return ok ? EXIT_DONE : fault->exit;
}
