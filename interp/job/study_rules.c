/* Opening a study: rules, database, snapshot; and the rules of other folders, with the workers of each. */
#include "job/study_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "data/noyear.h"
#include "job/walk.h"

static const double STALL_SECONDS = 10;

void study_drop_workers(Rules *rules) {
  pool_close(rules->pool);
  sampler_close(rules->sampler);
  rules->pool = NULL;
  rules->sampler = NULL;
}

/* --- opening ------------------------------------------------------------------------------------ */

static bool map_layers(Study *study, Rules *rules, Fault *fault) {
  const Model *model = &rules->session.model;
  rules->own_layers = true;
  for (size_t i = 0; i < model->layer_count; i++) {
    size_t at = 0;
    while (at < study->layer_count && strcmp(study->layers[at].name, model->layers[i].name) != 0)
      at++;
    if (at == MODEL_MOST_LAYERS)
      return fault_set(fault, EXIT_RULES, "E675", "the sides have more than %d layers together",
                       MODEL_MOST_LAYERS);
    if (at == study->layer_count) study->layers[study->layer_count++] = model->layers[i];
    rules->map[i] = at;
    rules->own_layers &= at == i;
  }
  return true;
}

static int32_t count_persons(const Snapshot *snapshot) {
  int32_t count = 0;
  for (int64_t row = 0; row < snapshot->count; row++)
    if (snapshot_person(snapshot, row) >= count) count = snapshot_person(snapshot, row) + 1;
  return count;
}

static bool refuse_empty(const Study *study, Fault *fault) {
  if (study->snapshot.count > 0) return true;
  return noyear_refuse(study->store, study->options.year, study->options.county_count > 0, fault);
}

static bool open_all(Study *study, Fault *fault) {
  const SettleOptions *options = &study->options;
  SnapshotScope scope = {
      .year = options->year, .counties = options->counties, .county_count = options->county_count};
  Rules *own = &study->rules[0];
  study->rules_count = 1;
  if (!session_open(&own->session, options->rules, options->jit, fault)) return false;
  study->store = settle_open_store(options->db, own->session.schema, STORE_READ, fault);
  double start = clock_seconds();
  if (!study->store ||
      !snapshot_read(&study->snapshot, study->store, own->session.schema, &own->session.model.cases,
                     &scope, fault) ||
      !refuse_empty(study, fault) || !map_layers(study, own, fault))
    return false;
  study->seconds_reading = clock_seconds() - start;
  study->persons = count_persons(&study->snapshot);
  size_t rows = (size_t)study->snapshot.count + 1;
  study->failed = memory_new(rows);
  study->left_out = memory_new(rows);
  parts_begin(&study->parts, &study->snapshot);
  return true;
}

Study *study_open(const SettleOptions *options, Fault *fault) {
  Study *study = memory_new(sizeof *study);
  *study = (Study){.options = *options, .snapshot.region.fd = -1, .expected = 1};
  if (open_all(study, fault)) return study;
  rulefiles_place(&study->rules[0].session.files, fault);
  study_close(study);
  return NULL;
}

void study_close(Study *study) {
  if (!study) return;
  for (int i = 0; i < study->rules_count; i++) {
    study_drop_workers(&study->rules[i]);
    free(study->rules[i].folder);
    session_close(&study->rules[i].session);
  }
  study_forget_base(study);
  study_want(study, NULL, 0);
  parts_end(&study->parts);
  free(study->failed);
  free(study->left_out);
  snapshot_close(&study->snapshot);
  store_close(study->store, &(Fault){0});
  free(study);
}

/* --- rules and workers --------------------------------------------------------------------------- */

static bool open_folder(Study *study, Rules *rules, const char *folder, Fault *fault) {
  rules->folder = memory_copy_text(folder);
  if (!session_open(&rules->session, folder, study->options.jit, fault)) return false;
  if (rules->session.model.cases.size != study->rules[0].session.model.cases.size)
    return fault_set(fault, EXIT_RULES, "E675", "the rules in %s read cases of another form",
                     folder);
  return map_layers(study, rules, fault);
}

