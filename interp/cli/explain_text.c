/* The tree as lines: indented, amounts to the right by display width, two decimals and separators. */
#include "cli/explain_text.h"

#include <string.h>

#include "base/buffer.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/explain_words.h"

enum { NAME_CELLS = 34, AMOUNT_CELLS = 16, DEPTH_ALL = 100, MOST_LISTED = 40 };

/* What all functions below need. */
typedef struct Printer {
  FILE *out;
  int depth;
  bool english;
  const char *folder; /* put before the paths of files */
  json_t *sources;    /* documents in the order of their first mention, for the notes at the end */
} Printer;

static const char *word(const Printer *p, ExplainWord which) {
  return explain_word(which, p->english);
}

/* --- values of the tree, safe to print --- */

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static bool has(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return value && !json_is_null(value) && !json_is_false(value);
}

static void put(const Printer *p, const char *text) {
  Buffer escaped = {0};
  text_escape(&escaped, text, strlen(text));
  fputs(escaped.data ? escaped.data : "", p->out);
  buffer_free(&escaped);
}

static void put_key(const Printer *p, const json_t *object, const char *key) {
  put(p, text_of(object, key));
}

static void pad(const Printer *p, const char *text, int cells, bool right) {
  Buffer escaped = {0}, padded = {0};
  text_escape(&escaped, text, strlen(text));
  text_pad(&padded, escaped.data ? escaped.data : "", cells, right);
  fputs(padded.data, p->out);
  buffer_free(&escaped);
  buffer_free(&padded);
}

static void put_amount(const Printer *p, const json_t *object, const char *key, int cells) {
  char amount[MONEY_ROOM] = "—";
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value)) money_format(json_integer_value(value), amount, sizeof amount, true);
  pad(p, amount, cells, true);
}

static void indent(const Printer *p, int level) {
  fprintf(p->out, "%*s", level * 2, "");
}

/* A sentence of the table with up to three texts put in. */
static void put_sentence(const Printer *p, ExplainWord which, const char *a, const char *b,
                         const char *c) {
  const char *given[] = {a, b, c};
  int next = 0;
  for (const char *at = word(p, which); *at;) {
    const char *place = strstr(at, "%s");
    size_t size = place ? (size_t)(place - at) : strlen(at);
    fwrite(at, 1, size, p->out);
    at += size;
    if (!place) break;
    put(p, next < 3 && given[next] ? given[next] : "");
    next++;
    at += 2;
  }
}

/* --- the head --- */

static void print_costs(const Printer *p, const json_t *tree) {
  static const struct {
    const char *key;
    ExplainWord title;
  } costs[] = {{"total", WORD_TOTAL},
               {"uncovered_cost", WORD_UNCOVERED},
               {"over_limit_cost", WORD_OVER_LIMIT},
               {"first_pay_cost", WORD_FIRST_PAY},
               {"in_scope_cost", WORD_IN_SCOPE}};
  indent(p, 1);
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
    fputs(i == 0 ? "" : i == 1 ? " = " : " + ", p->out);
    fprintf(p->out, "%s ", word(p, costs[i].title));
    put_amount(p, tree, costs[i].key, 0);
  }
  fputc('\n', p->out);
}

static void print_reading(const Printer *p, const json_t *tree) {
  size_t i;
  json_t *read;
  if (p->depth < 3 || !json_array_size(json_object_get(tree, "readings"))) return;
  indent(p, 1);
  fprintf(p->out, "%s: ", word(p, WORD_READINGS));
  json_array_foreach(json_object_get(tree, "readings"), i, read) {
    fputs(i ? "; " : "", p->out);
    put_key(p, read, "title");
    fputs(" ", p->out);
    put_key(p, read, "text");
  }
  fputc('\n', p->out);
}

