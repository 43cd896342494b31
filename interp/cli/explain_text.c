/* The tree as lines: indented, amounts to the right by display width, two decimals and separators. */
#include "cli/explain_text.h"

#include <string.h>

#include "base/buffer.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/explain_print.h"
#include "job/explain.h"

/* --- the head --- */

static void print_costs(const ExplainPrinter *p, const json_t *tree) {
  static const struct {
    const char *key;
    ExplainWord title;
  } costs[] = {{"total", WORD_TOTAL},
               {"uncovered_cost", WORD_UNCOVERED},
               {"over_limit_cost", WORD_OVER_LIMIT},
               {"first_pay_cost", WORD_FIRST_PAY},
               {"in_scope_cost", WORD_IN_SCOPE}};
  explain_indent(p, 1);
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
    fputs(i == 0 ? "" : i == 1 ? " = " : " + ", p->out);
    fprintf(p->out, "%s ", explain_say(p, costs[i].title));
    explain_put_amount(p, tree, costs[i].key, 0);
  }
  fputc('\n', p->out);
}

/* A value as the language has it: the worker writes Chinese; choices have the names that rules write. */
static const char *value_text(const ExplainPrinter *p, const json_t *read) {
  const json_t *value = json_object_get(read, "value");
  if (p->english && json_is_boolean(value))
    return explain_say(p, json_is_true(value) ? WORD_YES : WORD_NO);
  if (p->english && strcmp(explain_text_of(read, "unit"), "choice") == 0)
    return explain_text_of(read, "value");
  return explain_text_of(read, "text");
}

static void print_reading(const ExplainPrinter *p, const json_t *tree) {
  size_t i;
  json_t *read;
  if (p->depth < 3 || !json_array_size(json_object_get(tree, "readings"))) return;
  explain_indent(p, 1);
  fprintf(p->out, "%s: ", explain_say(p, WORD_READINGS));
  json_array_foreach(json_object_get(tree, "readings"), i, read) {
    fputs(i ? "; " : "", p->out);
    explain_put_key(p, read, "title");
    fputs(" ", p->out);
    explain_put(p, value_text(p, read));
  }
  fputc('\n', p->out);
}

static void print_head(const ExplainPrinter *p, const json_t *tree) {
  fprintf(p->out, "%s %lld  ", explain_say(p, WORD_CASE),
          (long long)json_integer_value(json_object_get(tree, "case")));
  explain_put_key(p, tree, "jurisdiction_name");
  fputs("  ", p->out);
  explain_put_key(p, tree, "settled");
  fprintf(p->out, " %s  %s %lld", explain_say(p, WORD_SETTLED), explain_say(p, WORD_YEAR),
          (long long)json_integer_value(json_object_get(tree, "year")));
  if (explain_has(tree, "run"))
    fprintf(p->out, "  %s %lld", explain_say(p, WORD_RUN),
            (long long)json_integer_value(json_object_get(tree, "run")));
  fputs("\n  ", p->out);
  const char *const facts[] = {"kind_title", "hospital_level_title", "place_title"};
  for (size_t i = 0; i < 3; i++) {
    fputs(i ? ", " : "", p->out);
    explain_put_key(p, tree, facts[i]);
  }
  fprintf(p->out, "; %s ", explain_say(p, WORD_REFERRAL));
  explain_put_key(p, tree, "referral_title");
  fprintf(p->out, "; %s ", explain_say(p, WORD_IDENTITY));
  explain_put_key(p, tree, "identity_title");
  fprintf(p->out, "; %s ", explain_say(p, WORD_RATES_ON));
  explain_put_key(p, tree, "rates_day");
  fputc('\n', p->out);
  if (explain_has(tree, "in_scope_cost")) print_costs(p, tree);
  print_reading(p, tree);
}

/* --- steps --- */

static void print_bands(const ExplainPrinter *p, const json_t *step, int level) {
  size_t i;
  json_t *band;
  json_array_foreach(json_object_get(step, "bands"), i, band) {
    explain_indent(p, level);
    explain_pad(p, explain_text_of(band, "bounds"), 26, false);
    explain_put_key(p, band, "text");
    fputc('\n', p->out);
  }
}

