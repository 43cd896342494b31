/* A look at the text of a script before Lua sees it. Not a parser: it only knows where strings,
 * long brackets and comments begin and end. */
#include "worker/scan.h"
#include "base/language.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct Scanner {
  const char *text;
  size_t size, at;
  int line, column;
  Finding *finding;
} Scanner;

/* One character; 0 at the end, UINT32_MAX when the bytes are no UTF-8. */
static uint32_t peek_char(const Scanner *s, size_t at, size_t *length) {
  *length = 0;
  if (at >= s->size) return 0;
  const unsigned char *b = (const unsigned char *)s->text + at;
  size_t left = s->size - at;
  *length = 1;
  if (b[0] < 0x80) return b[0];
  size_t n = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : 2;
  if (b[0] < 0xc2 || b[0] > 0xf4 || left < n) return UINT32_MAX;
  uint32_t c = b[0] & (0xffU >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if ((b[i] & 0xc0) != 0x80) return UINT32_MAX;
    c = c << 6 | (b[i] & 0x3fU);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return UINT32_MAX;
  *length = n;
  return c;
}

static void advance(Scanner *s) {
  size_t length;
  uint32_t c = peek_char(s, s->at, &length);
  s->at += length;
  bool ends_line = c == '\n' || (c == '\r' && (s->at >= s->size || s->text[s->at] != '\n'));
  if (ends_line) {
    s->line++;
    s->column = 1;
  } else {
    s->column++;
  }
}

static bool found(Scanner *s, const char *code, const char *message, const char *hint) {
  Finding *f = s->finding;
  snprintf(f->code, sizeof f->code, "%s", code);
  snprintf(f->message, sizeof f->message, "%s", message);
  snprintf(f->hint, sizeof f->hint, "%s", hint);
  f->line = s->line;
  f->column = s->column;
  return false;
}

static bool is_hidden(uint32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f) ||
         c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 || c == 0x3164 ||
         c == 0xffa0 || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

/* The half-width sign a full-width one stands for; 0 if there is none. */
static char half_width(uint32_t c) {
  if (c >= 0xff01 && c <= 0xff5e) return (char)(c - 0xfee0);
  if (c >= 0x2000 && c <= 0x200a) return ' ';
  switch (c) {
    case 0x3000: return ' ';
    case 0x3001: return ',';
    case 0x3002: return '.';
    case 0x201c:
    case 0x201d: return '"';
    case 0x2018:
    case 0x2019: return '\'';
    case 0x3010: return '[';
    case 0x3011: return ']';
    case 0x300a: return '<';
    case 0x300b: return '>';
    case 0x2212: return '-';
    case 0xa0:
    case 0x202f:
    case 0x205f: return ' ';
    case 0x2014: return '-';
    case 0x300c:
    case 0x300d:
    case 0x300e:
    case 0x300f: return '"';
    case 0x3014: return '(';
    case 0x3015: return ')';
    default: return 0;
  }
}

/* Signs for which there is more to say than a half-width sign; NULL for the others. */
static const char *advice_on(uint32_t c) {
  switch (c) {
    case 0xd7:
    case 0x2715:
    case 0x2716: return "multiply with *";
    case 0xf7: return "divide with /";
    case 0x2264:
    case 0x2266:
    case 0x2a7d: return "write <= (not above)";
    case 0x2265:
    case 0x2267:
    case 0x2a7e: return "write >= (not below)";
    case 0x2260: return "write ~= (not equal)";
    case 0xb1: return "write the two amounts apart";
    case 0x2026:
    case 0x22ef: return "it leaves something out: write it, or put the sign into a string";
    case 0xa5:
    case 0xffe5: return "an amount of money is written yuan(12.34) or 元(12.34)";
    case 0x2030: return "write percent(0.5) or 百分之(0.5) for five of a thousand";
    case 0xff05: return "write percent(95) or 百分之(95); the sign % is the rest of a division";
    case 0xb7:
    case 0x2022:
    case 0x2027:
    case 0x30fb:
    case 0xff65: return "between the parts of a name stands the half-width full stop .";
    default: return NULL;
  }
}

/* A sign that cannot be part of a name, although Lua would take it for a letter. */
static bool is_sign(uint32_t c) {
  return half_width(c) || advice_on(c);
}

static bool report_full_width(Scanner *s, uint32_t c, size_t length, char half) {
  char message[160], hint[160];
  const char *advice = advice_on(c);
  snprintf(message, sizeof message, N_("full-width sign “%.*s” (U+%04X) outside a string"),
           (int)length, s->text + s->at, (unsigned)c);
  if (advice)
    snprintf(hint, sizeof hint, "%s", advice);
  else
    snprintf(hint, sizeof hint,
             half == ' ' ? N_("write an ordinary space") : N_("write the half-width sign %c"),
             half);
  return found(s, "E105", message, hint);
}

static bool check_char(Scanner *s, uint32_t c) {
  if (c == UINT32_MAX)
    return found(s, "E107", "the text is not UTF-8", "convert it: iconv -f GB18030 -t UTF-8 FILE");
  if (c == 0x1b)
    return found(s, "E108", "compiled code is not accepted", "give the script as text");
  if (is_hidden(c)) {
    char message[80];
    snprintf(message, sizeof message, N_("hidden character U+%04X"), (unsigned)c);
    return found(s, "E106", message, "delete it; it cannot be seen and changes what is read");
  }
  return true;
}

static bool starts(const Scanner *s, const char *text) {
  size_t n = strlen(text);
  return s->size - s->at >= n && memcmp(s->text + s->at, text, n) == 0;
}

/* The level of a long bracket that begins at `at` ("[[" 0, "[=[" 1, …); -1 if none does. */
static int long_level(const Scanner *s, size_t at) {
  if (at >= s->size || s->text[at] != '[') return -1;
  size_t i = at + 1;
  while (i < s->size && s->text[i] == '=')
    i++;
  return i < s->size && s->text[i] == '[' ? (int)(i - at - 1) : -1;
}

/* Steps over one character of a string or comment, in which only hidden characters are refused. */
static bool step(Scanner *s) {
  size_t length;
  if (!check_char(s, peek_char(s, s->at, &length))) return false;
  advance(s);
  return true;
}

static bool skip_long(Scanner *s, int level) {
  for (int i = 0; i < level + 2; i++)
    if (!step(s)) return false;
  while (s->at < s->size) {
    if (s->text[s->at] == ']') {
      size_t i = s->at + 1;
      while (i < s->size && s->text[i] == '=')
        i++;
      if (i < s->size && s->text[i] == ']' && (int)(i - s->at - 1) == level) {
        while (s->at <= i)
          advance(s);
        return true;
      }
    }
    if (!step(s)) return false;
  }
  return true;
}

/* After "\\z" all blanks belong to the string's text, line ends too: steps to the last of them. */
static bool skip_blank(Scanner *s) {
  while (s->at + 1 < s->size && strchr(" \t\r\n\v\f", s->text[s->at + 1]))
    if (!step(s)) return false;
  return true;
}

static bool skip_string(Scanner *s) {
  char quote = s->text[s->at];
  advance(s);
  while (s->at < s->size && s->text[s->at] != quote && s->text[s->at] != '\n') {
    if (s->text[s->at] == '\\') {
      if (!step(s)) return false;
      if (s->at < s->size && s->text[s->at] == 'z' && !skip_blank(s)) return false;
    }
    if (s->at < s->size && !step(s)) return false;
  }
  if (s->at < s->size && s->text[s->at] == quote) advance(s);
  return true;
}

static bool skip_comment(Scanner *s) {
  advance(s);
  advance(s);
  int level = long_level(s, s->at);
  if (level >= 0) return skip_long(s, level);
  while (s->at < s->size && s->text[s->at] != '\n' && s->text[s->at] != '\r')
    if (!step(s)) return false;
  return true;
}

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool skip_number(Scanner *s) {
  Scanner start = *s;
  while (s->at < s->size) {
    char c = s->text[s->at];
    bool part =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    if (!part) break;
    advance(s);
  }
  char last = s->text[s->at - 1];
  bool hex = s->at - start.at > 1 && (s->text[start.at + 1] | 0x20) == 'x';
  if (last == 'L' || last == 'l' || last == 'i' || last == 'I' ||
      (!hex && (last == 'u' || last == 'U'))) {
    return found(&start, "E109",
                 "a number with a letter behind it (such as LL) divides without a rest",
                 "write the plain number");
  }
  return true;
}

static bool scan_code(Scanner *s) {
  size_t length;
  uint32_t c = peek_char(s, s->at, &length);
  if (!check_char(s, c)) return false;
  if (c == '"' || c == '\'') return skip_string(s);
  if (starts(s, "--")) return skip_comment(s);
  int level = long_level(s, s->at);
  if (level >= 0) return skip_long(s, level);
  if (c >= '0' && c <= '9') return skip_number(s);
  if (is_sign(c)) return report_full_width(s, c, length, half_width(c));
  if (c >= 0x80 || is_name((char)c)) {
    while (s->at < s->size) {
      c = peek_char(s, s->at, &length);
      bool part = c == '_' || (c >= '0' && c <= '9') || (c < 0x80 && is_name((char)c)) ||
                  (c >= 0x80 && c != UINT32_MAX && !is_hidden(c) && !is_sign(c));
      if (!part) return true;
      advance(s);
    }
    return true;
  }
  advance(s);
  return true;
}

bool scan_source(const char *text, size_t size, Finding *finding) {
  Scanner s = {text, size, 0, 1, 1, finding};
  if (starts(&s, "\xef\xbb\xbf")) s.at = 3;
  while (s.at < s.size)
    if (!scan_code(&s)) return false;
  return true;
}
