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

enum { ENTITYROWS_MOST_RELATED = 24, ENTITYROWS_MOST_FIELDS = 48 };

/* Fields that are sent, none of them personal. */
typedef struct SentFields {
  const Field *list[ENTITYROWS_MOST_FIELDS];
  int count;
} SentFields;

/* Rows whose `field` is what the field `via` of the row is. */
typedef struct RelatedRows {
  const Entity *entity;
  const Field *field, *via;
  SentFields fields;
} RelatedRows;

/* What to read: an entity, and what belongs to its rows. */
typedef struct EntityPlan {
  const Entity *entity;
  SentFields fields;
  RelatedRows related[ENTITYROWS_MOST_RELATED];
  int related_count;
  const json_t *needs; /* [[number of a relation, from 1, …], …]: only rows to which rows of all
                          relations of one of the lists belong; empty: all rows */
} EntityPlan;

/* A new list of the names of the entities that have no row; NULL with a fault. */
json_t *entityrows_empty(Store *store, const Schema *schema, Fault *fault);

/* Calls `each` with lists of at most 2,000 rows, by key: [county, key, row, relation, …]. A row is a text:
 * behind every value stands a tab, behind the last a line end. A day is its number, a flag 1 or 0, a text
 * stands behind "="; of what has no value there is nothing. A relation is a text of rows, by their key, or
 * null. `each` does not own the list; false from it ends the reading. E514 when no reference leads from the
 * entity to a division; E549 when too many rows belong to one. */
bool entityrows_read(Store *store, const EntityPlan *plan,
                     bool (*each)(json_t *rows, void *data, Fault *fault), void *data,
                     Fault *fault);

#endif
