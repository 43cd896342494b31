/* What a set of rules says of itself. */
#include "eval/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool bad(Fault *fault, const char *what) {
  return fault_set(fault, EXIT_DEFECT, "E741", "the worker described the rules wrongly: %s", what);
}

static bool read_layers(Model *model, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(model->description, "layers"), i, item) {
    int reimburses;
    if (i >= MODEL_MOST_LAYERS) return bad(fault, "too many layers");
    ModelLayer *layer = &model->layers[model->layer_count];
    if (json_unpack(item, "{s:s,s:s,s:s,s:b}", "name", &layer->name, "title", &layer->title, "fund",
                    &layer->fund, "reimburses", &reimburses) != 0)
      return bad(fault, "a layer");
    layer->reimburses = reimburses != 0;
    layer->file = json_string_value(json_object_get(item, "file"));
    layer->line = (int)json_integer_value(json_object_get(item, "line"));
    layer->offset = layout_offset(&model->results, layer->name, LAYOUT_DOUBLE, fault);
    model->layer_count++;
  }
  return !fault_isset(fault);
}

static bool read_jurisdictions(Model *model, Fault *fault) {
  const json_t *list = json_object_get(model->description, "jurisdictions");
  model->jurisdictions = memory_new((json_array_size(list) + 1) * sizeof *model->jurisdictions);
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    ModelJurisdiction *one = &model->jurisdictions[i];
    if (json_unpack(item, "{s:s,s:s,s:s,s:s}", "path", &one->path, "code", &one->code, "name",
                    &one->name, "within", &one->within) != 0)
      return bad(fault, "a jurisdiction");
    model->jurisdiction_count++;
  }
  return true;
}

static bool read_result(Model *model, Fault *fault) {
  const Layout *layout = &model->results;
  model->self_pay = layout_offset(layout, "self_pay", LAYOUT_DOUBLE, fault);
  model->reimbursed = layout_offset(layout, "reimbursed", LAYOUT_DOUBLE, fault);
  model->assumed = layout_offset(layout, "assumed_", LAYOUT_UINT32, fault);
  model->clamped = layout_offset(layout, "clamped_", LAYOUT_UINT32, fault);
  model->error = layout_offset(layout, "error_", LAYOUT_UINT32, fault);
  model->status = layout_offset(layout, "status_", LAYOUT_UINT32, fault);
  return !fault_isset(fault);
}

bool model_read(Model *model, json_t *description, Fault *fault) {
  *model = (Model){.description = description};
  model->jit_fault = json_string_value(json_object_get(description, "jit_fault"));
  return layout_read(&model->cases, json_object_get(description, "case"), fault) &&
         layout_read(&model->results, json_object_get(description, "result"), fault) &&
         read_result(model, fault) && read_layers(model, fault) && read_jurisdictions(model, fault);
}

void model_free(Model *model) {
  json_decref(model->description);
  free(model->jurisdictions);
  *model = (Model){0};
}

const ModelJurisdiction *model_jurisdiction(const Model *model, const char *code) {
  for (size_t i = 0; i < model->jurisdiction_count; i++)
    if (strcmp(model->jurisdictions[i].code, code) == 0) return &model->jurisdictions[i];
  return NULL;
}

const ModelJurisdiction *model_path(const Model *model, const char *path) {
  for (size_t i = 0; i < model->jurisdiction_count; i++)
    if (strcmp(model->jurisdictions[i].path, path) == 0) return &model->jurisdictions[i];
  return NULL;
}