static void print_head(const Printer *p, const json_t *tree) {
  fprintf(p->out, "%s %lld  ", word(p, WORD_CASE),
          (long long)json_integer_value(json_object_get(tree, "case")));
  put_key(p, tree, "jurisdiction_name");
  fputs("  ", p->out);
  put_key(p, tree, "settled");
  fprintf(p->out, " %s  %s %lld", word(p, WORD_SETTLED), word(p, WORD_YEAR),
          (long long)json_integer_value(json_object_get(tree, "year")));
  if (has(tree, "run"))
    fprintf(p->out, "  %s %lld", word(p, WORD_RUN),
            (long long)json_integer_value(json_object_get(tree, "run")));
  fputs("\n  ", p->out);
  const char *const facts[] = {"kind_title", "hospital_level_title", "place_title"};
  for (size_t i = 0; i < 3; i++) {
    fputs(i ? ", " : "", p->out);
    put_key(p, tree, facts[i]);
  }
  fprintf(p->out, "; %s ", word(p, WORD_REFERRAL));
  put_key(p, tree, "referral_title");
  fprintf(p->out, "; %s ", word(p, WORD_IDENTITY));
  put_key(p, tree, "identity_title");
  fprintf(p->out, "; %s ", word(p, WORD_RATES_ON));
  put_key(p, tree, "rates_day");
  fputc('\n', p->out);
  if (has(tree, "in_scope_cost")) print_costs(p, tree);
  print_reading(p, tree);
}

/* --- steps --- */

static void print_bands(const Printer *p, const json_t *step, int level) {
  size_t i;
  json_t *band;
  json_array_foreach(json_object_get(step, "bands"), i, band) {
    indent(p, level);
    pad(p, text_of(band, "bounds"), 26, false);
    put_key(p, band, "text");
    fputc('\n', p->out);
  }
}

/* label = names, and below it the same with numbers and the result. */
static void print_step(const Printer *p, const json_t *step, int level) {
  const char *label = text_of(step, "label"), *names = text_of(step, "names"),
             *numbers = text_of(step, "numbers"), *result = text_of(step, "result");
  int cells = text_width(label);
  bool same = strcmp(names, numbers) == 0, plain = strcmp(numbers, result) == 0;
  indent(p, level);
  put(p, label);
  if (cells) fputs(" = ", p->out);
  put(p, names);
  if (!same) {
    if (text_width(names) + text_width(numbers) > 60) {
      fputc('\n', p->out);
      indent(p, level);
      fprintf(p->out, "%*s", cells, "");
      fputs(cells ? " = " : "= ", p->out);
    } else {
      fputs(" = ", p->out);
    }
    put(p, numbers);
  }
  if (!plain) {
    fputs(" = ", p->out);
    put(p, result);
  }
  fputc('\n', p->out);
  print_bands(p, step, level + 1);
}

static void print_place(const Printer *p, const json_t *object) {
  put(p, p->folder);
  put_key(p, object, "file");
  fprintf(p->out, ":%lld", (long long)json_integer_value(json_object_get(object, "line")));
}

/* A line of a rule, behind the condition that led to it. */
static void print_line(const Printer *p, const json_t *line) {
  const json_t *condition = json_object_get(line, "condition");
  print_place(p, condition ? condition : line);
  fputs("  ", p->out);
  if (condition) {
    put_key(p, condition, "text");
    fputc(' ', p->out);
  }
  put_key(p, line, "text");
  fputc('\n', p->out);
}

static void print_condition(const Printer *p, const json_t *one, int level) {
  indent(p, level);
  put_key(p, one, "names");
  fputs(": ", p->out);
  put_key(p, one, "numbers");
  fprintf(p->out, "  %s  ", word(p, has(one, "holds") ? WORD_YES : WORD_NO));
  print_place(p, one);
  fputc('\n', p->out);
}

