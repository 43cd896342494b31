/* The prompt: what is typed is plain Lua, evaluated in the worker; lines that begin with a dot are
 * commands of the host. Here stands what its parts share; the loop is in prompt.c, the commands in
 * prompt_commands.c and the files beside it. Nothing here evaluates or understands rules. */
#ifndef GUIZE_CLI_PROMPT_H
#define GUIZE_CLI_PROMPT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "cli/editor.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/shown.h"
#include "data/store.h"
#include "eval/session.h"
#include "job/study.h"

/* What the prompt knows between two inputs. */
typedef struct Prompt {
  const Options *options;
  Session session; /* rules and their worker */
  char *folder;    /* of the rules */
  Store *store;    /* NULL: no database */
  Store *guarded;  /* the same, opened once more for a person's SQL; NULL until it is asked for */
  Schema *schema;  /* of the database */
  Editor *editor;  /* NULL: input is a script */
  char *journal;   /* path of the history, or NULL */
  char day[11];    /* whose values count */
  bool day_chosen;
  json_t *pending;        /* changes that are not in the rules: [{ at, name, source, text, old }] */
  json_t *undo;           /* earlier states of `pending`, newest last */
  json_t *last;           /* the tree of the case shown last, or NULL */
  const char *row_entity; /* of the row shown last, which .set corrects; NULL: none */
  char *row_key, *place, *place_name; /* path and title of the jurisdiction looked at; "" : all */
  Shown *shown;                       /* the result shown last, or NULL */
  char *previous;                     /* what was evaluated last */
  char *format;                       /* of results */
  char *saved; /* what .save or .load last found or left in a file, or NULL */
  char *once;  /* the next result goes to this file */
  FILE *log;
  char *log_path, *status; /* the status line shown last */
  bool timer, leaving, masked, changed_told;
  unsigned restarts_told;    /* of the worker */
  struct PromptStudy *study; /* the year that is looked at, once it was asked for */
  json_t *document;          /* the last answer of what-if, or NULL */
  json_t *answers;           /* the tables of all answers that Lua got, as texts */
} Prompt;

/* A command of the prompt: `argument` is the text behind its name, without blanks around it. */
typedef struct PromptCommand {
  const char *name, *chinese;
  const char *takes, *help;
  char completes; /* what the argument is, by a letter: see argument() in prompt_complete.c */
  bool (*run)(Prompt *prompt, const char *argument, Fault *fault);
} PromptCommand;

/* Row i of the table of commands; NULL behind the last. By a name without its dot; NULL if none. */
const PromptCommand *prompt_command_at(size_t i);
const PromptCommand *prompt_command_find(const char *name);

/* Runs a line that begins with a dot or a question mark. */
bool prompt_command(Prompt *prompt, const char *line, Fault *fault);

/* Opens rules and database, reads lines until the end; gives an exit code. The fault is printed by the
 * door. `db` and `rules` come from the options. */
int prompt_run(const Options *options, Fault *fault);

/* Prints to the screen, and to the transcript when there is one. */
void prompt_say(Prompt *prompt, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows a result (taken over) in the format that was chosen, or writes it to the file of .once. */
bool prompt_show(Prompt *prompt, Shown *shown, Fault *fault);

/* prompt_files.c: the format that the file of .once asks for, NULL without one; and that file, which the caller
 * owns and writes (*path NULL: none): it counts once. E645 when it is there by now. */
const char *prompt_once_format(const Prompt *prompt);
bool prompt_once_take(Prompt *prompt, char **path, Fault *fault);

/* Asks the worker, with place, day and changes put in; waits as long as nobody presses Ctrl-C. */
json_t *prompt_ask(Prompt *prompt, const char *operation, json_t *more, Fault *fault);

/* Evaluates a text. *complete is false when more must be typed. `line`: where it begins in a script. */
bool prompt_evaluate(Prompt *prompt, const char *text, int line, bool *complete, Fault *fault);

/* Loads the rules of a folder in place of those there; the old ones stay when it fails. */
bool prompt_load(Prompt *prompt, const char *folder, Fault *fault);

/* The place and day that are looked at; `name` is a code, a path or a title of a jurisdiction. */
bool prompt_choose_place(Prompt *prompt, const char *name, Fault *fault);

/* prompt_change.c: the pending changes as a scenario ([{ path, text }], NULL if none), and as its text
 * for a file. */
json_t *prompt_scenario(const Prompt *prompt);
void prompt_scenario_text(const Prompt *prompt, Buffer *out);

/* Takes over changes that an evaluation gave: [{ at, name, source, text, old }]. */
void prompt_change(Prompt *prompt, const json_t *changes);

/* The commands, one group a file. */
bool prompt_undo(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_reset(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_pending(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_save(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_load_scenario(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_case(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_explain(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_compare(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_test(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_sql(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_once(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_log(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_edit(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_whatif(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_sweep(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_solve(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_levers(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_frontier(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_schedule(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_report(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_person(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_household(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_village(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_set(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_correct(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_history(Prompt *prompt, const char *argument, Fault *fault);
bool prompt_describe(Prompt *prompt, const char *name, Fault *fault);

/* prompt_person.c: whether a database is open (E614); the row that .set corrects from now on. `entity` lives as
 * long as the schema. */
bool prompt_need_store(const Prompt *prompt, Fault *fault);
void prompt_look_at(Prompt *prompt, const char *entity, const char *key);

/* prompt_study.c: the cases of the year of the day looked at, in the place looked at and those within it;
 * read when first asked for and kept until another year, place or set of rules is looked at. */
Study *prompt_study(Prompt *prompt, Progressing **progress, Fault *fault);
void prompt_study_close(Prompt *prompt);

/* The code of the place looked at; "": all. */
const char *prompt_place_code(const Prompt *prompt);

/* prompt_question.c: goes on with an input of which the worker's reply may be a question: answers until the
 * input is done, and gives that reply; NULL with a fault. Takes `reply` over (NULL is passed on). */
json_t *prompt_answer(Prompt *prompt, json_t *reply, Fault *fault);

/* Shows a value that is a document, or writes it to the file of .once, unless *ok is false already; *ok is
 * false with a fault. False when it is something else. */
bool prompt_show_document(Prompt *prompt, const json_t *value, bool *ok, Fault *fault);

/* prompt_complete.c: what the text before the cursor can become. */
void prompt_complete(void *data, const char *before, Completion *completion);

#endif
