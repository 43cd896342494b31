/* The table of the prompt's commands, and those that are about the prompt itself. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/prompt.h"

static bool command_help(Prompt *prompt, const char *argument, Fault *fault);
static bool command_quit(Prompt *prompt, const char *argument, Fault *fault);
static bool command_mode(Prompt *prompt, const char *argument, Fault *fault);
static bool command_last(Prompt *prompt, const char *argument, Fault *fault);
static bool command_timer(Prompt *prompt, const char *argument, Fault *fault);
static bool command_reload(Prompt *prompt, const char *argument, Fault *fault);
static bool command_rules(Prompt *prompt, const char *argument, Fault *fault);
static bool command_county(Prompt *prompt, const char *argument, Fault *fault);
static bool command_on(Prompt *prompt, const char *argument, Fault *fault);

static const PromptCommand commands[] = {
    {"help", "帮助", N_("[NAME]"), N_("this list; or help on a command, a parameter, a field"), 'n',
     command_help},
    {"case", "病例", N_("[ID]"), N_("one case: its fields and what each layer pays"), 'c',
     prompt_case},
    {"explain", "说明", N_("[ID]"), N_("how the amounts of the case came about"), 'c',
     prompt_explain},
    {"compare", "对比", N_("[ID|all]"), N_("a case, or the whole year, with the pending changes"),
     'c', prompt_compare},
    {"whatif", "假设", N_("[--set …]"),
     N_("the whole year with the pending changes, or with others"), 'n', prompt_whatif},
    {"sweep", "扫描", N_("NAME=70%..90%"), N_("the year at every value of one or two parameters"),
     'n', prompt_sweep},
    {"solve", "求解", N_("NAME --goal …"), N_("the value that meets a target, or keeps a --budget"),
     'n', prompt_solve},
    {"levers", "杠杆", N_("--goal TARGET"),
     N_("what a tenth of a point of a target costs, by parameter"), 'n', prompt_levers},
    {"frontier", "前沿", N_("NAME=… NAME=…"), N_("the cheapest values that meet --goal targets"),
     'n', prompt_frontier},
    {"schedule", "自付", N_("[--upto …]"),
     N_("what a patient of each identity pays as a bill grows"), 'n', prompt_schedule},
    {"report", "报告", N_("FILE"),
     N_("the last answer as a page, workbook or text (.html, .xlsx, …)"), 'f', prompt_report},
    {"pending", "待定", "", N_("the pending changes"), 0, prompt_pending},
    {"undo", "撤销", "", N_("take the last change back"), 0, prompt_undo},
    {"reset", "复原", "", N_("take all changes back"), 0, prompt_reset},
    {"save", "保存", N_("FILE"), N_("save the pending changes as a scenario"), 'f', prompt_save},
    {"load", "载入", N_("FILE"), N_("take the changes of a saved scenario"), 'f',
     prompt_load_scenario},
    {"test", "自测", N_("FILE"), N_("add the case and its result to a file of rule tests"), 'f',
     prompt_test},
    {"county", "区划", N_("[CODE]"), N_("the place looked at; without a code: all"), 'p',
     command_county},
    {"on", "日期", N_("DAY"), N_("the day whose values count, such as 2018-06-30"), 0, command_on},
    {"sql", "查询", N_("SELECT …"), N_("ask the database; nothing can be changed"), 0, prompt_sql},
    {"mode", "格式", N_("[FORMAT]"), N_("form of results: auto, table, record, csv, json, …"), 'm',
     command_mode},
    {"once", "一次", N_("FILE"), N_("write the next result to a file (.csv, .json, .md, …)"), 'f',
     prompt_once},
    {"last", "上次", "", N_("the last result again, with everything that was hidden"), 0,
     command_last},
    {"edit", "编辑", "", N_("edit the last input with $EDITOR, and run it"), 0, prompt_edit},
    {"log", "记录", N_("FILE|off"), N_("keep a transcript in a file"), 'f', prompt_log},
    {"rules", "规则", N_("DIR"), N_("load other rules"), 'd', command_rules},
    {"reload", "重载", "", N_("load the rules again from their files"), 0, command_reload},
    {"timer", "计时", N_("[on|off]"), N_("say how long each evaluation took"), 't', command_timer},
    {"quit", "退出", "", N_("leave (also Ctrl-D)"), 0, command_quit},
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

const PromptCommand *prompt_command_at(size_t i) {
  return i < COMMAND_COUNT ? &commands[i] : NULL;
}

const PromptCommand *prompt_command_find(const char *name) {
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (strcmp(commands[i].name, name) == 0 || strcmp(commands[i].chinese, name) == 0)
      return &commands[i];
  return NULL;
}

/* --- which command ----------------------------------------------------------------------------- */

static bool unknown(const char *name, Fault *fault) {
  const char *names[2 * COMMAND_COUNT];
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    names[i] = commands[i].name;
    names[COMMAND_COUNT + i] = commands[i].chinese;
  }
  fault_set(fault, EXIT_USAGE, "E640", "there is no command .%s", name);
  Buffer near = {0};
  if (text_near(name, names, 2 * COMMAND_COUNT, &near))
    fault_hint(fault, "did you mean .%s?", near.data);
  else
    fault_hint(fault, ".help lists all");
  buffer_free(&near);
  return false;
}

/* A copy without blanks around it; quotes around a dragged file name go too. */
static char *trimmed(const char *text, size_t size) {
  while (size > 0 && (*text == ' ' || *text == '\t'))
    text++, size--;
  while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t' || text[size - 1] == '\n'))
    size--;
  if (size >= 2 && (*text == '\'' || *text == '"') && text[size - 1] == *text) text++, size -= 2;
  char *copy = memory_new(size + 1);
  memcpy(copy, text, size);
  return copy;
}

