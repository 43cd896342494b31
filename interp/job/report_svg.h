/* Charts as SVG, drawn from the cells of their tables. */
#ifndef GUIZE_JOB_REPORT_SVG_H
#define GUIZE_JOB_REPORT_SVG_H

#include "job/report.h"

/* Adds the picture of a chart of any kind. */
void svg_chart(Buffer *out, const Report *report, const ReportChart *chart);

/* By kind, for svg_chart. */
void svg_bars(Buffer *out, const Report *report, const ReportChart *chart);
void svg_bullets(Buffer *out, const Report *report, const ReportChart *chart);
void svg_lines(Buffer *out, const Report *report, const ReportChart *chart);
void svg_points(Buffer *out, const Report *report, const ReportChart *chart);
void svg_heat(Buffer *out, const Report *report, const ReportChart *chart);

#endif
