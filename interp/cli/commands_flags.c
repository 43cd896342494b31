/* The command that shows what a run has flagged: how many rows in which county, or the rows with their
 * reasons, on the screen or in a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/reveal.h"
#include "cli/table.h"
#include "data/flagrows.h"
#include "data/mask.h"
#include "data/runs.h"
#include "eval/session.h"
#include "io/file.h"
#include "io/sheet_out.h"

static const TableColumn count_columns[] = {
    {"flag", "标记", TABLE_TEXT},        {"title", "标记名称", TABLE_TEXT},
    {"entity", "对象", TABLE_TEXT},      {"county", "代码", TABLE_TEXT},
    {"county_name", "区划", TABLE_TEXT}, {"rows", "条数", TABLE_COUNT},
};
static const TableColumn row_columns[] = {
    {"flag", "标记", TABLE_TEXT},       {"title", "标记名称", TABLE_TEXT},
    {"county", "代码", TABLE_TEXT},     {"county_name", "区划", TABLE_TEXT},
    {"entity", "对象", TABLE_TEXT},     {"row_id", "编号", TABLE_TEXT},
    {"name", "姓名或名称", TABLE_TEXT}, {"id_number", "证件号码", TABLE_TEXT},
    {"reason", "原因", TABLE_TEXT},
};
enum {
  COUNT_COLUMNS = sizeof count_columns / sizeof *count_columns,
  ROW_COLUMNS = sizeof row_columns / sizeof *row_columns,
};

/* For people the head says which flag it is: the reason has to fit on a screen. */
static const int told_columns[] = {3, 5, 6, 7, 8};
enum { TOLD_COLUMNS = sizeof told_columns / sizeof *told_columns, ID_NUMBER = 7 };

/* A question on its way. */
typedef struct Asking {
  const Options *options;
  Store *store;
  Schema *schema;
  Session session; /* the rules of the run, for titles */
  Run run;
  FlagFilter filter;
  const Entity *entity; /* of the rows that come */
  bool told;            /* the flag and what its rows are stand in the head */
  TableColumn columns[ROW_COLUMNS];
  int places[ROW_COLUMNS]; /* of these in row_columns */
  int column_count;
  Table *table;
  SheetOut *workbook; /* in place of the table */
  OutColumn out[ROW_COLUMNS];
  Fault *fault;
  int64_t rows;
  bool personal; /* a name of a person was shown */
} Asking;

static bool is_workbook(const Options *options) {
  const char *dot = options->output ? strrchr(options->output, '.') : NULL;
  return dot && strcasecmp(dot, ".xlsx") == 0;
}

/* A row of all columns, into the table or the workbook. */
static void put(Asking *asking, const char *const *all) {
  const char *cells[ROW_COLUMNS];
  OutCell out[ROW_COLUMNS];
  for (int i = 0; i < asking->column_count; i++) {
    const char *text = cells[i] = all[asking->places[i]];
    OutKind kind = asking->columns[i].kind == TABLE_COUNT ? OUT_NUMBER : OUT_ID;
    out[i] = (OutCell){text, text ? strlen(text) : 0, kind};
  }
  if (asking->table) table_add(asking->table, cells);
  if (asking->workbook && !fault_isset(asking->fault))
    sheetout_row(asking->workbook, out, asking->fault);
}

static const char *title_of(const Asking *asking, const char *flag) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(asking->session.model.description, "flags"), i, item) {
    const char *name = json_string_value(json_object_get(item, "name"));
    if (name && strcmp(name, flag) == 0) return json_string_value(json_object_get(item, "title"));
  }
  return "";
}

static void add_count(const FlagCount *count, void *data) {
  Asking *asking = data;
  char rows[24];
  const Entity *entity = schema_entity(asking->schema, count->entity);
  snprintf(rows, sizeof rows, "%lld", (long long)count->rows);
  bool people = is_workbook(asking->options) || table_for_people(asking->options->format);
  put(asking, (const char *[]){count->flag, title_of(asking, count->flag),
                               entity && people ? entity->title : count->entity, count->county,
                               count->county_name, rows});
  asking->rows += count->rows;
}

/* What may be shown of a name or number of a person. */
static const char *shown(const Asking *asking, const char *text, bool personal,
                         void (*mask)(Buffer *out, const char *text), Buffer *out) {
  if (!text || !personal || asking->options->reveal) return text;
  buffer_clear(out);
  mask(out, text);
  return out->data;
}

static void add_row(const FlagRow *row, void *data) {
  Asking *asking = data;
  Buffer name = {0}, number = {0};
  bool people = is_workbook(asking->options) || table_for_people(asking->options->format);
  const char *entity = people ? asking->entity->title : asking->entity->name;
  put(asking,
      (const char *[]){row->flag, title_of(asking, row->flag), row->county, row->county_name,
                       entity, row->id, shown(asking, row->name, row->personal, mask_name, &name),
                       shown(asking, row->id_number, true, mask_number, &number), row->reason});
  asking->rows++;
  asking->personal = asking->personal || (row->personal && row->name);
  buffer_free(&name);
  buffer_free(&number);
}

