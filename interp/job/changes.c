/* Asking a worker what differs between two lists of scenarios. */
#include "job/changes.h"

#include <stdio.h>

enum { CHANGES_SECONDS = 60 };

bool changes_read(Session *session, json_t *base, json_t *scenario, json_t *within, int year,
                  json_t **changes, Fault *fault) {
  char day[32];
  snprintf(day, sizeof day, "%04d-12-31", year);
  json_t *request = json_pack("{s:s,s:s,s:O*,s:O*,s:O*}", "op", "scenario_changes", "day", day,
                              "base", base, "scenario", scenario, "within", within);
  *changes = session_ask(session, request, CHANGES_SECONDS, fault);
  return *changes != NULL;
}

json_t *changes_places(const char *const *counties, int count) {
  json_t *list = json_array();
  for (int i = 0; i < count; i++)
    json_array_append_new(list, json_string(counties[i]));
  return list;
}
