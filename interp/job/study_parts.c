/* Parts of a snapshot by county. */
#include "job/study_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "eval/link.h"

enum { MOST_PARTS = 256 };

static uint16_t county_at(const Snapshot *snapshot, int64_t row) {
  uint16_t county;
  memcpy(&county, snapshot_row(snapshot, row) + snapshot->at.county, sizeof county);
  return county;
}

static int head_of(const StudyParts *parts, int county) {
  while (parts->head[county] != county)
    county = parts->head[county];
  return county;
}

static void join(StudyParts *parts, int one, int other) {
  int a = head_of(parts, one), b = head_of(parts, other);
  if (a < b) parts->head[b] = a;
  if (b < a) parts->head[a] = b;
}

static void join_households(StudyParts *parts, const Snapshot *snapshot) {
  for (int64_t row = 1; row < snapshot->count; row++) {
    if (county_at(snapshot, row) != county_at(snapshot, row - 1) &&
        snapshot_household(snapshot, row) == snapshot_household(snapshot, row - 1))
      join(parts, county_at(snapshot, row), county_at(snapshot, row - 1));
  }
}

void parts_begin(StudyParts *parts, const Snapshot *snapshot) {
  *parts = (StudyParts){.county_count = json_array_size(snapshot->counties)};
  parts->head = memory_new((parts->county_count + 1) * sizeof *parts->head);
  parts->list = memory_new(MOST_PARTS * sizeof *parts->list);
  for (size_t i = 0; i <= parts->county_count; i++)
    parts->head[i] = (int)i;
  join_households(parts, snapshot);
  for (int64_t row = 0; row < snapshot->count; row++) {
    int county = head_of(parts, county_at(snapshot, row));
    if (parts->count && parts->list[parts->count - 1].county == county) {
      parts->list[parts->count - 1].past = row + 1;
    } else if (parts->count == MOST_PARTS) {
      parts->count = 0; /* counties lie too mixed */
      return;
    } else {
      parts->list[parts->count++] = (StudyPart){row, row + 1, county};
    }
  }
}

void parts_end(StudyParts *parts) {
  free(parts->list);
  free(parts->head);
  *parts = (StudyParts){0};
}

static bool contains(const json_t *codes, const char *code) {
  size_t i;
  json_t *known;
  json_array_foreach(codes, i, known) if (strcmp(json_string_value(known), code) == 0) return true;
  return false;
}

bool parts_touched(const StudyParts *parts, Session *session, const json_t *counties,
                   json_t *scenario, uint8_t **touched, Fault *fault) {
  *touched = NULL;
  if (parts->count < 2) return true;
  json_t *reply =
      session_ask(session, json_pack("{s:s,s:O}", "op", "touched", "scenario", scenario),
                  LINK_LOAD_SECONDS, fault);
  if (!reply) return false;
  const json_t *codes = json_object_get(reply, "counties");
  uint8_t *heads = memory_new(parts->county_count + 1), *all = memory_new(parts->county_count + 1);
  for (size_t i = 1; i <= parts->county_count; i++) {
    const char *code = json_string_value(json_array_get(counties, i - 1));
    if (contains(codes, code)) heads[head_of(parts, (int)i)] = 1;
  }
  for (size_t i = 1; i <= parts->county_count; i++)
    all[i] = heads[head_of(parts, (int)i)];
  json_decref(reply);
  free(heads);
  *touched = all;
  return true;
}
