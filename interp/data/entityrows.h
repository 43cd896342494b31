/* Rows of any entity for targets and flags: every field but names and ID numbers, with the county to
 * which the row belongs, found by following references to a division. */
#ifndef GUIZE_DATA_ENTITYROWS_H
#define GUIZE_DATA_ENTITYROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

/* Calls `each` with lists of at most 2,000 rows: {"county","id","row":{field: value}}; nulls are left
 * out. `each` does not own the list; false from it ends the reading. E514 when no reference leads from
 * the entity to a division. */
bool entityrows_read(Store *store, const Entity *entity,
                     bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                     Fault *fault);

/* SQL by which a row of the entity's table `t0` finds its county: adds the joins, and the expression of six
 * digits. False, and nothing added, when no reference leads to a division. */
bool entityrows_place(const Entity *entity, Buffer *joins, Buffer *expression);

#endif
