/* Asking for bills until the lines are known. */
#include "job/schedule_search.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ASK_SECONDS = 60, BILLS_AT_ONCE = 12000, IRREGULAR_BILLS = 97, MOST_ROUNDS = 400 };

/* --- asking ------------------------------------------------------------------------------------ */

json_t *schedule_request(const ScheduleSearch *search, const char *step) {
  const ScheduleAsk *ask = search->ask;
  json_t *fields = json_array();
  for (size_t i = 0; i < ask->field_count; i++)
    json_array_append_new(fields, json_string(ask->fields[i]));
  json_t *request = json_pack("{s:s,s:s,s:s,s:o}", "op", "schedule", "step", step, "county",
                              ask->county, "fields", fields);
  if (!request) return NULL;
  if (search->has_day) json_object_set_new(request, "day", json_integer(search->day));
  if (search->scenario) json_object_set(request, "scenario", search->scenario);
  return request;
}

json_t *schedule_ask(const ScheduleSearch *search, json_t *request, Fault *fault) {
  if (!request) {
    fault_set(fault, EXIT_USAGE, "E670", "a field of the case is not UTF-8");
    return NULL;
  }
  json_t *answer = session_ask(search->session, request, ASK_SECONDS, fault);
  if (!answer && strcmp(fault->code, "E670") == 0) fault->exit = EXIT_USAGE; /* typed, not a rule */
  return answer;
}

static bool cannot_be(Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E751", "the worker's result cannot be");
}

const char *schedule_text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* Why a bill failed, as the worker tells it. */
static void take_reason(ScheduleSearch *search, const json_t *reason) {
  if (!reason || *search->failing.code) return;
  Fault *fault = &search->failing;
  fault_set(fault, EXIT_RULES, schedule_text_of(reason, "code"), "%s",
            schedule_text_of(reason, "message"));
  if (*schedule_text_of(reason, "hint")) fault_hint(fault, "%s", schedule_text_of(reason, "hint"));
  if (*schedule_text_of(reason, "file"))
    fault_place(fault, schedule_text_of(reason, "file"),
                (int)json_integer_value(json_object_get(reason, "line")),
                (int)json_integer_value(json_object_get(reason, "column")),
                (int)json_integer_value(json_object_get(reason, "width")),
                schedule_text_of(reason, "source"));
  rulefiles_place(&search->session->files, fault);
}

/* The bills of a line from number `first` on that go into one request. */
static json_t *bills_of(const Bends *line, size_t first, size_t past) {
  json_t *list = json_array();
  for (size_t i = first; i < past && i < line->wanted_count; i++)
    json_array_append_new(list, json_integer((json_int_t)line->wanted[i]));
  return list;
}

static bool is_failed(const json_t *failed, size_t line, size_t bill) {
  size_t i;
  json_t *pair;
  json_array_foreach(failed, i, pair) {
    if ((size_t)json_integer_value(json_array_get(pair, 0)) == line &&
        (size_t)json_integer_value(json_array_get(pair, 1)) == bill)
      return true;
  }
  return false;
}

static bool take_line(ScheduleSearch *search, size_t number, size_t first, const json_t *answer,
                      Fault *fault) {
  Bends *line = &search->lines[number];
  const json_t *flat = json_array_get(json_object_get(answer, "numbers"), number);
  const json_t *failed = json_object_get(answer, "failed");
  size_t count = json_array_size(flat) / line->width;
  if (json_array_size(flat) % line->width || first + count > line->wanted_count)
    return cannot_be(fault);
  for (size_t i = 0; i < count; i++) {
    BendPoint point = {.bill = line->wanted[first + i]};
    int64_t rest = point.bill;
    for (size_t k = 0; k < line->width; k++) {
      const json_t *number_of = json_array_get(flat, i * line->width + k);
      point.paid[k] = (int64_t)json_integer_value(number_of);
      if (!json_is_integer(number_of)) return cannot_be(fault);
      rest -= point.paid[k];
    }
    point.failed = json_array_size(failed) && is_failed(failed, number, i);
    if (rest != 0 && !point.failed) return cannot_be(fault);
    bends_take(line, &point);
  }
  return true;
}

/* Settles what the lines want, from bill number `first` of each. */
static bool settle_some(ScheduleSearch *search, size_t first, size_t past, Fault *fault) {
  json_t *bills = json_array();
  for (size_t i = 0; i < search->line_count; i++)
    json_array_append_new(bills, bills_of(&search->lines[i], first, past));
  json_t *request = schedule_request(search, "settle");
  if (request) json_object_set(request, "bills", bills);
  json_decref(bills);
  json_t *answer = schedule_ask(search, request, fault);
  if (!answer) return false;
  take_reason(search, json_object_get(answer, "fault"));
  bool ok = true;
  for (size_t i = 0; ok && i < search->line_count; i++)
    ok = take_line(search, i, first, answer, fault);
  json_decref(answer);
  return ok;
}

