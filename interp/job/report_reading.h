/* What the documents of the kinds have in common, read with checks: the first key that is missing or of
 * another type becomes a fault, from then on everything reads as nothing, so that a reader needs to look
 * at the fault once, at its end. Below that: the parts that several kinds of report show alike. */
#ifndef GUIZE_JOB_REPORT_READING_H
#define GUIZE_JOB_REPORT_READING_H

#include <jansson.h>

#include "base/fault.h"
#include "job/report.h"

enum { READING_MOST_LAYERS = 64, READING_MOST_GOALS = 8 };

typedef struct Reading {
  Report *report;
  const json_t *document;
  const json_t *counties, *layers; /* lists of the head; may be empty */
  int64_t year;
  Fault *fault;
} Reading;

/* A figure of a target, as the contract of documents has it. */
typedef struct ReadingTarget {
  const char *name, *title, *county, *county_name, *unit;
  double part, whole, threshold;
  bool has_threshold, at_least, judged, met, ratio;
} ReadingTarget;

/* The value of a key. A list, object or text that is not there is a fault and reads as empty; the
 * `maybe` forms take null or nothing (NULL, or "" for a text). */
const json_t *reading_list(Reading *r, const json_t *object, const char *key);
const json_t *reading_maybe_list(Reading *r, const json_t *object, const char *key);
const json_t *reading_object(Reading *r, const json_t *object, const char *key);
const json_t *reading_maybe(const json_t *object, const char *key);
const char *reading_text(Reading *r, const json_t *object, const char *key);
const char *reading_maybe_text(Reading *r, const json_t *object, const char *key);
int64_t reading_whole(Reading *r, const json_t *object, const char *key);
double reading_number(Reading *r, const json_t *object, const char *key);
bool reading_flag(Reading *r, const json_t *object, const char *key);

/* The whole number itself, of a list. */
int64_t reading_item(Reading *r, const json_t *value);

/* A target; the figure is read from `figure` where that is not NULL (goals of points). */
ReadingTarget reading_target(Reading *r, const json_t *target, const json_t *figure);
double reading_figure(const ReadingTarget *target);

/* Reads the head; false when the document is none of ours. */
bool reading_begin(Reading *r);

/* --- parts --- */

/* "文山市、砚山县等 8 个县（市）", "马关县", "全部县（市）". */
const char *part_places(Reading *r);

/* A share as "78.28%"; a sum as "35.51 万元", of a change without its sign; a count as "1,234". */
const char *part_percent(Report *report, double share);
const char *part_sum(Report *report, int64_t fen);
const char *part_count(Report *report, int64_t count);

/* "增加 35.51 万元", "减少 …", "不变". */
const char *part_moved(Report *report, int64_t fen);

/* Shares of totals: reimbursed and self-pay of the total cost; 0 where nothing was spent. */
double part_share(int64_t part, int64_t whole);

/* Fills cells. */
void cell_text(ReportCell *cell, const char *text);
void cell_whole(ReportCell *cell, int64_t whole);
void cell_change(ReportCell *cell, int64_t whole);
void cell_real(ReportCell *cell, double real);

/* A figure, its threshold, and how they compare ("达标 √"). */
void cell_figure(ReportCell *cell, const ReadingTarget *target);
void cell_threshold(ReportCell *cell, const ReadingTarget *target);
void cell_verdict(Report *report, ReportCell *cell, const ReadingTarget *target);

/* The name of a parameter with its place, where it is for one place. */
const char *part_parameter(Reading *r, const json_t *parameter);

/* The title of an item of a list of parameters; with its name where another item has the same title. */
const char *part_distinct(Reading *r, const json_t *list, const json_t *item);

/* The same with the place in which it is moved: two axes may be keys of one parameter. */
const char *part_axis(Reading *r, const json_t *list, const json_t *item);

/* Why cases fail, as documents have it in English, in the language of the report. */
const char *part_reason(Reading *r, const char *english);

/* Title and threshold of a goal: "建档立卡贫困患者住院实际报销比例（马关县）≥ 90.00%". */
const char *part_goal(Reading *r, const ReadingTarget *goal);

/* A table of sums: total cost, each layer, reimbursed, self-pay, and the share reimbursed below it; a
 * column for each of `totals`, and with `changes` the difference of each from the first. */
ReportTable *part_money(Reading *r, const char *title, const json_t *const *totals,
                        const char *const *names, int count, bool changes);

/* Reimbursed and self-pay: the shares of the total cost, as a table. */
ReportTable *part_shares(Reading *r, const char *title, const json_t *const *totals,
                         const char *const *names, int count);

/* The last part of every report: what it rests on, and which values are assumed. */
void part_foundations(Reading *r);

/* --- kinds of documents --- */

/* Each makes the report of a document of its kind; faults are in the reading. */
void report_whatif(Reading *r);
void report_sweep(Reading *r);
void report_solve(Reading *r);
void report_levers(Reading *r);
void report_frontier(Reading *r);
void report_schedule(Reading *r);
void report_backtest(Reading *r);
void report_adjust(Reading *r);
void report_run(Reading *r);
void report_assess(Reading *r);

#endif
