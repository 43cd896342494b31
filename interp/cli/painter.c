/* Rows are laid out here and broken by CR LF, so that no terminal's own way of wrapping counts: a wide
 * character that does not fit begins the next row, and a row that is full is followed by another. */
#include "cli/painter.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

typedef struct Layout {
  Buffer *out; /* NULL: only measured */
  int width, row, column;
  int from, most;                /* the rows that are drawn */
  size_t cursor;                 /* byte of the text */
  int cursor_row, cursor_column; /* found */
} Layout;

static void draw(const Layout *layout, const char *text, size_t size) {
  if (layout->out && layout->row >= layout->from && layout->row < layout->from + layout->most)
    buffer_add(layout->out, text, size);
}

static void next_row(Layout *layout) {
  if (layout->row + 1 < layout->from + layout->most) draw(layout, "\r\n", 2);
  layout->row++;
  layout->column = 0;
}

/* What stands for a character: itself, or ^C for what would move the cursor. */
static const char *sign_of(uint32_t character, const char *bytes, size_t *size, char made[2]) {
  if (character < 32 || character == 127) {
    made[0] = '^';
    made[1] = (char)(character ^ 64);
    *size = 2;
    return made;
  }
  if (character < 0x80 || character >= 0xa0) return bytes;
  *size = strlen("\uFFFD");
  return "\uFFFD";
}

/* One character; returns its bytes. */
static size_t add(Layout *layout, const char *text, size_t size, bool at_cursor) {
  uint32_t character;
  char made[2];
  size_t bytes = text_next(text, size, &character), sign_size = bytes;
  const char *sign = sign_of(character, text, &sign_size, made);
  int cells = character == '\n' ? 0 : text_width_n(sign, sign_size);
  if (layout->column + cells > layout->width) next_row(layout);
  if (at_cursor) layout->cursor_row = layout->row, layout->cursor_column = layout->column;
  if (character == '\n') {
    next_row(layout);
  } else {
    draw(layout, sign, sign_size);
    layout->column += cells;
  }
  return bytes;
}

static void lay_out(Layout *layout, const char *prompt, const char *text, size_t size) {
  draw(layout, prompt, strlen(prompt));
  layout->column = text_width(prompt);
  for (size_t at = 0; at < size;)
    at += add(layout, text + at, size - at, at == layout->cursor);
  if (layout->column >= layout->width) next_row(layout);
  if (layout->cursor >= size)
    layout->cursor_row = layout->row, layout->cursor_column = layout->column;
}

static void choose_rows(Painter *painter, int row, int last, int height) {
  if (last < height) painter->top = 0;
  if (row < painter->top) painter->top = row;
  if (row >= painter->top + height) painter->top = row - height + 1;
}

void painter_paint(Painter *painter, const char *prompt, const char *text, size_t size,
                   size_t cursor, int width, int height, Buffer *out) {
  Layout measured = {.width = width, .cursor = cursor};
  lay_out(&measured, prompt, text, size);
  int row = measured.cursor_row, last = measured.row;
  choose_rows(painter, row, last, height);
  if (painter->row > 0) buffer_format(out, "\033[%dA", painter->row);
  buffer_add_text(out, "\r\033[J");
  Layout drawn = {.out = out, .width = width, .from = painter->top, .most = height};
  lay_out(&drawn, prompt, text, size);
  int bottom = last < painter->top + height ? last : painter->top + height - 1;
  if (bottom > row) buffer_format(out, "\033[%dA", bottom - row);
  buffer_add_text(out, "\r");
  if (measured.cursor_column > 0) buffer_format(out, "\033[%dC", measured.cursor_column);
  painter->row = row - painter->top;
}

void painter_leave(Painter *painter) {
  *painter = (Painter){0};
}
