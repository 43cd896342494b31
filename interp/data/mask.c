/* Masking counts characters, not bytes. */
#include "data/mask.h"

#include <string.h>

#include "base/text.h"

enum { NUMBER_SHOWN = 15, NUMBER_FRONT = 6, NUMBER_BACK = 4 };

/* Shows the characters before `front` and from `back` on, counted from 0; stars in between. */
static void mask(Buffer *out, const char *text, size_t front, size_t back) {
  size_t size = strlen(text), at = 0;
  for (size_t i = 0; at < size; i++) {
    uint32_t character;
    size_t bytes = text_next(text + at, size - at, &character);
    if (i < front || i >= back)
      buffer_add(out, text + at, bytes);
    else
      buffer_add_text(out, "*");
    at += bytes;
  }
}

void mask_name(Buffer *out, const char *name) {
  size_t length = text_length(name, strlen(name));
  mask(out, name, length > 1 ? 1 : 0, length > 2 ? length - 1 : length);
}

void mask_number(Buffer *out, const char *number) {
  size_t length = text_length(number, strlen(number));
  bool shown = length >= NUMBER_SHOWN;
  mask(out, number, shown ? NUMBER_FRONT : 0, shown ? length - NUMBER_BACK : length);
}

void mask_number_beside_birth(Buffer *out, const char *number) {
  size_t length = text_length(number, strlen(number));
  mask(out, number, length >= NUMBER_SHOWN ? NUMBER_FRONT : 0, length);
}
