/* The page that a caseworker hands to a family: what the stay cost, who paid what, what the family pays,
 * which documents that rests on and what is only assumed. One content, as HTML for A4 (no script,
 * nothing from the network) and as plain text. */
#ifndef GUIZE_CLI_EXPLAIN_PAGE_H
#define GUIZE_CLI_EXPLAIN_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "data/patient.h"

/* Writes the page of a tree of explain_case. */
void explain_page_html(const json_t *tree, const Patient *patient, bool english, FILE *out);
void explain_page_text(const json_t *tree, const Patient *patient, bool english, FILE *out);

#endif
