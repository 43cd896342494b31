/* The command that shows what patients pay as one bill grows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/scenarios.h"
#include "cli/schedule_text.h"
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

bool question_schedule(Question *question, Fault *fault) {
  const Options *options = question->options;
  ScheduleAsk ask = {.scenario = json_array()};
  Session own = {0}, *session = question->session ? question->session : &own;
  Schedule schedule = {0};
  if (question->pending) json_array_extend(ask.scenario, question->pending);
  bool ok = read_ask(options, &ask, fault) &&
            (question->session || session_open(&own, options->rules, !options->no_jit, fault)) &&
            schedule_run(session, &ask, &schedule, fault);
  if (ok && question->keep) question->document = schedule_document(&schedule, session);
  if (ok && question->out) schedule_print(&schedule, session, options->format, question->out);
  schedule_free(&schedule);
  session_close(&own);
  json_decref(ask.scenario);
  return ok;
}

int command_schedule(const Options *options, Fault *fault) {
  return question_command(options, question_schedule, fault);
}
