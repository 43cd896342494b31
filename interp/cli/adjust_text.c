/* What an adjustment came to. */
#include "cli/adjust_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/language.h"
#include "base/money.h"
#include "base/phrase.h"
#include "base/text.h"
#include "cli/ledger_head.h"
#include "cli/shown.h"
#include "data/patient.h"
#include "job/assumed.h"

/* --- the screen -------------------------------------------------------------------------------- */

static void add_layer(Shown *shown, const char *title, const char *fund, int64_t owed,
                      int64_t recovered) {
  char texts[3][32];
  const int64_t values[] = {owed, recovered, owed - recovered};
  for (int i = 0; i < 3; i++)
    snprintf(texts[i], sizeof texts[i], "%lld", (long long)values[i]);
  shown_add(shown,
            (const char *[]){title, fund && *fund ? fund : NULL, texts[0], texts[1], texts[2]});
}

static void show_layers(const AdjustResult *r) {
  Shown *shown = shown_new(5);
  int64_t owed = 0, recovered = 0;
  shown_column(shown, 0, "layer", "支付层", TABLE_TEXT);
  shown_column(shown, 1, "fund", "基金代码", TABLE_TEXT);
  shown_column(shown, 2, "owed", "补付", TABLE_MONEY);
  shown_column(shown, 3, "recovered", "应退", TABLE_MONEY);
  shown_column(shown, 4, "net", "净额", TABLE_MONEY);
  for (size_t k = 0; k < r->layers.count; k++) {
    add_layer(shown, r->layers.list[k].title, r->layers.list[k].fund, r->owed[k], r->recovered[k]);
    owed += r->owed[k];
    recovered += r->recovered[k];
  }
  add_layer(shown, _("in all"), NULL, owed, recovered);
  shown_print(shown, "table", stdout);
  shown_free(shown);
}

/* "E310 a sentence (file.lua:12)", the sentence in the language of the messages. */
static void add_detail(Buffer *text, const char *detail) {
  Buffer said = {0}, message = {0};
  size_t code = strcspn(detail, " "), size = strlen(detail);
  const char *rest = detail + code + (detail[code] == ' '), *place = strstr(rest, ".lua:");
  while (place && place > rest && *place != '(')
    place--;
  if (!place || place <= rest || detail[size - 1] != ')') place = detail + size;
  buffer_add(&message, rest, (size_t)(place - rest) - (place > rest && place[-1] == ' '));
  buffer_format(&said, "%.*s ", (int)code, detail);
  phrase_add(&said, message.data);
  if (*place) buffer_format(&said, " %s", place);
  text_escape(text, said.data, said.size);
  buffer_free(&message);
  buffer_free(&said);
}

static void say_reason(const AdjustReason *reason, FILE *out) {
  Buffer text = {0}, detail = {0};
  long long run = (long long)reason->run;
  switch (reason->kind) {
    case ADJUST_ONLY: buffer_format(&text, _("only in run %lld"), run); break;
    case ADJUST_FAILED:
      add_detail(&detail, reason->detail);
      buffer_format(&text, _("failed in run %lld: %s"), run, detail.data);
      break;
    case ADJUST_GONE:
      buffer_format(&text, _("in run %lld, but no longer in the database"), run);
      break;
    case ADJUST_REFUND:
      buffer_add_text(&text, _("the case refunded, or its refund, is left out"));
      break;
  }
  fprintf(out,
          reason->cases == 1 ? _("  %lld case: %s (the first is %lld)\n")
                             : _("  %lld cases: %s (the first is %lld)\n"),
          (long long)reason->cases, text.data, (long long)reason->first_case);
  buffer_free(&text);
  buffer_free(&detail);
}

void adjust_tell_left_out(const AdjustResult *r, FILE *out) {
  if (!r->left_out) return;
  fprintf(out, _("left out, to be settled by hand: %lld cases\n"), (long long)r->left_out);
  for (size_t i = 0; i < r->reason_count; i++)
    say_reason(&r->reasons[i], out);
  if (r->other_reasons) printf(_("  %lld cases for other reasons\n"), (long long)r->other_reasons);
}

