/* A person, household or village at the prompt: their registers, section by section. The row that was shown
 * last is the one that .set corrects. */
#include <stdlib.h>
#include <string.h>

#include "base/field.h"
#include "base/language.h"
#include "base/memory.h"
#include "cli/prompt.h"
#include "data/dossier.h"

enum { MOST_FOUND = 20 };

bool prompt_need_store(const Prompt *prompt, Fault *fault) {
  if (prompt->store) return true;
  fault_set(fault, EXIT_USAGE, "E614", "there is no database");
  fault_hint(fault, "start with: guize FILE.db");
  return false;
}

void prompt_look_at(Prompt *prompt, const char *entity, const char *key) {
  char *kept = memory_copy_text(key);
  free(prompt->row_key);
  prompt->row_key = kept;
  prompt->row_entity = entity;
}

/* --- names ---------------------------------------------------------------------------------------- */

/* A flag by its title where the rules at hand have it, else by its name. */
static const char *flag_title(const Prompt *prompt, const char *name) {
  size_t i;
  json_t *flag;
  json_array_foreach(json_object_get(prompt->session.model.description, "flags"), i, flag) {
    const char *title = field_text(flag, "title");
    if (strcmp(field_text(flag, "name"), name) == 0 && *title) return title;
  }
  return name;
}

/* What the sections call flags and entities is for programs; people read titles where they read Chinese. */
static void name_flags(const Prompt *prompt, json_t *sections) {
  const json_t *section = json_array_get(sections, json_array_size(sections) - 1);
  size_t i;
  json_t *row;
  if (strcmp(field_text(section, "name"), "flag") != 0) return;
  json_array_foreach(json_object_get(section, "rows"), i, row) {
    const char *flag = json_string_value(json_array_get(row, 0));
    const Entity *entity = schema_entity(prompt->schema, json_string_value(json_array_get(row, 1)));
    json_array_set_new(row, 0, json_string(flag_title(prompt, flag)));
    if (entity) json_array_set_new(row, 1, json_string(entity->title));
  }
}

/* --- sections ------------------------------------------------------------------------------------- */

static TableKind kind_of(const json_t *column) {
  const char *kind = json_string_value(json_array_get(column, 2));
  return strcmp(kind, "money") == 0    ? TABLE_MONEY
         : strcmp(kind, "number") == 0 ? TABLE_NUMBER
                                       : TABLE_TEXT;
}

static Shown *table_of(const json_t *section) {
  const json_t *columns = json_object_get(section, "columns");
  int count = (int)json_array_size(columns);
  Shown *shown = shown_new(count);
  for (int i = 0; i < count; i++) {
    const json_t *column = json_array_get(columns, (size_t)i);
    shown_column(shown, i, json_string_value(json_array_get(column, 0)),
                 json_string_value(json_array_get(column, 1)), kind_of(column));
  }
  const char **cells = memory_new((size_t)(count + 1) * sizeof *cells);
  size_t r;
  json_t *row;
  json_array_foreach(json_object_get(section, "rows"), r, row) {
    for (int i = 0; i < count; i++)
      cells[i] = json_string_value(json_array_get(row, (size_t)i));
    shown_add(shown, cells);
  }
  free(cells);
  return shown;
}

static bool show_section(Prompt *prompt, const json_t *section, Fault *fault) {
  long long total = (long long)json_integer_value(json_object_get(section, "total"));
  long long run = (long long)json_integer_value(json_object_get(section, "run"));
  const char *name = field_text(section, language_chinese() ? "title" : "name");
  size_t shown = json_array_size(json_object_get(section, "rows"));
  if (total == 0) return true;
  prompt_say(prompt, "\n%s", name);
  if (run) prompt_say(prompt, _(" (run %lld)"), run);
  if ((long long)shown < total) prompt_say(prompt, _(" (the first %zu of %lld)"), shown, total);
  prompt_say(prompt, "\n");
  return prompt_show(prompt, table_of(section), fault);
}

/* The row itself, a line a field. */
static bool show_record(Prompt *prompt, const json_t *section, Fault *fault) {
  Shown *shown = shown_new(2);
  shown_column(shown, 0, "field", "项目", TABLE_TEXT);
  shown_column(shown, 1, "value", "内容", TABLE_TEXT);
  const json_t *row = json_array_get(json_object_get(section, "rows"), 0);
  size_t i;
  json_t *column;
  json_array_foreach(json_object_get(section, "columns"), i, column) {
    const char *name = json_string_value(json_array_get(column, language_chinese() ? 1 : 0));
    shown_add(shown, (const char *[]){name, json_string_value(json_array_get(row, i))});
  }
  return prompt_show(prompt, shown, fault);
}

static void say_empty(Prompt *prompt, const json_t *sections) {
  Buffer names = {0};
  size_t i;
  json_t *section;
  json_array_foreach(sections, i, section) {
    if (json_integer_value(json_object_get(section, "total")) == 0)
      buffer_format(&names, "%s%s", names.size ? language_chinese() ? "、" : ", " : "",
                    field_text(section, language_chinese() ? "title" : "name"));
  }
  if (names.size) prompt_say(prompt, _("\nnothing in: %s\n"), names.data);
  buffer_free(&names);
}

