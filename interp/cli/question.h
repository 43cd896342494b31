/* A question of what-if, the same on a command line and at the prompt: what was typed as options, the cases
 * it is asked of, where the answer is shown. A newcomer forgets that at the prompt the study and its
 * progress belong to the prompt, and that the pending changes lie over the rules. */
#ifndef GUIZE_CLI_QUESTION_H
#define GUIZE_CLI_QUESTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "eval/session.h"
#include "job/study.h"

/* `study`, `progress`, `session`: of the prompt, or NULL: the question opens its own. `pending`: changes that
 * are not in the rules, as scenarios, or NULL. `out`: where tables go (NULL: nowhere). `keep`: the document is
 * wanted by the asker. Out: `document` (the caller's), `none`: an answer that says no (exit 1). */
typedef struct Question {
  const Options *options;
  Study *study;
  Progressing *progress;
  Session *session;
  json_t *pending;
  FILE *out;
  bool keep;
  json_t *document;
  bool none;
} Question;

/* What is asked: see commands of the same names. False with a fault. */
bool question_whatif(Question *question, Fault *fault);
bool question_sweep(Question *question, Fault *fault);
bool question_solve(Question *question, Fault *fault);
bool question_levers(Question *question, Fault *fault);
bool question_frontier(Question *question, Fault *fault);
bool question_schedule(Question *question, Fault *fault);

/* A command that asks on a command line: tables to stdout, or the document with --json; the document to the
 * file of --output: a report where the file's name ends as one (page.html), else JSON for `guize report`. Gives
 * the exit code. */
int question_command(const Options *options, bool (*ask)(Question *question, Fault *fault),
                     Fault *fault);

/* Writes a document as --json prints it. */
void question_write_json(const json_t *document, FILE *out);

/* Opens the study that the options name, unless the question has one; *own gets what study_close must
 * close. E614 without a database or a year. */
bool question_study(Question *question, Progressing *progress, SettleOptions *settle, Study **own,
                    Fault *fault);

/* The scenarios of --baseline, then the pending changes; to this list others are added. */
bool question_base(const Question *question, json_t *list, char **folder, Fault *fault);

#endif
