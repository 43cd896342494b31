/* Both forms are written by one walk over the content; what differs is in a few functions that put a
 * title, a row, a paragraph. Everything that is put in is escaped here. */
#include "cli/explain_page.h"

#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/explain_words.h"
#include "job/explain.h"

enum { LABEL_CELLS = 14, ITEM_CELLS = 26, FACT_CELLS = 36, AMOUNT_CELLS = 16 };

typedef struct Page {
  FILE *out;
  bool html, english;
} Page;

static const char *word(const Page *p, ExplainWord which) {
  return explain_word(which, p->english);
}

static bool has(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return value && !json_is_null(value) && !json_is_false(value);
}

static bool is_layer(const json_t *part) {
  return strcmp(field_text(part, "kind"), "layer") == 0;
}

/* --- text, safe for the form --- */

static void add_safe(const Page *p, Buffer *out, const char *text) {
  Buffer clean = {0};
  text_escape(&clean, text, strlen(text));
  for (const char *c = clean.data ? clean.data : ""; *c; c++) {
    const char *name = !p->html     ? NULL
                       : *c == '&'  ? "&amp;"
                       : *c == '<'  ? "&lt;"
                       : *c == '>'  ? "&gt;"
                       : *c == '"'  ? "&quot;"
                       : *c == '\'' ? "&#39;"
                                    : NULL;
    if (name)
      buffer_add_text(out, name);
    else
      buffer_add(out, c, 1);
  }
  buffer_free(&clean);
}

static void put(const Page *p, const char *text) {
  Buffer safe = {0};
  add_safe(p, &safe, text);
  fputs(safe.data ? safe.data : "", p->out);
  buffer_free(&safe);
}

static void put_padded(const Page *p, const char *text, int cells, bool right) {
  Buffer safe = {0}, padded = {0};
  add_safe(p, &safe, text);
  text_pad(&padded, safe.data ? safe.data : "", cells, right);
  fputs(padded.data, p->out);
  buffer_free(&safe);
  buffer_free(&padded);
}

/* A sentence of the table with a text in place of its %s. */
static void fill(Buffer *out, const char *sentence, const char *text) {
  const char *place = strstr(sentence, "%s");
  if (!place) {
    buffer_add_text(out, sentence);
    return;
  }
  buffer_add(out, sentence, (size_t)(place - sentence));
  buffer_add_text(out, text);
  buffer_add_text(out, place + 2);
}

static void money_of(const json_t *object, const char *key, char out[MONEY_ROOM]) {
  const json_t *value = json_object_get(object, key);
  if (json_is_integer(value))
    money_format(json_integer_value(value), out, MONEY_ROOM, true);
  else
    strcpy(out, "—");
}

/* --- the forms --- */

static const char style[] =
    "@page{size:A4;margin:18mm 16mm}"
    "*{box-sizing:border-box}"
    "body{font:15px/1.6 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",\"PingFang "
    "SC\",sans-serif;color:#111;max-width:178mm;margin:0 auto;padding:8mm 0}"
    "h1{font-size:24px;text-align:center;margin:0 0 14px;letter-spacing:2px}"
    "h2{font-size:16px;margin:20px 0 6px;border-bottom:1px solid #111;padding-bottom:2px}"
    "table{width:100%;border-collapse:collapse}"
    "td,th{padding:5px 8px;border-bottom:1px solid #bbb;text-align:left;vertical-align:top}"
    "th{font-weight:600;background:#f2f2f2}"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".who td:nth-child(odd){color:#555;white-space:nowrap;width:16%}"
    ".sum td{font-weight:600;border-top:1px solid #111}"
    ".pay{border:2px solid #111;margin:14px 0;padding:10px 16px;display:flex;justify-content:space-"
    "between;align-items:baseline;font-size:20px;font-weight:700}"
    ".pay small{font-size:14px;font-weight:400}"
    ".note{color:#444;font-size:13px}"
    ".sign{display:flex;justify-content:space-between;margin-top:26px}"
    ".sign span{min-width:60mm}"
    "ul{margin:4px 0;padding-left:22px}"
    "tr,.pay,li{break-inside:avoid}"
    "@media print{body{padding:0;max-width:none}th{-webkit-print-color-adjust:exact;print-color-"
    "adjust:exact}}";

