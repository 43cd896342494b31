/* What a set of rules says of itself once a worker has loaded it: layers, jurisdictions, targets, and
 * how cases and results lie in memory. Checked like everything that comes from a worker. */
#ifndef GUIZE_EVAL_MODEL_H
#define GUIZE_EVAL_MODEL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "wire/layout.h"

enum { MODEL_MOST_LAYERS = 31 };

/* A layer; `fund` is its national code (fund_pay_type), maybe "". */
typedef struct ModelLayer {
  const char *name, *title, *fund;
  const char *file; /* of its first definition, or NULL */
  int line;
  bool reimburses;
  size_t offset; /* of its amount in a result */
} ModelLayer;

typedef struct ModelJurisdiction {
  const char *path, *code, *name, *within;
} ModelJurisdiction;

typedef struct Model {
  json_t *description; /* owns the texts */
  ModelLayer layers[MODEL_MOST_LAYERS];
  size_t layer_count;
  ModelJurisdiction *jurisdictions;
  size_t jurisdiction_count;
  Layout cases, results;
  size_t self_pay, reimbursed, assumed, clamped, error, status; /* offsets in a result */
  const char *jit_fault; /* the probe of the compiler that failed, or NULL */
} Model;

/* Decodes what `load` gave; takes over `description` in any case. */
bool model_read(Model *model, json_t *description, Fault *fault);
void model_free(Model *model);

/* The jurisdiction with that code; NULL if there is none. */
const ModelJurisdiction *model_jurisdiction(const Model *model, const char *code);

/* The jurisdiction of that path (a parent); NULL if there is none. */
const ModelJurisdiction *model_path(const Model *model, const char *path);

#endif
