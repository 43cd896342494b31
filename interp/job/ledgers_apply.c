/* A worksheet that came back: its rows are planned under the lock of the writer, so that what they are checked
 * against is what is changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "data/correction.h"
#include "data/import_source.h"
#include "job/ledgers_plan.h"
#include "job/ledgers_sheet.h"

enum { DETAIL_ROOM = 300, REASON_ROOM = 300 };

typedef struct Applying {
  Store *store;
  const Schema *schema;
  Ledgers ledgers;
  LedgerPlan plan;
  ChangeLog *log;
  const char *file;       /* its name, for the history */
  int place[SHEET_FIXED]; /* the cell of each column, or -1 */
} Applying;

/* --- reading -------------------------------------------------------------------------------------- */

static void find_columns(Applying *a, const SheetRow *row) {
  for (int c = 0; c < SHEET_FIXED; c++) {
    a->place[c] = -1;
    for (size_t i = 0; i < row->count && a->place[c] < 0; i++) {
      const char *title = ledgers_columns[c].title;
      const Cell *cell = &row->cells[i];
      if (cell->size == strlen(title) && memcmp(cell->text, title, cell->size) == 0)
        a->place[c] = (int)i;
    }
  }
}

static bool has_columns(const Applying *a, Fault *fault) {
  static const int needed[] = {SHEET_STAMP, SHEET_KIND,   SHEET_TIER,   SHEET_FIELD,
                               SHEET_VALUE, SHEET_ACTION, SHEET_ENTRIES};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    if (a->place[needed[i]] >= 0) continue;
    fault_set(fault, EXIT_DATA, "E571", "“%s” is no worksheet of ledgers: it has no column “%s”",
              a->file, ledgers_columns[needed[i]].title);
    fault_hint(fault, "`guize ledgers --output FILE.xlsx --reveal` writes one");
    return false;
  }
  return true;
}

/* False: the worksheet is masked, or the row cannot be read. */
static bool take_row(Applying *a, const SheetRow *row, bool *stamped, Fault *fault) {
  Cell cells[SHEET_FIXED];
  bool any = false;
  for (size_t i = 0; i < row->count; i++)
    any = any || row->cells[i].size > 0;
  if (!any) return true;
  if (row->bad_cell) {
    a->plan.applied.refused++;
    a->plan.refuse(a->plan.data, row->line, "", row->why);
    return true;
  }
  for (int c = 0; c < SHEET_FIXED; c++) {
    bool there = a->place[c] >= 0 && (size_t)a->place[c] < row->count;
    cells[c] = there ? row->cells[a->place[c]] : (Cell){.text = ""};
  }
  *stamped = *stamped || cells[SHEET_STAMP].size > 0;
  if (*stamped) {
    ledgers_plan_row(&a->plan, row->line, cells);
    return true;
  }
  fault_set(fault, EXIT_DATA, "E573", "“%s” is a masked worksheet and cannot be applied", a->file);
  fault_hint(fault, "write it with --reveal for whoever is to correct it");
  return false;
}

static bool read_sheet(Applying *a, const char *path, const char *encoding, Fault *fault) {
  ImportSource source;
  ImportMap none = {0};
  SheetRow row;
  bool stamped = false, ok = true;
  if (!source_open(&source, path, a->schema, &none, encoding, NULL, NULL, fault)) return false;
  int step = source_next(&source, &row, fault);
  if (step == 1) find_columns(a, &row);
  if (step == 0) ok = fault_set(fault, EXIT_DATA, "E571", "“%s” is empty", a->file);
  ok = ok && step == 1 && has_columns(a, fault);
  while (ok && (step = source_next(&source, &row, fault)) == 1)
    ok = take_row(a, &row, &stamped, fault);
  source_close(&source);
  ledgers_plan_end(&a->plan);
  return ok && step == 0;
}

/* --- writing -------------------------------------------------------------------------------------- */

static void say_reason(const Applying *a, int64_t line, char out[REASON_ROOM]) {
  snprintf(out, REASON_ROOM, "%.200s:%lld", a->file, (long long)line);
}

static bool write_set(Applying *a, const LedgerSet *set, Fault *fault) {
  char key[24], reason[REASON_ROOM];
  CorrectionField field = {set->field, (char *)(uintptr_t)set->old, (char *)(uintptr_t)set->new};
  snprintf(key, sizeof key, "%lld", (long long)set->entry);
  say_reason(a, set->line, reason);
  Correction correction = {a->ledgers.entity, key, &field, 1};
  if (correction_write(&correction, a->store, a->log, reason, fault)) return true;
  if (strcmp(fault->code, "E567") != 0) return false;
  a->plan.applied.refused++;
  a->plan.refuse(a->plan.data, set->line, ledgers_columns[SHEET_VALUE].title, fault->message);
  fault_clear(fault);
  return true;
}

/* Every value of the entry is kept in the history, so that it can be made again. */
static bool write_delete(Applying *a, Query *query, const LedgerDelete *gone, Fault *fault) {
  const Ledgers *l = &a->ledgers;
  const LedgerPerson *person;
  const LedgerEntry *entry = ledgers_find(l, gone->entry, &person);
  char key[24], reason[REASON_ROOM];
  snprintf(key, sizeof key, "%lld", (long long)gone->entry);
  say_reason(a, gone->line, reason);
  bool ok = true;
  for (size_t i = 0; ok && i < l->entity->field_count; i++)
    if (entry->values[i])
      ok = changelog_add(a->log, l->entity, key, &l->entity->fields[i], entry->values[i], NULL,
                         reason, fault);
  query_bind_int(query, 1, gone->entry);
  return ok && query_run(query, fault);
}

