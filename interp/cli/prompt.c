/* The loop of the prompt: read, evaluate in the worker or run a command, show, and go on. From a pipe it
 * is a script that ends at the first error. A worker that is lost takes only the person's own variables
 * along; changes, history, place and case are kept here. */
#include "cli/prompt.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/reveal.h"
#include "cli/screen.h"
#include "io/journal.h"
#include "job/walk.h"

enum { PATIENCE = 3 };
static const double WAIT_SECONDS = 30.0 * 24 * 3600; /* until Ctrl-C */

/* --- showing ----------------------------------------------------------------------------------- */

/* Names and values come from rule files, so control characters in them are shown, not sent. */
static void add_lines(Buffer *out, const char *text) {
  for (const char *end; *text; text = end) {
    end = text + strcspn(text, "\n");
    text_escape(out, text, (size_t)(end - text));
    if (*end) buffer_add(out, end++, 1);
  }
}

void prompt_say(Prompt *prompt, const char *format, ...) {
  Buffer text = {0};
  va_list arguments;
  va_start(arguments, format);
  char *made = NULL;
  int size = vasprintf(&made, format, arguments);
  va_end(arguments);
  if (size >= 0) add_lines(&text, made);
  free(made);
  if (text.size) fwrite(text.data, 1, text.size, stdout);
  if (text.size && prompt->log) fwrite(text.data, 1, text.size, prompt->log);
  buffer_free(&text);
}

static void say_fault(Prompt *prompt, const Fault *fault) {
  if (prompt->editor && strcmp(fault->code, "E130") == 0) printf("\n"); /* behind the ^C */
  fflush(stdout);
  fault_print(stderr, fault);
  if (prompt->log) fault_print(prompt->log, fault);
}

/* --- asking the worker ------------------------------------------------------------------------- */

/* A worker that is gone, or that is not to be waited for, is replaced. */
static void replace_worker(Prompt *prompt, Fault *fault) {
  static const char *const lost[] = {"E130", "E320", "E323", "E324", "E325", "E326"};
  bool gone = false;
  for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
    gone = gone || strcmp(fault->code, lost[i]) == 0;
  if (!gone) return;
  Fault again = {0};
  stop_clear(PATIENCE);
  if (!session_restart(&prompt->session, &again)) *fault = again;
  prompt->restarts_told = prompt->session.restarts;
  fault_hint(fault,
             "what you had given names to is gone; rules, pending changes and history are kept");
}

json_t *prompt_ask(Prompt *prompt, const char *operation, json_t *more, Fault *fault) {
  json_t *request = more ? more : json_object(), *scenario = prompt_scenario(prompt);
  json_object_set_new(request, "op", json_string(operation));
  json_object_set_new(request, "place", json_string(prompt->place));
  json_object_set_new(request, "day", json_string(prompt->day));
  json_object_set_new(request, "lang", json_string(language_chinese() ? "zh" : "en"));
  if (scenario) json_object_set_new(request, "scenario", scenario);
  json_t *result = link_ask(prompt->session.link, request, WAIT_SECONDS, fault);
  if (!result) replace_worker(prompt, fault);
  if (!result && strcmp(fault->file, "input") != 0 && strcmp(fault->file, "pending") != 0)
    rulefiles_place(&prompt->session.files, fault);
  return result;
}

static void say_changes(Prompt *prompt, const json_t *changes) {
  size_t i;
  json_t *change;
  json_array_foreach(changes, i, change) {
    const char *name = json_string_value(json_object_get(change, "name"));
    const char *text = json_string_value(json_object_get(change, "text"));
    const char *old = json_string_value(json_object_get(change, "old"));
    prompt_say(prompt, _("pending: %s = %s (before: %s)\n"), name ? name : "", text ? text : "",
               old ? old : "—");
  }
}

/* What `case` and `bill` stand for: the plain fields of the case shown last, and its amounts. */
static json_t *last_case(const Prompt *prompt) {
  if (!prompt->last) return NULL;
  json_t *slim = json_object(), *parts = json_array(), *part, *value;
  const char *key;
  json_object_foreach(prompt->last, key, value) {
    if (!json_is_array(value) && !json_is_object(value)) json_object_set(slim, key, value);
  }
  size_t i;
  json_array_foreach(json_object_get(prompt->last, "parts"), i, part) json_array_append_new(
      parts, json_pack("{s:O*,s:O*,s:O*}", "kind", json_object_get(part, "kind"), "name",
                       json_object_get(part, "name"), "amount", json_object_get(part, "amount")));
  json_object_set_new(slim, "parts", parts);
  return slim;
}

