/* Candidates for a word: a list, what they share, and how they are shown below the line. */
#include "cli/candidates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"

void completion_add(Completion *completion, const char *text, const char *title) {
  size_t size = (completion->count + 1) * sizeof(char *);
  completion->texts = memory_resize(completion->texts, size);
  completion->titles = memory_resize(completion->titles, size);
  completion->texts[completion->count] = memory_copy_text(text);
  completion->titles[completion->count++] = memory_copy_text(title ? title : "");
}

/* Few rows, most of them in order already. */
void completion_sort(Completion *completion) {
  char **texts = completion->texts, **titles = completion->titles;
  for (size_t i = 1; i < completion->count; i++) {
    char *text = texts[i], *title = titles[i];
    size_t k = i;
    for (; k > 0 && strcmp(texts[k - 1], text) > 0; k--)
      texts[k] = texts[k - 1], titles[k] = titles[k - 1];
    texts[k] = text, titles[k] = title;
  }
}

void completion_free(Completion *completion) {
  for (size_t i = 0; i < completion->count; i++) {
    free(completion->texts[i]);
    free(completion->titles[i]);
  }
  free(completion->texts);
  free(completion->titles);
}

size_t completion_shared(const Completion *c) {
  size_t size = strlen(c->texts[0]);
  for (size_t i = 1; i < c->count; i++) {
    size_t k = 0;
    while (k < size && c->texts[i][k] == c->texts[0][k])
      k++;
    size = k;
  }
  while (size > 0 && ((unsigned char)c->texts[0][size] & 0xC0) == 0x80)
    size--;
  return size;
}

static void show_row(const Completion *c, size_t i, int left, int width) {
  Buffer row = {0}, clean = {0};
  const char *title = *c->titles[i] ? _(c->titles[i]) : "";
  text_escape(&clean, c->texts[i], strlen(c->texts[i]));
  text_pad(&row, clean.data ? clean.data : "", left, false);
  buffer_add_text(&row, "  ");
  text_escape(&row, title, strlen(title));
  size_t fits = text_clip(row.data, width - 1);
  printf("%.*s\r\n", (int)fits, row.data);
  buffer_free(&row);
  buffer_free(&clean);
}

void completion_show(const Completion *c, int width, size_t most) {
  int left = 0;
  for (size_t i = 0; i < c->count; i++) {
    int cells = text_width(c->texts[i]);
    if (cells > left) left = cells;
  }
  for (size_t i = 0; i < c->count && i < most; i++)
    show_row(c, i, left, width);
  if (c->count > most) printf(_("… and %zu more\r\n"), c->count - most);
  fflush(stdout);
}
