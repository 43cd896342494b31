/* Commands that look parameters up: what they are worth, where and when, and where a value comes from. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "cli/changes_text.h"
#include "cli/commands.h"
#include "cli/rows.h"
#include "cli/scenarios.h"
#include "cli/spoken.h"
#include "cli/table.h"
#include "eval/session.h"
#include "job/changes.h"

enum { ASK_SECONDS = 20 };

/* A request about parameters: { op, name?, county?, day? }. */
static json_t *request_of(const char *op, const Options *options) {
  json_t *request = json_pack("{s:s}", "op", op);
  int32_t day;
  if (options->word_count) json_object_set_new(request, "name", json_string(options->words[0]));
  if (options->county_count)
    json_object_set_new(request, "county", json_string(options->counties[0]));
  if (options->on && date_parse(options->on, strlen(options->on), &day))
    json_object_set_new(request, "day", json_integer(day));
  return request;
}

/* "basic.ratio.secondary" of a row's name and key. */
static void set_full_name(json_t *row) {
  const char *name = json_string_value(json_object_get(row, "name"));
  const char *key = json_string_value(json_object_get(row, "key"));
  Buffer full = {0};
  buffer_format(&full, "%s%s%s", name ? name : "", key && *key ? "." : "", key ? key : "");
  for (char *bar = full.data; (bar = strchr(bar, '|')) != NULL;)
    *bar = '.';
  json_object_set_new(row, "parameter", json_string(full.data));
  buffer_free(&full);
}

/* The words of the worker, for a person. */
static void say_row(json_t *row) {
  rows_say_flag(row, "assumed");
  spoken_set_choice(row, "value", "choice");
  const char *path = json_string_value(json_object_get(row, "path"));
  if (path && !*path && !language_chinese())
    json_object_set_new(row, "place", json_string("everywhere"));
  spoken_set_unit(row, "unit");
}

/* --- params --- */

static const TableColumn params_columns[] = {
    {"parameter", "参数", TABLE_TEXT}, {"title", "名称", TABLE_TEXT},
    {"value", "值", TABLE_TEXT},       {"unit", "单位", TABLE_TEXT},
    {"place", "区划", TABLE_TEXT},     {"begins", "起", TABLE_TEXT},
    {"ends", "止", TABLE_TEXT},        {"assumed", "假定", TABLE_TEXT},
    {"at", "位置", TABLE_TEXT},        {"source", "依据", TABLE_TEXT},
    {"read_by", "用于", TABLE_TEXT},
};

enum { PARAMS_COLUMNS = sizeof params_columns / sizeof *params_columns };

static const json_t *declaration_of(const json_t *declared, const json_t *row) {
  const char *name = json_string_value(json_object_get(row, "name"));
  size_t i;
  json_t *one;
  json_array_foreach(declared, i, one) {
    const char *own = json_string_value(json_object_get(one, "name"));
    if (name && own && strcmp(name, own) == 0) return one;
  }
  return NULL;
}

static void add_values(Table *table, const Session *session, json_t *answer, bool people) {
  const json_t *declared = json_object_get(answer, "declared");
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(answer, "values"), i, row) {
    set_full_name(row);
    rows_place(row, session->files.folder, "at");
    rows_join(row, "read_by", json_object_get(declaration_of(declared, row), "read_by"), "name",
              ", ");
    if (people) say_row(row);
    rows_add(table, params_columns, PARAMS_COLUMNS, row);
  }
}

/* Parameters that have no value where one was looked for: said, since an empty table could mean a
 * mistyped name. */
static void print_without(const json_t *answer) {
  size_t i, k;
  json_t *declared, *row;
  Buffer text = {0};
  json_array_foreach(json_object_get(answer, "declared"), i, declared) {
    bool found = false;
    json_array_foreach(json_object_get(answer, "values"), k, row) found =
        found || declaration_of(json_object_get(answer, "declared"), row) == declared;
    if (!found) {
      printf("%s", rows_text(&text, declared, "name"));
      printf(_(" %s: no value\n"), rows_text(&text, declared, "title"));
    }
  }
  buffer_free(&text);
}

/* One parameter: what was declared of it, above its values. */
static void print_declared(const Session *session, json_t *declared) {
  Buffer text = {0};
  size_t i;
  json_t *reader;
  rows_place(declared, session->files.folder, "at");
  spoken_set_unit(declared, "unit");
  printf("%s  ", rows_text(&text, declared, "name"));
  printf("%s  ", rows_text(&text, declared, "title"));
  printf("%s  ", rows_text(&text, declared, "unit"));
  printf("%s\n", rows_text(&text, declared, "at"));
  if (json_object_get(declared, "doc"))
    printf("  %s\n", _(rows_text(&text, declared, "doc"))); /* whole; one's own stays as it is */
  json_array_foreach(json_object_get(declared, "read_by"), i, reader) {
    rows_place(reader, session->files.folder, "at");
    spoken_set(reader, "kind");
    printf(_("  read by %s "), rows_text(&text, reader, "kind"));
    printf("%s ", rows_text(&text, reader, "name"));
    printf("%s  ", rows_text(&text, reader, "title"));
    printf("%s\n", rows_text(&text, reader, "at"));
  }
  if (!json_array_size(json_object_get(declared, "read_by"))) printf(_("  read by nothing\n"));
  buffer_free(&text);
}

/* --- what a scenario changes --- */

static bool check_changes(const Options *options, Fault *fault) {
  if (options->word_count) {
    fault_set(fault, EXIT_USAGE, "E611", "a scenario is shown whole");
    fault_hint(fault, "leave out “%s”", options->words[0]);
    return false;
  }
  if (options->scenario_count > 1) {
    fault_set(fault, EXIT_USAGE, "E611", "one stack of scenarios is shown at a time");
    fault_hint(fault, "join scenarios by +: --scenario a.lua+b.lua");
    return false;
  }
  if (options->year) return true;
  fault_set(fault, EXIT_USAGE, "E611", "which year?");
  fault_hint(fault, "for example --year 2018");
  return false;
}

