/* Sums over the settlements of a stored run: by county, by reason of failure; and what stands in its
 * record. All in an order that does not depend on how it was written. */
#ifndef GUIZE_DATA_RUNSUMS_H
#define GUIZE_DATA_RUNSUMS_H

#include <jansson.h>

#include "base/fault.h"
#include "data/store.h"

/* The layers of a run in their order: a list of { name, title, fund, reimburses }. The caller owns every
 * list; NULL and a fault when the database cannot be read. */
json_t *runsums_layers(Store *store, int64_t run, Fault *fault);

/* By county: { code, name, cases, failed, total, self_pay, reimbursed, layers = { name = fen } }, in fen,
 * over settled cases; `layers` as above. */
json_t *runsums_counties(Store *store, int64_t run, const json_t *layers, Fault *fault);

/* By reason: { text, first_case, cases }, most cases first. */
json_t *runsums_failed(Store *store, int64_t run, Fault *fault);

/* Assumed values in the record of the run, of the last day of its year: { name, place, value, source }. */
json_t *runsums_assumed(Store *store, int64_t run, Fault *fault);

/* How many persons have a settlement in it; -1 and a fault when that cannot be read. */
int64_t runsums_persons(Store *store, int64_t run, Fault *fault);

#endif
