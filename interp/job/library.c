/* The functions of include/guize.h: rules of a session, one household at a time. Nothing is stored. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/field.h"
#include "base/memory.h"
#include "eval/link.h"
#include "eval/model.h"
#include "guize.h"

#include "data/rulefiles.h"

struct GuizeRules {
  char *program;
  double seconds;
  void (*log)(void *data, const char *line);
  void *data;
  RuleFiles files;
  Model model;
  Link *link;
};

static bool tell(GuizeFault *out, const Fault *fault) {
  if (!out) return false;
  *out = (GuizeFault){.exit = fault->exit, .line = fault->line, .column = fault->column};
  memcpy(out->code, fault->code, sizeof out->code);
  memcpy(out->message, fault->message, sizeof out->message);
  memcpy(out->hint, fault->hint, sizeof out->hint);
  memcpy(out->file, fault->file, sizeof out->file);
  return false;
}

/* The guize program beside the program that runs. */
static char *program_beside(void) {
  char path[PATH_MAX];
  ssize_t size = readlink("/proc/self/exe", path, sizeof path - 8);
  if (size < 0) return memory_copy_text("guize");
  path[size] = 0;
  char *slash = strrchr(path, '/');
  strcpy(slash ? slash + 1 : path, "guize");
  return memory_copy_text(path);
}

/* Starts a worker with the rules in it; `description` gets what it says of them. */
static bool start(GuizeRules *rules, json_t **description, Fault *fault) {
  rules->link = link_open(&(LinkOptions){.jit = false, .program = rules->program}, fault);
  *description = rules->link ? link_ask(rules->link, rulefiles_request(&rules->files, false),
                                        LINK_LOAD_SECONDS, fault)
                             : NULL;
  if (!*description) rulefiles_place(&rules->files, fault);
  return *description != NULL;
}

GuizeRules *guize_open(const GuizeOptions *options, GuizeFault *out) {
  Fault fault = {0};
  GuizeRules *rules = memory_new(sizeof *rules);
  rules->program = options->program ? memory_copy_text(options->program) : program_beside();
  rules->seconds = options->seconds > 0 ? options->seconds : 10;
  rules->log = options->log;
  rules->data = options->data;
  json_t *description;
  if (rulefiles_read(&rules->files, options->folder, &fault) &&
      start(rules, &description, &fault) && model_read(&rules->model, description, &fault))
    return rules;
  guize_close(rules);
  tell(out, &fault);
  return NULL;
}

void guize_close(GuizeRules *rules) {
  if (!rules) return;
  link_close(rules->link);
  model_free(&rules->model);
  rulefiles_free(&rules->files);
  free(rules->program);
  free(rules);
}

size_t guize_layer_count(const GuizeRules *rules) {
  return rules->model.layer_count;
}

const char *guize_layer_name(const GuizeRules *rules, size_t layer) {
  return layer < rules->model.layer_count ? rules->model.layers[layer].name : NULL;
}

const char *guize_layer_title(const GuizeRules *rules, size_t layer) {
  return layer < rules->model.layer_count ? rules->model.layers[layer].title : NULL;
}

const char *guize_layer_fund(const GuizeRules *rules, size_t layer) {
  return layer < rules->model.layer_count ? rules->model.layers[layer].fund : NULL;
}

/* --- one household --- */

static json_t *identities_of(const GuizeCase *c) {
  json_t *list = json_array();
  for (size_t i = 0; i < c->identity_count; i++)
    json_array_append_new(list, json_pack("{s:s,s:s,s:s?}", "kind", c->identities[i].kind, "begins",
                                          c->identities[i].begins, "ends", c->identities[i].ends));
  return list;
}

static json_t *case_of(const GuizeCase *c) {
  json_t *money = json_pack(
      "{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "total_cost", (json_int_t)c->total_cost,
      "uncovered_cost", (json_int_t)c->uncovered_cost, "over_limit_cost",
      (json_int_t)c->over_limit_cost, "first_pay_cost", (json_int_t)c->first_pay_cost,
      "in_scope_cost", (json_int_t)c->in_scope_cost, "temporary_aid", (json_int_t)c->temporary_aid,
      "hospital_relief", (json_int_t)c->hospital_relief, "deposit", (json_int_t)c->deposit);
  const struct {
    const char *key, *text;
  } texts[] = {{"person", c->person},
               {"kind", c->kind},
               {"hospital_level", c->hospital_level},
               {"hospital_tier", c->hospital_tier},
               {"place", c->place},
               {"referral", c->referral},
               {"sex", c->sex},
               {"diagnosis", c->diagnosis},
               {"admission", c->admission},
               {"discharge", c->discharge},
               {"settled", c->settled}};
  json_t *plain = json_pack("{s:i,s:b}", "age", c->age, "one_stop", c->one_stop);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (texts[i].text) json_object_set_new(plain, texts[i].key, json_string(texts[i].text));
  return json_pack("{s:o,s:o,s:o}", "money", money, "plain", plain, "identities", identities_of(c));
}

