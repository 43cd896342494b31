/* Goals: a target of the rules in one place, with the threshold it is held against. The place is the county
 * that was asked for, or all counties of the cases together. */
#ifndef GUIZE_JOB_SEARCH_GOAL_H
#define GUIZE_JOB_SEARCH_GOAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "eval/model.h"
#include "job/study.h"

enum { SEARCH_MOST_GOALS = 8 };

/* `county`: code of the place, "" where no single place holds all the cases. */
typedef struct SearchGoal {
  char target[64], title[160], county[16], county_name[64], unit[16];
  bool at_least;
  bool given; /* a threshold was typed, in place of that of the rules */
  double threshold;
} SearchGoal;

/* A goal's figure: part over whole. */
typedef struct SearchFigure {
  double part, whole, threshold;
  bool has_threshold, judged, met;
} SearchFigure;

/* Reads "TARGET" or "TARGET=VALUE" against what the baseline gave; `counties`: codes of those with cases. E655 when there is no such target, or
 * it has no figure over cases. */
bool search_goal_read(SearchGoal *goal, const char *text, const Model *model,
                      const json_t *counties, const StudyAnswer *answer, Fault *fault);

/* The goal's figure in an answer. */
void search_goal_figure(const SearchGoal *goal, const json_t *counties, const StudyAnswer *answer,
                        SearchFigure *figure);

/* Whether a is better than b for the goal: 1, 0 when equal, -1 when worse; exactly. */
int search_goal_compare(const SearchGoal *goal, const SearchFigure *a, const SearchFigure *b);

/* Part over whole; 0 where there is no whole. */
double search_figure_share(const SearchFigure *figure);

#endif
