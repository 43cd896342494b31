/* What the rooms of the assessment sheet share. */
#ifndef GUIZE_JOB_ASSESS_INSIDE_H
#define GUIZE_JOB_ASSESS_INSIDE_H

#include "job/assess.h"
#include "job/walk.h"

/* A sheet on its way. `codes`: the counties of the sheet. */
typedef struct AssessWork {
  const AssessOptions *options;
  Assess *assess;
  Walk walk;
  json_t *codes;
  const char *target; /* its name, or NULL */
  bool at_least;      /* of that target */
  int32_t day;
  size_t row_room;
} AssessWork;

/* --- assess_figures.c --- */

/* Adds a figure as the run or the sums have it. */
void assess_add(AssessWork *work, const TargetValue *value);

/* Whether a code is one of the counties of the sheet. */
bool assess_is_county(const AssessWork *work, const char *code);

/* Adds every target of every place that has no figure yet: without data. */
bool assess_complete(AssessWork *work, Fault *fault);

/* Puts places and figures in order, and counts. */
void assess_order(Assess *assess);

/* --- assess_narrow.c --- */

/* Leaves what stands on the sheet: the target that was asked for with its groups, or every figure once. */
void assess_narrow(AssessWork *work);

/* Looks up what people call the groups, of figures and of rows. */
bool assess_title_groups(AssessWork *work, Fault *fault);

/* --- assess_rows.c --- */

/* Whether the rows behind the target come from cases. */
bool assess_over_cases(const AssessWork *work);

/* Notes a case: row of the snapshot. For WalkPlan.each_short. */
void assess_note_case(void *work, const ShortCase *row);

/* Reads the rows of a register that keep the target back. */
bool assess_read_rows(AssessWork *work, Fault *fault);

/* Puts rows in order and looks up the names of the first. */
bool assess_name_rows(AssessWork *work, Fault *fault);

#endif
