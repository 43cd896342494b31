/* Looking for values over a whole case base: what sweep, solve, levers and frontier share. A point is the
 * year settled with some parameters at some values, against the same rules without them. What a rule fails
 * on in a point or in the baseline is left out of the money of both. A newcomer forgets that figures of
 * targets are added up by the workers, and so cover all cases of their own side. */
#ifndef GUIZE_JOB_SEARCH_H
#define GUIZE_JOB_SEARCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "job/search_goal.h"
#include "job/search_parameter.h"
#include "job/study.h"

enum { SEARCH_MOST_POINTS = 2000 };

/* Where and for what to look. `under`: scenarios that lie under everything (NULL: none). `places`: codes at
 * which values are set (none: everywhere). `goals`: as typed, TARGET or TARGET=VALUE. All of it belongs to
 * the caller and must outlive the search. */
typedef struct SearchOptions {
  int year;
  json_t *under;
  const char *const *places;
  int place_count;
  const char *const *goals;
  int goal_count;
} SearchOptions;

/* One point. `totals` and `before` (the baseline) are sums over the cases that are settled on both sides;
 * `totals.failed` counts those left out. */
typedef struct SearchPoint {
  StudyTotals totals, before;
  SearchFigure figures[SEARCH_MOST_GOALS];
} SearchPoint;

typedef struct Search {
  Study *study;
  SearchOptions options;
  SearchGoal goals[SEARCH_MOST_GOALS];
  int goal_count;
  json_t *counties; /* codes of those with cases */
  SearchPoint baseline;
  StudyReason reasons[STUDY_MOST_REASONS]; /* why cases failed at any point, each text once */
  size_t reason_count;
  StudyReason before[STUDY_MOST_REASONS]; /* why cases fail in the baseline */
  size_t before_count;
  StudyReason
      last; /* why most cases failed at the last point, of what fails there alone; no text: none did */
  int64_t *rows; /* amounts of every row of the baseline, once a case has failed */
} Search;

/* Settles the baseline and reads the goals. E655 for a goal that is not there; faults of the study. The
 * search is closed by search_close, also after a fault. */
bool search_open(Search *search, Study *study, const SearchOptions *options, Fault *fault);
void search_close(Search *search);

/* True if every goal has a threshold where it is looked at; else E656. */
bool search_need_thresholds(const Search *search, Fault *fault);

/* Settles the year with a scenario's text over the rules and what lies under. */
bool search_try(Search *search, const char *text, SearchPoint *point, Fault *fault);

/* The same with parameters at values. */
bool search_try_values(Search *search, const SearchParameter *const *parameters,
                       const int64_t *values, int count, SearchPoint *point, Fault *fault);

/* What reimbursing layers pay more than in the baseline, in fen. */
int64_t search_cost(const SearchPoint *point);

/* Where values are set, for people: the name of the place, or of all of them. "" is everywhere. */
void search_places(const Search *search, Buffer *paths, Buffer *names);

#endif
