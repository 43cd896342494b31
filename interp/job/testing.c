/* Rule tests, run in a worker and told line by line. Texts of a worker are escaped. */
#include "job/testing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/language.h"
#include "base/phrase.h"
#include "base/text.h"
#include "data/rulefiles.h"
#include "eval/link.h"

enum { TEST_SECONDS = 60, SUGGEST_SECONDS = 600 };

/* One run of tests on its way. */
typedef struct Testing {
  const TestOptions *options;
  RuleFiles files;
  Link *link;
  TestCounts *counts;
  bool apart; /* the one file of tests lies in no folder of rules */
} Testing;

static long long number_of(const json_t *object, const char *key) {
  return (long long)json_integer_value(json_object_get(object, key));
}

static void print_text(FILE *out, const json_t *object, const char *key) {
  Buffer text = {0};
  text_escape(&text, field_text(object, key), strlen(field_text(object, key)));
  fputs(text.data ? text.data : "", out);
  buffer_free(&text);
}

/* A sentence of the worker in the language of messages. */
static void print_phrase(FILE *out, const char *english) {
  Buffer said = {0}, clean = {0};
  phrase_add(&said, english);
  text_escape(&clean, said.data ? said.data : "", said.size);
  fwrite(clean.data, 1, clean.size, out);
  buffer_free(&said);
  buffer_free(&clean);
}

static void print_difference(FILE *out, const json_t *difference) {
  fprintf(out, "    ");
  if (number_of(difference, "case") > 0) {
    fprintf(out, _("case %lld"), number_of(difference, "case"));
    if (number_of(difference, "line") > 0)
      fprintf(out, _(" (line %lld)"), number_of(difference, "line"));
    fprintf(out, ": ");
  }
  if (*field_text(difference, "message")) {
    const json_t *fault = json_object_get(difference, "fault");
    print_phrase(out, field_text(difference, "message"));
    if (*field_text(fault, "file")) {
      fprintf(out, " (");
      print_text(out, fault, "file");
      fprintf(out, ":%lld)", number_of(fault, "line"));
    }
  } else {
    print_text(out, difference, "field");
    fprintf(out, _(": expected %s, got %s, difference %s"), field_text(difference, "expected"),
            field_text(difference, "actual"), field_text(difference, "difference"));
  }
  fputc('\n', out);
}

static void print_place(const Testing *t, const char *path, const json_t *test) {
  fprintf(t->options->out, "%s%s:%lld ", t->files.folder, path, number_of(test, "line"));
  print_text(t->options->out, test, "name");
  fputc('\n', t->options->out);
}

static void print_test(const Testing *t, const char *path, const json_t *test) {
  FILE *out = t->options->out;
  bool ok = json_is_true(json_object_get(test, "ok"));
  size_t i;
  json_t *difference;
  if (ok && !t->options->verbose) return;
  fputs(!t->options->verbose ? _("  failed: ") : ok ? "ok " : "not ok ", out);
  print_place(t, path, test);
  if (ok) return;
  json_array_foreach(json_object_get(test, "differences"), i, difference)
      print_difference(out, difference);
}

static void print_tests(const Testing *t, const char *path, const json_t *tests) {
  FILE *out = t->options->out;
  TestCounts counts = {0};
  size_t i;
  json_t *test;
  json_array_foreach(tests, i, test) {
    bool ok = json_is_true(json_object_get(test, "ok"));
    counts.passed += ok;
    counts.failed += !ok;
  }
  t->counts->passed += counts.passed;
  t->counts->failed += counts.failed;
  if (t->options->silent) return;
  if (!t->options->verbose) {
    fprintf(out, _("%s%s: %d passed"), t->files.folder, path, counts.passed);
    fprintf(out, counts.failed ? _(", %d failed\n") : "\n", counts.failed);
  }
  json_array_foreach(tests, i, test) print_test(t, path, test);
}

static bool run_file(Testing *t, const RuleFile *file, Fault *fault) {
  json_t *request =
      json_pack("{s:s,s:s,s:s%}", "op", "test", "path", file->path, "text", file->text, file->size);
  json_t *result = link_ask(t->link, request, TEST_SECONDS, fault);
  if (!result) return false;
  print_tests(t, file->path, json_object_get(result, "tests"));
  json_decref(result);
  return true;
}

