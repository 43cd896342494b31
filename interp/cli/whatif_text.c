/* A comparison on the screen. */
#include "cli/whatif_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/language.h"
#include "base/money.h"
#include "base/phrase.h"
#include "base/text.h"
#include "cli/shown.h"

/* --- showing ----------------------------------------------------------------------------------- */

static void add_fen(Buffer *out, int64_t fen) {
  buffer_clear(out);
  buffer_format(out, "%lld", (long long)fen);
}

/* A line of the first table: a sum on each side, and how each differs from the baseline. */
static void add_money_row(Shown *shown, const WhatifResult *result, const char *title,
                          const char *fund,
                          int64_t (*pick)(const WhatifOutcome *side, size_t layer), size_t layer) {
  Buffer texts[2 * WHATIF_MOST_SIDES + 2] = {{0}};
  const char *cells[2 * WHATIF_MOST_SIDES + 2] = {title, fund};
  int64_t before = pick(&result->sides[0], layer);
  int count = 2;
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
  for (int i = 0; i < 2 * WHATIF_MOST_SIDES + 2; i++)
    buffer_free(&texts[i]);
}

static int64_t pick_total(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->answer.totals.total;
}

static int64_t pick_layer(const WhatifOutcome *side, size_t layer) {
  return side->answer.totals.paid[layer];
}

static int64_t pick_self_pay(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->answer.totals.self_pay;
}

static int64_t pick_reimbursed(const WhatifOutcome *side, size_t layer) {
  (void)layer;
  return side->answer.totals.reimbursed;
}

static const char *layer_fund(const Study *study, size_t i) {
  const char *fund = study_layer(study, i)->fund;
  return *fund ? fund : NULL;
}

enum { WIDEST_TITLE = 18, SIDE_ROOM = 256 }; /* of a column of amounts */

/* "examples/raise.lua+cap.lua" is raise+cap in the title of a column. */
static void short_name(const char *name, char *room, size_t size) {
  Buffer out = {0};
  while (*name) {
    size_t part = strcspn(name, "+"), start = part, end = part;
    while (start > 0 && name[start - 1] != '/')
      start--;
    if (end - start > 4 && strncmp(name + end - 4, ".lua", 4) == 0) end -= 4;
    buffer_format(&out, "%s%.*s", out.size ? "+" : "", (int)(end - start), name + start);
    name += part + (name[part] == '+');
  }
  snprintf(room, size, "%s", out.data ? out.data : "");
  buffer_free(&out);
}

/* A name that would make a column much wider than its amounts stands in full over the part of its side. */
static const char *side_title(const WhatifOptions *whatif, int count, int side, char *room,
                              size_t size) {
  const char *name = whatif->sides[side].name;
  if (text_width(name) <= WIDEST_TITLE) return name;
  if (!strchr(name, '=')) short_name(name, room, size);
  if (!strchr(name, '=') && *room && text_width(room) <= WIDEST_TITLE) return room;
  if (count == 2) return side ? _("after") : _("before");
  snprintf(room, size, _("side %d"), side);
  return room;
}

static void show_money(const Study *study, const WhatifOptions *whatif, const WhatifResult *result,
                       const char *format, FILE *out) {
  Shown *shown = shown_new(2 * result->side_count + 1);
  shown_column(shown, 0, "item", "项目", TABLE_TEXT);
  shown_column(shown, 1, "fund", "基金代码", TABLE_TEXT);
  int at = 2;
  for (int i = 0; i < result->side_count; i++) {
    char key[SIDE_ROOM];
    const char *name = side_title(whatif, result->side_count, i, key, sizeof key);
    shown_column(shown, at++, name, name, TABLE_MONEY);
    if (i == 0) continue;
    shown_column(shown, at++, "difference", "差额", TABLE_MONEY);
  }
  add_money_row(shown, result, _("total cost"), NULL, pick_total, 0);
  for (size_t i = 0; i < study_layer_count(study); i++)
    add_money_row(shown, result, study_layer(study, i)->title, layer_fund(study, i), pick_layer, i);
  add_money_row(shown, result, _("self-pay"), NULL, pick_self_pay, 0);
  add_money_row(shown, result, _("reimbursed"), NULL, pick_reimbursed, 0);
  shown_print(shown, format, out);
  shown_free(shown);
}

