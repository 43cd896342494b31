/* The sides of a comparison, read once: the first is the baseline. */
#ifndef GUIZE_JOB_REPORT_SIDES_H
#define GUIZE_JOB_REPORT_SIDES_H

#include "job/report_reading.h"

typedef struct Sides {
  size_t count;
  const json_t *list[REPORT_MOST_SERIES], *totals[REPORT_MOST_SERIES];
  const char *names[REPORT_MOST_SERIES];
} Sides;

/* report_people.c: adds who pays less and who pays more on every side but the baseline. */
void sides_people(Reading *r, const Sides *sides);

/* Adds the groups of every side but the baseline; nothing where the document has none. */
void sides_groups(Reading *r, const Sides *sides);

#endif
