/* Solving: the value of one parameter that meets a goal with the smallest move from today's value, or the
 * most generous one that stays within a budget. A net of probes brackets it, halving goes down to the
 * smallest step; the steps beside the answer are settled too. Between the probes nothing is known: where
 * they run up and down, that is said. */
#ifndef GUIZE_JOB_SOLVE_H
#define GUIZE_JOB_SOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/search.h"

/* What may be spent: by one layer (its number), or by all that reimburse (-1). */
typedef struct Budget {
  int layer;
  int64_t amount;
} Budget;

typedef enum Verdict { VERDICT_FOUND, VERDICT_ALREADY, VERDICT_NONE, VERDICT_UNEVEN } Verdict;

/* A value that was settled. `fits`: the goal is met, or the budget kept. */
typedef struct Trial {
  int64_t value;
  SearchPoint point;
  bool fits;
} Trial;

/* `trials` by value; `answer`, `below`, `above` are among them (-1: there is none). UNEVEN: found, but what
 * was tried runs up and down, so that other values may do as well. */
typedef struct Solution {
  SearchParameter parameter;
  SearchRange range; /* its step is the smallest that is looked at */
  bool has_budget;
  Budget budget;
  Verdict verdict;
  Trial *trials;
  size_t count;
  int answer, below, above;
  int nearest; /* without an answer: the best figure, or the smallest spending; -1 with one */
} Solution;

/* Reads "[LAYER=]AMOUNT"; an amount with a sign is on top of what the baseline spends. E659. */
bool budget_read(Budget *budget, const Search *search, const char *text, Fault *fault);

/* What a point spends of a budget's money. */
int64_t budget_spent(const Budget *budget, const StudyTotals *totals);

/* Solves for the parameter of `word` (NAME or NAME=FROM..TO): for the search's first goal, or for the
 * budget if there is one. Freed by solution_free, also after a fault. */
bool solve_find(Solution *solution, Search *search, const char *word, const Budget *budget,
                Fault *fault);
void solution_free(Solution *solution);

#endif