/* label = names, and below it the same with numbers and the result. */
static void print_step(const ExplainPrinter *p, const json_t *step, int level) {
  const char *label = explain_text_of(step, "label"), *names = explain_text_of(step, "names"),
             *numbers = explain_text_of(step, "numbers"), *result = explain_text_of(step, "result");
  int cells = text_width(label);
  bool same = strcmp(names, numbers) == 0, plain = strcmp(numbers, result) == 0;
  explain_indent(p, level);
  explain_put(p, label);
  if (cells) fputs(" = ", p->out);
  explain_put(p, names);
  if (!same) {
    if (text_width(names) + text_width(numbers) > 60) {
      fputc('\n', p->out);
      explain_indent(p, level);
      fprintf(p->out, "%*s", cells, "");
      fputs(cells ? " = " : "= ", p->out);
    } else {
      fputs(" = ", p->out);
    }
    explain_put(p, numbers);
  }
  if (!plain) {
    fputs(" = ", p->out);
    explain_put(p, result);
  }
  fputc('\n', p->out);
  print_bands(p, step, level + 1);
}

/* A line of a rule, behind the condition that led to it. */
static void print_line(const ExplainPrinter *p, const json_t *line) {
  const json_t *condition = json_object_get(line, "condition");
  explain_put_place(p, condition ? condition : line);
  fputs("  ", p->out);
  if (condition) {
    explain_put_key(p, condition, "text");
    fputc(' ', p->out);
  }
  explain_put_key(p, line, "text");
  fputc('\n', p->out);
}

static void print_condition(const ExplainPrinter *p, const json_t *one, int level) {
  explain_indent(p, level);
  explain_put_key(p, one, "names");
  fputs(": ", p->out);
  explain_put_key(p, one, "numbers");
  fprintf(p->out, "  %s  ", explain_say(p, explain_has(one, "holds") ? WORD_YES : WORD_NO));
  explain_put_place(p, one);
  fputc('\n', p->out);
}

/* Why a layer paid nothing without calculating: where it ended, and what was asked there. */
static void print_ended(const ExplainPrinter *p, const json_t *part, int level) {
  const json_t *ended = json_object_get(part, "ended"), *inner = json_object_get(ended, "inner");
  size_t i;
  json_t *one;
  const json_t *amount = json_object_get(part, "amount");
  bool nothing = json_is_integer(amount) && json_integer_value(amount) == 0;
  if (!ended || !nothing || json_array_size(json_object_get(part, "steps"))) return;
  explain_indent(p, level);
  fprintf(p->out, "%s ", explain_say(p, WORD_RETURNED_AT));
  print_line(p, ended);
  if (inner) {
    explain_indent(p, level + 1);
    fputs("← ", p->out);
    print_line(p, inner);
  }
  json_array_foreach(json_object_get(part, "conditions"), i, one) {
    json_int_t line = json_integer_value(json_object_get(one, "line"));
    if (line == json_integer_value(json_object_get(ended, "line")) &&
        strcmp(explain_text_of(one, "file"), explain_text_of(ended, "file")) == 0 &&
        explain_has(one, "holds"))
      print_condition(p, one, level + 1);
  }
}

static void print_limits(const ExplainPrinter *p, const json_t *part, int level) {
  const json_t *cut = json_object_get(part, "cut");
  const char *clamped = explain_text_of(part, "clamped"),
             *returned = explain_text_of(part, "returned");
  char open[MONEY_ROOM] = "", rounded[MONEY_ROOM] = "";
  money_format(json_integer_value(json_object_get(part, "open")), open, sizeof open, true);
  money_format(json_integer_value(json_object_get(part, "rounded")), rounded, sizeof rounded, true);
  if (cut) {
    explain_indent(p, level);
    explain_put_sentence(p, WORD_CUT, explain_text_of(cut, "text"),
                         explain_text_of(cut, "limit_text"), explain_text_of(cut, "computed_text"));
    fputc('\n', p->out);
  }
  if (explain_has(part, "is_rounded")) {
    explain_indent(p, level);
    explain_put_sentence(p, WORD_ROUNDED, returned, rounded, NULL);
    fputc('\n', p->out);
  }
  if (!*clamped) return;
  explain_indent(p, level);
  if (strcmp(clamped, "zero") == 0)
    explain_put_sentence(p, WORD_BELOW_ZERO, returned, NULL, NULL);
  else
    explain_put_sentence(p, WORD_ABOVE_OPEN, returned, open, NULL);
  fputc('\n', p->out);
}

