/* The encoding of files people write. Everything inside is UTF-8; nothing is converted in silence. */
#ifndef GUIZE_IO_CHARSET_H
#define GUIZE_IO_CHARSET_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"

/* Whether the text is UTF-8. When not: E107, exit 3, with line and column of the first wrong byte and,
 * when the whole text reads as GB18030 or UTF-16, the command that converts it as hint. */
bool charset_check_utf8(const char *path, const Buffer *text, Fault *fault);

/* What the bytes of a file can be. */
typedef enum Charset { CHARSET_UTF8, CHARSET_GB18030, CHARSET_DOUBT } Charset;

/* Finds the encoding: the mark in front, or the only one of UTF-8 and GB18030 in which every byte can be read.
 * CHARSET_DOUBT when it reads as both and they differ. E516 (exit 4) with line and column when it is neither,
 * or UTF-16. */
bool charset_find(const char *path, const Buffer *text, Charset *charset, Fault *fault);

/* Makes it UTF-8 without a mark in front, reading it strictly as `charset` (not CHARSET_DOUBT); E516. */
bool charset_convert(const char *path, Buffer *text, Charset charset, Fault *fault);

#endif
