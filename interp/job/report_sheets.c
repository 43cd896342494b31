/* The workbook: sheets, cells, formats. Amounts are numbers of yuan with two decimals, exact up to
 * fifteen digits; what must stay text is text. */
#include "job/report_sheets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/text.h"
#include "io/file.h"
#include "job/report_format.h"
#include "job/report_workbook.h"

enum {
  MOST_FORMATS = 48,
  MOST_TABLES = 512,
  NAME_CELLS = 31,
  WIDE = 44,
  LONGEST = 32000,
  SUMMARY_WIDTH = 80,
  A4 = 9,
  WORKBOOK_MOST = 1 << 28,
  HEAD_CELLS = 18,
  GALLERY_COLUMNS = 40,
  GALLERY_WIDTH = 13
};

#define ROW_POINTS 15.0

typedef struct FormatKey {
  ReportKind kind;
  ReportTone tone;
  bool sign, total;
  char prefix[8];
} FormatKey;

typedef struct Sheets {
  const Report *report;
  lxw_workbook *book;
  lxw_format *title, *head, *head_right, *wrap, *heading, *formats[MOST_FORMATS];
  FormatKey keys[MOST_FORMATS];
  int format_count;
  PlacedTable *tables;
  size_t table_count;
} Sheets;

/* --- formats --- */

static lxw_format *new_format(Sheets *s, bool bold, double size) {
  lxw_format *format = workbook_add_format(s->book);
  format_set_font_name(format, "Microsoft YaHei");
  format_set_font_size(format, size);
  if (bold) format_set_bold(format);
  return format;
}

static const char *number_format(const FormatKey *key, char *out, size_t room) {
  const char *mark = key->kind != REPORT_RATIO || key->tone == REPORT_PLAIN ? ""
                     : key->tone == REPORT_GOOD                             ? "\" ✓\""
                                                                            : "\" ×\"";
  char prefix[16] = "";
  if (*key->prefix) snprintf(prefix, sizeof prefix, "\"%s\"", key->prefix);
  switch (key->kind) {
    case REPORT_TEXT: return "General";
    case REPORT_ID: return "@";
    case REPORT_COUNT: return key->sign ? "+#,##0;-#,##0;0" : "#,##0";
    case REPORT_MONEY: return key->sign ? "+#,##0.00;-#,##0.00;0.00" : "#,##0.00";
    case REPORT_POINTS: return key->sign ? "+0.00;-0.00;0.00" : "0.00";
    case REPORT_RATIO: snprintf(out, room, "%s0.00%%%s", prefix, mark); return out;
    case REPORT_NUMBER: snprintf(out, room, "%s#,##0.00", prefix); return out;
  }
  return "General";
}

static lxw_format *format_of(Sheets *s, const ReportCell *cell, bool total) {
  FormatKey key = {.kind = cell->kind, .tone = cell->tone, .sign = cell->sign, .total = total};
  char text[64];
  if (format_right(cell->kind) && cell->text)
    snprintf(key.prefix, sizeof key.prefix, "%s", cell->text);
  for (int i = 0; i < s->format_count; i++) {
    const FormatKey *k = &s->keys[i];
    if (k->kind == key.kind && k->tone == key.tone && k->sign == key.sign &&
        k->total == key.total && strcmp(k->prefix, key.prefix) == 0)
      return s->formats[i];
  }
  if (s->format_count == MOST_FORMATS) return s->wrap;
  lxw_format *format = new_format(s, total, 10);
  format_set_num_format(format, number_format(&key, text, sizeof text));
  format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  if (key.kind == REPORT_TEXT || key.kind == REPORT_ID) format_set_text_wrap(format);
  if (total) format_set_top(format, LXW_BORDER_THIN);
  if (key.tone == REPORT_BAD && key.kind != REPORT_MONEY && key.kind != REPORT_COUNT) {
    format_set_bold(format);
    format_set_bg_color(format, 0xFDEEDD);
  }
  s->keys[s->format_count] = key;
  return s->formats[s->format_count++] = format;
}

