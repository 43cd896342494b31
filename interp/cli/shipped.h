/* The files that are installed with the program, found from where the program stands, so that a
 * package works wherever it was unpacked: ../share/guize beside the folder of the program. */
#ifndef GUIZE_CLI_SHIPPED_H
#define GUIZE_CLI_SHIPPED_H

#include <stdbool.h>

#include "base/fault.h"
#include "cli/options.h"

enum { SHIPPED_ROOM = 4096 };

/* Writes the path of a shipped folder ("rules") into `path` (SHIPPED_ROOM bytes); false if there is
 * none. */
bool shipped_folder(const char *name, char *path);

/* Where no rules were named and there is no ./rules, takes the shipped ones: options->rules then
 * points into `path`, rules_shipped is set, and with `tell` one line on stderr says so. */
void shipped_use(Options *options, char *path, bool tell);

/* True unless the rules are the shipped ones without having been named; else E631. For commands whose
 * results are stored. */
bool shipped_named(const Options *options, Fault *fault);

#endif
