/* One case as a row of a snapshot, while it is read; what the two files snapshot*.c share. Where a row lies, and
 * which rows there are, is snapshot.c's matter. */
#ifndef GUIZE_DATA_SNAPSHOT_ROW_H
#define GUIZE_DATA_SNAPSHOT_ROW_H

#include "data/arrange.h"
#include "data/people.h"
#include "data/snapshot.h"

enum { ROW_MOST_DIAGNOSES = 60000, ROW_DIAGNOSIS_CELLS = 1 << 18 };

/* Everything that is at hand while rows are read. */
typedef struct RowReader {
  Snapshot *snapshot;
  const Schema *schema;
  const SnapshotScope *scope;
  People people;
  bool *wanted; /* county position → settled in this run */
  const Enumeration *kinds, *referrals;
  char **diagnoses;          /* in the order in which they came */
  uint16_t *diagnosis_cells; /* hash → number from 1 */
  size_t diagnosis_count;
  bool too_many_diagnoses;
  Refund *refunds;
  size_t refund_count;
  int64_t room, near_person, near_hospital;
  Fault *fault;
} RowReader;

/* The query of the columns that row_fill takes, up to its conditions. */
extern const char row_columns[];

/* Fills a row of the case the query stands on. False: the case is bad, or of another county. */
bool row_fill(RowReader *reader, Query *query, char *row);

/* Notes why a case cannot be settled; code and reason are copied. */
void row_refuse(Snapshot *snapshot, int64_t case_id, const char *code, const char *reason);

/* Numbers the diagnoses by their order as texts, whatever the order in which they came. */
void row_sort_diagnoses(RowReader *reader);

#endif