bool prompt_command(Prompt *prompt, const char *line, Fault *fault) {
  char *rest;
  bool ok;
  if (*line == '?') {
    rest = trimmed(line + 1, strlen(line + 1));
    bool name = *rest && *rest != '.'; /* ?.sql asks about a command */
    ok = name ? prompt_describe(prompt, rest, fault) : command_help(prompt, rest, fault);
  } else {
    size_t size = strcspn(line + 1, " \t\n");
    char *name = trimmed(line + 1, size);
    const PromptCommand *command = prompt_command_find(name);
    rest = trimmed(line + 1 + size, strlen(line + 1 + size));
    ok = command ? command->run(prompt, rest, fault) : unknown(name, fault);
    free(name);
  }
  free(rest);
  return ok;
}

/* --- help -------------------------------------------------------------------------------------- */

static void help_line(Prompt *prompt, const PromptCommand *command) {
  Buffer name = {0}, padded = {0};
  buffer_format(&name, ".%s .%s %s", command->name, command->chinese,
                *command->takes ? _(command->takes) : "");
  text_pad(&padded, name.data, 26, false);
  prompt_say(prompt, "  %s %s\n", padded.data, _(command->help));
  buffer_free(&name);
  buffer_free(&padded);
}

static void help_keys(Prompt *prompt) {
  prompt_say(prompt, "%s",
             _("  Tab        complete commands, files, parameters, fields, counties, cases\n"
               "  Ctrl-R     search what was typed before; arrow keys walk through it\n"
               "  Ctrl-A/E   beginning and end of the line; Ctrl-W, Ctrl-U, Ctrl-K delete\n"
               "  Ctrl-C     drop the line; stop an evaluation (three times: leave)\n"
               "  Ctrl-L     paint the screen anew; Ctrl-D leaves\n"));
}

static bool command_help(Prompt *prompt, const char *argument, Fault *fault) {
  if (strcmp(argument, "keys") == 0) {
    help_keys(prompt);
    return true;
  }
  const PromptCommand *one = prompt_command_find(*argument == '.' ? argument + 1 : argument);
  if (one) {
    help_line(prompt, one);
    return true;
  }
  if (*argument) return prompt_describe(prompt, argument, fault);
  prompt_say(prompt, "%s",
             _("Type the name of a parameter to see its value; assign to it to try another:\n"
               "  basic.ratio.secondary\n  basic.ratio.secondary = percent(85)\n  .compare\n"
               "A change holds on every day, in the place looked at and all within it.\n"
               "Everything else is Lua. ?NAME is help on a name, .help keys on the keys.\n"));
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    help_line(prompt, &commands[i]);
  return true;
}

/* --- settings ---------------------------------------------------------------------------------- */

static bool command_quit(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument, (void)fault;
  return prompt->leaving = true;
}

static bool command_mode(Prompt *prompt, const char *argument, Fault *fault) {
  bool known = strcmp(argument, "auto") == 0;
  for (size_t i = 0; table_formats[i]; i++)
    known = known || strcmp(argument, table_formats[i]) == 0;
  if (!*argument) {
    prompt_say(prompt, "%s\n", prompt->format);
    return true;
  }
  if (!known) {
    fault_set(fault, EXIT_USAGE, "E646", "there is no format “%s”", argument);
    fault_hint(fault, "auto, table, record, csv, tsv, json, jsonl, md");
    return false;
  }
  free(prompt->format);
  prompt->format = memory_copy_text(argument);
  return true;
}

static bool command_last(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument;
  if (!prompt->shown) return fault_set(fault, EXIT_USAGE, "E647", "there is no result yet");
  char *text = NULL;
  size_t size = 0;
  FILE *whole = open_memstream(&text, &size); /* no terminal, so nothing is left out */
  shown_print(prompt->shown, prompt->format, whole);
  fclose(whole);
  fwrite(text, 1, size, stdout); /* tabs and all */
  if (prompt->log) fwrite(text, 1, size, prompt->log);
  free(text);
  return true;
}

static bool command_timer(Prompt *prompt, const char *argument, Fault *fault) {
  if (*argument && strcmp(argument, "on") != 0 && strcmp(argument, "off") != 0)
    return fault_set(fault, EXIT_USAGE, "E646", ".timer takes on or off, not “%s”", argument);
  prompt->timer = *argument ? strcmp(argument, "on") == 0 : !prompt->timer;
  prompt_say(prompt, "%s\n", prompt->timer ? _("the timer is on") : _("the timer is off"));
  return true;
}

static bool command_reload(Prompt *prompt, const char *argument, Fault *fault) {
  (void)argument;
  char *folder = memory_copy_text(prompt->folder ? prompt->folder : "rules");
  bool ok = prompt_load(prompt, folder, fault);
  if (ok) prompt_say(prompt, _("%s loaded again\n"), folder);
  free(folder);
  return ok;
}

static bool command_rules(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) {
    prompt_say(prompt, "%s\n", prompt->folder ? prompt->folder : _("no rules are loaded"));
    return true;
  }
  return prompt_load(prompt, argument, fault);
}

static bool command_county(Prompt *prompt, const char *argument, Fault *fault) {
  return prompt_choose_place(prompt, argument, fault);
}

static bool command_on(Prompt *prompt, const char *argument, Fault *fault) {
  int32_t day;
  if (!date_parse(argument, strlen(argument), &day))
    return fault_set(fault, EXIT_USAGE, "E646", "“%s” is no day such as 2018-06-30", argument);
  snprintf(prompt->day, sizeof prompt->day, "%s", argument);
  return prompt->day_chosen = true;
}
