/* The worker knows what differs; here it is asked, and put into the form that comparisons have. */
#include "job/whatif_changes.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "job/changes.h"
#include "job/explain.h"

enum { OUTLINE_SECONDS = 30 };

/* --- two folders --- */

static json_t *ask_side(Session *session, const char *op, json_t *old, Fault *fault) {
  json_t *request = rulefiles_request(&session->files, false);
  json_object_set_new(request, "op", json_string(op));
  if (old) json_object_set(request, "old", old);
  return session_ask(session, request, OUTLINE_SECONDS, fault);
}

static bool is_asked(const SettleOptions *options, const char *code) {
  for (int i = 0; i < options->county_count; i++)
    if (strcmp(options->counties[i], code) == 0) return true;
  return options->county_count == 0;
}

/* The counties of a change that are asked for, as one place: its path where it is one, and all names.
 * False: it has counties, and none of those. */
static bool name_counties(const SettleOptions *options, const json_t *counties, Buffer *names,
                          const char **path) {
  size_t i, count = 0;
  json_t *county;
  *path = "";
  json_array_foreach(counties, i, county) {
    if (!is_asked(options, field_text(county, "code"))) continue;
    *path = count++ == 0 ? field_text(county, "path") : "";
    buffer_format(names, "%s%s", count > 1 ? "、" : "", field_text(county, "name"));
  }
  return count > 0 || json_array_size(counties) == 0;
}

/* "parameter": a dot and no blank, else "layer basic" and the like. */
static void add_change(const SettleOptions *options, WhatifOutcome *side, const json_t *change) {
  const char *what = field_text(change, "what"), *blank = strchr(what, ' '), *path;
  Buffer names = {0};
  if (!name_counties(options, json_object_get(change, "counties"), &names, &path)) return;
  if (blank) {
    json_array_append_new(side->definitions,
                          json_pack("{s:s%,s:s,s:s,s:s}", "kind", what, (size_t)(blank - what),
                                    "name", blank + 1, "place", path, "place_name",
                                    names.data ? names.data : ""));
  } else {
    json_t *old = json_object_get(change, "old"), *now = json_object_get(change, "new");
    json_array_append_new(side->parameters,
                          json_pack("{s:s,s:s,s:s,s:s,s:O,s:O,s:s,s:s}", "name", what, "title",
                                    what, "place", path, "place_name", names.data ? names.data : "",
                                    "old", old ? old : json_null(), "new", now ? now : json_null(),
                                    "old_source", field_text(change, "old_place"), "source",
                                    field_text(change, "new_place")));
  }
  buffer_free(&names);
}

static bool compare_folders(const SettleOptions *options, Session *left, Session *right,
                            WhatifOutcome *side, Fault *fault) {
  json_t *outline = ask_side(left, "outline", NULL, fault);
  json_t *answer =
      outline ? ask_side(right, "difference", json_object_get(outline, "outline"), fault) : NULL;
  size_t i;
  json_t *change;
  json_decref(outline);
  if (!answer) return false;
  side->parameters = json_array();
  side->definitions = json_array();
  json_array_foreach(json_object_get(answer, "changes"), i, change)
      add_change(options, side, change);
  json_decref(answer);
  return true;
}

/* --- scenarios over the same rules --- */

static bool compare_scenarios(Study *study, const WhatifSide *base, const WhatifSide *asked,
                              WhatifOutcome *side, Fault *fault) {
  const SettleOptions *options = study_options(study);
  json_t *changes = NULL, *within = changes_places(options->counties, options->county_count);
  Session *session = study_session(study, asked->folder, fault);
  bool ok = session && changes_read(session, base->scenario, asked->scenario, within,
                                    study_snapshot(study)->run_year, &changes, fault);
  json_decref(within);
  if (!ok) return false;
  side->parameters = json_incref(json_object_get(changes, "parameters"));
  side->definitions = json_incref(json_object_get(changes, "definitions"));
  side->overlaps = json_incref(json_object_get(changes, "overlaps"));
  json_decref(changes);
  return true;
}

/* --- single cases --- */

static void take_text(const json_t *part, const char *key, char *out, size_t room) {
  const char *text = json_string_value(json_object_get(part, key));
  size_t size = text ? strlen(text) : 0;
  if (size >= room) size = room - 1;
  while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80) /* a character is kept whole */
    size--;
  if (text) memcpy(out, text, size);
  out[size] = 0;
}

static bool find_partings(Study *study, const WhatifSide *base, const WhatifSide *asked,
                          WhatifOutcome *side, Fault *fault) {
  ExplainSide sides[] = {{study_session(study, base->folder, fault), base->scenario},
                         {study_session(study, asked->folder, fault), asked->scenario}};
  if (!sides[0].session || !sides[1].session) return false;
  for (size_t i = 0; i < side->largest_count; i++) {
    json_t *part = NULL;
    WhatifParting *parting = &side->largest[i].parting;
    if (!explain_part(study_store(study), &sides[0], &sides[1], side->largest[i].id,
                      study_snapshot(study)->run_year, &part, fault))
      return false;
    take_text(part, "layer", parting->layer, sizeof parting->layer);
    take_text(part, "layer_title", parting->layer_title, sizeof parting->layer_title);
    take_text(part, "parameter", parting->parameter, sizeof parting->parameter);
    take_text(part, "old", parting->old, sizeof parting->old);
    take_text(part, "new", parting->now, sizeof parting->now);
    json_decref(part);
  }
  return true;
}

static bool same_folder(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

bool whatif_changes(Study *study, const WhatifOptions *options, int number, WhatifOutcome *side,
                    Fault *fault) {
  const WhatifSide *base = &options->sides[0], *asked = &options->sides[number];
  if (same_folder(base->folder, asked->folder)) {
    if (!compare_scenarios(study, base, asked, side, fault)) return false;
  } else {
    Session *left = study_session(study, base->folder, fault);
    Session *right = left ? study_session(study, asked->folder, fault) : NULL;
    if (!right || !compare_folders(study_options(study), left, right, side, fault)) return false;
  }
  return find_partings(study, base, asked, side, fault);
}
