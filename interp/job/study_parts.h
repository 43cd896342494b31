/* Which rows of a snapshot belong to which county, in parts that can be evaluated alone; and which counties
 * a scenario can change. Counties that share a household are one: none of them can be evaluated without
 * the others. */
#ifndef GUIZE_JOB_STUDY_PARTS_H
#define GUIZE_JOB_STUDY_PARTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/snapshot.h"
#include "eval/session.h"

/* Rows first … past - 1, of one county or of counties that share households. */
typedef struct StudyPart {
  int64_t first, past;
  int county; /* one of them, from 1 */
} StudyPart;

typedef struct StudyParts {
  StudyPart *list;
  size_t count;
  int *head; /* of each county from 1: the first of those that it shares households with */
  size_t county_count;
} StudyParts;

/* Finds the parts. A snapshot with too many of them is one part. */
void parts_begin(StudyParts *parts, const Snapshot *snapshot);
void parts_end(StudyParts *parts);

/* Asks which counties (codes) a scenario can change: *touched gets a byte a county from 1, owned by the
 * caller, or NULL when it may be all of them. False with a fault of the scenario. */
bool parts_touched(const StudyParts *parts, Session *session, const json_t *counties,
                   json_t *scenario, uint8_t **touched, Fault *fault);

#endif
