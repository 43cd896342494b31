/* Targets and flags over entities other than cases. */
#include "job/registers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "data/entityrows.h"

enum { ASK_SECONDS = 60 };

/* Who asks for the rows that keep a target back. */
typedef struct Asker {
  const char *entity, *target;
  void (*each)(void *data, const ShortRow *row);
  void *data;
} Asker;

/* One entity on its way. `asker`: instead of sums and flags (NULL: none). */
typedef struct Reading {
  Walk *walk;
  const char *entity;
  const json_t *plan; /* as the worker planned it */
  int32_t day;
  bool begun;
  const Asker *asker;
  json_t *request; /* what the worker is at, for want of an answer; NULL: nothing */
  Attachment bytes;
} Reading;

static void forget_pending(Reading *reading) {
  json_decref(reading->request);
  free(reading->bytes.bytes);
  reading->request = NULL;
}

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

static bool tell_short(const Reading *reading, const json_t *list, Fault *fault) {
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    ShortRow row = {.threshold = NAN};
    if (json_unpack(item, "{s:s,s:s,s:F,s:F,s?F}", "id", &row.id, "code", &row.county, "part",
                    &row.part, "whole", &row.whole, "limit", &row.threshold) != 0)
      return bad_reply(fault);
    if (county_wanted(reading->walk, row.county)) reading->asker->each(reading->asker->data, &row);
  }
  return true;
}

static bool take_answer(Reading *reading, const json_t *result, Fault *fault) {
  if (reading->asker) return tell_short(reading, json_object_get(result, "short"), fault);
  return take_sums(reading, json_object_get(result, "sums"), fault) &&
         take_flags(reading, json_object_get(result, "flags"), fault);
}

/* Takes the answer to what was sent last, if anything. */
static bool take_pending(Reading *reading, Fault *fault) {
  if (!reading->request) return true;
  json_t *result =
      session_wait(&reading->walk->session, reading->request, &reading->bytes, ASK_SECONDS, fault);
  bool ok = result && take_answer(reading, result, fault);
  json_decref(result);
  forget_pending(reading);
  return ok;
}

/* The worker is given these rows to work on while the next are read. */
static bool send_rows(json_t *rows, const Attachment *bytes, void *data, Fault *fault) {
  Reading *reading = data;
  if (!take_pending(reading, fault)) return false;
  json_t *request =
      json_pack("{s:s,s:s,s:i,s:i,s:b,s:O,s:O,s:O}", "op", "registers", "entity", reading->entity,
                "day", (int)reading->day, "year", date_year(reading->day), "first", !reading->begun,
                "fields", json_object_get(reading->plan, "fields"), "with",
                json_object_get(reading->plan, "with"), "rows", rows);
  if (reading->asker) json_object_set_new(request, "short", json_string(reading->asker->target));
  reading->request = request;
  reading->bytes = (Attachment){memory_new(bytes->size), bytes->size};
  memcpy(reading->bytes.bytes, bytes->bytes, bytes->size);
  reading->begun = true;
  session_send(&reading->walk->session, request, &reading->bytes);
  return true;
}

static bool bad_plan(Fault *fault) {
  return fault_set(fault, EXIT_DEFECT, "E752", "the worker's plan of the registers cannot be");
}

/* What names a person never leaves the host. */
static bool read_fields(const Entity *entity, const json_t *names, SentFields *fields,
                        Fault *fault) {
  size_t i;
  const json_t *name;
  json_array_foreach(names, i, name) {
    const Field *field =
        json_is_string(name) ? entity_field(entity, json_string_value(name)) : NULL;
    if (!field || field->personal || fields->count == ENTITYROWS_MOST_FIELDS)
      return bad_plan(fault);
    fields->list[fields->count++] = field;
  }
  return true;
}

static bool read_related(const Schema *schema, EntityPlan *plan, const json_t *item, Fault *fault) {
  const char *entity, *field, *via;
  if (plan->related_count == ENTITYROWS_MOST_RELATED ||
      json_unpack((json_t *)(uintptr_t)item, "{s:s,s:s,s:s}", "entity", &entity, "field", &field,
                  "via", &via) != 0)
    return bad_plan(fault);
  RelatedRows one = {.entity = schema_entity(schema, entity)};
  one.field = one.entity ? entity_field(one.entity, field) : NULL;
  one.via = entity_field(plan->entity, via);
  if (!one.field || !one.via) return bad_plan(fault);
  if (!read_fields(one.entity, json_object_get(item, "fields"), &one.fields, fault)) return false;
  plan->related[plan->related_count++] = one;
  return true;
}

static bool check_needs(const EntityPlan *plan, Fault *fault) {
  size_t i, k;
  const json_t *numbers, *number;
  json_array_foreach(plan->needs, i, numbers) {
    if (json_array_size(numbers) == 0) return bad_plan(fault);
    json_array_foreach(numbers, k, number) if (json_integer_value(number) < 1 ||
                                               json_integer_value(number) >
                                                   plan->related_count) return bad_plan(fault);
  }
  return true;
}

static bool read_plan(const Schema *schema, const json_t *item, EntityPlan *plan, Fault *fault) {
  const char *name = json_string_value(json_object_get(item, "entity"));
  const json_t *with = json_object_get(item, "with"), *one;
  size_t i;
  *plan = (EntityPlan){.entity = name ? schema_entity(schema, name) : NULL,
                       .needs = json_object_get(item, "needs")};
  if (!plan->entity || !json_is_array(with)) return bad_plan(fault);
  if (!read_fields(plan->entity, json_object_get(item, "fields"), &plan->fields, fault))
    return false;
  json_array_foreach(with, i, one) if (!read_related(schema, plan, one, fault)) return false;
  return check_needs(plan, fault);
}

static bool add_entity(Walk *walk, int32_t day, const json_t *item, const Asker *asker,
                       Fault *fault) {
  EntityPlan plan;
  if (!read_plan(walk->session.schema, item, &plan, fault)) return false;
  if (asker && strcmp(asker->entity, plan.entity->name) != 0) return true;
  plan.counties = walk->run.counties;
  Reading reading = {
      .walk = walk, .entity = plan.entity->name, .plan = item, .day = day, .asker = asker};
  bool ok = entityrows_read(walk->store, &plan, send_rows, &reading, fault) &&
            take_pending(&reading, fault);
  if (reading.request) { /* the worker is at it still: its answer must not be taken for another */
    session_restart(&walk->session, &(Fault){0});
    forget_pending(&reading);
  }
  return ok;
}

static bool read_registers(Walk *walk, int32_t day, const Asker *asker, Fault *fault) {
  json_t *empty = entityrows_empty(walk->store, walk->session.schema, fault), *item;
  if (!empty) return false;
  json_t *request = json_pack("{s:s,s:o}", "op", "register_plans", "empty", empty);
  json_t *result = session_ask(&walk->session, request, ASK_SECONDS, fault);
  bool ok = result != NULL;
  size_t i;
  json_array_foreach(json_object_get(result, "plans"), i, item) ok =
      ok && add_entity(walk, day, item, asker, fault);
  json_decref(result);
  return ok;
}

bool registers_add(Walk *walk, int32_t day, Fault *fault) {
  return read_registers(walk, day, NULL, fault);
}

bool registers_short(Walk *walk, const char *entity, const char *target, int32_t day,
                     void (*each)(void *data, const ShortRow *row), void *data, Fault *fault) {
  Asker asker = {entity, target, each, data};
  return read_registers(walk, day, &asker, fault);
}