/* --- what is asked for --- */

static bool known_flag(const Asking *asking, const char **flag, Fault *fault) {
  const json_t *list = json_object_get(asking->session.model.description, "flags");
  size_t count = json_array_size(list), i;
  const char **names = memory_new((2 * count + 1) * sizeof *names);
  json_t *item;
  bool found = false;
  json_array_foreach(list, i, item) {
    const char *title = json_string_value(json_object_get(item, "title"));
    names[i] = json_string_value(json_object_get(item, "name"));
    names[count + i] = title ? title : "";
    if (strcmp(names[i], *flag) != 0 && (!title || strcmp(title, *flag) != 0)) continue;
    *flag = names[i];
    found = true;
    break;
  }
  Buffer near = {0};
  if (!found) {
    fault_set(fault, EXIT_USAGE, "E547", "there is no flag “%s” in the rules of run %lld", *flag,
              (long long)asking->run.id);
    if (text_near(*flag, names, 2 * count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  }
  buffer_free(&near);
  free(names);
  return found;
}

static bool known_entity(const Asking *asking, const char **entity, Fault *fault) {
  const char *names[128];
  size_t count = 0;
  for (size_t i = 0; i < schema_entity_count(asking->schema); i++) {
    const Entity *known = schema_entity_at(asking->schema, i);
    if (count + 2 < sizeof names / sizeof *names) {
      names[count++] = known->name;
      names[count++] = known->title;
    }
    if (strcmp(known->name, *entity) != 0 && strcmp(known->title, *entity) != 0) continue;
    *entity = known->name;
    return true;
  }
  Buffer near = {0};
  fault_set(fault, EXIT_USAGE, "E612", "--entity takes a register, not “%s”", *entity);
  if (text_near(*entity, names, count, &near)) fault_hint(fault, "did you mean %s?", near.data);
  buffer_free(&near);
  return false;
}

/* A prefecture has no rows of its own, and a county that nobody knows is a mistake. */
static bool known_counties(const Asking *asking, Fault *fault) {
  for (int i = 0; i < asking->options->county_count; i++) {
    const char *code = asking->options->counties[i];
    if (strlen(code) == 6 && strcmp(code + 4, "00") == 0)
      return fault_set(fault, EXIT_USAGE, "E554", "%s is no county", code);
    if (model_jurisdiction(&asking->session.model, code)) continue;
    fault_set(fault, EXIT_RULES, "E208", "there are no rules for the county %s", code);
    fault_hint(fault, "`guize completion counties` lists those that have rules");
    return false;
  }
  return true;
}

static bool read_filter(Asking *asking, Fault *fault) {
  const Options *options = asking->options;
  asking->filter = (FlagFilter){asking->run.id, options->flag, options->entity, NULL};
  return known_counties(asking, fault) &&
         (!options->flag || known_flag(asking, &asking->filter.flag, fault)) &&
         (!options->entity || known_entity(asking, &asking->filter.entity, fault));
}

static bool add_rows(Asking *asking, Fault *fault) {
  if (!asking->options->flag)
    return flagrows_counts(asking->store, &asking->filter, add_count, asking, fault);
  for (size_t i = 0; i < schema_entity_count(asking->schema); i++) {
    asking->entity = schema_entity_at(asking->schema, i);
    if (asking->filter.entity && strcmp(asking->filter.entity, asking->entity->name) != 0) continue;
    if (!flagrows_each(asking->store, &asking->filter, asking->entity, add_row, asking, fault))
      return false;
  }
  return true;
}

static bool add_counties(Asking *asking, Fault *fault) {
  bool ok = true;
  for (int i = 0; ok && i < (asking->options->county_count ? asking->options->county_count : 1);
       i++) {
    asking->filter.county = asking->options->county_count ? asking->options->counties[i] : NULL;
    ok = add_rows(asking, fault);
  }
  return ok;
}

/* --- output --- */

/* Whether rows of the flag have a name and number of a person. */
static bool has_numbers(const Asking *asking) {
  const json_t *list = json_object_get(asking->session.model.description, "flags");
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item) {
    const char *name = json_string_value(json_object_get(item, "name"));
    if (!name || strcmp(name, asking->filter.flag) != 0) continue;
    const char *over = json_string_value(json_object_get(item, "over"));
    const Entity *entity = over ? schema_entity(asking->schema, over) : NULL;
    if (!entity || entity_field(entity, "id_number")) return true;
    for (size_t k = 0; k < entity->field_count; k++)
      if (entity->fields[k].to && strcmp(entity->fields[k].to->name, "person") == 0) return true;
  }
  return false;
}

static void choose_columns(Asking *asking) {
  const TableColumn *from = asking->filter.flag ? row_columns : count_columns;
  int all = asking->filter.flag ? ROW_COLUMNS : COUNT_COLUMNS;
  asking->told =
      asking->filter.flag && !asking->options->output && table_for_people(asking->options->format);
  for (int i = 0; i < (asking->told ? TOLD_COLUMNS : all); i++) {
    int place = asking->told ? told_columns[i] : i;
    if (asking->told && place == ID_NUMBER && !has_numbers(asking)) continue;
    asking->places[asking->column_count] = place;
    asking->columns[asking->column_count++] = from[place];
  }
}

static bool open_output(Asking *asking, Fault *fault) {
  choose_columns(asking);
  if (!is_workbook(asking->options)) {
    asking->table = table_new(asking->columns, asking->column_count);
    return true;
  }
  for (int i = 0; i < asking->column_count; i++)
    asking->out[i] = (OutColumn){asking->columns[i].key, asking->columns[i].title,
                                 asking->columns[i].kind == TABLE_COUNT ? OUT_NUMBER : OUT_TEXT};
  asking->workbook =
      sheetout_open(asking->options->output, OUT_XLSX,
                    asking->filter.flag ? title_of(asking, asking->filter.flag) : "标记",
                    asking->out, (size_t)asking->column_count, true, fault);
  return asking->workbook != NULL;
}

static void tell_file(const Asking *asking) {
  if (!asking->options->quiet)
    printf(_("%lld rows written to %s\n"), (long long)asking->rows, asking->options->output);
}

/* By --format, else by the ending of the file, else as a table. */
static const char *format_of(const Options *options, Fault *fault) {
  const char *dot = options->output ? strrchr(options->output, '.') : NULL;
  if (!options->output || strcmp(options->format, "table") != 0) return options->format;
  for (int i = 0; dot && table_formats[i]; i++)
    if (strcasecmp(dot + 1, table_formats[i]) == 0) return table_formats[i];
  fault_set(fault, EXIT_USAGE, "E527",
            "a list of flags is written as csv, tsv, json, jsonl or xlsx");
  fault_hint(fault, "end the name of the file with .csv, .tsv, .json, .jsonl or .xlsx");
  return NULL;
}

static bool save(const Asking *asking, const char *format, Fault *fault) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) memory_end(64);
  table_print(asking->table, format, out);
  fclose(out);
  bool ok = file_save(asking->options->output, text, size, fault);
  free(text);
  if (ok) tell_file(asking);
  return ok;
}

