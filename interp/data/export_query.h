/* What an export reads: the query, its columns, and which field each shows. For export.c. */
#ifndef GUIZE_DATA_EXPORT_QUERY_H
#define GUIZE_DATA_EXPORT_QUERY_H

#include "base/memory.h"
#include "data/export.h"

typedef struct ExportQuery {
  Arena *arena;
  Query *query;
  OutColumn *columns;
  const Field **fields; /* of each column, NULL where it is none; NULL: no column is one */
  size_t count;
  const char *name;
  bool guarded; /* a person's SQL: kinds are those of each cell */
} ExportQuery;

/* Finds out what is meant and prepares it; faults as export_open. */
bool exportquery_open(ExportQuery *query, Store *store, const Schema *schema,
                      const ExportOptions *options, Fault *fault);
void exportquery_close(ExportQuery *query);

#endif
