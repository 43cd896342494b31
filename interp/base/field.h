/* Fields of JSON objects that are read leniently: what is not there is nothing. Where a field must be there, say so with
 * json_unpack instead. */
#ifndef GUIZE_BASE_FIELD_H
#define GUIZE_BASE_FIELD_H

#include <jansson.h>

/* The text of a field; "" when there is none or it is no text. It belongs to the object. */
const char *field_text(const json_t *object, const char *key);

#endif
