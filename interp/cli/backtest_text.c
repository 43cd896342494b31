/* What a backtest found, in words and tables. */
#include "cli/backtest_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/money.h"
#include "cli/ledger_head.h"
#include "cli/shown.h"

/* --- tables ------------------------------------------------------------------------------------ */

static void add_sums(Shown *shown, const char *title, int64_t before, int64_t after) {
  char texts[3][32];
  const int64_t values[] = {before, after, after - before};
  for (int i = 0; i < 3; i++)
    snprintf(texts[i], sizeof texts[i], "%lld", (long long)values[i]);
  shown_add(shown, (const char *[]){title, texts[0], texts[1], texts[2]});
}

static void show_money(const BacktestSummary *s) {
  Shown *shown = shown_new(4);
  shown_column(shown, 0, "item", "项目", TABLE_TEXT);
  shown_column(shown, 1, "before", "之前", TABLE_MONEY);
  shown_column(shown, 2, "after", "之后", TABLE_MONEY);
  shown_column(shown, 3, "difference", "差额", TABLE_MONEY);
  add_sums(shown, _("total cost"), s->total_before, s->total_after);
  for (size_t i = 0; i < s->layer_count; i++)
    add_sums(shown, s->layers[i].title, s->layers[i].before, s->layers[i].after);
  add_sums(shown, _("self-pay"), s->self_pay_before, s->self_pay_after);
  add_sums(shown, _("reimbursed"), s->reimbursed_before, s->reimbursed_after);
  shown_print(shown, "table", stdout);
  shown_free(shown);
}

static void show_largest(const BacktestSummary *s) {
  if (!s->largest_count) return;
  Shown *shown = shown_new(5);
  shown_column(shown, 0, "case", "病例", TABLE_NUMBER);
  shown_column(shown, 1, "self pay before", "之前自付", TABLE_MONEY);
  shown_column(shown, 2, "self pay after", "之后自付", TABLE_MONEY);
  shown_column(shown, 3, "difference", "差额", TABLE_MONEY);
  shown_column(shown, 4, "first layer", "最先不同的层", TABLE_TEXT);
  for (size_t i = 0; i < s->largest_count; i++) {
    const BacktestCase *one = &s->largest[i];
    char texts[4][32];
    const int64_t values[] = {one->id, one->before, one->after, one->after - one->before};
    for (int k = 0; k < 4; k++)
      snprintf(texts[k], sizeof texts[k], "%lld", (long long)values[k]);
    shown_add(shown,
              (const char *[]){texts[0], texts[1], texts[2], texts[3],
                               one->layer < s->layer_count ? s->layers[one->layer].title : NULL});
  }
  printf("\n%s\n", _("largest changes"));
  shown_print(shown, "table", stdout);
  shown_free(shown);
}

/* --- words ------------------------------------------------------------------------------------- */

static double percent(int64_t part, int64_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void say_heading(const BacktestSummary *s) {
  if (*s->folder)
    printf(_("run %lld (%d) under the rules %s (%.12s)\n"), (long long)s->run.id, s->run.year,
           s->folder, s->rules_hash);
  else
    printf(_("run %lld (%d) under its own rules with scenarios over them\n"), (long long)s->run.id,
           s->run.year);
  if (s->data_changed)
    printf(_("the cases or persons have changed since run %lld was stored: the differences are not "
             "those of the rules alone\n"),
           (long long)s->run.id);
}

static void say_counts(const BacktestSummary *s) {
  char less[MONEY_ROOM], more[MONEY_ROOM];
  money_format(s->less, less, sizeof less, true);
  money_format(s->more, more, sizeof more, true);
  printf(_("\n%lld cases compared, %lld change (%.2f%%)\n"), (long long)s->compared,
         (long long)s->changed, percent(s->changed, s->compared));
  printf(_("  %lld cases pay less (%lld persons, %s yuan), %lld more (%lld persons, %s yuan), %lld "
           "the same\n"),
         (long long)s->cases_less, (long long)s->persons_less, less, (long long)s->cases_more,
         (long long)s->persons_more, more, (long long)s->cases_same);
  if (s->zero) printf(_("  %lld cases were reimbursed and are not any more\n"), (long long)s->zero);
  if (s->failed) printf(_("  %lld cases fail that did not\n"), (long long)s->failed);
  if (s->failing) printf(_("  %lld cases fail as they did in the run\n"), (long long)s->failing);
  if (s->recovered) printf(_("  %lld cases do not fail any more\n"), (long long)s->recovered);
  if (s->missing)
    printf(_("  %lld cases of the run are missing now (gone, or of another year)\n"),
           (long long)s->missing);
  if (s->added)
    printf(_("  %lld cases are new: the run does not have them\n"), (long long)s->added);
}

static void say_failures(const BacktestSummary *s) {
  for (size_t i = 0; i < s->reason_count; i++) {
    Fault fault = s->reasons[i].fault;
    if (!fault_isset(&fault)) fault_set(&fault, EXIT_RULES, "E310", "%s", s->reasons[i].text);
    fault_frame(&fault,
                s->reasons[i].cases == 1 ? "%lld case failed (the first is %lld)"
                                         : "%lld cases failed (the first is %lld)",
                (long long)s->reasons[i].cases, (long long)s->reasons[i].first_case);
    fault_print(stderr, &fault);
  }
  if (s->other_failed)
    fprintf(stderr, _("%lld cases failed for other reasons\n"), (long long)s->other_failed);
}

static void say_verdict(const BacktestOptions *options, const BacktestSummary *s) {
  if (s->failed)
    puts(_("guard: cases fail that did not: not passed"));
  else if (options->guard == BACKTEST_NO_FAILURE)
    puts(_("guard: no case fails that did not: passed"));
  else if (s->passed)
    printf(_("guard: change of at most %s: passed\n"), options->guard_text);
  else if (options->guard == BACKTEST_SHARE)
    printf(_("guard: at most %s of the cases may change, %.2f%% do: not passed\n"),
           options->guard_text, percent(s->changed, s->compared));
  else
    printf(_("guard: a case may change by at most %s, case %lld changes by more: not passed\n"),
           options->guard_text, (long long)s->largest[0].id);
  if (s->recorded)
    printf(_("recorded as backtest %lld with run %lld\n"), (long long)s->recorded,
           (long long)s->run.id);
  else if (options->record)
    puts(_("not recorded: only what passes is accepted"));
}

void backtest_print(const BacktestOptions *options, const BacktestSummary *summary, bool quiet) {
  if (!quiet) {
    say_heading(summary);
    show_money(summary);
    say_counts(summary);
    show_largest(summary);
    putchar('\n');
  }
  say_failures(summary);
  say_verdict(options, summary);
}

/* --- for programs ------------------------------------------------------------------------------ */

static json_t *totals_json(const BacktestSummary *s, bool after) {
  json_t *layers = json_object();
  for (size_t i = 0; i < s->layer_count; i++)
    json_object_set_new(layers, s->layers[i].name,
                        json_integer(after ? s->layers[i].after : s->layers[i].before));
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "cases", (json_int_t)s->compared, "failed",
                   (json_int_t)(after ? s->failed + s->failing : s->run.failed), "total",
                   (json_int_t)(after ? s->total_after : s->total_before), "self_pay",
                   (json_int_t)(after ? s->self_pay_after : s->self_pay_before), "reimbursed",
                   (json_int_t)(after ? s->reimbursed_after : s->reimbursed_before), "layers",
                   layers);
}

