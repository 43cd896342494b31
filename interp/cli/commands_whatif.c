/* The command that compares: the rules as they are, and scenarios over them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/scenarios.h"
#include "cli/whatif_text.h"
#include "job/whatif.h"

/* --- sides ------------------------------------------------------------------------------------- */

/* The baseline, then a side a --scenario, then one of the values of --set. */
static bool read_sides(const Options *options, WhatifOptions *whatif, Fault *fault) {
  json_t *baseline = json_array();
  whatif->sides[0] = (WhatifSide){_("rules"), baseline};
  whatif->side_count = 1;
  if (options->baseline && !scenarios_add(baseline, options->baseline, NULL, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++) {
    json_t *list = json_array();
    whatif->sides[whatif->side_count++] = (WhatifSide){options->scenarios[i], list};
    json_array_extend(list, baseline);
    if (!scenarios_add(list, options->scenarios[i], NULL, fault)) return false;
  }
  if (options->set_count > 0) {
    json_t *list = json_array();
    whatif->sides[whatif->side_count++] = (WhatifSide){_("--set"), list};
    json_array_extend(list, baseline);
    scenarios_add_sets(list, options);
  }
  if (whatif->side_count > 1) return true;
  fault_set(fault, EXIT_USAGE, "E644", "what is to be tried?");
  fault_hint(fault, "--set basic.ratio.secondary=85%%, or --scenario FILE");
  return false;
}

static void free_sides(WhatifOptions *whatif) {
  for (int i = 0; i < whatif->side_count; i++)
    json_decref(whatif->sides[i].scenario);
}

/* --- the command -------------------------------------------------------------------------------- */

static bool read_by(const Options *options, WhatifOptions *whatif, Fault *fault) {
  const char *const *names = whatif_groupings;
  size_t count = 0;
  while (names[count])
    count++;
  for (size_t i = 0; i < count; i++) {
    if (options->by && strcmp(names[i], options->by) != 0) continue;
    whatif->by = (WhatifBy)i;
    return true;
  }
  fault_set(fault, EXIT_USAGE, "E612", "cases are not grouped by “%s”", options->by);
  Buffer near = {0};
  if (text_near(options->by, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

int command_whatif(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  if (!options->year) {
    fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
    return fault->exit;
  }
  Progressing progress;
  WhatifOptions whatif = {.settle = {.db = options->db,
                                     .rules = options->rules,
                                     .year = options->year,
                                     .counties = options->counties,
                                     .county_count = options->county_count,
                                     .jobs = options->jobs,
                                     .jit = !options->no_jit,
                                     .progress = {progress_tell, &progress}}};
  WhatifResult result = {0};
  bool ok = read_by(options, &whatif, fault) && read_sides(options, &whatif, fault);
  if (ok) {
    progress_begin(&progress, options->quiet);
    ok = whatif_run(&whatif, &result, fault);
    progress_end(&progress);
  }
  if (ok) whatif_print(&whatif, &result, options->format);
  whatif_free(&result);
  free_sides(&whatif);
  return ok ? EXIT_DONE : fault->exit;
}
