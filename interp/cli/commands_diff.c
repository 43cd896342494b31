/* The command that compares two sets of rules by what they say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/rows.h"
#include "cli/spoken.h"
#include "cli/table.h"
#include "eval/session.h"

enum { OUTLINE_SECONDS = 60 };

/* The rules of a run that is stored in the database. */
static bool load_run(RuleFiles *files, const Options *options, const char *number, Fault *fault) {
  char *end;
  long long id = strtoll(number, &end, 10);
  if (*end || end == number || id < 1)
    return fault_set(fault, EXIT_USAGE, "E612", "“run:%s” is no number of a run", number);
  Schema *schema = NULL;
  Store *store = command_open_store(options, &schema, fault);
  bool ok = store && rulefiles_load(files, store, id, fault);
  if (ok && files->count == 0) {
    ok = fault_set(fault, EXIT_DATA, "E420", "there is no run %lld in “%s”", id, options->db);
    fault_hint(fault, "`guize runs` lists them");
  }
  store_close(store, &(Fault){0});
  schema_free(schema);
  return ok;
}

static bool open_side(Session *session, const Options *options, const char *word, Fault *fault) {
  *session = (Session){0};
  if (strncmp(word, "run:", 4) != 0) return session_open(session, word, false, fault);
  RuleFiles files = {0};
  bool ok = load_run(&files, options, word + 4, fault) &&
            session_open_files(session, &files, false, fault);
  rulefiles_free(&files);
  return ok;
}

/* Asks a side `op` about its own texts; `old` (may be NULL) is the other side's outline. */
static json_t *ask_side(Session *session, const char *op, json_t *old, Fault *fault) {
  json_t *request = rulefiles_request(&session->files, false);
  json_object_set_new(request, "op", json_string(op));
  if (old) json_object_set(request, "old", old);
  return session_ask(session, request, OUTLINE_SECONDS, fault);
}

static json_t *compare(Session *left, Session *right, Fault *fault) {
  json_t *outline = ask_side(left, "outline", NULL, fault);
  json_t *changes =
      outline ? ask_side(right, "difference", json_object_get(outline, "outline"), fault) : NULL;
  json_decref(outline);
  return changes;
}

static const TableColumn columns[] = {
    {"what", "对象", TABLE_TEXT},        {"aspect", "变化", TABLE_TEXT},
    {"from", "起", TABLE_TEXT},          {"before", "止前", TABLE_TEXT},
    {"old", "原", TABLE_TEXT},           {"new", "现", TABLE_TEXT},
    {"counties", "区县", TABLE_TEXT},    {"old_place", "原位置", TABLE_TEXT},
    {"new_place", "现位置", TABLE_TEXT},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* Puts the folder of a side before its place. */
static void set_place(json_t *change, const char *key, const char *folder) {
  const char *place = json_string_value(json_object_get(change, key));
  Buffer whole = {0};
  if (!place) return;
  buffer_format(&whole, "%s%s", folder, place);
  json_object_set_new(change, key, json_string(whole.data));
  buffer_free(&whole);
}

/* Choices and the words of the worker, for a person. */
static void say_change(json_t *change) {
  const char *aspect = json_string_value(json_object_get(change, "aspect"));
  if (aspect && strcmp(aspect, "assumed") == 0) {
    spoken_set(change, "old");
    spoken_set(change, "new");
  }
  spoken_set_choice(change, "old", "old_choice");
  spoken_set_choice(change, "new", "new_choice");
  spoken_set(change, "aspect");
  spoken_set(change, "what");
}

static void print_changes(const json_t *changes, const Session *left, const Session *right,
                          const char *format) {
  bool people = rows_for_people(format);
  Table *table = table_new(columns, COLUMNS);
  size_t i;
  json_t *change;
  json_array_foreach(changes, i, change) {
    json_t *counties = json_incref(json_object_get(change, "counties"));
    rows_join(change, "counties", counties, people ? "name" : "code", people ? "、" : " ");
    set_place(change, "old_place", left->files.folder);
    set_place(change, "new_place", right->files.folder);
    if (people) say_change(change);
    rows_add(table, columns, COLUMNS, change);
    json_decref(counties);
  }
  table_print(table, format, stdout);
  table_free(table);
}

int command_diff(const Options *options, Fault *fault) {
  Session left = {0}, right = {0};
  bool ok = open_side(&left, options, options->words[0], fault) &&
            open_side(&right, options, options->words[1], fault);
  json_t *answer = ok ? compare(&left, &right, fault) : NULL;
  const json_t *changes = json_object_get(answer, "changes");
  size_t count = json_array_size(changes);
  if (answer && (count || !rows_for_people(options->format)))
    print_changes(changes, &left, &right, options->format);
  if (answer && !count && rows_for_people(options->format)) printf(_("the rules say the same\n"));
  json_decref(answer);
  session_close(&left);
  session_close(&right);
  return !answer ? fault->exit : count ? EXIT_FINDINGS : EXIT_DONE;
}
