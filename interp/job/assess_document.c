/* The document of a sheet: what programs read, and what its report is made of. */
#include <string.h>

#include "guize.h"
#include "job/assess.h"

static const char *const stands[] = {"missed", "met", "empty", "free"};

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static json_t *whole_or_null(int64_t number, bool there) {
  return there ? json_integer(number) : json_null();
}

static json_t *last_of(const AssessFigure *f) {
  if (!f->has_last) return json_null();
  return json_pack("{s:I,s:I,s:b,s:b}", "part", (json_int_t)f->last_part, "whole",
                   (json_int_t)f->last_whole, "judged", f->last_judged, "met", f->last_met);
}

/* Without data nothing is told but the threshold: a part of 0 would read like a result. */
static json_t *figure_json(const AssessFigure *f) {
  json_t *figure = json_pack(
      "{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:o,s:b,s:b,s:b,s:b,s:o,s:o,s:o}", "target",
      f->target, "title", f->title, "county", f->county, "county_name", f->county_name, "unit",
      f->unit, "counts", f->counts, "stand", stands[f->stand], "rows", (json_int_t)f->rows, "part",
      (json_int_t)f->part, "whole", (json_int_t)f->whole, "threshold",
      f->has_threshold ? json_real(f->threshold) : json_null(), "at_least", f->at_least, "assumed",
      f->threshold_assumed, "judged", f->judged, "met", f->met, "distance",
      f->judged ? json_real(f->distance) : json_null(), "need",
      whole_or_null(f->need, f->need >= 0), "last", last_of(f));
  if (*f->group) {
    json_object_set_new(figure, "group", json_string(f->group));
    json_object_set_new(figure, "group_title", json_string(f->group_title));
    json_object_set_new(figure, "group_by", json_string(f->by));
  }
  return figure;
}

static json_t *figures_json(const AssessFigure *list, size_t count) {
  json_t *figures = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(figures, figure_json(&list[i]));
  return figures;
}

static json_t *places_json(const Assess *assess) {
  json_t *places = json_array();
  for (size_t i = 0; i < assess->place_count; i++) {
    const AssessPlace *p = &assess->places[i];
    json_array_append_new(places,
                          json_pack("{s:s,s:s,s:b,s:I,s:I,s:I,s:I}", "code", p->code, "name",
                                    p->name, "around", p->around, "missed", (json_int_t)p->missed,
                                    "met", (json_int_t)p->met, "empty", (json_int_t)p->empty,
                                    "figures", (json_int_t)p->count));
  }
  return places;
}

static json_t *rows_json(const Assess *assess) {
  json_t *rows = json_array();
  for (size_t i = 0; i < assess->rows_named; i++) {
    const AssessRow *r = &assess->rows[i];
    json_array_append_new(rows, json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:I}", "id", r->id,
                                          "county", r->county, "name", r->name, "place", r->place,
                                          "group", r->group, "part", (json_int_t)r->part, "whole",
                                          (json_int_t)r->whole, "need", (json_int_t)r->need));
  }
  return rows;
}

static json_t *sheet_json(const Sheet *sheet) {
  if (!sheet->id) return json_null();
  return json_pack("{s:I,s:s,s:s}", "sheet", (json_int_t)sheet->id, "day", sheet->day, "made",
                   sheet->made);
}

/* The rows behind one figure come last: they are many. */
static void add_target(json_t *document, const AssessOptions *options, const Assess *assess) {
  if (!options->target) return;
  json_object_set_new(document, "target", json_string(assess->target));
  json_object_set_new(document, "entity", json_string(assess->entity));
  json_object_set_new(document, "groups", figures_json(assess->groups, assess->group_count));
  json_object_set_new(document, "rows_known", json_boolean(!assess->rows_unknown));
  json_object_set_new(document, "made_of", json_boolean(assess->made_of));
  json_object_set_new(document, "rows_all", json_integer((json_int_t)assess->row_count));
  json_object_set_new(document, "rows", rows_json(assess));
}

json_t *assess_document(const AssessOptions *options, const Assess *assess) {
  json_t *document = json_pack(
      "{s:s,s:s,s:s,s:i,s:O,s:{s:s,s:s},s:{s:s,s:s,s:I,s:I},s:[],s:O,s:s,s:o,s:o,s:I,s:o,s:o,s:o,"
      "s:o}",
      "schema", "guize.assess.v1", "engine", "guize " GUIZE_VERSION, "money", "fen", "year",
      assess->year, "counties", assess->places_asked, "rules", "folder",
      options->run || !options->settle.rules ? "" : options->settle.rules, "hash",
      assess->rules_hash, "data", "file", base_name(options->settle.db), "hash", assess->data_hash,
      "cases", (json_int_t)assess->cases, "bad", (json_int_t)assess->bad, "layers", "assumed",
      assess->assumed, "day", assess->day, "run", whole_or_null(assess->run, assess->run > 0),
      "same_run", whole_or_null(assess->same_run, assess->same_run > 0), "failed",
      (json_int_t)assess->failed, "recorded", whole_or_null(assess->recorded, assess->recorded > 0),
      "last", sheet_json(&assess->last), "places", places_json(assess), "figures",
      figures_json(assess->figures, assess->figure_count));
  add_target(document, options, assess);
  return document;
}
