/* Completion scripts for shells, written from the tables of commands and options, so that they cannot
 * go stale. The fixed parts are the templates completion.bash, .zsh and .fish. */
#ifndef GUIZE_CLI_COMPLETION_H
#define GUIZE_CLI_COMPLETION_H

#include <stdbool.h>

#include "base/buffer.h"

/* What may stand in a place, as the text in the tables ("FILE", "full|sample|off", "[DIR]") says. */
typedef enum ValueKind {
  VALUE_OTHER, /* nothing that could be offered */
  VALUE_CHOICES,
  VALUE_FILE,
  VALUE_FOLDER,
  VALUE_COUNTY,
  VALUE_RUN,
  VALUE_TOPIC,
} ValueKind;

/* The kind of a text of the tables; "" and NULL are VALUE_OTHER. Of several words the first counts. */
ValueKind value_kind(const char *text);

/* Adds the script for "bash", "zsh" or "fish"; false if it is none of them. */
bool completion_write(const char *shell, Buffer *out);

#endif
