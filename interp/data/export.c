/* Rows from a query, each cell by the kind of its column. What the columns are is in export_query.c. */
#include "data/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/money.h"
#include "base/stop.h"
#include "data/export_query.h"
#include "data/guard.h"
#include "data/mask.h"

enum { LOOK_EVERY = 1000 };

struct Export {
  ExportQuery query;
  Store *store;
  const ExportOptions *options;
  OutCell *cells;
  Buffer *texts; /* of the cells that are not as the database has them */
  int64_t rows;
};

Export *export_open(Store *store, const Schema *schema, const ExportOptions *options,
                    Fault *fault) {
  Export *e = memory_new(sizeof *e);
  *e = (Export){.store = store, .options = options};
  if (!exportquery_open(&e->query, store, schema, options, fault)) {
    export_close(e);
    return NULL;
  }
  e->cells = memory_new(e->query.count * sizeof *e->cells);
  e->texts = memory_new(e->query.count * sizeof *e->texts);
  return e;
}

void export_close(Export *e) {
  if (!e) return;
  for (size_t i = 0; e->texts && i < e->query.count; i++)
    buffer_free(&e->texts[i]);
  free(e->texts);
  free(e->cells);
  exportquery_close(&e->query);
  free(e);
}

const OutColumn *export_columns(const Export *e, size_t *count) {
  *count = e->query.count;
  return e->query.columns;
}

const char *export_name(const Export *e) {
  return e->query.name;
}

bool export_masked(const Export *e) {
  bool personal = e->query.guarded;
  for (size_t i = 0; i < e->query.count; i++)
    personal = personal || (e->query.fields && e->query.fields[i] && e->query.fields[i]->personal);
  return personal && !e->options->reveal;
}

/* A value of an enumeration as people call it. */
static void add_title(const Field *field, const char *text, Buffer *out) {
  int index = enumeration_index(field->of, text, strlen(text));
  buffer_add_text(out, index < 0 ? text : field->of->values[index].title);
}

static void add_masked(const Field *field, const char *text, Buffer *out) {
  if (strstr(field->name, "number"))
    mask_number_beside_birth(out, text);
  else
    mask_name(out, text);
}

/* Writes what the cell says when that is not the text of the database; false when it is. */
static bool add_shown(const Export *e, size_t i, Buffer *out) {
  const Field *field = e->query.fields ? e->query.fields[i] : NULL;
  bool plain = e->options->plain;
  Query *query = e->query.query;
  int column = (int)i;
  char money[MONEY_ROOM];
  if (e->query.columns[i].kind == OUT_MONEY) {
    money_format(query_int(query, column), money, sizeof money, false);
    buffer_add_text(out, money);
  } else if (e->query.columns[i].kind == OUT_TRUTH) {
    bool truth = query_int(query, column) != 0;
    buffer_add_text(out, plain ? (truth ? "true" : "false") : truth ? "是" : "否");
  } else if (field && field->type == FIELD_ENUM && !plain) {
    add_title(field, query_text(query, column, NULL), out);
  } else if (field && field->personal && !e->options->reveal) {
    add_masked(field, query_text(query, column, NULL), out);
  } else {
    return false;
  }
  return true;
}

static void read_cell(Export *e, size_t i) {
  OutCell *cell = &e->cells[i];
  Query *query = e->query.query;
  *cell = (OutCell){.kind = e->query.columns[i].kind};
  if (query_null(query, (int)i)) return;
  buffer_clear(&e->texts[i]);
  if (add_shown(e, i, &e->texts[i])) {
    cell->text = e->texts[i].data;
    cell->size = e->texts[i].size;
    return;
  }
  if (e->query.guarded) cell->kind = query_number(query, (int)i) ? OUT_NUMBER : OUT_TEXT;
  cell->text = query_text(query, (int)i, &cell->size);
}

int export_next(Export *e, const OutCell **cells, Fault *fault) {
  int step = e->query.guarded ? guard_step(e->store, e->query.query, fault)
                              : query_step(e->query.query, fault);
  if (step != 1) return step;
  if (++e->rows % LOOK_EVERY == 0 && stop_asked()) {
    fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
    return -1;
  }
  for (size_t i = 0; i < e->query.count; i++)
    read_cell(e, i);
  *cells = e->cells;
  return 1;
}