bool schedule_settle(ScheduleSearch *search, Fault *fault) {
  size_t most = 0, at_once = BILLS_AT_ONCE / search->line_count;
  for (size_t i = 0; i < search->line_count; i++)
    if (search->lines[i].wanted_count > most) most = search->lines[i].wanted_count;
  for (size_t first = 0; first < most; first += at_once)
    if (!settle_some(search, first, first + at_once, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_taken(&search->lines[i]);
  return true;
}

/* --- opening ----------------------------------------------------------------------------------- */

static bool read_order(ScheduleSearch *search, Fault *fault) {
  size_t i, layers = search->session->model.layer_count;
  json_t *one;
  json_array_foreach(json_object_get(search->opening, "order"), i, one) {
    json_int_t column = json_integer_value(one);
    if (i >= MODEL_MOST_LAYERS || column < 0 || (size_t)column >= layers) return cannot_be(fault);
    search->order[search->order_count++] = (int)column;
  }
  return true;
}

bool schedule_open(ScheduleSearch *search, Fault *fault) {
  search->opening = schedule_ask(search, schedule_request(search, "open"), fault);
  if (!search->opening || !read_order(search, fault)) return false;
  search->day = (int32_t)json_integer_value(json_object_get(search->opening, "day"));
  search->has_day = true;
  search->line_count = json_array_size(json_object_get(search->opening, "identities"));
  if (!search->line_count) return cannot_be(fault);
  search->lines = memory_new(search->line_count * sizeof *search->lines);
  for (size_t i = 0; i < search->line_count; i++)
    bends_begin(&search->lines[i], search->session->model.layer_count + 1, search->order,
                search->order_count);
  return true;
}

void schedule_close(ScheduleSearch *search) {
  for (size_t i = 0; i < search->line_count; i++)
    bends_free(&search->lines[i]);
  free(search->lines);
}

/* --- looking ----------------------------------------------------------------------------------- */

/* The steps, bills that lie at no round amount, and every amount of the rules with a fen more or less. */
static void want_first(const ScheduleSearch *search, Bends *line, const Schedule *schedule) {
  int64_t upto = schedule->upto_fen;
  for (int64_t bill = 0; bill < upto; bill += schedule->step_fen)
    bends_want(line, bill);
  bends_want(line, upto);
  for (int64_t i = 1; i < IRREGULAR_BILLS; i++)
    bends_want(line, upto / IRREGULAR_BILLS * i + upto % IRREGULAR_BILLS * i / IRREGULAR_BILLS);
  size_t i;
  json_t *amount;
  json_array_foreach(json_object_get(search->opening, "amounts"), i, amount) {
    json_int_t bill = json_integer_value(amount);
    if (bill >= 0 && bill < upto) bends_want(line, bill);
  }
}

static bool halve_all(ScheduleSearch *search, Fault *fault) {
  for (int round = 0; round < MOST_ROUNDS; round++) {
    bool more = false;
    for (size_t i = 0; i < search->line_count; i++)
      more = bends_halve(&search->lines[i]) || more;
    if (!more) return true;
    if (!schedule_settle(search, fault)) return false;
    for (size_t i = 0; i < search->line_count; i++)
      bends_judge(&search->lines[i]);
  }
  return true;
}

/* A line of which nothing can be settled is no line: the reason is the fault. */
static bool any_settled(const ScheduleSearch *search, Fault *fault) {
  for (size_t i = 0; i < search->line_count; i++) {
    const Bends *line = &search->lines[i];
    size_t good = 0;
    while (good < line->count && line->points[good].failed)
      good++;
    if (good < line->count) continue;
    *fault = search->failing;
    return false;
  }
  return true;
}

bool schedule_look(ScheduleSearch *search, const Schedule *schedule, Fault *fault) {
  for (size_t i = 0; i < search->line_count; i++)
    want_first(search, &search->lines[i], schedule);
  if (!schedule_settle(search, fault) || !any_settled(search, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_look(&search->lines[i]);
  for (bool again = true; again;) {
    if (!halve_all(search, fault)) return false;
    again = false;
    for (size_t i = 0; i < search->line_count; i++)
      again = !bends_cut(&search->lines[i]) || again;
  }
  if (!schedule_settle(search, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_fit(&search->lines[i]);
  return true;
}
