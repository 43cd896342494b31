/* Taking CSV apart in place: doubled quotation marks are closed up where they stand, so that a cell is always
 * a piece of the text. Columns in messages are numbers of cells. */
#include "io/csv.h"

#include <string.h>

#include "base/language.h"
#include "base/text.h"

void csv_begin(Csv *csv, const char *path, char *text, size_t size) {
  size_t end = 0;
  while (end < size && text[end] != '\n' && text[end] != '\r')
    end++;
  bool tab = memchr(text, '\t', end) && !memchr(text, ',', end);
  csv->path = path;
  csv->text = text;
  csv->size = size;
  csv->at = 0;
  csv->separator = tab ? '\t' : ',';
  csv->line = 1;
  csv->ended = true;
}

static bool broken(const Csv *csv, int64_t line, size_t cell, const char *what, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E517", "cell %zu: %s", cell, what);
  fault_place(fault, csv->path, (int)line, 0, 0, NULL);
  return false;
}

/* The number of line breaks in a piece; CR LF is one. */
static int64_t breaks(const char *text, size_t size) {
  int64_t count = 0;
  for (size_t i = 0; i < size; i++)
    count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n'));
  return count;
}

/* A cell that begins with a quotation mark, behind it; false with a fault. */
static bool read_quoted(Csv *csv, Cell *cell, size_t number, Fault *fault) {
  char *from = csv->text + csv->at + 1, *end = csv->text + csv->size, *to = from, *p = from;
  cell->text = from;
  for (;;) {
    char *quote = memchr(p, '"', (size_t)(end - p));
    size_t piece = (size_t)((quote ? quote : end) - p);
    if ((size_t)(to - from) + piece > SHEET_CELL_BYTES)
      return broken(csv, csv->line, number,
                    N_("longer than 65,536 bytes; is its quotation mark closed?"), fault);
    if (!quote)
      return broken(csv, csv->line, number,
                    N_("the quotation mark is not closed; was the file cut?"), fault);
    if (to != p) memmove(to, p, piece);
    to += piece;
    p = quote + 1;
    if (p == end || *p != '"') break;
    *to++ = '"';
    p++;
  }
  cell->size = (size_t)(to - from);
  csv->at = (size_t)(p - csv->text);
  if (p < end && *p != csv->separator && *p != '\n' && *p != '\r')
    return broken(csv, csv->line + breaks(from, cell->size), number,
                  N_("text behind the closing quotation mark; a mark inside is written twice"),
                  fault);
  return true;
}

/* A cell without marks around it; one inside makes it doubtful. */
static bool read_bare(Csv *csv, Cell *cell, size_t number, SheetRow *row, Fault *fault) {
  const char *from = csv->text + csv->at, *end = csv->text + csv->size, *p = from;
  char separator = csv->separator;
  bool marked = false;
  for (; p < end && *p != separator && *p != '\n' && *p != '\r'; p++)
    marked = marked || *p == '"';
  cell->text = from;
  cell->size = (size_t)(p - from);
  csv->at = (size_t)(p - csv->text);
  if (cell->size > SHEET_CELL_BYTES)
    return broken(csv, csv->line, number, N_("longer than 65,536 bytes"), fault);
  if (marked && !row->bad_cell) {
    row->bad_cell = number;
    row->why = N_("a quotation mark inside the cell: put the cell into marks and double it");
  }
  return true;
}

/* Steps over the end of a row. */
static void end_row(Csv *csv) {
  csv->ended = csv->at < csv->size;
  if (!csv->ended) return;
  bool carriage = csv->text[csv->at++] == '\r';
  if (carriage && csv->at < csv->size && csv->text[csv->at] == '\n') csv->at++;
}

static bool read_cells(Csv *csv, SheetRow *row, Fault *fault) {
  for (;; csv->at++) {
    if (row->count == SHEET_COLUMNS)
      return broken(csv, csv->line, row->count + 1, N_("more than 256 columns"), fault);
    Cell *cell = &csv->cells[row->count++];
    bool quoted = csv->at < csv->size && csv->text[csv->at] == '"';
    *cell = (Cell){.kind = CELL_TEXT};
    if (!(quoted ? read_quoted(csv, cell, row->count, fault)
                 : read_bare(csv, cell, row->count, row, fault)))
      return false;
    if (csv->at == csv->size || csv->text[csv->at] != csv->separator) return true;
  }
}

static bool check_nul(const Csv *csv, const SheetRow *row, size_t begin, Fault *fault) {
  if (!memchr(csv->text + begin, '\0', csv->at - begin)) return true;
  size_t cell = 1;
  while (cell < row->count && !memchr(csv->cells[cell - 1].text, '\0', csv->cells[cell - 1].size))
    cell++;
  return broken(csv, csv->line, cell, N_("a byte of zero; this is no text file"), fault);
}

int csv_next(Csv *csv, SheetRow *row, Fault *fault) {
  if (csv->at >= csv->size) return 0;
  size_t begin = csv->at;
  *row = (SheetRow){.cells = csv->cells, .line = csv->line};
  if (!read_cells(csv, row, fault) || !check_nul(csv, row, begin, fault)) return -1;
  if (csv->at - begin > SHEET_ROW_BYTES) {
    broken(csv, csv->line, 1, N_("the row is longer than 1,048,576 bytes"), fault);
    return -1;
  }
  for (size_t i = 0; i < row->count; i++)
    if (csv->cells[i].text > csv->text && csv->cells[i].text[-1] == '"')
      csv->line += breaks(csv->cells[i].text, csv->cells[i].size);
  end_row(csv);
  csv->line++;
  return 1;
}

/* --- writing ------------------------------------------------------------------------------------- */

/* Whether a spreadsheet would take the text for a formula, or something. */
static bool is_formula(const char *cell, size_t size) {
  static const char *const wide[] = {"＝", "＋", "－", "＠"};
  if (size == 0) return false;
  if (memchr("=+-@\t\r", *cell, 6)) return true;
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (size >= 3 && memcmp(cell, wide[i], 3) == 0) return true;
  return false;
}

/* Apostrophes in front of what is_formula. */
static size_t apostrophes(const char *cell, size_t size) {
  size_t count = 0;
  while (count < size && cell[count] == '\'')
    count++;
  return is_formula(cell + count, size - count) ? count : SIZE_MAX;
}

void csv_add_cell(Buffer *out, const char *cell, size_t size, char separator, bool text) {
  bool marked = text && apostrophes(cell, size) != SIZE_MAX, quoted = marked;
  for (size_t i = 0; !quoted && i < size; i++)
    quoted = cell[i] == '"' || cell[i] == '\n' || cell[i] == '\r' || cell[i] == separator;
  if (quoted) buffer_add(out, "\"", 1);
  if (marked) buffer_add(out, "'", 1);
  for (size_t i = 0; quoted && i < size; i++) {
    if (cell[i] == '"') buffer_add(out, "\"", 1);
    buffer_add(out, cell + i, 1);
  }
  if (!quoted) buffer_add(out, cell, size);
  if (quoted) buffer_add(out, "\"", 1);
}

void csv_unmark(const char **cell, size_t *size) {
  const char *text = *cell;
  if (*size > 3 && text[0] == '=' && text[1] == '"' && text[*size - 1] == '"' &&
      !memchr(text + 2, '"', *size - 3)) {
    *cell += 2;
    *size -= 3;
    return;
  }
  size_t count = *size && *text == '\'' ? apostrophes(text, *size) : SIZE_MAX;
  if (count == 0 || count == SIZE_MAX) return;
  (*cell)++;
  (*size)--;
}
