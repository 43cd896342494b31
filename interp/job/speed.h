/* How fast the rules run over a snapshot, without storing anything. */
#ifndef GUIZE_JOB_SPEED_H
#define GUIZE_JOB_SPEED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/settle.h"

enum { SPEED_MOST_ROUNDS = 32 };

/* Seconds of each round, the first with the compiling in it; sums over the cases of the year, in fen,
 * to be held against another program's. */
typedef struct SpeedResult {
  int64_t cases;
  double reading, rounds[SPEED_MOST_ROUNDS];
  int64_t bytes_per_case;
  size_t layer_count;
  char layers[MODEL_MOST_LAYERS][64];
  int64_t paid[MODEL_MOST_LAYERS], self_pay;
} SpeedResult;

/* Evaluates every case `rounds` times with options->jobs workers. `aggregate`: targets and flags too;
 * `marking`: note assumed values. */
bool speed_measure(const SettleOptions *options, int rounds, bool aggregate, bool marking,
                   SpeedResult *result, Fault *fault);

#endif
