/* Setting, framing and printing faults. All texts pass through text_escape on their way out, and the
 * carets are measured on what is really printed. */
#include "base/fault.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/phrase.h"
#include "base/text.h"

enum { LEFT_OF_COLUMN = 60 }; /* characters kept before the column of a line that is too long */

/* Copies at most room - 1 bytes and cuts at a character. */
static void copy(char *out, size_t room, const char *text, size_t size) {
  if (size >= room) {
    size = room - 1;
    for (size_t back = 1; back <= 3 && back <= size; back++) {
      unsigned char byte = (unsigned char)text[size - back];
      if (byte < 0x80) break;
      if (byte < 0xc0) continue;
      size_t whole = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      if (whole > back) size -= back;
      break;
    }
  }
  memmove(out, text, size);
  out[size] = '\0';
}

/* Formats into `out`; the arguments may point into it. */
static void format_into(char *out, size_t room, const char *format, va_list list) {
  char text[2048];
  int length = vsnprintf(text, sizeof text, format, list);
  copy(out, room, text, length < 0 ? 0 : strlen(text));
}

bool fault_set(Fault *fault, int exit, const char *code, const char *format, ...) {
  if (!fault) return false;
  Fault new = {.exit = exit};
  va_list list;
  va_start(list, format);
  format_into(new.message, sizeof new.message, format, list);
  va_end(list);
  copy(new.code, sizeof new.code, code, strlen(code));
  *fault = new;
  return false;
}

void fault_frame(Fault *fault, const char *format, ...) {
  if (!fault || !fault_isset(fault)) return;
  char context[sizeof fault->message];
  va_list list;
  va_start(list, format);
  format_into(context, sizeof context, format, list);
  va_end(list);
  Buffer framed = {0};
  buffer_format(&framed, "%s: %s", context, fault->message);
  copy(fault->message, sizeof fault->message, framed.data, framed.size);
  buffer_free(&framed);
}

void fault_hint(Fault *fault, const char *format, ...) {
  if (!fault) return;
  va_list list;
  va_start(list, format);
  format_into(fault->hint, sizeof fault->hint, format, list);
  va_end(list);
}

/* Skips characters of the line; returns the bytes skipped and counts down *characters. */
static size_t skip(const char *text, size_t size, int *characters) {
  size_t at = 0;
  uint32_t character;
  while (at<size && * characters> 0) {
    at += text_next(text + at, size - at, &character);
    --*characters;
  }
  return at;
}

void fault_place(Fault *fault, const char *file, int line, int column, int width,
                 const char *source) {
  if (!fault) return;
  size_t size = source ? strcspn(source, "\n") : 0;
  if (size && source[size - 1] == '\r') size--;
  fault->left_out = 0;
  if (size >= sizeof fault->source && column > LEFT_OF_COLUMN) {
    int wanted = column - LEFT_OF_COLUMN, rest = wanted;
    size_t bytes = skip(source, size, &rest);
    fault->left_out = wanted - rest;
    source += bytes;
    size -= bytes;
  }
  copy(fault->source, sizeof fault->source, size ? source : "", size);
  copy(fault->file, sizeof fault->file, file ? file : "", file ? strlen(file) : 0);
  fault->line = line;
  fault->column = column;
  fault->width = width;
}

void fault_clear(Fault *fault) {
  *fault = (Fault){0};
}

bool fault_isset(const Fault *fault) {
  return fault->exit != 0;
}

static void add_escaped(Buffer *out, const char *text) {
  text_escape(out, text, strlen(text));
}

static void add_said(Buffer *out, const char *english) {
  Buffer said = {0};
  phrase_add(&said, english);
  add_escaped(out, said.data);
  buffer_free(&said);
}

static void add_head(Buffer *out, const Fault *fault, const char *kind) {
  if (fault->file[0]) {
    add_escaped(out, fault->file);
    if (fault->line > 0) buffer_format(out, ":%d", fault->line);
    if (fault->line > 0 && fault->column > 0) buffer_format(out, ":%d", fault->column);
    buffer_add_text(out, ": ");
  }
  buffer_format(out, "%s[%s]: ", _(kind), fault->code);
  add_said(out, fault->message);
  buffer_add_text(out, "\n");
}

static void add_repeated(Buffer *out, const char *sign, int count) {
  for (int i = 0; i < count; i++)
    buffer_add_text(out, sign);
}

/* The line of the carets: cells before the span, and cells of the span, as printed. */
static void add_carets(Buffer *out, const Fault *fault) {
  size_t size = strlen(fault->source);
  int before = fault->column - 1 - fault->left_out, span = fault->width > 0 ? fault->width : 1;
  if (before < 0) before = 0;
  size_t from = skip(fault->source, size, &before);
  size_t to = from + skip(fault->source + from, size - from, &span);
  Buffer shown = {0};
  text_escape(&shown, fault->source, from);
  int left = shown.size ? text_width(shown.data) : 0;
  buffer_clear(&shown);
  text_escape(&shown, fault->source + from, to - from);
  int cells = text_width(shown.data);
  buffer_free(&shown);
  add_repeated(out, " ", left + (fault->left_out ? 1 : 0) + (before > 0));
  add_repeated(out, "^", cells > 0 ? cells : 1);
}

static void add_source(Buffer *out, const Fault *fault) {
  char number[16];
  int digits = snprintf(number, sizeof number, "%d", fault->line);
  buffer_format(out, " %*s | %s", digits > 2 ? digits : 2, number, fault->left_out ? "…" : "");
  add_escaped(out, fault->source);
  buffer_add_text(out, "\n");
  if (fault->column < 1) return;
  buffer_format(out, " %*s | ", digits > 2 ? digits : 2, "");
  add_carets(out, fault);
  buffer_add_text(out, "\n");
}

void fault_print(FILE *stream, const Fault *fault) {
  fault_print_as(stream, fault, N_("error"));
}

void fault_print_as(FILE *stream, const Fault *fault, const char *kind) {
  if (!fault_isset(fault)) return;
  Buffer out = {0};
  add_head(&out, fault, kind);
  if (fault->file[0] && fault->line > 0 && fault->source[0]) add_source(&out, fault);
  if (fault->hint[0]) {
    buffer_add_text(&out, _(" hint: "));
    add_said(&out, fault->hint);
    buffer_add_text(&out, "\n");
  }
  fwrite(out.data, 1, out.size, stream);
  buffer_free(&out);
}