/* The workbook is ended in any case; nothing is left of it when something failed. */
static bool end_workbook(Asking *asking, bool ok, Fault *fault) {
  if (!asking->workbook) return ok;
  ok = sheetout_close(asking->workbook, ok, fault) && ok;
  asking->workbook = NULL;
  if (ok) tell_file(asking);
  return ok;
}

static bool print_answer(const Asking *asking, Fault *fault) {
  if (asking->options->reveal && asking->personal) reveal_record(asking->options->db);
  if (asking->workbook) return !fault_isset(fault);
  const char *format = format_of(asking->options, fault);
  if (!format) return false;
  if (asking->options->output) return save(asking, format, fault);
  if (strcmp(format, "table") == 0)
    printf(asking->told ? _("run %lld of %d: %lld flagged rows\n")
                        : _("run %lld of %d: %lld flagged rows\n\n"),
           (long long)asking->run.id, asking->run.year, (long long)asking->rows);
  if (asking->told && strcmp(format, "table") == 0)
    printf("%s (%s)\n\n", title_of(asking, asking->filter.flag), asking->filter.flag);
  if (asking->rows || strcmp(format, "table") != 0) table_print(asking->table, format, stdout);
  return true;
}

static bool open_rules(Asking *asking, int64_t id, Fault *fault) {
  RuleFiles files = {0};
  return runs_get(asking->store, id, &asking->run, fault) &&
         rulefiles_load(&files, asking->store, id, fault) &&
         session_open_files(&asking->session, &files, false, fault);
}

int command_flags(const Options *options, Fault *fault) {
  int64_t id;
  Asking asking = {.options = options, .fault = fault};
  if (!command_run_id(options, &id, fault)) return fault->exit;
  asking.store = command_open_store(options, &asking.schema, fault);
  bool ok = asking.store && open_rules(&asking, id, fault) && read_filter(&asking, fault) &&
            open_output(&asking, fault) && add_counties(&asking, fault) &&
            print_answer(&asking, fault);
  ok = end_workbook(&asking, ok, fault);
  table_free(asking.table);
  session_close(&asking.session);
  store_close(asking.store, &(Fault){0});
  schema_free(asking.schema);
  return ok ? EXIT_DONE : fault->exit;
}
