/* Names and ID numbers as they may be shown: enough to recognise one's own, too little to learn
 * another's. Whoever prints either goes through here, unless --reveal was given. */
#ifndef GUIZE_DATA_MASK_H
#define GUIZE_DATA_MASK_H

#include "base/buffer.h"

/* Adds a name: the first character and, of three and more, the last; a star for each other (张*丰). */
void mask_name(Buffer *out, const char *name);

/* Adds an ID number: six characters in front and four behind; one of fewer than fifteen is all stars. */
void mask_number(Buffer *out, const char *number);

/* The same where the day of birth can be read beside it: four characters behind would give it away. */
void mask_number_beside_birth(Buffer *out, const char *number);

#endif
