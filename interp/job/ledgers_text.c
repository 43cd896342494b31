/* Differences in words. A worksheet is Chinese whatever the language of messages, so both stand here. */
#include "job/ledgers_text.h"

#include <string.h>

#include "data/fieldtext.h"
#include "data/import_value.h"

const char *ledgers_kind(LedgerKind kind, bool chinese) {
  static const char *const names[][2] = {
      {"missing", "缺漏"}, {"doubled", "重复"}, {"differs", "不一致"}};
  return names[kind][chinese];
}

static const Field *field_of(const Ledgers *l, const char *name) {
  return entity_field(l->entity, name);
}

static void say_first(Buffer *out, const Ledgers *l, const LedgerPerson *person, const char *name,
                      bool masked) {
  const Field *field = field_of(l, name);
  for (size_t i = 0; field && i < person->count; i++) {
    const char *value = ledgers_entry(l, person, i)->values[ledgers_place(l, field)];
    if (!value) continue;
    fieldtext_add(out, field, value, masked);
    return;
  }
}

void ledgers_say_name(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool masked) {
  say_first(out, l, person, "name", masked);
}

void ledgers_say_number(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool masked) {
  say_first(out, l, person, "id_number", masked);
}

void ledgers_say_tier(Buffer *out, const Ledgers *l, const LedgerPerson *person,
                      const LedgerDifference *d, int tier, bool masked) {
  size_t before = out->size;
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(l, person, i);
    if (entry->tier != tier) continue;
    if (out->size > before) buffer_add_text(out, " / ");
    if (d->kind == LEDGER_DIFFERS)
      fieldtext_add(out, d->field, entry->values[ledgers_place(l, d->field)], masked);
    else
      buffer_format(out, "#%lld", (long long)entry->id);
  }
}

void ledgers_say_entries(Buffer *out, const Ledgers *l, const LedgerPerson *person,
                         const LedgerDifference *d) {
  for (size_t i = 0, said = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(l, person, i);
    if (d->kind == LEDGER_DOUBLED && entry->tier != d->tier) continue;
    buffer_format(out, "%s%lld", said++ ? " " : "", (long long)entry->id);
  }
}

/* --- reasons -------------------------------------------------------------------------------------- */

static const char *tier_name(const Ledgers *l, int tier, bool chinese) {
  return chinese ? l->tiers->values[tier].title : l->tiers->values[tier].name;
}

/* The ledgers of a person, each once: with (`in`) or without an entry. */
static void say_tiers(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool chinese) {
  bool any = false;
  for (int t = 0; t < (int)l->tiers->count; t++) {
    bool in = false;
    for (size_t i = 0; i < person->count; i++)
      in = in || ledgers_entry(l, person, i)->tier == t;
    if (!in) continue;
    buffer_format(out, "%s%s", !any ? "" : chinese ? "、" : ", ", tier_name(l, t, chinese));
    any = true;
  }
}

/* Ledgers whose ID number cannot be one, and what a right one says about birth and sex. */
static void say_numbers(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool chinese) {
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(l, person, i);
    if (!entry->number)
      buffer_format(out, chinese ? "；%s没有证件号码" : "; no ID number in %s",
                    tier_name(l, entry->tier, chinese));
    else if (strlen(entry->number) != 18 || !value_id_number(entry->number))
      buffer_format(out,
                    chinese ? "；%s的号码校验位或日期有误" : "; check digit or day wrong in %s",
                    tier_name(l, entry->tier, chinese));
  }
}

static void say_from_number(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool birth,
                            bool chinese) {
  for (size_t i = 0; i < person->count; i++) {
    const char *number = ledgers_entry(l, person, i)->number;
    if (!number || strlen(number) != 18 || !value_id_number(number)) continue;
    if (birth)
      buffer_format(
          out, chinese ? "；证件号码中是%.4s-%.2s-%.2s" : "; the ID number says %.4s-%.2s-%.2s",
          number + 6, number + 10, number + 12);
    else
      buffer_add_text(out, (number[16] - '0') % 2
                               ? (chinese ? "；证件号码中是男" : "; the ID number says male")
                               : (chinese ? "；证件号码中是女" : "; the ID number says female"));
    return;
  }
}

/* Somebody of the same name matters where an entry is missing: it may be theirs. */
static void say_match(Buffer *out, const Ledgers *l, const LedgerPerson *person, bool missing,
                      bool chinese) {
  bool by_name = false;
  int64_t namesake = 0;
  for (size_t i = 0; i < person->count; i++) {
    const LedgerEntry *entry = ledgers_entry(l, person, i);
    by_name = by_name || entry->by_name;
    if (entry->namesake) namesake = entry->namesake;
  }
  if (by_name)
    buffer_add_text(out, chinese ? "；按姓名和出生日期比对" : "; matched by name and day of birth");
  if (namesake && missing)
    buffer_format(out,
                  chinese ? "；另有同名同出生日期的人（台账记录%lld）"
                          : "; somebody else has the same name and day of birth (entry %lld)",
                  (long long)namesake);
}

void ledgers_say_reason(Buffer *out, const Ledgers *l, const LedgerPerson *person,
                        const LedgerDifference *d, bool chinese) {
  const char *tier = d->tier >= 0 ? tier_name(l, d->tier, chinese) : "";
  if (d->kind == LEDGER_MISSING) {
    buffer_format(out, chinese ? "%s中没有，见于" : "not in %s, but in ", tier);
    say_tiers(out, l, person, chinese);
  } else if (d->kind == LEDGER_DOUBLED) {
    buffer_format(out, chinese ? "%s中有多条" : "more than one entry in %s", tier);
  } else {
    buffer_format(out, chinese ? "各级的%s不一致" : "%s is not the same everywhere",
                  chinese ? d->field->title : d->field->name);
    if (strcmp(d->field->name, "id_number") == 0) say_numbers(out, l, person, chinese);
    if (strcmp(d->field->name, "birth") == 0) say_from_number(out, l, person, true, chinese);
    if (strcmp(d->field->name, "sex") == 0) say_from_number(out, l, person, false, chinese);
  }
  say_match(out, l, person, d->kind == LEDGER_MISSING, chinese);
}
