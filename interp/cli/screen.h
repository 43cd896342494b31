/* How wide the screen is. */
#ifndef GUIZE_CLI_SCREEN_H
#define GUIZE_CLI_SCREEN_H

#include <stdio.h>

/* Cells of a line: what GUIZE_WIDTH (or --width) says, else what the terminal behind `out` says, 80 when it
 * does not know; 0 when `out` is no terminal: then nothing is to be fitted. */
int screen_width(FILE *out);

#endif
