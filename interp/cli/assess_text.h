/* The assessment sheet on the screen, and as a list for programs. */
#ifndef GUIZE_CLI_ASSESS_TEXT_H
#define GUIZE_CLI_ASSESS_TEXT_H

#include <stdio.h>

#include "cli/options.h"
#include "job/assess.h"

/* Prints a sheet, or a single figure with its groups and rows, for people: "table", "record" or "md". */
void assess_print(const Options *options, const Assess *assess, FILE *out);

/* Prints a line a figure; of a single target a line a row that keeps it back. Plain values, money in yuan
 * with two decimals: "csv", "excel", "tsv" or "jsonl". */
void assess_print_list(const Assess *assess, const char *format, FILE *out);

#endif
