/* A comparison on the screen: money by layer, people, targets, groups, the largest changes; or all of it
 * as JSON. */
#ifndef GUIZE_CLI_WHATIF_TEXT_H
#define GUIZE_CLI_WHATIF_TEXT_H

#include "job/whatif.h"

/* Prints a comparison to stdout in a format of table.h. */
void whatif_print(const WhatifOptions *whatif, const WhatifResult *result, const char *format);

#endif
