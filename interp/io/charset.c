/* Finds the first byte that is not UTF-8 and guesses, for the hint only, what the file is instead. */
#include "io/charset.h"

#include <iconv.h>
#include <string.h>

#include "base/text.h"

/* How many bytes can be read in this encoding; none where the system does not know it. */
static size_t readable(const char *encoding, const Buffer *text) {
  iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == (iconv_t)-1) return 0;
  char *from = text->data, out[4096];
  size_t left = text->size, result = 0;
  while (left) {
    char *to = out;
    size_t room = sizeof out, before = left;
    result = iconv(converter, &from, &left, &to, &room);
    if (result == (size_t)-1 && left == before) break;
  }
  iconv_close(converter);
  return text->size - left;
}

static bool reads_as(const char *encoding, const Buffer *text) {
  return readable(encoding, text) == text->size;
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

/* --- finding and converting ---------------------------------------------------------------------- */

static bool utf8_mark(const Buffer *text) {
  return text->size >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0;
}

/* Text of which the first characters have a zero in every second byte. */
static bool is_utf16(const Buffer *text) {
  if (utf16_mark(text)) return true;
  if (text->size < 4) return false;
  const char *t = text->data;
  return (!t[0] && t[1] && !t[2] && t[3]) || (t[0] && !t[1] && t[2] && !t[3]);
}

/* Sets the fault of a byte that cannot be read; lines and columns count bytes here. */
static bool unreadable(const char *path, const Buffer *text, size_t bad, const char *what,
                       Fault *fault) {
  size_t start = 0;
  int line = 1;
  for (size_t at = 0; at < bad; at++)
    if (text->data[at] == '\n') {
      line++;
      start = at + 1;
    }
  fault_set(fault, EXIT_DATA, "E516", "byte %zu of the line cannot be read as %s", bad - start + 1,
            what);
  fault_place(fault, path, line, 0, 0, NULL);
  fault_hint(fault, "save it again as CSV UTF-8, or as XLSX; was it cut, or put together of two "
                    "files?");
  return false;
}

static bool is_ascii(const Buffer *text) {
  for (size_t i = 0; i < text->size; i++)
    if ((unsigned char)text->data[i] >= 0x80) return false;
  return true;
}

bool charset_find(const char *path, const Buffer *text, Charset *charset, Fault *fault) {
  size_t bad = 0;
  *charset = CHARSET_UTF8;
  if (is_utf16(text)) {
    fault_set(fault, EXIT_DATA, "E516", "“%s” is UTF-16", path);
    fault_hint(fault, "save it as CSV UTF-8 or as XLSX; in Excel “Unicode text” is UTF-16");
    return false;
  }
  if (utf8_mark(text) || is_ascii(text)) return true;
  size_t good = readable("GB18030", text);
  bool utf8 = text_valid_utf8(text->data, text->size, &bad), gb = good == text->size;
  if (!utf8 && !gb) /* it is what it reads as for longer */
    return good > bad ? unreadable(path, text, good, "GB18030", fault)
                      : unreadable(path, text, bad, "UTF-8", fault);
  *charset = utf8 && gb ? CHARSET_DOUBT : utf8 ? CHARSET_UTF8 : CHARSET_GB18030;
  return true;
}

static bool from_gb18030(const char *path, Buffer *text, Fault *fault) {
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1)
    return fault_set(fault, EXIT_SYSTEM, "E516", "this system cannot convert GB18030");
  Buffer out = {0};
  char *from = text->data;
  size_t left = text->size;
  bool ok = true;
  while (ok && left) {
    size_t piece = left < 65536 ? left * 2 + 16 : 131072, room = piece, before = left;
    char *to = buffer_reserve(&out, piece);
    iconv(converter, &from, &left, &to, &room);
    out.size += piece - room;
    ok = left < before;
  }
  iconv_close(converter);
  buffer_add_text(&out, "");
  if (ok) {
    Buffer old = *text;
    *text = out;
    out = old;
  } else {
    unreadable(path, text, text->size - left, "GB18030", fault);
  }
  buffer_free(&out);
  return ok;
}

bool charset_convert(const char *path, Buffer *text, Charset charset, Fault *fault) {
  size_t bad = 0;
  buffer_add_text(text, "");
  if (utf8_mark(text)) {
    text->size -= 3;
    memmove(text->data, text->data + 3, text->size + 1);
    if (charset == CHARSET_GB18030)
      return fault_set(fault, EXIT_DATA, "E516", "“%s” is marked as UTF-8, not GB18030", path);
  }
  if (charset == CHARSET_GB18030) return from_gb18030(path, text, fault);
  return text_valid_utf8(text->data, text->size, &bad) ||
         unreadable(path, text, bad, "UTF-8", fault);
}
