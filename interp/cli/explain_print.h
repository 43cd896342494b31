/* What the printers of explanations share: texts of a tree made safe for the screen, padded by display
 * width, amounts with separators, sentences of the table. Used by explain_text*.c alone. */
#ifndef GUIZE_CLI_EXPLAIN_PRINT_H
#define GUIZE_CLI_EXPLAIN_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "cli/explain_words.h"

/* Widths of names and amounts; a depth beyond all levels. */
enum { NAME_CELLS = 28, AMOUNT_CELLS = 14, DEPTH_ALL = 100 };

/* What all functions below need. */
typedef struct ExplainPrinter {
  FILE *out;
  int depth;
  bool english;
  const char *folder; /* put before the paths of files */
  json_t *sources;    /* documents in the order of their first mention, for the notes at the end */
} ExplainPrinter;

/* A sentence of the table. */
const char *explain_say(const ExplainPrinter *p, ExplainWord which);

/* A text of a tree, "" when it is not there; it lives as long as the tree. Not yet safe to print. */
const char *explain_text_of(const json_t *object, const char *key);

/* Whether something stands there that is neither null nor false. */
bool explain_has(const json_t *object, const char *key);

/* Prints a text, control characters escaped; that of a key; a sentence made in English, translated. */
void explain_put(const ExplainPrinter *p, const char *text);
void explain_put_key(const ExplainPrinter *p, const json_t *object, const char *key);
void explain_put_phrase(const ExplainPrinter *p, const json_t *object, const char *key);

/* Prints a text padded to so many cells. */
void explain_pad(const ExplainPrinter *p, const char *text, int cells, bool right);

/* Prints fen as yuan, to the right of so many cells; a dash where there is no amount. */
void explain_put_amount(const ExplainPrinter *p, const json_t *object, const char *key, int cells);

/* Prints blanks for a level. */
void explain_indent(const ExplainPrinter *p, int level);

/* Prints a sentence of the table with up to three texts put in. */
void explain_put_sentence(const ExplainPrinter *p, ExplainWord which, const char *a, const char *b,
                          const char *c);

/* Prints file:line, with the folder of the rules in front. */
void explain_put_place(const ExplainPrinter *p, const json_t *object);

#endif
