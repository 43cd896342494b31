/* The line that is being edited, on the screen: drawn whole after every key, because libedit's own drawing
 * moves by writing cells again and destroys wide characters where a line wraps. Knows rows and cells, not
 * keys. A newcomer's trap: all positions are relative to the first row drawn; nobody else may print
 * between painter_paint and painter_leave. */
#ifndef GUIZE_CLI_PAINTER_H
#define GUIZE_CLI_PAINTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Where things stand on the screen; zeros: nothing is drawn. */
typedef struct Painter {
  int row; /* of the cursor below the first row drawn */
  int top; /* first row of the text that is shown, when it is taller than the screen */
} Painter;

/* Appends to `out` what draws `prompt` and `text` (UTF-8) over what was drawn before, on a screen of
 * `width` x `height` cells, with the cursor before byte `cursor` of the text. */
void painter_paint(Painter *painter, const char *prompt, const char *text, size_t size,
                   size_t cursor, int width, int height, Buffer *out);

/* What is drawn stays where it is; the next painting begins at the cursor. */
void painter_leave(Painter *painter);

#endif