static void print_locals(const ExplainPrinter *p, const json_t *part, int level) {
  size_t i;
  json_t *local;
  bool layer = strcmp(explain_text_of(part, "kind"), "layer") == 0;
  if (json_is_integer(json_object_get(part, layer ? "amount" : "added"))) {
    explain_indent(p, level);
    fprintf(p->out, "%s (", explain_say(p, WORD_NO_STEPS));
    explain_put_phrase(p, part, "why_not");
    fputs(")\n", p->out);
  }
  if (!json_array_size(json_object_get(part, "locals"))) return;
  explain_indent(p, level);
  fprintf(p->out, "%s\n", explain_say(p, WORD_LOCALS));
  json_array_foreach(json_object_get(part, "locals"), i, local) {
    explain_indent(p, level + 1);
    explain_pad(p, explain_text_of(local, "name"), 16, false);
    fputs(" = ", p->out);
    explain_pad(p, explain_text_of(local, "value"), 16, false);
    fputs("  ", p->out);
    explain_put_place(p, local);
    fputc('\n', p->out);
  }
}

static void print_steps(const ExplainPrinter *p, const json_t *part, int level) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(part, "steps"), i, step) print_step(p, step, level);
  if (strcmp(explain_text_of(part, "shown"), "reads") == 0) print_locals(p, part, level);
  print_ended(p, part, level);
  print_limits(p, part, level);
}

/* --- reads --- */

static int widest(const json_t *list, const char *key, const char *more, int least) {
  size_t i;
  json_t *row;
  int cells = least;
  json_array_foreach(list, i, row) {
    int width = text_width(explain_text_of(row, key));
    if (more && explain_has(row, more)) width += text_width(explain_text_of(row, more)) + 4;
    if (width > cells) cells = width;
  }
  return cells > NAME_CELLS + 16 ? NAME_CELLS + 16 : cells;
}

/* The number of a document among the notes, from 1. */
static size_t source_number(const ExplainPrinter *p, const char *source) {
  size_t i;
  json_t *known;
  json_array_foreach(p->sources, i,
                     known) if (strcmp(json_string_value(known), source) == 0) return i +
      1;
  json_array_append_new(p->sources, json_string(source));
  return i + 1;
}

static void print_sources(const ExplainPrinter *p) {
  size_t i;
  json_t *source;
  if (!json_array_size(p->sources)) return;
  fprintf(p->out, "  %s\n", explain_say(p, WORD_SOURCE));
  json_array_foreach(p->sources, i, source) {
    fprintf(p->out, "    [%zu] ", i + 1);
    explain_put(p, json_string_value(source));
    fputc('\n', p->out);
  }
}

static int widest_value(const ExplainPrinter *p, const json_t *list, int most) {
  size_t i;
  json_t *read;
  int cells = 6;
  json_array_foreach(list, i, read) {
    int width = text_width(value_text(p, read));
    if (width > cells) cells = width;
  }
  return cells < most ? cells : most;
}

static void print_parameter(const ExplainPrinter *p, const json_t *read, int level, int cells,
                            int value_cells) {
  Buffer title = {0};
  explain_title(&title, read);
  explain_indent(p, level);
  explain_pad(p, title.data, cells, false);
  fputs("  ", p->out);
  const char *text = value_text(p, read);
  bool wide = text_width(text) > value_cells;
  explain_pad(p, wide ? "…" : text, value_cells, true);
  fputs("  ", p->out);
  if (explain_has(read, "begins")) {
    fprintf(p->out, "%s ", explain_say(p, WORD_SINCE));
    explain_put_key(p, read, "begins");
  } else {
    fputs(explain_say(p, WORD_ALWAYS), p->out);
  }
  if (explain_has(read, "ends")) {
    fprintf(p->out, " %s ", explain_say(p, WORD_UNTIL));
    explain_put_key(p, read, "ends");
  }
  fputs("  ", p->out);
  explain_put_key(p, read, "jurisdiction_name");
  fputs("  ", p->out);
  explain_put_place(p, read);
  if (p->depth > 3 && explain_has(read, "source"))
    fprintf(p->out, "  [%zu]", source_number(p, explain_text_of(read, "source")));
  if (explain_has(read, "assumed")) fprintf(p->out, "  %s", explain_say(p, WORD_ASSUMED));
  fputc('\n', p->out);
  buffer_free(&title);
  if (!wide) return;
  explain_indent(p, level + 2);
  fputs("… ", p->out);
  explain_put(p, text);
  fputc('\n', p->out);
}

static void print_list(const ExplainPrinter *p, const json_t *list, ExplainWord title, int level,
                       bool parameters) {
  size_t i;
  json_t *read;
  if (!json_array_size(list)) return;
  int cells = widest(list, "title", parameters ? "key_title" : NULL, 8);
  int value_cells = parameters ? widest_value(p, list, 28) : widest(list, "text", NULL, 6);
  explain_indent(p, level);
  fprintf(p->out, "%s\n", explain_say(p, title));
  json_array_foreach(list, i, read) {
    if (parameters) {
      print_parameter(p, read, level + 1, cells, value_cells);
      continue;
    }
    explain_indent(p, level + 1);
    explain_pad(p, explain_text_of(read, "title"), cells, false);
    fputs("  ", p->out);
    explain_pad(p, explain_text_of(read, "text"), value_cells, true);
    fputs("  ", p->out);
    explain_put_key(p, read, "name");
    fputc('\n', p->out);
  }
}

