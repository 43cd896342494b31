/* The command that explains one case, or checks that every case of a run can be explained. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "cli/commands.h"
#include "cli/explain_page.h"
#include "cli/explain_text.h"
#include "cli/progress.h"
#include "cli/reveal.h"
#include "cli/scenarios.h"
#include "cli/spoken.h"
#include "io/file.h"
#include "job/explain.h"
#include "job/walk.h"

/* One side of a question: rules in force, and the run they are of (id 0: none). */
typedef struct Side {
  Session session;
  Run run;
  json_t *scenario; /* laid over the rules, or NULL */
  char name[600];
} Side;

static bool case_number(const char *text, int64_t *id, Fault *fault) {
  char *end;
  errno = 0;
  long long n = strtoll(text, &end, 10);
  if (end == text || *end || n < 1 || errno)
    return fault_set(fault, EXIT_USAGE, "E612", "“%s” is no number of a case", text);
  *id = n;
  return true;
}

/* --- sides --- */

static bool open_run(Side *side, Store *store, int64_t run, Fault *fault) {
  RuleFiles files = {0};
  if (!runs_get(store, run, &side->run, fault) || !rulefiles_load(&files, store, run, fault))
    return false;
  snprintf(side->name, sizeof side->name, "run %lld", (long long)run);
  return session_open_files(&side->session, &files, false, fault);
}

static bool open_side(Side *side, Store *store, int64_t run, const char *rules, Fault *fault) {
  if (run) return open_run(side, store, run, fault);
  snprintf(side->name, sizeof side->name, "%s", rules);
  return session_open(&side->session, rules, false, fault);
}

/* The other side: a number is a run, unless a folder has that name. */
static bool open_against(Side *side, Store *store, const char *text, Fault *fault) {
  char *end;
  long long run = strtoll(text, &end, 10);
  bool number = *text && !*end && run > 0;
  return open_side(side, store, number ? run : 0, text, fault);
}

static ExplainOptions options_of(const Side *side, int year) {
  return (ExplainOptions){
      .year = year, .scenario = side->scenario, .run = side->run.id ? &side->run : NULL};
}

/* --- output --- */

/* What is printed: a tree, a comparison (of which the tree is the left side), or a page. */
typedef struct Answer {
  const Options *options;
  json_t *tree, *comparison;
  Patient patient;
} Answer;