static void take_failure(const json_t *reason, GuizeSettlement *out) {
  out->failed = true;
  out->fault.exit = EXIT_RULES;
  snprintf(out->fault.code, sizeof out->fault.code, "%s", field_text(reason, "code"));
  snprintf(out->fault.message, sizeof out->fault.message, "%s", field_text(reason, "message"));
  snprintf(out->fault.hint, sizeof out->fault.hint, "%s", field_text(reason, "hint"));
  snprintf(out->fault.file, sizeof out->fault.file, "%s", field_text(reason, "file"));
  out->fault.line = (int)json_integer_value(json_object_get(reason, "line"));
  out->fault.column = (int)json_integer_value(json_object_get(reason, "column"));
}

/* An amount that the worker gave: whole fen between 0 and the total (a refund cannot come here). */
static bool take_fen(const json_t *value, int64_t total, int64_t *fen) {
  if (!json_is_integer(value)) return false;
  *fen = json_integer_value(value);
  return *fen >= 0 && *fen <= total;
}

static bool take_settlement(const GuizeRules *rules, const json_t *item, int64_t total,
                            GuizeSettlement *out, Fault *fault) {
  *out = (GuizeSettlement){0};
  const json_t *reason = json_object_get(item, "fault"), *paid = json_object_get(item, "paid");
  if (json_is_object(reason)) {
    take_failure(reason, out);
    return true;
  }
  int64_t sum = 0;
  bool ok = json_array_size(paid) == rules->model.layer_count &&
            take_fen(json_object_get(item, "self_pay"), total, &out->self_pay) &&
            take_fen(json_object_get(item, "reimbursed"), total, &out->reimbursed);
  for (size_t i = 0; ok && i < rules->model.layer_count; i++) {
    ok = take_fen(json_array_get(paid, i), total, &out->paid[i]);
    sum += out->paid[i];
  }
  if (ok && sum + out->self_pay == total) return true;
  return fault_set(fault, EXIT_DEFECT, "E751", "the worker's result cannot be");
}

/* A worker that was lost is replaced, so that the next bill can be settled. */
static void replace(GuizeRules *rules, const Fault *lost) {
  Fault fault = {0};
  json_t *description = NULL;
  if (rules->log) rules->log(rules->data, lost->message);
  link_close(rules->link);
  start(rules, &description, &fault);
  json_decref(description);
}

static json_t *ask(GuizeRules *rules, const char *county, const GuizeCase *cases, size_t count,
                   Fault *fault) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, case_of(&cases[i]));
  json_t *request = json_pack("{s:s,s:s,s:o}", "op", "settle", "county", county, "cases", list);
  if (!request) {
    fault_set(fault, EXIT_DATA, "E107", "a text of the case is not UTF-8");
    return NULL;
  }
  if (!rules->link) {
    fault_set(fault, EXIT_SYSTEM, "E750", "there is no worker; open the rules again");
    json_decref(request);
    return NULL;
  }
  json_t *result = link_ask(rules->link, request, rules->seconds, fault);
  if (!result && strncmp(fault->code, "E32", 3) == 0) replace(rules, fault);
  return result;
}

bool guize_settle(GuizeRules *rules, const char *county, const GuizeCase *cases, size_t count,
                  GuizeSettlement *results, GuizeFault *out) {
  Fault fault = {0};
  json_t *result = ask(rules, county, cases, count, &fault);
  const json_t *list = json_object_get(result, "settlements");
  bool ok = result != NULL;
  if (ok && json_array_size(list) != count)
    ok = fault_set(&fault, EXIT_DEFECT, "E751", "the worker's result cannot be");
  for (size_t i = 0; ok && i < count; i++)
    ok = take_settlement(rules, json_array_get(list, i), cases[i].total_cost, &results[i], &fault);
  json_decref(result);
  if (!ok) rulefiles_place(&rules->files, &fault);
  return ok || tell(out, &fault);
}
