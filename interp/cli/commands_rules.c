/* Commands on rules alone: their tests, and what the tests do not reach. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/spoken.h"
#include "cli/table.h"
#include "io/file.h"
#include "job/coverage.h"
#include "job/testing.h"

/* --- coverage --- */

static const TableColumn share_columns[] = {
    {"file", "文件", TABLE_TEXT},
    {"lines", "行", TABLE_NUMBER},
    {"lines_share", "占比", TABLE_NUMBER},
    {"outcomes", "条件的真假", TABLE_NUMBER},
    {"outcomes_share", "占比", TABLE_NUMBER},
    {"values", "参数值", TABLE_NUMBER},
    {"values_share", "占比", TABLE_NUMBER},
};

static const TableColumn gap_columns[] = {
    {"at", "位置", TABLE_TEXT},
    {"kind", "类别", TABLE_TEXT},
    {"what", "未触及", TABLE_TEXT},
    {"text", "内容", TABLE_TEXT},
};

enum {
  SHARE_COLUMNS = sizeof share_columns / sizeof *share_columns,
  GAP_COLUMNS = sizeof gap_columns / sizeof *gap_columns,
};

static void set_share(json_t *row, const char *all, const char *hit, const char *share) {
  long long whole = (long long)json_integer_value(json_object_get(row, all));
  long long part = (long long)json_integer_value(json_object_get(row, hit));
  char text[48];
  snprintf(text, sizeof text, "%lld/%lld", part, whole);
  json_object_set_new(row, all, json_string(whole ? text : ""));
  snprintf(text, sizeof text, "%.1f%%", whole ? 100.0 * (double)part / (double)whole : 100.0);
  json_object_set_new(row, share, json_string(whole ? text : ""));
}

static json_t *sum_of(const json_t *files) {
  static const char *const keys[] = {"lines",        "lines_hit", "outcomes",
                                     "outcomes_hit", "values",    "values_hit"};
  json_t *sum = json_pack("{s:s}", "file", "");
  size_t i;
  json_t *file;
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
    json_int_t total = 0;
    json_array_foreach(files, i, file) total += json_integer_value(json_object_get(file, keys[k]));
    json_object_set_new(sum, keys[k], json_integer(total));
  }
  return sum;
}

static void add_share(Table *table, json_t *row) {
  set_share(row, "lines", "lines_hit", "lines_share");
  set_share(row, "outcomes", "outcomes_hit", "outcomes_share");
  set_share(row, "values", "values_hit", "values_share");
  rows_add(table, share_columns, SHARE_COLUMNS, row);
}

static void print_shares(json_t *files) {
  Table *table = table_new(share_columns, SHARE_COLUMNS);
  json_t *sum = sum_of(files), *file;
  size_t i;
  json_array_foreach(files, i, file) add_share(table, file);
  table_break(table);
  add_share(table, sum);
  table_print(table, "table", stdout);
  json_decref(sum);
  table_free(table);
}

static void print_gaps(const json_t *gaps, const char *folder, const char *format) {
  Table *table = table_new(gap_columns, GAP_COLUMNS);
  size_t i;
  json_t *gap;
  json_array_foreach(gaps, i, gap) {
    long long line = (long long)json_integer_value(json_object_get(gap, "line"));
    long long last = (long long)json_integer_value(json_object_get(gap, "last"));
    char lines[48] = "";
    bool people = rows_for_people(format);
    if (last > line)
      snprintf(lines, sizeof lines, people ? _("to line %lld") : "to line %lld", last);
    if (last > line) json_object_set_new(gap, "text", json_string(lines));
    if (people) spoken_set(gap, "kind");
    if (people) spoken_set(gap, "what");
    rows_place(gap, folder, "at");
    rows_add(table, gap_columns, GAP_COLUMNS, gap);
  }
  table_print(table, format, stdout);
  table_free(table);
}

/* Said above the list, since a figure without what it counts says nothing. */
static void print_coverage(json_t *answer, const char *format) {
  const char *folder = json_string_value(json_object_get(answer, "folder"));
  bool people = rows_for_people(format);
  if (people) {
    printf("%s\n", _("counted: lines of formulas and of the functions they use; conditions of if, "
                     "while, until,\nand, or: once true and once false; values of parameters read "
                     "by a formula"));
    print_shares(json_object_get(answer, "files"));
  }
  if (!people || json_array_size(json_object_get(answer, "gaps")))
    print_gaps(json_object_get(answer, "gaps"), folder ? folder : "", format);
}

static int cover_run(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  Progressing progress;
  json_t *answer;
  int64_t cases;
  progress_begin(&progress, options->quiet);
  SettleProgress tell = {progress_tell, &progress};
  bool ok = coverage_of_run(options->db, options->run, &tell, &answer, &cases, fault);
  progress_end(&progress);
  if (!ok) return fault->exit;
  if (rows_for_people(options->format))
    printf(_("run %lld: all its %lld cases\n"), (long long)options->run, (long long)cases);
  print_coverage(answer, options->format);
  json_decref(answer);
  return EXIT_DONE;
}

/* --- suggest --- */

static bool save_suggestions(const Options *options, const json_t *text, Fault *fault) {
  if (!options->output) {
    fwrite(json_string_value(text), 1, json_string_length(text), stdout);
    return true;
  }
  if (!options->yes && access(options->output, F_OK) == 0) {
    fault_set(fault, EXIT_DATA, "E263", "“%s” is there already", options->output);
    fault_hint(fault, "name another file, or replace it with --yes");
    return false;
  }
  return file_save(options->output, json_string_value(text), json_string_length(text), fault);
}

static int suggest(const Options *options, Fault *fault) {
  const char *path = options->word_count ? options->words[0] : options->rules;
  json_t *answer = testing_suggest(path, fault);
  if (!answer) return fault->exit;
  json_int_t all, reached, written;
  json_t *text;
  bool ok = json_unpack(answer, "{s:o,s:I,s:I,s:I}", "text", &text, "bounds", &all, "reached",
                        &reached, "written", &written) == 0 &&
            rows_plain(text);
  if (!ok) fault_set(fault, EXIT_DEFECT, "E704", "the rule worker sent no proper tests");
  ok = ok && save_suggestions(options, text, fault);
  if (ok && !options->quiet)
    fprintf(options->output ? stdout : stderr,
            _("%lld bounds: the tests reach %lld; %lld new tests; no stay was found for %lld\n"),
            (long long)all, (long long)reached, (long long)written,
            (long long)(all - reached - written));
  json_decref(answer);
  return ok ? EXIT_DONE : fault->exit;
}

/* --- test --- */

int command_test(const Options *options, Fault *fault) {
  if (options->suggest) return suggest(options, fault);
  if (options->coverage && options->run) return cover_run(options, fault);
  TestCounts counts;
  json_t *coverage = NULL;
  bool people = rows_for_people(options->format);
  TestOptions test = {.path = options->word_count ? options->words[0] : options->rules,
                      .rules = options->rules,
                      .verbose = options->verbose,
                      .coverage = options->coverage,
                      .silent = options->coverage && !people,
                      .out = stdout};
  if (!testing_run(&test, &counts, &coverage, fault)) return fault->exit;
  if (!test.silent) printf(_("%d passed, %d failed\n"), counts.passed, counts.failed);
  if (coverage) print_coverage(coverage, options->format);
  json_decref(coverage);
  return counts.failed ? EXIT_FINDINGS : EXIT_DONE;
}
