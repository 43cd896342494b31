/* Finding the format of a sentence. A text argument reaches to the first place where the next literal
 * stands; there is no going back, so that the time is bounded for whatever a worker sends. */
#include "base/phrase.h"

#include <stdint.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/language.h"

enum { MOST_ARGUMENTS = 12, MOST_DEPTH = 6, MOST_TEXT = 4096, LEAST_ALONE = 8, LEAST_INSIDE = 4 };

/* --- formats --- */

typedef struct Span {
  const char *text;
  size_t size;
} Span;

typedef struct Match {
  Span arguments[MOST_ARGUMENTS];
  int count;
  size_t literal; /* bytes that are the format's own */
} Match;

/* A directive that begins at `at` ("%"): its bytes, its conversion, its place ("%2$s": 2, else 0). */
static size_t directive(const char *at, char *conversion, int *place) {
  const char *p = at + 1;
  size_t digits = strspn(p, "0123456789");
  *place = 0;
  if (digits == 1 && p[1] == '$') {
    *place = *p - '0';
    p += 2;
  }
  p += strspn(p, "-+ #0123456789.*");
  p += strspn(p, "hlzjt");
  *conversion = *p;
  return (size_t)(p - at) + (*p != '\0');
}

/* The literal text from `format` on, with %% as %; returns its bytes in the format. */
static size_t literal_at(const char *format, char *out, size_t *size) {
  const char *p = format;
  *size = 0;
  while (*p && *size + 1 < MOST_TEXT) {
    if (*p == '%' && p[1] != '%') break;
    if (*p == '%') p++;
    out[(*size)++] = *p++;
  }
  out[*size] = '\0';
  return (size_t)(p - format);
}

static size_t number_at(const char *text, char conversion) {
  size_t sign = *text == '-' || *text == '+';
  const char *digits = strchr("xXp", conversion) ? "0123456789abcdefABCDEFx" : "0123456789.";
  size_t size = sign + strspn(text + sign, digits);
  return size > sign ? size : 0;
}

/* Reads an argument at `text` that the literal comes behind; NULL when it cannot be one. */
static const char *take_argument(Match *match, char conversion, const char *text,
                                 const char *literal, bool last) {
  if (match->count == MOST_ARGUMENTS) return NULL;
  size_t size;
  if (conversion == 's') {
    const char *end = *literal ? strstr(text, literal) : last ? text + strlen(text) : text;
    /* The last literal stands at the end, not at its first place. */
    if (end && last && *literal) {
      size_t all = strlen(text), tail = strlen(literal);
      end = all >= tail && strcmp(text + all - tail, literal) == 0 ? text + all - tail : NULL;
    }
    if (!end) return NULL;
    size = (size_t)(end - text);
  } else if (conversion == 'c') {
    size = *text ? 1 : 0;
  } else {
    size = number_at(text, conversion);
    if (!size) return NULL;
  }
  match->arguments[match->count++] = (Span){text, size};
  return text + size;
}

static bool match_format(const char *format, const char *text, Match *match) {
  char literal[MOST_TEXT], conversion;
  size_t size;
  int place;
  *match = (Match){0};
  format += literal_at(format, literal, &size);
  if (strncmp(text, literal, size) != 0) return false;
  text += size;
  match->literal = size;
  while (*format) {
    format += directive(format, &conversion, &place);
    format += literal_at(format, literal, &size);
    text = take_argument(match, conversion, text, literal, *format == '\0');
    if (!text || strncmp(text, literal, size) != 0) return false;
    text += size;
    match->literal += size;
  }
  return *text == '\0';
}

bool phrase_matches(const char *format, const char *text) {
  Match match;
  return match_format(format, text, &match);
}

/* --- the catalogue --- */

/* The translation of the format that `text` was made from; the one with most bytes of its own wins, and
 * it must have `least` of them: "%s on %s" may be an argument, but not a sentence. */
static const char *find(const Catalogue *catalogue, const char *text, size_t least, Match *best) {
  const char *found = NULL;
  best->literal = least - 1;
  for (uint32_t i = 0; i < catalogue->count; i++) {
    const char *format = catalogue_english(catalogue, i);
    Match match;
    if (!*format || !match_format(format, text, &match)) continue;
    if (match.literal <= best->literal) continue;
    *best = match;
    found = catalogue_chinese(catalogue, i);
  }
  return found;
}

/* --- saying it --- */

static bool say(const Catalogue *catalogue, Buffer *out, const char *text, int depth);

/* Names and numbers stand as they are; a sentence, which has a blank, may be translated too. */
static void add_argument(const Catalogue *catalogue, Buffer *out, Span span, int depth) {
  char text[MOST_TEXT];
  if (span.size >= sizeof text || !memchr(span.text, ' ', span.size)) {
    buffer_add(out, span.text, span.size);
    return;
  }
  memcpy(text, span.text, span.size);
  text[span.size] = '\0';
  say(catalogue, out, text, depth + 1);
}

