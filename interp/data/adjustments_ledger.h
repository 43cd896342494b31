/* What the files of the ledger share; not for others. */
#ifndef GUIZE_DATA_ADJUSTMENTS_LEDGER_H
#define GUIZE_DATA_ADJUSTMENTS_LEDGER_H

#include <stdbool.h>

#include "base/fault.h"
#include "data/store.h"

/* Says in *there whether the database has the tables of adjustments. */
bool adjustments_there(Store *store, bool *there, Fault *fault);

#endif
