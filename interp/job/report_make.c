/* Which reader reads which kind of document, and what all reports have around their parts. */
#include "job/report_make.h"

#include <stdio.h>
#include <string.h>

#include "job/report_reading.h"

static const struct Kind {
  const char *name;
  void (*read)(Reading *r);
} kinds[] = {{"whatif", report_whatif},     {"sweep", report_sweep},
             {"solve", report_solve},       {"levers", report_levers},
             {"frontier", report_frontier}, {"schedule", report_schedule},
             {"backtest", report_backtest}, {"adjust", report_adjust},
             {"run", report_run},           {"assess", report_assess}};

static const struct Kind *kind_of(const char *schema) {
  char name[64];
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    snprintf(name, sizeof name, "guize.%s.v1", kinds[i].name);
    if (strcmp(schema, name) == 0) return &kinds[i];
  }
  return NULL;
}

static void no_kind(const json_t *document, Fault *fault) {
  const char *schema = json_string_value(json_object_get(document, "schema"));
  if (schema)
    fault_set(fault, EXIT_DATA, "E681", "no report is known for a document of “%.80s”", schema);
  else
    fault_set(fault, EXIT_DATA, "E681", "the file is no document of guize: it has no “schema”");
  fault_hint(fault,
             "give what whatif, sweep, solve, levers, frontier, schedule, backtest, adjust or "
             "assess print with --json");
}

static void say_subtitle(Reading *r) {
  Report *report = r->report;
  const char *places = part_places(r);
  report->subtitle =
      r->year ? report_say(report, "%lld 年度　%s", "%lld · %s", (long long)r->year, places)
              : places;
}

/* The day of the run, or the last of the year: so that the same document gives the same bytes. */
static void say_day(Reading *r) {
  const json_t *run = reading_maybe(r->document, "run");
  const char *finished = json_string_value(json_object_get(run, "finished"));
  if (finished && strlen(finished) >= 10)
    r->report->day = report_say(r->report, "%.10s", "%.10s", finished);
  else if (r->year >= 1900 && r->year <= 9998)
    r->report->day = report_say(r->report, "%04lld-12-31", "%04lld-12-31", (long long)r->year);
}

Report *report_make(const json_t *document, bool english, Fault *fault) {
  const char *schema = json_string_value(json_object_get(document, "schema"));
  const struct Kind *kind = schema ? kind_of(schema) : NULL;
  if (!kind) {
    no_kind(document, fault);
    return NULL;
  }
  Reading r = {.report = report_new(english), .document = document, .fault = fault};
  if (reading_begin(&r)) {
    say_subtitle(&r);
    say_day(&r);
    kind->read(&r);
    if (!fault_isset(fault)) part_foundations(&r);
  }
  if (!fault_isset(fault)) return r.report;
  report_free(r.report);
  return NULL;
}
