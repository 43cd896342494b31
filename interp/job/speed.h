/* How fast the rules run over a snapshot, without storing anything. */
#ifndef GUIZE_JOB_SPEED_H
#define GUIZE_JOB_SPEED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/settle.h"

enum { SPEED_MOST_ROUNDS = 128 };

/* Seconds of each round, the first with the compiling in it; sums over the cases of the year, in fen,
 * to be held against another program's. */
typedef struct SpeedResult {
  int64_t cases;
  double reading, rounds[SPEED_MOST_ROUNDS];
  int64_t bytes_per_case;
  size_t layer_count;
  char layers[MODEL_MOST_LAYERS][64];
  int64_t paid[MODEL_MOST_LAYERS], self_pay;
  int64_t winners, losers; /* cases, of variants with `changes` */
} SpeedResult;

/* Variants to go through: `scenarios` lists one scenario each ({ path, text }). `targets`: their figures too;
 * `changes`: count the cases that pay less and more than by the rules alone. */
typedef struct SpeedVariants {
  json_t *scenarios;
  bool targets, changes;
} SpeedVariants;

/* Evaluates every case `rounds` times with options->jobs workers. `aggregate`: targets and flags too;
 * `marking`: note assumed values. */
bool speed_measure(const SettleOptions *options, int rounds, bool aggregate, bool marking,
                   SpeedResult *result, Fault *fault);

/* The same through a study (job/study.h), as what-if, sweep and solve do it: the first round settles by the
 * rules alone, each round behind it by the next of the variants, in a circle; the sample without the
 * compiler is counted in. Sums are those of the last round. */
bool speed_variants(const SettleOptions *options, const SpeedVariants *variants, int rounds,
                    SpeedResult *result, Fault *fault);

#endif