static void print_changes(json_t *changes, const char *format) {
  if (strcmp(format, "json") != 0) {
    changes_print(changes, format);
    return;
  }
  json_dumpf(changes, stdout, JSON_INDENT(1) | JSON_SORT_KEYS);
  putchar('\n');
}

static int show_changes(const Options *options, Fault *fault) {
  if (!check_changes(options, fault)) return fault->exit;
  json_t *base = json_array(), *changes = NULL,
         *within = changes_places(options->counties, options->county_count);
  Session session = {0};
  bool ok = !options->baseline || scenarios_add(base, options->baseline, NULL, fault);
  json_t *list = json_copy(base);
  ok = ok &&
       (!options->scenario_count || scenarios_add(list, options->scenarios[0], NULL, fault)) &&
       session_open(&session, options->rules, false, fault);
  if (ok) scenarios_add_sets(list, options);
  ok = ok && changes_read(&session, base, list, within, options->year, &changes, fault);
  if (ok) print_changes(changes, options->format);
  json_decref(changes);
  json_decref(within);
  json_decref(list);
  json_decref(base);
  session_close(&session);
  return ok ? EXIT_DONE : fault->exit;
}

/* --- params --- */

int command_params(const Options *options, Fault *fault) {
  if (options->scenario_count || options->set_count) return show_changes(options, fault);
  Session session;
  if (!session_open(&session, options->rules, false, fault)) return fault->exit;
  json_t *answer = session_ask(&session, request_of("params", options), ASK_SECONDS, fault);
  if (answer) {
    Table *table = table_new(params_columns, PARAMS_COLUMNS);
    json_t *declared = json_object_get(answer, "declared");
    bool people = rows_for_people(options->format);
    add_values(table, &session, answer, people);
    if (people && json_array_size(declared) == 1)
      print_declared(&session, json_array_get(declared, 0));
    table_print(table, options->format, stdout);
    if (people) print_without(answer);
    table_free(table);
  }
  json_decref(answer);
  session_close(&session);
  return answer ? EXIT_DONE : fault->exit;
}

/* --- resolve --- */

static const TableColumn resolve_columns[] = {
    {"parameter", "参数", TABLE_TEXT}, {"place", "区划", TABLE_TEXT},
    {"answer", "结果", TABLE_TEXT},    {"value", "值", TABLE_TEXT},
    {"begins", "起", TABLE_TEXT},      {"ends", "止", TABLE_TEXT},
    {"assumed", "假定", TABLE_TEXT},   {"at", "位置", TABLE_TEXT},
    {"source", "依据", TABLE_TEXT},
};

enum { RESOLVE_COLUMNS = sizeof resolve_columns / sizeof *resolve_columns };

/* Programs get the bare words of the worker; people what they mean. */
static void say_answer(json_t *step) {
  static const struct {
    const char *answer, *english, *chinese;
  } words[] = {{"has", "→ this one", "→ 采用"},
               {"masked", "has one, farther away", "有，但近者优先"},
               {"ended", "has ended", "已截止"},
               {"later", "begins later", "尚未开始"},
               {"none", "none", "没有"}};
  const char *answer = json_string_value(json_object_get(step, "answer"));
  for (size_t i = 0; answer && i < sizeof words / sizeof *words; i++) {
    if (strcmp(answer, words[i].answer) != 0) continue;
    json_object_set_new(step, "answer",
                        json_string(language_chinese() ? words[i].chinese : words[i].english));
    return;
  }
}

static void add_chain(Table *table, const Session *session, const json_t *answer,
                      const json_t *chain, bool people) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(chain, "steps"), i, step) {
    json_object_set(step, "name", json_object_get(answer, "name"));
    json_object_set(step, "key", json_object_get(chain, "key"));
    set_full_name(step);
    rows_place(step, session->files.folder, "at");
    if (people) say_answer(step);
    if (people) say_row(step);
    rows_add(table, resolve_columns, RESOLVE_COLUMNS, step);
  }
  table_break(table);
}

static void print_chains(const Session *session, const json_t *answer, const char *format) {
  Table *table = table_new(resolve_columns, RESOLVE_COLUMNS);
  bool people = rows_for_people(format);
  Buffer text = {0};
  size_t i;
  json_t *chain;
  json_array_foreach(json_object_get(answer, "keys"), i, chain)
      add_chain(table, session, answer, chain, people);
  if (people) {
    printf("%s  ", rows_text(&text, answer, "name"));
    printf("%s, ", rows_text(&text, answer, "title"));
    printf("%s ", rows_text(&text, answer, "place"));
    printf("%s\n", rows_text(&text, answer, "day"));
  }
  table_print(table, format, stdout);
  buffer_free(&text);
  table_free(table);
}

int command_resolve(const Options *options, Fault *fault) {
  if (options->county_count != 1 || !options->on) {
    fault_set(fault, EXIT_USAGE, "E614", "for which county, on which day?");
    fault_hint(fault, "name them with --county and --on, such as --county 532625 --on 2018-06-30");
    return fault->exit;
  }
  Session session;
  if (!session_open(&session, options->rules, false, fault)) return fault->exit;
  json_t *answer = session_ask(&session, request_of("resolve", options), ASK_SECONDS, fault);
  if (answer) print_chains(&session, answer, options->format);
  json_decref(answer);
  session_close(&session);
  return answer ? EXIT_DONE : fault->exit;
}
