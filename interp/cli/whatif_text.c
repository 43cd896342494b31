/* A comparison on the screen. */
#include "cli/whatif_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/money.h"
#include "cli/shown.h"

/* --- showing ----------------------------------------------------------------------------------- */

static void add_fen(Buffer *out, int64_t fen) {
  buffer_clear(out);
  buffer_format(out, "%lld", (long long)fen);
}

/* A line of the first table: a sum on each side, and how each differs from the baseline. */
static void add_money_row(Shown *shown, const WhatifResult *result, const char *title,
                          int64_t (*pick)(const WhatifOutcome *side, size_t layer), size_t layer) {
  Buffer texts[2 * WHATIF_MOST_SIDES] = {{0}};
  const char *cells[2 * WHATIF_MOST_SIDES + 1] = {title};
  int64_t before = pick(&result->sides[0], layer);
  int count = 1;
  for (int i = 0; i < result->side_count; i++) {
    int64_t fen = pick(&result->sides[i], layer);
    add_fen(&texts[count], fen);
    cells[count] = texts[count].data;
    count++;
    if (i == 0) continue;
    add_fen(&texts[count], fen - before);
    cells[count] = texts[count].data;
    count++;
  }
  shown_add(shown, cells);
  for (int i = 0; i < 2 * WHATIF_MOST_SIDES; i++)
    buffer_free(&texts[i]);
}

static int64_t pick_total(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->totals.total;
}

static int64_t pick_layer(const WhatifOutcome *side, size_t layer) {
  return side->totals.paid[layer];
}

static int64_t pick_self_pay(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->totals.self_pay;
}

static int64_t pick_reimbursed(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->totals.reimbursed;
}

static void show_money(const WhatifOptions *whatif, const WhatifResult *result,
                       const char *format) {
  Shown *shown = shown_new(2 * result->side_count);
  shown_column(shown, 0, "item", "项目", TABLE_TEXT);
  int at = 1;
  for (int i = 0; i < result->side_count; i++) {
    char key[32];
    snprintf(key, sizeof key, "side_%d", i);
    shown_column(shown, at++, whatif->sides[i].name, whatif->sides[i].name, TABLE_MONEY);
    if (i == 0) continue;
    shown_column(shown, at++, "difference", "差额", TABLE_MONEY);
  }
  add_money_row(shown, result, _("total cost"), pick_total, 0);
  for (size_t i = 0; i < result->layer_count; i++)
    add_money_row(shown, result, result->layers[i], pick_layer, i);
  add_money_row(shown, result, _("self-pay"), pick_self_pay, 0);
  add_money_row(shown, result, _("reimbursed"), pick_reimbursed, 0);
  shown_print(shown, format, stdout);
  shown_free(shown);
}

