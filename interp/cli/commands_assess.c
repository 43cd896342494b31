/* The command of the assessment sheet: on the screen, as a list, as a document, as a report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/assess_text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/report_file.h"
#include "cli/table.h"
#include "io/file.h"

enum { SCREEN_ROWS = 30 };

static bool ends_in(const char *path, const char *end) {
  size_t size = path ? strlen(path) : 0, tail = strlen(end);
  return size > tail && strcasecmp(path + size - tail, end) == 0;
}

/* A page, a workbook or a text for others is a report; a list for programs is none. */
static bool is_report(const Options *options) {
  ReportForm form = options->output ? report_form(options->output) : REPORT_NO_FORM;
  return form != REPORT_NO_FORM && form != REPORT_CSV;
}

static const char *format_of(const Options *options) {
  if (ends_in(options->output, ".json")) return "json";
  if (ends_in(options->output, ".csv") && strcmp(options->format, "excel") != 0) return "csv";
  return options->format;
}

static void write_to(const Options *options, const AssessOptions *asked, const Assess *assess,
                     FILE *out) {
  const char *format = format_of(options);
  if (strcmp(format, "json") == 0) {
    json_t *document = assess_document(asked, assess);
    json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    fputs("\n", out);
    json_decref(document);
  } else if (table_for_people(format)) {
    assess_print(options, assess, out);
  } else {
    assess_print_list(assess, format, out);
  }
}

/* The file is there whole or not at all. */
static bool save(const Options *options, const AssessOptions *asked, const Assess *assess,
                 Fault *fault) {
  char *text = NULL;
  size_t size = 0;
  FILE *memory = open_memstream(&text, &size);
  if (!memory) memory_end(0);
  write_to(options, asked, assess, memory);
  bool ok = fclose(memory) == 0 && file_save(options->output, text, size, fault);
  free(text);
  return ok;
}

static bool give(const Options *options, const AssessOptions *asked, const Assess *assess,
                 Fault *fault) {
  if (is_report(options)) {
    json_t *document = assess_document(asked, assess);
    bool ok = report_save_document(document, options->output,
                                   options->lang && strcmp(options->lang, "en") == 0, fault);
    json_decref(document);
    return ok;
  }
  if (options->output) return save(options, asked, assess, fault);
  write_to(options, asked, assess, stdout);
  return true;
}

static bool read_options(const Options *options, AssessOptions *asked, Fault *fault) {
  if (!command_need_db(options, fault)) return false;
  if (!options->year && !options->run)
    return fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
  asked->day = INT32_MIN;
  if (options->on) date_parse(options->on, strlen(options->on), &asked->day);
  bool screen = table_for_people(format_of(options)) && !options->output;
  asked->named_rows = screen ? SCREEN_ROWS : SIZE_MAX;
  return true;
}

int command_assess(const Options *options, Fault *fault) {
  Progressing progress;
  Assess assess = {0};
  AssessOptions asked = {.settle = {.db = options->db,
                                    .rules = options->rules,
                                    .year = options->year,
                                    .counties = options->counties,
                                    .county_count = options->county_count,
                                    .jobs = options->jobs,
                                    .jit = !options->no_jit,
                                    .progress = {progress_tell, &progress}},
                         .run = options->run,
                         .record = options->record,
                         .reveal = options->reveal,
                         .target = options->target};
  if (!read_options(options, &asked, fault)) return fault->exit;
  progress_begin(&progress, options->quiet);
  bool ok = assess_make(&asked, &assess, fault);
  progress_end(&progress);
  ok = ok && give(options, &asked, &assess, fault);
  assess_free(&assess);
  return ok ? EXIT_DONE : fault->exit;
}
