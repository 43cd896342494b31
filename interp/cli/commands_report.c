/* The command that makes a report for others to read: of a stored run, or of a document of what-if. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "cli/commands.h"
#include "data/store.h"
#include "io/file.h"
#include "job/report_html.h"
#include "job/report_make.h"
#include "job/report_sheets.h"
#include "job/report_text.h"

enum { DOCUMENT_MOST = 64 * 1024 * 1024 };

typedef enum Form { FORM_HTML, FORM_XLSX, FORM_CSV, FORM_MD, FORM_NONE } Form;

/* The form is said by the end of the name. */
static Form form_of(const char *path) {
  static const struct {
    const char *end;
    Form form;
  } ends[] = {{".html", FORM_HTML},
              {".htm", FORM_HTML},
              {".xlsx", FORM_XLSX},
              {".csv", FORM_CSV},
              {".md", FORM_MD}};
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof ends / sizeof *ends; i++)
    if (strcasecmp(dot, ends[i].end) == 0) return ends[i].form;
  return FORM_NONE;
}

static bool check_options(const Options *options, Form *form, Fault *fault) {
  if (!options->output) {
    fault_set(fault, EXIT_USAGE, "E614", "where to? name the file with -o");
    fault_hint(fault, "-o report.html, .xlsx, .csv or .md");
    return false;
  }
  *form = form_of(options->output);
  if (*form == FORM_NONE) {
    fault_set(fault, EXIT_USAGE, "E680", "“%s”: no kind of report has such an ending",
              options->output);
    fault_hint(fault, ".html is a page, .xlsx a workbook, .csv and .md are texts");
    return false;
  }
  if (strcmp(options->format, "excel") == 0 && *form != FORM_CSV)
    return fault_set(fault, EXIT_USAGE, "E620", "--excel writes CSV, not %s",
                     strrchr(options->output, '.'));
  return true;
}

static bool wants_english(const Options *options) {
  return options->lang && strcmp(options->lang, "en") == 0;
}

/* A number is a run, unless a file has that name. */
static bool run_number(const char *word, int64_t *id) {
  char *end;
  errno = 0;
  long long n = strtoll(word, &end, 10);
  *id = n;
  return *word && !*end && !errno && n > 0 && word[0] != '+' && word[0] != ' ';
}

/* --- where it comes from --- */

static json_t *read_file(const char *path, Fault *fault) {
  Buffer text = {0};
  json_error_t error;
  if (!file_read(path, &text, DOCUMENT_MOST, fault)) {
    buffer_free(&text);
    return NULL;
  }
  json_t *document =
      json_loadb(text.data ? text.data : "", text.size, JSON_REJECT_DUPLICATES, &error);
  if (!document) {
    fault_set(fault, EXIT_DATA, "E685", "the file is no JSON");
    fault_hint(fault, "give a number of a run, or what whatif, sweep … print with --json");
    fault_place(fault, path, error.line, 0, 0, NULL);
  }
  buffer_free(&text);
  return document;
}

static json_t *read_run(const Options *options, int64_t id, bool english, Fault *fault) {
  Schema *schema = NULL;
  if (!command_need_db(options, fault)) return NULL;
  Store *store = command_open_store(options, &schema, fault);
  json_t *document = store ? report_read_run(store, id, english, fault) : NULL;
  store_close(store, &(Fault){0});
  schema_free(schema);
  return document;
}

/* --- where it goes --- */

static bool write_report(const Report *report, const Options *options, Form form, Fault *fault) {
  Buffer out = {0};
  bool ok = true;
  switch (form) {
    case FORM_HTML: report_html(report, &out); break;
    case FORM_XLSX: ok = report_sheets(report, &out, fault); break;
    case FORM_CSV: report_csv(report, strcmp(options->format, "excel") == 0, &out); break;
    case FORM_MD: report_markdown(report, &out); break;
    case FORM_NONE: break;
  }
  ok = ok && file_save(options->output, out.data ? out.data : "", out.size, fault);
  buffer_free(&out);
  return ok;
}

bool command_write_report(const Options *options, const json_t *document, Fault *fault) {
  Form form;
  if (!check_options(options, &form, fault)) return false;
  Report *report = report_make(document, wants_english(options), fault);
  bool ok = report && write_report(report, options, form, fault);
  report_free(report);
  return ok;
}

/* A report is for others and Chinese unless English was asked for, whatever the messages are in. */
int command_report(const Options *options, Fault *fault) {
  bool english = wants_english(options);
  const char *word = options->words[0];
  int64_t id;
  Form form;
  if (!check_options(options, &form, fault)) return fault->exit;
  bool run = run_number(word, &id);
  json_t *document = run ? read_run(options, id, english, fault) : read_file(word, fault);
  Report *report = document ? report_make(document, english, fault) : NULL;
  if (document && !report && !run && !*fault->file) fault_place(fault, word, 0, 0, 0, NULL);
  bool ok = report && write_report(report, options, form, fault);
  report_free(report);
  json_decref(document);
  return ok ? EXIT_DONE : fault->exit;
}
