/* Number cells of a spreadsheet, read as decimal text. A spreadsheet keeps 15 digits and writes up to 17, of
 * which the last two are noise (1.1 as 1.1000000000000001). */
#ifndef GUIZE_IO_XLSX_NUMBER_H
#define GUIZE_IO_XLSX_NUMBER_H

#include <stdbool.h>

#include "base/buffer.h"

/* Adds the number without exponent, rounded to 15 significant digits: "1.1", "440981197001010000". A text that
 * is no number is added as it is. */
void xlsx_number_plain(const char *text, Buffer *out);

/* Adds the day that a serial number stands for ("2018-07-01"); *timed: there was a time of day too. False, and
 * nothing added, when it is no day (also 29 February 1900, which never was). */
bool xlsx_number_day(const char *text, bool from_1904, Buffer *out, bool *timed);

#endif