bool prompt_evaluate(Prompt *prompt, const char *text, int line, bool *complete, Fault *fault) {
  double begin = clock_seconds();
  json_t *request = json_pack("{s:s,s:s,s:i}", "path", "input", "text", text, "line", line);
  *complete = true;
  if (!request) return fault_set(fault, EXIT_DATA, "E107", "the input is not UTF-8");
  json_t *last = last_case(prompt);
  if (last) json_object_set_new(request, "last", last);
  json_t *reply = prompt_answer(prompt, prompt_ask(prompt, "prompt", request, fault), fault);
  if (!reply) return false;
  const char *state = json_string_value(json_object_get(reply, "state"));
  *complete = !state || strcmp(state, "incomplete") != 0;
  bool ok = true;
  size_t i;
  json_t *value;
  json_array_foreach(json_object_get(reply, "output"), i, value) {
    if (prompt_show_document(prompt, value, &ok, fault)) continue;
    Shown *shown = ok ? shown_read(value) : NULL;
    if (shown) ok = prompt_show(prompt, shown, fault);
  }
  const json_t *changes = json_object_get(reply, "changes");
  prompt_change(prompt, changes);
  say_changes(prompt, changes);
  json_decref(reply);
  if (*complete && prompt->timer)
    prompt_say(prompt, _("%.1f ms\n"), (clock_seconds() - begin) * 1000);
  return ok;
}

/* --- place, day, rules ------------------------------------------------------------------------- */

static void set_text(char **place, const char *text) {
  char *copy = memory_copy_text(text);
  free(*place);
  *place = copy;
}