static void say_persons(const AdjustResult *r) {
  char paid[MONEY_ROOM], owing[MONEY_ROOM], net[MONEY_ROOM];
  money_format(r->paid_fen, paid, sizeof paid, true);
  money_format(r->owing_fen, owing, sizeof owing, true);
  money_format(r->paid_fen - r->owing_fen, net, sizeof net, true);
  int64_t even = (int64_t)r->person_count - r->paid - r->owing;
  printf(_("%lld cases differ; %lld persons are owed %s yuan, %lld owe %s yuan; net %s yuan\n"),
         (long long)r->cases, (long long)r->paid, paid, (long long)r->owing, owing, net);
  if (even) printf(_("%lld persons are even, but between funds money moves\n"), (long long)even);
}

void adjust_print(const AdjustResult *r, bool asked) {
  printf(_("from run %lld to run %lld (%d)\n"), (long long)r->from.id, (long long)r->to.id,
         r->from.year);
  if (r->data_differs)
    fputs(_("the two runs were settled on different cases or persons: not every difference is one "
            "of the rules\n"),
          stdout);
  if (r->cases) {
    show_layers(r);
    say_persons(r);
  } else {
    fputs(_("nothing is owed: what was paid is what the run gives\n"), stdout);
  }
  adjust_tell_left_out(r, stdout);
  if (r->recorded)
    printf(asked ? _("recorded as adjustment %lld\n") : _("this is adjustment %lld, as recorded\n"),
           (long long)r->recorded);
  else if (asked)
    fputs(_("nothing to record\n"), stdout);
}

/* --- the list ---------------------------------------------------------------------------------- */

enum { LIST_TEXTS = 5, LIST_MOST = LIST_TEXTS + ADJUSTMENT_MOST_LAYERS + 2 };

static Shown *new_list(const AdjustResult *r) {
  static const char *const heads[LIST_TEXTS][2] = {{"county_code", "区划代码"},
                                                   {"county", "参保县"},
                                                   {"person", "人员编号"},
                                                   {"name", "姓名"},
                                                   {"id_number", "身份证号"}};
  int count = LIST_TEXTS;
  Shown *shown = shown_new(LIST_TEXTS + (int)r->layers.count + 2);
  for (int i = 0; i < LIST_TEXTS; i++)
    shown_column(shown, i, heads[i][0], heads[i][1], TABLE_TEXT);
  for (size_t k = 0; k < r->layers.count; k++)
    shown_column(shown, count++, r->layers.list[k].name, r->layers.list[k].title, TABLE_MONEY);
  shown_column(shown, count++, "net", "净额", TABLE_MONEY);
  shown_column(shown, count, "cases", "病例数", TABLE_COUNT);
  return shown;
}

static void add_person(Shown *shown, const AdjustResult *r, const AdjustPerson *person,
                       const Patient *patient) {
  char numbers[LIST_MOST][24];
  const char *cells[LIST_MOST] = {person->county, patient->county, numbers[0], patient->name,
                                  patient->number};
  int at = LIST_TEXTS;
  snprintf(numbers[0], sizeof *numbers, "%lld", (long long)person->id);
  for (size_t k = 0; k < r->layers.count + 2; k++, at++) {
    int64_t value = k < r->layers.count    ? person->due[k]
                    : k == r->layers.count ? person->net
                                           : person->cases;
    snprintf(numbers[at], sizeof *numbers, "%lld", (long long)value);
    cells[at] = numbers[at];
  }
  shown_add(shown, cells);
}

bool adjust_list(Store *store, const AdjustResult *r, bool reveal, const char *format, FILE *out,
                 Fault *fault) {
  Shown *shown = new_list(r);
  bool ok = true;
  for (size_t i = 0; ok && i < r->person_count; i++) {
    Patient patient;
    ok = patient_read_person(store, r->persons[i].id, reveal, &patient, fault);
    if (ok) add_person(shown, r, &r->persons[i], &patient);
  }
  if (ok) shown_print_whole(shown, format, out);
  shown_free(shown);
  return ok;
}

/* --- for programs ------------------------------------------------------------------------------ */

static json_t *layers_json(const AdjustResult *r, bool sums) {
  json_t *list = json_array();
  for (size_t k = 0; k < r->layers.count; k++) {
    const AdjustmentLayer *layer = &r->layers.list[k];
    json_array_append_new(
        list, sums ? json_pack("{s:s,s:s,s:s,s:I,s:I}", "layer", layer->name, "title", layer->title,
                               "fund", layer->fund, "owed", (json_int_t)r->owed[k], "recovered",
                               (json_int_t)r->recovered[k])
                   : ledger_head_layer(layer->name, layer->title, layer->fund, layer->reimburses));
  }
  return list;
}

