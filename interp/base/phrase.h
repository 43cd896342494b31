/* Sentences that were made in English, of a format and its arguments, said in the language chosen: which
 * format it was is found by looking through the catalogue. So whatever comes from a worker, from the
 * database or from deep inside can be shown in Chinese, and nobody but the screen knows of languages. */
#ifndef GUIZE_BASE_PHRASE_H
#define GUIZE_BASE_PHRASE_H

#include <stdbool.h>

#include "base/buffer.h"

/* Adds the sentence in the language chosen; as it is when it is not known. Frames ("case 17: …") are
 * translated part by part; arguments are translated when they are sentences themselves. */
void phrase_add(Buffer *out, const char *english);

/* The same in Chinese or English whatever the language of messages is; for what is written to be read by
 * others. */
void phrase_add_in(Buffer *out, const char *english, bool chinese);

/* Whether `text` can have been made from `format` (of printf); for tests. */
bool phrase_matches(const char *format, const char *text);

#endif
