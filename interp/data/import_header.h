/* Which column of a file is which field, and of which entity its rows are. Nothing is guessed where two
 * answers are possible. */
#ifndef GUIZE_DATA_IMPORT_HEADER_H
#define GUIZE_DATA_IMPORT_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "data/import_map.h"
#include "data/schema.h"
#include "io/sheet.h"

/* Titles of the columns that a file of refused rows has in front; an import passes over them. */
#define REFUSED_LINE "拒收行"
#define REFUSED_COLUMN "拒收列"
#define REFUSED_REASON "拒收原因"

/* A column of the file. */
typedef struct ImportColumn {
  size_t cell;        /* its place in the rows, from 0 */
  const Field *field; /* NULL: passed over */
  const Field *by;    /* of a reference: the field of what it refers to; NULL: its key */
  int scale;          /* as value_read takes it */
  bool mapped_values; /* the map has words for it */
} ImportColumn;

typedef struct ImportHeader {
  const Entity *entity;
  ImportColumn columns[SHEET_COLUMNS];
  size_t count;
  char *titles[SHEET_COLUMNS]; /* as they stand in the file; one for each of count */
} ImportHeader;

/* Whether a row is the header: half of its cells, and at least two, or its only one, are known to an entity of
 * the schema (`entity`: to that one) or to the map. */
bool header_looks(const Schema *schema, const Entity *entity, const ImportMap *map,
                  const SheetRow *row);

/* Whether a cell is the header of a field of any entity, or stands in the map. */
bool header_knows(const Schema *schema, const ImportMap *map, const Cell *cell);

/* Reads the header. `entity` NULL: it is found. E519 (exit 2) when it is not clear, with the candidates; E520
 * unknown columns, with near names; E521 missing or doubled ones. End with header_free. */
bool header_read(ImportHeader *header, const Schema *schema, const Entity *entity,
                 const ImportMap *map, const SheetRow *row, const char *path, Fault *fault);
void header_free(ImportHeader *header);

/* Whether rows may come without a key, to be numbered: nothing refers to them. */
bool header_may_number(const Schema *schema, const Entity *entity);

/* The column of a field; NULL when the file has none. */
const ImportColumn *header_column(const ImportHeader *header, const Field *field);

/* The entity by its name or Chinese title; NULL and E519 with near names. */
const Entity *header_entity(const Schema *schema, const char *name, Fault *fault);

#endif
