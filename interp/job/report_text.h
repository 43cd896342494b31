/* A report as text: CSV for sheets, Markdown for documents. */
#ifndef GUIZE_JOB_REPORT_TEXT_H
#define GUIZE_JOB_REPORT_TEXT_H

#include "job/report.h"

/* Adds every table, one behind the other, each under a line with its title. `excel`: with a byte order
 * mark and CRLF, and long digits kept as text. What a sheet would take for a formula is made text. */
void report_csv(const Report *report, bool excel, Buffer *out);

/* Adds sentences and tables; charts are left out, their numbers stand in the tables. */
void report_markdown(const Report *report, Buffer *out);

#endif
