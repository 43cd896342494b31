/* Targets in a report: every place at a glance, what moves, bars with thresholds. */
#ifndef GUIZE_JOB_REPORT_TARGETS_H
#define GUIZE_JOB_REPORT_TARGETS_H

#include "job/report_reading.h"

/* Targets before and after, in the order of the later list; without an earlier side both are the same.
 * Those without a threshold are left out. `moved`: figure or verdict differ. */
typedef struct TargetPair {
  ReadingTarget before, after;
  bool moved;
} TargetPair;

typedef struct TargetPairs {
  TargetPair *list;
  size_t count, moved, newly_met, newly_missed, missed, judged;
} TargetPairs;

/* Pairs the lists of two sides; `before` may be NULL. */
TargetPairs targets_pair(Reading *r, const json_t *before, const json_t *after);

/* Adds the figures of all places at a glance: a row a target, a column a place. */
void targets_overview(Reading *r, const TargetPairs *pairs, const char *title);

/* Adds what moved: bars for each target, and the table under them; a sentence when nothing did. */
void targets_moves(Reading *r, const TargetPairs *pairs, const char *title);

/* Adds what is missed of a run: bars and a table. */
void targets_missed(Reading *r, const TargetPairs *pairs, const char *title);

/* "住院实际报销比例（马关县、富宁县）" for the pairs that change their verdict to `met`, at most a few; "" for none. */
const char *targets_changed(Reading *r, const TargetPairs *pairs, bool met);

#endif
