/* What-if at the prompt, typed as a command (.sweep …) or asked by Lua (sweep(…)): both are words of a
 * command line, asked of the cases that the prompt keeps, with the pending changes over the rules. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/prompt.h"
#include "cli/question.h"
#include "cli/report_file.h"
#include "cli/scenarios.h"
#include "cli/screen.h"
#include "io/file.h"

enum { MOST_WORDS = 64, MOST_ANSWERS = 200, MOST_DOCUMENTS = 8 };

typedef struct Kind {
  const char *name;
  bool (*ask)(Question *question, Fault *fault);
  bool of_cases; /* else of the rules alone */
} Kind;

static const Kind kinds[] = {
    {"whatif", question_whatif, true},     {"sweep", question_sweep, true},
    {"solve", question_solve, true},       {"levers", question_levers, true},
    {"frontier", question_frontier, true}, {"schedule", question_schedule, false},
};

static const Kind *find(const char *name) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
  return NULL;
}

/* --- asking ------------------------------------------------------------------------------------- */

/* Options of the command that are of a command line alone would be lost in silence here. */
static bool read_options(const Prompt *prompt, const Kind *kind, int count, char **words,
                         Options *options, Fault *fault) {
  const Command *command = command_find(kind->name);
  OptionSet fixed = OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_JOBS | OPTION_JIT |
                    OPTION_JSON | OPTION_QUIET | (kind->of_cases ? OPTION_COUNTY : 0);
  if (!options_read(options, count, words, command->options & ~fixed, fault)) return false;
  if (options->word_count < command->least ||
      (command->most >= 0 && options->word_count > command->most))
    return fault_set(fault, EXIT_USAGE, "E611", "usage: .%s %s", command->name, command->takes);
  if (options->output && !report_may_save(options->output, fault)) return false;
  options->quiet = prompt->options->quiet;
  if (strcmp(options->format, "table") == 0 && strcmp(prompt->format, "auto") != 0)
    options->format = prompt->format;
  if (kind->of_cases) return true;
  if (options->county_count == 0 && strlen(prompt_place_code(prompt)) == 6)
    options->counties[options->county_count++] = prompt_place_code(prompt);
  if (!options->on) options->on = prompt->day;
  return true;
}

static bool save(Prompt *prompt, const char *path, const json_t *document, Fault *fault) {
  const char *lang = prompt->options->lang;
  if (!report_save_document(document, path, lang && strcmp(lang, "en") == 0, fault)) return false;
  prompt_say(prompt, _("written: %s\n"), path);
  return true;
}

/* Asks, and keeps the document for `.report` and for Lua. Tables go to `out`, or the document itself where JSON
 * is asked for. `format`: another than the one that was typed, or NULL. */
static bool ask(Prompt *prompt, const Kind *kind, int count, char **words, const char *format,
                FILE *out, Fault *fault) {
  Options options;
  json_t *pending = prompt_scenario(prompt);
  Question question = {.options = &options, .pending = pending, .keep = true};
  bool ok = read_options(prompt, kind, count, words, &options, fault);
  if (ok && format) options.format = format;
  bool json = ok && strcmp(options.format, "json") == 0;
  question.out = json ? NULL : out;
  if (ok && kind->of_cases) {
    question.study = prompt_study(prompt, &question.progress, fault);
    ok = question.study != NULL;
  } else if (ok) {
    question.session = &prompt->session;
  }
  ok = ok && kind->ask(&question, fault);
  if (!ok) scenarios_hint(fault);
  if (ok && json) question_write_json(question.document, out);
  if (ok && options.output) ok = save(prompt, options.output, question.document, fault);
  json_decref(pending);
  if (question.document) {
    json_decref(prompt->document);
    prompt->document = question.document;
  }
  return ok;
}

/* Tables are printed into memory here, and are to fit the screen that they will stand on. */
static bool ask_fitted(Prompt *prompt, const Kind *kind, int count, char **words,
                       const char *format, FILE *out, Fault *fault) {
  const char *asked = getenv("GUIZE_WIDTH");
  char *before = asked ? memory_copy_text(asked) : NULL, cells[16];
  int width = format ? 0 : screen_width(stdout); /* a file is as wide as its tables */
  snprintf(cells, sizeof cells, "%d", width);
  if (width) setenv("GUIZE_WIDTH", cells, 1);
  bool ok = ask(prompt, kind, count, words, format, out, fault);
  if (before)
    setenv("GUIZE_WIDTH", before, 1);
  else
    unsetenv("GUIZE_WIDTH");
  free(before);
  return ok;
}

/* --- as a command ------------------------------------------------------------------------------- */

/* Words between blanks; quotes keep blanks together and go. `line` is cut up. */
static int split(char *line, char *words[MOST_WORDS]) {
  int count = 0;
  while (*line && count < MOST_WORDS) {
    line += strspn(line, " \t\n");
    if (!*line) break;
    char quote = *line == '"' || *line == '\'' ? *line++ : 0;
    words[count++] = line;
    line += quote ? strcspn(line, (char[]){quote, 0}) : strcspn(line, " \t\n");
    if (*line) *line++ = 0;
  }
  return count;
}

static bool is_text(const char *path) {
  const char *dot = strrchr(path, '.');
  return dot && strcmp(dot, ".txt") == 0;
}

/* An answer has several tables: they go as text, as a report, or as the document. */
static bool may_once(const Prompt *prompt, Fault *fault) {
  return !prompt->once || is_text(prompt->once) || report_may_save(prompt->once, fault);
}

