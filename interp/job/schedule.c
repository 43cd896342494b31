/* Asking for bills until the lines are known, and putting them side by side. */
#include "job/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/bends.h"

enum { ASK_SECONDS = 60, BILLS_AT_ONCE = 12000, IRREGULAR_BILLS = 97, MOST_ROUNDS = 400 };

/* One side while it is looked at: a line an identity. */
typedef struct Search {
  Session *session;
  const ScheduleAsk *ask;
  json_t *scenario, *opening;
  int32_t day;
  bool has_day;
  size_t line_count;
  Bends *lines;
  int order[MODEL_MOST_LAYERS];
  size_t order_count;
  Fault failing; /* why a bill could not be settled */
} Search;

/* --- asking ------------------------------------------------------------------------------------ */

static json_t *request_of(const Search *search, const char *step) {
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

static json_t *ask_worker(const Search *search, json_t *request, Fault *fault) {
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

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

/* Why a bill failed, as the worker tells it. */
static void take_reason(Search *search, const json_t *reason) {
  if (!reason || *search->failing.code) return;
  Fault *fault = &search->failing;
  fault_set(fault, EXIT_RULES, text_of(reason, "code"), "%s", text_of(reason, "message"));
  if (*text_of(reason, "hint")) fault_hint(fault, "%s", text_of(reason, "hint"));
  if (*text_of(reason, "file"))
    fault_place(
        fault, text_of(reason, "file"), (int)json_integer_value(json_object_get(reason, "line")),
        (int)json_integer_value(json_object_get(reason, "column")),
        (int)json_integer_value(json_object_get(reason, "width")), text_of(reason, "source"));
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

static bool take_line(Search *search, size_t number, size_t first, const json_t *answer,
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
static bool settle_some(Search *search, size_t first, size_t past, Fault *fault) {
  json_t *bills = json_array();
  for (size_t i = 0; i < search->line_count; i++)
    json_array_append_new(bills, bills_of(&search->lines[i], first, past));
  json_t *request = request_of(search, "settle");
  if (request) json_object_set(request, "bills", bills);
  json_decref(bills);
  json_t *answer = ask_worker(search, request, fault);
  if (!answer) return false;
  take_reason(search, json_object_get(answer, "fault"));
  bool ok = true;
  for (size_t i = 0; ok && i < search->line_count; i++)
    ok = take_line(search, i, first, answer, fault);
  json_decref(answer);
  return ok;
}

static bool settle(Search *search, Fault *fault) {
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

static bool read_order(Search *search, Fault *fault) {
  size_t i, layers = search->session->model.layer_count;
  json_t *one;
  json_array_foreach(json_object_get(search->opening, "order"), i, one) {
    json_int_t column = json_integer_value(one);
    if (i >= MODEL_MOST_LAYERS || column < 0 || (size_t)column >= layers) return cannot_be(fault);
    search->order[search->order_count++] = (int)column;
  }
  return true;
}

static bool search_begin(Search *search, Fault *fault) {
  search->opening = ask_worker(search, request_of(search, "open"), fault);
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

static void search_end(Search *search) {
  for (size_t i = 0; i < search->line_count; i++)
    bends_free(&search->lines[i]);
  free(search->lines);
}

/* --- looking ----------------------------------------------------------------------------------- */

/* The steps, bills that lie at no round amount, and every amount of the rules with a fen more or less. */
static void want_first(const Search *search, Bends *line, const Schedule *schedule) {
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

static bool halve_all(Search *search, Fault *fault) {
  for (int round = 0; round < MOST_ROUNDS; round++) {
    bool more = false;
    for (size_t i = 0; i < search->line_count; i++)
      more = bends_halve(&search->lines[i]) || more;
    if (!more) return true;
    if (!settle(search, fault)) return false;
    for (size_t i = 0; i < search->line_count; i++)
      bends_judge(&search->lines[i]);
  }
  return true;
}

/* A line of which nothing can be settled is no line: the reason is the fault. */
static bool any_settled(const Search *search, Fault *fault) {
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

static bool search_lines(Search *search, const Schedule *schedule, Fault *fault) {
  for (size_t i = 0; i < search->line_count; i++)
    want_first(search, &search->lines[i], schedule);
  if (!settle(search, fault) || !any_settled(search, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_look(&search->lines[i]);
  if (!halve_all(search, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_cut(&search->lines[i]);
  if (!settle(search, fault)) return false;
  for (size_t i = 0; i < search->line_count; i++)
    bends_fit(&search->lines[i]);
  return true;
}

/* --- side by side ------------------------------------------------------------------------------ */

static int by_fen(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return left < right ? -1 : left > right;
}

static bool on_step(const Schedule *schedule, int64_t bill) {
  return bill % schedule->step_fen == 0 || bill == schedule->upto_fen;
}

/* Every step, and where any line of any side bends or leaps. */
static void gather_bills(Schedule *schedule, const Search *searches) {
  size_t count = (size_t)(schedule->upto_fen / schedule->step_fen) + 2;
  for (size_t s = 0; s < schedule->side_count; s++)
    for (size_t i = 0; i < searches[s].line_count; i++)
      count += 2 * (searches[s].lines[i].piece_count + searches[s].lines[i].leap_count);
  int64_t *bills = memory_new(count * sizeof *bills);
  size_t n = 0;
  for (int64_t bill = 0; bill < schedule->upto_fen; bill += schedule->step_fen)
    bills[n++] = bill;
  bills[n++] = schedule->upto_fen;
  for (size_t s = 0; s < schedule->side_count; s++)
    for (size_t i = 0; i < searches[s].line_count; i++) {
      const Bends *line = &searches[s].lines[i];
      for (size_t k = 0; k < line->piece_count; k++) {
        bills[n++] = line->pieces[k].from;
        bills[n++] = line->pieces[k].to;
      }
      for (size_t k = 0; k < line->leap_count; k++) {
        bills[n++] = line->leaps[k].bill - 1;
        bills[n++] = line->leaps[k].bill;
      }
    }
  qsort(bills, n, sizeof *bills, by_fen);
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (!kept || bills[kept - 1] != bills[i]) bills[kept++] = bills[i];
  schedule->bills = bills;
  schedule->bill_count = kept;
  schedule->on_step = memory_new(kept * sizeof *schedule->on_step);
  for (size_t i = 0; i < kept; i++)
    schedule->on_step[i] = on_step(schedule, bills[i]);
}

static void fill_amounts(const Schedule *schedule, const Bends *bends, ScheduleLine *line) {
  size_t layers = schedule->layer_count;
  line->self_pay = memory_new(schedule->bill_count * sizeof *line->self_pay);
  line->layers = memory_new(schedule->bill_count * (layers + 1) * sizeof *line->layers);
  for (size_t i = 0; i < schedule->bill_count; i++) {
    const BendPoint *point = bends_find(bends, schedule->bills[i]);
    bool good = point && !point->failed;
    line->self_pay[i] = good ? point->paid[layers] : -1;
    for (size_t k = 0; k < layers; k++)
      line->layers[i * layers + k] = good ? point->paid[k] : 0;
  }
}

/* The parameter at which a layer stands on a bill, or on one a fen smaller. */
static json_t *cause_of(const Search *search, size_t number, int layer, int64_t bill,
                        Fault *fault) {
  if (layer < 0) return json_object();
  json_t *request = request_of(search, "cause");
  if (request) {
    json_object_set_new(request, "identity", json_integer((json_int_t)number));
    json_object_set_new(request, "layer", json_integer(layer));
    json_object_set_new(request, "bills",
                        json_pack("[I,I]", (json_int_t)bill, (json_int_t)bill - 1));
  }
  return ask_worker(search, request, fault);
}

static bool fill_line(const Schedule *schedule, const Search *search, size_t number,
                      ScheduleLine *line, Fault *fault) {
  const Bends *bends = &search->lines[number];
  const json_t *identity = json_array_get(json_object_get(search->opening, "identities"), number);
  line->identity = text_of(identity, "name");
  line->title = text_of(identity, "title");
  line->chinese = text_of(identity, "chinese");
  line->rounding_fen = bends->dust > BENDS_CLIFF_FEN ? bends->dust : BENDS_CLIFF_FEN;
  fill_amounts(schedule, bends, line);
  line->pieces = memory_new((bends->piece_count + 1) * sizeof *line->pieces);
  line->cliffs = memory_new((bends->leap_count + 1) * sizeof *line->cliffs);
  for (size_t i = 0; i < bends->piece_count; i++) {
    const BendPiece *piece = &bends->pieces[i];
    json_t *cause = cause_of(search, number, piece->column, piece->from, fault);
    if (!cause) return false;
    line->pieces[line->piece_count++] =
        (SchedulePiece){piece->from, piece->to, piece->share, piece->column, cause};
  }
  for (size_t i = 0; i < bends->leap_count; i++) {
    const BendLeap *leap = &bends->leaps[i];
    json_t *cause = cause_of(search, number, leap->column, leap->bill, fault);
    if (!cause) return false;
    line->cliffs[line->cliff_count++] =
        (ScheduleCliff){leap->bill, leap->before, leap->after, leap->column, cause};
  }
  return true;
}

/* Lines are straight between the bills of the schedule, so the largest difference is on one of them. */
static void find_gaps(const Schedule *schedule, ScheduleSide *side) {
  const ScheduleLine *none = &side->lines[0];
  if (strcmp(none->identity, "none") != 0) return;
  for (size_t n = 1; n < schedule->line_count; n++) {
    ScheduleLine *line = &side->lines[n];
    for (size_t i = 0; i < schedule->bill_count; i++) {
      int64_t gap = none->self_pay[i] - line->self_pay[i];
      if (none->self_pay[i] < 0 || line->self_pay[i] < 0) continue;
      if (line->has_gap && llabs(gap) <= llabs(line->gap)) continue;
      line->has_gap = true;
      line->gap = gap;
      line->gap_bill = schedule->bills[i];
    }
  }
}

static bool fill_side(Schedule *schedule, Search *search, ScheduleSide *side, Fault *fault) {
  for (size_t i = 0; i < search->line_count; i++)
    for (size_t k = 0; k < schedule->bill_count; k++)
      bends_want(&search->lines[i], schedule->bills[k]);
  if (!settle(search, fault)) return false;
  side->lines = memory_new(search->line_count * sizeof *side->lines);
  schedule->line_count = search->line_count;
  side->fault = search->failing;
  for (size_t i = 0; i < search->line_count; i++)
    if (!fill_line(schedule, search, i, &side->lines[i], fault)) return false;
  find_gaps(schedule, side);
  return true;
}

/* --- the whole --------------------------------------------------------------------------------- */

/* A round step (1, 2 or 5 of a power of ten, of yuan) that makes about twenty. */
static int64_t usual_step(int64_t upto) {
  static const int rounds[] = {1, 2, 5};
  for (int64_t power = 100;; power *= 10)
    for (int i = 0; i < 3; i++)
      if (upto / (power * rounds[i]) <= 20) return power * rounds[i];
}

static bool take_bounds(const ScheduleAsk *ask, Schedule *schedule, Fault *fault) {
  schedule->upto_fen = ask->upto_fen ? ask->upto_fen : SCHEDULE_UPTO_FEN;
  schedule->step_fen = ask->step_fen ? ask->step_fen : usual_step(schedule->upto_fen);
  if (schedule->upto_fen < 1 || schedule->upto_fen > SCHEDULE_MOST_FEN)
    return fault_set(fault, EXIT_USAGE, "E672", "bills grow to at most %lld yuan",
                     (long long)(SCHEDULE_MOST_FEN / 100));
  if (schedule->step_fen < 1 || schedule->step_fen >= schedule->upto_fen) {
    fault_set(fault, EXIT_USAGE, "E672", "the step must be above 0 and less than the bound");
    fault_hint(fault, "such as --upto 200000元 --step 1000元");
    return false;
  }
  if (schedule->upto_fen / schedule->step_fen <= SCHEDULE_MOST_BILLS) return true;
  fault_set(fault, EXIT_USAGE, "E672", "that is %lld steps, at most %d are made",
            (long long)(schedule->upto_fen / schedule->step_fen), SCHEDULE_MOST_BILLS);
  fault_hint(fault,
             "bends and cliffs between the steps are found anyway: a step of %lld yuan will do",
             (long long)(usual_step(schedule->upto_fen) / 100));
  return false;
}

static bool run_sides(Search *searches, Schedule *schedule, Fault *fault) {
  for (size_t s = 0; s < schedule->side_count; s++) {
    if (s) searches[s].has_day = true, searches[s].day = searches[0].day;
    bool ok = search_begin(&searches[s], fault);
    schedule->sides[s].opening = searches[s].opening;
    if (!ok || !search_lines(&searches[s], schedule, fault)) return false;
  }
  gather_bills(schedule, searches);
  for (size_t s = 0; s < schedule->side_count; s++)
    if (!fill_side(schedule, &searches[s], &schedule->sides[s], fault)) return false;
  snprintf(schedule->day, sizeof schedule->day, "%s", text_of(searches[0].opening, "day_text"));
  return true;
}

bool schedule_run(Session *session, const ScheduleAsk *ask, Schedule *schedule, Fault *fault) {
  *schedule = (Schedule){.layer_count = session->model.layer_count};
  if (!take_bounds(ask, schedule, fault)) return false;
  const ModelJurisdiction *county = model_jurisdiction(&session->model, ask->county);
  if (!county) {
    fault_set(fault, EXIT_USAGE, "E252", "there are no rules for the county %s", ask->county);
    fault_hint(fault, "give the code of a jurisdiction that has a file");
    return false;
  }
  snprintf(schedule->county, sizeof schedule->county, "%s", county->code);
  schedule->county_name = county->name;
  schedule->side_count = json_array_size(ask->scenario) ? 2 : 1;
  Search searches[2] = {{.session = session, .ask = ask, .day = ask->day, .has_day = ask->has_day},
                        {.session = session, .ask = ask}};
  if (schedule->side_count == 2) searches[1].scenario = ask->scenario;
  bool ok = run_sides(searches, schedule, fault);
  for (size_t s = 0; s < schedule->side_count; s++)
    search_end(&searches[s]);
  return ok;
}

static void free_line(ScheduleLine *line) {
  free(line->self_pay);
  free(line->layers);
  for (size_t i = 0; i < line->piece_count; i++)
    json_decref(line->pieces[i].cause);
  free(line->pieces);
  for (size_t i = 0; i < line->cliff_count; i++)
    json_decref(line->cliffs[i].cause);
  free(line->cliffs);
}

void schedule_free(Schedule *schedule) {
  for (size_t s = 0; s < schedule->side_count; s++) {
    for (size_t i = 0; schedule->sides[s].lines && i < schedule->line_count; i++)
      free_line(&schedule->sides[s].lines[i]);
    free(schedule->sides[s].lines);
    json_decref(schedule->sides[s].opening);
  }
  free(schedule->bills);
  free(schedule->on_step);
  *schedule = (Schedule){0};
}
