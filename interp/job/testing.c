/* Rule tests, run in a worker and told line by line. */
#include "job/testing.h"

#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/phrase.h"
#include "data/rulefiles.h"
#include "eval/link.h"

enum { TEST_SECONDS = 60 };

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static void print_difference(FILE *out, const json_t *difference) {
  const char *message = text_of(difference, "message");
  json_int_t number = json_integer_value(json_object_get(difference, "case"));
  fprintf(out, "    ");
  if (number > 0) fprintf(out, _("case %lld: "), (long long)number);
  if (*message) {
    const json_t *fault = json_object_get(difference, "fault");
    Buffer said = {0};
    phrase_add(&said, message);
    fprintf(out, "%s", said.data);
    buffer_free(&said);
    if (*text_of(fault, "file"))
      fprintf(out, " (%s:%lld)", text_of(fault, "file"),
              (long long)json_integer_value(json_object_get(fault, "line")));
    fprintf(out, "\n");
    return;
  }
  fprintf(out, _("%s: expected %s, got %s, difference %s\n"), text_of(difference, "field"),
          text_of(difference, "expected"), text_of(difference, "actual"),
          text_of(difference, "difference"));
}

static void print_test(FILE *out, const RuleFiles *files, const char *path, const json_t *test,
                       TestCounts *counts) {
  bool ok = json_is_true(json_object_get(test, "ok"));
  fprintf(out, "%s %s%s:%lld %s\n", ok ? "ok" : "not ok", files->folder, path,
          (long long)json_integer_value(json_object_get(test, "line")), text_of(test, "name"));
  if (ok) {
    counts->passed++;
    return;
  }
  counts->failed++;
  size_t i;
  json_t *difference;
  json_array_foreach(json_object_get(test, "differences"), i, difference)
      print_difference(out, difference);
}

static bool run_file(Link *link, const RuleFiles *files, const RuleFile *file, FILE *out,
                     TestCounts *counts, Fault *fault) {
  json_t *request =
      json_pack("{s:s,s:s,s:s%}", "op", "test", "path", file->path, "text", file->text, file->size);
  json_t *result = link_ask(link, request, TEST_SECONDS, fault);
  if (!result) return false;
  size_t i;
  json_t *test;
  json_array_foreach(json_object_get(result, "tests"), i, test)
      print_test(out, files, file->path, test, counts);
  json_decref(result);
  return true;
}

static bool run_all(Link *link, const RuleFiles *files, FILE *out, TestCounts *counts,
                    Fault *fault) {
  json_t *model = link_ask(link, rulefiles_request(files, false), LINK_LOAD_SECONDS, fault);
  if (!model) return false;
  json_decref(model);
  for (size_t i = 0; i < files->test_count; i++)
    if (!run_file(link, files, &files->tests[i], out, counts, fault)) return false;
  return true;
}

bool testing_run(const char *folder, FILE *out, TestCounts *counts, Fault *fault) {
  RuleFiles files = {0};
  *counts = (TestCounts){0};
  bool ok = rulefiles_read(&files, folder, fault);
  Link *link = ok ? link_open(&(LinkOptions){.jit = true}, fault) : NULL;
  ok = link && run_all(link, &files, out, counts, fault);
  if (!ok) rulefiles_place(&files, fault);
  link_close(link);
  rulefiles_free(&files);
  return ok;
}
