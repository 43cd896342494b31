/* The flagged rows of a run, read back: how many of each flag in a county, and the rows themselves with
 * their names. Names come as they are stored: whoever shows them masks them. */
#ifndef GUIZE_DATA_FLAGROWS_H
#define GUIZE_DATA_FLAGROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

/* Which rows: of a run, and, where not NULL, of a flag, an entity, a county. */
typedef struct FlagFilter {
  int64_t run_id;
  const char *flag, *entity, *county;
} FlagFilter;

/* So many rows of an entity have a flag in a county. */
typedef struct FlagCount {
  const char *flag, *entity, *county, *county_name;
  int64_t rows;
} FlagCount;

/* A flagged row. name, id_number: of the person, doctor or institution, NULL when the entity has none;
 * personal: the name is one of a person. */
typedef struct FlagRow {
  const char *flag, *id, *county, *county_name, *name, *id_number, *reason;
  bool personal;
} FlagRow;

/* Calls `each` for every flag, entity and county, in this order; texts live during the call. */
bool flagrows_counts(Store *store, const FlagFilter *filter,
                     void (*each)(const FlagCount *count, void *data), void *data, Fault *fault);

/* Calls `each` for the rows of an entity (filter->entity is ignored) by flag, county and key; texts live
 * during the call. */
bool flagrows_each(Store *store, const FlagFilter *filter, const Entity *entity,
                   void (*each)(const FlagRow *row, void *data), void *data, Fault *fault);

#endif
