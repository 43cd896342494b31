/* The page. Tables that are too wide for A4 get a smaller font, and beyond that stand in parts, each with
 * the columns that name its rows. */
#include "job/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "job/report_draw.h"
#include "job/report_format.h"
#include "job/report_svg.h"

enum {
  PAGE_PIXELS = 690,
  TEXT_MOST = 215,
  TEXT_TIGHT = 110,
  BRIEF_TEXT = 14,
  BRIEF_ID = 24,
  FEW_ROWS = 6
};

static const char style[] =
    "*{box-sizing:border-box}"
    "body{font:15px/1.65 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft "
    "YaHei\",\"PingFang "
    "SC\",\"WenQuanYi Zen Hei\",\"SimHei\",sans-serif;color:#151515;max-width:760px;margin:0 "
    "auto;padding:24px 20px 40px}"
    "h1{font-size:26px;text-align:center;margin:0 0 4px;letter-spacing:2px;line-height:1.35}"
    ".sub{text-align:center;color:#444;margin:0 0 18px;font-size:14px}"
    "h2{font-size:18px;margin:30px 0 8px;border-bottom:2px solid "
    "#1b4f8a;padding-bottom:3px;break-after:avoid}"
    "h3{font-size:15px;margin:18px 0 4px;break-after:avoid}"
    "p{margin:6px 0}.lead{font-size:16px}"
    ".note{color:#444;font-size:13px;break-after:avoid}"
    ".tiles{display:flex;gap:10px;margin:14px 0}"
    ".tile{flex:1 1 0;border:1px solid #9aa7b4;border-top:4px solid #1b4f8a;padding:8px "
    "10px;break-inside:avoid;text-align:center}"
    ".tile "
    "b{display:block;font-size:20px;line-height:1.4;white-space:nowrap;font-variant-numeric:"
    "tabular-nums}"
    ".tile span{display:block;font-size:12.5px;color:#444}"
    "figure{margin:16px 0 10px;break-inside:avoid}"
    "figcaption{font-weight:600;font-size:14px;margin-bottom:6px}"
    "figure .note{margin-top:4px}"
    "svg{display:block;width:100%;height:auto;font-family:inherit}"
    "table{width:100%;border-collapse:collapse;margin:12px 0 16px;font-size:13px;line-height:1.45}"
    "caption{caption-side:top;text-align:left;font-weight:600;font-size:14px;padding:0 0 "
    "4px;break-after:avoid}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "td,th{padding:4px 6px;border-bottom:1px solid #c4c9ce;text-align:left;vertical-align:top}"
    "th{background:#eaeff4;border-bottom:1px solid #55606b;border-top:1px solid "
    "#55606b;font-weight:600;vertical-align:bottom}"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}th.n{white-space:"
    "normal}"
    ".id{overflow-wrap:anywhere}.k{white-space:nowrap}.few{break-inside:avoid}tbody "
    "tr:first-child{break-before:avoid}"
    ".bad{font-weight:700;background:#fdeedd}"
    ".sum td{font-weight:700;border-top:1px solid #151515}"
    ".s1{font-size:11.5px}.s2{font-size:10px}.s1 td,.s1 th{padding:3px 4px}.s2 td,.s2 "
    "th{padding:3px 3px}"
    "text{fill:#151515}.tick{fill:#444}.val{font-weight:600;paint-order:stroke;stroke:#fff;stroke-"
    "width:3px;stroke-linejoin:round}.inv{fill:#fff}"
    ".grid{stroke:#d4d9de}.zero{stroke:#333;stroke-width:1.2}.thr{stroke:#111;stroke-width:2.4;"
    "stroke-dasharray:6 3}"
    ".tie{fill:none;stroke:#777;stroke-width:.8}"
    ".f0{fill:#cfd6dd;stroke:#4a5560}.f1{fill:#1b4f8a}.f2{fill:url(#hatch);stroke:#8a4100}.f3{fill:"
    "url(#dots);stroke:#00614a}"
    ".f4{fill:url(#rows);stroke:#8a3a6b}.f5{fill:#6b7480}.f6{fill:url(#cols);stroke:#1b4f8a}.f7{"
    "fill:url(#cross);stroke:#333}.f8{fill:#fff;stroke:#111}"
    ".l0,.l1,.l2,.l3,.l4,.l5,.l6,.l7,.l8{fill:none;stroke-width:2.2;stroke-linejoin:round}"
    ".l0{stroke:#1b4f8a}.l1{stroke:#c05a00;stroke-dasharray:9 "
    "3}.l2{stroke:#00735a;stroke-dasharray:2.5 2.5}.l3{stroke:#8a3a6b;stroke-dasharray:9 3 2 3}"
    ".l4{stroke:#333;stroke-dasharray:14 4}.l5{stroke:#0a7fb0;stroke-dasharray:5 "
    "3}.l6{stroke:#7a6a00;stroke-dasharray:14 3 2 3 2 "
    "3}.l7{stroke:#777}.l8{stroke:#b0174f;stroke-dasharray:4 6}"
    ".m0{fill:#1b4f8a}.m1{fill:#fff;stroke:#c05a00;stroke-width:1.6}.m2{fill:#00735a}.m3{fill:#fff;"
    "stroke:#8a3a6b;stroke-width:1.6}.m4{fill:#333}"
    ".m5{fill:#fff;stroke:#0a7fb0;stroke-width:1.6}.m6{fill:#7a6a00}.m7{fill:#fff;stroke:#777;"
    "stroke-width:1.6}.m8{fill:#b0174f}"
    ".dot{fill:#111}.num{fill:#fff;stroke:#111}.front{fill:#1b4f8a}.other{fill:#fff;stroke:#8894a0}"
    ".best{fill:none;stroke:#111;stroke-width:2}"
    ".met{fill:none;stroke:#111;stroke-width:3}.metw{fill:none;stroke:#fff;stroke-width:1.4}"
    "@media "
    "print{body{padding:0;max-width:none;font-size:10.5pt}h1{font-size:20pt}.lead{font-size:11.5pt}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

static void add(Buffer *out, const char *open, const char *text, const char *close) {
  buffer_add_text(out, open);
  format_html(out, text);
  buffer_add_text(out, close);
}

/* A text inside a text of CSS, which stands inside an element: quotes, signs and brackets as numbers. */
static void add_css_text(Buffer *out, const char *text) {
  for (const char *c = text; *c; c++)
    if (strchr("\"\\<>&'", *c) || (unsigned char)*c < 0x20 || *c == 0x7f)
      buffer_format(out, "\\%06x", (unsigned)(unsigned char)*c);
    else
      buffer_add(out, c, 1);
}

static void add_page_rule(const Report *report, Buffer *out) {
  buffer_add_text(out, "@page{size:A4;margin:20mm 14mm 18mm;@top-left{content:\"");
  add_css_text(out, report->title);
  buffer_add_text(out, report->english ? "\";font-size:9pt;color:#444}@top-right{content:\""
                                       : "\";font-size:9pt;color:#444}@top-right{content:\"");
  add_css_text(out, report->subtitle);
  buffer_add_text(out, "\";font-size:9pt;color:#444}@bottom-center{content:\"");
  buffer_add_text(out,
                  report_word(report, "第 \" counter(page) \" 页，共 \" counter(pages) \" 页\"",
                              "page \" counter(page) \" of \" counter(pages)"));
  buffer_add_text(
      out,
      ";font-size:9pt;color:#444}}@page:first{@top-left{content:\"\"}@top-right{content:\"\"}}");
}

static void add_head(const Report *report, Buffer *out) {
  buffer_format(out,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'\">\n",
                report->english ? "en" : "zh-CN");
  add(out, "<title>", report->title, "</title>\n<style>");
  add_page_rule(report, out);
  buffer_format(out, "%s</style>\n</head>\n<body>\n", style);
  draw_patterns(out);
  add(out, "<h1>", report->title, "</h1>\n");
  add(out, "<p class=\"sub\">", report->subtitle, "</p>\n");
}

/* --- tables --- */

/* What a column takes at 13 pixels: numbers stand on one line, texts may be cut into lines. */
static double column_pixels(const ReportTable *table, int column, double text_most) {
  Buffer text = {0};
  bool right = format_right(table->columns[column].kind);
  double most = 0;
  for (size_t i = 0; i < table->row_count; i++) {
    buffer_clear(&text);
    format_cell(&text, report_cell(table, i, column));
    double width = draw_width(text.data, 13);
    if (width > most) most = width;
  }
  buffer_free(&text);
  if (!right && most > text_most) most = text_most;
  double head = draw_width(table->columns[column].title, 13);
  if (head > most && most < 56) most = head < 56 ? head : 56; /* a head is cut into lines too */
  return most;
}

static void add_cell(Buffer *out, const ReportCell *cell) {
  Buffer text = {0};
  bool right = format_right(cell->kind);
  format_cell(&text, cell);
  bool brief = text_width(text.data) <= (cell->kind == REPORT_ID ? BRIEF_ID : BRIEF_TEXT);
  bool bad = cell->tone == REPORT_BAD && (!right || cell->kind == REPORT_RATIO);
  const char *where = right ? "n" : brief ? "k" : cell->kind == REPORT_ID ? "id" : "";
  buffer_format(out, "<td%s%s%s%s", bad || *where ? " class=\"" : "", where, bad ? " bad" : "",
                bad || *where ? "\">" : ">");
  format_html(out, text.data);
  buffer_add_text(out, "</td>");
  buffer_free(&text);
}

/* The key columns, and columns from … to - 1, at a size of the font. */
typedef struct Part {
  int from, to, size;
  bool titled;
} Part;

static void add_part(const Report *report, Buffer *out, const ReportTable *table, Part part) {
  static const char *const classes[] = {"", "s1", "s2"};
  bool few = table->row_count <= FEW_ROWS;
  int from = part.from, to = part.to;
  bool again = from > table->key_columns;
  buffer_format(out, "<table class=\"%s%s\">\n", classes[part.size], few ? " few" : "");
  if (part.titled || again)
    add(out, "<caption>", table->title,
        again ? report_word(report, "（续）</caption>\n", " (continued)</caption>\n")
              : "</caption>\n");
  buffer_add_text(out, "<thead><tr>");
  for (int i = 0; i < to; i++) {
    if (i >= table->key_columns && i < from) continue;
    add(out, format_right(table->columns[i].kind) ? "<th class=\"n\">" : "<th>",
        table->columns[i].title, "</th>");
  }
  buffer_add_text(out, "</tr></thead>\n<tbody>\n");
  for (size_t r = 0; r < table->row_count; r++) {
    buffer_add_text(out, table->total && r + 1 == table->row_count ? "<tr class=\"sum\">" : "<tr>");
    for (int i = 0; i < to; i++)
      if (i < table->key_columns || i >= from) add_cell(out, report_cell(table, r, i));
    buffer_add_text(out, "</tr>\n");
  }
  buffer_add_text(out, "</tbody></table>\n");
}

/* Sizes of the font, and the empty sides of a cell in pixels of the largest. */
static const double shrink[] = {1, 11.5 / 13, 10.0 / 13}, sides[] = {13, 10, 8.5};

static double all_pixels(const ReportTable *table, double *widths, double text_most) {
  double all = 0;
  for (int i = 0; i < table->column_count; i++)
    all += widths[i] = column_pixels(table, i, text_most);
  return all;
}

static bool fits(const ReportTable *table, double all, int size) {
  return (all + table->column_count * sides[size]) * shrink[size] <= PAGE_PIXELS;
}

static void add_table(const Report *report, Buffer *out, const ReportTable *table, bool titled) {
  double *widths = memory_new((size_t)table->column_count * sizeof *widths), keys = 0;
  double all = all_pixels(table, widths, TEXT_MOST);
  int size = fits(table, all, 0) ? 0 : fits(table, all, 1) ? 1 : 2;
  double room = PAGE_PIXELS / shrink[size];
  if (!fits(table, all, size)) all_pixels(table, widths, TEXT_TIGHT);
  for (int i = 0; i < table->column_count; i++) {
    widths[i] += sides[size];
    if (i < table->key_columns) keys += widths[i];
  }
  for (int from = table->key_columns, to; from <= table->column_count; from = to) {
    double used = keys;
    for (to = from; to < table->column_count && (to == from || used + widths[to] <= room); to++)
      used += widths[to];
    add_part(report, out, table, (Part){from, to, size, titled});
    if (to >= table->column_count) break;
  }
  free(widths);
}

/* --- blocks --- */

static void add_tiles(Buffer *out, const ReportBlock *block) {
  buffer_add_text(out, "<div class=\"tiles\">");
  for (int i = 0; i < block->tile_count; i++) {
    const ReportTile *tile = &block->tiles[i];
    add(out, "<div class=\"tile\"><span>", tile->title, "</span>");
    add(out, "<b>", tile->value, "</b>");
    add(out, "<span>", tile->note, "</span></div>");
  }
  buffer_add_text(out, "</div>\n");
}

static void add_chart(const Report *report, Buffer *out, const ReportChart *chart) {
  add(out, "<figure><figcaption>", chart->title, "</figcaption>\n");
  svg_chart(out, report, chart);
  if (chart->note) add(out, "<p class=\"note\">", chart->note, "</p>");
  buffer_add_text(out, "</figure>\n");
}

/* A table right under the chart that is drawn from it needs no title of the same words. */
static bool needs_title(const Report *report, const ReportBlock *block) {
  const ReportBlock *above = block > report->blocks ? block - 1 : NULL;
  return !above || above->kind != REPORT_CHART ||
         strcmp(above->chart->title, block->table->title) != 0;
}

static void add_block(const Report *report, Buffer *out, const ReportBlock *block) {
  switch (block->kind) {
    case REPORT_HEADING: add(out, "<h2>", block->text, "</h2>\n"); return;
    case REPORT_SUBHEADING: add(out, "<h3>", block->text, "</h3>\n"); return;
    case REPORT_LEAD: add(out, "<p class=\"lead\">", block->text, "</p>\n"); return;
    case REPORT_PARAGRAPH: add(out, "<p>", block->text, "</p>\n"); return;
    case REPORT_NOTE: add(out, "<p class=\"note\">", block->text, "</p>\n"); return;
    case REPORT_TILES: add_tiles(out, block); return;
    case REPORT_CHART: add_chart(report, out, block->chart); return;
    case REPORT_TABLE:
      if (!block->table->detail) add_table(report, out, block->table, needs_title(report, block));
      return;
  }
}

void report_html(const Report *report, Buffer *out) {
  add_head(report, out);
  for (size_t i = 0; i < report->block_count; i++)
    add_block(report, out, &report->blocks[i]);
  buffer_add_text(out, "</body>\n</html>\n");
}
