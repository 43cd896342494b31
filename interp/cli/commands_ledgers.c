/* The command that compares the ledgers of the tiers, writes what differs as a worksheet, and takes the
 * corrected worksheet back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/phrase.h"
#include "cli/commands.h"
#include "cli/reveal.h"
#include "cli/table.h"
#include "job/ledgers_sheet.h"
#include "job/ledgers_text.h"
#include "job/walk.h"

enum { SHOWN_REFUSED = 20, SHOWN_DIFFERENCES = 20, NUMBER = 24 };

/* --- the summary ---------------------------------------------------------------------------------- */

/* Counted for one county: differences by kind, by ledger and by field. */
typedef struct Counted {
  int64_t persons, complete, differences;
  int64_t missing[LEDGER_TIERS], doubled[LEDGER_TIERS], differs[LEDGER_MOST];
} Counted;

static void count_person(const Ledgers *l, const LedgerPerson *person, Counted *counted) {
  LedgerDifference list[LEDGER_MOST];
  size_t count = ledgers_differ(l, person, list);
  counted->persons++;
  counted->complete += count == 0;
  counted->differences += (int64_t)count;
  for (size_t i = 0; i < count; i++) {
    if (list[i].kind == LEDGER_MISSING) counted->missing[list[i].tier]++;
    if (list[i].kind == LEDGER_DOUBLED) counted->doubled[list[i].tier]++;
    if (list[i].kind == LEDGER_DIFFERS) counted->differs[ledgers_place(l, list[i].field)]++;
  }
}

static const TableColumn summary_columns[] = {
    {"county", "县", TABLE_TEXT},   {"county_name", "县名", TABLE_TEXT},
    {"kind", "差异", TABLE_TEXT},   {"what", "台账或项目", TABLE_TEXT},
    {"count", "人数", TABLE_COUNT},
};

static void add_count(Table *table, const LedgerCounty *county, const char *kind, const char *what,
                      int64_t count) {
  char number[NUMBER];
  snprintf(number, sizeof number, "%lld", (long long)count);
  table_add(table, (const char *[]){county->code, county->name, kind, what, number});
}

static void add_county(Table *table, const Ledgers *l, const LedgerCounty *county,
                       const Counted *counted) {
  bool chinese = language_chinese();
  add_count(table, county, _("persons"), NULL, counted->persons);
  add_count(table, county, _("without a difference"), NULL, counted->complete);
  for (int k = 0; k < 2; k++)
    for (size_t t = 0; t < l->tiers->count; t++) {
      int64_t count = k ? counted->doubled[t] : counted->missing[t];
      const char *tier = chinese ? l->tiers->values[t].title : l->tiers->values[t].name;
      bool absent = !k && county->entries[t] == 0;
      if (absent)
        add_count(table, county, _("no such ledger"), tier, counted->persons);
      else if (count)
        add_count(table, county, ledgers_kind(k ? LEDGER_DOUBLED : LEDGER_MISSING, chinese), tier,
                  count);
    }
  for (size_t i = 0; i < l->entity->field_count; i++) {
    const Field *field = &l->entity->fields[i];
    if (counted->differs[i])
      add_count(table, county, ledgers_kind(LEDGER_DIFFERS, chinese),
                chinese ? field->title : field->name, counted->differs[i]);
  }
  table_break(table);
}

/* Adds the counties asked for; the number of differences, absent ledgers among them. */
static int64_t summarize(const Ledgers *l, const LedgerSheet *sheet, Table *table) {
  int64_t all = 0;
  size_t p = 0;
  for (size_t c = 0; c < l->county_count; c++) {
    const LedgerCounty *county = &l->counties[c];
    Counted counted = {0};
    for (; p < l->person_count && strcmp(l->persons[p].county, county->code) == 0; p++)
      if (ledgers_wanted(sheet, &l->persons[p])) count_person(l, &l->persons[p], &counted);
    if (counted.persons == 0) continue;
    add_county(table, l, county, &counted);
    all += counted.differences;
    for (size_t t = 0; t < l->tiers->count; t++)
      all += county->entries[t] == 0;
  }
  return all;
}

/* --- the differences ------------------------------------------------------------------------------ */

enum { FRONT = 6 };

