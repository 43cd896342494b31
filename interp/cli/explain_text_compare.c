/* Two sides on the screen: all amounts, and where the sides part first. */
#include <string.h>

#include "base/money.h"
#include "cli/explain_print.h"
#include "cli/explain_text.h"

static void print_rows(const ExplainPrinter *p, const json_t *comparison) {
  size_t i;
  json_t *row;
  fprintf(p->out, "  ");
  explain_pad(p, explain_say(p, WORD_LAYER), NAME_CELLS, false);
  explain_pad(p, explain_say(p, WORD_LEFT), AMOUNT_CELLS, true);
  explain_pad(p, explain_say(p, WORD_RIGHT), AMOUNT_CELLS, true);
  explain_pad(p, explain_say(p, WORD_DIFFERENCE), AMOUNT_CELLS, true);
  fputc('\n', p->out);
  json_array_foreach(json_object_get(comparison, "rows"), i, row) {
    const json_t *left = json_object_get(row, "left"), *right = json_object_get(row, "right");
    char difference[MONEY_ROOM] = "";
    json_int_t gap = json_integer_value(right) - json_integer_value(left);
    if (json_is_integer(left) && json_is_integer(right) && gap)
      money_format(gap, difference, sizeof difference, true);
    explain_indent(p, 1);
    explain_pad(p,
                *explain_text_of(row, "title") ? explain_text_of(row, "title")
                                               : explain_say(p, WORD_SELF_PAY),
                NAME_CELLS, false);
    explain_put_amount(p, row, "left", AMOUNT_CELLS);
    explain_put_amount(p, row, "right", AMOUNT_CELLS);
    explain_pad(p, difference, AMOUNT_CELLS, true);
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
    fputs(": ", p->out);
    explain_put_key(p, why, "title");
    if (explain_has(why, "key_title")) {
      fputs("（", p->out);
      explain_put_key(p, why, "key_title");
      fputs("）", p->out);
    }
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
