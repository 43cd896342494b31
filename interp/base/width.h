/* The cells one character takes on a terminal; texts are measured by base/text.h. */
#ifndef GUIZE_BASE_WIDTH_H
#define GUIZE_BASE_WIDTH_H

#include <stdint.h>

/* 2 for East Asian wide and fullwidth characters, 0 for combining marks, formats and control
 * characters, 1 for all others. */
int width_of(uint32_t character);

#endif
