/* A report in a file: which form it takes is said by the end of the file's name. */
#ifndef GUIZE_CLI_REPORT_FILE_H
#define GUIZE_CLI_REPORT_FILE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/fault.h"
#include "job/report.h"

typedef enum ReportForm {
  REPORT_HTML,
  REPORT_XLSX,
  REPORT_CSV,
  REPORT_MD,
  REPORT_NO_FORM, /* of another ending */
} ReportForm;

ReportForm report_form(const char *path); /* .html .htm .xlsx .csv .md */

/* Writes a report in the form of the file's name, which is one. `excel`: CSV as spreadsheets want it. */
bool report_save(const Report *report, const char *path, bool excel, Fault *fault);

/* Writes a document of what-if: as a report where the name ends as one, else as JSON. */
bool report_save_document(const json_t *document, const char *path, bool english, Fault *fault);

#endif