static void write_json(const json_t *value, FILE *out) {
  char *text = json_dumps(value, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  fprintf(out, "%s\n", text);
  free(text);
}

/* A page is for a family and Chinese unless English was asked for; the tree follows the locale too. */
static void write_answer(const Answer *answer, FILE *out) {
  const Options *options = answer->options;
  bool asked = options->lang != NULL, english = asked && strcmp(options->lang, "en") == 0;
  bool screen = asked ? english : !language_chinese();
  bool json = strcmp(options->format, "json") == 0;
  bool page = !answer->comparison && (options->html || options->text);
  if (!json && !(page ? english : screen))
    spoken_set_choices(answer->comparison ? answer->comparison : answer->tree);
  if (json)
    write_json(answer->comparison ? answer->comparison : answer->tree, out);
  else if (answer->comparison)
    explain_text_compare(answer->comparison, screen, out);
  else if (options->html)
    explain_page_html(answer->tree, &answer->patient, english, out);
  else if (options->text)
    explain_page_text(answer->tree, &answer->patient, english, out);
  else
    explain_text(answer->tree, options->depth, screen, out);
}

static bool print_answer(const Answer *answer, Fault *fault) {
  const Options *options = answer->options;
  if (options->reveal && (options->html || options->text)) reveal_record(options->db);
  if (!answer->options->output) {
    write_answer(answer, stdout);
    return true;
  }
  size_t size;
  char *bytes = NULL;
  FILE *memory = open_memstream(&bytes, &size);
  if (!memory) return fault_set(fault, EXIT_SYSTEM, "E704", "memory is short");
  write_answer(answer, memory);
  fclose(memory);
  bool ok = file_save(answer->options->output, bytes, size, fault);
  free(bytes);
  return ok;
}

/* --- one case --- */

static bool explain_side(Store *store, Side *side, int64_t id, int year, json_t **tree,
                         Fault *fault) {
  ExplainOptions options = options_of(side, year);
  return explain_case(store, &side->session, id, &options, tree, fault) &&
         (!side->run.id || side->scenario ||
          explain_stored(store, &side->session, &side->run, *tree, fault));
}

static bool has_scenario(const Options *options) {
  return options->scenario_count || options->set_count;
}

/* The rules of the first side, or a folder named among the files, with the scenario over them. */
static bool open_scenario(Side *side, Store *store, const Options *options, Fault *fault) {
  char *folder = NULL;
  side->scenario = json_array();
  const char *files = options->scenario_count ? options->scenarios[0] : NULL;
  bool ok =
      (!files || scenarios_add(side->scenario, files, &folder, fault)) &&
      open_side(side, store, folder ? 0 : options->run, folder ? folder : options->rules, fault);
  if (ok) scenarios_add_sets(side->scenario, options);
  snprintf(side->name, sizeof side->name, "%s%s%s", files ? files : "",
           files && options->set_count ? " + " : "", options->set_count ? "--set" : "");
  free(folder);
  return ok;
}

static void close_side(Side *side) {
  session_close(&side->session);
  json_decref(side->scenario);
}

/* The other side is looked at in the year of the first. */
static bool explain_other(Store *store, Answer *answer, const Side *ours, int64_t id,
                          Fault *fault) {
  Side side = {0};
  json_t *tree = NULL;
  const Options *options = answer->options;
  int year = (int)json_integer_value(json_object_get(answer->tree, "run_year"));
  bool ok = (has_scenario(options) ? open_scenario(&side, store, options, fault)
                                   : open_against(&side, store, options->against, fault)) &&
            explain_side(store, &side, id, year, &tree, fault);
  if (ok) {
    answer->comparison = explain_compare(answer->tree, tree);
    json_object_set_new(answer->comparison, "left_name", json_string(ours->name));
    json_object_set_new(answer->comparison, "right_name", json_string(side.name));
  }
  json_decref(tree);
  close_side(&side);
  return ok;
}

static bool answer_one(Store *store, Side *side, int64_t id, Answer *answer, Fault *fault) {
  const Options *options = answer->options;
  return explain_side(store, side, id, options->year, &answer->tree, fault) &&
         (!(options->against || has_scenario(options)) ||
          explain_other(store, answer, side, id, fault)) &&
         (!(options->html || options->text) ||
          patient_read(store, id, options->reveal, &answer->patient, fault)) &&
         print_answer(answer, fault);
}

/* 1 for a case on which a rule fails, as `guize run` has it. */
static int exit_of(const Answer *answer) {
  const char *status = json_string_value(json_object_get(answer->tree, "status"));
  return status && strcmp(status, "failed") == 0 ? EXIT_FINDINGS : EXIT_DONE;
}

/* --- all cases of a run --- */

static bool check_all(const Options *options, Store *store, Side *side, int *code, Fault *fault) {
  Progressing progress;
  ExplainCheck check;
  progress_begin(&progress, options->quiet);
  bool ok =
      explain_check(store, &side->session, &side->run, &check, progress_tell, &progress, fault);
  progress_end(&progress);
  if (!ok) return false;
  printf(_("run %lld: %lld settlements explained, %lld differ from the stored ones, %lld failed, "
           "%lld without steps\n"),
         (long long)side->run.id, (long long)check.cases, (long long)check.differing,
         (long long)check.failed, (long long)check.without_steps);
  if (check.differing)
    printf(_("the first that differs is case %lld: %s\n"), (long long)check.first_case,
           check.first);
  *code = check.differing ? EXIT_FINDINGS : EXIT_DONE;
  return true;
}

static bool check_words(const Options *options, int64_t *id, Fault *fault) {
  bool two = options->against || has_scenario(options);
  if (two && (options->html || options->text)) {
    fault_set(fault, EXIT_USAGE, "E611", "a page shows one side");
    fault_hint(fault, "leave --against, --scenario and --set out");
    return false;
  }
  if (options->scenario_count > 1 || (options->against && has_scenario(options))) {
    fault_set(fault, EXIT_USAGE, "E611", "a case is compared with one other side");
    fault_hint(fault, "join scenarios by +: --scenario a.lua+b.lua");
    return false;
  }
  if (options->word_count) return case_number(options->words[0], id, fault);
  if (options->run && !two && !options->html && !options->text) return true;
  fault_set(fault, EXIT_USAGE, "E611", "which case?");
  fault_hint(fault, "guize explain 101 --db FILE; or, for every case of a run, --run N alone");
  return false;
}

int command_explain(const Options *options, Fault *fault) {
  int64_t id = 0;
  if (!command_need_db(options, fault) || !check_words(options, &id, fault)) return fault->exit;
  Side side = {0};
  Answer answer = {.options = options};
  Schema *schema = NULL;
  int code = EXIT_DONE;
  Store *store = command_open_store(options, &schema, fault);
  bool ok = store && open_side(&side, store, options->run, options->rules, fault);
  if (ok && id) {
    ok = answer_one(store, &side, id, &answer, fault);
    code = exit_of(&answer);
  } else if (ok) {
    ok = check_all(options, store, &side, &code, fault);
  }
  json_decref(answer.tree);
  json_decref(answer.comparison);
  session_close(&side.session);
  schema_free(schema);
  if (!store_close(store, ok ? fault : &(Fault){0})) ok = false;
  return ok ? code : fault->exit;
}
