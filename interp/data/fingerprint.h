/* Fingerprints of households: a number over the rows of a household and the rules they rest on, in a
 * form that does not depend on where the rows stand in a snapshot. Kept with a run, they tell a later
 * one what has not changed since. A newcomer forgets that a person's name or birth is not in them: only
 * what a settlement can depend on is. */
#ifndef GUIZE_DATA_FINGERPRINT_H
#define GUIZE_DATA_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/runs.h"
#include "data/snapshot.h"
#include "data/store.h"

/* `list`: a number a household, in the order of the rows until it is sorted. `results`: the sum of
 * fingerprint_result over every stored settlement of the run, whatever their order. */
typedef struct Fingerprints {
  uint64_t *list;
  size_t count;
  uint64_t results;
} Fingerprints;

/* Works out the list for a snapshot; `rules`: what the rules of a county are known by, at its position
 * (from 1). */
void fingerprints_make(Fingerprints *prints, const Snapshot *snapshot, const uint64_t *rules);

/* The number of one stored settlement with `layers` layers. */
uint64_t fingerprint_result(const Settlement *settlement, size_t layers);

/* Stores them with a run, inside the caller's transaction; makes the table where it is not there. */
bool fingerprints_save(const Fingerprints *prints, Store *store, int64_t run_id, Fault *fault);

/* Reads those of a run, sorted by number: 1; 0 when it has none (it was stored by an older version); -1
 * with a fault. */
int fingerprints_load(Fingerprints *prints, Store *store, int64_t run_id, Fault *fault);

/* Whether a number is among sorted ones. */
bool fingerprints_has(const Fingerprints *prints, uint64_t number);

/* Frees the list. Zeros are fine. */
void fingerprints_free(Fingerprints *prints);

#endif
