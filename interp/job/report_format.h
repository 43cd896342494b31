/* How the values of a report are written: for people, and plain for programs. */
#ifndef GUIZE_JOB_REPORT_FORMAT_H
#define GUIZE_JOB_REPORT_FORMAT_H

#include "base/buffer.h"
#include "job/report.h"

/* 1234567 as 1,234,567. */
void format_count(Buffer *out, int64_t count);

/* A number with up to `decimals` decimals, zeros at the end left out, thousands separated. */
void format_number(Buffer *out, double number, int decimals);

/* A cell for people: 1,234.56, 90.00%, +1.20, — for one that is not there. */
void format_cell(Buffer *out, const ReportCell *cell);

/* A cell for programs: 1234.56, 0.9, nothing for one that is not there. */
void format_plain(Buffer *out, const ReportCell *cell);

/* Whether cells of the kind stand to the right. */
bool format_right(ReportKind kind);

/* The value as a number, in the unit that charts draw: fen, shares, counts. */
double format_value(const ReportCell *cell);

/* Adds text that is safe in HTML, and in attributes; control characters become visible. */
void format_html(Buffer *out, const char *text);

#endif