static void open_page(const Page *p) {
  if (!p->html) {
    fprintf(p->out, "%s\n\n", word(p, PAGE_TITLE));
    return;
  }
  fprintf(
      p->out,
      "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<h1>%s</h1>\n",
      p->english ? "en" : "zh-CN", word(p, PAGE_TITLE), style, word(p, PAGE_TITLE));
}

static void put_heading(const Page *p, ExplainWord which) {
  fprintf(p->out, p->html ? "<h2>%s</h2>\n" : "\n%s\n", word(p, which));
}

static void put_note(const Page *p, const char *text) {
  fputs(p->html ? "<p class=\"note\">" : "  ", p->out);
  put(p, text);
  fputs(p->html ? "</p>\n" : "\n", p->out);
}

/* Two facts a line. */
static void put_facts(const Page *p, const char *const facts[][2], size_t count) {
  if (p->html) fputs("<table class=\"who\">\n", p->out);
  for (size_t i = 0; i < count; i += 2) {
    fputs(p->html ? "<tr>" : "  ", p->out);
    for (size_t k = i; k < i + 2 && k < count; k++) {
      if (p->html) fputs("<td>", p->out);
      p->html ? put(p, facts[k][0]) : put_padded(p, facts[k][0], LABEL_CELLS, false);
      if (p->html) fputs("</td><td>", p->out);
      p->html || k + 1 == count || k > i ? put(p, facts[k][1])
                                         : put_padded(p, facts[k][1], FACT_CELLS, false);
      if (p->html) fputs("</td>", p->out);
    }
    fputs(p->html ? "</tr>\n" : "\n", p->out);
  }
  if (p->html) fputs("</table>\n", p->out);
}

static void open_table(const Page *p, bool remarks) {
  if (p->html) {
    fprintf(p->out, "<table>\n<tr><th>%s</th><th class=\"n\">%s</th>", word(p, PAGE_ITEM),
            word(p, PAGE_AMOUNT));
    if (remarks) fprintf(p->out, "<th>%s</th>", word(p, PAGE_REMARK));
    fputs("</tr>\n", p->out);
    return;
  }
  fputs("  ", p->out);
  put_padded(p, word(p, PAGE_ITEM), ITEM_CELLS, false);
  put_padded(p, word(p, PAGE_AMOUNT), AMOUNT_CELLS, true);
  fprintf(p->out, "%s%s\n", remarks ? "  " : "", remarks ? word(p, PAGE_REMARK) : "");
}

static void put_row(const Page *p, const char *item, const char *amount, const char *remark,
                    bool sum) {
  if (p->html) {
    fprintf(p->out, "<tr%s><td>", sum ? " class=\"sum\"" : "");
    put(p, item);
    fputs("</td><td class=\"n\">", p->out);
    put(p, amount);
    if (remark) {
      fputs("</td><td>", p->out);
      put(p, remark);
    }
    fputs("</td></tr>\n", p->out);
    return;
  }
  fputs("  ", p->out);
  put_padded(p, item, ITEM_CELLS, false);
  put_padded(p, amount, AMOUNT_CELLS, true);
  if (remark && *remark) {
    fputs("  ", p->out);
    put(p, remark);
  }
  fputc('\n', p->out);
}

static void close_table(const Page *p) {
  if (p->html) fputs("</table>\n", p->out);
}

/* --- the content --- */

static void write_facts(const Page *p, const json_t *tree, const Patient *patient) {
  Buffer stay = {0};
  char id[24], days[24];
  snprintf(id, sizeof id, "%lld", (long long)json_integer_value(json_object_get(tree, "case")));
  snprintf(days, sizeof days, "%lld", (long long)json_integer_value(json_object_get(tree, "days")));
  buffer_format(&stay, "%s – %s（", field_text(tree, "admission"), field_text(tree, "discharge"));
  fill(&stay, word(p, PAGE_DAYS), days);
  buffer_add_text(&stay, "）");
  const char *const facts[][2] = {
      {word(p, PAGE_NAME), patient->name},
      {word(p, PAGE_NUMBER), patient->number},
      {word(p, WORD_IDENTITY), field_text(tree, "identity_title")},
      {word(p, PAGE_COUNTY), patient->county},
      {word(p, PAGE_HOSPITAL), patient->hospital},
      {word(p, WORD_CASE), id},
      {word(p, PAGE_STAY), stay.data},
      {word(p, WORD_SETTLED), field_text(tree, "settled")},
  };
  put_facts(p, facts, sizeof facts / sizeof *facts);
  buffer_free(&stay);
}

