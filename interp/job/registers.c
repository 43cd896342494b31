/* Targets and flags over entities other than cases. */
#include "job/registers.h"

#include <math.h>
#include <string.h>

#include "data/entityrows.h"

enum { ASK_SECONDS = 60 };

/* One entity on its way. */
typedef struct Reading {
  Walk *walk;
  const char *entity;
  int32_t day;
} Reading;

/* Whether the run settles that county: all, or those named. */
static bool county_wanted(const Walk *walk, const char *code) {
  return !*walk->run.counties || strstr(walk->run.counties, code) != NULL;
}

static int county_position(Walk *walk, const char *code) {
  size_t i;
  json_t *known;
  json_array_foreach(walk->snapshot.counties, i,
                     known) if (strcmp(json_string_value(known), code) == 0) return (int)i +
      1;
  json_array_append_new(walk->snapshot.counties, json_string(code));
  return (int)json_array_size(walk->snapshot.counties);
}

static bool bad_reply(Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E752", "the worker's sums of targets cannot be");
}

static bool take_sums(Reading *reading, const json_t *list, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    const char *target, *code, *group;
    Sum sum = {0};
    json_int_t rows;
    if (json_unpack(item, "{s:s,s:s,s:s,s:F,s:F,s:I}", "target", &target, "code", &code, "group",
                    &group, "part", &sum.part, "whole", &sum.whole, "rows", &rows) != 0 ||
        sum.part != floor(sum.part) || sum.whole != floor(sum.whole))
      return bad_reply(fault);
    sum.rows = rows;
    if (county_wanted(reading->walk, code))
      sums_put(&reading->walk->sums, target, county_position(reading->walk, code), group, &sum);
  }
  return true;
}

static bool take_flags(Reading *reading, const json_t *list, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    const char *flag, *id, *code, *reason;
    if (json_unpack(item, "{s:s,s:s,s:s,s:s}", "flag", &flag, "id", &id, "code", &code, "reason",
                    &reason) != 0)
      return bad_reply(fault);
    if (reading->walk->writer && county_wanted(reading->walk, code) &&
        !runwriter_flag(reading->walk->writer, flag, reading->entity, id, code, reason, fault))
      return false;
  }
  return true;
}

static bool take_rows(json_t *rows, void *data, Fault *fault) {
  Reading *reading = data;
  json_t *request = json_pack("{s:s,s:s,s:i,s:O}", "op", "registers", "entity", reading->entity,
                              "day", (int)reading->day, "rows", rows);
  json_t *result = session_ask(&reading->walk->session, request, ASK_SECONDS, fault);
  bool ok = result && take_sums(reading, json_object_get(result, "sums"), fault) &&
            take_flags(reading, json_object_get(result, "flags"), fault);
  json_decref(result);
  return ok;
}

/* The entities that targets and flags are over, cases left out, each once. */
static json_t *entities_of(const Model *model) {
  static const char *const lists[] = {"targets", "flags"};
  json_t *names = json_object();
  for (int k = 0; k < 2; k++) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(model->description, lists[k]), i, item) {
      const char *over = json_string_value(json_object_get(item, "over"));
      if (over && strcmp(over, "case") != 0) json_object_set_new(names, over, json_true());
    }
  }
  return names;
}

bool registers_add(Walk *walk, int32_t day, Fault *fault) {
  json_t *names = entities_of(&walk->session.model), *value;
  const char *name;
  bool ok = true;
  json_object_foreach(names, name, value) {
    const Entity *entity = schema_entity(walk->session.schema, name);
    Reading reading = {walk, name, day};
    ok = ok && entity && entityrows_read(walk->store, entity, take_rows, &reading, fault);
  }
  json_decref(names);
  return ok;
}

/* --- rows that keep a target back --- */

typedef struct Asking {
  Walk *walk;
  const char *entity, *target;
  int32_t day;
  void (*each)(void *data, const ShortRow *row);
  void *data;
} Asking;

static bool tell_rows(const Asking *asking, const json_t *list, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    ShortRow row;
    if (json_unpack(item, "{s:s,s:s,s:F,s:F}", "id", &row.id, "code", &row.county, "part",
                    &row.part, "whole", &row.whole) != 0)
      return bad_reply(fault);
    if (county_wanted(asking->walk, row.county)) asking->each(asking->data, &row);
  }
  return true;
}

static bool ask_rows(json_t *rows, void *data, Fault *fault) {
  const Asking *asking = data;
  json_t *request = json_pack("{s:s,s:s,s:i,s:O,s:s}", "op", "registers", "entity", asking->entity,
                              "day", (int)asking->day, "rows", rows, "short", asking->target);
  json_t *result = session_ask(&asking->walk->session, request, ASK_SECONDS, fault);
  bool ok = result && tell_rows(asking, json_object_get(result, "short"), fault);
  json_decref(result);
  return ok;
}

bool registers_short(Walk *walk, const char *entity, const char *target, int32_t day,
                     void (*each)(void *data, const ShortRow *row), void *data, Fault *fault) {
  const Entity *known = schema_entity(walk->session.schema, entity);
  Asking asking = {walk, entity, target, day, each, data};
  return known && entityrows_read(walk->store, known, ask_rows, &asking, fault);
}