/* Why a layer paid nothing without calculating: where it ended, and what was asked there. */
static void print_ended(const Printer *p, const json_t *part, int level) {
  const json_t *ended = json_object_get(part, "ended"), *inner = json_object_get(ended, "inner");
  size_t i;
  json_t *one;
  const json_t *amount = json_object_get(part, "amount");
  bool nothing = json_is_integer(amount) && json_integer_value(amount) == 0;
  if (!ended || !nothing || json_array_size(json_object_get(part, "steps"))) return;
  indent(p, level);
  fprintf(p->out, "%s ", word(p, WORD_RETURNED_AT));
  print_line(p, ended);
  if (inner) {
    indent(p, level + 1);
    fputs("← ", p->out);
    print_line(p, inner);
  }
  json_array_foreach(json_object_get(part, "conditions"), i, one) {
    json_int_t line = json_integer_value(json_object_get(one, "line"));
    if (line == json_integer_value(json_object_get(ended, "line")) &&
        strcmp(text_of(one, "file"), text_of(ended, "file")) == 0 && has(one, "holds"))
      print_condition(p, one, level + 1);
  }
}

static void print_limits(const Printer *p, const json_t *part, int level) {
  const json_t *cut = json_object_get(part, "cut");
  const char *clamped = text_of(part, "clamped"), *returned = text_of(part, "returned");
  char open[MONEY_ROOM] = "", rounded[MONEY_ROOM] = "";
  money_format(json_integer_value(json_object_get(part, "open")), open, sizeof open, true);
  money_format(json_integer_value(json_object_get(part, "rounded")), rounded, sizeof rounded, true);
  if (cut) {
    indent(p, level);
    put_sentence(p, WORD_CUT, text_of(cut, "text"), text_of(cut, "limit_text"),
                 text_of(cut, "computed_text"));
    fputc('\n', p->out);
  }
  if (has(part, "is_rounded")) {
    indent(p, level);
    put_sentence(p, WORD_ROUNDED, returned, rounded, NULL);
    fputc('\n', p->out);
  }
  if (!*clamped) return;
  indent(p, level);
  if (strcmp(clamped, "zero") == 0)
    put_sentence(p, WORD_BELOW_ZERO, returned, NULL, NULL);
  else
    put_sentence(p, WORD_ABOVE_OPEN, returned, open, NULL);
  fputc('\n', p->out);
}

static void print_locals(const Printer *p, const json_t *part, int level) {
  size_t i;
  json_t *local;
  bool layer = strcmp(text_of(part, "kind"), "layer") == 0;
  if (json_is_integer(json_object_get(part, layer ? "amount" : "added"))) {
    indent(p, level);
    fprintf(p->out, "%s (", word(p, WORD_NO_STEPS));
    put_key(p, part, "why_not");
    fputs(")\n", p->out);
  }
  if (!json_array_size(json_object_get(part, "locals"))) return;
  indent(p, level);
  fprintf(p->out, "%s\n", word(p, WORD_LOCALS));
  json_array_foreach(json_object_get(part, "locals"), i, local) {
    indent(p, level + 1);
    pad(p, text_of(local, "name"), 16, false);
    fputs(" = ", p->out);
    pad(p, text_of(local, "value"), 16, false);
    fputs("  ", p->out);
    print_place(p, local);
    fputc('\n', p->out);
  }
}

static void print_steps(const Printer *p, const json_t *part, int level) {
  size_t i;
  json_t *step;
  json_array_foreach(json_object_get(part, "steps"), i, step) print_step(p, step, level);
  if (strcmp(text_of(part, "shown"), "reads") == 0) print_locals(p, part, level);
  print_ended(p, part, level);
  print_limits(p, part, level);
}

/* --- reads --- */

static int widest(const json_t *list, const char *key, const char *more, int least) {
  size_t i;
  json_t *row;
  int cells = least;
  json_array_foreach(list, i, row) {
    int width = text_width(text_of(row, key));
    if (more && has(row, more)) width += text_width(text_of(row, more)) + 4;
    if (width > cells) cells = width;
  }
  return cells > NAME_CELLS + 16 ? NAME_CELLS + 16 : cells;
}

