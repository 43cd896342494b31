/* Rows of a worksheet as changes of entries. Whether a row was applied before is looked at before its stamp,
 * since applying changes the entries that the stamp is of. */
#include "job/ledgers_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/text.h"
#include "data/correction.h"
#include "io/csv.h"
#include "job/ledgers_text.h"

enum { MOST_LISTED = 64, WORD_ROOM = 96 };

typedef enum Action { ACT_NONE, ACT_KEEP, ACT_DELETE, ACT_ADD, ACT_CORRECT } Action;

/* A row, understood as far as it can be without the ledgers. */
typedef struct Asked {
  int64_t line;
  const Cell *cells;
  Action action;
  LedgerDifference difference;
  char stamp[LEDGER_STAMP];
  int64_t listed[MOST_LISTED]; /* the entries that the row names */
  size_t listed_count;
  Cell value;
  bool has_value;
} Asked;

static bool refuse(LedgerPlan *plan, const Asked *asked, int column, const char *why) {
  plan->applied.refused++;
  plan->refuse(plan->data, asked->line, ledgers_columns[column].title, why);
  return false;
}

/* --- cells ---------------------------------------------------------------------------------------- */

/* The cell without blanks and marks around it. */
static Cell trimmed(const Cell *cell) {
  Cell out = *cell;
  csv_unmark(&out.text, &out.size);
  while (out.size && strchr(" \t\r\n", out.text[0]))
    out.text++, out.size--;
  while (out.size && strchr(" \t\r\n", out.text[out.size - 1]))
    out.size--;
  return out;
}

static void copy_word(char out[WORD_ROOM], const Cell *cell) {
  Cell word = trimmed(cell);
  size_t size = word.size < WORD_ROOM ? word.size : WORD_ROOM - 1;
  memcpy(out, word.text, size);
  out[size] = '\0';
}

static bool read_action(LedgerPlan *plan, Asked *asked) {
  static const struct {
    const char *word;
    Action action;
  } words[] = {
      {"", ACT_NONE},           {"keep", ACT_KEEP},     {"保留", ACT_KEEP},
      {"不改", ACT_KEEP},       {"delete", ACT_DELETE}, {"删除", ACT_DELETE},
      {"add", ACT_ADD},         {"新增", ACT_ADD},      {"补录", ACT_ADD},
      {"correct", ACT_CORRECT}, {"更正", ACT_CORRECT},  {"修改", ACT_CORRECT},
  };
  char word[WORD_ROOM];
  copy_word(word, &asked->cells[SHEET_ACTION]);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(words[i].word, word) != 0) continue;
    asked->action = words[i].action;
    return true;
  }
  return refuse(plan, asked, SHEET_ACTION,
                N_("none of keep, delete, add, correct (保留, 删除, 新增, 更正)"));
}

static bool read_kind(LedgerPlan *plan, Asked *asked) {
  const Ledgers *l = plan->ledgers;
  char word[WORD_ROOM];
  copy_word(word, &asked->cells[SHEET_KIND]);
  asked->difference = (LedgerDifference){LEDGER_MISSING, -1, NULL};
  int kind = 0;
  while (kind < 3 && strcmp(ledgers_kind((LedgerKind)kind, true), word) != 0 &&
         strcmp(ledgers_kind((LedgerKind)kind, false), word) != 0)
    kind++;
  if (kind == 3) return refuse(plan, asked, SHEET_KIND, N_("no kind of difference"));
  asked->difference.kind = (LedgerKind)kind;
  if (kind != LEDGER_DIFFERS) {
    copy_word(word, &asked->cells[SHEET_TIER]);
    asked->difference.tier = enumeration_match(l->tiers, word, strlen(word));
    return asked->difference.tier >= 0 || refuse(plan, asked, SHEET_TIER, N_("no such ledger"));
  }
  copy_word(word, &asked->cells[SHEET_FIELD]);
  asked->difference.field = entity_match(l->entity, word, strlen(word));
  return asked->difference.field || refuse(plan, asked, SHEET_FIELD, N_("no such field"));
}

static bool read_listed(LedgerPlan *plan, Asked *asked) {
  char word[MOST_LISTED * 20];
  Cell cell = trimmed(&asked->cells[SHEET_ENTRIES]);
  if (cell.size >= sizeof word) return refuse(plan, asked, SHEET_ENTRIES, N_("too long"));
  memcpy(word, cell.text, cell.size);
  word[cell.size] = '\0';
  for (char *at = word, *end; *at; at = end + strspn(end, " ")) {
    int64_t id = strtoll(at, &end, 10);
    if (end == at || id < 1 || asked->listed_count == MOST_LISTED)
      return refuse(plan, asked, SHEET_ENTRIES, N_("no numbers of entries"));
    asked->listed[asked->listed_count++] = id;
  }
  return asked->listed_count > 0 || refuse(plan, asked, SHEET_ENTRIES, N_("no numbers of entries"));
}