static void write_costs(const Page *p, const json_t *tree) {
  static const struct {
    const char *key;
    ExplainWord title;
  } costs[] = {{"in_scope_cost", WORD_IN_SCOPE},
               {"first_pay_cost", WORD_FIRST_PAY},
               {"over_limit_cost", WORD_OVER_LIMIT},
               {"uncovered_cost", WORD_UNCOVERED}};
  char amount[MONEY_ROOM];
  put_heading(p, PAGE_COSTS);
  open_table(p, false);
  for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
    money_of(tree, costs[i].key, amount);
    put_row(p, word(p, costs[i].title), amount, NULL, false);
  }
  money_of(tree, "total", amount);
  put_row(p, word(p, WORD_TOTAL), amount, NULL, true);
  close_table(p);
}

static void add_remark(const Page *p, Buffer *out, const char *text) {
  if (out->size) buffer_add_text(out, p->english ? "; " : "；");
  buffer_add_text(out, text);
}

static void remark_of(const Page *p, const json_t *part, Buffer *out) {
  const json_t *cut = json_object_get(part, "cut");
  if (json_integer_value(json_object_get(part, "amount")) == 0) {
    add_remark(p, out, word(p, PAGE_NOT_PAID));
  } else if (strcmp(field_text(part, "clamped"), "open") == 0) {
    add_remark(p, out, word(p, PAGE_ALL_REST));
  }
  if (cut) {
    Buffer text = {0};
    const char *name = json_string_value(json_array_get(json_object_get(cut, "parameters"), 0));
    fill(&text, word(p, PAGE_CAP_REACHED), name ? name : field_text(cut, "limit_text"));
    add_remark(p, out, text.data);
    buffer_free(&text);
  }
  if (has(part, "assumed") && json_integer_value(json_object_get(part, "amount")) != 0)
    add_remark(p, out, word(p, PAGE_USED_ASSUMED));
}

static void write_payments(const Page *p, const json_t *tree) {
  size_t i;
  json_t *part;
  json_int_t sum = 0;
  char amount[MONEY_ROOM];
  put_heading(p, PAGE_PAYMENTS);
  open_table(p, true);
  json_array_foreach(json_object_get(tree, "parts"), i, part) {
    if (!is_layer(part)) continue;
    Buffer remark = {0};
    remark_of(p, part, &remark);
    money_of(part, "amount", amount);
    put_row(p, field_text(part, "title"), amount, remark.data ? remark.data : "", false);
    sum += json_integer_value(json_object_get(part, "amount"));
    buffer_free(&remark);
  }
  money_format(sum, amount, sizeof amount, true);
  put_row(p, word(p, PAGE_PAID_SUM), amount, "", true);
  close_table(p);
}

static void write_self_pay(const Page *p, const json_t *tree) {
  char amount[MONEY_ROOM], share[24] = "—";
  Buffer text = {0};
  double total = json_number_value(json_object_get(tree, "total"));
  double own = json_number_value(json_object_get(tree, "self_pay"));
  money_of(tree, "self_pay", amount);
  if (total > 0 || total < 0) snprintf(share, sizeof share, "%.2f%%", 100 * own / total);
  fill(&text, word(p, PAGE_SHARE), share);
  if (p->html) {
    fprintf(p->out,
            "<div class=\"pay\"><span>%s</span><span>%s %s <small>%s</small></span></div>\n",
            word(p, PAGE_YOU_PAY), amount, p->english ? "yuan" : "元", text.data);
  } else {
    fputc('\n', p->out);
    put_row(p, word(p, PAGE_YOU_PAY), amount, text.data, false);
  }
  buffer_free(&text);
}

/* Calls `each` for every parameter that was read, each once. */
static void each_parameter(const json_t *tree, void (*each)(json_t *seen, const json_t *read),
                           json_t *seen) {
  size_t i, k;
  json_t *part, *read;
  json_array_foreach(json_object_get(tree, "parts"), i, part)
      json_array_foreach(json_object_get(json_object_get(part, "reads"), "parameters"), k, read)
          each(seen, read);
}

