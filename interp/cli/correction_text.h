/* Corrections by hand as people see them: what would be changed, and the history of what was. */
#ifndef GUIZE_CLI_CORRECTION_TEXT_H
#define GUIZE_CLI_CORRECTION_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "cli/shown.h"
#include "data/correction.h"

/* Adds a line a field, old and new. */
void correction_say(Buffer *out, const Correction *correction, bool masked);

/* The history of a row, oldest first; `entity` NULL: of all rows. The caller's; NULL and a fault. */
Shown *correction_history(Store *store, const Schema *schema, const char *entity, const char *key,
                          bool masked, Fault *fault);

#endif
