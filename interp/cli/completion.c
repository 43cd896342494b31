/* Completion scripts: the lines of each shell for a command, an option, a name. */
#include "cli/completion.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/language.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/topics.h"

/* --- what a text of the tables offers --- */

static size_t first_word(const char **text) {
  *text += strspn(*text, "[ ");
  return strcspn(*text, "]… ");
}

ValueKind value_kind(const char *text) {
  static const struct {
    const char *text;
    ValueKind kind;
  } kinds[] = {{"FILE", VALUE_FILE},    {"DB", VALUE_FILE},          {"DIR", VALUE_FOLDER},
               {"RULES", VALUE_FOLDER}, {"RULES|RUN", VALUE_FOLDER}, {"CODE", VALUE_COUNTY},
               {"RUN", VALUE_RUN},      {"TOPIC", VALUE_TOPIC},      {"COMMAND", VALUE_TOPIC}};
  if (!text) return VALUE_OTHER;
  size_t size = first_word(&text);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strlen(kinds[i].text) == size && memcmp(kinds[i].text, text, size) == 0)
      return kinds[i].kind;
  bool choices = memchr(text, '|', size) && *text >= 'a' && *text <= 'z';
  return choices ? VALUE_CHOICES : VALUE_OTHER;
}

/* "full|sample|off" → "full sample off" */
static void add_choices(Buffer *out, const char *text) {
  size_t size = first_word(&text);
  for (size_t i = 0; i < size; i++)
    buffer_add(out, text[i] == '|' ? " " : &text[i], 1);
}

/* The number of a stored run is written N among the options. */
static ValueKind option_kind(const OptionRow *row) {
  return row->bit == OPTION_RUN ? VALUE_RUN : value_kind(row->value);
}

/* Adds the names of a command, as bash and zsh choose by them. A database may stand in the place of the
 * command that may do without its name. */
static void add_cases(Buffer *out, const Command *command) {
  buffer_format(out, "    %s | %s%s)", command->name, command->chinese,
                strcmp(command->takes, "[DB]") == 0 ? " | *.db" : "");
}

/* Adds a text for between single quotes; `also` are marked with a backslash. */
static void add_quoted(Buffer *out, const char *text, const char *quote, const char *also) {
  for (; *text; text++) {
    if (*text == '\'')
      buffer_add_text(out, quote);
    else if (strchr(also, *text))
      buffer_format(out, "\\%c", *text);
    else
      buffer_add(out, text, 1);
  }
}

static void add_topics(Buffer *out) {
  for (size_t i = 0; topic_name(i); i++)
    buffer_format(out, "%s%s", i ? " " : "", topic_name(i));
}

/* --- bash --- */

static void bash_names(Buffer *out) {
  for (size_t i = 0; command_at(i); i++)
    buffer_format(out, "%s%s %s", i ? " " : "", command_at(i)->name, command_at(i)->chinese);
}

static void bash_kind(Buffer *out, ValueKind kind, const char *text) {
  static const char *const names[] = {"\"\"", NULL, "file", "folder", "county", "run", "topic"};
  if (kind != VALUE_CHOICES) {
    buffer_add_text(out, names[kind]);
    return;
  }
  buffer_add_text(out, "\"");
  add_choices(out, text);
  buffer_add_text(out, "\"");
}

static void bash_options(Buffer *out) {
  OptionRow row;
  for (size_t i = 0; option_at(i, &row); i++) {
    if (!row.value) continue;
    buffer_format(out, "    --%s) _guize_value ", row.name);
    bash_kind(out, option_kind(&row), row.value);
    buffer_add_text(out, " \"$word\"; return ;;\n");
  }
}

static void bash_commands(Buffer *out) {
  OptionRow row;
  for (size_t k = 0; command_at(k); k++) {
    const Command *command = command_at(k);
    add_cases(out, command);
    buffer_add_text(out, " kind=");
    bash_kind(out, value_kind(command->takes), command->takes);
    buffer_add_text(out, " options=\"--help");
    for (size_t i = 0; option_at(i, &row); i++)
      if (row.bit & options_known(command->options)) buffer_format(out, " --%s", row.name);
    buffer_add_text(out, "\" ;;\n");
  }
}

/* --- zsh --- */

static void zsh_names(Buffer *out) {
  for (size_t i = 0; command_at(i); i++) {
    const Command *command = command_at(i);
    for (int k = 0; k < 2; k++) {
      buffer_format(out, "    '%s:", k ? command->chinese : command->name);
      add_quoted(out, language_text(command->help), "'\\''", ":\\");
      buffer_add_text(out, "'\n");
    }
  }
}

static void zsh_action(Buffer *out, ValueKind kind, const char *text) {
  static const char *const actions[] = {
      " ", NULL, "_files", "_files -/", "_guize_counties", "_guize_runs", "_guize_topics"};
  if (kind != VALUE_CHOICES) {
    buffer_add_text(out, actions[kind]);
    return;
  }
  buffer_add_text(out, "(");
  add_choices(out, text);
  buffer_add_text(out, ")");
}

static void zsh_option(Buffer *out, const OptionRow *row) {
  const char *many = row->bit & (OPTION_COUNTY | OPTION_WITH) ? "*" : "";
  buffer_format(out, "        '%s--%s%s[", many, row->name, row->value ? "=" : "");
  add_quoted(out, language_text(row->help), "'\\''", "[]\\");
  buffer_add_text(out, "]");
  if (row->value) {
    buffer_add_text(out, ":");
    add_quoted(out, row->value, "", ":\\");
    buffer_add_text(out, ":");
    zsh_action(out, option_kind(row), row->value);
  }
  buffer_add_text(out, "' \\\n");
}

