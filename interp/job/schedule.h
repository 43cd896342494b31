/* What a patient of each identity pays as one bill grows: settled bill by bill by the rules of a place, by
 * a worker, with invented first cases of somebody who is alone in the household; no database. Where the
 * lines bend and leap is found to the fen (bends.h). The session is open already and stays open, so that
 * the prompt can ask for the rules that it has. */
#ifndef GUIZE_JOB_SCHEDULE_H
#define GUIZE_JOB_SCHEDULE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "eval/session.h"

enum {
  SCHEDULE_MOST_BILLS = 2000, /* of the steps */
  SCHEDULE_UPTO_FEN = 20000000,
};
#define SCHEDULE_MOST_FEN INT64_C(10000000000)

/* What is asked. `day` is given where has_day, else the day on which the rules change last. `fields`:
 * FIELD=VALUE of the case ("identity=…" chooses whom it is settled for; else everybody). 0 for upto_fen
 * and step_fen: SCHEDULE_UPTO_FEN, about twenty steps. `scenario`: [{ path, text }] laid over the rules of
 * the session, or NULL; the lines without it are made too. All belongs to the caller. */
typedef struct ScheduleAsk {
  const char *county;
  int32_t day;
  bool has_day;
  const char *const *fields;
  size_t field_count;
  int64_t upto_fen, step_fen;
  json_t *scenario;
} ScheduleAsk;

/* A stretch of bills over which a further yuan costs the patient `share` of it. `layer`: its number in
 * the model, -1 for none: the one that changes where the stretch begins. `cause`: { name, title, value,
 * place } of the parameter at which that layer stands there, or { }. */
typedef struct SchedulePiece {
  int64_t from, to;
  double share;
  int layer;
  json_t *cause;
} SchedulePiece;

/* A fen more on the bill (then `bill`), and the patient pays `after` in place of `before`. */
typedef struct ScheduleCliff {
  int64_t bill, before, after;
  int layer;
  json_t *cause;
} ScheduleCliff;

/* What an identity pays: self_pay[i] and layers[i * layer_count + layer] for bills[i] of the schedule; -1
 * where a bill cannot be settled. gap: what `none` pays more on a bill of gap_bill, where that is most;
 * without has_gap there is nobody to compare with. `rounding_fen`: steps up to this are rounding. */
typedef struct ScheduleLine {
  const char *identity, *title, *chinese; /* `chinese`: the short name rules use */
  int64_t *self_pay, *layers;
  SchedulePiece *pieces;
  size_t piece_count;
  ScheduleCliff *cliffs;
  size_t cliff_count;
  bool has_gap;
  int64_t gap, gap_bill, rounding_fen;
} ScheduleLine;

/* The lines of all identities on one side: without or with the scenario. */
typedef struct ScheduleSide {
  ScheduleLine *lines; /* line_count of the schedule */
  Fault fault;         /* of the first bill that cannot be settled; *code is 0 when all can */
  json_t *opening;     /* of stdlib/schedule.lua */
} ScheduleSide;

/* `bills`: every step, and every bill at which a line bends or leaps, in order; on_step tells which is
 * which. `sides`: one, or two (before, after). Texts live until schedule_free. */
typedef struct Schedule {
  char county[16], day[16];
  bool day_found; /* nobody asked for this day: the rules change last on it */
  const char *county_name;
  int64_t upto_fen, step_fen;
  int64_t *bills;
  bool *on_step;
  size_t bill_count, line_count, layer_count;
  ScheduleSide sides[2];
  size_t side_count;
} Schedule;

/* Makes a schedule. Faults: E252 no such county, E670 a field or value that a case does not have, E672 a
 * step or bound that leads nowhere, E673 an identity whose every bill fails. Free it also after a fault. */
bool schedule_run(Session *session, const ScheduleAsk *ask, Schedule *schedule, Fault *fault);
void schedule_free(Schedule *schedule);

/* The document guize.schedule.v1; the caller owns it. With two sides it is about the second, and has
 * `before` for the first. */
json_t *schedule_document(const Schedule *schedule, const Session *session);

#endif
