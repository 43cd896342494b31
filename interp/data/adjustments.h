/* What was paid, and what a newer run gives instead: two stored runs side by side, and the ledger of the
 * adjustments recorded between runs of the year. A case was paid what the first run that an adjustment
 * started from (and that settled it) gave, and every amount recorded since; a case without any, what
 * the run named as paid gives. A newcomer adds up amounts over runs: they are differences of a case. */
#ifndef GUIZE_DATA_ADJUSTMENTS_H
#define GUIZE_DATA_ADJUSTMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/runs.h"
#include "data/store.h"

enum { ADJUSTMENT_MOST_LAYERS = 64 };

/* A layer of either run, or one that was adjusted earlier. */
typedef struct AdjustmentLayer {
  char name[64], title[96], fund[32];
  bool reimburses, of_runs; /* of_runs: of either run, not only of earlier ones */
} AdjustmentLayer;

typedef struct AdjustmentLayers {
  AdjustmentLayer list[ADJUSTMENT_MOST_LAYERS];
  size_t count;
} AdjustmentLayers;

/* A case that either run knows; the texts live while it is told. */
typedef struct AdjustmentCase {
  int64_t case_id, person_id; /* person 0: neither is in the database any more */
  const char *county;
  bool in_from, in_to;
  const char *from_reason, *to_reason; /* why it failed there; NULL: it did not */
  const int64_t *due; /* fen a layer: what TO gives less what was paid; where both settled it */
} AdjustmentCase;

/* Reads the layers: those of `to` in their order, then what only `from` has, then those of the runs of
 * earlier adjustments. */
bool adjustments_layers(Store *store, const Run *from, const Run *to, AdjustmentLayers *layers,
                        Fault *fault);

/* Tells every case of both runs in the order of their numbers. E431 when `from` is not what was paid, E434
 * when `to` is a run that later adjustments went beyond.
 * Reads as of one moment only inside a transaction; false of `each` ends it. */
bool adjustments_compare(Store *store, const Run *from, const Run *to,
                         const AdjustmentLayers *layers,
                         bool (*each)(void *data, const AdjustmentCase *one, Fault *fault),
                         void *data, Fault *fault);

/* Tells every refund of the database with the case it refunds. */
bool adjustments_refunds(Store *store, void (*each)(void *data, int64_t refund, int64_t original),
                         void *data, Fault *fault);

/* An adjustment as it is stored. `owed` and `recovered`: over its persons, by layer, both >= 0. */
typedef struct Adjustment {
  int64_t id, from, to, persons, cases, left_out, owed, recovered;
  char made[24], engine[32];
} Adjustment;

/* One amount of it. */
typedef struct AdjustmentRow {
  int64_t case_id, person_id, amount;
  const char *layer;
  const char *county; /* of the person, "" when unknown; only when told */
} AdjustmentRow;

/* Stores the row of an adjustment inside the caller's transaction; makes the tables where they are
 * missing. Sets its id and the time. */
bool adjustments_add(Store *store, Adjustment *adjustment, Fault *fault);

/* Stores amounts of it: an open statement, rows, the end. */
Query *adjustments_rows_open(Store *store, Fault *fault);
bool adjustments_rows_add(Query *rows, int64_t id, const AdjustmentRow *row, Fault *fault);

/* Calls `each` for every adjustment, oldest first; for none in a database that never had one. */
bool adjustments_each(Store *store, void (*each)(const Adjustment *adjustment, void *data),
                      void *data, Fault *fault);

/* Reads one. E432 when there is none of that number. */
bool adjustments_get(Store *store, int64_t id, Adjustment *adjustment, Fault *fault);

/* Tells its amounts by case and layer. */
bool adjustments_rows(Store *store, int64_t id,
                      bool (*each)(void *data, const AdjustmentRow *row, Fault *fault), void *data,
                      Fault *fault);

#endif