static void add_expanded(const Catalogue *catalogue, Buffer *out, const char *format,
                         const Match *match, int depth) {
  int next = 0, place;
  char conversion;
  for (const char *p = format; *p;) {
    if (*p != '%' || p[1] == '%') {
      buffer_add(out, p, 1);
      p += *p == '%' ? 2 : 1;
      continue;
    }
    p += directive(p, &conversion, &place);
    int i = place ? place - 1 : next++;
    if (i < match->count) add_argument(catalogue, out, match->arguments[i], depth);
  }
}

/* Where the first part of "frame: message" or "advice; more advice" ends; NULL when there is one part. */
static const char *frame_end(const char *text) {
  const char *p = text;
  while ((p = strpbrk(p, ":;")) && p[1] != ' ')
    p++;
  return p;
}

/* Whether a frame was taken for the first argument: "a.csv: the text is not UTF-8" is not "%s is not UTF-8",
 * since what stands behind the frame is more of a sentence of its own. */
static bool swallows_frame(const Catalogue *catalogue, const char *text, const Match *match) {
  Match rest;
  if (!match->count || match->arguments[0].text != text) return false;
  const char *end = text + match->arguments[0].size;
  for (const char *p = frame_end(text); p && p < end; p = frame_end(p + 2))
    if (find(catalogue, p + 2, match->literal + 1, &rest)) return true;
  return false;
}

/* Bytes of a number of an error in front ("E206 "), as stored reasons have it; 0 when there is none. */
static size_t code_size(const char *text) {
  bool code = (*text == 'E' || *text == 'W') && strspn(text + 1, "0123456789") == 3;
  return code && text[4] == ' ' && text[5] ? 5 : 0;
}

/* Where the place behind a stored reason begins (" (rules/model.lua:12)"); its end when there is none. */
static size_t place_start(const char *text) {
  size_t size = strlen(text), at = size;
  if (!size || text[size - 1] != ')') return size;
  while (at > 0 && text[at] != '(')
    at--;
  return at > 0 && text[at - 1] == ' ' && memchr(text + at, ':', size - at) ? at - 1 : size;
}

/* "E206 message (file:line)": the message alone is looked for. */
static bool say_reason(const Catalogue *catalogue, Buffer *out, const char *text, int depth) {
  char message[MOST_TEXT];
  size_t code = code_size(text), end = place_start(text);
  if (end <= code || end - code >= sizeof message) return false;
  memcpy(message, text + code, end - code);
  message[end - code] = '\0';
  buffer_add(out, text, code);
  bool known = say(catalogue, out, message, depth + 1);
  buffer_add_text(out, text + end);
  return known;
}

/* Adds the text, translated where it is known; whether it was. */
static bool say(const Catalogue *catalogue, Buffer *out, const char *text, int depth) {
  Match match;
  if (depth < MOST_DEPTH && code_size(text)) {
    size_t start = out->size;
    if (say_reason(catalogue, out, text, depth)) return true;
    out->size = start;
  }
  size_t least = depth ? LEAST_INSIDE : LEAST_ALONE;
  const char *format = depth < MOST_DEPTH ? find(catalogue, text, least, &match) : NULL;
  if (format && !swallows_frame(catalogue, text, &match)) {
    add_expanded(catalogue, out, format, &match, depth);
    return true;
  }
  const char *end = depth < MOST_DEPTH ? frame_end(text) : NULL;
  char frame[MOST_TEXT];
  if (end && (size_t)(end - text) < sizeof frame) {
    size_t start = out->size, size = (size_t)(end - text);
    memcpy(frame, text, size);
    frame[size] = '\0';
    bool known =
        find(catalogue, frame, LEAST_INSIDE, &match) && say(catalogue, out, frame, depth + 1);
    if (!known) buffer_add(out, frame, size);
    if (known)
      buffer_add_text(out, *end == ':' ? "：" : "；");
    else
      buffer_add(out, end, 2);
    if (say(catalogue, out, end + 2, depth + 1) || known) return true;
    out->size = start;
    out->data[start] = '\0';
  }
  buffer_add_text(out, text);
  return false;
}

void phrase_add(Buffer *out, const char *english) {
  phrase_add_in(out, english, language_chinese());
}

void phrase_add_in(Buffer *out, const char *english, bool chinese) {
  Catalogue catalogue = {0};
  if (chinese && catalogue_open(&catalogue))
    say(&catalogue, out, english, 0);
  else
    buffer_add_text(out, english);
  catalogue_close(&catalogue);
}
