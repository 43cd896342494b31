/* The command that compares: the rules as they are, and scenarios over them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/whatif_text.h"
#include "io/file.h"
#include "job/whatif.h"

enum { SCENARIO_LIMIT = 1 << 20 };

/* --- sides ------------------------------------------------------------------------------------- */

static bool add_file(json_t *list, const char *path, Fault *fault) {
  Buffer text = {0};
  if (!file_read(path, &text, SCENARIO_LIMIT, fault)) return false;
  json_t *item =
      json_pack("{s:s,s:s%}", "path", path, "text", text.data ? text.data : "", text.size);
  buffer_free(&text);
  if (!item) return fault_set(fault, EXIT_DATA, "E107", "%s is not UTF-8", path);
  return json_array_append_new(list, item) == 0;
}

/* The files of "a.lua+b.lua". */
static bool add_files(json_t *list, const char *files, Fault *fault) {
  char *copy = memory_copy_text(files), *rest = copy;
  bool ok = true;
  for (char *path; ok && (path = strsep(&rest, "+"));)
    if (*path) ok = add_file(list, path, fault);
  free(copy);
  return ok;
}

static bool all_of(const char *text, const char *signs) {
  return *text && text[strspn(text, signs)] == 0;
}

/* A value as it is typed on a command line, in the words of a rule file: 85% is percent(85), 500元 is
 * yuan(500), a day is a date, a bare word a choice; anything else stands as it is. */
static void add_value(Buffer *out, const char *value) {
  size_t size = strlen(value);
  char *number = memory_copy_text(value);
  int year, month, day, end = 0;
  if (size > 1 && value[size - 1] == '%' && (number[size - 1] = 0, all_of(number, "0123456789.")))
    buffer_format(out, "percent(%s)", number);
  else if (size > 3 && strcmp(value + size - 3, "元") == 0 &&
           (number[size - 3] = 0, all_of(number, "0123456789.")))
    buffer_format(out, "yuan(%s)", number);
  else if (sscanf(value, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && !value[end])
    buffer_format(out, "date \"%s\"", value);
  else if (all_of(value, "abcdefghijklmnopqrstuvwxyz_") && strcmp(value, "true") != 0 &&
           strcmp(value, "false") != 0)
    buffer_format(out, "\"%s\"", value);
  else
    buffer_add_text(out, value);
  free(number);
}

/* The values of --set as one scenario, for the counties that were named or for all. */
static void add_sets(json_t *list, const Options *options) {
  if (options->set_count == 0) return;
  Buffer text = {0};
  int places = options->county_count ? options->county_count : 1;
  for (int place = 0; place < places; place++) {
    buffer_format(&text, "at \"%s\"\n",
                  options->county_count ? options->counties[place] : "everywhere");
    for (int i = 0; i < options->set_count; i++) {
      const char *equals = strchr(options->sets[i], '=');
      buffer_format(&text, "%.*s = ", (int)(equals - options->sets[i]), options->sets[i]);
      add_value(&text, equals + 1);
      buffer_add_text(&text, "\n");
    }
  }
  json_array_append_new(list, json_pack("{s:s,s:s}", "path", "--set", "text", text.data));
  buffer_free(&text);
}

/* The baseline, then a side a --scenario, then one of the values of --set. */
static bool read_sides(const Options *options, WhatifOptions *whatif, Fault *fault) {
  json_t *baseline = json_array();
  whatif->sides[0] = (WhatifSide){_("rules"), baseline};
  whatif->side_count = 1;
  if (options->baseline && !add_files(baseline, options->baseline, fault)) return false;
  for (int i = 0; i < options->scenario_count; i++) {
    json_t *list = json_array();
    whatif->sides[whatif->side_count++] = (WhatifSide){options->scenarios[i], list};
    json_array_extend(list, baseline);
    if (!add_files(list, options->scenarios[i], fault)) return false;
  }
  if (options->set_count > 0) {
    json_t *list = json_array();
    whatif->sides[whatif->side_count++] = (WhatifSide){_("--set"), list};
    json_array_extend(list, baseline);
    add_sets(list, options);
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
