/* A report as a workbook (XLSX, by libxlsxwriter): a sheet of the summary, a sheet a table with the charts
 * that are views of it, a sheet of what it rests on. Equal reports give equal bytes. */
#ifndef GUIZE_JOB_REPORT_SHEETS_H
#define GUIZE_JOB_REPORT_SHEETS_H

#include "base/fault.h"
#include "job/report.h"

/* Adds the bytes of the workbook. E684, exit 5, when it cannot be made. */
bool report_sheets(const Report *report, Buffer *out, Fault *fault);

#endif