Rules *study_rules(Study *study, const char *folder, Fault *fault) {
  if (!folder) return &study->rules[0];
  for (int i = 1; i < study->rules_count; i++)
    if (strcmp(study->rules[i].folder, folder) == 0) return &study->rules[i];
  if (study->rules_count == STUDY_MOST_RULES) {
    fault_set(fault, EXIT_USAGE, "E675", "more than %d folders of rules", STUDY_MOST_RULES - 1);
    return NULL;
  }
  Rules *rules = &study->rules[study->rules_count];
  if (open_folder(study, rules, folder, fault)) {
    study->rules_count++;
    return rules;
  }
  session_close(&rules->session);
  free(rules->folder);
  *rules = (Rules){0};
  return NULL;
}

bool study_start_workers(Study *study, Rules *rules, Fault *fault) {
  if (rules->pool) return true;
  const SettleOptions *settle = &study->options;
  bool jit = settle->jit && !rules->session.model.jit_fault;
  PoolOptions options = {.files = &rules->session.files,
                         .model = &rules->session.model,
                         .snapshot = &study->snapshot,
                         .jobs = settle->jobs,
                         .jit = jit,
                         .no_flags = true,
                         .totals = true,
                         .left_out = study->left_out,
                         .aggregate_day = INT32_MIN,
                         .stride = 1,
                         .stall_seconds = STALL_SECONDS};
  rules->pool = pool_open(&options, 0, fault);
  if (rules->pool && jit) {
    rules->sampler =
        sampler_open(&rules->session.files, &rules->session.model, &study->snapshot, fault);
    if (rules->sampler) return true;
    study_drop_workers(rules);
  }
  return rules->pool != NULL;
}

/* --- what it is made of --------------------------------------------------------------------------- */

void study_take_in(Study *study) {
  if (study->left_out_count) study_forget_base(study); /* its sums lack them */
  memset(study->failed, 0, (size_t)study->snapshot.count);
  memset(study->left_out, 0, (size_t)study->snapshot.count);
  study->failed_count = study->left_out_count = 0;
}

int64_t study_left_out(const Study *study) {
  return study->left_out_count;
}

size_t study_layer_count(const Study *study) {
  return study->layer_count;
}

const ModelLayer *study_layer(const Study *study, size_t i) {
  return &study->layers[i];
}

const Snapshot *study_snapshot(const Study *study) {
  return &study->snapshot;
}

const Model *study_model(const Study *study) {
  return &study->rules[0].session.model;
}

const Schema *study_schema(const Study *study) {
  return study->rules[0].session.schema;
}

Store *study_store(Study *study) {
  return study->store;
}

const RuleFiles *study_files(const Study *study) {
  return &study->rules[0].session.files;
}

const SettleOptions *study_options(const Study *study) {
  return &study->options;
}

int32_t study_persons(const Study *study) {
  return study->persons;
}

json_t *study_counties(const Study *study) {
  const Snapshot *snapshot = &study->snapshot;
  size_t count = json_array_size(snapshot->counties);
  uint8_t *used = memory_new(count + 1);
  json_t *codes = json_array();
  for (int64_t row = 0; row < snapshot->count; row++) {
    uint16_t county;
    memcpy(&county, snapshot_row(snapshot, row) + snapshot->at.county, sizeof county);
    used[county] = 1;
  }
  for (size_t i = 1; i <= count; i++)
    if (used[i]) json_array_append(codes, json_array_get(snapshot->counties, i - 1));
  free(used);
  return codes;
}

int64_t study_people(const Study *study) {
  const Snapshot *snapshot = &study->snapshot;
  uint8_t *seen = memory_new((size_t)study->persons + 1);
  int64_t people = 0;
  for (int64_t row = 0; row < snapshot->count; row++) {
    int32_t person = snapshot_person(snapshot, row);
    people += !seen[person];
    seen[person] = 1;
  }
  free(seen);
  return people;
}

double study_seconds_reading(const Study *study) {
  return study->seconds_reading;
}

Session *study_session(Study *study, const char *folder, Fault *fault) {
  Rules *rules = study_rules(study, folder, fault);
  return rules ? &rules->session : NULL;
}

json_t *study_ask(Study *study, json_t *request, Fault *fault) {
  return session_ask(&study->rules[0].session, request, LINK_LOAD_SECONDS, fault);
}
