/* Reports and documents in files. */
#include "cli/report_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "io/file.h"
#include "job/report_html.h"
#include "job/report_make.h"
#include "job/report_sheets.h"
#include "job/report_text.h"

ReportForm report_form(const char *path) {
  static const struct {
    const char *end;
    ReportForm form;
  } ends[] = {{".html", REPORT_HTML},
              {".htm", REPORT_HTML},
              {".xlsx", REPORT_XLSX},
              {".csv", REPORT_CSV},
              {".md", REPORT_MD}};
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof ends / sizeof *ends; i++)
    if (strcasecmp(dot, ends[i].end) == 0) return ends[i].form;
  return REPORT_NO_FORM;
}

bool report_save(const Report *report, const char *path, bool excel, Fault *fault) {
  Buffer out = {0};
  bool ok = true;
  switch (report_form(path)) {
    case REPORT_HTML: report_html(report, &out); break;
    case REPORT_XLSX: ok = report_sheets(report, &out, fault); break;
    case REPORT_CSV: report_csv(report, excel, &out); break;
    case REPORT_MD: report_markdown(report, &out); break;
    case REPORT_NO_FORM: break;
  }
  ok = ok && file_save(path, out.data ? out.data : "", out.size, fault);
  buffer_free(&out);
  return ok;
}

bool report_save_document(const json_t *document, const char *path, bool english, Fault *fault) {
  if (report_form(path) != REPORT_NO_FORM) {
    Report *report = report_make(document, english, fault);
    bool ok = report && report_save(report, path, false, fault);
    report_free(report);
    return ok;
  }
  char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  Buffer out = {0};
  buffer_format(&out, "%s\n", text);
  bool ok = file_save(path, out.data, out.size, fault);
  free(text);
  buffer_free(&out);
  return ok;
}
