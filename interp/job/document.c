/* Heads and parts of documents. */
#include "job/document.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "guize.h"
#include "job/assumed.h"

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static json_t *counties_of(const Study *study) {
  const SettleOptions *options = study_options(study);
  json_t *list = json_array();
  for (int i = 0; i < options->county_count; i++) {
    const ModelJurisdiction *place = model_jurisdiction(study_model(study), options->counties[i]);
    json_array_append_new(list, json_pack("{s:s,s:s}", "code", options->counties[i], "name",
                                          place ? place->name : ""));
  }
  return list;
}

static json_t *layers_of(const Study *study) {
  json_t *list = json_array();
  for (size_t i = 0; i < study_layer_count(study); i++) {
    const ModelLayer *layer = study_layer(study, i);
    json_array_append_new(list,
                          json_pack("{s:s,s:s,s:s,s:b}", "name", layer->name, "title", layer->title,
                                    "fund", layer->fund, "reimburses", layer->reimburses));
  }
  return list;
}

/* A list of values that cannot be had is left empty: the answer itself does not rest on it. */
static json_t *assumed_of(Study *study) {
  json_t *counties = study_counties(study);
  Fault fault = {0};
  Session *session = study_session(study, NULL, &fault);
  json_t *list =
      session ? assumed_values(session, counties, date_from(study_options(study)->year, 12, 31),
                               &fault)
              : NULL;
  json_decref(counties);
  return list ? list : json_array();
}

json_t *document_begin(const char *kind, Study *study) {
  const SettleOptions *options = study_options(study);
  const Snapshot *snapshot = study_snapshot(study);
  char schema[64];
  snprintf(schema, sizeof schema, "guize.%s.v1", kind);
  return json_pack(
      "{s:s,s:s,s:s,s:i,s:o,s:{s:s,s:s},s:{s:s,s:s,s:I,s:I,s:I},s:o,s:o}", "schema", schema,
      "engine", "guize " GUIZE_VERSION, "money", "fen", "year", options->year, "counties",
      counties_of(study), "rules", "folder", options->rules ? options->rules : "", "hash",
      study_files(study)->hash, "data", "file", base_name(options->db), "hash", snapshot->hash,
      "cases", (json_int_t)snapshot->count, "persons", (json_int_t)study_people(study), "bad",
      (json_int_t)snapshot->bad_count, "layers", layers_of(study), "assumed", assumed_of(study));
}

json_t *document_totals(const Study *study, const StudyTotals *totals) {
  json_t *layers = json_object();
  for (size_t i = 0; i < study_layer_count(study); i++)
    json_object_set_new(layers, study_layer(study, i)->name, json_integer(totals->paid[i]));
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "cases", (json_int_t)totals->cases, "failed",
                   (json_int_t)totals->failed, "total", (json_int_t)totals->total, "self_pay",
                   (json_int_t)totals->self_pay, "reimbursed", (json_int_t)totals->reimbursed,
                   "layers", layers);
}

json_t *document_target(const StudyTarget *t) {
  return json_pack("{s:s,s:s,s:s,s:s,s:s,s:f,s:f,s:o,s:b,s:b,s:b}", "target", t->target, "title",
                   t->title, "county", t->county, "county_name", t->county_name, "unit", t->unit,
                   "part", t->part, "whole", t->whole, "threshold",
                   t->has_threshold ? json_real(t->threshold) : json_null(), "at_least",
                   t->at_least, "judged", t->judged, "met", t->met);
}
