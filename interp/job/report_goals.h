/* What a search looks for: goals of the document, their figures at a point, their limit on a chart. */
#ifndef GUIZE_JOB_REPORT_GOALS_H
#define GUIZE_JOB_REPORT_GOALS_H

#include "job/report_reading.h"

typedef struct Goals {
  const json_t *list;
  ReadingTarget goals[READING_MOST_GOALS];
  int count;
} Goals;

/* The goals of a list, at most READING_MOST_GOALS of them. */
Goals goals_read(Reading *r, const json_t *list);

/* Goal g with the figure that a point has of it; `figures` is parallel to the goals. */
ReadingTarget goals_figure(Reading *r, const Goals *goals, int g, const json_t *figures);

/* The title of a goal with its place. */
const char *goals_title(Reading *r, const ReadingTarget *goal);

/* Draws the threshold of a goal, if it has one, on a chart of it. */
void goals_limit(Reading *r, ReportChart *chart, const ReadingTarget *goal);

/* What is reimbursed by the rules in force, in fen. */
int64_t goals_baseline(Reading *r);

/* Whether changes lie under the question, so that what is compared with are not the rules in force; and a
 * paragraph that names them, if there are any. */
bool goals_over(Reading *r);
void goals_say_under(Reading *r);

/* "比现行增加 3 万元", behind what it is that is compared with. */
const char *goals_moved(Reading *r, int64_t fen);

#endif