static Table *new_table(const Ledgers *l, TableColumn *columns) {
  static const TableColumn front[FRONT] = {
      {"county", "县", TABLE_TEXT},          {"name", "姓名", TABLE_TEXT},
      {"id_number", "证件号码", TABLE_TEXT}, {"kind", "差异", TABLE_TEXT},
      {"what", "台账或项目", TABLE_TEXT},    {"reason", "说明", TABLE_TEXT}};
  int count = FRONT;
  memcpy(columns, front, sizeof front);
  for (size_t t = 0; t < l->tiers->count; t++)
    columns[count++] =
        (TableColumn){l->tiers->values[t].name, l->tiers->values[t].title, TABLE_TEXT};
  columns[count++] = (TableColumn){"entries", "台账记录", TABLE_TEXT};
  return table_new(columns, count);
}

static void add_difference(Table *table, const Ledgers *l, const LedgerPerson *person,
                           const LedgerDifference *d, bool masked, bool people) {
  Buffer texts[FRONT + LEDGER_TIERS + 1] = {0};
  const char *cells[FRONT + LEDGER_TIERS + 1];
  bool chinese = people && language_chinese();
  size_t count = FRONT + l->tiers->count + 1;
  buffer_add_text(&texts[0], person->county);
  ledgers_say_name(&texts[1], l, person, masked);
  ledgers_say_number(&texts[2], l, person, masked);
  buffer_add_text(&texts[3], ledgers_kind(d->kind, chinese));
  if (d->field)
    buffer_add_text(&texts[4], chinese ? d->field->title : d->field->name);
  else
    buffer_add_text(&texts[4],
                    chinese ? l->tiers->values[d->tier].title : l->tiers->values[d->tier].name);
  ledgers_say_reason(&texts[5], l, person, d, language_chinese());
  for (size_t t = 0; t < l->tiers->count; t++)
    ledgers_say_tier(&texts[FRONT + t], l, person, d, (int)t, masked);
  ledgers_say_entries(&texts[count - 1], l, person, d);
  for (size_t i = 0; i < count; i++)
    cells[i] = texts[i].size ? texts[i].data : NULL;
  table_add(table, cells);
  for (size_t i = 0; i < count; i++)
    buffer_free(&texts[i]);
}

/* At most `most` of them. */
static void list_differences(const Ledgers *l, const LedgerSheet *sheet, const char *format,
                             int64_t most) {
  TableColumn columns[FRONT + LEDGER_TIERS + 1];
  LedgerDifference list[LEDGER_MOST];
  Table *table = new_table(l, columns);
  for (size_t p = 0; most > 0 && p < l->person_count; p++) {
    const LedgerPerson *person = &l->persons[p];
    size_t count = ledgers_wanted(sheet, person) ? ledgers_differ(l, person, list) : 0;
    for (size_t i = 0; most > 0 && i < count; i++, most--)
      add_difference(table, l, person, &list[i], !sheet->reveal, table_for_people(format));
  }
  table_print(table, format, stdout);
  table_free(table);
}

static int print_all(const Options *options, const Ledgers *l, const LedgerSheet *sheet) {
  Table *summary = table_new(summary_columns, sizeof summary_columns / sizeof *summary_columns);
  int64_t all = summarize(l, sheet, summary);
  if (table_for_people(options->format)) {
    table_print(summary, options->format, stdout);
    if (all) fputs("\n", stdout);
    if (all) list_differences(l, sheet, options->format, SHOWN_DIFFERENCES);
    if (all > SHOWN_DIFFERENCES)
      printf(_("… the first %d; --output FILE.xlsx or --format csv writes all\n"),
             SHOWN_DIFFERENCES);
  } else {
    list_differences(l, sheet, options->format, INT64_MAX);
  }
  table_free(summary);
  return all ? EXIT_FINDINGS : EXIT_DONE;
}

/* --- the worksheet -------------------------------------------------------------------------------- */

static bool find_form(const Options *options, OutForm *form, Fault *fault) {
  const char *dot = strrchr(options->output, '.');
  bool csv = dot && strcasecmp(dot, ".csv") == 0, xlsx = dot && strcasecmp(dot, ".xlsx") == 0;
  *form = xlsx ? OUT_XLSX : OUT_EXCEL;
  if (csv || xlsx) return true;
  fault_set(fault, EXIT_USAGE, "E575", "a worksheet is written as .csv or .xlsx");
  fault_hint(fault, "end the name of the file with .csv or .xlsx");
  return false;
}

