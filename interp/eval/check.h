/* The host's check of every result of a worker: nothing is stored that is not whole fen, within what
 * is owed, and adds up. A worker's answer is untrusted input. */
#ifndef GUIZE_EVAL_CHECK_H
#define GUIZE_EVAL_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/snapshot.h"
#include "eval/model.h"

typedef enum ResultStatus {
  RESULT_NONE = 0,   /* not evaluated */
  RESULT_OK = 1,     /* settled, in the year of the run */
  RESULT_OTHER = 2,  /* settled, in another year: not stored */
  RESULT_FAILED = 3, /* a rule failed, in the year of the run */
  RESULT_OTHER_FAILED = 4,
} ResultStatus;

/* A result, taken out of shared memory once and checked. */
typedef struct Result {
  ResultStatus status;
  int64_t paid[MODEL_MOST_LAYERS]; /* fen, a layer each */
  int64_t total, self_pay, reimbursed;
  uint32_t assumed, clamped, error;
} Result;

/* Reads and checks the result of row `row`; false with a defect fault (E751) that names the case. */
bool check_result(const Model *model, const Snapshot *snapshot, int64_t row, const char *bytes,
                  size_t reason_count, Result *result, Fault *fault);

/* "E310 the layer … returned NaN (model.lua:12)": reason `number` (from 1) of a range, in the same words
 * whichever worker said it. */
void check_reason(const json_t *reasons, uint32_t number, char *out, size_t room);

/* Whether two evaluations of rows first … last agree to the byte; each begins with the result of row
 * `first`. Of two failures only the failing is compared: the reason is told in the words of the first, and
 * the second may have met another one. False with E753, which names the first case that differs. */
bool check_same(const Model *model, const Snapshot *snapshot, int64_t first, int64_t last,
                const char *left, const char *right, Fault *fault);

#endif
