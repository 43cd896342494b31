/* What differs between the ledgers for one person, and the stamp by which a stale worksheet is known. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "job/ledgers.h"

bool ledgers_identifies(const Field *field) {
  return strcmp(field->name, "name") == 0 || strcmp(field->name, "id_number") == 0 ||
         strcmp(field->name, "birth") == 0;
}

/* What is about the entry and not about the person. */
static bool is_of_entry(const Ledgers *l, const Field *field) {
  return field == l->entity->key || strcmp(field->name, "tier") == 0 ||
         strcmp(field->name, "person_id") == 0;
}

/* A county and a village in it are the same place, told more and less closely. */
static bool same_place(const char *a, const char *b) {
  size_t x = strlen(a), y = strlen(b);
  while (x > 6 && a[x - 1] == '0')
    x--;
  while (y > 6 && b[y - 1] == '0')
    y--;
  return memcmp(a, b, x < y ? x : y) == 0;
}

/* Blanks within texts do not count. */
static bool same_text(const char *a, const char *b) {
  for (;;) {
    while (*a == ' ' || strncmp(a, "　", 3) == 0)
      a += *a == ' ' ? 1 : 3;
    while (*b == ' ' || strncmp(b, "　", 3) == 0)
      b += *b == ' ' ? 1 : 3;
    if (*a != *b) return false;
    if (!*a) return true;
    a++, b++;
  }
}

bool ledgers_same(const Field *field, const char *a, const char *b) {
  if (!a || !b) return a == b || !ledgers_identifies(field);
  if (field->type == FIELD_REF && strcmp(field->to->name, "division") == 0) return same_place(a, b);
  return field->type == FIELD_TEXT ? same_text(a, b) : strcmp(a, b) == 0;
}

/* Names are compared as they were matched: the dots in them are written in many ways. */
static bool same_values(const Ledgers *l, const LedgerEntry *a, const LedgerEntry *b,
                        const Field *field) {
  size_t place = ledgers_place(l, field);
  if (strcmp(field->name, "name") == 0 && a->name && b->name) return strcmp(a->name, b->name) == 0;
  return ledgers_same(field, a->values[place], b->values[place]);
}

static bool differs(const Ledgers *l, const LedgerPerson *person, const Field *field) {
  for (size_t i = 0; i < person->count; i++)
    for (size_t k = i + 1; k < person->count; k++)
      if (!same_values(l, ledgers_entry(l, person, i), ledgers_entry(l, person, k), field))
        return true;
  return false;
}

size_t ledgers_differ(const Ledgers *l, const LedgerPerson *person, LedgerDifference *out) {
  const LedgerCounty *county = ledgers_county(l, person->county);
  int64_t entries[LEDGER_TIERS] = {0};
  size_t count = 0;
  for (size_t i = 0; i < person->count; i++)
    entries[ledgers_entry(l, person, i)->tier]++;
  for (int t = 0; t < (int)l->tiers->count; t++)
    if (entries[t] == 0 && county && county->entries[t])
      out[count++] = (LedgerDifference){LEDGER_MISSING, t, NULL};
  for (int t = 0; t < (int)l->tiers->count; t++)
    if (entries[t] > 1) out[count++] = (LedgerDifference){LEDGER_DOUBLED, t, NULL};
  for (size_t i = 0; i < l->entity->field_count && count < LEDGER_MOST; i++) {
    const Field *field = &l->entity->fields[i];
    if (!is_of_entry(l, field) && differs(l, person, field))
      out[count++] = (LedgerDifference){LEDGER_DIFFERS, -1, field};
  }
  return count;
}

/* --- the stamp ------------------------------------------------------------------------------------ */

static void add_value(Buffer *out, const char *value) {
  buffer_format(out, "%zu:%s;", value ? strlen(value) : 0, value ? value : "-");
}

void ledgers_stamp(const Ledgers *l, const LedgerPerson *person, const LedgerDifference *d,
                   char out[LEDGER_STAMP]) {
  Buffer text = {0};
  buffer_format(&text, "%d %d %s\n", (int)d->kind, d->tier, d->field ? d->field->name : "");
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(l, person, i);
    if (d->kind == LEDGER_DOUBLED && entry->tier != d->tier) continue;
    buffer_format(&text, "%" PRId64 " %d ", entry->id, entry->tier);
    if (d->kind == LEDGER_DIFFERS) add_value(&text, entry->values[ledgers_place(l, d->field)]);
    for (size_t k = 0; d->kind == LEDGER_DOUBLED && k < l->entity->field_count; k++)
      add_value(&text, entry->values[k]);
    buffer_add_text(&text, "\n");
  }
  snprintf(out, LEDGER_STAMP, "h%016" PRIx64, hash_short(text.data, text.size));
  buffer_free(&text);
}
