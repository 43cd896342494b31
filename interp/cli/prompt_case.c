/* One case at the prompt: its fields and amounts, how they came about, what the pending changes do to
 * it, and the case as a rule test. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/explain_text.h"
#include "cli/prompt.h"
#include "cli/spoken.h"
#include "io/file.h"
#include "job/explain.h"

/* The number in front of a text; `*rest` is what follows. */
static bool read_number(const char *text, int64_t *number, const char **rest, Fault *fault) {
  char *end;
  errno = 0;
  long long n = strtoll(text, &end, 10);
  if (end == text || errno || n < 1 || (*end && *end != ' '))
    return fault_set(fault, EXIT_USAGE, "E612", "“%s” is no number of a case", text);
  *number = n;
  *rest = end + strspn(end, " ");
  return true;
}

static bool explain(Prompt *prompt, int64_t id, json_t *scenario, json_t **tree, Fault *fault) {
  ExplainOptions options = {.scenario = scenario, .household = true};
  return prompt_need_store(prompt, fault) &&
         explain_case(prompt->store, &prompt->session, id, &options, tree, fault);
}

/* The case becomes the one that is looked at, with its place and day. */
static void look_at(Prompt *prompt, json_t *tree) {
  json_decref(prompt->last);
  prompt->last = tree;
  prompt_choose_place(prompt, field_text(tree, "county"), &(Fault){0});
  char key[24];
  snprintf(key, sizeof key, "%lld", (long long)json_integer_value(json_object_get(tree, "case")));
  prompt_look_at(prompt, "case", key);
  const char *day = field_text(tree, "rates_day");
  if (!prompt->day_chosen && strlen(day) == 10)
    snprintf(prompt->day, sizeof prompt->day, "%s", day);
}

/* The case of the argument, or the one shown last, anew with the changes as they are now. */
static bool fetch(Prompt *prompt, const char *argument, int *depth, Fault *fault) {
  int64_t id = json_integer_value(json_object_get(prompt->last, "case"));
  const char *rest = argument;
  if (*argument && !read_number(argument, &id, &rest, fault)) return false;
  if (!id) {
    fault_set(fault, EXIT_USAGE, "E644", "which case? name it by its number");
    fault_hint(fault, ".case 1001; Tab shows numbers");
    return false;
  }
  if (*rest) *depth = atoi(rest);
  json_t *tree = NULL, *scenario = prompt_scenario(prompt);
  bool ok = explain(prompt, id, scenario, &tree, fault);
  json_decref(scenario);
  if (ok) look_at(prompt, tree);
  return ok;
}

/* A case is lines, not a table: a file takes them as text, or the document that they are made from. */
static bool may_once(const Prompt *prompt, Fault *fault) {
  const char *format = prompt_once_format(prompt);
  if (!format || strcmp(format, "table") == 0 || strcmp(format, "json") == 0) return true;
  fault_set(fault, EXIT_USAGE, "E644", "%s cannot hold a case, which is no table", prompt->once);
  fault_hint(fault, "choose with .once a name that ends in .txt or .json");
  return false;
}

static bool say(Prompt *prompt, const json_t *document, const char *text, Fault *fault) {
  const char *format = prompt_once_format(prompt);
  char *path = NULL, *json = NULL;
  if (!prompt_once_take(prompt, &path, fault)) return false;
  if (!path) {
    prompt_say(prompt, "%s", text);
    return true;
  }
  if (strcmp(format, "json") == 0)
    text = json = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  bool ok = file_save(path, text, strlen(text), fault);
  if (ok) prompt_say(prompt, _("written to %s\n"), path);
  free(json);
  free(path);
  return ok;
}

static bool print_tree(Prompt *prompt, int depth, Fault *fault) {
  bool english = !language_chinese();
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!english) spoken_set_choices(prompt->last);
  explain_text(prompt->last, depth, english, out);
  fclose(out);
  bool ok = say(prompt, prompt->last, text, fault);
  free(text);
  return ok;
}

bool prompt_case(Prompt *prompt, const char *argument, Fault *fault) {
  int depth = 1;
  if (!may_once(prompt, fault) || !fetch(prompt, argument, &depth, fault)) return false;
  return print_tree(prompt, depth, fault);
}

bool prompt_explain(Prompt *prompt, const char *argument, Fault *fault) {
  int depth = 2;
  if (!may_once(prompt, fault) || !fetch(prompt, argument, &depth, fault)) return false;
  return print_tree(prompt, depth, fault);
}

