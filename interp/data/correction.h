/* One row corrected by hand: fields checked as the schema says, then written together with the history of
 * what stood there. Who asks whether it is meant does so between the two. A newcomer forgets that a fault of
 * correction_write leaves the transaction to its caller. */
#ifndef GUIZE_DATA_CORRECTION_H
#define GUIZE_DATA_CORRECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "data/changelog.h"
#include "data/import_value.h"
#include "data/schema.h"
#include "data/store.h"
#include "io/sheet.h"

/* A field with what is stored there (NULL: no value) and what is to be stored. */
typedef struct CorrectionField {
  const Field *field;
  char *old, *new;
} CorrectionField;

typedef struct Correction {
  const Entity *entity;
  char *key; /* as a text; numbers in digits alone */
  CorrectionField *fields;
  size_t count;
} Correction;

/* Looks the row up. E566: no such entity; E565: no such row, or no such key. Free it also after a fault. */
bool correction_begin(Correction *correction, Store *store, const Schema *schema,
                      const char *entity, const char *key, Fault *fault);

/* Adds a field and its new value as a person writes it; "" and 空 empty it. What is there already is not
 * added. E566: no such field, or the key; E567: not a value of it. */
bool correction_add(Correction *correction, Store *store, const char *field, const char *text,
                    Fault *fault);

/* The same of a cell, for whoever knows the field. */
bool correction_add_cell(Correction *correction, Store *store, const Field *field, const Cell *cell,
                         Fault *fault);

/* Whether any value differs from what is stored. */
bool correction_changes(const Correction *correction);

/* Writes it, in the open transaction. E569: it was changed since it was looked up; E567: a rule of the table
 * or a reference refuses it. */
bool correction_write(const Correction *correction, Store *store, ChangeLog *log,
                      const char *reason, Fault *fault);

/* Opens the database of `path` for writing, writes it in one transaction, closes it again. Does nothing where
 * nothing changes. */
bool correction_store(const Correction *correction, const char *path, const Schema *schema,
                      const char *how, const char *reason, Fault *fault);

/* Binds a stored text to a parameter by the type of its field; NULL binds null. */
void correction_bind(Query *query, int n, const Field *field, const char *stored);

/* A value as the text that the database has; NULL for none. The caller frees. */
char *correction_text(const Value *value);

/* Frees what it holds; zeros are fine. */
void correction_free(Correction *correction);

#endif