static bool no_place(const Prompt *prompt, const char *name, Fault *fault) {
  const Model *model = &prompt->session.model;
  const char **names = memory_new((3 * model->jurisdiction_count + 1) * sizeof *names);
  size_t count = 0;
  for (size_t i = 0; i < model->jurisdiction_count; i++) {
    names[count++] = model->jurisdictions[i].code;
    names[count++] = model->jurisdictions[i].path;
    names[count++] = model->jurisdictions[i].name;
  }
  fault_set(fault, EXIT_USAGE, "E208", "there are no rules for the place “%s”", name);
  Buffer near = {0};
  if (text_near(name, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  free(names);
  return false;
}

bool prompt_choose_place(Prompt *prompt, const char *name, Fault *fault) {
  const Model *model = &prompt->session.model;
  if (!*name) {
    set_text(&prompt->place, "");
    set_text(&prompt->place_name, "");
    return true;
  }
  for (size_t i = 0; i < model->jurisdiction_count; i++) {
    const ModelJurisdiction *j = &model->jurisdictions[i];
    if (strcmp(j->code, name) != 0 && strcmp(j->path, name) != 0 && strcmp(j->name, name) != 0)
      continue;
    set_text(&prompt->place, j->path);
    free(prompt->place_name);
    if (asprintf(&prompt->place_name, "%s %s", j->name, j->code) < 0) memory_end(64);
    return true;
  }
  return no_place(prompt, name, fault);
}

bool prompt_load(Prompt *prompt, const char *folder, Fault *fault) {
  Session session;
  if (!session_open(&session, folder, false, fault)) return false;
  prompt_study_close(prompt); /* it points into the rules */
  session_close(&prompt->session);
  prompt->session = session;
  prompt->restarts_told = 0;
  prompt->changed_told = false;
  char *kept = memory_copy_text(folder);
  free(prompt->folder);
  prompt->folder = kept;
  char *place = memory_copy_text(prompt->place ? prompt->place : "");
  if (!prompt_choose_place(prompt, place, &(Fault){0}))
    prompt_choose_place(prompt, "", &(Fault){0});
  free(place);
  return true;
}

/* Rules that do not load are told, and the prompt starts without any, so that they can be mended. Where
 * nobody named any and there is no such folder, plain Lua is all there is. */
static bool load_first(Prompt *prompt, Fault *fault) {
  if (prompt_load(prompt, prompt->options->rules, fault)) return true;
  bool absent = !prompt->options->rules_named && strcmp(fault->code, "E451") == 0;
  if (!prompt->editor && !absent) return false;
  if (prompt->editor) say_fault(prompt, fault);
  fault_clear(fault);
  set_text(&prompt->folder, prompt->options->rules);
  RuleFiles none = {.folder = memory_copy_text("")};
  return session_open_files(&prompt->session, &none, false, fault);
}

/* --- the status line --------------------------------------------------------------------------- */

static void add_pending(const Prompt *prompt, Buffer *line) {
  size_t i;
  json_t *change;
  json_array_foreach(prompt->pending, i, change) {
    const char *name = json_string_value(json_object_get(change, "name"));
    const char *text = json_string_value(json_object_get(change, "text"));
    buffer_format(line, "%s%s%s%s", i ? ", " : _("pending: "), name ? name : "", text ? "=" : "",
                  text ? text : "");
  }
}

static void say_bracketed(Prompt *prompt, const char *text, int width) {
  if (width > 8 && text_width(text) + 2 > width)
    prompt_say(prompt, "[%.*s…]\n", (int)text_clip(text, width - 4), text);
  else
    prompt_say(prompt, "[%s]\n", text);
}

/* Folder, database, day, place and changes, in one line, or the changes on a second where the screen is
 * narrow; shown when it is not as it was. */
static void say_status(Prompt *prompt) {
  Buffer line = {0}, pending = {0}, whole = {0};
  buffer_add_text(&line, prompt->folder ? prompt->folder : _("no rules"));
  if (prompt->store) {
    const char *path = store_path(prompt->store), *slash = strrchr(path, '/');
    bool writes = access(path, W_OK) == 0; /* corrections open it once more */
    buffer_format(&line, writes ? " · %s" : _(" · %s (read-only)"), slash ? slash + 1 : path);
  }
  buffer_format(&line, " · %s · %s", prompt->day,
                *prompt->place_name ? prompt->place_name : _("all places"));
  add_pending(prompt, &pending);
  buffer_format(&whole, "%s%s%s", line.data, pending.size ? " · " : "",
                pending.size ? pending.data : "");
  int width = screen_width(stdout);
  if (!prompt->status || strcmp(prompt->status, whole.data) != 0) {
    bool narrow = width > 8 && pending.size && text_width(whole.data) + 2 > width;
    say_bracketed(prompt, narrow ? line.data : whole.data, width);
    if (narrow) say_bracketed(prompt, pending.data, width);
    set_text(&prompt->status, whole.data);
  }
  buffer_free(&line);
  buffer_free(&pending);
  buffer_free(&whole);
}

/* Rules whose files have changed since are not loaded by themselves: one line says so, once. */
static void say_changed_rules(Prompt *prompt) {
  if (prompt->changed_told || prompt->session.files.count == 0) return;
  RuleFiles now = {0};
  if (rulefiles_read(&now, prompt->folder, &(Fault){0}) &&
      strcmp(now.hash, prompt->session.files.hash) != 0) {
    prompt->changed_told = true;
    prompt_say(prompt, _("the rules in %s have changed; .reload loads them again\n"),
               prompt->folder);
  }
  rulefiles_free(&now);
}

/* A worker can be lost behind a command or a Tab, which ask again and go on. */
static void say_restarts(Prompt *prompt) {
  if (prompt->restarts_told == prompt->session.restarts) return;
  prompt->restarts_told = prompt->session.restarts;
  prompt_say(prompt, "%s",
             _("the rule worker was lost and started again: what you had given names "
               "to is gone; rules, pending changes and history are kept\n"));
}

/* --- reading ----------------------------------------------------------------------------------- */

/* Blanks in front go; a full-width stop or question mark at the beginning is a plain one. */
static char *plain_line(const char *line) {
  while (*line == ' ' || *line == '\t')
    line++;
  bool stop = strncmp(line, "。", strlen("。")) == 0, mark = strncmp(line, "？", strlen("？")) == 0;
  if (!stop && !mark) return memory_copy_text(line);
  char *made = NULL;
  if (asprintf(&made, "%s%s", stop ? "." : "?", line + strlen("。")) < 0) memory_end(64);
  return made;
}

/* A line that was copied from a screen brings its prompt along, which begins no Lua. */
static const char *without_prompt(const char *line, bool inside) {
  if (strncmp(line, ">> ", 3) == 0) return line + 3;
  return !inside && strncmp(line, "> ", 2) == 0 ? line + 2 : line;
}

static bool is_command(const char *line) {
  return *line == '?' || (*line == '.' && !(line[1] >= '0' && line[1] <= '9') && line[1] != '.');
}

static void remember(Prompt *prompt, const char *text) {
  if (!prompt->editor || !*text) return;
  editor_remember(prompt->editor, text);
  Fault fault = {0};
  if (prompt->journal && !journal_add(prompt->journal, text, &fault)) {
    say_fault(prompt, &fault);
    free(prompt->journal);
    prompt->journal = NULL; /* said once */
  }
}

/* One line onto the chunk that is being typed; evaluates it when it is complete. */
static bool take_line(Prompt *prompt, Buffer *chunk, const char *typed, int *first, int number,
                      Fault *fault) {
  typed = without_prompt(typed, chunk->size > 0);
  if (chunk->size == 0) {
    char *line = plain_line(typed);
    bool command = is_command(line), empty = !*line;
    bool ok = true;
    if (command) {
      if (prompt->log) fprintf(prompt->log, "> %s\n", line);
      remember(prompt, typed);
      ok = prompt_command(prompt, line, fault);
    }
    free(line);
    if (command || empty) return ok;
    *first = number;
  }
  if (prompt->log) fprintf(prompt->log, "%s%s\n", chunk->size ? ">> " : "> ", typed);
  if (chunk->size) buffer_add_text(chunk, "\n");
  buffer_add_text(chunk, typed);
  bool complete;
  bool ok = prompt_evaluate(prompt, chunk->data, *first, &complete, fault);
  if (complete) {
    remember(prompt, chunk->data);
    set_text(&prompt->previous, chunk->data);
    buffer_clear(chunk);
  }
  return ok;
}

static int read_terminal(Prompt *prompt) {
  Buffer line = {0}, chunk = {0};
  int first = 1;
  while (!prompt->leaving) {
    if (chunk.size == 0) {
      say_restarts(prompt);
      say_changed_rules(prompt);
      say_status(prompt);
    }
    EditorState state = editor_read(prompt->editor, chunk.size ? ">> " : "> ", &line);
    if (state == EDITOR_ENDED) {
      printf("\n");
      break;
    }
    stop_clear(PATIENCE);
    if (state == EDITOR_INTERRUPTED) {
      printf("^C\n");
      buffer_clear(&chunk);
      continue;
    }
    Fault fault = {0};
    if (!take_line(prompt, &chunk, line.data, &first, 1, &fault)) say_fault(prompt, &fault);
    if (prompt->log) fflush(prompt->log);
  }
  buffer_free(&line);
  buffer_free(&chunk);
  return EXIT_DONE;
}

/* A line of the script; what is no UTF-8 or empty is passed on as it is. False at the end. */
static bool next_line(char **line, size_t *room) {
  ssize_t size = getline(line, room, stdin);
  if (size < 0) return false;
  while (size > 0 && ((*line)[size - 1] == '\n' || (*line)[size - 1] == '\r'))
    (*line)[--size] = 0;
  return true;
}

static int read_script(Prompt *prompt, Fault *fault) {
  Buffer chunk = {0};
  char *line = NULL;
  size_t room = 0;
  int number = 0, first = 1;
  bool ok = true;
  while (ok && !prompt->leaving && next_line(&line, &room)) {
    number++;
    ok = take_line(prompt, &chunk, line, &first, number, fault);
  }
  if (ok && chunk.size)
    ok = fault_set(fault, EXIT_RULES, "E642", "the input ends within what line %d began", first);
  if (ok && number == 0) {
    ok = fault_set(fault, EXIT_USAGE, "E613", "guize needs a command, or lines on its input");
    fault_hint(fault, "`guize help` lists the commands; in a terminal `guize` is a prompt");
  }
  buffer_free(&chunk);
  free(line);
  if (!ok && (fault->exit == EXIT_DATA || (fault->exit == EXIT_USAGE && number > 0)))
    fault->exit = EXIT_RULES;
  return ok ? EXIT_DONE : fault->exit;
}

/* --- beginning and end ------------------------------------------------------------------------- */

static void recall(void *data, const char *entry) {
  Prompt *prompt = data;
  editor_remember(prompt->editor, entry);
}

/* libedit would say it in two lines of its own and go on as with a dumb terminal. */
static void check_terminal(void) {
  const char *terminal = getenv("TERM");
  bool named = terminal && *terminal;
  if (named && editor_knows_terminal()) return;
  if (named)
    printf(_("guize: the terminal “%s” (TERM) is not known here; lines are edited simply\n"),
           terminal);
  setenv("TERM", "dumb", 1);
}

static void check_locale(void) {
  if (editor_locale()) return;
  const char *all = getenv("LC_ALL"), *type = getenv("LC_CTYPE"), *lang = getenv("LANG");
  const char *asked = all && *all ? all : type && *type ? type : lang && *lang ? lang : "C";
  printf(_("guize: the locale %s is not UTF-8, or is not installed; UTF-8 is used\n"), asked);
}

static bool open_terminal(Prompt *prompt, Fault *fault) {
  check_terminal();
  check_locale();
  prompt->editor = editor_open(prompt_complete, prompt, fault);
  if (!prompt->editor) return false;
  prompt->journal = journal_path();
  Fault ignored = {0};
  if (prompt->journal && !journal_read(prompt->journal, recall, prompt, &ignored)) {
    say_fault(prompt, &ignored);
    free(prompt->journal);
    prompt->journal = NULL;
  }
  printf(_("guize: type the name of a parameter, or .help\n"));
  return true;
}

static bool open_store(Prompt *prompt, const char *path, Fault *fault) {
  Schema *schema = session_schema(fault);
  prompt->store = schema ? settle_open_store(path, schema, STORE_READ, fault) : NULL;
  prompt->schema = schema;
  return prompt->store != NULL;
}

static bool prompt_open(Prompt *prompt, const Options *options, Fault *fault) {
  char now[21];
  clock_utc(now);
  *prompt = (Prompt){.options = options, .masked = !options->reveal};
  snprintf(prompt->day, sizeof prompt->day, "%.10s", options->on ? options->on : now);
  prompt->day_chosen = options->on != NULL;
  prompt->pending = json_array();
  prompt->undo = json_array();
  prompt->answers = json_array();
  set_text(&prompt->place, "");
  set_text(&prompt->place_name, "");
  set_text(&prompt->format, strcmp(options->format, "table") == 0 ? "auto" : options->format);
  const char *db = options->word_count ? options->words[0] : options->db;
  if (db && !open_store(prompt, db, fault)) return false;
  if (options->reveal) reveal_record(db);
  bool terminal = !options->eval && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  return (!terminal || open_terminal(prompt, fault)) && load_first(prompt, fault) &&
         (options->county_count == 0 || prompt_choose_place(prompt, options->counties[0], fault));
}

static void prompt_close(Prompt *prompt) {
  editor_close(prompt->editor);
  prompt_study_close(prompt); /* it points into the rules */
  session_close(&prompt->session);
  store_close(prompt->store, &(Fault){0});
  store_close(prompt->guarded, &(Fault){0});
  schema_free(prompt->schema);
  shown_free(prompt->shown);
  json_decref(prompt->pending);
  json_decref(prompt->undo);
  json_decref(prompt->answers);
  json_decref(prompt->document);
  json_decref(prompt->last);
  if (prompt->log) fclose(prompt->log);
  char *texts[] = {prompt->folder, prompt->journal,  prompt->place,  prompt->place_name,
                   prompt->once,   prompt->previous, prompt->format, prompt->log_path,
                   prompt->saved,  prompt->status,   prompt->row_key};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    free(texts[i]);
}

static int evaluate_once(Prompt *prompt, Fault *fault) {
  Buffer chunk = {0};
  int first = 1;
  bool ok = take_line(prompt, &chunk, prompt->options->eval, &first, 1, fault);
  if (ok && chunk.size)
    ok = fault_set(fault, EXIT_RULES, "E642", "the text of --eval is not whole");
  buffer_free(&chunk);
  return ok ? EXIT_DONE : fault->exit;
}

int prompt_run(const Options *options, Fault *fault) {
  Prompt prompt;
  int status;
  if (!prompt_open(&prompt, options, fault))
    status = fault->exit;
  else if (options->eval)
    status = evaluate_once(&prompt, fault);
  else
    status = prompt.editor ? read_terminal(&prompt) : read_script(&prompt, fault);
  prompt_close(&prompt);
  return status;
}

int command_prompt(const Options *options, Fault *fault) {
  return prompt_run(options, fault);
}