static bool write_deletes(Applying *a, Fault *fault) {
  Buffer sql = {0};
  const Entity *entity = a->ledgers.entity;
  buffer_format(&sql, "DELETE FROM \"%s\" WHERE \"%s\" = ?1", entity->table, entity->key->name);
  Query *query = store_query(a->store, sql.data, fault);
  buffer_free(&sql);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < a->plan.delete_count; i++)
    ok = write_delete(a, query, &a->plan.deletes[i], fault);
  query_free(query);
  return ok;
}

/* What the new entry says of a field: as corrected in this worksheet, else as the first ledger has it. */
static const char *value_for(const Applying *a, const LedgerPerson *person, size_t place) {
  const Field *field = &a->ledgers.entity->fields[place];
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(&a->ledgers, person, i);
    const LedgerSet *set = ledgers_plan_set(&a->plan, entry->id, field);
    if (set) return set->new;
  }
  for (size_t i = 0; i < person->count; i++) {
    const char *value = ledgers_entry(&a->ledgers, person, i)->values[place];
    if (value) return value;
  }
  return NULL;
}

static bool write_add(Applying *a, Query *query, const LedgerAdd *add, int64_t id, Fault *fault) {
  const Entity *entity = a->ledgers.entity;
  char key[24], reason[REASON_ROOM];
  bool ok = true;
  snprintf(key, sizeof key, "%lld", (long long)id);
  say_reason(a, add->line, reason);
  for (size_t i = 0; ok && i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    const char *value = field == entity->key ? key
                        : strcmp(field->name, "tier") == 0
                            ? a->ledgers.tiers->values[add->tier].name
                            : value_for(a, add->person, i);
    correction_bind(query, (int)i + 1, field, value);
    if (value) ok = changelog_add(a->log, entity, key, field, NULL, value, reason, fault);
  }
  return ok && query_run(query, fault);
}

static bool write_adds(Applying *a, Fault *fault) {
  Buffer sql = {0};
  const Ledgers *l = &a->ledgers;
  int64_t id = l->count ? l->entries[l->count - 1].id : 0;
  buffer_format(&sql, "INSERT INTO \"%s\" (", l->entity->table);
  for (size_t i = 0; i < l->entity->field_count; i++)
    buffer_format(&sql, "%s\"%s\"", i ? ", " : "", l->entity->fields[i].name);
  for (size_t i = 0; i < l->entity->field_count; i++)
    buffer_format(&sql, "%s?%zu", i ? ", " : ") VALUES (", i + 1);
  buffer_add_text(&sql, ")");
  Query *query = store_query(a->store, sql.data, fault);
  buffer_free(&sql);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < a->plan.add_count; i++)
    ok = write_add(a, query, &a->plan.adds[i], ++id, fault);
  query_free(query);
  return ok;
}

static bool write_all(Applying *a, Fault *fault) {
  a->log = changelog_open(a->store, "ledgers", fault);
  bool ok = a->log != NULL;
  for (size_t i = 0; ok && i < a->plan.set_count; i++)
    ok = write_set(a, &a->plan.sets[i], fault);
  ok = ok && write_deletes(a, fault) && write_adds(a, fault);
  changelog_close(a->log);
  return ok;
}

/* --- the whole ------------------------------------------------------------------------------------ */

static bool any_refused(const Applying *a, Fault *fault) {
  long long refused = (long long)a->plan.applied.refused;
  if (!refused) return false;
  fault_set(fault, EXIT_DATA, "E572",
            refused == 1 ? N_("%lld row of “%s” is refused; nothing was changed")
                         : N_("%lld rows of “%s” are refused; nothing was changed"),
            refused, a->file);
  fault_hint(fault, "correct the rows that are named, and apply the worksheet again");
  return true;
}

static bool apply(Applying *a, const char *path, const char *encoding, Fault *fault) {
  LedgerPlan *plan = &a->plan;
  if (!ledgers_read(&a->ledgers, a->store, a->schema, fault) ||
      !read_sheet(a, path, encoding, fault) || any_refused(a, fault))
    return false;
  plan->applied.corrected = (int64_t)plan->set_count;
  plan->applied.deleted = (int64_t)plan->delete_count;
  plan->applied.added = (int64_t)plan->add_count;
  if (plan->set_count + plan->delete_count + plan->add_count == 0) return true;
  return write_all(a, fault) && !any_refused(a, fault);
}

bool ledgers_sheet_apply(Store *store, const Schema *schema, const char *path, const char *encoding,
                         bool dry, LedgerRefuse refuse, void *data, LedgerApplied *applied,
                         Fault *fault) {
  const char *slash = strrchr(path, '/');
  Applying a = {.store = store, .schema = schema, .file = slash ? slash + 1 : path};
  a.plan =
      (LedgerPlan){.ledgers = &a.ledgers, .arena = arena_new(), .refuse = refuse, .data = data};
  bool ok = store_begin(store, fault) && apply(&a, path, encoding, fault);
  if (ok && !dry)
    ok = store_commit(store, fault);
  else
    store_rollback(store);
  *applied = a.plan.applied;
  ledgers_plan_free(&a.plan);
  ledgers_free(&a.ledgers);
  return ok;
}
