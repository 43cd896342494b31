/* What each person is owed or owes when a newer run gives other amounts than were paid (补差): two stored
 * runs of the same year and counties, by person and layer, and recording it so that nothing is paid
 * twice. Nothing is evaluated. What was paid is worked out in data/adjustments.h. */
#ifndef GUIZE_JOB_ADJUST_H
#define GUIZE_JOB_ADJUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/adjustments.h"
#include "data/runs.h"
#include "data/store.h"

enum { ADJUST_MOST_REASONS = 24 };

/* What a person is owed (above 0) or owes, over all cases and by layer. */
typedef struct AdjustPerson {
  int64_t id;
  char county[16]; /* insured there; "" when unknown */
  int64_t cases, net;
  const int64_t *due; /* a layer each */
} AdjustPerson;

/* Why a case is left out of both runs. */
typedef enum AdjustKind { ADJUST_ONLY, ADJUST_FAILED, ADJUST_GONE, ADJUST_REFUND } AdjustKind;

/* Cases that were left out for one reason: only in `run`, failed in `run` by `detail`, settled in `run` but
 * no longer in the database, or the case refunded (or its refund) is left out. */
typedef struct AdjustReason {
  AdjustKind kind;
  int64_t run;
  char detail[400];
  int64_t first_case, cases;
} AdjustReason;

/* What came out. Persons with a difference in some layer, by county and number; `cases`: that differ.
 * `recorded`: its number in the database; 0: not recorded. */
typedef struct AdjustResult {
  Run from, to;
  AdjustmentLayers layers;
  int64_t owed[ADJUSTMENT_MOST_LAYERS], recovered[ADJUSTMENT_MOST_LAYERS]; /* over persons, >= 0 */
  AdjustPerson *persons;
  size_t person_count;
  int64_t cases, left_out;
  int64_t paid, owing, paid_fen, owing_fen; /* persons by their net, and the sums, >= 0 */
  AdjustReason reasons[ADJUST_MOST_REASONS];
  size_t reason_count;
  int64_t other_reasons; /* cases left out for further reasons */
  int64_t recorded;
  bool data_differs; /* the runs were settled on other cases or persons */
  int64_t *amounts;  /* behind the persons' `due` */
} AdjustResult;

/* Compares, and records when asked to (then in one transaction, which holds off every other writer, and
 * only when there is something to pay). The caller frees the result, also after a fault. */
bool adjust_run(Store *store, int64_t from, int64_t to, bool record, AdjustResult *result,
                Fault *fault);

/* Reads an adjustment that was recorded: the same persons and amounts, without the reasons. */
bool adjust_load(Store *store, int64_t id, AdjustResult *result, Fault *fault);

void adjust_free(AdjustResult *result); /* zeros are fine */

#endif