/* --- the ledgers ---------------------------------------------------------------------------------- */

/* The person of the entries that are still there; *there: how many. */
static const LedgerPerson *person_of(const LedgerPlan *plan, const Asked *asked, size_t *there) {
  const LedgerPerson *person = NULL, *found = NULL;
  *there = 0;
  for (size_t i = 0; i < asked->listed_count; i++) {
    if (!ledgers_find(plan->ledgers, asked->listed[i], &found)) continue;
    if (!person) person = found;
    ++*there;
  }
  return person;
}

static bool is_current(const LedgerPlan *plan, const Asked *asked, const LedgerPerson *person) {
  LedgerDifference list[LEDGER_MOST];
  char stamp[LEDGER_STAMP];
  size_t count = ledgers_differ(plan->ledgers, person, list);
  for (size_t i = 0; i < count; i++) {
    const LedgerDifference *d = &list[i];
    if (d->kind != asked->difference.kind || d->tier != asked->difference.tier ||
        d->field != asked->difference.field)
      continue;
    ledgers_stamp(plan->ledgers, person, d, stamp);
    return strcmp(stamp, asked->stamp) == 0;
  }
  return false;
}

static bool refuse_stale(LedgerPlan *plan, const Asked *asked) {
  return refuse(plan, asked, SHEET_STAMP,
                N_("the ledgers have changed since this worksheet was written; write a new one"));
}

static void add_delete(LedgerPlan *plan, int64_t line, int64_t entry) {
  plan->deletes = memory_resize(plan->deletes, (plan->delete_count + 1) * sizeof *plan->deletes);
  plan->deletes[plan->delete_count++] = (LedgerDelete){line, entry};
}

/* --- a field that differs ------------------------------------------------------------------------- */

/* A ledger that does not keep the field stays without it, unless it tells who a person is. */
static bool is_kept(const LedgerEntry *entry, const Field *field, size_t place) {
  return entry->values[place] || ledgers_identifies(field);
}

static bool all_equal(const LedgerPlan *plan, const LedgerPerson *person, const Field *field,
                      const char *value) {
  size_t place = ledgers_place(plan->ledgers, field);
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(plan->ledgers, person, i);
    const char *stored = entry->values[place];
    if (is_kept(entry, field, place) && (!stored || strcmp(stored, value) != 0)) return false;
  }
  return true;
}

static void add_set(LedgerPlan *plan, const LedgerSet *set) {
  plan->sets = memory_resize(plan->sets, (plan->set_count + 1) * sizeof *plan->sets);
  plan->sets[plan->set_count++] = *set;
}

static void set_all(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person,
                    const char *value) {
  const Field *field = asked->difference.field;
  size_t place = ledgers_place(plan->ledgers, field);
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(plan->ledgers, person, i);
    const char *stored = entry->values[place];
    if (!is_kept(entry, field, place) || (stored && strcmp(stored, value) == 0)) continue;
    add_set(plan, &(LedgerSet){asked->line, entry->id, field, stored, value});
  }
}

/* With the right ID number an entry is known to be of the person whom the others are matched to, which is what
 * targets and flags go by. Entries that name two persons are left alone. */
static void link_person(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person) {
  const Field *field = entity_field(plan->ledgers->entity, "person_id");
  const char *known = NULL;
  size_t place = field ? ledgers_place(plan->ledgers, field) : 0;
  for (size_t i = 0; field && i < person->count; i++) {
    const char *value = ledgers_entry(plan->ledgers, person, i)->values[place];
    if (known && value && strcmp(known, value) != 0) return;
    if (value) known = value;
  }
  for (size_t i = 0; known && i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(plan->ledgers, person, i);
    if (!entry->values[place])
      add_set(plan, &(LedgerSet){asked->line, entry->id, field, NULL, known});
  }
}

static bool plan_value(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person) {
  const Field *field = asked->difference.field;
  Fault why = {0};
  Value value;
  if (!value_read(field, &asked->value, 0, &value, &why) || !value_certain(&value, &why))
    return refuse(plan, asked, SHEET_VALUE, why.message);
  char *text = correction_text(&value);
  const char *kept = arena_text(plan->arena, text ? text : "", text ? strlen(text) : 0);
  free(text);
  if (all_equal(plan, person, field, kept)) {
    plan->applied.already++;
    return true;
  }
  if (!is_current(plan, asked, person)) return refuse_stale(plan, asked);
  set_all(plan, asked, person, kept);
  if (strcmp(field->name, "id_number") == 0) link_person(plan, asked, person);
  return true;
}

