/* Reading errors.txt: four lines a number, English then Chinese, meaning then advice. */
#include "cli/errors.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"

enum { LINES = 4, CODE_SIZE = 4 };

/* Copies a line without the blanks in front; gives the next one. */
static const char *take_line(const char *at, char *out, size_t room) {
  at += strspn(at, " ");
  size_t size = strcspn(at, "\n");
  snprintf(out, room, "%.*s", (int)size, at);
  return at + size + (at[size] == '\n');
}

/* Reads the block at `at`; NULL at the end. */
static const char *take_block(const char *at, bool chinese, ErrorText *text) {
  if (!*at) return NULL;
  snprintf(text->code, sizeof text->code, "%.*s", CODE_SIZE, at);
  at += CODE_SIZE;
  char unused[sizeof text->meaning];
  for (int line = 0; line < LINES; line++) {
    bool wanted = (line >= LINES / 2) == chinese;
    char *out = !wanted ? unused : line % 2 == 0 ? text->meaning : text->advice;
    at = take_line(at, out, sizeof unused);
  }
  return at;
}

static const char *first_block(void) {
  const struct EmbeddedFile *file = embedded_find("errors.txt");
  return file ? file->data : "";
}

bool error_at(size_t i, bool chinese, ErrorText *text) {
  const char *at = first_block();
  do
    at = take_block(at, chinese, text);
  while (at && i-- > 0);
  return at != NULL;
}

bool error_find(const char *code, bool chinese, ErrorText *text) {
  const char *at = first_block();
  while ((at = take_block(at, chinese, text)))
    if (strcmp(text->code, code) == 0) return true;
  return false;
}