/* For files and programs: a row a value, all registers in one. */
static bool show_flat(Prompt *prompt, const json_t *sections, bool titles, Fault *fault) {
  static const char *const columns[][2] = {
      {"register", "登记"}, {"row", "行"}, {"field", "字段"}, {"value", "内容"}};
  Shown *shown = shown_new(4);
  for (int i = 0; i < 4; i++)
    shown_column(shown, i, columns[i][0], columns[i][1], TABLE_TEXT);
  size_t s, r, c;
  json_t *section, *row, *cell;
  json_array_foreach(sections, s, section) {
    json_array_foreach(json_object_get(section, "rows"), r, row) {
      char number[24];
      snprintf(number, sizeof number, "%zu", r + 1);
      json_array_foreach(row, c, cell) {
        const json_t *column = json_array_get(json_object_get(section, "columns"), c);
        shown_add(shown, (const char *[]){field_text(section, titles ? "title" : "name"), number,
                                          json_string_value(json_array_get(column, titles)),
                                          json_string_value(cell)});
      }
    }
  }
  return prompt_show(prompt, shown, fault);
}

static bool show(Prompt *prompt, const char *name, const char *key, Fault *fault) {
  const Entity *entity = schema_entity(prompt->schema, name);
  json_t *sections =
      dossier_read(prompt->store, prompt->schema, entity, key, prompt->masked, fault);
  if (!sections) return false;
  const char *format = prompt->once ? prompt_once_format(prompt) : prompt->format;
  bool people = strcmp(format, "auto") == 0 || table_for_people(format);
  bool titles = people && language_chinese(), ok = true;
  if (titles) name_flags(prompt, sections);
  prompt_look_at(prompt, entity->name, key);
  if (!people || prompt->once) {
    ok = show_flat(prompt, sections, titles, fault);
  } else {
    ok = show_record(prompt, json_array_get(sections, 0), fault);
    for (size_t i = 1; ok && i < json_array_size(sections); i++)
      ok = show_section(prompt, json_array_get(sections, i), fault);
    if (ok) say_empty(prompt, sections);
  }
  json_decref(sections);
  return ok;
}

/* --- the commands --------------------------------------------------------------------------------- */

/* The argument, or the row of that kind that was looked at last. */
static const char *key_of(const Prompt *prompt, const char *entity, const char *argument,
                          const char *example, Fault *fault) {
  if (*argument) return argument;
  if (prompt->row_entity && strcmp(prompt->row_entity, entity) == 0) return prompt->row_key;
  fault_set(fault, EXIT_USAGE, "E644", "which one?");
  fault_hint(fault, "%s", example);
  return NULL;
}

static bool list_found(const int64_t *keys, int count, Fault *fault) {
  Buffer list = {0};
  int shown = count < MOST_FOUND ? count : MOST_FOUND;
  for (int i = 0; i < shown; i++)
    buffer_format(&list, "%s%lld", i ? ", " : "", (long long)keys[i]);
  if (count > shown) buffer_add_text(&list, " …");
  if (count == 0)
    fault_set(fault, EXIT_DATA, "E570", "nobody has that number, ID number or name");
  else
    fault_set(fault, EXIT_DATA, "E570", "%d persons are called that", count);
  if (count) fault_hint(fault, "choose by the number: .person %s", list.data);
  buffer_free(&list);
  return false;
}

bool prompt_person(Prompt *prompt, const char *argument, Fault *fault) {
  if (!prompt_need_store(prompt, fault)) return false;
  const char *text = key_of(prompt, "person", argument, ".person 11", fault);
  int64_t keys[MOST_FOUND];
  if (!text) return false;
  int count = dossier_find_person(prompt->store, text, keys, MOST_FOUND, fault);
  if (count < 0) return false;
  if (count != 1) return list_found(keys, count, fault);
  char key[24];
  snprintf(key, sizeof key, "%lld", (long long)keys[0]);
  return show(prompt, "person", key, fault);
}

static bool show_by_key(Prompt *prompt, const char *entity, const char *argument,
                        const char *example, Fault *fault) {
  if (!prompt_need_store(prompt, fault)) return false;
  const char *text = key_of(prompt, entity, argument, example, fault);
  char *key = text ? memory_copy_text(text) : NULL; /* what was looked at changes on the way */
  bool ok = key && show(prompt, entity, key, fault);
  free(key);
  return ok;
}

bool prompt_household(Prompt *prompt, const char *argument, Fault *fault) {
  return show_by_key(prompt, "household", argument, ".household 1", fault);
}

bool prompt_village(Prompt *prompt, const char *argument, Fault *fault) {
  Fault first = {0};
  if (show_by_key(prompt, "village", argument, ".village 532625101001", &first)) return true;
  if (strcmp(first.code, "E565") == 0 && show_by_key(prompt, "division", argument, "", fault))
    return true; /* of which only the name is registered */
  *fault = first;
  return false;
}
