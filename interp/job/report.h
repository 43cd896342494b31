/* A report before it has a form: headings, paragraphs, tables, and charts that are views of the tables, so
 * that no chart shows a number that no table has. Chinese or English is chosen once, on making; a form
 * (report_html.h, report_sheets.h, report_text.h) says nothing of its own but what belongs to the form.
 * Everything lives in the report's arena and dies with it. */
#ifndef GUIZE_JOB_REPORT_H
#define GUIZE_JOB_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { REPORT_MOST_SERIES = 9, REPORT_MOST_TILES = 4, REPORT_MOST_MARKS = 64 };

/* What a cell holds. ID: text that looks like a number (codes, hashes). MONEY is fen, RATIO a share (0.9),
 * POINTS a share as points (0.012 is 1.20 points). */
typedef enum ReportKind {
  REPORT_TEXT,
  REPORT_ID,
  REPORT_COUNT,
  REPORT_MONEY,
  REPORT_RATIO,
  REPORT_POINTS,
  REPORT_NUMBER
} ReportKind;

typedef enum ReportTone { REPORT_PLAIN, REPORT_GOOD, REPORT_BAD } ReportTone;

/* `whole` holds counts and fen, `real` the other numbers. `sign`: a change, shown with + or −. */
typedef struct ReportCell {
  ReportKind kind;
  ReportTone tone;
  bool there, sign;
  int64_t whole;
  double real;
  const char *text;
} ReportCell;

typedef struct ReportColumn {
  const char *title;
  ReportKind kind; /* of most of its cells: where they stand, how wide they are */
} ReportColumn;

/* Cells row by row. `key_columns`: those at the left that name the row. `total`: the last row is the sum
 * of those above. `sheet`: tables one behind the other with the same name share a sheet. */
typedef struct ReportTable {
  const char *title, *sheet, *note;
  ReportColumn *columns;
  int column_count, key_columns;
  ReportCell *cells;
  size_t row_count, row_room;
  bool total;
  bool detail; /* for sheets and CSV alone: a page would be too long */
} ReportTable;

typedef enum ReportChartKind {
  REPORT_BARS,    /* a row a group of bars, a series each column */
  REPORT_BULLETS, /* a row a bar (the last series) over a thin one (the first), with its threshold */
  REPORT_LINES,   /* x is the column `label`, a line each series */
  REPORT_POINTS_CHART, /* x is the column `label`, y the first series; rows of `chosen` are joined */
  REPORT_HEAT,         /* `label` down, `across` to the right, shade and text the first series */
} ReportChartKind;

/* A place on a chart that a table explains under a number. */
typedef struct ReportMark {
  double x, y;
  int number;
} ReportMark;

/* Rows first … first + count of the table. `positions`: x of each row where the column holds texts.
 * `threshold`: column, or -1; `limit`: the same for all rows where has_limit. `chosen`: a flag a row
 * (heat: the limit is met; points: at the front). `best`: a row, or -1. */
typedef struct ReportChart {
  ReportChartKind kind;
  const char *title, *note, *x_title, *y_title, *limit_text;
  const ReportTable *table, *also; /* also: the chosen rows alone, as a table, or NULL */
  size_t first, count;
  int label, across, threshold;
  int series[REPORT_MOST_SERIES], series_count;
  const double *positions;
  const bool *chosen;
  double limit;
  bool has_limit, at_least, two_tone; /* two_tone: negative bars are good news */
  long best;
  ReportMark marks[REPORT_MOST_MARKS];
  int mark_count;
} ReportChart;

/* A number that stands large at the top. */
typedef struct ReportTile {
  const char *title, *value, *note;
} ReportTile;

typedef enum ReportBlockKind {
  REPORT_HEADING,
  REPORT_SUBHEADING,
  REPORT_LEAD,
  REPORT_PARAGRAPH,
  REPORT_NOTE,
  REPORT_TILES,
  REPORT_CHART,
  REPORT_TABLE
} ReportBlockKind;

typedef struct ReportBlock {
  ReportBlockKind kind;
  const char *text;
  const ReportTable *table;
  const ReportChart *chart;
  const ReportTile *tiles;
  int tile_count;
} ReportBlock;

typedef struct Report {
  Arena *arena;
  bool english;
  const char *title, *subtitle;
  const char *day; /* of the data, ISO, or NULL: what the form may record as its day */
  ReportBlock *blocks;
  size_t block_count, block_room;
  int headings;
} Report;

/* A new report without content; ends with report_free (NULL is fine). */
Report *report_new(bool english) __attribute__((returns_nonnull));
void report_free(Report *report);

/* The one of the two that the report is in. */
const char *report_word(const Report *report, const char *chinese, const char *english)
    __attribute__((format_arg(2), format_arg(3)));

/* The same for sentences with values; both formats take the same arguments (order them by %1$s). */
const char *report_say(Report *report, const char *chinese, const char *english, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

/* A copy of the text, and of what a buffer holds, which is freed. */
const char *report_keep(Report *report, const char *text);
const char *report_take(Report *report, Buffer *text);

/* Adds a block. Headings are numbered (一、 or 1.). */
void report_heading(Report *report, const char *text);
void report_text(Report *report, ReportBlockKind kind, const char *text);
void report_tiles(Report *report, const ReportTile *tiles, int count);
ReportChart *report_chart(Report *report, ReportChartKind kind, const char *title,
                          const ReportTable *table);
void report_add_table(Report *report, const ReportTable *table);

/* A new table, not yet a block; `columns` are copied. */
ReportTable *report_table(Report *report, const char *title, const ReportColumn *columns,
                          int count);

/* Adds a row of cells that are not there; the result is its first cell, alive until the next row. */
ReportCell *report_row(Report *report, ReportTable *table);

/* The cell of a row. */
const ReportCell *report_cell(const ReportTable *table, size_t row, int column);

#endif
