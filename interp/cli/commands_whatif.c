/* The command that compares: the rules as they are, and scenarios over them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/scenarios.h"
#include "cli/whatif_text.h"
#include "io/file.h"
#include "job/whatif.h"

/* --- sides ------------------------------------------------------------------------------------- */

static json_t *new_side(WhatifOptions *whatif, const char *name) {
  WhatifSide *side = &whatif->sides[whatif->side_count++];
  *side = (WhatifSide){.name = name, .scenario = json_array()};
  return side->scenario;
}

static bool add_files(WhatifOptions *whatif, const char *files, Fault *fault) {
  WhatifSide *side = &whatif->sides[whatif->side_count - 1];
  char *folder = NULL;
  bool ok = scenarios_add(side->scenario, files, &folder, fault);
  side->folder = folder;
  return ok;
}

/* The baseline; a side a --scenario, which stands for itself; the values of --set over the baseline. */
static bool read_sides(const Options *options, WhatifOptions *whatif, Fault *fault) {
  json_t *baseline = new_side(whatif, options->baseline ? options->baseline : _("rules"));
  if (options->baseline && !add_files(whatif, options->baseline, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++) {
    new_side(whatif, options->scenarios[i]);
    if (!add_files(whatif, options->scenarios[i], fault)) return false;
  }
  if (options->set_count > 0) {
    json_t *list = new_side(whatif, _("--set"));
    json_array_extend(list, baseline);
    scenarios_add_sets(list, options);
    const char *folder = whatif->sides[0].folder;
    whatif->sides[whatif->side_count - 1].folder = folder ? memory_copy_text(folder) : NULL;
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
  if (text_near(name, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
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

static bool write_document(const Options *options, json_t *document, Fault *fault) {
  char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  Buffer out = {0};
  buffer_format(&out, "%s\n", text);
  bool ok = true;
  if (options->output)
    ok = file_save(options->output, out.data, out.size, fault);
  else
    fwrite(out.data, 1, out.size, stdout);
  free(text);
  buffer_free(&out);
  return ok;
}

/* On the screen, or as a document; with --output the document goes to the file, for `guize report`. */
static bool show(const Options *options, Study *study, const WhatifOptions *whatif,
                 const WhatifResult *result, Fault *fault) {
  bool json = strcmp(options->format, "json") == 0, ok = true;
  if (json || options->output) {
    json_t *document = whatif_document(study, whatif, result);
    ok = write_document(options, document, fault);
    json_decref(document);
  }
  if (ok && !json) whatif_print(study, whatif, result, options->format, options->verbose, stdout);
  return ok;
}

int command_whatif(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  if (!options->year) {
    fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
    return fault->exit;
  }
  Progressing progress;
  SettleOptions settle = {.db = options->db,
                          .rules = options->rules,
                          .year = options->year,
                          .counties = options->counties,
                          .county_count = options->county_count,
                          .jobs = options->jobs,
                          .jit = !options->no_jit,
                          .progress = {progress_tell, &progress}};
  WhatifOptions whatif = {0};
  WhatifResult result = {0};
  Study *study = NULL;
  bool ok = read_by(options, &whatif, fault) && read_sides(options, &whatif, fault);
  if (ok) {
    progress_begin(&progress, options->quiet);
    study = study_open(&settle, fault);
    ok = study && whatif_run(study, &whatif, &result, fault);
    progress_end(&progress);
  }
  ok = ok && show(options, study, &whatif, &result, fault);
  whatif_free(&result);
  study_close(study);
  free_sides(&whatif);
  return ok ? EXIT_DONE : fault->exit;
}
