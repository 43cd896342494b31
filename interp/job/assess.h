/* The assessment sheet: every figure of every county beside its threshold, how far it is from it, what it would
 * take, what has changed since the last sheet that was kept. The figures are of today's rules and data, the
 * year being settled without storing anything, or of a stored run. A newcomer forgets that a figure
 * without rows is on the sheet too: without data, never met. */
#ifndef GUIZE_JOB_ASSESS_H
#define GUIZE_JOB_ASSESS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/sheets.h"
#include "job/settle.h"

/* `settle`: db, rules, year, counties, jobs, jit, progress. `run`: figures of that run (0: settle the year).
 * `day`: whose thresholds and registers count, a day of the year (INT32_MIN: its last). `record`: keep the
 * sheet. `target`: that one alone, by name or title,
 * with its groups and the rows that keep it back (NULL: all). */
typedef struct AssessOptions {
  SettleOptions settle;
  int64_t run;
  int32_t day;
  bool record, reveal;
  const char *target;
  size_t named_rows; /* of so many rows names and places are looked up; the others are left out */
} AssessOptions;

/* Where a figure stands; also their order within a place. */
typedef enum AssessStand { ASSESS_MISSED, ASSESS_MET, ASSESS_EMPTY, ASSESS_FREE } AssessStand;

/* A figure in a place. `counts`: what the part counts ("money": fen, "人", "" not said); `need`: how much more
 * (at_least) or less of it would do, -1 where that cannot be told; `last`: on the last sheet; `raw`: nothing
 * says whether the part is money, so that it is not shown; `repeats`: another target with the same figures. */
typedef struct AssessFigure {
  char target[64], title[160], county[16], county_name[64], unit[16], counts[32];
  char over[64], by[64], by_title[96], group[96], group_title[128], repeats[64];
  int position;
  AssessStand stand;
  int64_t rows, need;
  double part, whole, threshold, distance;
  bool has_threshold, at_least, threshold_assumed, judged, met, ratio;
  bool has_last, last_judged, last_met, raw;
  double last_part, last_whole;
} AssessFigure;

/* A place, and its figures: first … first + count - 1 of the sheet. `around`: a prefecture or province, adding
 * up its counties. */
typedef struct AssessPlace {
  char code[16], name[64];
  bool around;
  size_t first, count, missed, met, empty;
  double worst; /* distance of the farthest */
} AssessPlace;

/* A row that keeps a figure back, or one that it is made of. `name`: of the person, masked unless revealed, or of
 * the thing; `group`: what people call its group. */
typedef struct AssessRow {
  char id[40], county[16], name[128], place[128], group[128];
  double part, whole;
  int64_t need;
} AssessRow;

/* A sheet. Places: those around first, then the county with most figures not met. Within a place: not met,
 * the farthest first; met, the nearest to its threshold first; without data; without a threshold. */
typedef struct Assess {
  int year;
  char day[11], rules_hash[HASH_TEXT], data_hash[HASH_TEXT], counties[512], target[64];
  char entity[64], entity_title[96]; /* of a single target */
  int64_t run, same_run; /* the figures are of it; it has these rules and cases (0: none) */
  int64_t recorded, cases, bad, failed;
  Sheet last; /* number 0: none */
  AssessFigure *figures, *groups;
  size_t figure_count, group_count;
  AssessPlace *places;
  size_t place_count;
  AssessRow *rows;
  size_t row_count, rows_named;
  bool rows_unknown; /* the data have changed since the run */
  bool made_of;      /* the target has no threshold: rows are what its figure is made of */
  json_t *places_asked, *assumed;
} Assess;

/* Makes the sheet. Faults E550 … E554 of what was asked, and those of rules and data. */
bool assess_make(const AssessOptions *options, Assess *assess, Fault *fault);
void assess_free(Assess *assess);

/* The document (guize.assess.v1); the caller owns it. */
json_t *assess_document(const AssessOptions *options, const Assess *assess);

#endif
