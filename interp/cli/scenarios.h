/* Scenarios as they are named on a command line: files joined by +, and values of --set. What comes out
 * is the list that workers take: [{ path, text }], later ones over earlier ones. */
#ifndef GUIZE_CLI_SCENARIOS_H
#define GUIZE_CLI_SCENARIOS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "cli/options.h"

/* Adds the files of "a.lua+b.lua" to a list. A folder among them is a whole set of rules that stands in
 * place of the others: its path goes to *folder (owned by the caller; NULL: there may be none, E612). */
bool scenarios_add(json_t *list, const char *files, char **folder, Fault *fault);

/* Adds the values of --set as one scenario, for the counties that were named or for all; nothing when
 * there are none. */
void scenarios_add_sets(json_t *list, const Options *options);

/* Adds one value to a scenario: "NAME = VALUE" at a place ("everywhere", a code or a path). */
void scenarios_add_value(json_t *list, const char *at, const char *name, const char *value);

/* A value as it is typed on a command line, in the words of a rule file: 85% is percent(85), 500元 is
 * yuan(500), a day is a date, a bare word a choice; anything else stands as it is. */
void scenarios_source(Buffer *out, const char *value);

/* Adds what --set gives, for people: "basic.ratio.secondary=85%", several joined by ", ". */
void scenarios_name_sets(Buffer *out, const Options *options);

/* A hint to write a value of --set as in a rule file, "percent(85)", advises what a command line takes: "85%". */
void scenarios_hint(Fault *fault);

#endif
