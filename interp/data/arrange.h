/* The order of a snapshot, and what depends on it: sorting by household, day and id; slots of years;
 * refunds joined with what they undo. Used by snapshot.c alone, before the memory is sealed. */
#ifndef GUIZE_DATA_ARRANGE_H
#define GUIZE_DATA_ARRANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/snapshot.h"

/* A refund, the case it undoes, and the household of its person. */
typedef struct Refund {
  int64_t case_id, original;
  int32_t household;
} Refund;

/* Sorts the rows by household, day of settlement and id; they must come in the order of their ids
 * within what was read by one query. */
void arrange_sort(Snapshot *snapshot);

/* Numbers the years that occur; E508 when they are more than `most`. */
bool arrange_years(Snapshot *snapshot, int most, Fault *fault);

/* Joins refunds with their originals. Refunds that undo nothing, not exactly, or a second time are
 * taken out of the snapshot and told to `bad`. */
void arrange_refunds(Snapshot *snapshot, const Refund *refunds, size_t count,
                     void (*bad)(Snapshot *, int64_t, const char *, const char *));

/* Counts the rows of the largest household. */
void arrange_households(Snapshot *snapshot);

#endif
