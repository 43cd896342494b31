/* Finds the first byte that is not UTF-8 and guesses, for the hint only, what the file is instead. */
#include "io/charset.h"

#include <iconv.h>
#include <string.h>

#include "base/text.h"

/* Whether every byte can be read in this encoding; false too where the system does not know it. */
static bool reads_as(const char *encoding, const Buffer *text) {
  iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == (iconv_t)-1) return false;
  char *from = text->data, out[4096];
  size_t left = text->size, result = 0;
  while (left) {
    char *to = out;
    size_t room = sizeof out, before = left;
    result = iconv(converter, &from, &left, &to, &room);
    if (result == (size_t)-1 && left == before) break;
  }
  iconv_close(converter);
  return left == 0;
}

static bool utf16_mark(const Buffer *text) {
  return text->size >= 2 &&
         (memcmp(text->data, "\xff\xfe", 2) == 0 || memcmp(text->data, "\xfe\xff", 2) == 0);
}

/* A path as one word of a shell. */
static void add_word(Buffer *out, const char *path) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@%";
  if (*path && strspn(path, plain) == strlen(path)) {
    buffer_add_text(out, path);
    return;
  }
  buffer_add_text(out, "'");
  for (; *path; path++) {
    if (*path == '\'') buffer_add_text(out, "'\\'");
    buffer_add(out, path, 1);
  }
  buffer_add_text(out, "'");
}

static void hint(const char *path, const Buffer *text, Fault *fault) {
  const char *encoding = utf16_mark(text) ? "UTF-16" : "GB18030";
  if (!reads_as(encoding, text)) {
    fault_hint(fault, "save the file as UTF-8");
    return;
  }
  Buffer word = {0};
  add_word(&word, path);
  fault_hint(fault, "it reads as %s; convert it: iconv -f %s -t UTF-8 %s", encoding, encoding,
             word.data);
  buffer_free(&word);
}

bool charset_check_utf8(const char *path, const Buffer *text, Fault *fault) {
  size_t bad = 0, start = 0;
  if (text_valid_utf8(text->data, text->size, &bad)) return true;
  int line = 1;
  for (size_t at = 0; at < bad; at++) {
    if (text->data[at] != '\n') continue;
    line++;
    start = at + 1;
  }
  int column = (int)text_length(text->data + start, bad - start) + 1;
  fault_set(fault, EXIT_RULES, "E107", "the text is not UTF-8");
  fault_place(fault, path, line, column, 1, text->data + start);
  if (fault) hint(path, text, fault);
  return false;
}
