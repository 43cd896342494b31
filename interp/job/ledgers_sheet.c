/* The worksheet on its way out. */
#include "job/ledgers_sheet.h"

#include <stdio.h>
#include <string.h>

#include "job/ledgers_text.h"

const OutColumn ledgers_columns[SHEET_FIXED] = {
    {"number", "序号", OUT_NUMBER},    {"stamp", "校验码", OUT_TEXT},
    {"county", "县", OUT_TEXT},        {"name", "姓名", OUT_TEXT},
    {"id_number", "证件号码", OUT_ID}, {"kind", "差异", OUT_TEXT},
    {"tier", "台账", OUT_TEXT},        {"field", "项目", OUT_TEXT},
    {"value", "更正", OUT_TEXT},       {"action", "处理", OUT_TEXT},
    {"reason", "说明", OUT_TEXT},      {"entries", "台账记录", OUT_TEXT},
};

bool ledgers_wanted(const LedgerSheet *sheet, const LedgerPerson *person) {
  for (int i = 0; i < sheet->county_count; i++)
    if (strcmp(sheet->counties[i], person->county) == 0) return true;
  return sheet->county_count == 0;
}

typedef struct Row {
  Buffer texts[SHEET_FIXED + LEDGER_TIERS];
  OutCell cells[SHEET_FIXED + LEDGER_TIERS];
} Row;

static void fill(Row *row, const Ledgers *l, const LedgerPerson *person, const LedgerDifference *d,
                 int64_t number, bool reveal) {
  char stamp[LEDGER_STAMP] = "";
  const LedgerCounty *county = ledgers_county(l, person->county);
  bool id = d->field && strcmp(d->field->name, "id_number") == 0;
  for (size_t i = 0; i < SHEET_FIXED + l->tiers->count; i++)
    buffer_clear(&row->texts[i]);
  if (reveal) ledgers_stamp(l, person, d, stamp);
  buffer_format(&row->texts[SHEET_NUMBER], "%lld", (long long)number);
  buffer_add_text(&row->texts[SHEET_STAMP], stamp);
  buffer_format(&row->texts[SHEET_COUNTY], "%s %s", person->county, county ? county->name : "");
  ledgers_say_name(&row->texts[SHEET_NAME], l, person, !reveal);
  ledgers_say_number(&row->texts[SHEET_ID], l, person, !reveal);
  buffer_add_text(&row->texts[SHEET_KIND], ledgers_kind(d->kind, true));
  if (d->tier >= 0) buffer_add_text(&row->texts[SHEET_TIER], l->tiers->values[d->tier].title);
  if (d->field) buffer_add_text(&row->texts[SHEET_FIELD], d->field->title);
  ledgers_say_reason(&row->texts[SHEET_REASON], l, person, d, true);
  ledgers_say_entries(&row->texts[SHEET_ENTRIES], l, person, d);
  for (size_t t = 0; t < l->tiers->count; t++)
    ledgers_say_tier(&row->texts[SHEET_FIXED + t], l, person, d, (int)t, !reveal);
  for (size_t i = 0; i < SHEET_FIXED + l->tiers->count; i++) {
    const Buffer *text = &row->texts[i];
    OutKind kind = i < SHEET_FIXED ? ledgers_columns[i].kind : id ? OUT_ID : OUT_TEXT;
    row->cells[i] = (OutCell){text->size ? text->data : NULL, text->size, kind};
  }
}

static bool write_rows(const Ledgers *l, const LedgerSheet *sheet, SheetOut *out, int64_t *rows,
                       Fault *fault) {
  LedgerDifference list[LEDGER_MOST];
  Row row = {0};
  bool ok = true;
  for (size_t p = 0; ok && p < l->person_count; p++) {
    const LedgerPerson *person = &l->persons[p];
    size_t count = ledgers_wanted(sheet, person) ? ledgers_differ(l, person, list) : 0;
    for (size_t i = 0; ok && i < count; i++) {
      fill(&row, l, person, &list[i], ++*rows, sheet->reveal);
      ok = sheetout_row(out, row.cells, fault);
    }
  }
  for (size_t i = 0; i < SHEET_FIXED + LEDGER_TIERS; i++)
    buffer_free(&row.texts[i]);
  return ok;
}

bool ledgers_sheet_write(const Ledgers *l, const LedgerSheet *sheet, const char *path, OutForm form,
                         int64_t *rows, Fault *fault) {
  OutColumn columns[SHEET_FIXED + LEDGER_TIERS];
  memcpy(columns, ledgers_columns, sizeof ledgers_columns);
  for (size_t t = 0; t < l->tiers->count; t++)
    columns[SHEET_FIXED + t] =
        (OutColumn){l->tiers->values[t].name, l->tiers->values[t].title, OUT_TEXT};
  *rows = 0;
  SheetOut *out = sheetout_open(path, form, "台账核对表", columns, SHEET_FIXED + l->tiers->count,
                                sheet->replace, fault);
  if (!out) return false;
  bool ok = write_rows(l, sheet, out, rows, fault);
  return sheetout_close(out, ok, ok ? fault : NULL) && ok;
}
