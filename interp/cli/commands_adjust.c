/* The command that pays the difference to a newer run (补差), or lists what was paid so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/adjust_text.h"
#include "cli/commands.h"
#include "cli/ledger_head.h"
#include "cli/report_file.h"
#include "cli/reveal.h"
#include "cli/table.h"
#include "io/file.h"
#include "job/adjust.h"
#include "job/walk.h"

/* --- what was recorded ----------------------------------------------------------------------------- */

static const TableColumn columns[] = {
    {"adjustment", "补差", TABLE_NUMBER}, {"from_run", "原运行", TABLE_NUMBER},
    {"to_run", "新运行", TABLE_NUMBER},   {"made_at", "时间", TABLE_TEXT},
    {"persons", "人数", TABLE_COUNT},     {"cases", "病例", TABLE_COUNT},
    {"left_out", "未计入", TABLE_COUNT},  {"owed", "补付", TABLE_MONEY},
    {"recovered", "应退", TABLE_MONEY},
};

static void add_adjustment(const Adjustment *a, void *data) {
  char texts[8][32];
  const int64_t numbers[] = {a->id,    a->from,     a->to,   a->persons,
                             a->cases, a->left_out, a->owed, a->recovered};
  for (int i = 0; i < 8; i++)
    snprintf(texts[i], sizeof texts[i], "%lld", (long long)numbers[i]);
  table_add(data, (const char *[]){texts[0], texts[1], texts[2], a->made, texts[3], texts[4],
                                   texts[5], texts[6], texts[7]});
}

static bool list_adjustments(const Options *options, Store *store, Fault *fault) {
  if (options->record || options->output) {
    fault_set(fault, EXIT_USAGE, "E611", "which runs?");
    fault_hint(fault, "guize adjust FROM TO --db FILE: what was paid, and what is to be paid");
    return false;
  }
  Table *table = table_new(columns, sizeof columns / sizeof *columns);
  bool ok = adjustments_each(store, add_adjustment, table, fault);
  if (ok) table_print(table, options->format, stdout);
  table_free(table);
  return ok;
}

/* --- the list of persons ----------------------------------------------------------------------------- */

/* In a file a table means CSV, or what the name ends in. */
static const char *list_format(const Options *options) {
  const char *dot = options->output ? strrchr(options->output, '.') : NULL;
  if (strcmp(options->format, "table") != 0 || !options->output) return options->format;
  for (const char *const *name = table_formats; dot && *name; name++)
    if (strcmp(dot + 1, *name) == 0) return *name;
  return "csv";
}

static bool save_list(const Options *options, Store *store, const AdjustResult *result,
                      Fault *fault) {
  size_t size;
  char *bytes = NULL;
  FILE *memory = open_memstream(&bytes, &size);
  if (!memory) return fault_set(fault, EXIT_SYSTEM, "E704", "memory is short");
  bool ok = adjust_list(store, result, options->reveal, list_format(options), memory, fault);
  fclose(memory);
  ok = ok && file_save(options->output, bytes, size, fault);
  free(bytes);
  if (!ok && result->recorded)
    fault_hint(fault,
               "adjustment %lld is recorded; its list is written by: guize adjust %lld --db %s "
               "--output FILE",
               (long long)result->recorded, (long long)result->recorded, options->db);
  return ok;
}

/* Pages and workbooks are reports of the sums; the other endings are lists of persons. */
static bool is_page(const Options *options) {
  ReportForm form = options->output ? report_form(options->output) : REPORT_NO_FORM;
  return form == REPORT_HTML || form == REPORT_XLSX;
}

static bool save_page(const Options *options, Store *store, const AdjustResult *result,
                      Fault *fault) {
  bool english = options->lang && strcmp(options->lang, "en") == 0;
  json_t *document = adjust_document(store, options->db, result, fault);
  bool ok = document && report_save_document(document, options->output, english, fault);
  json_decref(document);
  if (ok && !options->quiet) adjust_print(result, options->record);
  return ok;
}

static bool print_json(const Options *options, Store *store, const AdjustResult *result,
                       Fault *fault) {
  json_t *document = adjust_document(store, options->db, result, fault);
  if (document) ledger_print(document);
  return document != NULL;
}

/* To a file the list goes, and the sums to the screen; without a file the format says which of the two. */
static bool print_result(const Options *options, Store *store, const AdjustResult *result,
                         Fault *fault) {
  bool table = strcmp(options->format, "table") == 0, json = strcmp(options->format, "json") == 0;
  if (is_page(options)) return save_page(options, store, result, fault);
  bool list = options->output || (!table && !json);
  if (list && options->reveal) reveal_record(options->db);
  if (options->output && !save_list(options, store, result, fault)) return false;
  if (!options->output && json) return print_json(options, store, result, fault);
  if (!options->output && list) {
    adjust_tell_left_out(result, stderr);
    return adjust_list(store, result, options->reveal, options->format, stdout, fault);
  }
  if (options->quiet)
    adjust_tell_left_out(result, stderr);
  else
    adjust_print(result, options->record);
  return true;
}

/* --- the command --------------------------------------------------------------------------------------- */

static bool run_number(const char *word, int64_t *number, Fault *fault) {
  char *end;
  *number = strtoll(word, &end, 10);
  return (!*end && *number > 0) ||
         fault_set(fault, EXIT_USAGE, "E612", "“%s” is no number of a run", word);
}

static bool adjust(const Options *options, Store *store, Fault *fault) {
  AdjustResult result = {0};
  int64_t first, second;
  if (is_page(options) && !report_may_save(options->output, fault)) return false;
  if (!run_number(options->words[0], &first, fault)) return false;
  bool ok;
  if (options->word_count == 1 && options->record) {
    fault_set(fault, EXIT_USAGE, "E611", "which runs?");
    fault_hint(fault, "guize adjust FROM TO --db FILE --record");
    return false;
  }
  if (options->word_count == 1)
    ok = adjust_load(store, first, &result, fault);
  else
    ok = run_number(options->words[1], &second, fault) &&
         adjust_run(store, first, second, options->record, &result, fault);
  ok = ok && print_result(options, store, &result, fault);
  adjust_free(&result);
  return ok;
}

int command_adjust(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  Schema *schema = session_schema(fault);
  Store *store = schema ? settle_open_store(options->db, schema,
                                            options->record ? STORE_WRITE : STORE_READ, fault)
                        : NULL;
  bool ok = store && (options->word_count ? adjust(options, store, fault)
                                          : list_adjustments(options, store, fault));
  Fault closing = {0};
  if (!store_close(store, &closing) && ok) {
    *fault = closing;
    ok = false;
  }
  schema_free(schema);
  return ok ? EXIT_DONE : fault->exit;
}
