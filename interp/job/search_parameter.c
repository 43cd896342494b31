/* Looking parameters up at the worker: declarations, and the values in the chain of each county. */
#include "job/search_parameter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/field.h"
#include "base/memory.h"
#include "job/search.h"

enum { MOST_BOUNDS = 64 };

/* --- what holds in a county --------------------------------------------------------------------- */

/* The rows of one value in a county's chain, the nearest holder first; a holder's versions by day. */
typedef struct Chain {
  const json_t **rows;
  size_t count;
} Chain;

static bool holds_on(const json_t *row, const char *day) {
  const char *ends = field_text(row, "ends");
  return strcmp(field_text(row, "begins"), day) <= 0 && (!*ends || strcmp(ends, day) >= 0);
}

/* The version in force on a day: of the nearest holder that has one, the latest begun. */
static const json_t *in_force(const Chain *chain, const char *day) {
  const json_t *found = NULL;
  for (size_t i = 0; i < chain->count; i++) {
    bool next = i > 0 && strcmp(field_text(chain->rows[i], "place"),
                                field_text(chain->rows[i - 1], "place")) != 0;
    if (next && found) return found;
    if (holds_on(chain->rows[i], day)) found = chain->rows[i];
  }
  return found;
}

static int compare_days(const void *a, const void *b) {
  return strcmp(a, b);
}

/* The days on which another value may come into force, "" first. */
static size_t bounds_of(const Chain *chain, char bounds[MOST_BOUNDS][12]) {
  size_t count = 1;
  *bounds[0] = 0;
  for (size_t i = 0; i < chain->count && count + 2 <= MOST_BOUNDS; i++) {
    const char *begins = field_text(chain->rows[i], "begins"),
               *ends = field_text(chain->rows[i], "ends");
    int32_t last;
    if (*begins) snprintf(bounds[count++], 12, "%.10s", begins);
    if (date_parse(ends, strlen(ends), &last)) date_format(last + 1, bounds[count++]);
  }
  qsort(bounds, count, sizeof *bounds, compare_days);
  return count;
}

static void end_hold(SearchHold *hold, const char *next) {
  int32_t day;
  if (date_parse(next, strlen(next), &day)) date_format(day - 1, hold->ends);
}

static void add_hold(SearchParameter *parameter, const char *county, const char *begins,
                     int64_t value) {
  parameter->holds =
      memory_resize(parameter->holds, (parameter->hold_count + 1) * sizeof *parameter->holds);
  SearchHold *hold = &parameter->holds[parameter->hold_count++];
  *hold = (SearchHold){.value = value};
  snprintf(hold->county, sizeof hold->county, "%s", county);
  snprintf(hold->begins, sizeof hold->begins, "%.10s", begins);
}

static void add_holds(SearchParameter *parameter, const char *county, const Chain *chain) {
  char bounds[MOST_BOUNDS][12];
  size_t count = bounds_of(chain, bounds), before = parameter->hold_count;
  bool open = false;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && strcmp(bounds[i], bounds[i - 1]) == 0) continue;
    int64_t value;
    const json_t *row = in_force(chain, bounds[i]);
    bool has = row && search_value_told(parameter->unit, field_text(row, "value"), &value);
    parameter->scaled = parameter->scaled || (row && !has);
    SearchHold *last =
        parameter->hold_count > before ? &parameter->holds[parameter->hold_count - 1] : NULL;
    if (open && !has) end_hold(last, bounds[i]);
    if (has && !(open && last->value == value)) add_hold(parameter, county, bounds[i], value);
    open = has;
  }
}

/* --- all counties ------------------------------------------------------------------------------- */

/* The values at the end of the year: the smallest, the largest, the one of most counties. */
static void sum_up(SearchParameter *parameter, int year) {
  char day[11];
  date_format(date_from(year, 12, 31), day);
  int64_t values[SETTLE_MOST_COUNTIES * 4];
  size_t count = 0, most = 0;
  for (size_t i = 0; i < parameter->hold_count && count < SETTLE_MOST_COUNTIES * 4; i++) {
    const SearchHold *hold = &parameter->holds[i];
    bool last = i + 1 == parameter->hold_count || strcmp(hold->county, hold[1].county) != 0 ||
                strcmp(hold[1].begins, day) > 0;
    if (last && strcmp(hold->begins, day) <= 0 && (!*hold->ends || strcmp(hold->ends, day) >= 0))
      values[count++] = hold->value;
  }
  for (size_t i = 0; i < count; i++) {
    size_t same = 0;
    for (size_t k = 0; k < count; k++)
      same += values[k] == values[i];
    if (i == 0 || values[i] < parameter->low) parameter->low = values[i];
    if (i == 0 || values[i] > parameter->high) parameter->high = values[i];
    if (same > most || (same == most && values[i] < parameter->usual)) parameter->usual = values[i];
    if (same > most) most = same;
  }
  parameter->known = count > 0;
}

