/* What the files with sqlite3.h share: the connection behind a store. For store.c and guard.c alone. */
#ifndef GUIZE_DATA_STORE_INSIDE_H
#define GUIZE_DATA_STORE_INSIDE_H

#include "data/store.h"

struct sqlite3;

/* The connection; it lives as long as the store. */
struct sqlite3 *store_connection(Store *store);

#endif
