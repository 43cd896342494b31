/* A stored value as people read it: amounts in yuan, the title of a value of an enumeration, 是 or 否, names
 * and ID numbers masked. Whoever shows a single value of a row goes through here. */
#ifndef GUIZE_DATA_FIELDTEXT_H
#define GUIZE_DATA_FIELDTEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "data/schema.h"

/* Adds what the text of a column says; NULL adds nothing. `masked`: names and ID numbers are masked. */
void fieldtext_add(Buffer *out, const Field *field, const char *stored, bool masked);

/* The entity that a person means: its name or title. NULL and E566 with near names. */
const Entity *fieldtext_entity(const Schema *schema, const char *name, Fault *fault);

/* The field that a person means: name, title, alias, national name. NULL and E566 with near names. */
const Field *fieldtext_field(const Entity *entity, const char *name, Fault *fault);

#endif
