/* Invented data: a prefecture and a county with households, persons, identities, hospitals, cases
 * and every other register, the same bytes for the same seed. For demonstrations, tests and benchmarks; nobody in it
 * exists: names are put together from lists, ID numbers begin with a region code (99) that no place
 * has, though their check digit is right. How the numbers are tuned stands in synth_profile.c. */
#ifndef GUIZE_JOB_SYNTH_H
#define GUIZE_JOB_SYNTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

enum { SYNTH_CASES_MOST = 1000000000 };

/* progress may be NULL; it is called now and then with how far the work is, counted in cases. */
typedef struct SynthOptions {
  uint64_t seed;
  int64_t cases; /* exactly so many, refunds included; 1 to SYNTH_CASES_MOST */
  void (*progress)(void *context, int64_t done, int64_t total);
  void *context;
} SynthOptions;

/* Fills a store that has no cases, in transactions of some 50,000 rows and in constant memory. E410
 * when there are cases, households or divisions already. When it stops before the end (E130, E408)
 * what was committed stays, and data_source says so: see synth_unfinished. */
bool synth_run(Store *store, const Schema *schema, const SynthOptions *options, Fault *fault);

/* Whether the store holds invented data that were not finished; *cases (may be NULL) is how many
 * cases were meant to be there. False: a fault. */
bool synth_unfinished(Store *store, bool *unfinished, int64_t *cases, Fault *fault);

#endif