static bool is_value_of(const json_t *row, const SearchParameter *parameter) {
  char full[160];
  const char *key = field_text(row, "key");
  snprintf(full, sizeof full, "%s%s%s", field_text(row, "name"), *key ? "." : "", key);
  for (char *bar = full; (bar = strchr(bar, '|')) != NULL;)
    *bar = '.';
  return strcmp(full, parameter->name) == 0;
}

/* Answers of the worker, one a county of the cases: the values in its chain. */
static json_t *ask_counties(Search *search, const char *name, json_t *under, Fault *fault) {
  json_t *answers = json_array();
  size_t i;
  json_t *code;
  json_array_foreach(search->counties, i, code) {
    json_t *request = json_pack("{s:s,s:O}", "op", "params", "county", code);
    if (name) json_object_set_new(request, "name", json_string(name));
    if (under) json_object_set(request, "scenario", under);
    json_t *answer = study_ask(search->study, request, fault);
    if (!answer) {
      json_decref(answers);
      return NULL;
    }
    json_array_append_new(answers, answer);
  }
  return answers;
}

static void read_holds(const Search *search, const json_t *answers, SearchParameter *parameter) {
  size_t i, k;
  json_t *answer, *row;
  json_array_foreach(answers, i, answer) {
    json_t *values = json_object_get(answer, "values");
    Chain chain = {memory_new((json_array_size(values) + 1) * sizeof *chain.rows), 0};
    json_array_foreach(values, k, row) if (is_value_of(row, parameter)) chain.rows[chain.count++] =
        row;
    if (chain.count) /* with its keys */
      snprintf(parameter->title, sizeof parameter->title, "%s", field_text(chain.rows[0], "full"));
    const char *code = json_string_value(json_array_get(search->counties, i));
    add_holds(parameter, code, &chain);
    free((void *)chain.rows);
  }
  sum_up(parameter, search->options.year);
}

/* What the rules alone give, whatever lies over them. */
static void read_today(const Search *search, const json_t *answers, SearchParameter *parameter) {
  SearchParameter plain = {.unit = parameter->unit};
  memcpy(plain.name, parameter->name, sizeof plain.name);
  read_holds(search, answers, &plain);
  parameter->today_known = plain.known;
  parameter->today_low = plain.low;
  parameter->today_high = plain.high;
  search_parameter_free(&plain);
}

/* --- declarations ------------------------------------------------------------------------------- */

static int readers_of(const Search *search, const json_t *declared) {
  int readers = 0;
  size_t i;
  json_t *reader;
  json_array_foreach(json_object_get(declared, "read_by"), i, reader) {
    const char *kind = field_text(reader, "kind");
    bool goal = false;
    for (int k = 0; k < search->goal_count; k++)
      goal = goal || strcmp(search->goals[k].target, field_text(reader, "name")) == 0;
    if (strcmp(kind, "target") == 0)
      readers |= goal ? SEARCH_GOAL : SEARCH_OTHER;
    else
      readers |= strcmp(kind, "flag") == 0 ? SEARCH_OTHER : SEARCH_PAYS;
  }
  return readers;
}

static void read_declared(const Search *search, const json_t *declared, const char *key,
                          SearchParameter *parameter) {
  *parameter = (SearchParameter){.unit = search_unit(field_text(declared, "unit"))};
  snprintf(parameter->name, sizeof parameter->name, "%s%s%s", field_text(declared, "name"),
           *key ? "." : "", key);
  for (char *bar = parameter->name; (bar = strchr(bar, '|')) != NULL;)
    *bar = '.';
  snprintf(parameter->title, sizeof parameter->title, "%s", field_text(declared, "title"));
  snprintf(parameter->unit_name, sizeof parameter->unit_name, "%s", field_text(declared, "unit"));
  parameter->has_least = search_value_told(
      parameter->unit, json_string_value(json_object_get(declared, "min")), &parameter->least);
  parameter->has_most = search_value_told(
      parameter->unit, json_string_value(json_object_get(declared, "max")), &parameter->most);
  if (!parameter->has_least) parameter->has_least = true, parameter->least = 0;
  if (parameter->unit == SEARCH_RATIO && !parameter->has_most)
    parameter->has_most = true, parameter->most = 1000000;
  parameter->readers = readers_of(search, declared);
}

/* The keys that a parameter has values for, each once, in the order of the rules. */
static json_t *keys_of(const json_t *values, const char *name) {
  json_t *keys = json_array();
  size_t i, k;
  json_t *row, *known;
  json_array_foreach(values, i, row) {
    if (strcmp(field_text(row, "name"), name) != 0) continue;
    bool seen = false;
    json_array_foreach(keys, k, known) seen =
        seen || strcmp(json_string_value(known), field_text(row, "key")) == 0;
    if (!seen) json_array_append(keys, json_object_get(row, "key"));
  }
  return keys;
}