/* The number of a document among the notes, from 1. */
static size_t source_number(const Printer *p, const char *source) {
  size_t i;
  json_t *known;
  json_array_foreach(p->sources, i,
                     known) if (strcmp(json_string_value(known), source) == 0) return i +
      1;
  json_array_append_new(p->sources, json_string(source));
  return i + 1;
}

static void print_sources(const Printer *p) {
  size_t i;
  json_t *source;
  if (!json_array_size(p->sources)) return;
  fprintf(p->out, "  %s\n", word(p, WORD_SOURCE));
  json_array_foreach(p->sources, i, source) {
    fprintf(p->out, "    [%zu] ", i + 1);
    put(p, json_string_value(source));
    fputc('\n', p->out);
  }
}

static void print_parameter(const Printer *p, const json_t *read, int level, int cells,
                            int value_cells) {
  Buffer title = {0};
  buffer_add_text(&title, text_of(read, "title"));
  if (has(read, "key_title")) buffer_format(&title, "（%s）", text_of(read, "key_title"));
  indent(p, level);
  pad(p, title.data, cells, false);
  fputs("  ", p->out);
  bool wide = text_width(text_of(read, "text")) > value_cells;
  pad(p, wide ? "…" : text_of(read, "text"), value_cells, true);
  fputs("  ", p->out);
  if (has(read, "begins")) {
    fprintf(p->out, "%s ", word(p, WORD_SINCE));
    put_key(p, read, "begins");
  } else {
    fputs(word(p, WORD_ALWAYS), p->out);
  }
  if (has(read, "ends")) {
    fprintf(p->out, " %s ", word(p, WORD_UNTIL));
    put_key(p, read, "ends");
  }
  fputs("  ", p->out);
  put_key(p, read, "jurisdiction_name");
  fputs("  ", p->out);
  print_place(p, read);
  if (p->depth > 3 && has(read, "source"))
    fprintf(p->out, "  [%zu]", source_number(p, text_of(read, "source")));
  if (has(read, "assumed")) fprintf(p->out, "  %s", word(p, WORD_ASSUMED));
  fputc('\n', p->out);
  buffer_free(&title);
  if (!wide) return;
  indent(p, level + 2);
  fputs("… ", p->out);
  put_key(p, read, "text");
  fputc('\n', p->out);
}

static void print_list(const Printer *p, const json_t *list, ExplainWord title, int level,
                       bool parameters) {
  size_t i;
  json_t *read;
  if (!json_array_size(list)) return;
  int cells = widest(list, "title", parameters ? "key_title" : NULL, 8);
  int value_cells = widest(list, "text", NULL, 6);
  if (parameters && value_cells > 16) value_cells = 16;
  indent(p, level);
  fprintf(p->out, "%s\n", word(p, title));
  json_array_foreach(list, i, read) {
    if (parameters) {
      print_parameter(p, read, level + 1, cells, value_cells);
      continue;
    }
    indent(p, level + 1);
    pad(p, text_of(read, "title"), cells, false);
    fputs("  ", p->out);
    pad(p, text_of(read, "text"), value_cells, true);
    fputs("  ", p->out);
    put_key(p, read, "name");
    fputc('\n', p->out);
  }
}

static void print_conditions(const Printer *p, const json_t *part, int level) {
  const json_t *list = json_object_get(part, "conditions");
  size_t i;
  json_t *one;
  if (!json_array_size(list)) return;
  indent(p, level);
  fprintf(p->out, "%s\n", word(p, WORD_CONDITIONS));
  json_array_foreach(list, i, one) print_condition(p, one, level + 1);
}

static void print_reads(const Printer *p, const json_t *part, int level) {
  const json_t *reads = json_object_get(part, "reads");
  print_conditions(p, part, level);
  print_list(p, json_object_get(reads, "parameters"), WORD_PARAMETERS, level, true);
  print_list(p, json_object_get(reads, "fields"), WORD_FIELDS, level, false);
  print_list(p, json_object_get(reads, "year"), WORD_YEAR_SUMS, level, false);
  print_list(p, json_object_get(reads, "bill"), WORD_BILL, level, false);
  print_list(p, json_object_get(reads, "history"), WORD_HISTORY, level, false);
}

