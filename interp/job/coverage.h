/* What of the rules the cases of a stored run exercise: the rules of the run, its cases as they are now,
 * evaluated step by step in one worker that notes lines, conditions and parameters. Nothing is stored. */
#ifndef GUIZE_JOB_COVERAGE_H
#define GUIZE_JOB_COVERAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/settle.h"

/* Evaluates every case of the run, targets and flags over cases too. `*answer` is the caller's:
 * { files, gaps } as the worker tells (stdlib/coverage.lua); `*cases` is their number. */
bool coverage_of_run(const char *db, int64_t run_id, const SettleProgress *progress,
                     json_t **answer, int64_t *cases, Fault *fault);

#endif