static double share(int64_t part, int64_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void say_people(const char *name, const WhatifResult *result, int number) {
  const WhatifOutcome *side = &result->sides[number], *before = &result->sides[0];
  const WhatifChange *c = &side->change;
  char gain[40], loss[40];
  money_format(c->gain_fen, gain, sizeof gain, true);
  money_format(c->loss_fen, loss, sizeof loss, true);
  printf("\n%s\n", name);
  printf(_("  share of self-pay %.2f%% → %.2f%%, reimbursed %.2f%% → %.2f%%\n"),
         share(before->totals.self_pay, before->totals.total),
         share(side->totals.self_pay, side->totals.total),
         share(before->totals.reimbursed, before->totals.total),
         share(side->totals.reimbursed, side->totals.total));
  printf(
      _("  %lld persons pay less (%lld cases, %s yuan), %lld more (%lld cases, %s yuan), %lld the "
        "same\n"),
      (long long)c->winning, (long long)c->winners, gain, (long long)c->losing,
      (long long)c->losers, loss, (long long)c->staying);
  if (side->totals.failed) printf(_("  %lld cases failed\n"), (long long)side->totals.failed);
}

static void show_targets(const WhatifOptions *whatif, const WhatifResult *result, int number,
                         const char *format) {
  const WhatifOutcome *before = &result->sides[0], *side = &result->sides[number];
  Shown *shown = shown_new(7);
  shown_column(shown, 0, "target", "指标", TABLE_TEXT);
  shown_column(shown, 1, "place", "区划", TABLE_TEXT);
  shown_column(shown, 2, "before", "之前", TABLE_RATIO);
  shown_column(shown, 3, "after", "之后", TABLE_RATIO);
  shown_column(shown, 4, "threshold", "目标值", TABLE_RATIO);
  shown_column(shown, 5, "met before", "之前达标", TABLE_TEXT);
  shown_column(shown, 6, "met after", "之后达标", TABLE_TEXT);
  for (size_t i = 0; i < side->target_count && i < before->target_count; i++) {
    const WhatifTarget *a = &before->targets[i], *b = &side->targets[i];
    bool judged =
        a->has_threshold || b->has_threshold; /* shares of funds stand in the first table */
    if (!judged || strcmp(b->unit, "ratio") != 0 || a->whole == 0 || b->whole == 0) continue;
    if (a->part == b->part && a->whole == b->whole && a->met == b->met) continue;
    char old[32], now[32], threshold[32];
    snprintf(old, sizeof old, "%.6f", a->part / a->whole);
    snprintf(now, sizeof now, "%.6f", b->part / b->whole);
    snprintf(threshold, sizeof threshold, "%.6f", b->threshold);
    shown_add(shown, (const char *[]){b->title, b->county_name, old, now,
                                      b->has_threshold ? threshold : NULL,
                                      a->has_threshold ? a->met ? _("yes") : _("no") : NULL,
                                      b->has_threshold ? b->met ? _("yes") : _("no") : NULL});
  }
  if (shown_rows(shown)) {
    printf("\n%s: %s\n", whatif->sides[number].name, _("targets that move"));
    shown_print(shown, format, stdout);
  }
  shown_free(shown);
}

static void add_group(Shown *shown, const WhatifGroup *before, const WhatifGroup *group) {
  char numbers[8][32];
  const int64_t values[] = {
      group->totals.cases,    before->totals.self_pay,
      group->totals.self_pay, group->totals.self_pay - before->totals.self_pay,
      group->change.winners,  group->change.losers};
  const char *cells[7] = {group->name};
  for (int i = 0; i < 6; i++) {
    snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)values[i]);
    cells[i + 1] = numbers[i];
  }
  shown_add(shown, cells);
}

static void show_groups(const WhatifOptions *whatif, const WhatifResult *result, int number,
                        const char *format) {
  const WhatifOutcome *before = &result->sides[0], *side = &result->sides[number];
  Shown *shown = shown_new(7);
  shown_column(shown, 0, "group", "分组", TABLE_TEXT);
  shown_column(shown, 1, "cases", "病例", TABLE_COUNT);
  shown_column(shown, 2, "self pay before", "之前自付", TABLE_MONEY);
  shown_column(shown, 3, "self pay after", "之后自付", TABLE_MONEY);
  shown_column(shown, 4, "difference", "差额", TABLE_MONEY);
  shown_column(shown, 5, "cases less", "少付病例", TABLE_COUNT);
  shown_column(shown, 6, "cases more", "多付病例", TABLE_COUNT);
  for (size_t i = 0; i < side->group_count; i++)
    if (side->groups[i].totals.cases > 0) add_group(shown, &before->groups[i], &side->groups[i]);
  printf("\n%s: %s\n", whatif->sides[number].name, _("by group"));
  shown_print(shown, format, stdout);
  shown_free(shown);
}