static bool plan_differs(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person) {
  if (asked->action == ACT_KEEP || asked->action == ACT_CORRECT || asked->action == ACT_NONE) {
    if (asked->has_value && asked->action == ACT_KEEP)
      return refuse(plan, asked, SHEET_VALUE, N_("a value, where 处理 says keep"));
    if (asked->action == ACT_CORRECT && !asked->has_value)
      return refuse(plan, asked, SHEET_VALUE, N_("the right value is missing"));
    if (asked->has_value) return plan_value(plan, asked, person);
    plan->applied.kept++;
    return true;
  }
  return refuse(plan, asked, SHEET_ACTION,
                N_("a field that differs takes a value in 更正, or keep (保留)"));
}

/* --- missing and doubled -------------------------------------------------------------------------- */

static bool is_in_tier(const LedgerPlan *plan, const LedgerPerson *person, int tier) {
  for (size_t i = 0; i < person->count; i++)
    if (ledgers_entry(plan->ledgers, person, i)->tier == tier) return true;
  return false;
}

static bool plan_missing(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person) {
  if (asked->has_value)
    return refuse(plan, asked, SHEET_VALUE, N_("a value is for fields that differ"));
  if (asked->action == ACT_KEEP) {
    plan->applied.kept++;
    return true;
  }
  if (asked->action == ACT_CORRECT)
    return refuse(plan, asked, SHEET_ACTION, N_("what is missing is added, deleted or kept"));
  if (asked->action == ACT_ADD && is_in_tier(plan, person, asked->difference.tier)) {
    plan->applied.already++;
    return true;
  }
  if (!is_current(plan, asked, person)) return refuse_stale(plan, asked);
  for (size_t i = 0; asked->action == ACT_DELETE && i < person->count; i++)
    add_delete(plan, asked->line, ledgers_entry(plan->ledgers, person, i)->id);
  if (asked->action == ACT_DELETE) return true;
  plan->adds = memory_resize(plan->adds, (plan->add_count + 1) * sizeof *plan->adds);
  plan->adds[plan->add_count++] = (LedgerAdd){asked->line, asked->difference.tier, person};
  return true;
}

/* Whether the entries say the same in all but their numbers. */
static bool all_same(const LedgerPlan *plan, const Asked *asked) {
  const Ledgers *l = plan->ledgers;
  const LedgerPerson *person;
  const LedgerEntry *first = ledgers_find(l, asked->listed[0], &person);
  for (size_t i = 1; first && i < asked->listed_count; i++) {
    const LedgerEntry *entry = ledgers_find(l, asked->listed[i], &person);
    for (size_t k = 0; entry && k < l->entity->field_count; k++) {
      if (&l->entity->fields[k] == l->entity->key) continue;
      const char *a = first->values[k], *b = entry->values[k];
      if (a != b && (!a || !b || strcmp(a, b) != 0)) return false;
    }
  }
  return true;
}

/* The entry to keep: what 更正 names, or the first where all say the same. */
static int64_t entry_to_keep(LedgerPlan *plan, const Asked *asked) {
  char word[WORD_ROOM], *end;
  copy_word(word, &asked->value);
  int64_t id = strtoll(word[0] == '#' ? word + 1 : word, &end, 10);
  for (size_t i = 0; asked->has_value && !*end && i < asked->listed_count; i++)
    if (asked->listed[i] == id) return id;
  if (!asked->has_value && all_same(plan, asked)) return asked->listed[0];
  refuse(plan, asked, SHEET_VALUE,
         asked->has_value ? N_("none of the numbers in 台账记录")
                          : N_("the entries differ: write the number of the one to keep"));
  return 0;
}

static bool plan_doubled(LedgerPlan *plan, const Asked *asked, const LedgerPerson *person,
                         size_t there) {
  if (asked->action == ACT_KEEP) {
    plan->applied.kept++;
    return true;
  }
  if (asked->action != ACT_DELETE)
    return refuse(plan, asked, SHEET_ACTION,
                  N_("of doubled entries the others are deleted, or kept"));
  if (there == 1 && asked->listed_count > 1) {
    plan->applied.already++;
    return true;
  }
  if (!is_current(plan, asked, person)) return refuse_stale(plan, asked);
  int64_t keep = entry_to_keep(plan, asked);
  for (size_t i = 0; keep && i < asked->listed_count; i++)
    if (asked->listed[i] != keep) add_delete(plan, asked->line, asked->listed[i]);
  return keep != 0;
}

/* --- rows ----------------------------------------------------------------------------------------- */