static json_t *change_json(const BacktestSummary *s) {
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "cases_less", (json_int_t)s->cases_less,
                   "cases_more", (json_int_t)s->cases_more, "cases_same", (json_int_t)s->cases_same,
                   "persons_less", (json_int_t)s->persons_less, "persons_more",
                   (json_int_t)s->persons_more, "persons_same", (json_int_t)s->persons_same, "less",
                   (json_int_t)s->less, "more", (json_int_t)s->more);
}

static json_t *counts_json(const BacktestSummary *s) {
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "compared", (json_int_t)s->compared,
                   "changed", (json_int_t)s->changed, "zero", (json_int_t)s->zero, "failed",
                   (json_int_t)s->failed, "missing", (json_int_t)s->missing, "new",
                   (json_int_t)s->added, "failing", (json_int_t)s->failing, "recovered",
                   (json_int_t)s->recovered);
}

static json_t *largest_json(const BacktestSummary *s) {
  json_t *list = json_array();
  for (size_t i = 0; i < s->largest_count; i++) {
    const BacktestCase *one = &s->largest[i];
    const BacktestLayer *layer = one->layer < s->layer_count ? &s->layers[one->layer] : NULL;
    json_array_append_new(
        list, json_pack("{s:I,s:I,s:I,s:s?,s:s?}", "case", (json_int_t)one->id, "before",
                        (json_int_t)one->before, "after", (json_int_t)one->after, "layer",
                        layer ? layer->name : NULL, "layer_title", layer ? layer->title : NULL));
  }
  return list;
}

static json_t *failures_json(const BacktestSummary *s) {
  json_t *list = json_array();
  for (size_t i = 0; i < s->reason_count; i++)
    json_array_append_new(list, json_pack("{s:s,s:I,s:I}", "text", s->reasons[i].text, "first_case",
                                          (json_int_t)s->reasons[i].first_case, "cases",
                                          (json_int_t)s->reasons[i].cases));
  return list;
}

static json_t *head_json(const BacktestOptions *options, const BacktestSummary *s) {
  json_t *layers = json_array();
  for (size_t i = 0; i < s->layer_count; i++)
    json_array_append_new(layers, ledger_head_layer(s->layers[i].name, s->layers[i].title,
                                                    s->layers[i].fund, s->layers[i].reimburses));
  LedgerHead head = {.kind = "backtest",
                     .folder = s->folder,
                     .rules_hash = s->rules_hash,
                     .db = options->settle.db,
                     .data_hash = s->data_hash,
                     .year = s->run.year,
                     .cases = s->cases,
                     .persons = s->persons,
                     .bad = s->bad,
                     .counties = s->counties,
                     .layers = layers,
                     .assumed = s->assumed};
  json_t *document = ledger_head(&head);
  json_decref(layers);
  return document;
}

json_t *backtest_document(const BacktestOptions *options, const BacktestSummary *s) {
  json_t *document = head_json(options, s);
  bool limited = options->guard != BACKTEST_NO_FAILURE;
  json_t *limit = !limited                           ? json_null()
                  : options->guard == BACKTEST_SHARE ? json_real((double)options->limit / 10000)
                                                     : json_integer(options->limit);
  json_t *rest = json_pack(
      "{s:I,s:{s:s},s:b,s:{s:s,s:o},s:o,s:o,s:o,s:o,s:o,s:o,s:b,s:b}", "run", (json_int_t)s->run.id,
      "old_rules", "hash", s->run.rules_hash, "data_changed", (int)s->data_changed, "guard", "text",
      options->guard_text, "limit", limit, "counts", counts_json(s), "change", change_json(s),
      "totals_before", totals_json(s, false), "totals_after", totals_json(s, true), "largest",
      largest_json(s), "failed", failures_json(s), "passed", (int)s->passed, "recorded",
      (int)(s->recorded != 0));
  json_object_update(document, rest);
  json_decref(rest);
  return document;
}