static void add_once(json_t *list, const char *text) {
  size_t i;
  json_t *known;
  json_array_foreach(list, i, known) if (strcmp(json_string_value(known), text) == 0) return;
  json_array_append_new(list, json_string(text));
}

static void add_source(json_t *sources, const json_t *read) {
  if (!has(read, "assumed") && has(read, "source")) add_once(sources, field_text(read, "source"));
}

static void add_assumed(json_t *list, const json_t *read) {
  if (!has(read, "assumed")) return;
  Buffer text = {0};
  explain_title(&text, read);
  const char *value = field_text(read, "text"), *code = strstr(value, " (");
  bool choice = strcmp(field_text(read, "unit"), "choice") == 0; /* a family needs no code */
  buffer_format(&text, "：%.*s%s", (int)(choice && code ? code - value : (long)strlen(value)),
                value, strcmp(field_text(read, "unit"), "yuan") == 0 ? " 元" : "");
  add_once(list, text.data);
  buffer_free(&text);
}

static void write_list(const Page *p, ExplainWord title, json_t *list, ExplainWord none) {
  size_t i;
  json_t *text;
  put_heading(p, title);
  if (!json_array_size(list)) put_note(p, word(p, none));
  if (json_array_size(list) && p->html) fputs("<ul>\n", p->out);
  json_array_foreach(list, i, text) {
    fputs(p->html ? "<li>" : "  · ", p->out);
    put(p, json_string_value(text));
    fputs(p->html ? "</li>\n" : "\n", p->out);
  }
  if (json_array_size(list) && p->html) fputs("</ul>\n", p->out);
  json_decref(list);
}

static void write_foundations(const Page *p, const json_t *tree) {
  json_t *sources = json_array(), *assumed = json_array();
  each_parameter(tree, add_source, sources);
  each_parameter(tree, add_assumed, assumed);
  write_list(p, PAGE_RESTS_ON, sources, PAGE_NO_SOURCE);
  if (json_array_size(assumed)) {
    write_list(p, PAGE_ASSUMED_LIST, assumed, PAGE_NO_ASSUMED);
    return;
  }
  json_decref(assumed);
  put_note(p, word(p, PAGE_NO_ASSUMED));
}

static void close_page(const Page *p, const Patient *patient) {
  if (!p->html) fputc('\n', p->out);
  put_note(p, word(p, patient->revealed ? PAGE_REVEALED : PAGE_MASKED));
  put_note(p, word(p, PAGE_QUESTIONS));
  if (p->html)
    fprintf(p->out, "<div class=\"sign\"><span>%s</span><span>%s</span></div>\n</body>\n</html>\n",
            word(p, PAGE_SIGNED), word(p, PAGE_DATE));
  else
    fprintf(p->out, "\n  %-30s%s\n", word(p, PAGE_SIGNED), word(p, PAGE_DATE));
}

static void write_page(const Page *p, const json_t *tree, const Patient *patient) {
  bool refund = strcmp(field_text(tree, "status"), "refund") == 0;
  bool failed = strcmp(field_text(tree, "status"), "failed") == 0;
  open_page(p);
  write_facts(p, tree, patient);
  if (refund) {
    char original[24];
    Buffer text = {0};
    snprintf(original, sizeof original, "%lld",
             (long long)json_integer_value(json_object_get(tree, "refund_of")));
    fill(&text, word(p, PAGE_REFUND), original);
    put_note(p, text.data);
    buffer_free(&text);
  }
  write_costs(p, tree);
  if (failed) {
    put_note(p, word(p, PAGE_FAILED));
  } else {
    write_payments(p, tree);
    write_self_pay(p, tree);
    if (!refund) write_foundations(p, tree);
  }
  close_page(p, patient);
}

void explain_page_html(const json_t *tree, const Patient *patient, bool english, FILE *out) {
  write_page(&(Page){out, true, english}, tree, patient);
}

void explain_page_text(const json_t *tree, const Patient *patient, bool english, FILE *out) {
  write_page(&(Page){out, false, english}, tree, patient);
}