static double share(int64_t part, int64_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

/* --- people ------------------------------------------------------------------------------------- */

static void say_people(const WhatifOutcome *before, const WhatifOutcome *side, FILE *out) {
  const WhatifChange *c = &side->change;
  const StudyTotals *old = &before->answer.totals, *now = &side->answer.totals;
  char gain[40], loss[40];
  money_format(c->gain_fen, gain, sizeof gain, true);
  money_format(c->loss_fen, loss, sizeof loss, true);
  fprintf(out, _("  share of self-pay %.2f%% → %.2f%%, reimbursed %.2f%% → %.2f%%\n"),
          share(old->self_pay, old->total), share(now->self_pay, now->total),
          share(old->reimbursed, old->total), share(now->reimbursed, now->total));
  fprintf(
      out,
      _("  %lld persons pay less (%lld cases, %s yuan), %lld more (%lld cases, %s yuan), %lld the "
        "same\n"),
      (long long)c->winning, (long long)c->winners, gain, (long long)c->losing,
      (long long)c->losers, loss, (long long)c->staying);
}

static void add_number(Buffer *out, long long number) {
  buffer_clear(out);
  buffer_format(out, "%lld", number);
}

static void add_yuan(Buffer *out, int64_t fen) {
  char text[MONEY_ROOM];
  money_format(fen < 0 ? -fen : fen, text, sizeof text, true);
  buffer_add_text(out, text);
}

static void name_band(Buffer *out, const WhatifBand *band) {
  bool less = band->from < 0;
  int64_t near = less ? -band->to : band->from, far = less ? -band->from : band->to;
  buffer_clear(out);
  if (far == 0) {
    buffer_add_text(out, _("as before"));
    return;
  }
  buffer_add_text(out, less ? _("less") : _("more"));
  buffer_add_text(out, far == INT64_MAX ? _(": over ") : _(": up to "));
  add_yuan(out, far == INT64_MAX ? near : far);
}

/* Texts of a row, in the order of its columns. */
enum { MOST_CELLS = 8 };
typedef struct Row {
  Buffer texts[MOST_CELLS];
  int count;
} Row;

static Buffer *next_cell(Row *row) {
  return &row->texts[row->count++];
}

static void put_text(Row *row, const char *text) {
  Buffer *cell = next_cell(row);
  buffer_clear(cell);
  if (text) buffer_add_text(cell, text);
}

static void put_number(Row *row, int64_t number) {
  add_number(next_cell(row), number);
}

static void end_row(Shown *shown, Row *row) {
  const char *cells[MOST_CELLS] = {0};
  for (int i = 0; i < row->count; i++)
    cells[i] = row->texts[i].size ? row->texts[i].data : NULL;
  shown_add(shown, cells);
  row->count = 0;
}

static void free_row(Row *row) {
  for (int i = 0; i < MOST_CELLS; i++)
    buffer_free(&row->texts[i]);
}

static void print(Shown *shown, const char *title, const char *format, FILE *out) {
  if (shown_rows(shown)) {
    fprintf(out, "\n%s\n", title);
    shown_print(shown, format, out);
  }
  shown_free(shown);
}

static void show_bands(const WhatifOutcome *side, const char *format, FILE *out) {
  Shown *shown = shown_new(4);
  Row row = {0};
  shown_column(shown, 0, "self pay", "自付变化（元）", TABLE_TEXT);
  shown_column(shown, 1, "persons", "人数", TABLE_COUNT);
  shown_column(shown, 2, "cases", "病例", TABLE_COUNT);
  shown_column(shown, 3, "sum", "合计", TABLE_MONEY);
  for (int i = 0; i < WHATIF_BANDS; i++) {
    const WhatifBand *band = &side->bands[i];
    if (band->cases == 0 && band->persons == 0) continue;
    name_band(next_cell(&row), band);
    put_number(&row, band->persons);
    put_number(&row, band->cases);
    put_number(&row, band->sum_fen);
    end_row(shown, &row);
  }
  print(shown, _("change of self-pay, over a person's year and by case"), format, out);
  free_row(&row);
}

/* --- targets ------------------------------------------------------------------------------------ */

static const char *met(const StudyTarget *target) {
  return target->judged ? target->met ? _("yes") : _("no") : NULL;
}

static void put_share(Row *row, double part, double whole) {
  Buffer *cell = next_cell(row);
  buffer_clear(cell);
  if (whole != 0) buffer_format(cell, "%.6f", part / whole);
}

static bool moves(const StudyTarget *a, const StudyTarget *b) {
  return a->part != b->part || a->whole != b->whole || a->threshold != b->threshold ||
         a->met != b->met;
}

static void show_targets(const WhatifOutcome *before, const WhatifOutcome *side, bool all,
                         const char *format, FILE *out) {
  Shown *shown = shown_new(7);
  Row row = {0};
  size_t same = 0;
  shown_column(shown, 0, "target", "指标", TABLE_TEXT);
  shown_column(shown, 1, "place", "区划", TABLE_TEXT);
  shown_column(shown, 2, "before", "之前", TABLE_RATIO);
  shown_column(shown, 3, "after", "之后", TABLE_RATIO);
  shown_column(shown, 4, "threshold", "目标值", TABLE_RATIO);
  shown_column(shown, 5, "met before", "之前达标", TABLE_TEXT);
  shown_column(shown, 6, "met after", "之后达标", TABLE_TEXT);
  for (size_t i = 0; i < side->answer.target_count && i < before->answer.target_count; i++) {
    const StudyTarget *a = &before->answer.targets[i], *b = &side->answer.targets[i];
    bool judged = a->judged || b->judged; /* shares of funds stand in the first table */
    if (!judged || strcmp(b->unit, "ratio") != 0 || strcmp(a->target, b->target) != 0) continue;
    if (!all && !moves(a, b)) {
      same++;
      continue;
    }
    put_text(&row, b->title);
    put_text(&row, b->county_name);
    put_share(&row, a->part, a->whole);
    put_share(&row, b->part, b->whole);
    put_share(&row, b->threshold, b->has_threshold ? 1 : 0);
    put_text(&row, met(a));
    put_text(&row, met(b));
    end_row(shown, &row);
  }
  print(shown, all ? _("targets") : _("targets that move"), format, out);
  if (same)
    fprintf(out,
            language_plural("%zu figure of a target stays as it is\n",
                            "%zu figures of targets stay as they are\n", same),
            same);
  free_row(&row);
}

/* --- groups ------------------------------------------------------------------------------------- */

static void put_group(Shown *shown, Row *row, const StudyTotals *before, const StudyTotals *now,
                      const WhatifChange *change) {
  put_number(row, now->cases);
  put_number(row, before->self_pay);
  put_number(row, now->self_pay);
  put_number(row, now->self_pay - before->self_pay);
  put_number(row, change->winners);
  put_number(row, change->losers);
  end_row(shown, row);
}

static void show_groups(const WhatifOptions *whatif, const WhatifResult *result, int number,
                        const char *format, FILE *out) {
  const WhatifOutcome *before = &result->sides[0], *side = &result->sides[number];
  int names = whatif->crossed ? 2 : 1;
  Shown *shown = shown_new(names + 6);
  Row row = {0};
  shown_column(shown, 0, "group", "分组", TABLE_TEXT);
  if (whatif->crossed) shown_column(shown, 1, "across", "交叉", TABLE_TEXT);
  shown_column(shown, names, "cases", "病例", TABLE_COUNT);
  shown_column(shown, names + 1, "self pay before", "之前自付", TABLE_MONEY);
  shown_column(shown, names + 2, "self pay after", "之后自付", TABLE_MONEY);
  shown_column(shown, names + 3, "difference", "差额", TABLE_MONEY);
  shown_column(shown, names + 4, "cases less", "少付病例", TABLE_COUNT);
  shown_column(shown, names + 5, "cases more", "多付病例", TABLE_COUNT);
  for (size_t i = 0; i < result->group_count; i++) {
    const WhatifGroup *group = &side->groups[i];
    if (!whatif_group_used(result, i)) continue;
    put_text(&row, group->name);
    if (whatif->crossed) put_text(&row, group->across);
    put_group(shown, &row, &before->groups[i].totals, &group->totals, &group->change);
  }
  put_text(&row, _("all"));
  if (whatif->crossed) put_text(&row, NULL);
  put_group(shown, &row, &before->answer.totals, &side->answer.totals, &side->change);
  print(shown, _("by group"), format, out);
  free_row(&row);
}

/* --- single cases and parameters ---------------------------------------------------------------- */

/* "basic.ratio.secondary 80% → 85%" */
static void put_parting(Row *row, const WhatifParting *parting) {
  Buffer *cell = next_cell(row);
  buffer_clear(cell);
  if (!*parting->parameter) return;
  buffer_format(cell, "%s %s → %s", parting->parameter, parting->old, parting->now);
}

static void show_largest(const WhatifOutcome *side, const char *format, FILE *out) {
  Shown *shown = shown_new(6);
  Row row = {0};
  shown_column(shown, 0, "case", "病例", TABLE_NUMBER);
  shown_column(shown, 1, "self pay before", "之前自付", TABLE_MONEY);
  shown_column(shown, 2, "self pay after", "之后自付", TABLE_MONEY);
  shown_column(shown, 3, "difference", "差额", TABLE_MONEY);
  shown_column(shown, 4, "first in", "始于", TABLE_TEXT);
  shown_column(shown, 5, "by", "因为", TABLE_TEXT);
  for (size_t i = 0; i < side->largest_count; i++) {
    const WhatifCase *one = &side->largest[i];
    put_number(&row, one->id);
    put_number(&row, one->before_fen);
    put_number(&row, one->after_fen);
    put_number(&row, one->after_fen - one->before_fen);
    put_text(&row, one->parting.layer_title);
    put_parting(&row, &one->parting);
    end_row(shown, &row);
  }
  print(shown, _("largest changes"), format, out);
  free_row(&row);
}

/* The word that a rule file declares something with, for people. */
static const char *kind_text(const char *kind) {
  static const char *const words[] = {N_("layer"),  N_("settlement"), N_("accumulator"),
                                      N_("target"), N_("flag"),       N_("field")};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i], kind) == 0) return _(words[i]);
  return kind;
}

