/* The command that makes a report for others to read: of a stored run, or of a document of what-if. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "cli/commands.h"
#include "cli/report_file.h"
#include "data/store.h"
#include "io/file.h"
#include "job/report_make.h"

enum { DOCUMENT_MOST = 64 * 1024 * 1024 };

static bool check_options(const Options *options, Fault *fault) {
  if (!options->output) {
    fault_set(fault, EXIT_USAGE, "E614", "where to? name the file with -o");
    fault_hint(fault, "-o report.html, .xlsx, .csv or .md");
    return false;
  }
  ReportForm form = report_form(options->output);
  if (form == REPORT_NO_FORM) {
    fault_set(fault, EXIT_USAGE, "E680", "“%s”: no kind of report has such an ending",
              options->output);
    fault_hint(fault, ".html is a page, .xlsx a workbook, .csv and .md are texts");
    return false;
  }
  if (strcmp(options->format, "excel") == 0 && form != REPORT_CSV)
    return fault_set(fault, EXIT_USAGE, "E620", "--excel writes CSV, not %s",
                     strrchr(options->output, '.'));
  return true;
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

/* A report is for others and Chinese unless English was asked for, whatever the messages are in. */
int command_report(const Options *options, Fault *fault) {
  bool english = options->lang && strcmp(options->lang, "en") == 0;
  const char *word = options->words[0];
  int64_t id;
  if (!check_options(options, fault)) return fault->exit;
  bool run = run_number(word, &id);
  json_t *document = run ? read_run(options, id, english, fault) : read_file(word, fault);
  Report *report = document ? report_make(document, english, fault) : NULL;
  if (document && !report && !run && !*fault->file) fault_place(fault, word, 0, 0, 0, NULL);
  bool excel = strcmp(options->format, "excel") == 0;
  bool ok = report && report_save(report, options->output, excel, fault);
  report_free(report);
  json_decref(document);
  return ok ? EXIT_DONE : fault->exit;
}
