/* From a document of what-if, or a stored run, to a report. */
#ifndef GUIZE_JOB_REPORT_MAKE_H
#define GUIZE_JOB_REPORT_MAKE_H

#include <jansson.h>

#include "base/fault.h"
#include "data/store.h"
#include "job/report.h"

/* The report of a document; texts are copied. NULL and E681 (a schema that is not known) or E682 (a key
 * that is missing or wrong), exit 4. */
Report *report_make(const json_t *document, bool english, Fault *fault);

/* The document (guize.run.v1) of a stored run; the caller owns it. NULL and E420 (no such run) or E683
 * (not finished). Reasons of failures are in Chinese unless `english`. */
json_t *report_read_run(Store *store, int64_t id, bool english, Fault *fault);

#endif