/* --- parts --- */

static void print_part(const Printer *p, const json_t *part) {
  bool layer = strcmp(text_of(part, "kind"), "layer") == 0;
  bool moves = json_integer_value(json_object_get(part, "added")) != 0;
  if (!layer && p->depth < (moves ? 2 : 3)) return;
  Buffer name = {0};
  if (!layer) buffer_format(&name, "%s ", word(p, WORD_ACCUMULATOR));
  buffer_format(&name, "%s", text_of(part, "title"));
  indent(p, layer ? 1 : 2);
  pad(p, name.data, layer ? NAME_CELLS : NAME_CELLS - 2, false);
  if (layer)
    put_amount(p, part, "amount", AMOUNT_CELLS);
  else
    pad(p, text_of(part, "text"), AMOUNT_CELLS, true);
  if (has(part, "assumed")) fprintf(p->out, "  %s", word(p, WORD_ASSUMED));
  if (strcmp(text_of(part, "clamped"), "open") == 0) fprintf(p->out, "  %s", word(p, WORD_CLAMPED));
  if (layer && !has(part, "reimburses")) fprintf(p->out, "  %s", word(p, WORD_NOT_REIMBURSED));
  if (!layer)
    fprintf(p->out, "  %s",
            word(p, strcmp(text_of(part, "per"), "household") == 0 ? WORD_PER_HOUSEHOLD
                                                                   : WORD_PER_PERSON));
  if (p->depth > 1) {
    fputs("  ", p->out);
    put_key(p, part, "name");
    fputc(' ', p->out);
    print_place(p, part);
  }
  fputc('\n', p->out);
  if (p->depth > 1) print_steps(p, part, 3);
  if (p->depth > 2) print_reads(p, part, 3);
  buffer_free(&name);
}

/* --- what stood before --- */

static void print_earlier(const Printer *p, const json_t *tree) {
  const json_t *list = json_object_get(tree, "earlier");
  size_t i, k;
  json_t *one, *added;
  if (p->depth < 2 || !json_array_size(list)) return;
  fprintf(p->out, "  %s\n", word(p, WORD_EARLIER));
  json_array_foreach(list, i, one) {
    indent(p, 2);
    put_key(p, one, "settled");
    fprintf(p->out, "  %s %lld", word(p, WORD_CASE),
            (long long)json_integer_value(json_object_get(one, "case")));
    if (!has(one, "same_person")) fprintf(p->out, "  %s", word(p, WORD_OTHER_MEMBER));
    if (has(one, "refund_of"))
      fprintf(p->out, "  %s %lld", word(p, WORD_UNDOES),
              (long long)json_integer_value(json_object_get(one, "refund_of")));
    fputc('\n', p->out);
    json_array_foreach(json_object_get(one, "added"), k, added) {
      indent(p, 3);
      pad(p, text_of(added, "title"), NAME_CELLS - 4, false);
      pad(p, text_of(added, "text"), AMOUNT_CELLS, true);
      fputc('\n', p->out);
    }
  }
  json_array_foreach(json_object_get(tree, "sums"), i, one) {
    if (json_integer_value(json_object_get(one, "amount")) == 0) continue;
    indent(p, 2);
    fprintf(p->out, "%s ", word(p, WORD_EARLIER_SUM));
    pad(p, text_of(one, "title"), NAME_CELLS - 2 - text_width(word(p, WORD_EARLIER_SUM)) - 1,
        false);
    pad(p, text_of(one, "text"), AMOUNT_CELLS, true);
    fputc('\n', p->out);
  }
}