static void print_conditions(const ExplainPrinter *p, const json_t *part, int level) {
  const json_t *list = json_object_get(part, "conditions");
  size_t i;
  json_t *one;
  if (!json_array_size(list)) return;
  explain_indent(p, level);
  fprintf(p->out, "%s\n", explain_say(p, WORD_CONDITIONS));
  json_array_foreach(list, i, one) print_condition(p, one, level + 1);
}

static void print_reads(const ExplainPrinter *p, const json_t *part, int level) {
  const json_t *reads = json_object_get(part, "reads");
  print_conditions(p, part, level);
  print_list(p, json_object_get(reads, "parameters"), WORD_PARAMETERS, level, true);
  print_list(p, json_object_get(reads, "fields"), WORD_FIELDS, level, false);
  print_list(p, json_object_get(reads, "year"), WORD_YEAR_SUMS, level, false);
  print_list(p, json_object_get(reads, "bill"), WORD_BILL, level, false);
  print_list(p, json_object_get(reads, "history"), WORD_HISTORY, level, false);
}

/* --- parts --- */

static void print_part(const ExplainPrinter *p, const json_t *part) {
  bool layer = strcmp(explain_text_of(part, "kind"), "layer") == 0;
  bool moves = json_integer_value(json_object_get(part, "added")) != 0;
  if (!layer && p->depth < (moves ? 2 : 3)) return;
  Buffer name = {0};
  if (!layer) buffer_format(&name, "%s ", explain_say(p, WORD_ACCUMULATOR));
  buffer_format(&name, "%s", explain_text_of(part, "title"));
  explain_indent(p, layer ? 1 : 2);
  explain_pad(p, name.data, layer ? NAME_CELLS : NAME_CELLS - 2, false);
  if (layer)
    explain_put_amount(p, part, "amount", AMOUNT_CELLS);
  else
    explain_pad(p, explain_text_of(part, "text"), AMOUNT_CELLS, true);
  if (explain_has(part, "assumed")) fprintf(p->out, "  %s", explain_say(p, WORD_ASSUMED));
  if (strcmp(explain_text_of(part, "clamped"), "open") == 0)
    fprintf(p->out, "  %s", explain_say(p, WORD_CLAMPED));
  if (layer && !explain_has(part, "reimburses"))
    fprintf(p->out, "  %s", explain_say(p, WORD_NOT_REIMBURSED));
  if (!layer)
    fprintf(p->out, "  %s",
            explain_say(p, strcmp(explain_text_of(part, "per"), "household") == 0
                               ? WORD_PER_HOUSEHOLD
                               : WORD_PER_PERSON));
  if (p->depth > 1) {
    fputs("  ", p->out);
    explain_put_key(p, part, "name");
    fputc(' ', p->out);
    explain_put_place(p, part);
  }
  fputc('\n', p->out);
  if (p->depth > 1) print_steps(p, part, 3);
  if (p->depth > 2) print_reads(p, part, 3);
  buffer_free(&name);
}

/* --- what stood before --- */

static void print_earlier(const ExplainPrinter *p, const json_t *tree) {
  const json_t *list = json_object_get(tree, "earlier");
  size_t i, k;
  json_t *one, *added;
  if (p->depth < 2 || !json_array_size(list)) return;
  fprintf(p->out, "  %s\n", explain_say(p, WORD_EARLIER));
  json_array_foreach(list, i, one) {
    explain_indent(p, 2);
    explain_put_key(p, one, "settled");
    fprintf(p->out, "  %s %lld", explain_say(p, WORD_CASE),
            (long long)json_integer_value(json_object_get(one, "case")));
    if (!explain_has(one, "same_person"))
      fprintf(p->out, "  %s", explain_say(p, WORD_OTHER_MEMBER));
    if (explain_has(one, "refund_of"))
      fprintf(p->out, "  %s %lld", explain_say(p, WORD_UNDOES),
              (long long)json_integer_value(json_object_get(one, "refund_of")));
    fputc('\n', p->out);
    json_array_foreach(json_object_get(one, "added"), k, added) {
      explain_indent(p, 3);
      explain_pad(p, explain_text_of(added, "title"), NAME_CELLS - 4, false);
      explain_pad(p, explain_text_of(added, "text"), AMOUNT_CELLS, true);
      fputc('\n', p->out);
    }
  }
  json_array_foreach(json_object_get(tree, "sums"), i, one) {
    if (json_integer_value(json_object_get(one, "amount")) == 0) continue;
    explain_indent(p, 2);
    fprintf(p->out, "%s ", explain_say(p, WORD_EARLIER_SUM));
    explain_pad(p, explain_text_of(one, "title"),
                NAME_CELLS - 2 - text_width(explain_say(p, WORD_EARLIER_SUM)) - 1, false);
    explain_pad(p, explain_text_of(one, "text"), AMOUNT_CELLS, true);
    fputc('\n', p->out);
  }
}

