/* Tables for people: aligned by display width and fitted to the screen. Text is shortened first, from
 * the widest column on; numbers never are, since a number that is cut reads as another one. Where texts
 * that differ would read alike, their ends are kept too. What still does not fit is left out from the
 * right, and a last line says so. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/table_inside.h"

enum {
  GAP = 2,           /* blanks between columns */
  SCREEN_ROWS = 200, /* rows shown when fitted */
};

/* Cells that a shortened column of text keeps: a day's ten and a blank where there is room. */
static int least_text(int width) {
  return width >= 96 ? 12 : width >= 80 ? 10 : 8;
}

typedef struct Layout {
  int *widths;
  int columns; /* shown, from the left */
  size_t rows; /* of table->rows, shown from the top */
  bool *ends;  /* of the columns whose texts keep their ends when they are shortened */
  bool shortened;
} Layout;

static bool is_text(const Table *table, int column) {
  return table->columns[column].kind == TABLE_TEXT;
}

static int title_width(const TableColumn *column) {
  char *title = table_title(column);
  int width = text_width(title);
  free(title);
  return width;
}

static void measure(const Table *table, Layout *layout) {
  Buffer cell = {0};
  for (int i = 0; i < table->count; i++) {
    int widest = title_width(&table->columns[i]);
    for (size_t r = 0; r < layout->rows; r++) {
      if (!table->rows[r]) continue;
      buffer_clear(&cell);
      table_add_shown(&cell, table->columns[i].kind, table->rows[r][i]);
      int width = text_width(cell.data);
      if (width > widest) widest = width;
    }
    layout->widths[i] = widest;
  }
  buffer_free(&cell);
}

/* Cells that the columns shown are too many for the width; what text can give up is added to *spare. */
static int excess(const Table *table, const Layout *layout, int width, int *spare) {
  int all = 0;
  *spare = 0;
  for (int i = 0; i < layout->columns; i++) {
    all += layout->widths[i] + (i ? GAP : 0);
    int more = layout->widths[i] - least_text(width);
    if (is_text(table, i) && more > 0) *spare += more;
  }
  return all - width;
}

static int widest_text(const Table *table, const Layout *layout) {
  int best = -1;
  for (int i = 0; i < layout->columns; i++)
    if (is_text(table, i) && (best < 0 || layout->widths[i] > layout->widths[best])) best = i;
  return best;
}

static void fit(const Table *table, Layout *layout, int width) {
  int spare, over;
  while ((over = excess(table, layout, width, &spare)) > spare && layout->columns > 1)
    layout->columns--;
  layout->shortened = over > 0;
  if (over > spare) { /* a single column, too wide at its least */
    layout->widths[0] = width;
    return;
  }
  for (; over > 0; over--)
    layout->widths[widest_text(table, layout)]--;
}

/* --- shortening --- */

/* The last characters of a text that take so many cells. */
static const char *text_end(const char *text, int cells) {
  while (text_width(text) > cells)
    text += text_clip(text, 1) ? text_clip(text, 1) : text_clip(text, 2);
  return text;
}

static void add_shortened(Buffer *out, const char *text, int width, bool with_end) {
  int end = with_end ? (width - 1) * 3 / 5 : 0; /* the ends differ */
  buffer_add(out, text, text_clip(text, width - 1 - end));
  buffer_add_text(out, "…");
  if (end) buffer_add_text(out, text_end(text, end));
}

/* Whether two texts differ, but not in what is left of them when they are cut. Of days and codes the
 * beginning says more. */
static bool read_alike(const char *a, const char *b, int width) {
  if (!a || !b || (*a >= '0' && *a <= '9') || strcmp(a, b) == 0 || text_width(a) <= width ||
      text_width(b) <= width)
    return false;
  size_t size = text_clip(a, width - 1);
  return size == text_clip(b, width - 1) && memcmp(a, b, size) == 0;
}

static bool needs_ends(const Table *table, const Layout *layout, int column) {
  int width = layout->widths[column];
  for (size_t r = 1; r < layout->rows; r++)
    for (size_t other = 0; table->rows[r] && other < r; other++)
      if (table->rows[other] &&
          read_alike(table->rows[r][column], table->rows[other][column], width))
        return true;
  return false;
}

/* --- printing --- */

/* Pads or shortens to the column's width; a text at the end of a line gets no blanks behind it. */
static void print_cell(const Table *table, const Layout *layout, int i, const char *text,
                       FILE *out) {
  Buffer cell = {0};
  bool last = i + 1 == layout->columns, right = !is_text(table, i);
  int width = layout->widths[i];
  if (text_width(text) > width) {
    Buffer cut = {0};
    add_shortened(&cut, text, width, layout->ends[i]);
    text_pad(&cell, cut.data, last ? 0 : width, right);
    buffer_free(&cut);
  } else {
    text_pad(&cell, text, last && !right ? 0 : width, right);
  }
  fprintf(out, "%s%s", cell.data, last ? "\n" : "  ");
  buffer_free(&cell);
}

