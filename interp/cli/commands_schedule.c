/* The command that shows what patients pay as one bill grows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "cli/commands.h"
#include "cli/scenarios.h"
#include "cli/schedule_text.h"
#include "io/file.h"
#include "job/schedule.h"

static bool read_amount(const char *option, const char *text, int64_t *fen, Fault *fault) {
  if (!text || (money_parse_words(text, fen) && *fen > 0)) return true;
  fault_set(fault, EXIT_USAGE, "E671", "--%s takes an amount above 0, not “%s”", option, text);
  fault_hint(fault, "write it as 200000元, 20万元 or 2000.50");
  return false;
}

/* All scenarios of the command line, one over the other, and --set over them. */
static bool read_scenario(const Options *options, json_t *list, Fault *fault) {
  for (int i = 0; i < options->scenario_count; i++)
    if (!scenarios_add(list, options->scenarios[i], NULL, fault)) return false;
  scenarios_add_sets(list, options);
  return true;
}

static bool read_ask(const Options *options, ScheduleAsk *ask, Fault *fault) {
  if (options->county_count != 1) {
    fault_set(fault, EXIT_USAGE, "E614", "for which county?");
    fault_hint(fault, "name one with --county, such as --county 532625");
    return false;
  }
  ask->county = options->counties[0];
  ask->fields = options->fields;
  ask->field_count = (size_t)options->field_count;
  ask->has_day = options->on && date_parse(options->on, strlen(options->on), &ask->day);
  return read_amount("upto", options->upto, &ask->upto_fen, fault) &&
         read_amount("step", options->step, &ask->step_fen, fault) &&
         read_scenario(options, ask->scenario, fault);
}

static bool print(const Options *options, const Schedule *schedule, const Session *session,
                  Fault *fault) {
  if (!options->output) {
    schedule_print(schedule, session, options->format, stdout);
    return true;
  }
  char *bytes = NULL;
  size_t size;
  FILE *memory = open_memstream(&bytes, &size);
  if (!memory) return fault_set(fault, EXIT_SYSTEM, "E704", "memory is short");
  schedule_print(schedule, session, options->format, memory);
  fclose(memory);
  bool ok = file_save(options->output, bytes, size, fault);
  free(bytes);
  return ok;
}

int command_schedule(const Options *options, Fault *fault) {
  ScheduleAsk ask = {.scenario = json_array()};
  Session session = {0};
  Schedule schedule = {0};
  bool ok = read_ask(options, &ask, fault) &&
            session_open(&session, options->rules, !options->no_jit, fault) &&
            schedule_run(&session, &ask, &schedule, fault) &&
            print(options, &schedule, &session, fault);
  schedule_free(&schedule);
  session_close(&session);
  json_decref(ask.scenario);
  return ok ? EXIT_DONE : fault->exit;
}
