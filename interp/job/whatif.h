/* What if the rules were others: the same cases settled by the rules as they are and by scenarios laid
 * over them, and what that does to money, people and targets. Nothing is stored. Groups are formed on the
 * cases themselves, so that both sides count the same people. */
#ifndef GUIZE_JOB_WHATIF_H
#define GUIZE_JOB_WHATIF_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "eval/model.h"
#include "eval/sums.h"
#include "job/settle.h"

enum { WHATIF_MOST_SIDES = 9, WHATIF_LARGEST = 10, WHATIF_MOST_GROUPS = 512 };

/* By what cases are grouped; the words of --by are in whatif_groupings. */
typedef enum WhatifBy {
  WHATIF_COUNTY,
  WHATIF_LEVEL,
  WHATIF_IDENTITY,
  WHATIF_KIND,
  WHATIF_PLACE,
  WHATIF_REFERRAL,
  WHATIF_SEX,
  WHATIF_AGE,
  WHATIF_MONTH,
  WHATIF_HOSPITAL,
} WhatifBy;

/* The words, NULL behind the last. */
extern const char *const whatif_groupings[];

/* A side: a name, and a list of { path, text } over the rules (NULL: the rules as they are). */
typedef struct WhatifSide {
  const char *name;
  json_t *scenario;
} WhatifSide;

/* The first side is the baseline. `settle`: database, rules, year, counties, workers, progress. */
typedef struct WhatifOptions {
  SettleOptions settle;
  WhatifSide sides[WHATIF_MOST_SIDES];
  int side_count;
  WhatifBy by;
} WhatifOptions;

/* Sums in fen over settled cases; `failed`: cases that a rule failed on. */
typedef struct WhatifTotals {
  int64_t cases, failed, total, self_pay, reimbursed, paid[MODEL_MOST_LAYERS];
} WhatifTotals;

/* How self-pay changed against the baseline. A winner pays less. */
typedef struct WhatifChange {
  int64_t winners, losers, same;    /* cases */
  int64_t winning, losing, staying; /* persons, over their year */
  int64_t gain_fen, loss_fen;       /* both not below 0 */
} WhatifChange;

/* A group of cases, on one side. */
typedef struct WhatifGroup {
  char name[96];
  WhatifTotals totals;
  WhatifChange change;
} WhatifGroup;

/* A case whose self-pay changed much. */
typedef struct WhatifCase {
  int64_t id, before_fen, after_fen;
} WhatifCase;

/* A target in a place, on one side. */
typedef struct WhatifTarget {
  char target[64], title[160], county[16], county_name[64], unit[16];
  double part, whole, threshold;
  bool has_threshold, at_least, met;
} WhatifTarget;

typedef struct WhatifOutcome {
  WhatifTotals totals;
  WhatifChange change; /* zeros on the baseline */
  WhatifGroup *groups; /* in the same order on every side */
  size_t group_count;
  WhatifTarget *targets;
  size_t target_count;
  WhatifCase largest[WHATIF_LARGEST]; /* largest change first */
  size_t largest_count;
} WhatifOutcome;

typedef struct WhatifResult {
  size_t layer_count;
  char layers[MODEL_MOST_LAYERS][96], layer_names[MODEL_MOST_LAYERS][64];
  WhatifOutcome sides[WHATIF_MOST_SIDES];
  int side_count;
  double seconds_reading, seconds_evaluating;
} WhatifResult;

/* Settles the year on every side and compares. The caller frees the result, also after a fault. */
bool whatif_run(const WhatifOptions *options, WhatifResult *result, Fault *fault);
void whatif_free(WhatifResult *result);

#endif
