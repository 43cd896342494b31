/* Reading UTF-8 character by character, measuring and padding it, and the search for near names. */
#include "base/text.h"

#include <string.h>

#include "base/width.h"

enum { NEAR_LENGTH = 64, NEAR_NAMES = 3 };

static uint32_t trail(const char *text, size_t i) {
  return (uint32_t)((unsigned char)text[i] & 0x3f);
}

/* Bytes of the valid sequence at text, or 0. */
static size_t sequence(const char *text, size_t size, uint32_t *character) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  unsigned char first = (unsigned char)text[0];
  size_t bytes = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes < 2) {
    *character = first;
    return bytes;
  }
  if (first > 0xf4 || bytes > size) return 0;
  uint32_t number = first & (0xffu >> (bytes + 1));
  for (size_t i = 1; i < bytes; i++) {
    if (((unsigned char)text[i] & 0xc0) != 0x80) return 0;
    number = number << 6 | trail(text, i);
  }
  if (number < least[bytes] || number > 0x10ffff || (number & 0xfffff800) == 0xd800) return 0;
  *character = number;
  return bytes;
}

bool text_valid_utf8(const char *text, size_t size, size_t *bad_offset) {
  uint32_t character;
  for (size_t at = 0, bytes; at < size; at += bytes) {
    bytes = (unsigned char)text[at] < 0x80 ? 1 : sequence(text + at, size - at, &character);
    if (bytes) continue;
    if (bad_offset) *bad_offset = at;
    return false;
  }
  return true;
}

size_t text_next(const char *text, size_t size, uint32_t *character) {
  size_t bytes = sequence(text, size, character);
  if (bytes) return bytes;
  *character = 0xfffd;
  return 1;
}

size_t text_length(const char *text, size_t size) {
  size_t length = 0;
  uint32_t character;
  for (size_t at = 0; at < size; length++)
    at += text_next(text + at, size - at, &character);
  return length;
}

int text_width_n(const char *text, size_t size) {
  int width = 0;
  uint32_t character;
  for (size_t at = 0; at < size;) {
    at += text_next(text + at, size - at, &character);
    width += width_of(character);
  }
  return width;
}

int text_width(const char *text) {
  return text_width_n(text, strlen(text));
}

void text_pad(Buffer *out, const char *text, int width, bool right) {
  int blanks = width - text_width(text);
  if (!right) buffer_add_text(out, text);
  if (blanks > 0) buffer_format(out, "%*s", blanks, "");
  if (right) buffer_add_text(out, text);
}

size_t text_clip(const char *text, int width) {
  size_t size = strlen(text), at = 0;
  uint32_t character;
  while (at < size) {
    size_t bytes = text_next(text + at, size - at, &character);
    width -= width_of(character);
    if (width < 0) break;
    at += bytes;
  }
  return at;
}

/* Characters that cannot be seen or that turn the direction of what follows. */
static bool hidden(uint32_t character) {
  return (character >= 0x80 && character < 0xa0) || (character >= 0x200b && character <= 0x200f) ||
         (character >= 0x2028 && character <= 0x202e) ||
         (character >= 0x2060 && character <= 0x2069) || character == 0xfeff;
}

void text_escape(Buffer *out, const char *text, size_t size) {
  uint32_t character;
  for (size_t at = 0, bytes; at < size; at += bytes) {
    bytes = text_next(text + at, size - at, &character);
    if (character == '\t') {
      buffer_add_text(out, " ");
    } else if (character < 0x20 || character == 0x7f) {
      buffer_format(out, "\\x%02x", (unsigned)character);
    } else if (character == 0xfffd && bytes == 1) {
      buffer_format(out, "\\x%02x", (unsigned)(unsigned char)text[at]);
    } else if (hidden(character)) {
      buffer_format(out, "\\u%04x", (unsigned)character);
    } else {
      buffer_add(out, text + at, bytes);
    }
  }
}

/* Decodes at most NEAR_LENGTH characters; 0 when there are more or none. */
static int decode(const char *text, uint32_t *characters) {
  size_t size = strlen(text);
  int length = 0;
  for (size_t at = 0; at < size; length++) {
    if (length == NEAR_LENGTH) return 0;
    at += text_next(text + at, size - at, &characters[length]);
  }
  return length;
}

static int least(int a, int b) {
  return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours that make one out of the other. */
static int distance(const uint32_t *a, int a_length, const uint32_t *b, int b_length) {
  int rows[3][NEAR_LENGTH + 1];
  int *before = rows[0], *above = rows[1], *row = rows[2];
  for (int j = 0; j <= b_length; j++)
    above[j] = j;
  for (int i = 1; i <= a_length; i++) {
    row[0] = i;
    for (int j = 1; j <= b_length; j++) {
      row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = least(row[j], before[j - 2] + 1);
      }
    }
    int *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[b_length];
}

bool text_near(const char *word, const char *const *names, size_t count, Buffer *out) {
  uint32_t wanted[NEAR_LENGTH], name[NEAR_LENGTH];
  const char *near[NEAR_NAMES];
  int length = decode(word, wanted), best = length / 3 > 1 ? length / 3 : 1, found = 0;
  if (!length) return false;
  for (size_t i = 0; i < count; i++) {
    int name_length = decode(names[i], name);
    if (!name_length) continue;
    int far = distance(wanted, length, name, name_length);
    /* As many changes as characters: nothing is left of the word. */
    if (far > best || far == 0 || far >= (length > name_length ? length : name_length)) continue;
    if (far < best) found = 0;
    best = far;
    if (found < NEAR_NAMES) near[found++] = names[i];
  }
  for (int i = 0; i < found; i++) {
    buffer_format(out, "%s%s", i == 0 ? "" : i == found - 1 ? " or " : ", ", near[i]);
  }
  return found > 0;
}
