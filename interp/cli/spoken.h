/* The few English words by which workers and programs name kinds, units and states, as a person reads them:
 * in Chinese where the messages are. For tables and records alone: CSV and JSON keep the English words. */
#ifndef GUIZE_CLI_SPOKEN_H
#define GUIZE_CLI_SPOKEN_H

#include <jansson.h>

#include "base/buffer.h"

/* Adds `word`, of which the first part may be a kind: "layer basic" is 层 basic. Kinds of what can be
 * declared, of changes, of gaps, states; as it is where it is none, and in English. */
void spoken_add(Buffer *out, const char *word);

/* A unit of a parameter or field ("ratio" is 比例); itself where it is none, and in English. */
const char *spoken_unit(const char *unit);

/* The same two for a cell of a row, in place. */
void spoken_set(json_t *row, const char *key);
void spoken_set_unit(json_t *row, const char *key);

/* A choice in a row: where the row tells its Chinese name under `name`, the cell `key` becomes
 * "出院日 (discharge)"; in English it stays. */
void spoken_set_choice(json_t *row, const char *key, const char *name);

/* Every choice of a tree whose objects tell `text` and its Chinese name `choice`, in Chinese whatever the
 * messages are: for who prints in Chinese. */
void spoken_set_choices(json_t *tree);

#endif
