/* What a cell means as a value of a field: amounts, days, flags, enumerations and ids in the ways offices
 * write them, exactly or not at all. No database here. */
#ifndef GUIZE_DATA_IMPORT_VALUE_H
#define GUIZE_DATA_IMPORT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "io/sheet.h"

enum { VALUE_ROOM = 64 };

typedef struct Value {
  bool null;    /* the cell was empty */
  bool whole;   /* `number` counts, else text and size */
  bool trimmed; /* blanks around a text were left off */
  bool timed;   /* a time of day was left off */
  bool
      unnamed; /* it has characters of the private-use area, which every system shows as it likes */
  bool
      doubtful; /* a number of a person that cannot be right, of a field that takes it as written */
  bool defaulted;   /* the default of its field, for an empty cell */
  int64_t number;   /* fen for money */
  const char *text; /* in the cell, in `room`, or the name of a value of an enumeration */
  size_t size;
  char room[VALUE_ROOM];
} Value;

/* Reads a cell. `scale`: the power of ten by which a header multiplies amounts (（万元）: 4), else 0. False:
 * E522 in `why`, without the cell's text. */
bool value_read(const Field *field, const Cell *cell, int scale, Value *value, Fault *why);

/* Refuses a doubtful value: what is entered by hand has to be right. */
bool value_certain(const Value *value, Fault *why);

/* Whether a field is kept as a whole number. */
bool value_is_whole(const Field *field);

/* Whether 18 characters are an identity number by GB 11643: 17 digits with a day that exists, and the right
 * check digit. */
bool value_id_number(const char *text);

#endif
