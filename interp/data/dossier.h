/* What is known of a person, household or village: its row and the rows of all registers that refer to it, as
 * texts for people, with what the newest finished run paid and flagged. Nothing is evaluated. A newcomer looks
 * for a list of registers: every entity of the schema that refers to the row is one. */
#ifndef GUIZE_DATA_DOSSIER_H
#define GUIZE_DATA_DOSSIER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

/* Sections [{"name","title","columns":[[key, title, "text"|"number"|"money"]],"rows":[[text|null]],"total":
 * rows there are, "run": number where it is of a run}]; the first is the row itself. Money in fen. Names and ID
 * numbers are masked with `masked`. The caller's; NULL and a fault: E565 no such row. */
json_t *dossier_read(Store *store, const Schema *schema, const Entity *entity, const char *key,
                     bool masked, Fault *fault);

/* Persons of that number, ID number or name, at most `most`: their keys, ascending, in `keys`. How many there
 * are; -1 and a fault. */
int dossier_find_person(Store *store, const char *text, int64_t *keys, int most, Fault *fault);

#endif