static void show_parameters(const WhatifOutcome *side, const char *format, FILE *out) {
  static const char *const keys[] = {"name", "place_name", "old", "new", "source"};
  Shown *shown = shown_new(5);
  Row row = {0};
  size_t i;
  json_t *one;
  shown_column(shown, 0, "parameter", "参数", TABLE_TEXT);
  shown_column(shown, 1, "place", "区划", TABLE_TEXT);
  shown_column(shown, 2, "before", "之前", TABLE_NUMBER);
  shown_column(shown, 3, "after", "之后", TABLE_NUMBER);
  shown_column(shown, 4, "source", "来源", TABLE_TEXT);
  json_array_foreach(side->parameters, i, one) {
    for (int k = 0; k < 5; k++)
      put_text(&row,
               k == 1 && !*field_text(one, keys[k]) ? _("everywhere") : field_text(one, keys[k]));
    end_row(shown, &row);
  }
  print(shown, _("parameters that differ"), format, out);
  json_array_foreach(side->definitions, i, one)
      fprintf(out, _("  replaced: %s %s (%s)\n"), kind_text(field_text(one, "kind")),
              field_text(one, "name"),
              *field_text(one, "place") ? field_text(one, "place_name") : _("everywhere"));
  json_array_foreach(side->overlaps, i, one)
      fprintf(out, _("  given twice, the later counts: %s (%s): %s:%lld over %s:%lld\n"),
              field_text(one, "name"),
              *field_text(one, "place") ? field_text(one, "place_name") : _("everywhere"),
              field_text(one, "file"), (long long)json_integer_value(json_object_get(one, "line")),
              field_text(one, "over_file"),
              (long long)json_integer_value(json_object_get(one, "over_line")));
  free_row(&row);
}

