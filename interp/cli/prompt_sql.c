/* SQL at the prompt, read-only and masked; and help on names. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "cli/prompt.h"
#include "data/guard.h"

enum { MOST_ROWS = 200000 };

/* A column holds numbers when every value that is there is one. */
static bool all_numbers(char **cells, size_t rows, int columns, int column) {
  bool any = false;
  for (size_t r = 0; r < rows; r++) {
    const char *text = cells[r * (size_t)columns + (size_t)column];
    if (!text) continue;
    char *end; /* a day is no number, and neither is what begins with a nought */
    strtod(text, &end);
    if (!*text || *end || (*text == '0' && text[1] && text[1] != '.')) return false;
    any = true;
  }
  return any;
}

static Shown *shown_of(Query *query, char **cells, size_t rows) {
  int columns = query_columns(query);
  Shown *shown = shown_new(columns);
  for (int i = 0; i < columns; i++) {
    const char *title = query_title(query, i);
    shown_column(shown, i, title, title,
                 all_numbers(cells, rows, columns, i) ? TABLE_NUMBER : TABLE_TEXT);
  }
  for (size_t r = 0; r < rows; r++)
    shown_add(shown, (const char *const *)(cells + r * (size_t)columns));
  return shown;
}

static bool read_rows(Prompt *prompt, Query *query, char ***cells, size_t *rows, Fault *fault) {
  size_t columns = (size_t)query_columns(query);
  int step;
  while ((step = guard_step(prompt->guarded, query, fault)) == 1) {
    if (*rows == MOST_ROWS)
      return fault_set(fault, EXIT_DATA, "E649", "SQL: more than %d rows; ask for fewer with LIMIT",
                       MOST_ROWS);
    *cells = memory_resize(*cells, (*rows + 1) * columns * sizeof **cells);
    for (size_t i = 0; i < columns; i++) {
      const char *text = query_text(query, (int)i, NULL);
      (*cells)[*rows * columns + i] = text ? memory_copy_text(text) : NULL;
    }
    ++*rows;
  }
  return step == 0;
}

/* A connection of its own, since the guard refuses what our own statements need. */
static bool open_guarded(Prompt *prompt, Fault *fault) {
  if (prompt->guarded) return true;
  Store *store = store_open(store_path(prompt->store), STORE_READ, fault);
  if (store && guard_set(store, prompt->schema, prompt->masked, fault)) {
    prompt->guarded = store;
    return true;
  }
  store_close(store, &(Fault){0});
  return false;
}

bool prompt_sql(Prompt *prompt, const char *argument, Fault *fault) {
  if (!prompt->store) {
    fault_set(fault, EXIT_USAGE, "E614", "there is no database");
    fault_hint(fault, "start with: guize FILE.db");
    return false;
  }
  if (!*argument) return fault_set(fault, EXIT_USAGE, "E644", ".sql needs a SELECT");
  if (!open_guarded(prompt, fault)) return false;
  const Schema *masked = prompt->masked ? prompt->schema : NULL;
  Query *query = guard_query(prompt->guarded, masked, argument, fault);
  if (!query) return false;
  char **cells = NULL;
  size_t rows = 0, columns = (size_t)query_columns(query);
  bool ok = read_rows(prompt, query, &cells, &rows, fault);
  Shown *shown = ok ? shown_of(query, cells, rows) : NULL;
  query_free(query);
  for (size_t i = 0; i < rows * columns; i++)
    free(cells[i]);
  free(cells);
  return ok && prompt_show(prompt, shown, fault);
}

bool prompt_describe(Prompt *prompt, const char *name, Fault *fault) {
  const char *county = *prompt->place ? prompt->place : NULL;
  json_t *request = json_pack("{s:s,s:s*}", "name", name, "county", county);
  if (!request) return fault_set(fault, EXIT_DATA, "E107", "the name is not UTF-8");
  json_t *reply = prompt_ask(prompt, "describe", request, fault);
  if (!reply) return false;
  Shown *shown = shown_read(reply);
  json_decref(reply);
  if (!shown) return fault_set(fault, EXIT_RULES, "E201", "nothing is known of “%s”", name);
  return prompt_show(prompt, shown, fault);
}
