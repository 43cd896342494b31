/* Rows of any entity for targets and flags: every field but names and ID numbers, with the county to
 * which the row belongs, found by following references to a division, and with the rows of other
 * entities that belong to it. */
#ifndef GUIZE_DATA_ENTITYROWS_H
#define GUIZE_DATA_ENTITYROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"

enum { ENTITYROWS_MOST_RELATED = 24 };

/* Rows whose `field` is what the field `via` of the row is. */
typedef struct RelatedRows {
  const Entity *entity;
  const Field *field, *via;
} RelatedRows;

/* What to read: an entity, and what belongs to its rows. */
typedef struct EntityPlan {
  const Entity *entity;
  RelatedRows related[ENTITYROWS_MOST_RELATED];
  int related_count;
  const json_t *needs; /* [[number of a relation, from 1, …], …]: only rows to which rows of all
                          relations of one of the lists belong; empty: all rows */
} EntityPlan;

/* A new list of the names of the entities that have no row; NULL with a fault. */
json_t *entityrows_empty(Store *store, const Schema *schema, Fault *fault);

/* Calls `each` with lists of at most 2,000 rows, by key: [county, key, values…, relations…]. Values
 * stand in the order of the fields, personal ones left out; a day is its number, a flag true or false,
 * what has no value null. A relation is [number of rows, values…, values of the next…], by key, or null for
 * none. `each` does not own the list; false from it ends the reading. E514 when no reference leads from the entity to a division; E549
 * when too many rows belong to one. */
bool entityrows_read(Store *store, const EntityPlan *plan,
                     bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                     Fault *fault);

#endif
