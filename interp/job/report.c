/* Making a report: blocks, tables, sentences. */
#include "job/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Report *report_new(bool english) {
  Arena *arena = arena_new();
  Report *report = arena_take(arena, sizeof *report);
  report->arena = arena;
  report->english = english;
  return report;
}

void report_free(Report *report) {
  if (report) arena_free(report->arena);
}

const char *report_word(const Report *report, const char *chinese, const char *english) {
  return report->english ? english : chinese;
}

const char *report_say(Report *report, const char *chinese, const char *english, ...) {
  va_list arguments, again;
  const char *format = report->english ? english : chinese;
  va_start(arguments, english);
  va_copy(again, arguments);
  int size = vsnprintf(NULL, 0, format, arguments);
  char *text = arena_take(report->arena, size < 0 ? 1 : (size_t)size + 1);
  if (size > 0) vsnprintf(text, (size_t)size + 1, format, again);
  va_end(again);
  va_end(arguments);
  return text;
}

const char *report_keep(Report *report, const char *text) {
  return arena_text(report->arena, text, strlen(text));
}

const char *report_take(Report *report, Buffer *text) {
  const char *kept = arena_text(report->arena, text->data ? text->data : "", text->size);
  buffer_free(text);
  return kept;
}

/* --- blocks --- */

static ReportBlock *add_block(Report *report, ReportBlockKind kind) {
  if (report->block_count == report->block_room) {
    size_t room = report->block_room ? 2 * report->block_room : 32;
    ReportBlock *blocks = arena_take(report->arena, room * sizeof *blocks);
    if (report->block_count) memcpy(blocks, report->blocks, report->block_count * sizeof *blocks);
    report->blocks = blocks;
    report->block_room = room;
  }
  ReportBlock *block = &report->blocks[report->block_count++];
  block->kind = kind;
  return block;
}

void report_text(Report *report, ReportBlockKind kind, const char *text) {
  add_block(report, kind)->text = text;
}

/* Numbers as an office writes them; nobody reads a report of more parts than that. */
static const char *numeral(int n) {
  static const char *const words[] = {"一", "二", "三",   "四",   "五",   "六",   "七",   "八",
                                      "九", "十", "十一", "十二", "十三", "十四", "十五", "十六"};
  return n >= 1 && n <= 16 ? words[n - 1] : "";
}

void report_heading(Report *report, const char *text) {
  int n = ++report->headings;
  report_text(report, REPORT_HEADING,
              report->english ? report_say(report, "%2$s%1$d", "%1$d. %2$s", n, text)
                              : report_say(report, "%s、%s", "%s %s", numeral(n), text));
}

void report_tiles(Report *report, const ReportTile *tiles, int count) {
  ReportTile *copy = arena_take(report->arena, (size_t)count * sizeof *copy);
  memcpy(copy, tiles, (size_t)count * sizeof *copy);
  ReportBlock *block = add_block(report, REPORT_TILES);
  block->tiles = copy;
  block->tile_count = count;
}

ReportChart *report_chart(Report *report, ReportChartKind kind, const char *title,
                          const ReportTable *table) {
  ReportChart *chart = arena_take(report->arena, sizeof *chart);
  *chart = (ReportChart){.kind = kind,
                         .title = title,
                         .table = table,
                         .count = table->row_count - (table->total ? 1 : 0),
                         .threshold = -1,
                         .best = -1};
  add_block(report, REPORT_CHART)->chart = chart;
  return chart;
}

void report_add_table(Report *report, const ReportTable *table) {
  add_block(report, REPORT_TABLE)->table = table;
}

/* --- tables --- */

ReportTable *report_table(Report *report, const char *title, const ReportColumn *columns,
                          int count) {
  ReportTable *table = arena_take(report->arena, sizeof *table);
  table->title = title;
  table->columns = arena_take(report->arena, (size_t)count * sizeof *columns);
  memcpy(table->columns, columns, (size_t)count * sizeof *columns);
  table->column_count = count;
  table->key_columns = 1;
  return table;
}

ReportCell *report_row(Report *report, ReportTable *table) {
  size_t columns = (size_t)table->column_count;
  if (table->row_count == table->row_room) {
    size_t room = table->row_room ? 2 * table->row_room : 16;
    ReportCell *cells = arena_take(report->arena, room * columns * sizeof *cells);
    if (table->row_count) memcpy(cells, table->cells, table->row_count * columns * sizeof *cells);
    table->cells = cells;
    table->row_room = room;
  }
  ReportCell *row = &table->cells[table->row_count++ * columns];
  for (size_t i = 0; i < columns; i++)
    row[i].kind = table->columns[i].kind;
  return row;
}

const ReportCell *report_cell(const ReportTable *table, size_t row, int column) {
  return &table->cells[row * (size_t)table->column_count + (size_t)column];
}
