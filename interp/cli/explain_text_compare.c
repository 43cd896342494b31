/* Two sides on the screen: all amounts, and where the sides part first. */
#include <string.h>

#include "base/buffer.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/explain_print.h"
#include "cli/explain_text.h"
#include "cli/screen.h"
#include "job/explain.h"

enum { LEAST_AMOUNT = 11, LEAST_NAME = 10 };

static const char *title_of(const ExplainPrinter *p, const json_t *row) {
  const char *title = explain_text_of(row, "title");
  return *title ? title : explain_say(p, WORD_SELF_PAY);
}

/* As wide as ever where there is room; on a narrow screen names as wide as the widest, then amounts less. */
static void fit(const ExplainPrinter *p, const json_t *comparison, int *name, int *amount) {
  int width = screen_width(p->out), widest = LEAST_NAME;
  size_t i;
  json_t *row;
  *name = NAME_CELLS;
  *amount = AMOUNT_CELLS;
  if (!width || 2 + NAME_CELLS + 3 * AMOUNT_CELLS <= width) return;
  json_array_foreach(json_object_get(comparison, "rows"), i, row) {
    int cells = text_width(title_of(p, row));
    if (cells > widest) widest = cells;
  }
  *name = widest;
  *amount = (width - 2 - widest) / 3;
  if (*amount > AMOUNT_CELLS) *amount = AMOUNT_CELLS;
  if (*amount < LEAST_AMOUNT) *amount = LEAST_AMOUNT;
}

static void print_rows(const ExplainPrinter *p, const json_t *comparison) {
  size_t i;
  json_t *row;
  int name, cells;
  fit(p, comparison, &name, &cells);
  fprintf(p->out, "  ");
  explain_pad(p, explain_say(p, WORD_LAYER), name, false);
  explain_pad(p, explain_say(p, WORD_LEFT), cells, true);
  explain_pad(p, explain_say(p, WORD_RIGHT), cells, true);
  explain_pad(p, explain_say(p, WORD_DIFFERENCE), cells, true);
  fputc('\n', p->out);
  json_array_foreach(json_object_get(comparison, "rows"), i, row) {
    const json_t *left = json_object_get(row, "left"), *right = json_object_get(row, "right");
    char difference[MONEY_ROOM] = "";
    json_int_t gap = json_integer_value(right) - json_integer_value(left);
    if (json_is_integer(left) && json_is_integer(right) && gap)
      money_format(gap, difference, sizeof difference, true);
    explain_indent(p, 1);
    explain_pad(p, title_of(p, row), name, false);
    explain_put_amount(p, row, "left", cells);
    explain_put_amount(p, row, "right", cells);
    explain_pad(p, difference, cells, true);
    fputc('\n', p->out);
  }
}

static void print_side(const ExplainPrinter *outer, const json_t *comparison, const char *key,
                       const char *folder, ExplainWord name) {
  const json_t *why = json_object_get(comparison, "why"), *side = json_object_get(why, key);
  ExplainPrinter printer = *outer, *p = &printer;
  printer.folder = explain_text_of(comparison, folder);
  explain_indent(p, 2);
  fprintf(p->out, "%s: ", explain_say(p, name));
  if (!explain_has(why, key)) {
    fprintf(p->out, "%s\n", explain_say(p, WORD_NONE));
    return;
  }
  explain_put_key(p, side, "text");
  fputs("  ", p->out);
  if (explain_has(side, "file")) explain_put_place(p, side);
  if (explain_has(side, "assumed")) fprintf(p->out, "  %s", explain_say(p, WORD_ASSUMED));
  if (explain_has(side, "source")) {
    fprintf(p->out, "  %s: ", explain_say(p, WORD_SOURCE));
    explain_put_key(p, side, "source");
  }
  fputc('\n', p->out);
}

static void print_why(const ExplainPrinter *p, const json_t *comparison) {
  const json_t *why = json_object_get(comparison, "why");
  const char *what = explain_text_of(why, "what");
  explain_indent(p, 1);
  if (!*what) {
    fprintf(p->out, "%s\n", explain_say(p, WORD_NOTHING_DIFFERS));
    return;
  }
  fputs(explain_say(p, strcmp(what, "parameter") == 0 ? WORD_PARAMETER_DIFFERS
                       : strcmp(what, "text") == 0    ? WORD_TEXT_DIFFERS
                                                      : WORD_READ_DIFFERS),
        p->out);
  if (explain_has(why, "title") && *explain_text_of(why, "title")) {
    Buffer title = {0};
    explain_title(&title, why);
    fputs(": ", p->out);
    explain_put(p, title.data ? title.data : "");
    buffer_free(&title);
    fputs("  ", p->out);
    explain_put_key(p, why, "name");
  }
  fputc('\n', p->out);
  print_side(p, comparison, "left", "left_folder", WORD_LEFT);
  print_side(p, comparison, "right", "right_folder", WORD_RIGHT);
}

static void print_statuses(const ExplainPrinter *p, const json_t *comparison) {
  if (strcmp(explain_text_of(comparison, "left_status"),
             explain_text_of(comparison, "right_status")) == 0)
    return;
  const char *const keys[] = {"left_status", "right_status"};
  for (int i = 0; i < 2; i++) {
    if (strcmp(explain_text_of(comparison, keys[i]), "failed") != 0) continue;
    explain_indent(p, 1);
    fprintf(p->out, "%s: %s\n", explain_say(p, i ? WORD_RIGHT : WORD_LEFT),
            explain_say(p, WORD_FAILED));
  }
}

void explain_text_compare(const json_t *comparison, bool english, FILE *out) {
  ExplainPrinter printer = {out, DEPTH_ALL, english, "", NULL}, *p = &printer;
  const json_t *first = json_object_get(comparison, "first");
  fprintf(out, "%s %lld  %s: ", explain_say(p, WORD_CASE),
          (long long)json_integer_value(json_object_get(comparison, "case")),
          explain_say(p, WORD_LEFT));
  explain_put_key(p, comparison, "left_name");
  fprintf(out, "  %s: ", explain_say(p, WORD_RIGHT));
  explain_put_key(p, comparison, "right_name");
  fputs("\n\n", out);
  print_rows(p, comparison);
  fputc('\n', out);
  print_statuses(p, comparison);
  if (!explain_has(comparison, "parts")) {
    fprintf(out, "  %s\n", explain_say(p, WORD_SAME));
  } else if (explain_has(comparison, "first")) {
    fprintf(out, "  %s: ", explain_say(p, WORD_PART_AT));
    explain_put_key(p, first, "title");
    fputc('\n', out);
    print_why(p, comparison);
  }
}
