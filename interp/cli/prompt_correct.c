/* Corrections at the prompt. The prompt reads with connections that cannot write; a correction opens one that
 * can for as long as it takes. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/correction_text.h"
#include "cli/prompt.h"

/* Cuts the next word off; quotes keep blanks together. NULL at the end. */
static char *next_word(char **line) {
  char *at = *line + strspn(*line, " \t");
  if (!*at) return NULL;
  char quote = *at == '"' || *at == '\'' ? *at++ : 0;
  char *word = at;
  at += quote ? strcspn(at, (char[]){quote, 0}) : strcspn(at, " \t");
  if (*at) *at++ = '\0';
  *line = at + strspn(at, " \t");
  return word;
}

static bool ask(Prompt *prompt, Fault *fault) {
  if (prompt->options->yes) return true;
  if (!prompt->editor) {
    fault_set(fault, EXIT_USAGE, "E568", "nobody can be asked whether this is meant");
    fault_hint(fault, "start the script with --yes; nothing was changed");
    return false;
  }
  Buffer line = {0};
  prompt_say(prompt, "%s\n", _("Change it? y or n"));
  EditorState state = editor_read(prompt->editor, "y/n> ", &line);
  bool yes = state == EDITOR_LINE && line.size && strchr("yY", line.data[0]);
  buffer_free(&line);
  return yes || fault_set(fault, EXIT_USAGE, "E568", "nothing was changed");
}

static bool store(Prompt *prompt, const Correction *correction, const char *reason, Fault *fault) {
  Buffer text = {0};
  correction_say(&text, correction, prompt->masked);
  prompt_say(prompt, "%s", text.data ? text.data : "");
  buffer_free(&text);
  if (!correction_changes(correction)) {
    prompt_say(prompt, "%s\n", _("this stands there already; nothing was changed"));
    return true;
  }
  if (!ask(prompt, fault) || !correction_store(correction, store_path(prompt->store),
                                               prompt->schema, "prompt", reason, fault))
    return false;
  prompt_study_close(prompt); /* the next what-if reads the cases anew */
  prompt_say(prompt, "%s\n",
             _("changed; stored runs stay as they are, `guize run --since` takes it up"));
  return true;
}

/* `rest`: FIELD VALUE [REASON], or FIELD=VALUE [FIELD=VALUE …] [REASON]. */
static bool add_fields(Correction *correction, Store *from, char **rest, Fault *fault) {
  bool several = false, ok = true;
  for (;;) {
    char *before = *rest + strspn(*rest, " \t");
    size_t size = strcspn(before, "= \t");
    if (before[size] != '=' || size == 0) break;
    before[size] = '\0';
    char *behind = before + size + 1;
    const char *value = behind;
    if (*behind == ' ' || *behind == '\t' || !*behind) {
      value = "";
      *rest = behind;
    } else {
      value = next_word(&behind);
      *rest = behind;
    }
    several = true;
    ok = correction_add(correction, from, before, value, fault);
    if (!ok) return false;
  }
  if (several) return true;
  const char *field = next_word(rest), *value = field ? next_word(rest) : NULL;
  if (value) return correction_add(correction, from, field, value, fault);
  fault_set(fault, EXIT_USAGE, "E644", "which field, and what is it to be?");
  fault_hint(fault, ".set birth 1970-01-02 户口簿; .set cause 空 empties a field");
  return false;
}

static bool correct(Prompt *prompt, const char *entity, const char *key, char *rest, Fault *fault) {
  Correction correction = {0};
  bool ok = correction_begin(&correction, prompt->store, prompt->schema, entity, key, fault) &&
            add_fields(&correction, prompt->store, &rest, fault) &&
            store(prompt, &correction, *rest ? rest : NULL, fault);
  correction_free(&correction);
  return ok;
}

bool prompt_set(Prompt *prompt, const char *argument, Fault *fault) {
  if (!prompt_need_store(prompt, fault)) return false;
  if (!prompt->row_entity) {
    fault_set(fault, EXIT_USAGE, "E644", "no row was looked at that could be corrected");
    fault_hint(fault, ".person 11 shows one; .correct person 11 birth 1970-01-02 names it");
    return false;
  }
  char *line = memory_copy_text(argument), *key = memory_copy_text(prompt->row_key);
  bool ok = correct(prompt, prompt->row_entity, key, line, fault);
  free(line);
  free(key);
  return ok;
}

bool prompt_correct(Prompt *prompt, const char *argument, Fault *fault) {
  if (!prompt_need_store(prompt, fault)) return false;
  char *line = memory_copy_text(argument), *rest = line;
  const char *entity = next_word(&rest), *key = entity ? next_word(&rest) : NULL;
  bool ok;
  if (key) {
    ok = correct(prompt, entity, key, rest, fault);
  } else {
    ok = fault_set(fault, EXIT_USAGE, "E644", "which row is to be corrected?");
    fault_hint(fault, ".correct person 11 birth 1970-01-02 户口簿");
  }
  free(line);
  return ok;
}

bool prompt_history(Prompt *prompt, const char *argument, Fault *fault) {
  if (!prompt_need_store(prompt, fault)) return false;
  char *line = memory_copy_text(argument), *rest = line;
  const char *entity = next_word(&rest), *key = entity ? next_word(&rest) : NULL;
  if (!entity && prompt->row_entity) {
    entity = prompt->row_entity;
    key = prompt->row_key;
  }
  Correction row = {0};
  bool ok = true;
  if (entity)
    ok = correction_begin(&row, prompt->store, prompt->schema, entity, key ? key : "", fault);
  if (!ok && strcmp(fault->code, "E565") == 0 && row.key) { /* a row that was deleted has one */
    fault_clear(fault);
    ok = true;
  }
  Shown *shown =
      ok ? correction_history(prompt->store, prompt->schema, entity ? row.entity->name : NULL,
                              row.key, prompt->masked, fault)
         : NULL;
  correction_free(&row);
  free(line);
  return shown && prompt_show(prompt, shown, fault);
}