static void print_titles(const Table *table, const Layout *layout, FILE *out) {
  for (int i = 0; i < layout->columns; i++) {
    char *title = table_title(&table->columns[i]);
    print_cell(table, layout, i, title, out);
    free(title);
  }
}

static void print_rule(const Layout *layout, FILE *out) {
  for (int i = 0; i < layout->columns; i++) {
    for (int k = 0; k < layout->widths[i]; k++)
      fputc('-', out);
    fputs(i + 1 < layout->columns ? "  " : "\n", out);
  }
}

static void print_row(const Table *table, const Layout *layout, char **row, FILE *out) {
  Buffer cell = {0};
  for (int i = 0; i < layout->columns; i++) {
    buffer_clear(&cell);
    table_add_shown(&cell, table->columns[i].kind, row[i]);
    print_cell(table, layout, i, cell.data, out);
  }
  buffer_free(&cell);
}

static long long count_rows(const Table *table, size_t upto) {
  long long count = 0;
  for (size_t r = 0; r < upto; r++)
    count += table->rows[r] != NULL;
  return count;
}

static void print_hidden(const Table *table, const Layout *layout, FILE *out) {
  int hidden = table->count - layout->columns;
  if (layout->rows < table->row_count) {
    Buffer all = {0}, shown = {0};
    char number[24];
    snprintf(number, sizeof number, "%lld", count_rows(table, table->row_count));
    table_add_shown(&all, TABLE_COUNT, number);
    snprintf(number, sizeof number, "%lld", count_rows(table, layout->rows));
    table_add_shown(&shown, TABLE_COUNT, number);
    fprintf(out, _("%s rows, the first %s are shown\n"), all.data, shown.data);
    buffer_free(&all);
    buffer_free(&shown);
  }
  if (hidden) {
    Buffer names = {0};
    for (int i = layout->columns; i < table->count; i++) {
      char *title = table_title(&table->columns[i]);
      buffer_format(&names, "%s%s", i > layout->columns ? _(", ") : "", title);
      free(title);
    }
    fprintf(out, _("columns not shown (%d): %s\n"), hidden, names.data);
    buffer_free(&names);
  }
  if (layout->shortened) fputs(_("some texts are shortened (…)\n"), out);
  if (hidden || layout->shortened || layout->rows < table->row_count)
    fputs(_("to see all: --format record, or --format csv into a file\n"), out);
}

void table_print_screen(const Table *table, int width, FILE *out) {
  Layout layout = {.columns = table->count, .rows = table->row_count};
  int spare;
  if (width > 0 && layout.rows > SCREEN_ROWS) layout.rows = SCREEN_ROWS;
  layout.widths = memory_new((size_t)table->count * sizeof *layout.widths);
  layout.ends = memory_new((size_t)table->count * sizeof *layout.ends);
  measure(table, &layout);
  if (width > 0 && count_rows(table, table->row_count) == 1 &&
      excess(table, &layout, width, &spare) > 0) {
    table_print_record(table, out);
    free(layout.widths);
    free(layout.ends);
    return;
  }
  if (width > 0) fit(table, &layout, width);
  for (int i = 0; layout.shortened && i < layout.columns; i++)
    layout.ends[i] = is_text(table, i) && needs_ends(table, &layout, i);
  print_titles(table, &layout, out);
  print_rule(&layout, out);
  for (size_t r = 0; r < layout.rows; r++) {
    if (table->rows[r])
      print_row(table, &layout, table->rows[r], out);
    else if (r + 1 < layout.rows)
      print_rule(&layout, out);
  }
  print_hidden(table, &layout, out);
  free(layout.widths);
  free(layout.ends);
}

void table_print_record(const Table *table, FILE *out) {
  int widest = 0, number = 0;
  bool several = count_rows(table, table->row_count) > 1;
  Buffer line = {0};
  for (int i = 0; i < table->count; i++) {
    int width = title_width(&table->columns[i]);
    if (width > widest) widest = width;
  }
  for (size_t r = 0; r < table->row_count; r++) {
    if (!table->rows[r]) continue;
    number++;
    if (several) fprintf(out, "%s-- %d --\n", number > 1 ? "\n" : "", number);
    for (int i = 0; i < table->count; i++) {
      char *title = table_title(&table->columns[i]);
      buffer_clear(&line);
      text_pad(&line, title, widest, false);
      buffer_add_text(&line, "  ");
      table_add_shown(&line, table->columns[i].kind, table->rows[r][i]);
      fprintf(out, "%s\n", line.data);
      free(title);
    }
  }
  buffer_free(&line);
}