static bool need_case(const Prompt *prompt, const char *argument, Fault *fault) {
  if (prompt->last || *argument) return true;
  fault_set(fault, EXIT_USAGE, "E644", "no case is chosen that could be compared");
  fault_hint(fault, ".compare 1001 compares case 1001; Tab shows numbers");
  return false;
}

bool prompt_compare(Prompt *prompt, const char *argument, Fault *fault) {
  if (json_array_size(prompt->pending) == 0) {
    fault_set(fault, EXIT_USAGE, "E643", "no change is pending");
    fault_hint(fault, "assign to a parameter, for example basic.ratio.secondary = percent(85)");
    return false;
  }
  if (strcmp(argument, "all") == 0 || strcmp(argument, "全部") == 0)
    return prompt_need_store(prompt, fault) && prompt_whatif(prompt, "", fault);
  int depth = 0;
  if (!may_once(prompt, fault) || !prompt_need_store(prompt, fault) ||
      !need_case(prompt, argument, fault))
    return false;
  if (!fetch(prompt, argument, &depth, fault)) return false;
  json_t *before = NULL;
  if (!explain(prompt, json_integer_value(json_object_get(prompt->last, "case")), NULL, &before,
               fault))
    return false;
  json_t *comparison = explain_compare(before, prompt->last);
  json_object_set_new(comparison, "left_name", json_string(_("rules")));
  json_object_set_new(comparison, "right_name", json_string(_("pending")));
  if (language_chinese()) spoken_set_choices(comparison);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  explain_text_compare(comparison, !language_chinese(), out);
  fclose(out);
  bool ok = say(prompt, comparison, text, fault);
  free(text);
  json_decref(comparison);
  json_decref(before);
  return ok;
}

/* --- .test -------------------------------------------------------------------------------------- */

/* A name that no test in the file has. */
static void test_name(const Prompt *prompt, const Buffer *file, Buffer *name) {
  long long id = (long long)json_integer_value(json_object_get(prompt->last, "case"));
  for (int i = 1; i < 10000; i++) {
    buffer_clear(name);
    buffer_format(name, "case %lld%s", id,
                  prompt->pending && json_array_size(prompt->pending) ? " with changes" : "");
    if (i > 1) buffer_format(name, " (%d)", i);
    Buffer quoted = {0};
    buffer_format(&quoted, "test \"%s\"", name->data);
    bool taken = file->data && strstr(file->data, quoted.data);
    buffer_free(&quoted);
    if (!taken) return;
  }
}

static bool append_test(Prompt *prompt, const char *path, Buffer *file, Fault *fault) {
  Buffer name = {0};
  test_name(prompt, file, &name);
  json_t *request = json_pack("{s:s,s:O}", "name", name.data, "last", prompt->last);
  json_t *reply = prompt_ask(prompt, "case_test", request, fault);
  const char *text = json_string_value(json_object_get(reply, "text"));
  if (text) {
    if (file->size) buffer_add_text(file, "\n");
    buffer_add_text(file, text);
  }
  bool ok = text && file_save(path, file->data, file->size, fault);
  if (ok) prompt_say(prompt, _("test “%s” added to %s\n"), name.data, path);
  json_decref(reply);
  buffer_free(&name);
  return ok;
}

bool prompt_test(Prompt *prompt, const char *argument, Fault *fault) {
  size_t size = strlen(argument);
  static const char ending[] = ".test.lua";
  if (size < sizeof ending || strcmp(argument + size - sizeof ending + 1, ending) != 0) {
    fault_set(fault, EXIT_USAGE, "E644", ".test needs a file whose name ends in .test.lua");
    fault_hint(fault, "beside the rules it is run by `guize test`");
    return false;
  }
  if (!prompt->last) {
    fault_set(fault, EXIT_USAGE, "E644", "no case is shown yet");
    fault_hint(fault, ".case 1001 shows one");
    return false;
  }
  Buffer file = {0};
  Fault missing = {0};
  if (!file_read(argument, &file, 4 << 20, &missing) && strcmp(missing.code, "E451") != 0) {
    *fault = missing;
    buffer_free(&file);
    return false;
  }
  bool ok = fetch(prompt, "", &(int){0}, fault) && append_test(prompt, argument, &file, fault);
  buffer_free(&file);
  return ok;
}