static void print_stored(const Printer *p, const json_t *tree) {
  const json_t *stored = json_object_get(tree, "stored");
  char run[24];
  if (!stored) return;
  snprintf(run, sizeof run, "%lld", (long long)json_integer_value(json_object_get(tree, "run")));
  indent(p, 1);
  if (has(stored, "agrees"))
    put_sentence(p, WORD_STORED_SAME, run, NULL, NULL);
  else
    put_sentence(p, WORD_STORED_DIFFERS, run, text_of(stored, "difference"), NULL);
  fputc('\n', p->out);
}

static void print_sum(const Printer *p, const json_t *tree) {
  indent(p, 1);
  pad(p, word(p, WORD_SELF_PAY), NAME_CELLS, false);
  put_amount(p, tree, "self_pay", AMOUNT_CELLS);
  fputc('\n', p->out);
  indent(p, 1);
  pad(p, word(p, WORD_TOTAL), NAME_CELLS, false);
  put_amount(p, tree, "total", AMOUNT_CELLS);
  if (has(tree, "adds_up")) fprintf(p->out, "  %s", word(p, WORD_CHECK));
  fputc('\n', p->out);
  indent(p, 1);
  pad(p, word(p, WORD_REIMBURSED), NAME_CELLS, false);
  put_amount(p, tree, "reimbursed", AMOUNT_CELLS);
  fputc('\n', p->out);
}

static void print_fault(const Printer *p, const json_t *tree) {
  const json_t *fault = json_object_get(tree, "fault");
  fprintf(p->out, "  %s\n    ", word(p, WORD_FAILED));
  if (has(fault, "file")) {
    print_place(p, fault);
    fputs(": ", p->out);
  }
  fputs("error[", p->out);
  put_key(p, fault, "code");
  fputs("]: ", p->out);
  put_key(p, fault, "message");
  fputc('\n', p->out);
  if (has(fault, "source")) {
    fputs("      | ", p->out);
    put_key(p, fault, "source");
    fputc('\n', p->out);
  }
  if (has(fault, "hint")) {
    fputs("    hint: ", p->out);
    put_key(p, fault, "hint");
    fputc('\n', p->out);
  }
  if (json_array_size(json_object_get(tree, "parts")))
    fprintf(p->out, "    %s\n", word(p, WORD_READ_UNTIL));
}

