/* What a word at the prompt can become: commands and their arguments here, names of the rules by asking
 * the worker. A question to the worker is given up soon, so that Tab never hangs. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stop.h"
#include "cli/prompt.h"

enum { MOST_CASES = 50 };
static const double WAIT_SECONDS = 2;

static bool begins(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

static void commands(const char *typed, bool chinese_stop, Completion *completion) {
  for (size_t i = 0; prompt_command_at(i); i++) {
    const PromptCommand *command = prompt_command_at(i);
    const char *names[] = {command->name, command->chinese};
    for (int k = 0; k < 2; k++) {
      if (!begins(names[k], typed) || (k == 1 && !*typed && !chinese_stop)) continue;
      completion_add(completion, names[k], command->help);
    }
  }
}

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the folder of what is typed; folders with a slash behind. */
static void files(const char *typed, bool folders_only, Completion *completion) {
  const char *slash = strrchr(typed, '/'), *base = slash ? slash + 1 : typed;
  char *folder = slash ? memory_copy_text(typed) : memory_copy_text(".");
  if (slash) folder[slash - typed + 1] = 0;
  DIR *open_folder = opendir(folder);
  size_t first = completion->count;
  for (struct dirent *entry; open_folder && (entry = readdir(open_folder));) {
    if (!begins(entry->d_name, base) || (*entry->d_name == '.' && *base != '.')) continue;
    if (folders_only && entry->d_type != DT_DIR) continue;
    Buffer whole = {0};
    buffer_format(&whole, "%.*s%s%s", (int)(base - typed), typed, entry->d_name,
                  entry->d_type == DT_DIR ? "/" : "");
    completion_add(completion, whole.data, "");
    buffer_free(&whole);
  }
  if (open_folder) closedir(open_folder);
  free(folder);
  qsort(completion->texts + first, completion->count - first, sizeof(char *), compare_texts);
}

static void places(const Prompt *prompt, const char *typed, Completion *completion) {
  const Model *model = &prompt->session.model;
  for (size_t i = 0; i < model->jurisdiction_count; i++) {
    const ModelJurisdiction *j = &model->jurisdictions[i];
    if (begins(j->code, typed))
      completion_add(completion, j->code, j->name);
    else if (*typed && begins(j->name, typed))
      completion_add(completion, j->name, j->code);
  }
}

/* Numbers of cases that begin with the digits typed. */
static void cases(const Prompt *prompt, const char *typed, Completion *completion) {
  if (!prompt->store || strspn(typed, "0123456789") != strlen(typed)) return;
  Fault fault = {0};
  Query *query = store_query(prompt->store,
                             "SELECT c.case_id, c.settled || ' ' || h.name FROM cases c LEFT JOIN "
                             "hospital h USING (hospital_id) WHERE CAST(c.case_id AS TEXT) LIKE ?1 "
                             "ORDER BY c.case_id LIMIT ?2",
                             &fault);
  if (!query) return;
  Buffer pattern = {0};
  buffer_format(&pattern, "%s%%", typed);
  query_bind_text(query, 1, pattern.data, -1);
  query_bind_int(query, 2, MOST_CASES);
  while (query_step(query, &fault) == 1)
    completion_add(completion, query_text(query, 0, NULL), query_text(query, 1, NULL));
  query_free(query);
  buffer_free(&pattern);
}

static void formats(const char *typed, Completion *completion) {
  if (begins("auto", typed)) completion_add(completion, "auto", "");
  for (size_t i = 0; table_formats[i]; i++)
    if (begins(table_formats[i], typed)) completion_add(completion, table_formats[i], "");
}

/* The argument of a command; `typed` is all of it. */
static void argument(const Prompt *prompt, const PromptCommand *command, const char *typed,
                     Completion *completion) {
  completion->typed = strlen(typed);
  switch (command->completes) {
    case 'f': files(typed, false, completion); break;
    case 'd': files(typed, true, completion); break;
    case 'p': places(prompt, typed, completion); break;
    case 'c': cases(prompt, typed, completion); break;
    case 'm': formats(typed, completion); break;
    default: break;
  }
}

static void names(Prompt *prompt, const char *before, Completion *completion) {
  Fault fault = {0};
  json_t *request = json_pack("{s:s,s:s,s:s,s:s}", "op", "complete", "text", before, "place",
                              prompt->place, "day", prompt->day);
  json_t *reply = request ? link_ask(prompt->session.link, request, WAIT_SECONDS, &fault) : NULL;
  if (!reply && fault_isset(&fault)) session_restart(&prompt->session, &(Fault){0});
  const char *typed = json_string_value(json_object_get(reply, "typed"));
  completion->typed = typed ? strlen(typed) : 0;
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(reply, "items"), i, item) {
    const char *text = json_string_value(json_object_get(item, "text"));
    if (text) completion_add(completion, text, json_string_value(json_object_get(item, "title")));
  }
  json_decref(reply);
}

void prompt_complete(void *data, const char *before, Completion *completion) {
  Prompt *prompt = data;
  while (*before == ' ')
    before++;
  bool wide = begins(before, "。");
  if (*before != '.' && !wide) {
    names(prompt, *before == '?' ? before + 1 : before, completion);
    return;
  }
  const char *name = before + (wide ? strlen("。") : 1);
  size_t size = strcspn(name, " ");
  char *word = memory_copy_text(name);
  word[size] = 0;
  if (!name[size]) {
    commands(word, wide, completion);
    completion->typed = size;
  } else {
    const PromptCommand *command = prompt_command_find(word);
    const char *rest = name + size + strspn(name + size, " ");
    if (command) argument(prompt, command, rest, completion);
  }
  free(word);
}