static void make_formats(Sheets *s) {
  s->title = new_format(s, true, 14);
  s->heading = new_format(s, true, 12);
  s->wrap = new_format(s, false, 11);
  format_set_text_wrap(s->wrap);
  format_set_align(s->wrap, LXW_ALIGN_VERTICAL_TOP);
  for (int i = 0; i < 2; i++) {
    lxw_format *head = new_format(s, true, 10);
    format_set_bg_color(head, 0xEAEFF4);
    format_set_border(head, LXW_BORDER_THIN);
    format_set_text_wrap(head);
    format_set_align(head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_align(head, i ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    *(i ? &s->head_right : &s->head) = head;
  }
}

/* --- sheets --- */

/* A name that Excel takes: at most 31 characters, none of []:*?/\ and no quote at the ends; used once. */
static void name_sheet(const Sheets *s, const char *title, char *out, size_t room) {
  Buffer name = {0};
  size_t at = 0, left = strlen(title), length = 0;
  uint32_t c;
  while (left && length < NAME_CELLS - 5) {
    size_t bytes = text_next(title + at, left, &c);
    if (c >= 0x20 && !(c < 0x80 && strchr("[]:*?/\\'", (int)c))) {
      buffer_add(&name, title + at, bytes);
      length++;
    }
    at += bytes;
    left -= bytes;
  }
  snprintf(out, room, "%s", name.size ? name.data : "-");
  for (int n = 2; workbook_get_worksheet_by_name(s->book, out); n++)
    snprintf(out, room, "%s (%d)", name.size ? name.data : "-", n);
  buffer_free(&name);
}

static lxw_worksheet *new_sheet(Sheets *s, const char *title, char *name, size_t room, bool wide) {
  name_sheet(s, title, name, room);
  lxw_worksheet *sheet = workbook_add_worksheet(s->book, name);
  if (!sheet) return NULL;
  worksheet_set_paper(sheet, A4);
  if (wide) worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_footer(sheet, report_word(s->report, "&C第 &P 页，共 &N 页", "&Cpage &P of &N"));
  return sheet;
}

static void write_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
                       lxw_format *format) {
  Buffer clean = {0};
  text_escape(&clean, text, strlen(text));
  if (clean.size > LONGEST) {
    clean.size = LONGEST;
    while (clean.size && ((unsigned char)clean.data[clean.size] & 0xC0) == 0x80)
      clean.size--;
    clean.data[clean.size] = '\0';
  }
  worksheet_write_string(sheet, row, column, clean.data ? clean.data : "", format);
  buffer_free(&clean);
}

static void write_cell(Sheets *s, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const ReportCell *cell, bool total) {
  lxw_format *format = format_of(s, cell, total);
  double value = format_value(cell);
  if (!cell->there)
    worksheet_write_blank(sheet, row, column, format);
  else if (!format_right(cell->kind))
    write_text(sheet, row, column, cell->text, format);
  else
    worksheet_write_number(sheet, row, column,
                           cell->kind == REPORT_MONEY || cell->kind == REPORT_POINTS
                               ? cell->kind == REPORT_MONEY ? value / 100 : value * 100
                               : value,
                           format);
}

/* Widths in cells of a terminal are near enough to those of a sheet: a Chinese character is two. */
static int cells_of(const ReportTable *table, int column) {
  Buffer text = {0};
  int most = 0, head = text_width(table->columns[column].title);
  for (size_t r = 0; r < table->row_count; r++) {
    buffer_clear(&text);
    format_cell(&text, report_cell(table, r, column));
    int width = text_width(text.data);
    if (width > most) most = width;
  }
  buffer_free(&text);
  if (head > most) most = head < HEAD_CELLS ? head : most > HEAD_CELLS ? most : HEAD_CELLS;
  return most > WIDE ? WIDE : most;
}

/* A column is as wide as the widest of the tables of its sheet needs. */
static void fit_columns(PlacedTable *placed) {
  for (int i = 0; i < placed->table->column_count && i < WORKBOOK_COLUMNS; i++) {
    double width = cells_of(placed->table, i) * 1.08 + 2.5;
    if (width > placed->widths[i]) placed->widths[i] = width;
    worksheet_set_column(placed->sheet, (lxw_col_t)i, (lxw_col_t)i, placed->widths[i], NULL);
  }
}

static int lines_of(const PlacedTable *placed, int column, const char *text) {
  double room = column < WORKBOOK_COLUMNS ? placed->widths[column] - 2 : WIDE;
  return 1 + (int)((text_width(text) - 0.5) / (room > 4 ? room : 4));
}

/* Cells with several lines need a height that is said: not every program finds it by itself. */
static void fit_row(const PlacedTable *placed, lxw_row_t row, const ReportCell *cells) {
  int most = 1;
  for (int i = 0; i < placed->table->column_count; i++) {
    bool text = !cells || !format_right(cells[i].kind);
    const char *words = !cells           ? placed->table->columns[i].title
                        : cells[i].there ? cells[i].text
                                         : NULL;
    int lines = text && words ? lines_of(placed, i, words) : 1;
    if (lines > most) most = lines;
  }
  if (most > 1) worksheet_set_row(placed->sheet, row, most * ROW_POINTS, NULL);
}

static void ignore_digits(lxw_worksheet *sheet, const ReportTable *table, lxw_row_t head) {
  Buffer range = {0};
  for (int i = 0; i < table->column_count; i++) {
    char first[16], last[16];
    if (table->columns[i].kind != REPORT_ID) continue;
    lxw_rowcol_to_cell(first, head + 1, (lxw_col_t)i);
    lxw_rowcol_to_cell(last, head + 1 + (lxw_row_t)table->row_count, (lxw_col_t)i);
    buffer_format(&range, "%s%s:%s", range.size ? " " : "", first, last);
  }
  if (range.size) worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.data);
  buffer_free(&range);
}

