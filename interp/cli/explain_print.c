/* Nothing of a tree reaches the screen but through here. */
#include "cli/explain_print.h"

#include <string.h>

#include "base/buffer.h"
#include "base/money.h"
#include "base/phrase.h"
#include "base/text.h"

const char *explain_say(const ExplainPrinter *p, ExplainWord which) {
  return explain_word(which, p->english);
}

const char *explain_text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

bool explain_has(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return value && !json_is_null(value) && !json_is_false(value);
}

void explain_put(const ExplainPrinter *p, const char *text) {
  Buffer escaped = {0};
  text_escape(&escaped, text, strlen(text));
  fputs(escaped.data ? escaped.data : "", p->out);
  buffer_free(&escaped);
}

void explain_put_key(const ExplainPrinter *p, const json_t *object, const char *key) {
  explain_put(p, explain_text_of(object, key));
}

/* A sentence that was made in English, in the language of the screen. */
void explain_put_phrase(const ExplainPrinter *p, const json_t *object, const char *key) {
  Buffer phrase = {0};
  phrase_add(&phrase, explain_text_of(object, key));
  explain_put(p, phrase.data ? phrase.data : "");
  buffer_free(&phrase);
}

void explain_pad(const ExplainPrinter *p, const char *text, int cells, bool right) {
  Buffer escaped = {0}, padded = {0};
  text_escape(&escaped, text, strlen(text));
  text_pad(&padded, escaped.data ? escaped.data : "", cells, right);
  fputs(padded.data, p->out);
  buffer_free(&escaped);
  buffer_free(&padded);
}

void explain_put_amount(const ExplainPrinter *p, const json_t *object, const char *key, int cells) {
  char amount[MONEY_ROOM] = "—";
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value)) money_format(json_integer_value(value), amount, sizeof amount, true);
  explain_pad(p, amount, cells, true);
}

void explain_indent(const ExplainPrinter *p, int level) {
  fprintf(p->out, "%*s", level * 2, "");
}

/* A sentence of the table with up to three texts put in. */
void explain_put_sentence(const ExplainPrinter *p, ExplainWord which, const char *a, const char *b,
                          const char *c) {
  const char *given[] = {a, b, c};
  int next = 0;
  for (const char *at = explain_say(p, which); *at;) {
    const char *place = strstr(at, "%s");
    size_t size = place ? (size_t)(place - at) : strlen(at);
    fwrite(at, 1, size, p->out);
    at += size;
    if (!place) break;
    explain_put(p, next < 3 && given[next] ? given[next] : "");
    next++;
    at += 2;
  }
}

void explain_put_place(const ExplainPrinter *p, const json_t *object) {
  const char *file = explain_text_of(object, "file");
  size_t size = strlen(file);
  bool scenario = json_is_true(json_object_get(object, "scenario"));
  if (!scenario && size > 4 && strcmp(file + size - 4, ".lua") == 0)
    explain_put(p, p->folder); /* else a pending change */
  explain_put(p, file);
  fprintf(p->out, ":%lld", (long long)json_integer_value(json_object_get(object, "line")));
}
