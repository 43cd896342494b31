/* What differs between the rules with a baseline of scenarios and the rules with others: the table of
 * parameters, replaced definitions, and the counties that any of it can touch. Nothing is settled. */
#ifndef GUIZE_JOB_CHANGES_H
#define GUIZE_JOB_CHANGES_H

#include <jansson.h>
#include <stdbool.h>

#include "base/fault.h"
#include "eval/session.h"

/* Compares two lists of { path, text } (either may be NULL) over the session's rules in a year. `within`: codes
 * of the places asked for (NULL or empty: all); what cannot matter there is left out. *changes is the caller's:
 *   parameters  [{ name (with keys), title, unit, place (path, "": everywhere), place_name, old, new (texts;
 *               absent: no value), old_choice, new_choice (Chinese names of choices), old_source, source,
 *               file, line, assumed, identities ([{ name, title }]; absent: all), from, until (days within
 *               the year; absent: all of it) }], a row for the largest place in which they are the same
 *   definitions [{ kind (layer, accumulator, target, flag, settlement), name, place, place_name, file, line,
 *               identities, from, until, removed (true: of the baseline, and gone) }]
 *   overlaps    [{ kind, name, place, place_name, file, line, over_file, over_line }]: what a later scenario
 *               of `scenario` says over an earlier one
 *   counties    [code]: all within a place over which anything of the difference lies, sorted,
 *               those not asked for too
 * Faults: E2xx of a scenario, with its file and line. */
bool changes_read(Session *session, json_t *base, json_t *scenario, json_t *within, int year,
                  json_t **changes, Fault *fault);

/* The codes that options name, as such a list, which is the caller's. */
json_t *changes_places(const char *const *counties, int count);

#endif
