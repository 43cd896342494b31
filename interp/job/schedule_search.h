/* One side of a schedule while it is looked at: asking the worker for bills until the lines are known. What
 * becomes of them stands in schedule.c. */
#ifndef GUIZE_JOB_SCHEDULE_SEARCH_H
#define GUIZE_JOB_SCHEDULE_SEARCH_H

#include "job/bends.h"
#include "job/schedule.h"

/* One side while it is looked at: a line an identity. */
typedef struct ScheduleSearch {
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
} ScheduleSearch;

/* A request about the case that is asked for; NULL when a field is not UTF-8, which schedule_ask tells. */
json_t *schedule_request(const ScheduleSearch *search, const char *step);

/* Asks the worker; takes over `request`. */
json_t *schedule_ask(const ScheduleSearch *search, json_t *request, Fault *fault);

/* Asks what the case is and whom it is settled for; search->opening is the caller's, also after a fault. */
bool schedule_open(ScheduleSearch *search, Fault *fault);

/* Finds out where the lines bend and leap. */
bool schedule_look(ScheduleSearch *search, const Schedule *schedule, Fault *fault);

/* Settles the bills that the lines want. */
bool schedule_settle(ScheduleSearch *search, Fault *fault);

/* Frees the lines. */
void schedule_close(ScheduleSearch *search);

/* A text of what the worker sent; "" when there is none. */
const char *schedule_text_of(const json_t *object, const char *key);

#endif