static bool write_once(Prompt *prompt, const char *path, const json_t *document, const char *text,
                       Fault *fault) {
  const char *lang = prompt->options->lang;
  bool english = lang && strcmp(lang, "en") == 0;
  bool ok = is_text(path) ? file_save(path, text, strlen(text), fault)
                          : report_save_document(document, path, english, fault);
  if (ok) prompt_say(prompt, _("written to %s\n"), path);
  return ok;
}

static bool command_ask(Prompt *prompt, const char *name, const char *argument, Fault *fault) {
  char *words[MOST_WORDS], *line = memory_copy_text(argument), *text = NULL, *once = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  bool ok = out && may_once(prompt, fault) &&
            ask_fitted(prompt, find(name), split(line, words), words, prompt_once_format(prompt),
                       out, fault);
  if (out) fclose(out);
  ok = ok && prompt_once_take(prompt, &once, fault);
  if (ok && once)
    ok = write_once(prompt, once, prompt->document, text, fault);
  else if (ok)
    prompt_say(prompt, "%s", text);
  free(once);
  free(text);
  free(line);
  return ok;
}

bool prompt_whatif(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "whatif", argument, fault);
}

bool prompt_sweep(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "sweep", argument, fault);
}

bool prompt_solve(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "solve", argument, fault);
}

bool prompt_levers(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "levers", argument, fault);
}

bool prompt_frontier(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "frontier", argument, fault);
}

bool prompt_schedule(Prompt *prompt, const char *argument, Fault *fault) {
  return command_ask(prompt, "schedule", argument, fault);
}

bool prompt_report(Prompt *prompt, const char *argument, Fault *fault) {
  if (!*argument) {
    fault_set(fault, EXIT_USAGE, "E644", ".report needs a file");
    fault_hint(fault, ".report page.html, or .xlsx, .csv, .md, .json");
    return false;
  }
  if (!prompt->document) {
    fault_set(fault, EXIT_USAGE, "E647", "there is no result yet");
    fault_hint(fault, "ask first: .whatif, .sweep, .solve, .levers, .frontier or .schedule");
    return false;
  }
  return report_may_save(argument, fault) && save(prompt, argument, prompt->document, fault);
}

/* --- as Lua ------------------------------------------------------------------------------------- */

/* Answers one question of the worker; its tables are kept until the document is shown. */
static json_t *answer(Prompt *prompt, const json_t *asked, Fault *fault) {
  const char *name = json_string_value(json_object_get(asked, "name"));
  const Kind *kind = find(name ? name : "");
  const json_t *given = json_object_get(asked, "words");
  char *words[MOST_WORDS], *text = NULL;
  int count = 0;
  size_t size = 0, i;
  json_t *word;
  json_array_foreach(given, i, word) {
    if (count < MOST_WORDS) words[count++] = memory_copy_text(json_string_value(word));
  }
  FILE *out = open_memstream(&text, &size);
  bool ok = kind ? out && ask_fitted(prompt, kind, count, words, NULL, out, fault)
                 : fault_set(fault, EXIT_DEFECT, "E704", "the rule worker asks what nobody knows");
  if (out) fclose(out);
  json_t *reply = NULL;
  if (ok) {
    json_array_append_new(prompt->answers,
                          json_pack("{s:s,s:O}", "text", text, "document", prompt->document));
    size_t kept = json_array_size(prompt->answers);
    if (kept > MOST_ANSWERS)
      json_array_set_new(prompt->answers, kept - 1 - MOST_ANSWERS, json_null());
    if (kept > MOST_DOCUMENTS) /* they are large */
      json_object_del(json_array_get(prompt->answers, kept - 1 - MOST_DOCUMENTS), "document");
    reply = json_pack("{s:i,s:O}", "number", (int)json_array_size(prompt->answers), "document",
                      prompt->document);
  }
  while (count > 0)
    free(words[--count]);
  free(text);
  return reply;
}

json_t *prompt_answer(Prompt *prompt, json_t *reply, Fault *fault) {
  while (reply) {
    const char *state = json_string_value(json_object_get(reply, "state"));
    if (!state || strcmp(state, "asking") != 0) return reply;
    json_t *request = answer(prompt, json_object_get(reply, "question"), fault);
    json_decref(reply);
    reply = request ? prompt_ask(prompt, "prompt_answer", request, fault) : NULL;
  }
  return NULL;
}

bool prompt_show_document(Prompt *prompt, const json_t *value, bool *ok, Fault *fault) {
  const char *kind = json_string_value(json_object_get(value, "kind"));
  if (!kind || strcmp(kind, "document") != 0) return false;
  json_int_t number = json_integer_value(json_object_get(value, "number"));
  const json_t *answer = json_array_get(prompt->answers, (size_t)number - 1);
  const char *text = json_string_value(json_object_get(answer, "text"));
  const json_t *document = json_object_get(answer, "document");
  char *once = NULL;
  if (!*ok) return true;
  if (!text || (prompt->once && !document)) {
    prompt_say(prompt, "%s", _("this answer was given too long ago to be shown again\n"));
  } else if (prompt->once) {
    *ok = may_once(prompt, fault) && prompt_once_take(prompt, &once, fault) &&
          write_once(prompt, once, document, text, fault);
  } else {
    prompt_say(prompt, "%s", text);
  }
  free(once);
  return true;
}
