/* What a scenario changes, as tables for people or for programs. */
#ifndef GUIZE_CLI_CHANGES_TEXT_H
#define GUIZE_CLI_CHANGES_TEXT_H

#include <jansson.h>
#include <stdbool.h>

/* Prints the document of changes_read: parameters with both values, then (for people) replaced
 * definitions, and what stands over an earlier scenario. The document's rows gain the cells shown. */
void changes_print(json_t *changes, const char *format);

#endif
