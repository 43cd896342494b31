/* A comparison on the screen: money by layer, people, targets, groups, the largest changes. */
#ifndef GUIZE_CLI_WHATIF_TEXT_H
#define GUIZE_CLI_WHATIF_TEXT_H

#include <stdio.h>

#include "job/whatif.h"

/* Prints a comparison in a format of table.h; `all`: also the targets that stay as they are. */
void whatif_print(const Study *study, const WhatifOptions *whatif, const WhatifResult *result,
                  const char *format, bool all, FILE *out);

#endif