static void zsh_commands(Buffer *out) {
  OptionRow row;
  for (size_t k = 0; command_at(k); k++) {
    const Command *command = command_at(k);
    add_cases(out, command);
    buffer_add_text(out, "\n      _arguments '--help[show options and examples]' \\\n");
    for (size_t i = 0; option_at(i, &row); i++)
      if (row.bit & options_known(command->options)) zsh_option(out, &row);
    if (value_kind(command->takes) != VALUE_OTHER) {
      buffer_add_text(out, "        '*:");
      add_quoted(out, command->takes, "", ":\\");
      buffer_add_text(out, ":");
      zsh_action(out, value_kind(command->takes), command->takes);
      buffer_add_text(out, "' \\\n");
    }
    buffer_add_text(out, "        ;;\n");
  }
}

/* --- fish --- */

static void fish_names(Buffer *out) {
  for (size_t i = 0; command_at(i); i++) {
    const Command *command = command_at(i);
    for (int k = 0; k < 2; k++) {
      buffer_format(out, "complete -c guize -n __guize_bare -a %s -d '",
                    k ? command->chinese : command->name);
      add_quoted(out, language_text(command->help), "\\'", "\\");
      buffer_add_text(out, "'\n");
    }
  }
}

static void fish_action(Buffer *out, ValueKind kind, const char *text) {
  static const char *const actions[] = {NULL,
                                        NULL,
                                        " -F",
                                        " -a '(__fish_complete_directories)'",
                                        " -a '(__guize_ask counties)'",
                                        " -a '(__guize_ask runs)'",
                                        NULL};
  if (kind == VALUE_CHOICES) {
    buffer_add_text(out, " -a '");
    add_choices(out, text);
    buffer_add_text(out, "'");
  } else if (actions[kind]) {
    buffer_add_text(out, actions[kind]);
  }
}

static void fish_of(Buffer *out, const Command *command) {
  buffer_format(out, "complete -c guize -n '__guize_command %s %s'", command->name,
                command->chinese);
}

static void fish_option(Buffer *out, const Command *command, const OptionRow *row) {
  fish_of(out, command);
  buffer_format(out, " -l %s", row->name);
  if (row->value) {
    buffer_add_text(out, option_kind(row) == VALUE_FILE ? " -r" : " -x");
    fish_action(out, option_kind(row), row->value);
  }
  buffer_add_text(out, " -d '");
  add_quoted(out, language_text(row->help), "\\'", "\\");
  buffer_add_text(out, "'\n");
}

static void fish_commands(Buffer *out) {
  OptionRow row;
  for (size_t k = 0; command_at(k); k++) {
    const Command *command = command_at(k);
    fish_of(out, command);
    buffer_add_text(out, " -l help -d 'show options and examples'\n");
    for (size_t i = 0; option_at(i, &row); i++)
      if (row.bit & options_known(command->options)) fish_option(out, command, &row);
    ValueKind kind = value_kind(command->takes);
    if (kind == VALUE_OTHER || kind == VALUE_TOPIC) continue;
    fish_of(out, command);
    fish_action(out, kind, command->takes);
    buffer_add_text(out, "\n");
  }
}

static void fish_topics(Buffer *out) {
  buffer_add_text(out, "complete -c guize -n '__guize_command help 帮助' -a '");
  bash_names(out);
  buffer_add_text(out, " ");
  add_topics(out);
  buffer_add_text(out, "'\n");
}

/* --- the templates --- */

typedef struct Shell {
  const char *name, *file;
  void (*names)(Buffer *out), (*options)(Buffer *out), (*commands)(Buffer *out);
  void (*topics)(Buffer *out);
} Shell;

static const Shell shells[] = {
    {"bash", "completion.bash", bash_names, bash_options, bash_commands, add_topics},
    {"zsh", "completion.zsh", zsh_names, NULL, zsh_commands, add_topics},
    {"fish", "completion.fish", fish_names, NULL, fish_commands, fish_topics},
};

/* Adds what a mark of the template stands for; the number of its bytes, 0 when it is no mark. Lists of
 * lines end in a newline, as the mark's own line does. */
static size_t add_mark(const Shell *shell, const char *text, Buffer *out) {
  const struct {
    const char *mark;
    void (*add)(Buffer *out);
  } marks[] = {{"@NAMES@", shell->names},
               {"@OPTIONS@", shell->options},
               {"@COMMANDS@", shell->commands},
               {"@TOPICS@", shell->topics}};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    size_t size = strlen(marks[i].mark);
    if (!marks[i].add || strncmp(text, marks[i].mark, size) != 0) continue;
    marks[i].add(out);
    return size + (out->data[out->size - 1] == '\n' && text[size] == '\n');
  }
  return 0;
}

bool completion_write(const char *name, Buffer *out) {
  for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
    if (strcmp(name, shells[i].name) != 0) continue;
    const struct EmbeddedFile *file = embedded_find(shells[i].file);
    for (const char *p = file->data; *p;) {
      size_t taken = add_mark(&shells[i], p, out);
      if (!taken) buffer_add(out, p, 1);
      p += taken ? taken : 1;
    }
    return true;
  }
  return false;
}
