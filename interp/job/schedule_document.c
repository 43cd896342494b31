/* A schedule for programs: guize.schedule.v1. */
#include <string.h>

#include "guize.h"
#include "job/schedule.h"

/* What a worker sent, with its keys in this order (NULL behind the last): tables of Lua have none. */
static json_t *in_order(const json_t *object, const char *const *keys) {
  json_t *made = json_object();
  for (; *keys; keys++)
    json_object_set(made, *keys, json_object_get(object, *keys));
  return made;
}

static json_t *all_in_order(const json_t *list, const char *const *keys) {
  json_t *made = json_array();
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) json_array_append_new(made, in_order(one, keys));
  return made;
}

static json_t *layers_json(const Model *model) {
  json_t *list = json_array();
  for (size_t i = 0; i < model->layer_count; i++) {
    const ModelLayer *layer = &model->layers[i];
    json_array_append_new(list,
                          json_pack("{s:s,s:s,s:s,s:b}", "name", layer->name, "title", layer->title,
                                    "fund", layer->fund, "reimburses", layer->reimburses));
  }
  return list;
}

/* The case as it was settled: what was chosen, and what goes without saying. */
static json_t *case_json(const Schedule *schedule) {
  json_t *object = json_object();
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(schedule->sides[0].opening, "fields"), i, field) {
    const char *name = json_string_value(json_object_get(field, "name"));
    if (name) json_object_set(object, name, json_object_get(field, "value"));
  }
  return object;
}

static json_t *fen_or_null(int64_t fen) {
  return fen < 0 ? json_null() : json_integer((json_int_t)fen);
}

static json_t *line_json(const Schedule *schedule, const Model *model, const ScheduleLine *line) {
  json_t *self_pay = json_array(), *layers = json_object();
  for (size_t i = 0; i < schedule->bill_count; i++)
    json_array_append_new(self_pay, fen_or_null(line->self_pay[i]));
  for (size_t k = 0; k < model->layer_count; k++) {
    json_t *paid = json_array();
    for (size_t i = 0; i < schedule->bill_count; i++)
      json_array_append_new(
          paid, line->self_pay[i] < 0
                    ? json_null()
                    : json_integer((json_int_t)line->layers[i * model->layer_count + k]));
    json_object_set_new(layers, model->layers[k].name, paid);
  }
  return json_pack("{s:s,s:o,s:o}", "identity", line->identity, "self_pay", self_pay, "layers",
                   layers);
}

static void put_layer(json_t *object, const Model *model, int layer, const json_t *cause) {
  bool known = layer >= 0 && (size_t)layer < model->layer_count;
  json_object_set_new(object, "layer",
                      known ? json_string(model->layers[layer].name) : json_null());
  json_object_set_new(object, "layer_title",
                      known ? json_string(model->layers[layer].title) : json_null());
  static const char *const keys[] = {"name", "title", "place", "value", NULL};
  json_object_set_new(object, "parameter",
                      json_object_size(cause) ? in_order(cause, keys) : json_null());
}

static void add_cliffs(json_t *list, const Model *model, const ScheduleLine *line) {
  for (size_t i = 0; i < line->cliff_count; i++) {
    const ScheduleCliff *cliff = &line->cliffs[i];
    json_t *one =
        json_pack("{s:s,s:I,s:I,s:I,s:s}", "identity", line->identity, "bill",
                  (json_int_t)cliff->bill, "before", (json_int_t)cliff->before, "after",
                  (json_int_t)cliff->after, "kind", cliff->after > cliff->before ? "jump" : "drop");
    put_layer(one, model, cliff->layer, cliff->cause);
    json_array_append_new(list, one);
  }
}

static void add_pieces(json_t *list, const Model *model, const ScheduleLine *line) {
  for (size_t i = 0; i < line->piece_count; i++) {
    const SchedulePiece *piece = &line->pieces[i];
    json_t *one =
        json_pack("{s:s,s:I,s:I,s:f}", "identity", line->identity, "from", (json_int_t)piece->from,
                  "to", (json_int_t)piece->to, "share", piece->share);
    put_layer(one, model, piece->layer, piece->cause);
    json_array_append_new(list, one);
  }
}

/* lines, cliffs, slopes, gap of one side, put into `document`. */
static void put_side(json_t *document, const Schedule *schedule, const Model *model,
                     const ScheduleSide *side) {
  json_t *lines = json_array(), *cliffs = json_array(), *slopes = json_array(),
         *gaps = json_array();
  for (size_t i = 0; i < schedule->line_count; i++) {
    const ScheduleLine *line = &side->lines[i];
    json_array_append_new(lines, line_json(schedule, model, line));
    add_cliffs(cliffs, model, line);
    add_pieces(slopes, model, line);
    if (line->has_gap)
      json_array_append_new(gaps, json_pack("{s:s,s:s,s:I,s:I}", "identity", line->identity,
                                            "against", "none", "bill", (json_int_t)line->gap_bill,
                                            "gap", (json_int_t)line->gap));
  }
  json_object_set_new(document, "lines", lines);
  json_object_set_new(document, "cliffs", cliffs);
  json_object_set_new(document, "slopes", slopes);
  json_object_set_new(document, "gap", gaps);
  json_object_set_new(document, "fault",
                      *side->fault.code ? json_pack("{s:s,s:s}", "number", side->fault.code,
                                                    "message", side->fault.message)
                                        : json_null());
}

json_t *schedule_document(const Schedule *schedule, const Session *session) {
  const Model *model = &session->model;
  const ScheduleSide *side = &schedule->sides[schedule->side_count - 1];
  json_t *bills = json_array(), *steps = json_array();
  for (size_t i = 0; i < schedule->bill_count; i++) {
    json_array_append_new(bills, json_integer((json_int_t)schedule->bills[i]));
    if (schedule->on_step[i]) json_array_append_new(steps, json_integer((json_int_t)i));
  }
  static const char *const assumed[] = {"name",  "title",  "place", "place_name",
                                        "value", "source", NULL};
  static const char *const identity[] = {"name", "title", "chinese", NULL};
  int year = 0;
  for (const char *digit = schedule->day; *digit >= '0' && *digit <= '9'; digit++)
    year = year * 10 + (*digit - '0');
  json_t *document = json_pack(
      "{s:s,s:s,s:s,s:i,s:[{s:s,s:s}],s:{s:s,s:s},s:o,s:o,s:s,s:s,s:s,s:o,s:o,s:o,s:o}", "schema",
      "guize.schedule.v1", "engine", "guize " GUIZE_VERSION, "money", "fen", "year", year,
      "counties", "code", schedule->county, "name", schedule->county_name, "rules", "folder",
      session->files.folder, "hash", session->files.hash, "layers", layers_json(model), "assumed",
      all_in_order(json_object_get(side->opening, "assumed"), assumed), "county", schedule->county,
      "county_name", schedule->county_name, "day", schedule->day, "case", case_json(schedule),
      "identities", all_in_order(json_object_get(side->opening, "identities"), identity), "bills",
      bills, "steps", steps);
  if (schedule->day_found) json_object_set_new(document, "day_found", json_true());
  put_side(document, schedule, model, side);
  if (schedule->side_count < 2) return document;
  json_t *before = json_object();
  put_side(before, schedule, model, &schedule->sides[0]);
  json_object_set_new(document, "before", before);
  return document;
}