/* --- all of it ---------------------------------------------------------------------------------- */

static void say_left_out(const WhatifOptions *whatif, const WhatifResult *result, FILE *out) {
  if (result->left_out == 0) return;
  fprintf(out,
          language_plural("\n%lld case failed on one side and is left out of all:\n",
                          "\n%lld cases failed on one side and are left out of all:\n",
                          (size_t)result->left_out),
          (long long)result->left_out);
  for (size_t i = 0; i < result->reason_count; i++) {
    const WhatifReason *one = &result->reasons[i];
    Buffer text = {0};
    phrase_add(&text, one->reason.text);
    fprintf(out, _("  %s: %lld cases, first %lld: %s\n"), whatif->sides[one->side].name,
            (long long)one->reason.cases, (long long)one->reason.first_case,
            text.data ? text.data : "");
    buffer_free(&text);
  }
}

/* The name of a side, with its number where the first table has no room for it. */
static void say_side(const WhatifOptions *whatif, int count, int side, FILE *out) {
  const char *name = whatif->sides[side].name;
  char room[SIDE_ROOM];
  const char *title = side_title(whatif, count, side, room, sizeof room);
  if (count > 2 && title != name)
    fprintf(out, "\n%s: %s\n", title, name);
  else
    fprintf(out, "\n%s\n", name);
}

void whatif_print(const Study *study, const WhatifOptions *whatif, const WhatifResult *result,
                  const char *format, bool all, FILE *out) {
  show_money(study, whatif, result, format, out);
  say_left_out(whatif, result, out);
  for (int i = 1; i < result->side_count; i++) {
    const WhatifOutcome *before = &result->sides[0], *side = &result->sides[i];
    say_side(whatif, result->side_count, i, out);
    say_people(before, side, out);
    show_parameters(side, format, out);
    show_bands(side, format, out);
    show_targets(before, side, all, format, out);
    show_groups(whatif, result, i, format, out);
    show_largest(side, format, out);
  }
}
