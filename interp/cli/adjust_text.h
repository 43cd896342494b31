/* An adjustment on the screen, as a document, and as the list by which is paid. */
#ifndef GUIZE_CLI_ADJUST_TEXT_H
#define GUIZE_CLI_ADJUST_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "data/store.h"
#include "job/adjust.h"

/* Prints the sums by layer, who is owed and who owes, and what was left out, on stdout. `asked`: it was to
 * be recorded. */
void adjust_print(const AdjustResult *result, bool asked);

/* Prints only what was left out and why; nothing when nothing was. */
void adjust_tell_left_out(const AdjustResult *result, FILE *out);

/* The document "guize.adjust.v1"; the caller's. NULL with a fault. */
json_t *adjust_document(Store *store, const char *db, const AdjustResult *result, Fault *fault);

/* Writes a row a person in a format of table.h: county, person, name and ID number (masked unless
 * `reveal`), an amount a layer, net, cases. */
bool adjust_list(Store *store, const AdjustResult *result, bool reveal, const char *format,
                 FILE *out, Fault *fault);

#endif