static json_t *reasons_json(const AdjustResult *r) {
  static const char *const kinds[] = {"only", "failed", "gone", "refund"};
  json_t *list = json_array();
  for (size_t i = 0; i < r->reason_count; i++) {
    const AdjustReason *reason = &r->reasons[i];
    json_array_append_new(list, json_pack("{s:s,s:I,s:s,s:I,s:I}", "kind", kinds[reason->kind],
                                          "run", (json_int_t)reason->run, "text", reason->detail,
                                          "first_case", (json_int_t)reason->first_case, "cases",
                                          (json_int_t)reason->cases));
  }
  return list;
}

/* Counties that were asked for ({ code, name }), or with `all` the codes of all that the run has cases of. */
static json_t *read_counties(Store *store, int64_t run, bool all, Fault *fault) {
  Query *query = store_query(store,
                             all ? "SELECT DISTINCT p.county_code FROM settlement s JOIN cases c "
                                   "USING (case_id) JOIN person p USING (person_id) WHERE s.run_id "
                                   "= ? ORDER BY 1"
                                 : "SELECT d.division_code, d.name FROM division d JOIN run r ON "
                                   "r.run_id = ? AND instr(r.counties, d.division_code) ORDER BY 1",
                             fault);
  if (!query) return NULL;
  query_bind_int(query, 1, run);
  json_t *list = json_array();
  int step;
  while ((step = query_step(query, fault)) == 1) {
    const char *code = query_text(query, 0, NULL);
    json_array_append_new(
        list, all ? json_string(code)
                  : json_pack("{s:s,s:s}", "code", code, "name", query_text(query, 1, NULL)));
  }
  query_free(query);
  if (step == 0) return list;
  json_decref(list);
  return NULL;
}

/* What is assumed in the rules of the newer run. */
static json_t *read_assumed(Store *store, const Run *run, Fault *fault) {
  Session session = {0};
  RuleFiles files = {0};
  json_t *codes = read_counties(store, run->id, true, fault), *list = NULL;
  if (codes && rulefiles_load(&files, store, run->id, fault) &&
      session_open_files(&session, &files, false, fault))
    list = assumed_values(&session, codes, date_from(run->year, 12, 31), fault);
  session_close(&session);
  rulefiles_free(&files);
  json_decref(codes);
  return list;
}

static bool read_lists(Store *store, LedgerHead *head, const Run *run, Fault *fault) {
  head->counties = read_counties(store, run->id, false, fault);
  head->assumed = head->counties ? read_assumed(store, run, fault) : NULL;
  return head->assumed != NULL;
}

static bool count_persons(Store *store, int64_t run, int64_t *persons, Fault *fault) {
  char sql[160];
  snprintf(sql, sizeof sql,
           "SELECT count(DISTINCT person_id) FROM settlement JOIN cases USING (case_id) WHERE "
           "run_id = %lld",
           (long long)run);
  return store_number(store, sql, persons, fault);
}

json_t *adjust_document(Store *store, const char *db, const AdjustResult *r, Fault *fault) {
  LedgerHead head = {.kind = "adjust",
                     .folder = "",
                     .rules_hash = r->to.rules_hash,
                     .db = db,
                     .data_hash = r->to.data_hash,
                     .year = r->to.year,
                     .cases = r->to.total,
                     .layers = layers_json(r, false)};
  bool ok = read_lists(store, &head, &r->to, fault) &&
            count_persons(store, r->to.id, &head.persons, fault);
  json_t *document = ok ? ledger_head(&head) : NULL;
  if (ok) {
    json_t *rest = json_pack(
        "{s:I,s:I,s:o,s:b,s:o,s:{s:I,s:I,s:I},s:{s:I,s:I,s:I,s:I},s:o}", "from",
        (json_int_t)r->from.id, "to", (json_int_t)r->to.id, "adjustment",
        r->recorded ? json_integer(r->recorded) : json_null(), "data_differs", (int)r->data_differs,
        "funds", layers_json(r, true), "counts", "persons", (json_int_t)r->person_count, "cases",
        (json_int_t)r->cases, "left_out", (json_int_t)r->left_out, "persons", "owed",
        (json_int_t)r->paid, "owing", (json_int_t)r->owing, "owed_fen", (json_int_t)r->paid_fen,
        "owing_fen", (json_int_t)r->owing_fen, "left_out", reasons_json(r));
    json_object_update(document, rest);
    json_decref(rest);
  }
  json_decref(head.counties);
  json_decref(head.layers);
  json_decref(head.assumed);
  return document;
}