static bool name_keys(const char *name, const json_t *keys, Fault *fault) {
  if (json_array_size(keys) == 0)
    return fault_set(fault, EXIT_USAGE, "E651", "%s has no value in any place", name);
  fault_set(fault, EXIT_USAGE, "E651", "which value of %s? it has %zu", name,
            json_array_size(keys));
  Buffer list = {0};
  size_t i;
  json_t *key;
  json_array_foreach(keys, i, key) if (i < 8) {
    buffer_format(&list, "%s%s.%s", i ? ", " : "", name, json_string_value(key));
  }
  for (char *bar = list.data; bar && (bar = strchr(bar, '|')) != NULL;)
    *bar = '.';
  fault_hint(fault, "write one of %s", list.data ? list.data : "");
  buffer_free(&list);
  return false;
}

static bool name_several(const char *name, const json_t *declared, Fault *fault) {
  fault_set(fault, EXIT_USAGE, "E651", "“%s” could be any of %zu parameters", name,
            json_array_size(declared));
  Buffer list = {0};
  size_t i;
  json_t *one;
  json_array_foreach(declared, i, one) if (i < 8)
      buffer_format(&list, "%s%s", i ? ", " : "", field_text(one, "name"));
  fault_hint(fault, "write one of %s", list.data ? list.data : "");
  buffer_free(&list);
  return false;
}

static bool read_found(const Search *search, const char *name, const json_t *answer,
                       SearchParameter *parameter, Fault *fault) {
  const json_t *list = json_object_get(answer, "declared");
  const json_t *values = json_object_get(answer, "values");
  const json_t *declared = json_array_get(list, 0);
  if (json_array_size(list) != 1) return name_several(name, list, fault);
  const char *plain = field_text(declared, "name"), *unit = field_text(declared, "unit");
  if (search_unit(unit) == SEARCH_NONE) {
    fault_set(fault, EXIT_USAGE, "E650", "%s is no number (%s)", plain, unit);
    fault_hint(fault, "only ratios, amounts, counts and days are tried");
    return false;
  }
  json_t *keys = keys_of(values, plain);
  bool keyed = json_array_size(json_object_get(declared, "by")) > 0;
  bool ok = !keyed || json_array_size(keys) == 1 || name_keys(plain, keys, fault);
  if (ok)
    read_declared(search, declared, keyed ? json_string_value(json_array_get(keys, 0)) : "",
                  parameter);
  json_decref(keys);
  return ok;
}

bool search_parameter_find(Search *search, const char *name, SearchParameter *parameter,
                           Fault *fault) {
  json_t *request = json_pack("{s:s,s:s}", "op", "params", "name", name);
  if (search->options.under) json_object_set(request, "scenario", search->options.under);
  *parameter = (SearchParameter){0};
  json_t *answer = study_ask(search->study, request, fault);
  bool ok = answer && read_found(search, name, answer, parameter, fault);
  json_decref(answer);
  json_t *under = search->options.under;
  json_t *answers = ok ? ask_counties(search, name, under, fault) : NULL;
  if (answers) read_holds(search, answers, parameter);
  bool found = answers != NULL;
  if (found && under) {
    json_decref(answers);
    answers =
        ask_counties(search, name, NULL, &(Fault){0}); /* what only a scenario has is unknown */
  }
  if (answers) read_today(search, answers, parameter);
  json_decref(answers);
  return found;
}

/* --- ranges -------------------------------------------------------------------------------------- */

static bool check_limits(const SearchParameter *parameter, const SearchRange *range, Fault *fault) {
  if (range->first >= parameter->least && (!parameter->has_most || range->last <= parameter->most))
    return true;
  Buffer limits = {0};
  search_value_text(&limits, parameter->unit, parameter->least);
  buffer_add_text(&limits, "..");
  if (parameter->has_most) search_value_text(&limits, parameter->unit, parameter->most);
  fault_set(fault, EXIT_USAGE, "E654", "the range of %s holds values that it may not have",
            parameter->name);
  fault_hint(fault, "it may be %s%s", limits.data, parameter->has_most ? "" : "…");
  buffer_free(&limits);
  return false;
}

/* All that a parameter may be; without an upper end, twenty times what it is. */
static void whole_range(const SearchParameter *parameter, SearchRange *range) {
  enum { TIMES = 20, COUNT = 100, FEN = 10000000 };
  int64_t usual = parameter->known && parameter->usual > 0 ? parameter->usual * TIMES
                  : parameter->unit == SEARCH_YUAN         ? FEN
                                                           : COUNT;
  *range = (SearchRange){.first = parameter->least,
                         .last = parameter->has_most ? parameter->most : usual};
}