void explain_text(const json_t *tree, int depth, bool english, FILE *out) {
  Printer printer = {out, depth > 0 ? depth : DEPTH_ALL, english, text_of(tree, "folder"),
                     json_array()},
          *p = &printer;
  const char *status = text_of(tree, "status");
  size_t i;
  json_t *part;
  print_head(p, tree);
  if (has(tree, "refund_of")) {
    char original[24];
    snprintf(original, sizeof original, "%lld",
             (long long)json_integer_value(json_object_get(tree, "refund_of")));
    indent(p, 1);
    put_sentence(p, WORD_REFUND, original, NULL, NULL);
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

/* --- two sides --- */

static void print_rows(const Printer *p, const json_t *comparison) {
  size_t i;
  json_t *row;
  fprintf(p->out, "  ");
  pad(p, word(p, WORD_LAYER), NAME_CELLS, false);
  pad(p, word(p, WORD_LEFT), AMOUNT_CELLS, true);
  pad(p, word(p, WORD_RIGHT), AMOUNT_CELLS, true);
  pad(p, word(p, WORD_DIFFERENCE), AMOUNT_CELLS, true);
  fputc('\n', p->out);
  json_array_foreach(json_object_get(comparison, "rows"), i, row) {
    const json_t *left = json_object_get(row, "left"), *right = json_object_get(row, "right");
    char difference[MONEY_ROOM] = "";
    json_int_t gap = json_integer_value(right) - json_integer_value(left);
    if (json_is_integer(left) && json_is_integer(right) && gap)
      money_format(gap, difference, sizeof difference, true);
    indent(p, 1);
    pad(p, *text_of(row, "title") ? text_of(row, "title") : word(p, WORD_SELF_PAY), NAME_CELLS,
        false);
    put_amount(p, row, "left", AMOUNT_CELLS);
    put_amount(p, row, "right", AMOUNT_CELLS);
    pad(p, difference, AMOUNT_CELLS, true);
    fputc('\n', p->out);
  }
}

static void print_side(const Printer *outer, const json_t *comparison, const char *key,
                       const char *folder, ExplainWord name) {
  const json_t *why = json_object_get(comparison, "why"), *side = json_object_get(why, key);
  Printer printer = *outer, *p = &printer;
  printer.folder = text_of(comparison, folder);
  indent(p, 2);
  fprintf(p->out, "%s: ", word(p, name));
  if (!has(why, key)) {
    fprintf(p->out, "%s\n", word(p, WORD_NONE));
    return;
  }
  put_key(p, side, "text");
  fputs("  ", p->out);
  if (has(side, "file")) print_place(p, side);
  if (has(side, "assumed")) fprintf(p->out, "  %s", word(p, WORD_ASSUMED));
  if (has(side, "source")) {
    fprintf(p->out, "  %s: ", word(p, WORD_SOURCE));
    put_key(p, side, "source");
  }
  fputc('\n', p->out);
}

static void print_why(const Printer *p, const json_t *comparison) {
  const json_t *why = json_object_get(comparison, "why");
  const char *what = text_of(why, "what");
  indent(p, 1);
  if (!*what) {
    fprintf(p->out, "%s\n", word(p, WORD_NOTHING_DIFFERS));
    return;
  }
  fputs(word(p, strcmp(what, "parameter") == 0 ? WORD_PARAMETER_DIFFERS
                : strcmp(what, "text") == 0    ? WORD_TEXT_DIFFERS
                                               : WORD_READ_DIFFERS),
        p->out);
  if (has(why, "title") && *text_of(why, "title")) {
    fputs(": ", p->out);
    put_key(p, why, "title");
    if (has(why, "key_title")) {
      fputs("（", p->out);
      put_key(p, why, "key_title");
      fputs("）", p->out);
    }
    fputs("  ", p->out);
    put_key(p, why, "name");
  }
  fputc('\n', p->out);
  print_side(p, comparison, "left", "left_folder", WORD_LEFT);
  print_side(p, comparison, "right", "right_folder", WORD_RIGHT);
}

static void print_statuses(const Printer *p, const json_t *comparison) {
  if (strcmp(text_of(comparison, "left_status"), text_of(comparison, "right_status")) == 0) return;
  const char *const keys[] = {"left_status", "right_status"};
  for (int i = 0; i < 2; i++) {
    if (strcmp(text_of(comparison, keys[i]), "failed") != 0) continue;
    indent(p, 1);
    fprintf(p->out, "%s: %s\n", word(p, i ? WORD_RIGHT : WORD_LEFT), word(p, WORD_FAILED));
  }
}

void explain_text_compare(const json_t *comparison, bool english, FILE *out) {
  Printer printer = {out, DEPTH_ALL, english, "", NULL}, *p = &printer;
  const json_t *first = json_object_get(comparison, "first");
  fprintf(out, "%s %lld  %s: ", word(p, WORD_CASE),
          (long long)json_integer_value(json_object_get(comparison, "case")), word(p, WORD_LEFT));
  put_key(p, comparison, "left_name");
  fprintf(out, "  %s: ", word(p, WORD_RIGHT));
  put_key(p, comparison, "right_name");
  fputs("\n\n", out);
  print_rows(p, comparison);
  fputc('\n', out);
  print_statuses(p, comparison);
  if (!has(comparison, "parts")) {
    fprintf(out, "  %s\n", word(p, WORD_SAME));
  } else if (has(comparison, "first")) {
    fprintf(out, "  %s: ", word(p, WORD_PART_AT));
    put_key(p, first, "title");
    fputc('\n', out);
    print_why(p, comparison);
  }
}
