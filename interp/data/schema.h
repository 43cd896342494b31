/* What the tables mean: the description that stdlib/schema.lua and registers.lua make, decoded and
 * checked (schema.c), and the SQLite tables that follow from it, with the static tables of results
 * (tables.c). Views over the results are in views.h. No rows of people are read or written here.
 * A newcomer confuses an entity with its table: entity "case" lives in table "cases". */
#ifndef GUIZE_DATA_SCHEMA_H
#define GUIZE_DATA_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/store.h"

typedef enum FieldType {
  FIELD_ID,    /* INTEGER, the key */
  FIELD_REF,   /* key of another entity: INTEGER or TEXT as that key is */
  FIELD_TEXT,  /* TEXT */
  FIELD_MONEY, /* INTEGER, fen */
  FIELD_COUNT, /* INTEGER */
  FIELD_DATE,  /* TEXT, a day that exists as 2018-07-01 */
  FIELD_FLAG,  /* INTEGER, 0 or 1 */
  FIELD_ENUM,  /* TEXT, a value of an enumeration */
  FIELD_CODE,  /* TEXT, a code of a published list */
} FieldType;

/* A value; its place in the list is its rank, lowest first. code: national code or NULL; alias: its short
 * Chinese name where that is not the title, or NULL. */
typedef struct EnumerationValue {
  const char *name, *title, *code, *alias;
} EnumerationValue;

typedef struct Enumeration {
  const char *name, *title;
  const EnumerationValue *values;
  size_t count;
} Enumeration;

struct Entity;

/* A field, in the order of the columns. doc, national: NULL when not given; default_value: as SQL. */
typedef struct Field {
  const char *name, *title, *doc, *national;
  FieldType type;
  const char *const *aliases;
  size_t alias_count;
  const struct Entity *to; /* of a FIELD_REF */
  const Enumeration *of;   /* of a FIELD_ENUM */
  const char *default_value;
  int64_t min, max; /* hold when has_min, has_max */
  bool null, unique, personal, has_min, has_max;
  bool as_written; /* a number of a person that may be wrong: what a ledger says */
} Field;

typedef struct EntityCheck {
  const char *expression, *message;
} EntityCheck;

/* Names of columns that share an index. */
typedef struct EntityIndex {
  const Field *const *fields;
  size_t count;
} EntityIndex;

typedef struct Entity {
  const char *name, *title, *table, *doc;
  const Field *key;
  const Field *fields;
  size_t field_count;
  const EntityCheck *checks;
  size_t check_count;
  const EntityIndex *indexes;
  size_t index_count;
} Entity;

typedef struct Schema Schema;

/* Decodes and checks a description: names, types, references, defaults, headers that mean one field
 * alone. NULL and E412 (exit 3: rule packs may add fields) naming entity and field. Everything that
 * the schema gives out lives until schema_free. */
Schema *schema_read(const json_t *description, Fault *fault);
void schema_free(Schema *schema); /* NULL is allowed */

/* The version of the description, its entities and enumerations in the order of declaration. */
int schema_version(const Schema *schema);
size_t schema_entity_count(const Schema *schema);
const Entity *schema_entity_at(const Schema *schema, size_t position);
size_t schema_enumeration_count(const Schema *schema);
const Enumeration *schema_enumeration_at(const Schema *schema, size_t position);

/* By name; NULL when there is none. */
const Entity *schema_entity(const Schema *schema, const char *name);
const Enumeration *schema_enumeration(const Schema *schema, const char *name);
const Field *entity_field(const Entity *entity, const char *name);

/* Whether a header is the field's name, title, an alias or the national name, to the byte. */
bool field_means(const Field *field, const char *header, size_t size);

/* The field that a header of a file means: its name, title, an alias or the national name, white
 * space around it aside; NULL when none. */
const Field *entity_match(const Entity *entity, const char *header, size_t size);

/* Position of a value by name, or of what a file calls it (name, title, alias or national code); -1 when
 * there is none. size: bytes of the text. */
int enumeration_index(const Enumeration *enumeration, const char *name, size_t size);
int enumeration_match(const Enumeration *enumeration, const char *text, size_t size);

/* "id", "ref", … */
const char *field_type_name(FieldType type);

/* Whether a name may stand in SQL without a second thought: [a-z][a-z0-9_]*, at most 48 bytes. */
bool schema_identifier(const char *name);

/* Makes every table of a new store in one transaction, with application_id and user_version, and
 * publishes it (store_publish). */
bool schema_create(Store *store, const Schema *schema, Fault *fault);

/* Brings an existing store to the schema, in one transaction or not at all: makes missing tables,
 * rebuilds tables whose declaration changed (rows are kept; a column that is gone must be empty, or
 * E411), makes missing indexes. Writes nothing when all is as declared. No transaction may be open. */
bool schema_migrate(Store *store, const Schema *schema, Fault *fault);

/* Makes the tables of accepted backtests and of adjustments where an older database lacks them; readers
 * do without. May stand inside a transaction. */
bool schema_ensure_ledger(Store *store, Fault *fault);

/* Says in *current whether the tables of the store are as declared, indexes aside; cheap. False: a
 * fault. */
bool schema_current(Store *store, const Schema *schema, bool *current, Fault *fault);

#endif
