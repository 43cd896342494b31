/* The command that writes what is in the database into a file. The form follows the file's name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/reveal.h"
#include "data/export.h"
#include "eval/session.h"
#include "job/walk.h"

static const struct {
  const char *ending, *format;
  OutForm form;
} forms[] = {
    {".csv", "csv", OUT_CSV},        {".tsv", "tsv", OUT_TSV},    {".jsonl", "jsonl", OUT_JSONL},
    {".ndjson", "jsonl", OUT_JSONL}, {".xlsx", "xlsx", OUT_XLSX},
};
enum { FORMS = sizeof forms / sizeof *forms };

/* By --format where it was given, else by the ending; CSV on the screen. */
static bool find_form(const Options *options, OutForm *form, Fault *fault) {
  const char *dot = options->output ? strrchr(options->output, '.') : NULL;
  bool given = strcmp(options->format, "table") != 0;
  bool excel = strcmp(options->format, "excel") == 0;
  *form = OUT_CSV;
  for (int i = 0; i < FORMS; i++) {
    const char *by = given && !excel ? forms[i].format : forms[i].ending;
    const char *word = given && !excel ? options->format : dot;
    if (!word || strcasecmp(by, word) != 0) continue;
    *form = forms[i].form;
    if (*form == OUT_CSV && excel) *form = OUT_EXCEL;
    if (excel && *form != OUT_EXCEL)
      return fault_set(fault, EXIT_USAGE, "E620", "--excel writes CSV, not %s", forms[i].format);
    return true;
  }
  if (!options->output && (!given || excel)) {
    if (excel) *form = OUT_EXCEL;
    return true;
  }
  fault_set(fault, EXIT_USAGE, "E527", "an export is written as csv, tsv, jsonl or xlsx");
  fault_hint(fault, "end the name of the file with .csv, .tsv, .jsonl or .xlsx");
  return false;
}

static bool write_rows(Export *export, SheetOut *out, int64_t *rows, Fault *fault) {
  const OutCell *cells;
  int step;
  while ((step = export_next(export, &cells, fault)) == 1) {
    if (!sheetout_row(out, cells, fault)) return false;
    ++*rows;
  }
  return step == 0;
}

static bool write_all(const Options *options, Export *export, OutForm form, Fault *fault) {
  size_t count;
  int64_t rows = 0;
  const OutColumn *columns = export_columns(export, &count);
  SheetOut *out = sheetout_open(options->output, form, export_name(export), columns, count,
                                options->yes, fault);
  if (!out) return false;
  bool ok = write_rows(export, out, &rows, fault);
  ok = sheetout_close(out, ok, fault) && ok;
  if (ok && options->output && !options->quiet)
    printf(_("%lld rows written to %s\n"), (long long)rows, options->output);
  return ok;
}

int command_export(const Options *options, Fault *fault) {
  OutForm form;
  Schema *schema = NULL;
  if (!find_form(options, &form, fault)) return fault->exit;
  Store *store = command_open_store(options, &schema, fault);
  ExportOptions export = {.what = options->words[0],
                          .counties = options->counties,
                          .county_count = options->county_count,
                          .reveal = options->reveal,
                          .plain = form == OUT_JSONL};
  Export *opened = store ? export_open(store, schema, &export, fault) : NULL;
  if (opened && options->reveal) reveal_record(options->db);
  if (opened && export_masked(opened) && !options->quiet && isatty(STDERR_FILENO))
    fputs(_("names and ID numbers are masked; --reveal shows them\n"), stderr);
  bool ok = opened && write_all(options, opened, form, fault);
  export_close(opened);
  store_close(store, &(Fault){0});
  schema_free(schema);
  if (ok || fault_isset(fault)) return ok ? EXIT_DONE : fault->exit;
  errno = EPIPE; /* for the door, which is silent then */
  return EXIT_SYSTEM;
}
