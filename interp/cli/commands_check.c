/* guize check: what the check of a set of rules has found, for people and for programs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/language.h"
#include "base/phrase.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "job/checking.h"

static const TableColumn columns[] = {
    {"number", "编号", false},     {"title", "种类", false},       {"file", "文件", false},
    {"line", "行", true},          {"column", "列", true},         {"message", "说明", false},
    {"hint", "提示", false},       {"subject", "对象", false},     {"layer", "支付层", false},
    {"parameter", "参数", false},  {"counties", "地区", false},    {"identities", "身份", false},
    {"levels", "医院等级", false}, {"kinds", "医疗类别", false},   {"places", "就医地点", false},
    {"bill", "费用", true},        {"bill2", "费用二", true},      {"self_pay", "自付", true},
    {"self_pay2", "自付二", true}, {"why", "已接受的理由", false},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static int number_of(const json_t *object, const char *key) {
  json_int_t number = json_integer_value(json_object_get(object, key));
  return number > 0 && number < 1000000 ? (int)number : 0;
}

/* A text of the worker in the language chosen. */
static void add_phrase(Buffer *out, const char *english) {
  Buffer said = {0};
  phrase_add(&said, english);
  if (said.size) text_escape(out, said.data, said.size);
  buffer_free(&said);
}

static bool accepted(const json_t *finding) {
  return json_object_get(finding, "why") != NULL;
}

static void count_findings(const json_t *findings, int *open, int *accepted_count) {
  size_t i;
  json_t *finding;
  *open = *accepted_count = 0;
  json_array_foreach(findings, i, finding)++ *(accepted(finding) ? accepted_count : open);
}

/* --- for people --- */

static void print_why(const json_t *finding) {
  Buffer line = {0};
  buffer_format(&line, " %s: ", _("accepted"));
  const char *why = field_text(finding, "why"), *file = field_text(finding, "accepted_file");
  text_escape(&line, why, strlen(why));
  buffer_add_text(&line, " (");
  text_escape(&line, file, strlen(file));
  buffer_format(&line, ":%d)\n", number_of(finding, "accepted_line"));
  fputs(line.data, stdout);
  buffer_free(&line);
}

static void print_finding(const json_t *finding) {
  Fault fault = {0};
  fault_set(&fault, EXIT_FINDINGS, field_text(finding, "number"), "%s",
            field_text(finding, "message"));
  if (*field_text(finding, "hint")) fault_hint(&fault, "%s", field_text(finding, "hint"));
  if (*field_text(finding, "file"))
    fault_place(&fault, field_text(finding, "file"), number_of(finding, "line"),
                number_of(finding, "column"), number_of(finding, "width"),
                field_text(finding, "source"));
  fault_print_as(stdout, &fault, accepted(finding) ? "accepted" : "finding");
  if (accepted(finding)) print_why(finding);
}

/* The line over the findings of one number: "W205 a cliff: 3". */
static void print_head(const json_t *findings, size_t first, bool all) {
  const json_t *finding = json_array_get(findings, first);
  int count = 0;
  for (size_t i = first; i < json_array_size(findings); i++) {
    const json_t *other = json_array_get(findings, i);
    if (strcmp(field_text(other, "number"), field_text(finding, "number")) != 0) break;
    count += all || !accepted(other);
  }
  Buffer line = {0};
  text_escape(&line, field_text(finding, "number"), strlen(field_text(finding, "number")));
  buffer_add_text(&line, " ");
  const char *title = language_text(field_text(finding, "title"));
  text_escape(&line, title, strlen(title));
  if (count) printf("%s: %d\n", line.data, count);
  buffer_free(&line);
}

static void print_findings(const json_t *findings, bool all) {
  const char *number = "";
  size_t i;
  json_t *finding;
  json_array_foreach(findings, i, finding) {
    if (strcmp(number, field_text(finding, "number")) != 0) print_head(findings, i, all);
    number = field_text(finding, "number");
    if (all || !accepted(finding)) {
      print_finding(finding);
      printf("\n");
    }
  }
}

static void print_notes(const json_t *notes) {
  size_t i;
  json_t *note;
  Buffer line = {0};
  json_array_foreach(notes, i, note) {
    const char *text = json_string_value(note);
    buffer_add_text(&line, i ? ", " : "");
    add_phrase(&line, text ? text : "");
  }
  if (line.size) printf("%s\n", line.data);
  buffer_free(&line);
}

static void print_summary(const json_t *report, const CheckCounts *counts, bool verbose) {
  int open, taken;
  count_findings(json_object_get(report, "findings"), &open, &taken);
  print_notes(json_object_get(report, "notes"));
  printf(language_plural("%lld bills settled for %zu place\n",
                         "%lld bills settled for %zu places\n", counts->places),
         (long long)counts->bills, counts->places);
  printf(language_plural("%d finding", "%d findings", (unsigned long)open), open);
  if (taken)
    printf(verbose ? _(", %d accepted") : _(", %d accepted (--verbose shows them)"), taken);
  printf("\n");
}

/* --- for programs --- */

static void print_rows(const json_t *findings, const char *format, bool all) {
  Table *table = table_new(columns, COLUMN_COUNT);
  size_t i;
  json_t *finding;
  json_array_foreach(findings, i, finding) {
    if (!all && accepted(finding)) continue;
    Buffer cells[COLUMN_COUNT] = {{0}};
    const char *row[COLUMN_COUNT];
    for (int c = 0; c < COLUMN_COUNT; c++) {
      const json_t *value = json_object_get(finding, columns[c].key);
      if (json_is_number(value))
        buffer_format(&cells[c], "%lld", (long long)json_number_value(value));
      else
        text_escape(&cells[c], field_text(finding, columns[c].key),
                    strlen(field_text(finding, columns[c].key)));
      row[c] = cells[c].data;
    }
    table_add(table, row);
    for (int c = 0; c < COLUMN_COUNT; c++)
      buffer_free(&cells[c]);
  }
  table_print(table, format, stdout);
  table_free(table);
}

/* --- the command --- */

static void tell(void *data, const char *place, size_t done, size_t total) {
  Buffer line = {0};
  buffer_format(&line, "%zu/%zu ", done + 1, total);
  text_escape(&line, place, strlen(place));
  if (!*(const bool *)data) fprintf(stderr, "\r\033[K%s", line.data);
  fflush(stderr);
  buffer_free(&line);
}

int command_check(const Options *options, Fault *fault) {
  bool quiet = options->quiet || !isatty(STDERR_FILENO);
  CheckAsk ask = {.folder = options->word_count ? options->words[0] : options->rules,
                  .counties = options->counties,
                  .county_count = options->county_count,
                  .on = options->on,
                  .tell = tell,
                  .data = &quiet};
  CheckCounts counts;
  json_t *report = checking_run(&ask, &counts, fault);
  if (!quiet) fputs("\r\033[K", stderr);
  if (!report) return fault->exit;
  const json_t *findings = json_object_get(report, "findings");
  if (strcmp(options->format, "table") != 0) {
    print_rows(findings, options->format, options->verbose);
  } else {
    print_findings(findings, options->verbose);
    if (!options->quiet) print_summary(report, &counts, options->verbose);
  }
  int open, taken;
  count_findings(findings, &open, &taken);
  json_decref(report);
  return open ? EXIT_FINDINGS : EXIT_DONE;
}
