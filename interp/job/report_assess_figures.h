/* Figures of an assessment sheet as the report shows them: what the document says of one, and the tables and bars in
 * which it stands. For the files report_assess*.c alone. */
#ifndef GUIZE_JOB_REPORT_ASSESS_FIGURES_H
#define GUIZE_JOB_REPORT_ASSESS_FIGURES_H

#include "job/report_targets.h"

/* A figure of the sheet with what the document says beyond a target. */
typedef struct AssessFigure {
  ReadingTarget target;
  const char *stand, *counts, *group;
  bool assumed, has_need, has_last, last_judged, last_met;
  int64_t need;
  double last, distance;
} AssessFigure;

/* Reads a figure of the document; texts belong to it. */
AssessFigure assess_read_figure(Reading *r, const json_t *item);

/* Whether it stands as "met", "missed", "empty" or "free" (without a threshold); whether its part is fen. */
bool assess_stands(const AssessFigure *f, const char *stand);
bool assess_is_money(const AssessFigure *f);

/* A table of figures with thresholds, whose first column is called `name`, and a line of it. */
ReportTable *assess_figure_table(Reading *r, const char *title, const char *name);
void assess_add_figure(Report *report, ReportTable *table, const AssessFigure *f, const char *name);

/* The same of figures without thresholds. */
ReportTable *assess_free_table(Reading *r, const char *title);
void assess_add_free(Report *report, ReportTable *table, const AssessFigure *f);

/* Bars over the first lines of a table of figures; `missed`: only of those that are not met. */
void assess_add_bars(Report *report, const ReportTable *table, const char *title, bool missed);

/* report_assess_target.c: the places, groups and rows of a single target. */
void assess_add_target(Reading *r, const json_t *figures);

#endif
