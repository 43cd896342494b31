/* The encoding of files people write. Everything inside is UTF-8; nothing is converted in silence. */
#ifndef GUIZE_IO_CHARSET_H
#define GUIZE_IO_CHARSET_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"

/* Whether the text is UTF-8. When not: E107, exit 3, with line and column of the first wrong byte and,
 * when the whole text reads as GB18030 or UTF-16, the command that converts it as hint. */
bool charset_check_utf8(const char *path, const Buffer *text, Fault *fault);

#endif
