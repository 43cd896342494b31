/* What if the rules were others: the same cases settled by the rules as they are and by scenarios laid
 * over them, and what that does to money, people and targets. Nothing is stored. Groups are formed on the
 * cases themselves, so that both sides count the same people; a case that fails on one side is left out
 * of all. */
#ifndef GUIZE_JOB_WHATIF_H
#define GUIZE_JOB_WHATIF_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/study.h"

enum { WHATIF_MOST_SIDES = 9, WHATIF_LARGEST = 10, WHATIF_BANDS = 11 };

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
  WHATIF_TIER,
} WhatifBy;

/* The words, NULL behind the last. */
extern const char *const whatif_groupings[];

/* A side: a name, and a list of { path, text } over the rules (NULL: the rules as they are), or over
 * those of another folder (NULL: the study's). */
typedef struct WhatifSide {
  const char *name, *folder;
  json_t *scenario;
} WhatifSide;

/* The first side is the baseline. `crossed`: groups are those of `by`, each divided by `across`. */
typedef struct WhatifOptions {
  WhatifSide sides[WHATIF_MOST_SIDES];
  int side_count;
  WhatifBy by, across;
  bool crossed;
} WhatifOptions;

/* How self-pay changed against the baseline. A winner pays less. */
typedef struct WhatifChange {
  int64_t winners, losers, same;    /* cases */
  int64_t winning, losing, staying; /* persons, over their year */
  int64_t gain_fen, loss_fen;       /* both not below 0 */
} WhatifChange;

/* A group of cases, on one side; `across` is "" unless groups are crossed. */
typedef struct WhatifGroup {
  const char *name, *across;
  StudyTotals totals;
  WhatifChange change;
} WhatifGroup;

/* Cases and persons whose self-pay changed by more than the bound that is nearer to 0 and at most the other
 * (±INT64_MAX: without bound), in fen. The one from 0 to 0 is of those for whom nothing changes. */
typedef struct WhatifBand {
  int64_t from, to, cases, persons, sum_fen;
} WhatifBand;

/* Where two sides part in a case: the first layer that pays another amount, and the first parameter read
 * there that has another value ("" where it is not known). */
typedef struct WhatifParting {
  char layer[64], layer_title[96], parameter[160], old[64], now[64];
} WhatifParting;

/* A case whose self-pay changed much. */
typedef struct WhatifCase {
  int64_t id, before_fen, after_fen;
  WhatifParting parting;
} WhatifCase;

typedef struct WhatifOutcome {
  StudyAnswer answer;
  WhatifChange change; /* zeros on the baseline, as the bands */
  WhatifBand bands[WHATIF_BANDS];
  WhatifGroup *groups;                /* in the same order on every side */
  WhatifCase largest[WHATIF_LARGEST]; /* largest change first */
  size_t largest_count;
  json_t *parameters, *definitions; /* what differs from the baseline (see scenario.lua), or NULL */
  json_t *
      overlaps; /* where a later scenario of the side stands over an earlier one (see changes.h), or NULL */
} WhatifOutcome;

/* Why cases are left out, and on which side they failed. */
typedef struct WhatifReason {
  StudyReason reason;
  int side;
} WhatifReason;

enum { WHATIF_MOST_REASONS = 16 };

typedef struct WhatifResult {
  WhatifOutcome sides[WHATIF_MOST_SIDES];
  int side_count;
  struct WhatifGroups *groups; /* owns the names */
  size_t group_count;
  int64_t left_out;
  WhatifReason reasons[WHATIF_MOST_REASONS];
  size_t reason_count;
  double seconds;
} WhatifResult;

/* Settles the year on every side and compares. The caller frees the result, also after a fault. */
bool whatif_run(Study *study, const WhatifOptions *options, WhatifResult *result, Fault *fault);
void whatif_free(WhatifResult *result);

/* Whether any side has cases in a group. */
bool whatif_group_used(const WhatifResult *result, size_t group);

/* The comparison as a document (guize.whatif.v1: see job/document.h); the caller owns it. */
json_t *whatif_document(Study *study, const WhatifOptions *options, const WhatifResult *result);

#endif