static void write_table(Sheets *s, PlacedTable *placed, lxw_row_t row) {
  const ReportTable *table = placed->table;
  lxw_worksheet *sheet = placed->sheet;
  fit_columns(placed);
  write_text(sheet, row, 0, table->title, s->title);
  placed->head = row + 1;
  for (int i = 0; i < table->column_count; i++)
    write_text(sheet, placed->head, (lxw_col_t)i, table->columns[i].title,
               format_right(table->columns[i].kind) ? s->head_right : s->head);
  fit_row(placed, placed->head, NULL);
  for (size_t r = 0; r < table->row_count; r++) {
    lxw_row_t at = placed->head + 1 + (lxw_row_t)r;
    for (int i = 0; i < table->column_count; i++)
      write_cell(s, sheet, at, (lxw_col_t)i, report_cell(table, r, i),
                 table->total && r + 1 == table->row_count);
    fit_row(placed, at, report_cell(table, r, 0));
  }
  placed->next = placed->head + 1 + (lxw_row_t)table->row_count;
}

static bool shares_sheet(const ReportTable *a, const ReportTable *b) {
  return a->sheet && b->sheet && strcmp(a->sheet, b->sheet) == 0;
}

static void place_table(Sheets *s, const ReportTable *table) {
  const PlacedTable *before = s->table_count ? &s->tables[s->table_count - 1] : NULL;
  if (s->table_count == MOST_TABLES) return;
  PlacedTable *placed = &s->tables[s->table_count];
  if (before && shares_sheet(table, before->table)) {
    *placed = *before;
    placed->table = table;
    s->table_count++;
    write_table(s, placed, before->next + 1);
    return;
  }
  placed->table = table;
  placed->sheet = new_sheet(s, table->sheet ? table->sheet : table->title, placed->name,
                            sizeof placed->name, table->column_count > 5);
  if (!placed->sheet) return;
  s->table_count++;
  write_table(s, placed, 0);
  ignore_digits(placed->sheet, table, placed->head);
  worksheet_freeze_panes(placed->sheet, placed->head + 1, (lxw_col_t)table->key_columns);
  worksheet_repeat_rows(placed->sheet, 0, placed->head);
}

/* --- the summary --- */

static lxw_row_t write_line(Sheets *s, lxw_worksheet *sheet, lxw_row_t row, const char *text,
                            lxw_format *format, double line) {
  int lines = 1 + text_width(text) / (SUMMARY_WIDTH - 6);
  write_text(sheet, row, 0, text, format);
  worksheet_set_row(sheet, row, lines * line, NULL);
  (void)s;
  return row + 1;
}

