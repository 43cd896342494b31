/* The text forms of a sheet, and the door to its XLSX form. */
#include "io/sheet_out.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "io/csv.h"
#include "io/file.h"
#include "io/sheet_xlsx.h"

enum { SHEET_DIGITS = 11 }; /* a spreadsheet shows a longer number as 1.1E+17 */

struct SheetOut {
  OutForm form;
  Output output; /* stream NULL: stdout */
  FILE *stream;
  const OutColumn *columns;
  size_t count;
  SheetXlsx *xlsx;
  Buffer line;
};

/* --- cells ---------------------------------------------------------------------------------------- */

static bool is_long_number(const char *text, size_t size) {
  return strspn(text, "0123456789") == size && (size > SHEET_DIGITS || (size > 1 && *text == '0'));
}

static void add_csv(SheetOut *out, const OutCell *cell) {
  char separator = out->form == OUT_TSV ? '\t' : ',';
  bool number = cell->kind == OUT_NUMBER || cell->kind == OUT_MONEY || cell->kind == OUT_DAY;
  if (!cell->text) return;
  if (out->form == OUT_EXCEL && !number && is_long_number(cell->text, cell->size))
    buffer_format(&out->line, "\"=\"\"%s\"\"\"", cell->text);
  else
    csv_add_cell(&out->line, cell->text, cell->size, separator, !number);
}

/* Whether the text is a number as JSON writes it. */
static bool is_json_number(const char *text) {
  text += *text == '-';
  size_t whole = strspn(text, "0123456789");
  if (whole == 0 || (whole > 1 && *text == '0')) return false;
  text += whole;
  if (*text == '.') {
    size_t behind = strspn(text + 1, "0123456789");
    if (behind == 0) return false;
    text += 1 + behind;
  }
  return *text == '\0';
}

static void add_json_text(Buffer *line, const char *text, size_t size) {
  json_t *value = json_stringn_nocheck(text, size);
  char *quoted = json_dumps(value, JSON_ENCODE_ANY);
  buffer_add_text(line, quoted ? quoted : "null");
  free(quoted);
  json_decref(value);
}

static void add_json(SheetOut *out, const OutCell *cell) {
  bool number = cell->kind == OUT_NUMBER || cell->kind == OUT_MONEY;
  if (!cell->text)
    buffer_add_text(&out->line, "null");
  else if (cell->kind == OUT_TRUTH || (number && is_json_number(cell->text)))
    buffer_add(&out->line, cell->text, cell->size);
  else
    add_json_text(&out->line, cell->text, cell->size);
}

/* --- lines ---------------------------------------------------------------------------------------- */

static bool write_line(SheetOut *out, Fault *fault) {
  buffer_add_text(&out->line, out->form == OUT_EXCEL ? "\r\n" : "\n");
  if (fwrite(out->line.data, 1, out->line.size, out->stream) == out->line.size) return true;
  if (errno == EPIPE && !out->output.stream) return false; /* the reader has seen enough */
  return fault_set(fault, EXIT_SYSTEM, "E455", "the file cannot be written");
}

static bool write_head(SheetOut *out, Fault *fault) {
  if (out->form == OUT_JSONL || out->form == OUT_XLSX) return true;
  buffer_clear(&out->line);
  if (out->form == OUT_EXCEL) buffer_add_text(&out->line, "\xEF\xBB\xBF");
  for (size_t i = 0; i < out->count; i++) {
    if (i) buffer_add_text(&out->line, out->form == OUT_TSV ? "\t" : ",");
    add_csv(out, &(OutCell){out->columns[i].title, strlen(out->columns[i].title), OUT_TEXT});
  }
  return write_line(out, fault);
}

static bool write_row(SheetOut *out, const OutCell *cells, Fault *fault) {
  bool json = out->form == OUT_JSONL;
  buffer_clear(&out->line);
  if (json) buffer_add_text(&out->line, "{");
  for (size_t i = 0; i < out->count; i++) {
    if (i) buffer_add_text(&out->line, json ? ", " : out->form == OUT_TSV ? "\t" : ",");
    if (json) {
      add_json_text(&out->line, out->columns[i].key, strlen(out->columns[i].key));
      buffer_add_text(&out->line, ": ");
      add_json(out, &cells[i]);
    } else {
      add_csv(out, &cells[i]);
    }
  }
  if (json) buffer_add_text(&out->line, "}");
  return write_line(out, fault);
}

/* --- sheets --------------------------------------------------------------------------------------- */

SheetOut *sheetout_open(const char *path, OutForm form, const char *name, const OutColumn *columns,
                        size_t count, bool replace, Fault *fault) {
  if (form == OUT_XLSX && !path) {
    fault_set(fault, EXIT_USAGE, "E529", "XLSX needs a file: --output FILE.xlsx");
    return NULL;
  }
  SheetOut *out = memory_new(sizeof *out);
  *out = (SheetOut){.form = form, .columns = columns, .count = count, .stream = stdout};
  bool ok = !path || output_begin(&out->output, path, replace, fault);
  if (ok && path) out->stream = out->output.stream;
  if (ok && form == OUT_XLSX) out->xlsx = sheetxlsx_open(out->output.beside, name, columns, count);
  if (ok && write_head(out, fault)) return out;
  if (!ok) out->stream = NULL;
  sheetout_close(out, false, NULL);
  return NULL;
}

bool sheetout_row(SheetOut *out, const OutCell *cells, Fault *fault) {
  if (!out->xlsx) return write_row(out, cells, fault);
  if (sheetxlsx_row(out->xlsx, cells)) return true;
  fault_set(fault, EXIT_DATA, "E529", "more rows, or a longer text, than a sheet of XLSX holds");
  fault_hint(fault, "write it as CSV");
  return false;
}

bool sheetout_close(SheetOut *out, bool keep, Fault *fault) {
  bool ok = true;
  int error = out->xlsx ? sheetxlsx_close(out->xlsx) : 0;
  if (error)
    ok = fault_set(keep ? fault : NULL, EXIT_SYSTEM, "E455", "cannot write “%s”: %s",
                   out->output.path, N_("libxlsxwriter could not finish it"));
  if (out->output.stream) ok = output_end(&out->output, keep && ok, ok ? fault : NULL) && ok;
  buffer_free(&out->line);
  free(out);
  return ok;
}
