/* UTF-8 text: whether it is valid, how many cells it takes on a terminal, near names. The width
 * tables are our own, so that nothing depends on the locale. A newcomer confuses three lengths: bytes,
 * characters (code points), cells. */
#ifndef GUIZE_BASE_TEXT_H
#define GUIZE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Whether the bytes are UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF). When not,
 * *bad_offset (may be NULL) is where the first wrong sequence begins. */
bool text_valid_utf8(const char *text, size_t size, size_t *bad_offset);

/* Reads the character at `text` (size > 0): its bytes are the result, *character its number. A byte
 * that begins no valid sequence counts as one character U+FFFD of one byte. */
size_t text_next(const char *text, size_t size, uint32_t *character);

/* How many characters. */
size_t text_length(const char *text, size_t size);

/* Cells on a terminal: East Asian wide and fullwidth characters 2, combining marks 0, others 1.
 * Control characters count 0. */
int text_width(const char *text);
int text_width_n(const char *text, size_t size);

/* Adds the text and blanks up to `width` cells, at its left when `right`; never cuts. */
void text_pad(Buffer *out, const char *text, int width, bool right);

/* How many bytes of the text fit into `width` cells, whole characters with their combining marks. */
size_t text_clip(const char *text, int width);

/* Adds the text with control characters as \x1b, tab as a blank, bytes that are no UTF-8 as \xff. */
void text_escape(Buffer *out, const char *text, size_t size);

/* Adds the names nearest to `word` ("a", "a or b", "a, b or c"; the first three in the order given)
 * by Damerau-Levenshtein distance over characters, at most max(1, length / 3). False: none. */
bool text_near(const char *word, const char *const *names, size_t count, Buffer *out);

#endif
