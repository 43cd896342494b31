/* A report as one page of HTML: no script, nothing from elsewhere, printed on A4 with the head of each
 * table on every page and the pages numbered. */
#ifndef GUIZE_JOB_REPORT_HTML_H
#define GUIZE_JOB_REPORT_HTML_H

#include "job/report.h"

/* Adds the page. */
void report_html(const Report *report, Buffer *out);

#endif
