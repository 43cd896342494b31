/* A second opinion on a few rows of every evaluation: one worker without the compiler settles a sample of
 * whole households while the pool settles all of them, and both must agree to the byte. A newcomer forgets
 * to wait for it (sampler_end) before the answer is used. */
#ifndef GUIZE_EVAL_SAMPLER_H
#define GUIZE_EVAL_SAMPLER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/rulefiles.h"
#include "data/snapshot.h"
#include "eval/model.h"
#include "eval/pool.h"

typedef struct Sampler Sampler;

/* Starts the worker with the rules of `files` and the scenario over them. All three must outlive it. */
Sampler *sampler_open(const RuleFiles *files, const Model *model, const Snapshot *snapshot,
                      Fault *fault);

/* Lays the scenario of the files over the rules, as pool_vary does; the rows that are sampled next begin at a
 * place that follows from `number` alone. */
bool sampler_vary(Sampler *sampler, int64_t number, Fault *fault);

/* Shows a range of the pool: when the sample lies in it, its results are kept and the worker is asked. */
bool sampler_show(Sampler *sampler, const PoolRange *range, Fault *fault);

/* Waits for what was asked and compares; `left_out`: rows that the pool took out of its sums
 * (NULL: none) and that are not compared. */
bool sampler_end(Sampler *sampler, const uint8_t *left_out, Fault *fault);

/* Ends the worker and frees everything. NULL is fine. */
void sampler_close(Sampler *sampler);

#endif
