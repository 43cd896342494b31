/* The command that compares: the rules as they are, and scenarios over them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/scenarios.h"
#include "cli/whatif_text.h"
#include "job/whatif.h"

/* --- sides ------------------------------------------------------------------------------------- */

static WhatifSide *new_side(WhatifOptions *whatif, const char *name) {
  WhatifSide *side = &whatif->sides[whatif->side_count++];
  *side = (WhatifSide){.name = name, .scenario = json_array()};
  return side;
}

static bool add_files(WhatifSide *side, const char *files, Fault *fault) {
  char *folder = NULL;
  bool ok = !files || scenarios_add(side->scenario, files, &folder, fault);
  side->folder = folder;
  return ok;
}

/* A side that begins as the baseline does. */
static WhatifSide *new_over(WhatifOptions *whatif, const char *name) {
  const WhatifSide *base = &whatif->sides[0];
  WhatifSide *side = new_side(whatif, name);
  json_array_extend(side->scenario, base->scenario);
  side->folder = base->folder ? memory_copy_text(base->folder) : NULL;
  return side;
}

/* The baseline; a side a --scenario, which stands for itself; the pending changes of the prompt, and the
 * values of --set over them, over the baseline. What --set gives is the name of its side: the caller's. */
static bool read_sides(const Question *question, WhatifOptions *whatif, Buffer *set_name,
                       Fault *fault) {
  const Options *options = question->options;
  WhatifSide *baseline = new_side(whatif, options->baseline ? options->baseline : _("rules"));
  if (!add_files(baseline, options->baseline, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++)
    if (!add_files(new_side(whatif, options->scenarios[i]), options->scenarios[i], fault))
      return false;
  if (question->pending)
    json_array_extend(new_over(whatif, _("pending"))->scenario, question->pending);
  if (options->set_count > 0) {
    scenarios_name_sets(set_name, options);
    WhatifSide *side = new_over(whatif, set_name->data);
    if (question->pending) json_array_extend(side->scenario, question->pending);
    scenarios_add_sets(side->scenario, options);
  }
  if (whatif->side_count > 1) return true;
  fault_set(fault, EXIT_USAGE, "E644", "what is to be tried?");
  fault_hint(fault, "--set basic.ratio.secondary=85%%, or --scenario FILE");
  return false;
}

static void free_sides(WhatifOptions *whatif) {
  for (int i = 0; i < whatif->side_count; i++) {
    json_decref(whatif->sides[i].scenario);
    free((char *)(uintptr_t)whatif->sides[i].folder);
  }
}

/* --- the command -------------------------------------------------------------------------------- */

static bool read_grouping(const char *name, WhatifBy *by, Fault *fault) {
  const char *const *names = whatif_groupings;
  size_t count = 0;
  while (names[count])
    count++;
  for (size_t i = 0; i < count; i++) {
    if (strcmp(names[i], name) != 0) continue;
    *by = (WhatifBy)i;
    return true;
  }
  fault_set(fault, EXIT_USAGE, "E612", "cases are not grouped by “%s”", name);
  Buffer near = {0};
  if (strchr(name, ','))
    fault_hint(fault, "two are crossed at most");
  else if (text_near(name, names, count, &near))
    fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

/* "county", or "county,identity". */
static bool read_by(const Options *options, WhatifOptions *whatif, Fault *fault) {
  if (!options->by) return true;
  char *first = memory_copy_text(options->by), *second = strchr(first, ',');
  if (second) *second++ = 0;
  bool ok = read_grouping(first, &whatif->by, fault) &&
            (!second || read_grouping(second, &whatif->across, fault));
  whatif->crossed = second != NULL;
  if (ok && second && whatif->by == whatif->across)
    ok = fault_set(fault, EXIT_USAGE, "E612", "“%s” cannot be crossed with itself", first);
  free(first);
  return ok;
}

bool question_whatif(Question *question, Fault *fault) {
  const Options *options = question->options;
  Progressing progress;
  SettleOptions settle;
  WhatifOptions whatif = {0};
  WhatifResult result = {0};
  Study *own = NULL;
  Buffer set_name = {0};
  bool ok = read_by(options, &whatif, fault) && read_sides(question, &whatif, &set_name, fault) &&
            question_study(question, &progress, &settle, &own, fault) &&
            whatif_run(question->study, &whatif, &result, fault);
  if (question->progress) progress_end(question->progress);
  if (ok && question->keep) question->document = whatif_document(question->study, &whatif, &result);
  if (ok && question->out)
    whatif_print(question->study, &whatif, &result, options->format, options->verbose,
                 question->out);
  whatif_free(&result);
  study_close(own);
  free_sides(&whatif);
  buffer_free(&set_name);
  return ok;
}

int command_whatif(const Options *options, Fault *fault) {
  return question_command(options, question_whatif, fault);
}
