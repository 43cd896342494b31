/* A comparison as a document. */
#include <string.h>

#include "job/document.h"
#include "job/whatif.h"

static json_t *change_of(const WhatifChange *c) {
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "cases_less", (json_int_t)c->winners,
                   "cases_more", (json_int_t)c->losers, "cases_same", (json_int_t)c->same,
                   "persons_less", (json_int_t)c->winning, "persons_more", (json_int_t)c->losing,
                   "persons_same", (json_int_t)c->staying, "less", (json_int_t)c->gain_fen, "more",
                   (json_int_t)c->loss_fen);
}

static json_t *bound(int64_t fen) {
  return fen == INT64_MAX || fen == -INT64_MAX ? json_null() : json_integer(fen);
}

static json_t *bands_of(const WhatifOutcome *side) {
  json_t *list = json_array();
  for (int i = 0; i < WHATIF_BANDS; i++) {
    const WhatifBand *band = &side->bands[i];
    json_array_append_new(list,
                          json_pack("{s:o,s:o,s:I,s:I,s:I}", "from", bound(band->from), "to",
                                    bound(band->to), "cases", (json_int_t)band->cases, "persons",
                                    (json_int_t)band->persons, "sum", (json_int_t)band->sum_fen));
  }
  return list;
}

static json_t *groups_of(const Study *study, const WhatifResult *result,
                         const WhatifOutcome *side) {
  json_t *list = json_array();
  for (size_t i = 0; i < result->group_count; i++) {
    const WhatifGroup *group = &side->groups[i];
    if (!whatif_group_used(result, i)) continue;
    json_t *one = json_pack("{s:s}", "group", group->name);
    if (*group->across) json_object_set_new(one, "across", json_string(group->across));
    json_object_set_new(one, "totals", document_totals(study, &group->totals));
    json_object_set_new(one, "change", change_of(&group->change));
    json_array_append_new(list, one);
  }
  return list;
}

static json_t *text_or_null(const char *text) {
  return *text ? json_string(text) : json_null();
}

static json_t *largest_of(const WhatifOutcome *side) {
  json_t *list = json_array();
  for (size_t i = 0; i < side->largest_count; i++) {
    const WhatifCase *one = &side->largest[i];
    json_array_append_new(
        list, json_pack("{s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o}", "case", (json_int_t)one->id, "before",
                        (json_int_t)one->before_fen, "after", (json_int_t)one->after_fen, "layer",
                        text_or_null(one->parting.layer), "layer_title",
                        text_or_null(one->parting.layer_title), "parameter",
                        text_or_null(one->parting.parameter), "old", text_or_null(one->parting.old),
                        "new", text_or_null(one->parting.now)));
  }
  return list;
}

static json_t *files_of(const WhatifSide *side) {
  json_t *list = json_array();
  size_t i;
  json_t *file;
  json_array_foreach(side->scenario, i, file)
      json_array_append(list, json_object_get(file, "path"));
  return list;
}

static json_t *side_of(Study *study, const WhatifSide *asked, const WhatifResult *result,
                       const WhatifOutcome *side) {
  json_t *targets = json_array();
  for (size_t i = 0; i < side->answer.target_count; i++)
    json_array_append_new(targets, document_target(&side->answer.targets[i]));
  return json_pack(
      "{s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:O,s:O,s:O*}", "name", asked->name, "files",
      files_of(asked), "folder", asked->folder ? json_string(asked->folder) : json_null(), "totals",
      document_totals(study, &side->answer.totals), "change", change_of(&side->change),
      "distribution", bands_of(side), "groups", groups_of(study, result, side), "targets", targets,
      "largest", largest_of(side), "parameters", side->parameters ? side->parameters : json_null(),
      "definitions", side->definitions ? side->definitions : json_null(), "overlaps",
      json_array_size(side->overlaps) ? side->overlaps : NULL);
}

static json_t *excluded_of(const WhatifOptions *options, const WhatifResult *result) {
  json_t *reasons = json_array();
  for (size_t i = 0; i < result->reason_count; i++) {
    const WhatifReason *one = &result->reasons[i];
    json_array_append_new(reasons, json_pack("{s:s,s:s,s:I,s:I}", "text", one->reason.text, "side",
                                             options->sides[one->side].name, "first_case",
                                             (json_int_t)one->reason.first_case, "cases",
                                             (json_int_t)one->reason.cases));
  }
  return json_pack("{s:I,s:o}", "cases", (json_int_t)result->left_out, "reasons", reasons);
}

json_t *whatif_document(Study *study, const WhatifOptions *options, const WhatifResult *result) {
  json_t *document = document_begin("whatif", study);
  json_t *by = json_array(), *sides = json_array();
  json_array_append_new(by, json_string(whatif_groupings[options->by]));
  if (options->crossed) json_array_append_new(by, json_string(whatif_groupings[options->across]));
  for (int i = 0; i < result->side_count; i++)
    json_array_append_new(sides, side_of(study, &options->sides[i], result, &result->sides[i]));
  json_object_set_new(document, "by", by);
  json_object_set_new(document, "sides", sides);
  json_object_set_new(document, "excluded", excluded_of(options, result));
  return document;
}
