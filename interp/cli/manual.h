/* The manual page guize(1), in English or Chinese, made from the tables of commands, options and
 * topics. A newcomer forgets that groff breaks no line inside Chinese text unless told where. */
#ifndef GUIZE_CLI_MANUAL_H
#define GUIZE_CLI_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

/* Writes the page in the macros of man(7). */
void manual_print(bool chinese, FILE *out);

#endif
