/* For the files of a study alone: what it holds, and one variant on its way through it. */
#ifndef GUIZE_JOB_STUDY_INSIDE_H
#define GUIZE_JOB_STUDY_INSIDE_H

#include "eval/sampler.h"
#include "eval/sums.h"
#include "job/study.h"
#include "job/study_parts.h"

/* A set of rules and its workers; `map`: the study's layer of each of its layers; `own_layers`: that has the same
 * number everywhere. */
typedef struct Rules {
  char *folder; /* NULL: the study's own */
  Session session;
  Pool *pool;
  Sampler *sampler;
  size_t map[MODEL_MOST_LAYERS];
  bool own_layers;
} Rules;

struct Study {
  SettleOptions options;
  Rules rules[STUDY_MOST_RULES];
  int rules_count;
  Store *store;
  Snapshot snapshot;
  ModelLayer layers[MODEL_MOST_LAYERS];
  size_t layer_count;
  int32_t persons;
  double seconds_reading;
  StudyParts parts;
  uint8_t *failed, *left_out; /* a byte a row */
  int64_t failed_count, left_out_count;
  json_t *base; /* the scenario of the base, NULL while there is none */
  StudyTotals *base_totals;
  Sums base_sums;
  bool base_targets;                 /* those sums are there, of all targets */
  json_t *wanted;                    /* names of the targets to work out; NULL: all */
  int64_t runs, expected, told_from; /* variants so far; announced; at the announcement */
};

/* One variant on its way. */
typedef struct Way {
  Study *study;
  Rules *rules;
  const StudyRows *rows;
  bool targets;
  StudyAnswer *answer;
  StudyTotals *counties; /* a county each, from 1 */
  Sums sums;
  int64_t seen_failed;
} Way;

/* study_rules.c: the rules of a folder (NULL: the study's own), opened when first asked for; and their workers,
 * started when first needed. */
Rules *study_rules(Study *study, const char *folder, Fault *fault);
bool study_start_workers(Study *study, Rules *rules, Fault *fault);
void study_drop_workers(Rules *rules);

/* study_base.c: what lies over the base in a variant of the same rules, as a new list; NULL when it is no
 * variant of the base, or nothing is known. */
json_t *study_over_base(const Study *study, const Variant *variant);

/* Keeps the sums of the first variant; takes those of counties that are not touched from them; forgets them. */
void study_keep_base(Way *way, const Variant *variant);
void study_take_from_base(Way *way, const uint8_t *touched);
void study_forget_base(Study *study);

#endif