static void show_largest(const WhatifOptions *whatif, const WhatifResult *result, int number,
                         const char *format) {
  const WhatifOutcome *side = &result->sides[number];
  if (side->largest_count == 0) return;
  Shown *shown = shown_new(4);
  shown_column(shown, 0, "case", "病例", TABLE_NUMBER);
  shown_column(shown, 1, "self pay before", "之前自付", TABLE_MONEY);
  shown_column(shown, 2, "self pay after", "之后自付", TABLE_MONEY);
  shown_column(shown, 3, "difference", "差额", TABLE_MONEY);
  for (size_t i = 0; i < side->largest_count; i++) {
    const WhatifCase *one = &side->largest[i];
    char texts[4][32];
    const int64_t values[] = {one->id, one->before_fen, one->after_fen,
                              one->after_fen - one->before_fen};
    for (int k = 0; k < 4; k++)
      snprintf(texts[k], sizeof texts[k], "%lld", (long long)values[k]);
    shown_add(shown, (const char *[]){texts[0], texts[1], texts[2], texts[3]});
  }
  printf("\n%s: %s\n", whatif->sides[number].name, _("largest changes"));
  shown_print(shown, format, stdout);
  shown_free(shown);
}

/* --- for programs ------------------------------------------------------------------------------- */

static json_t *totals_json(const WhatifResult *result, const WhatifTotals *totals) {
  json_t *layers = json_object();
  for (size_t i = 0; i < result->layer_count; i++)
    json_object_set_new(layers, result->layer_names[i], json_integer(totals->paid[i]));
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:o}", "cases", (json_int_t)totals->cases, "failed",
                   (json_int_t)totals->failed, "total", (json_int_t)totals->total, "self_pay",
                   (json_int_t)totals->self_pay, "reimbursed", (json_int_t)totals->reimbursed,
                   "layers", layers);
}

static json_t *change_json(const WhatifChange *c) {
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "cases_less", (json_int_t)c->winners,
                   "cases_more", (json_int_t)c->losers, "cases_same", (json_int_t)c->same,
                   "persons_less", (json_int_t)c->winning, "persons_more", (json_int_t)c->losing,
                   "persons_same", (json_int_t)c->staying, "less", (json_int_t)c->gain_fen, "more",
                   (json_int_t)c->loss_fen);
}

static json_t *side_json(const WhatifResult *result, const WhatifOutcome *side, const char *name) {
  json_t *groups = json_array(), *targets = json_array();
  for (size_t i = 0; i < side->group_count; i++)
    if (side->groups[i].totals.cases > 0)
      json_array_append_new(groups,
                            json_pack("{s:s,s:o,s:o}", "group", side->groups[i].name, "totals",
                                      totals_json(result, &side->groups[i].totals), "change",
                                      change_json(&side->groups[i].change)));
  for (size_t i = 0; i < side->target_count; i++) {
    const WhatifTarget *t = &side->targets[i];
    json_array_append_new(
        targets,
        json_pack("{s:s,s:s,s:s,s:f,s:f,s:o,s:b}", "target", t->target, "county", t->county, "unit",
                  t->unit, "part", t->part, "whole", t->whole, "threshold",
                  t->has_threshold ? json_real(t->threshold) : json_null(), "met", t->met));
  }
  return json_pack("{s:s,s:o,s:o,s:o,s:o}", "name", name, "totals",
                   totals_json(result, &side->totals), "change", change_json(&side->change),
                   "groups", groups, "targets", targets);
}

static void print_json(const WhatifOptions *whatif, const WhatifResult *result) {
  json_t *sides = json_array();
  for (int i = 0; i < result->side_count; i++)
    json_array_append_new(sides, side_json(result, &result->sides[i], whatif->sides[i].name));
  json_t *document = json_pack("{s:s,s:s,s:i,s:o}", "schema", "guize.whatif.v1", "money", "fen",
                               "year", whatif->settle.year, "sides", sides);
  char *text = json_dumps(document, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
  printf("%s\n", text);
  free(text);
  json_decref(document);
}

void whatif_print(const WhatifOptions *whatif, const WhatifResult *result, const char *format) {
  if (strcmp(format, "json") == 0) {
    print_json(whatif, result);
    return;
  }
  show_money(whatif, result, format);
  for (int i = 1; i < result->side_count; i++) {
    say_people(whatif->sides[i].name, result, i);
    show_targets(whatif, result, i, format);
    show_groups(whatif, result, i, format);
    show_largest(whatif, result, i, format);
  }
}