static void write_summary(Sheets *s) {
  const Report *report = s->report;
  char name[128];
  lxw_row_t row = 0;
  lxw_worksheet *sheet =
      new_sheet(s, report_word(report, "摘要", "Summary"), name, sizeof name, false);
  if (!sheet) return;
  worksheet_set_column(sheet, 0, 0, SUMMARY_WIDTH, NULL);
  row = write_line(s, sheet, row, report->title, s->title, 24);
  row = write_line(s, sheet, row, report->subtitle, s->wrap, 18);
  int headings = 0;
  for (size_t i = 0; i < report->block_count; i++) {
    const ReportBlock *block = &report->blocks[i];
    headings += block->kind == REPORT_HEADING;
    if (headings > 1) break; /* what follows stands in its tables */
    if (block->kind == REPORT_HEADING || block->kind == REPORT_SUBHEADING)
      row = write_line(s, sheet, row + 1, block->text, s->heading, 20);
    if (block->kind == REPORT_LEAD || block->kind == REPORT_PARAGRAPH || block->kind == REPORT_NOTE)
      row = write_line(s, sheet, row, block->text, s->wrap, 18);
    for (int k = 0; block->kind == REPORT_TILES && k < block->tile_count; k++) {
      Buffer text = {0};
      buffer_format(&text, "%s　%s　%s", block->tiles[k].title, block->tiles[k].value,
                    block->tiles[k].note);
      row = write_line(s, sheet, row, text.data, s->wrap, 18);
      buffer_free(&text);
    }
  }
}

/* --- the book --- */

static const PlacedTable *find_table(const Sheets *s, const ReportTable *table) {
  for (size_t i = 0; table && i < s->table_count; i++)
    if (s->tables[i].table == table) return &s->tables[i];
  return NULL;
}

static time_t day_of(const Report *report) {
  int32_t days;
  if (!report->day || !date_parse(report->day, strlen(report->day), &days)) days = 0;
  return days > 0 ? (time_t)days * 86400 : 86400; /* 0 would mean the clock */
}

static bool has_charts(const Report *report) {
  for (size_t i = 0; i < report->block_count; i++)
    if (report->blocks[i].kind == REPORT_CHART) return true;
  return false;
}

static void fill_book(Sheets *s) {
  const Report *report = s->report;
  char name[128];
  lxw_doc_properties properties = {.title = (char *)(uintptr_t)report->title,
                                   .created = day_of(report)};
  workbook_set_properties(s->book, &properties);
  make_formats(s);
  write_summary(s);
  Gallery gallery = {.book = s->book, .report = report};
  gallery.sheet = has_charts(report) ? new_sheet(s, report_word(report, "图表", "Charts"), name,
                                                 sizeof name, false)
                                     : NULL;
  for (size_t i = 0; i < report->block_count; i++)
    if (report->blocks[i].kind == REPORT_TABLE) place_table(s, report->blocks[i].table);
  if (gallery.sheet) worksheet_set_column(gallery.sheet, 0, GALLERY_COLUMNS, GALLERY_WIDTH, NULL);
  for (size_t i = 0; gallery.sheet && i < report->block_count; i++) {
    const ReportChart *chart =
        report->blocks[i].kind == REPORT_CHART ? report->blocks[i].chart : NULL;
    const PlacedTable *placed = chart ? find_table(s, chart->table) : NULL;
    if (placed) workbook_chart(&gallery, chart, placed, find_table(s, chart->also));
  }
}

static bool no_book(Fault *fault, const char *why) {
  return fault_set(fault, EXIT_SYSTEM, "E684", "the workbook cannot be made: %s", why);
}

bool report_sheets(const Report *report, Buffer *out, Fault *fault) {
  const char *folder = getenv("TMPDIR");
  char path[4096];
  snprintf(path, sizeof path, "%s/guize-report.XXXXXX", folder && *folder ? folder : "/tmp");
  int file = mkstemp(path);
  if (file < 0) return no_book(fault, "no file can be made in the folder for temporary files");
  close(file);
  lxw_workbook_options options = {.tmpdir = (char *)(uintptr_t)(folder && *folder ? folder : NULL)};
  Sheets s = {.report = report, .book = workbook_new_opt(path, &options)};
  if (!s.book) {
    unlink(path);
    return no_book(fault, "memory is short");
  }
  s.tables = memory_new(MOST_TABLES * sizeof *s.tables);
  fill_book(&s);
  lxw_error error = workbook_close(s.book);
  bool ok = error == LXW_NO_ERROR ? file_read(path, out, WORKBOOK_MOST, fault)
                                  : no_book(fault, lxw_strerror(error));
  unlink(path);
  free(s.tables);
  return ok;
}
