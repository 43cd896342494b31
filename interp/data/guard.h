/* A store on which a person's own SQL is run: nothing can be changed, attached or called that reaches
 * outside, columns with names and ID numbers are masked, and Ctrl-C ends a statement. */
#ifndef GUIZE_DATA_GUARD_H
#define GUIZE_DATA_GUARD_H

#include <stdbool.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

/* Puts the guard on a store opened for reading, for as long as it is open. `masked`: personal columns are
 * masked in their tables (張*豐), and are NULL through anything else: main.person, views, samples of ANALYZE. */
bool guard_set(Store *store, const Schema *schema, bool masked, Fault *fault);

/* Prepares one statement that a person wrote; the caller frees it with query_free. `masked`: the schema where
 * names are masked, else NULL. NULL: E649 when it is no single statement that reads, or joins by what is
 * masked, with what SQLite says of it. */
Query *guard_query(Store *store, const Schema *masked, const char *sql, Fault *fault);

/* Steps like query_step; E130 when Ctrl-C has ended it, E649 when it fails. */
int guard_step(Store *store, Query *query, Fault *fault);

#endif
