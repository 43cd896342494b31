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

/* Behind a full-width stop only the Chinese names, behind a plain one the English ones until a letter shows
 * what is meant. */
static void commands(const char *typed, bool wide, Completion *completion) {
  for (size_t i = 0; prompt_command_at(i); i++) {
    const PromptCommand *command = prompt_command_at(i);
    const char *names[] = {command->name, command->chinese};
    for (int k = 0; k < 2; k++) {
      if (!begins(names[k], typed) || (!*typed && (k == 1) != wide)) continue;
      completion_add(completion, names[k], command->help);
      completion->blank = *command->takes != 0;
    }
  }
}

/* Names in the folder of what is typed; folders with a slash behind. */
static void files(const char *typed, bool folders_only, Completion *completion) {
  const char *slash = strrchr(typed, '/'), *base = slash ? slash + 1 : typed;
  char *folder = slash ? memory_copy_text(typed) : memory_copy_text(".");
  if (slash) folder[slash - typed + 1] = 0;
  DIR *open_folder = opendir(folder);
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
  completion_sort(completion);
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
  completion_sort(completion);
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

static void words(const char *list, const char *typed, Completion *completion) {
  for (size_t size; *list; list += size + (list[size] == ' ')) {
    size = strcspn(list, " ");
    char *word = memory_copy_text(list);
    word[size] = 0;
    if (begins(word, typed)) completion_add(completion, word, "");
    free(word);
  }
}

static void names(Prompt *prompt, const char *before, bool help, Completion *completion);

/* What help can be asked on: commands, keys, and whatever has a name. */
static void topics(Prompt *prompt, const char *typed, Completion *completion) {
  if (*typed == '.') {
    commands(typed + 1, false, completion);
    completion->typed = strlen(typed) - 1;
    completion->blank = false;
    return;
  }
  names(prompt, typed, true, completion);
  size_t size = completion->typed;
  commands(typed, false, completion);
  words("keys", typed, completion);
  completion->typed = size;
  completion->blank = false;
}

/* Entities by name and title, as the first word. */
static void entities(const Prompt *prompt, const char *typed, Completion *completion) {
  for (size_t i = 0; prompt->schema && i < schema_entity_count(prompt->schema); i++) {
    const Entity *entity = schema_entity_at(prompt->schema, i);
    if (begins(entity->name, typed)) completion_add(completion, entity->name, entity->title);
    if (*typed && begins(entity->title, typed))
      completion_add(completion, entity->title, entity->name);
  }
  completion->blank = true;
}

/* The argument of a command; `typed` is all of it. */
static void argument(Prompt *prompt, const PromptCommand *command, const char *typed,
                     Completion *completion) {
  completion->typed = strlen(typed);
  switch (command->completes) {
    case 'f': files(typed, false, completion); break;
    case 'd': files(typed, true, completion); break;
    case 'p': places(prompt, typed, completion); break;
    case 'c': cases(prompt, typed, completion); break;
    case 'm': formats(typed, completion); break;
    case 'y': entities(prompt, typed, completion); break;
    case 't': words("on off", typed, completion); break;
    case 'n': topics(prompt, typed, completion); break;
    default: break;
  }
}

static json_t *ask(Prompt *prompt, const char *before, bool help, Fault *fault) {
  json_t *request = json_pack("{s:s,s:s,s:s,s:s,s:b}", "op", "complete", "text", before, "place",
                              prompt->place, "day", prompt->day, "help", help);
  return request ? link_ask(prompt->session.link, request, WAIT_SECONDS, fault) : NULL;
}

static void names(Prompt *prompt, const char *before, bool help, Completion *completion) {
  Fault fault = {0};
  json_t *reply = ask(prompt, before, help, &fault);
  if (!reply && fault_isset(&fault) && session_restart(&prompt->session, &(Fault){0}))
    reply = ask(prompt, before, help, &(Fault){0});
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
  before += strspn(before, " ");
  bool wide = begins(before, "。"), asked = begins(before, "？");
  if (asked || *before == '?') {
    names(prompt, before + (asked ? strlen("？") : 1), true, completion);
    return;
  }
  if (*before != '.' && !wide) {
    names(prompt, before, false, completion);
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
