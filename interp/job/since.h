/* What a new run takes over from a stored one: the settlements of households on which nothing has changed,
 * neither their cases and identities nor the rules of their counties. For every run it also keeps the
 * fingerprints by which a later one will know. Part of a walk; not for commands. */
#ifndef GUIZE_JOB_SINCE_H
#define GUIZE_JOB_SINCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/fingerprint.h"
#include "data/runs.h"
#include "data/snapshot.h"
#include "data/store.h"
#include "eval/check.h"
#include "eval/pool.h"
#include "eval/session.h"
#include "job/settle.h"

/* Settlements of the stored run that lie side by side there and are all taken over. */
typedef struct SinceStretch {
  int64_t first_case, last_case;
} SinceStretch;

/* What a run rests on. Zeros: on nothing. `taken.rows` is NULL when nothing is taken over. */
typedef struct Since {
  int64_t base;        /* the stored run; 0: none */
  bool unmarked;       /* that run has no fingerprints */
  Fingerprints prints; /* of the run at hand */
  PoolTaken taken;     /* its data is this struct */
  unsigned char *rows; /* 1: taken over */
  char *results;       /* `stride` bytes a row */
  size_t stride;
  SinceStretch *stretches;
  size_t stretch_count;
  const Model *model;
  const Snapshot *snapshot;
  SettleCount again, over;
  bool *seen;             /* persons that were counted */
  int32_t last_household; /* the one counted last */
} Since;

/* Reads the run that a new one is to rest on, and refuses one that is not finished or of another year or
 * other counties than those asked for (year 0, counties NULL: any): E445. */
bool since_base(Store *store, int64_t base, int year, const char *counties, Run *run, Fault *fault);

/* Works out the fingerprints and, with a base, what can be taken over from it. E446: the base was changed
 * after it was stored. `since` stays where it is, and session and snapshot outlive it. */
bool since_prepare(Since *since, int64_t base, Session *session, const Snapshot *snapshot,
                   Store *store, Fault *fault);

/* Whether a row is taken over. */
bool since_takes(const Since *since, int64_t row);

/* Copies what is taken over into the open piece of a run; E130 when interrupted. */
bool since_copy(const Since *since, RunWriter *writer, Fault *fault);

/* Whether a result is the one that is taken over. */
bool since_same(const Since *since, int64_t row, const Result *result);

/* Counts a stored case; rows come in order. `over`: it was taken over. */
void since_count(Since *since, int64_t row, bool over);

/* Adds a settlement that is stored with the run. */
void since_add(Since *since, const Settlement *settlement, size_t layers);

/* Frees everything. Zeros are fine. */
void since_close(Since *since);

#endif
