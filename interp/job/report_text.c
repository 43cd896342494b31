/* CSV and Markdown. */
#include "job/report_text.h"

#include <string.h>

#include "base/text.h"
#include "job/report_format.h"

enum { SHEET_DIGITS = 11 }; /* a spreadsheet shows a longer number as 1.1E+17 and drops its end */

/* --- CSV --- */

/* Digits that a spreadsheet would spoil when it takes them for a number. */
static bool spoiled(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return text[digits] == '\0' && (digits > SHEET_DIGITS || (digits > 1 && *text == '0'));
}

static void add_csv(Buffer *out, const char *text, bool number, bool excel) {
  bool formula = !number && *text && strchr("=+-@\t\r", *text);
  bool identifier = excel && !number && spoiled(text);
  if (!strpbrk(text, ",\"\r\n") && !formula && !identifier) {
    buffer_add_text(out, text);
    return;
  }
  buffer_add_text(out, identifier ? "\"=\"\"" : formula ? "\"'" : "\"");
  for (const char *p = text; *p; p++) {
    if (*p == '"') buffer_add_text(out, "\"");
    buffer_add(out, p, 1);
  }
  buffer_add_text(out, identifier ? "\"\"\"" : "\"");
}

static void add_csv_table(Buffer *out, const ReportTable *table, bool excel) {
  const char *end = excel ? "\r\n" : "\n";
  Buffer text = {0};
  add_csv(out, table->title, false, excel);
  buffer_add_text(out, end);
  for (int i = 0; i < table->column_count; i++) {
    if (i) buffer_add_text(out, ",");
    add_csv(out, table->columns[i].title, false, excel);
  }
  buffer_add_text(out, end);
  for (size_t r = 0; r < table->row_count; r++) {
    for (int i = 0; i < table->column_count; i++) {
      const ReportCell *cell = report_cell(table, r, i);
      buffer_clear(&text);
      format_plain(&text, cell);
      if (i) buffer_add_text(out, ",");
      add_csv(out, text.data ? text.data : "", format_right(cell->kind), excel);
    }
    buffer_add_text(out, end);
  }
  buffer_free(&text);
}

void report_csv(const Report *report, bool excel, Buffer *out) {
  bool first = true;
  if (excel) buffer_add_text(out, "\xef\xbb\xbf");
  for (size_t i = 0; i < report->block_count; i++) {
    if (report->blocks[i].kind != REPORT_TABLE) continue;
    if (!first) buffer_add_text(out, excel ? "\r\n" : "\n");
    add_csv_table(out, report->blocks[i].table, excel);
    first = false;
  }
}

/* --- Markdown --- */

static void add_md(Buffer *out, const char *text) {
  Buffer clean = {0};
  text_escape(&clean, text, strlen(text));
  for (const char *p = clean.data ? clean.data : ""; *p; p++) {
    if (*p == '<') {
      buffer_add_text(out, "&lt;");
      continue;
    }
    if (strchr("|\\`*_[]", *p)) buffer_add_text(out, "\\");
    buffer_add(out, p, 1);
  }
  buffer_free(&clean);
}

static void add_md_table(Buffer *out, const ReportTable *table) {
  Buffer text = {0};
  buffer_add_text(out, "**");
  add_md(out, table->title);
  buffer_add_text(out, "**\n\n|");
  for (int i = 0; i < table->column_count; i++) {
    buffer_add_text(out, " ");
    add_md(out, table->columns[i].title);
    buffer_add_text(out, " |");
  }
  buffer_add_text(out, "\n|");
  for (int i = 0; i < table->column_count; i++)
    buffer_add_text(out, format_right(table->columns[i].kind) ? " ---: |" : " --- |");
  buffer_add_text(out, "\n");
  for (size_t r = 0; r < table->row_count; r++) {
    buffer_add_text(out, "|");
    for (int i = 0; i < table->column_count; i++) {
      buffer_clear(&text);
      format_cell(&text, report_cell(table, r, i));
      buffer_add_text(out, " ");
      add_md(out, text.data);
      buffer_add_text(out, " |");
    }
    buffer_add_text(out, "\n");
  }
  buffer_add_text(out, "\n");
  buffer_free(&text);
}

static void add_md_tiles(Buffer *out, const ReportBlock *block) {
  for (int i = 0; i < block->tile_count; i++) {
    buffer_add_text(out, "- ");
    add_md(out, block->tiles[i].title);
    buffer_add_text(out, ": **");
    add_md(out, block->tiles[i].value);
    buffer_add_text(out, "** (");
    add_md(out, block->tiles[i].note);
    buffer_add_text(out, ")\n");
  }
  buffer_add_text(out, "\n");
}

static void add_md_block(Buffer *out, const ReportBlock *block) {
  if (block->kind == REPORT_TABLE) {
    if (!block->table->detail) add_md_table(out, block->table);
  } else if (block->kind == REPORT_TILES) {
    add_md_tiles(out, block);
  } else if (block->kind != REPORT_CHART) {
    buffer_add_text(out, block->kind == REPORT_HEADING      ? "## "
                         : block->kind == REPORT_SUBHEADING ? "### "
                                                            : "");
    add_md(out, block->text);
    buffer_add_text(out, "\n\n");
  }
}

void report_markdown(const Report *report, Buffer *out) {
  buffer_add_text(out, "# ");
  add_md(out, report->title);
  buffer_add_text(out, "\n\n");
  add_md(out, report->subtitle);
  buffer_add_text(out, "\n\n");
  for (size_t i = 0; i < report->block_count; i++)
    add_md_block(out, &report->blocks[i]);
}
