/* Groups by the fields of a snapshot's rows. Group 0 is for values that stand for nothing known. */
#include "job/whatif_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"

const char *const whatif_groupings[] = {"county", "level",    "identity", "kind",
                                        "place",  "referral", "sex",      "age",
                                        "month",  "hospital", "tier",     NULL};

static void add(Grouping *groups, const char *name) {
  groups->names = memory_resize(groups->names, (groups->count + 1) * sizeof *groups->names);
  groups->names[groups->count++] = memory_copy_text(name);
}

static void add_enumeration(Grouping *groups, const Schema *schema, const char *name) {
  const Enumeration *enumeration = schema_enumeration(schema, name);
  for (size_t i = 0; enumeration && i < enumeration->count; i++)
    add(groups, enumeration->values[i].title);
}

static void add_counties(Grouping *groups, const Snapshot *snapshot, const Model *model) {
  size_t i;
  json_t *code;
  json_array_foreach(snapshot->counties, i, code) {
    const ModelJurisdiction *place = model_jurisdiction(model, json_string_value(code));
    char name[96];
    snprintf(name, sizeof name, "%s %s", json_string_value(code), place ? place->name : "");
    add(groups, name);
  }
}

static void add_ages(Grouping *groups) {
  char name[64];
  for (int i = 0; i < 120; i += 10) {
    snprintf(name, sizeof name, _("%d to %d years"), i, i + 9);
    add(groups, name);
  }
}

static void add_months(Grouping *groups) {
  char name[64];
  for (int i = 1; i <= 12; i++) {
    snprintf(name, sizeof name, _("month %d"), i);
    add(groups, name);
  }
}

static bool add_hospitals(Grouping *groups, const Snapshot *snapshot, Store *store, Fault *fault) {
  Query *query = store_query(store, "SELECT name FROM hospital WHERE hospital_id = ?", fault);
  size_t i;
  json_t *id;
  json_array_foreach(snapshot->hospitals, i, id) {
    if (!query) break;
    query_bind_int(query, 1, json_integer_value(id));
    int step = query_step(query, fault);
    add(groups, step == 1 ? query_text(query, 0, NULL) : "?");
    query_reset(query);
  }
  query_free(query);
  return query != NULL && !fault_isset(fault);
}

static bool begin(Grouping *groups, WhatifBy by, Study *study, Fault *fault) {
  static const char *const enumerations[] = {[WHATIF_LEVEL] = "hospital_level",
                                             [WHATIF_IDENTITY] = "identity_kind",
                                             [WHATIF_KIND] = "case_kind",
                                             [WHATIF_REFERRAL] = "referral",
                                             [WHATIF_SEX] = "sex",
                                             [WHATIF_TIER] = "hospital_tier"};
  *groups = (Grouping){.by = by};
  add(groups, "—");
  switch (by) {
    case WHATIF_COUNTY: add_counties(groups, study_snapshot(study), study_model(study)); break;
    case WHATIF_PLACE:
      add(groups, _("in the county"));
      add(groups, _("in the prefecture"));
      add(groups, _("in the province"));
      add(groups, _("outside the province"));
      break;
    case WHATIF_AGE: add_ages(groups); break;
    case WHATIF_MONTH: add_months(groups); break;
    case WHATIF_HOSPITAL:
      return add_hospitals(groups, study_snapshot(study), study_store(study), fault);
    default: add_enumeration(groups, study_schema(study), enumerations[by]);
  }
  return true;
}

bool groups_begin(WhatifGroups *groups, const WhatifOptions *options, Study *study, Fault *fault) {
  *groups = (WhatifGroups){0};
  return begin(&groups->by, options->by, study, fault) &&
         (!options->crossed || begin(&groups->across, options->across, study, fault));
}

size_t groups_count(const WhatifGroups *groups) {
  return groups->by.count * (groups->across.count ? groups->across.count : 1);
}

void groups_names(const WhatifGroups *groups, size_t group, const char **name,
                  const char **across) {
  size_t inner = groups->across.count;
  *name = groups->by.names[inner ? group / inner : group];
  *across = inner ? groups->across.names[group % inner] : "";
}

/* --- rows --------------------------------------------------------------------------------------- */

static size_t byte_at(const Snapshot *snapshot, int64_t row, size_t offset) {
  return (unsigned char)snapshot_row(snapshot, row)[offset];
}

static size_t short_at(const Snapshot *snapshot, int64_t row, size_t offset) {
  uint16_t value;
  memcpy(&value, snapshot_row(snapshot, row) + offset, sizeof value);
  return value;
}

static int32_t int_at(const Snapshot *snapshot, int64_t row, size_t offset) {
  int32_t value;
  memcpy(&value, snapshot_row(snapshot, row) + offset, sizeof value);
  return value;
}

/* The highest identity held at any time of the stay: 1 for none, as its enumeration begins with it. */
static size_t identity_at(const Snapshot *snapshot, int64_t row) {
  size_t held = short_at(snapshot, row, snapshot->at.held_any), rank = 0;
  for (; held; held >>= 1)
    rank++;
  return rank + 1;
}

static size_t of_row(const Grouping *groups, const Snapshot *snapshot, int64_t row) {
  const SnapshotOffsets *at = &snapshot->at;
  size_t group = 0;
  switch (groups->by) {
    case WHATIF_COUNTY: group = short_at(snapshot, row, at->county); break;
    case WHATIF_LEVEL: group = byte_at(snapshot, row, at->hospital_level); break;
    case WHATIF_IDENTITY: group = identity_at(snapshot, row); break;
    case WHATIF_KIND: group = byte_at(snapshot, row, at->kind); break;
    case WHATIF_PLACE: group = byte_at(snapshot, row, at->place); break;
    case WHATIF_REFERRAL: group = byte_at(snapshot, row, at->referral); break;
    case WHATIF_SEX: group = byte_at(snapshot, row, at->sex); break;
    case WHATIF_AGE: group = byte_at(snapshot, row, at->age) / 10 + 1; break;
    case WHATIF_MONTH: group = (size_t)date_month(int_at(snapshot, row, at->settled)); break;
    case WHATIF_HOSPITAL: group = (size_t)int_at(snapshot, row, at->hospital); break;
    case WHATIF_TIER: group = byte_at(snapshot, row, at->hospital_tier); break;
  }
  return group < groups->count ? group : 0;
}

size_t groups_of_row(const WhatifGroups *groups, const Snapshot *snapshot, int64_t row) {
  size_t group = of_row(&groups->by, snapshot, row);
  if (!groups->across.count) return group;
  return group * groups->across.count + of_row(&groups->across, snapshot, row);
}

static void end(Grouping *groups) {
  for (size_t i = 0; i < groups->count; i++)
    free(groups->names[i]);
  free(groups->names);
  *groups = (Grouping){0};
}

void groups_end(WhatifGroups *groups) {
  end(&groups->by);
  end(&groups->across);
}
