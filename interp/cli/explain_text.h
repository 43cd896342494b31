/* An explanation on the screen: the tree of a case, and where two sides part. What stands in a tree came
 * from a worker: control characters are escaped here. */
#ifndef GUIZE_CLI_EXPLAIN_TEXT_H
#define GUIZE_CLI_EXPLAIN_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Prints a tree of explain_case. depth 1: the layers and their amounts; 2: with their steps, and why
 * nothing was paid or what cut them; 3: with everything that was read; 0: all, with sources. */
void explain_text(const json_t *tree, int depth, bool english, FILE *out);

/* Prints what explain_compare gave. */
void explain_text_compare(const json_t *comparison, bool english, FILE *out);

#endif
