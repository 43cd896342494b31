/* Rows of any entity for targets and flags: every field but names and ID numbers, with the county to
 * which the row belongs, found by following references to a division, and with the rows of other
 * entities that belong to it. */
#ifndef GUIZE_DATA_ENTITYROWS_H
#define GUIZE_DATA_ENTITYROWS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "data/schema.h"
#include "data/store.h"
#include "wire/message.h"

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
  const char *counties; /* codes of six digits with a comma between; only their rows ("": all) */
} EntityPlan;

/* A new list of the names of the entities that have no row; NULL with a fault. */
json_t *entityrows_empty(Store *store, const Schema *schema, Fault *fault);

/* Calls `each` with messages of at most 8,192 rows, by key: { "count", "texts", "counties": [code, …] } and bytes, which are
 * doubles up to byte `texts`: of every row the number of its county (in the list, from 0), its key, its number (from 0) and its
 * values; then for every relation count + 1 numbers, by which the rows of row i are those from number i to
 * before number i + 1, and of these rows the number and the values. A day is its number, a value of an
 * enumeration its rank from 1, a flag 1 or 0, a text its place behind `texts`, where it ends with a NUL; what has no
 * value is NAN. `each` owns nothing; false from it ends the reading. Only rows of `plan->counties`. E514 when no
 * reference leads from the entity to a division; E549 when too many rows belong to one. */
bool entityrows_read(Store *store, const EntityPlan *plan,
                     bool (*each)(json_t *rows, const Attachment *bytes, void *data, Fault *fault),
                     void *data, Fault *fault);

/* SQL by which a row of the entity's table `t0` finds its county: adds the joins, and the expression of six
 * digits. False, and nothing added, when no reference leads to a division. */
bool entityrows_place(const Entity *entity, Buffer *joins, Buffer *expression);

#endif
