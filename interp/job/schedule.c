/* The lines of all identities and sides, put side by side. */
#include "job/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/schedule_search.h"

/* --- side by side ------------------------------------------------------------------------------ */

static int by_fen(const void *a, const void *b) {
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return left < right ? -1 : left > right;
}

static bool on_step(const Schedule *schedule, int64_t bill) {
  return bill % schedule->step_fen == 0 || bill == schedule->upto_fen;
}

/* Every step, and where any line of any side bends or leaps. */
static void gather_bills(Schedule *schedule, const ScheduleSearch *searches) {
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
static json_t *cause_of(const ScheduleSearch *search, size_t number, int layer, int64_t bill,
                        Fault *fault) {
  if (layer < 0) return json_object();
  json_t *request = schedule_request(search, "cause");
  if (request) {
    json_object_set_new(request, "identity", json_integer((json_int_t)number));
    json_object_set_new(request, "layer", json_integer(layer));
    json_object_set_new(request, "bills",
                        json_pack("[I,I]", (json_int_t)bill, (json_int_t)bill - 1));
  }
  return schedule_ask(search, request, fault);
}

static bool fill_line(const Schedule *schedule, const ScheduleSearch *search, size_t number,
                      ScheduleLine *line, Fault *fault) {
  const Bends *bends = &search->lines[number];
  const json_t *identity = json_array_get(json_object_get(search->opening, "identities"), number);
  line->identity = schedule_text_of(identity, "name");
  line->title = schedule_text_of(identity, "title");
  line->chinese = schedule_text_of(identity, "chinese");
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

static bool fill_side(Schedule *schedule, ScheduleSearch *search, ScheduleSide *side,
                      Fault *fault) {
  for (size_t i = 0; i < search->line_count; i++)
    for (size_t k = 0; k < schedule->bill_count; k++)
      bends_want(&search->lines[i], schedule->bills[k]);
  if (!schedule_settle(search, fault)) return false;
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

static bool run_sides(ScheduleSearch *searches, Schedule *schedule, Fault *fault) {
  for (size_t s = 0; s < schedule->side_count; s++) {
    if (s) searches[s].has_day = true, searches[s].day = searches[0].day;
    bool ok = schedule_open(&searches[s], fault);
    schedule->sides[s].opening = searches[s].opening;
    if (!ok || !schedule_look(&searches[s], schedule, fault)) return false;
  }
  gather_bills(schedule, searches);
  for (size_t s = 0; s < schedule->side_count; s++)
    if (!fill_side(schedule, &searches[s], &schedule->sides[s], fault)) return false;
  schedule->day_found = !searches[0].ask->has_day;
  snprintf(schedule->day, sizeof schedule->day, "%s",
           schedule_text_of(searches[0].opening, "day_text"));
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
  ScheduleSearch searches[2] = {
      {.session = session, .ask = ask, .day = ask->day, .has_day = ask->has_day},
      {.session = session, .ask = ask}};
  if (schedule->side_count == 2) searches[1].scenario = ask->scenario;
  bool ok = run_sides(searches, schedule, fault);
  for (size_t s = 0; s < schedule->side_count; s++)
    schedule_close(&searches[s]);
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