static void print_stored(const ExplainPrinter *p, const json_t *tree) {
  const json_t *stored = json_object_get(tree, "stored");
  char run[24];
  if (!stored) return;
  snprintf(run, sizeof run, "%lld", (long long)json_integer_value(json_object_get(tree, "run")));
  explain_indent(p, 1);
  if (explain_has(stored, "agrees"))
    explain_put_sentence(p, WORD_STORED_SAME, run, NULL, NULL);
  else
    explain_put_sentence(p, WORD_STORED_DIFFERS, run, explain_text_of(stored, "difference"), NULL);
  fputc('\n', p->out);
}

static void print_sum(const ExplainPrinter *p, const json_t *tree) {
  explain_indent(p, 1);
  explain_pad(p, explain_say(p, WORD_SELF_PAY), NAME_CELLS, false);
  explain_put_amount(p, tree, "self_pay", AMOUNT_CELLS);
  fputc('\n', p->out);
  explain_indent(p, 1);
  explain_pad(p, explain_say(p, WORD_TOTAL), NAME_CELLS, false);
  explain_put_amount(p, tree, "total", AMOUNT_CELLS);
  if (explain_has(tree, "adds_up")) fprintf(p->out, "  %s", explain_say(p, WORD_CHECK));
  fputc('\n', p->out);
  explain_indent(p, 1);
  explain_pad(p, explain_say(p, WORD_REIMBURSED), NAME_CELLS, false);
  explain_put_amount(p, tree, "reimbursed", AMOUNT_CELLS);
  fputc('\n', p->out);
}

static void print_fault(const ExplainPrinter *p, const json_t *tree) {
  const json_t *fault = json_object_get(tree, "fault");
  fprintf(p->out, "  %s\n    ", explain_say(p, WORD_FAILED));
  if (explain_has(fault, "file")) {
    explain_put_place(p, fault);
    fputs(": ", p->out);
  }
  fprintf(p->out, "%s[", explain_say(p, WORD_ERROR));
  explain_put_key(p, fault, "code");
  fputs("]: ", p->out);
  explain_put_phrase(p, fault, "message");
  fputc('\n', p->out);
  if (explain_has(fault, "source")) {
    fputs("      | ", p->out);
    explain_put_key(p, fault, "source");
    fputc('\n', p->out);
  }
  if (explain_has(fault, "hint")) {
    fprintf(p->out, "    %s: ", explain_say(p, WORD_HINT));
    explain_put_phrase(p, fault, "hint");
    fputc('\n', p->out);
  }
  if (json_array_size(json_object_get(tree, "parts")))
    fprintf(p->out, "    %s\n", explain_say(p, WORD_READ_UNTIL));
}

void explain_text(const json_t *tree, int depth, bool english, FILE *out) {
  ExplainPrinter printer = {out, depth > 0 ? depth : DEPTH_ALL, english,
                            explain_text_of(tree, "folder"), json_array()},
                 *p = &printer;
  const char *status = explain_text_of(tree, "status");
  size_t i;
  json_t *part;
  print_head(p, tree);
  if (explain_has(tree, "refund_of")) {
    char original[24];
    snprintf(original, sizeof original, "%lld",
             (long long)json_integer_value(json_object_get(tree, "refund_of")));
    explain_indent(p, 1);
    explain_put_sentence(p, WORD_REFUND, original, NULL, NULL);
    fputc('\n', out);
  }
  fputc('\n', out);
  json_array_foreach(json_object_get(tree, "parts"), i, part) print_part(p, part);
  fputc('\n', out);
  if (strcmp(status, "failed") == 0)
    print_fault(p, tree);
  else
    print_sum(p, tree);
  print_stored(p, tree);
  print_earlier(p, tree);
  print_sources(p);
  json_decref(p->sources);
}