static bool write_sheet(const Options *options, const Ledgers *l, const LedgerSheet *sheet,
                        Fault *fault) {
  OutForm form;
  int64_t rows;
  if (!find_form(options, &form, fault) ||
      !ledgers_sheet_write(l, sheet, options->output, form, &rows, fault))
    return false;
  if (options->quiet) return true;
  printf(_("%lld differences written to %s\n"), (long long)rows, options->output);
  if (!options->reveal)
    puts(_("it is masked and cannot be applied when it comes back; --reveal writes one that can"));
  return true;
}

static void refused(void *data, int64_t line, const char *column, const char *why) {
  int64_t *count = data;
  Buffer said = {0};
  if (++*count > SHOWN_REFUSED) return;
  phrase_add(&said, why);
  fprintf(stderr, "%lld: %s%s%s\n", (long long)line, column, *column ? ": " : "", said.data);
  buffer_free(&said);
}

static void print_applied(const LedgerApplied *applied, bool dry) {
  printf(_("%lld rows: %lld values corrected, %lld entries deleted, %lld added; kept %lld, applied "
           "before %lld, without an answer %lld\n"),
         (long long)applied->rows, (long long)applied->corrected, (long long)applied->deleted,
         (long long)applied->added, (long long)applied->kept, (long long)applied->already,
         (long long)applied->open);
  if (dry) puts(_("nothing was stored (--dry-run)"));
}

static bool apply_sheet(const Options *options, Store *store, const Schema *schema, Fault *fault) {
  LedgerApplied applied;
  int64_t told = 0;
  bool ok = ledgers_sheet_apply(store, schema, options->apply, options->encoding, options->dry_run,
                                refused, &told, &applied, fault);
  if (told > SHOWN_REFUSED)
    fprintf(stderr, _("and %lld more\n"), (long long)(told - SHOWN_REFUSED));
  if (ok && !options->quiet) print_applied(&applied, options->dry_run);
  return ok;
}

/* --- the command ---------------------------------------------------------------------------------- */

static int compare(const Options *options, Store *store, const Schema *schema, Fault *fault) {
  Ledgers ledgers = {0};
  LedgerSheet sheet = {options->counties, options->county_count, options->reveal, options->yes};
  bool ok = ledgers_read(&ledgers, store, schema, fault);
  int exit = EXIT_DONE;
  if (ok && ledgers.count == 0) {
    ok = fault_set(fault, EXIT_DATA, "E574", "there is no entry in any ledger");
    fault_hint(fault, "guize import FILE --entity ledger_entry --db %s", options->db);
  }
  if (ok && options->reveal) reveal_record(options->db);
  if (ok && options->output)
    ok = write_sheet(options, &ledgers, &sheet, fault);
  else if (ok)
    exit = print_all(options, &ledgers, &sheet);
  ledgers_free(&ledgers);
  return ok ? exit : fault->exit;
}

static bool fits(const Options *options, Fault *fault) {
  if (options->apply && (options->output || options->county_count || options->reveal))
    return fault_set(fault, EXIT_USAGE, "E575", "--apply goes with --dry-run and --encoding alone");
  if (!options->apply && (options->dry_run || options->encoding))
    return fault_set(fault, EXIT_USAGE, "E575", "--dry-run and --encoding go with --apply");
  return true;
}

int command_ledgers(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault) || !fits(options, fault)) return fault->exit;
  Schema *schema = session_schema(fault);
  Store *store = schema ? settle_open_store(options->db, schema,
                                            options->apply ? STORE_WRITE : STORE_READ, fault)
                        : NULL;
  int exit = !store           ? fault->exit
             : options->apply ? apply_sheet(options, store, schema, fault) ? EXIT_DONE : fault->exit
                              : compare(options, store, schema, fault);
  Fault closing = {0};
  if (!store_close(store, &closing) && exit <= EXIT_FINDINGS) {
    *fault = closing;
    exit = closing.exit;
  }
  schema_free(schema);
  return exit;
}