void ledgers_plan_row(LedgerPlan *plan, int64_t line, const Cell *cells) {
  Asked *asked = &(Asked){.line = line, .cells = cells};
  size_t there;
  plan->applied.rows++;
  asked->value = trimmed(&cells[SHEET_VALUE]);
  asked->has_value = asked->value.size > 0;
  if (!read_action(plan, asked)) return;
  if (asked->action == ACT_NONE && !asked->has_value) {
    plan->applied.open++;
    return;
  }
  Cell stamp = trimmed(&cells[SHEET_STAMP]);
  if (stamp.size != LEDGER_STAMP - 1) {
    refuse(plan, asked, SHEET_STAMP, N_("no stamp of a worksheet"));
    return;
  }
  memcpy(asked->stamp, stamp.text, stamp.size);
  if (!read_kind(plan, asked) || !read_listed(plan, asked)) return;
  const LedgerPerson *person = person_of(plan, asked, &there);
  if (!person && asked->action == ACT_DELETE)
    plan->applied.already++;
  else if (!person)
    refuse_stale(plan, asked);
  else if (asked->difference.kind == LEDGER_DIFFERS)
    plan_differs(plan, asked, person);
  else if (asked->action == ACT_NONE)
    refuse(plan, asked, SHEET_ACTION, N_("it does not say what is to be done"));
  else if (asked->difference.kind == LEDGER_MISSING)
    plan_missing(plan, asked, person);
  else
    plan_doubled(plan, asked, person, there);
}

static int compare_sets(const void *a, const void *b) {
  const LedgerSet *x = a, *y = b;
  if (x->entry != y->entry) return (x->entry > y->entry) - (x->entry < y->entry);
  if (x->field != y->field) return (x->field > y->field) - (x->field < y->field);
  return (x->line > y->line) - (x->line < y->line);
}

static int compare_deletes(const void *a, const void *b) {
  const LedgerDelete *x = a, *y = b;
  if (x->entry != y->entry) return (x->entry > y->entry) - (x->entry < y->entry);
  return (x->line > y->line) - (x->line < y->line);
}

static bool is_deleted(const LedgerPlan *plan, int64_t entry) {
  size_t at = ledgers_first(plan->deletes, plan->delete_count, sizeof *plan->deletes,
                            offsetof(LedgerDelete, entry), entry);
  return at < plan->delete_count && plan->deletes[at].entry == entry;
}

static void end_deletes(LedgerPlan *plan) {
  size_t kept = 0;
  if (plan->delete_count)
    qsort(plan->deletes, plan->delete_count, sizeof *plan->deletes, compare_deletes);
  for (size_t i = 0; i < plan->delete_count; i++)
    if (!kept || plan->deletes[kept - 1].entry != plan->deletes[i].entry)
      plan->deletes[kept++] = plan->deletes[i];
  plan->delete_count = kept;
}

/* One value an entry and field; what is deleted is not corrected any more. */
static void end_sets(LedgerPlan *plan) {
  size_t kept = 0;
  if (plan->set_count) qsort(plan->sets, plan->set_count, sizeof *plan->sets, compare_sets);
  for (size_t i = 0; i < plan->set_count; i++) {
    LedgerSet *set = &plan->sets[i], *last = kept ? &plan->sets[kept - 1] : NULL;
    bool same = last && last->entry == set->entry && last->field == set->field;
    if (same && strcmp(last->new, set->new) != 0)
      refuse(plan, &(Asked){.line = set->line}, SHEET_VALUE,
             N_("another row gives the same entry another value"));
    if (!same && !is_deleted(plan, set->entry)) plan->sets[kept++] = *set;
  }
  plan->set_count = kept;
}

static void end_adds(LedgerPlan *plan) {
  for (size_t i = 0; i < plan->add_count; i++) {
    const LedgerAdd *add = &plan->adds[i];
    bool left = false;
    for (size_t k = 0; k < add->person->count; k++)
      left = left || !is_deleted(plan, ledgers_entry(plan->ledgers, add->person, k)->id);
    if (!left)
      refuse(plan, &(Asked){.line = add->line}, SHEET_ACTION,
             N_("another row deletes this person"));
  }
}

void ledgers_plan_end(LedgerPlan *plan) {
  end_deletes(plan);
  end_sets(plan);
  end_adds(plan);
}

const LedgerSet *ledgers_plan_set(const LedgerPlan *plan, int64_t entry, const Field *field) {
  size_t from = ledgers_first(plan->sets, plan->set_count, sizeof *plan->sets,
                              offsetof(LedgerSet, entry), entry);
  for (; from < plan->set_count && plan->sets[from].entry == entry; from++)
    if (plan->sets[from].field == field) return &plan->sets[from];
  return NULL;
}

void ledgers_plan_free(LedgerPlan *plan) {
  arena_free(plan->arena);
  free(plan->sets);
  free(plan->deletes);
  free(plan->adds);
  *plan = (LedgerPlan){0};
}