static bool run_all(Testing *t, json_t **coverage, Fault *fault) {
  json_t *request = rulefiles_request(&t->files, false);
  if (t->options->coverage) json_object_set_new(request, "coverage", json_true());
  json_t *model = link_ask(t->link, request, LINK_LOAD_SECONDS, fault);
  if (!model) return false;
  json_decref(model);
  if (t->apart) t->files.folder[0] = 0; /* what comes now is about the file of tests */
  for (size_t i = 0; i < t->files.test_count; i++)
    if (!run_file(t, &t->files.tests[i], fault)) return false;
  if (!t->options->coverage) return true;
  *coverage = link_ask(t->link, json_pack("{s:s}", "op", "coverage"), TEST_SECONDS, fault);
  if (*coverage) json_object_set_new(*coverage, "folder", json_string(t->files.folder));
  return *coverage != NULL;
}

/* Whether a path is the one asked for, or lies in it. */
static bool lies_below(const char *path, const char *below) {
  size_t size = strlen(below);
  return size == 0 || (strncmp(path, below, size) == 0 && (path[size] == '/' || path[size] == 0));
}

bool testing_files(const char *path, RuleFiles *files, Fault *fault) {
  char *root, *below;
  rulefiles_root(path, &root, &below);
  bool ok = rulefiles_read(files, root, fault) && rulefiles_read_sheets(files, fault);
  size_t kept = 0;
  for (size_t i = 0; ok && i < files->test_count; i++) {
    RuleFile file = files->tests[i];
    if (!lies_below(file.path, below)) {
      free(file.path);
      free(file.text);
    } else {
      files->tests[kept++] = file;
    }
  }
  size_t size = strlen(below);
  if (ok) files->test_count = kept;
  if (ok && !kept && size > 4 &&
      (strcmp(below + size - 4, ".lua") == 0 || strcmp(below + size - 4, ".csv") == 0)) {
    ok = fault_set(fault, EXIT_USAGE, "E264", "“%s” is no file of tests", path);
    fault_hint(fault, "tests stand in *.test.lua and *.test.csv");
  }
  free(root);
  free(below);
  return ok;
}

static bool is_test_file(const char *path) {
  struct stat status;
  size_t size = strlen(path);
  return size > 9 && path[size - 9] == '.' &&
         (strcmp(path + size - 9, ".test.lua") == 0 || strcmp(path + size - 9, ".test.csv") == 0) &&
         stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* A file that the prompt has written may lie anywhere. */
static bool lies_apart(const char *path) {
  char *root, *below;
  rulefiles_root(path, &root, &below);
  bool apart = strcmp(root, path) == 0;
  free(root);
  free(below);
  return apart;
}

static bool read_files(Testing *t, Fault *fault) {
  const TestOptions *o = t->options;
  t->apart = o->rules && is_test_file(o->path) && lies_apart(o->path);
  if (!t->apart) return testing_files(o->path, &t->files, fault);
  return rulefiles_read(&t->files, o->rules, fault) &&
         rulefiles_read_test(&t->files, o->path, fault);
}

bool testing_run(const TestOptions *options, TestCounts *counts, json_t **coverage, Fault *fault) {
  Testing t = {.options = options, .counts = counts};
  *counts = (TestCounts){0};
  bool ok = read_files(&t, fault);
  t.link = ok ? link_open(&(LinkOptions){.jit = true}, fault) : NULL;
  ok = t.link && run_all(&t, coverage, fault);
  if (!ok) rulefiles_place(&t.files, fault);
  link_close(t.link);
  rulefiles_free(&t.files);
  return ok;
}

static json_t *suggest_request(const RuleFiles *files) {
  json_t *list = json_array();
  for (size_t i = 0; i < files->test_count; i++)
    json_array_append_new(list, json_pack("{s:s,s:s%}", "path", files->tests[i].path, "text",
                                          files->tests[i].text, files->tests[i].size));
  return json_pack("{s:s,s:o}", "op", "suggest", "tests", list);
}

json_t *testing_suggest(const char *path, Fault *fault) {
  RuleFiles files = {0};
  Link *link = NULL;
  json_t *model = NULL, *answer = NULL;
  if (testing_files(path, &files, fault)) link = link_open(&(LinkOptions){.jit = true}, fault);
  if (link) model = link_ask(link, rulefiles_request(&files, false), LINK_LOAD_SECONDS, fault);
  if (model) answer = link_ask(link, suggest_request(&files), SUGGEST_SECONDS, fault);
  if (!answer) rulefiles_place(&files, fault);
  json_decref(model);
  link_close(link);
  rulefiles_free(&files);
  return answer;
}
