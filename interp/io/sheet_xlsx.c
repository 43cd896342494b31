/* Rows into a worksheet in constant memory. The time of making is fixed, so that equal rows give equal bytes. */
#include "io/sheet_xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/sheet.h"

enum {
  NUMBER_DIGITS = 15,
  WIDTH_LEAST = 8,
  WIDTH_MOST = 60,
  NAME_CHARACTERS = 31,
  FIRST_DAY = -25508, /* 1900-03-01: days before it are miscounted by spreadsheets */
};

static const time_t MADE = 946684800; /* 2000-01-01 */

struct SheetXlsx {
  lxw_workbook *workbook;
  lxw_worksheet *sheet;
  lxw_format *head, *text, *money, *day;
  const OutColumn *columns;
  size_t count;
  int *widths;
  lxw_row_t row;
  Buffer safe;
};

static lxw_format *format_new(lxw_workbook *workbook, const char *number) {
  lxw_format *format = workbook_add_format(workbook);
  if (number) format_set_num_format(format, number);
  return format;
}

/* A name as a sheet may have it. */
static void add_name(Buffer *out, const char *name) {
  size_t size = strlen(name);
  uint32_t character;
  int count = 0;
  for (size_t at = 0, bytes; at < size && count < NAME_CHARACTERS; at += bytes, count++) {
    bytes = text_next(name + at, size - at, &character);
    if (character < 0x20 || (character < 0x80 && strchr("[]:*?/\\'", (int)character)))
      buffer_add_text(out, "_");
    else
      buffer_add(out, name + at, bytes);
  }
}

static void write_head(SheetXlsx *x) {
  for (size_t i = 0; i < x->count; i++) {
    worksheet_write_string(x->sheet, 0, (lxw_col_t)i, x->columns[i].title, x->head);
    x->widths[i] = text_width(x->columns[i].title);
  }
  worksheet_freeze_panes(x->sheet, 1, 0);
}

SheetXlsx *sheetxlsx_open(const char *path, const char *name, const OutColumn *columns,
                          size_t count) {
  SheetXlsx *x = memory_new(sizeof *x);
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_doc_properties properties = {.created = MADE};
  Buffer sheet = {0};
  *x = (SheetXlsx){.columns = columns, .count = count};
  x->widths = memory_new(count * sizeof *x->widths);
  x->workbook = workbook_new_opt(path, &options);
  if (!x->workbook) memory_end(0);
  workbook_set_properties(x->workbook, &properties);
  add_name(&sheet, name);
  x->sheet = workbook_add_worksheet(x->workbook, sheet.data);
  if (!x->sheet) x->sheet = workbook_add_worksheet(x->workbook, NULL);
  buffer_free(&sheet);
  x->head = format_new(x->workbook, NULL);
  format_set_bold(x->head);
  x->text = format_new(x->workbook, "@");
  x->money = format_new(x->workbook, "#,##0.00");
  x->day = format_new(x->workbook, "yyyy-mm-dd");
  write_head(x);
  return x;
}

/* What would be read back as another character is written so that it is not: "_x000D_", and CR. */
static const char *safe_text(SheetXlsx *x, const OutCell *cell) {
  if (!memchr(cell->text, '\r', cell->size) && !strstr(cell->text, "_x")) return cell->text;
  buffer_clear(&x->safe);
  for (const char *p = cell->text; *p; p++) {
    bool coded =
        p[0] == '_' && p[1] == 'x' && strspn(p + 2, "0123456789abcdefABCDEF") >= 4 && p[6] == '_';
    if (*p == '\r')
      buffer_add_text(&x->safe, "_x000D_");
    else if (coded)
      buffer_add_text(&x->safe, "_x005F_");
    else
      buffer_add(&x->safe, p, 1);
  }
  return x->safe.data;
}

/* Whether a spreadsheet keeps every digit. */
static bool fits_number(const char *text) {
  size_t digits = 0;
  if (*text == '-') text++;
  if (!*text) return false;
  for (; *text; text++) {
    if ((*text < '0' || *text > '9') && *text != '.') return false;
    digits += *text != '.';
  }
  return digits <= NUMBER_DIGITS;
}

static lxw_error write_day(SheetXlsx *x, lxw_col_t column, const OutCell *cell) {
  int32_t days;
  if (!date_parse(cell->text, cell->size, &days) || days < FIRST_DAY)
    return worksheet_write_string(x->sheet, x->row, column, cell->text, x->text);
  lxw_datetime day = {.year = date_year(days), .month = date_month(days), .day = date_day(days)};
  return worksheet_write_datetime(x->sheet, x->row, column, &day, x->day);
}

static lxw_error write_cell(SheetXlsx *x, lxw_col_t column, const OutCell *cell) {
  bool number = cell->kind == OUT_NUMBER || cell->kind == OUT_MONEY;
  if (cell->kind == OUT_DAY) return write_day(x, column, cell);
  if (number && fits_number(cell->text))
    return worksheet_write_number(x->sheet, x->row, column, strtod(cell->text, NULL),
                                  cell->kind == OUT_MONEY ? x->money : NULL);
  if (cell->size == 0) return LXW_NO_ERROR;
  return worksheet_write_string(x->sheet, x->row, column, safe_text(x, cell), x->text);
}

bool sheetxlsx_row(SheetXlsx *x, const OutCell *cells) {
  if (++x->row >= LXW_ROW_MAX) return false;
  for (size_t i = 0; i < x->count; i++) {
    if (!cells[i].text) continue;
    if (write_cell(x, (lxw_col_t)i, &cells[i]) != LXW_NO_ERROR) return false;
    int width = text_width(cells[i].text) + (cells[i].kind == OUT_MONEY ? 2 : 0);
    if (width > x->widths[i]) x->widths[i] = width;
  }
  return true;
}

int sheetxlsx_close(SheetXlsx *x) {
  for (size_t i = 0; i < x->count; i++) {
    int width = x->widths[i] < WIDTH_LEAST  ? WIDTH_LEAST
                : x->widths[i] > WIDTH_MOST ? WIDTH_MOST
                                            : x->widths[i];
    OutKind kind = x->columns[i].kind;
    bool text = kind == OUT_TEXT || kind == OUT_ID || kind == OUT_TRUTH;
    worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, width + 2, text ? x->text : NULL);
  }
  worksheet_ignore_errors(x->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
  int error = (int)workbook_close(x->workbook);
  free(x->widths);
  buffer_free(&x->safe);
  free(x);
  return error;
}
