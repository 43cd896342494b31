/* What is said when a year has no cases: which years have some, or that the counties named have none. */
#ifndef GUIZE_DATA_NOYEAR_H
#define GUIZE_DATA_NOYEAR_H

#include <stdbool.h>

#include "base/fault.h"
#include "data/store.h"

/* Sets the fault E509 for a year; `counties_named`: only cases of some counties were looked for. Always false. */
bool noyear_refuse(Store *store, int year, bool counties_named, Fault *fault);

#endif
