/* Written as spreadsheets want CSV (UTF-8 with a mark, CR LF, long numbers as ="…"), since it is corrected in
 * one. */
#include "data/import_refused.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/csv.h"

enum { NAMES_MOST = 1000, SHEET_DIGITS = 11 };

/* The first name that nothing has yet. */
static char *free_name(const char *file) {
  Buffer name = {0};
  for (int i = 1; i < NAMES_MOST; i++) {
    buffer_clear(&name);
    buffer_format(&name, "%s.refused", file);
    if (i > 1) buffer_format(&name, "-%d", i);
    buffer_add_text(&name, ".csv");
    if (access(name.data, F_OK) != 0) break;
  }
  return name.data;
}

static bool is_long_number(const char *text, size_t size) {
  if (size <= SHEET_DIGITS && !(size > 1 && *text == '0')) return false;
  for (size_t i = 0; i < size; i++)
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

static void add_cell(Buffer *line, const char *text, size_t size) {
  if (line->size) buffer_add_text(line, ",");
  if (is_long_number(text, size)) {
    buffer_add_text(line, "\"=\"\"");
    buffer_add(line, text, size);
    buffer_add_text(line, "\"\"\"");
  } else {
    csv_add_cell(line, text, size, ',', true);
  }
}

static bool is_own_column(const char *title) {
  return strcmp(title, REFUSED_LINE) == 0 || strcmp(title, REFUSED_COLUMN) == 0 ||
         strcmp(title, REFUSED_REASON) == 0;
}

static void write_line(Refused *refused) {
  buffer_add_text(&refused->line, "\r\n");
  fwrite(refused->line.data, 1, refused->line.size, refused->output.stream);
}

static bool begin(Refused *refused, const char *file, const ImportHeader *header, Fault *fault) {
  char *path = free_name(file);
  if (!output_begin(&refused->output, path, false, fault)) {
    free(path);
    return false;
  }
  refused->path = path;
  buffer_clear(&refused->line);
  buffer_add_text(&refused->line,
                  "\xEF\xBB\xBF" REFUSED_LINE "," REFUSED_COLUMN "," REFUSED_REASON);
  for (size_t i = 0; i < header->count; i++)
    if (!is_own_column(header->titles[i]))
      add_cell(&refused->line, header->titles[i], strlen(header->titles[i]));
  write_line(refused);
  return true;
}

bool refused_add(Refused *refused, const char *file, const ImportHeader *header,
                 const SheetRow *row, const char *where, const char *why, Fault *fault) {
  if (!refused->path && !begin(refused, file, header, fault)) return false;
  buffer_clear(&refused->line);
  buffer_format(&refused->line, "%lld", (long long)row->line);
  add_cell(&refused->line, where, strlen(where));
  add_cell(&refused->line, why, strlen(why));
  for (size_t i = 0; i < row->count; i++)
    if (i >= header->count || !is_own_column(header->titles[i]))
      add_cell(&refused->line, row->cells[i].text, row->cells[i].size);
  write_line(refused);
  return true;
}

bool refused_end(Refused *refused, Fault *fault) {
  return !refused->path || output_end(&refused->output, true, fault);
}

void refused_free(Refused *refused) {
  if (refused->output.stream) output_end(&refused->output, false, NULL);
  free(refused->path);
  buffer_free(&refused->line);
  *refused = (Refused){0};
}