bool search_parameter_range(Search *search, const char *word, bool open, SearchParameter *parameter,
                            SearchRange *range, Fault *fault) {
  char name[160];
  const char *equals = strchr(word, '=');
  snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - word) : (int)sizeof name - 1, word);
  if (!search_parameter_find(search, name, parameter, fault)) return false;
  bool ok = true;
  if (!equals && open)
    whole_range(parameter, range);
  else
    ok = search_range_read(parameter->unit, parameter->name, equals ? equals + 1 : "", range,
                           fault) &&
         check_limits(parameter, range, fault);
  if (!ok) search_parameter_free(parameter);
  return ok;
}

/* --- all of them --------------------------------------------------------------------------------- */

static void add_parameter(SearchParameter **list, size_t *count, const Search *search,
                          const json_t *answers, const json_t *declared, const char *key) {
  *list = memory_resize(*list, (*count + 1) * sizeof **list);
  SearchParameter *parameter = &(*list)[*count];
  read_declared(search, declared, key, parameter);
  read_holds(search, answers, parameter);
  if (parameter->known || parameter->scaled)
    (*count)++;
  else
    search_parameter_free(parameter);
}

/* Keys with which a county of the cases has a value. */
static size_t count_held(const json_t *answers, const char *name) {
  json_t *seen = json_object(), *answer, *row;
  size_t i, k;
  json_array_foreach(answers, i, answer)
      json_array_foreach(json_object_get(answer, "values"), k, row) {
    if (strcmp(field_text(row, "name"), name) == 0)
      json_object_set_new(seen, field_text(row, "key"), json_true());
  }
  size_t count = json_object_size(seen);
  json_decref(seen);
  return count;
}

SearchParameter *search_parameters(Search *search, size_t *count, size_t *others, Fault *fault) {
  json_t *request = json_pack("{s:s}", "op", "params");
  if (search->options.under) json_object_set(request, "scenario", search->options.under);
  json_t *all = study_ask(search->study, request, fault);
  json_t *answers = all ? ask_counties(search, NULL, search->options.under, fault) : NULL;
  SearchParameter *list = NULL;
  *count = *others = 0;
  if (answers) list = memory_new(sizeof *list);
  size_t i, k;
  json_t *declared, *key;
  json_array_foreach(answers ? json_object_get(all, "declared") : NULL, i, declared) {
    if (search_unit(field_text(declared, "unit")) == SEARCH_NONE) {
      *others += count_held(answers, field_text(declared, "name"));
      continue;
    }
    json_t *keys = keys_of(json_object_get(all, "values"), field_text(declared, "name"));
    json_array_foreach(keys, k, key)
        add_parameter(&list, count, search, answers, declared, json_string_value(key));
    json_decref(keys);
  }
  json_decref(all);
  json_decref(answers);
  return list;
}

void search_parameter_free(SearchParameter *parameter) {
  free(parameter->holds);
  *parameter = (SearchParameter){0};
}

void search_parameters_free(SearchParameter *list, size_t count) {
  for (size_t i = 0; list && i < count; i++)
    search_parameter_free(&list[i]);
  free(list);
}

/* --- setting ------------------------------------------------------------------------------------- */

void search_parameter_set(Buffer *text, const SearchParameter *parameter, int64_t value,
                          const char *const *places, int place_count) {
  for (int i = 0; i < place_count || i == 0; i++) {
    buffer_format(text, "at \"%s\"\n%s = ", place_count ? places[i] : "everywhere",
                  parameter->name);
    search_value_source(text, parameter->unit, value);
    buffer_add_text(text, "\n");
  }
}

/* Older than any case: the first of a value's days has to be named where others follow. */
#define LONG_AGO "1900-01-01"

bool search_parameter_move(Buffer *text, const SearchParameter *parameter, int64_t by) {
  bool moved = false;
  for (size_t i = 0; i < parameter->hold_count; i++) {
    const SearchHold *hold = &parameter->holds[i];
    int64_t value = hold->value + by;
    if (value < parameter->least) value = parameter->least;
    if (parameter->has_most && value > parameter->most) value = parameter->most;
    moved = moved || value != hold->value;
    buffer_format(text, "at \"%s\"\nfrom(\"%s\"%s%s%s)\n%s = ", hold->county,
                  *hold->begins ? hold->begins : LONG_AGO, *hold->ends ? ", \"" : "", hold->ends,
                  *hold->ends ? "\"" : "", parameter->name);
    search_value_source(text, parameter->unit, value);
    buffer_add_text(text, "\n");
  }
  return moved;
}
