/* cli/topics, cli/errors, cli/completion: what is told beside the commands. */
#include "unit.h"

#include "cli/completion.h"
#include "cli/errors.h"
#include "cli/topics.h"

/* What topic_print writes; NULL when it knows no such name. The caller frees. */
static char *told(const char *name, bool chinese) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  bool known = topic_print(name, chinese, out);
  fclose(out);
  if (known) return text;
  assert_int_equal(size, 0);
  free(text);
  return NULL;
}

static void assert_told(const char *name, bool chinese, const char *words) {
  char *text = told(name, chinese);
  if (!text || !strstr(text, words)) fail_msg("%s: no “%s”", name, words);
  free(text);
}

static void topics_have_two_names(void **state) {
  (void)state;
  assert_string_equal(topic_name(0), "exit");
  assert_string_equal(topic_name(1), "退出码");
  size_t count = 0;
  while (topic_name(count))
    count++;
  assert_int_equal(count, TOPIC_COUNT * 2);
  for (size_t i = 0; i < count; i++) {
    char *text = told(topic_name(i), false);
    assert_non_null(text);
    assert_true(strlen(text) > 40);
    free(text);
  }
}

static void rows_are_told_in_both_languages(void **state) {
  (void)state;
  assert_told("exit", false, "  130  interrupted");
  assert_told("exit", true, "  0    完成");
  assert_told("退出码", false, "interrupted");
  assert_told("environment", false, "GUIZE_RULES");
  assert_told("files", true, "附带的规则");
  assert_told("man", false, ".SH \"EXIT STATUS\"");
  assert_told("man", true, ".SH \"退出码\"");
  assert_null(topic_row(TOPIC_EXIT, 8));
  assert_null(topic_row(TOPIC_ERRORS, 0));
}

static void numbers_are_explained(void **state) {
  (void)state;
  assert_told("E203", false, "E203: A text is not one of the values");
  assert_told("e203", true, "E203: 取值");
  assert_told("errors", false, "  E754  ");
  assert_null(told("E2030", false));
  assert_null(told("E999", false));
  assert_null(told("E", false));
  assert_null(told("", false));
  assert_null(told("E203 and much more than a number", false));
  assert_null(told("exits", false));
}

static void all_numbers_are_read_whole(void **state) {
  (void)state;
  ErrorText english, chinese, found;
  char before[8] = "";
  size_t count = 0;
  for (; error_at(count, false, &english); count++) {
    assert_true(error_at(count, true, &chinese));
    assert_string_equal(english.code, chinese.code);
    assert_true(strcmp(before, english.code) < 0);
    assert_true(strlen(english.meaning) > 10 && strlen(english.advice) > 5);
    assert_true(strlen(english.meaning) < sizeof english.meaning - 1);
    assert_true((unsigned char)chinese.meaning[strlen(chinese.meaning) - 1] >= 0x80); /* 。 */
    assert_true(error_find(english.code, false, &found));
    assert_string_equal(found.meaning, english.meaning);
    snprintf(before, sizeof before, "%s", english.code);
  }
  assert_true(count > 100);
  assert_false(error_at(count, true, &chinese));
  assert_false(error_find("E000", true, &chinese));
}

static void texts_of_the_tables_have_kinds(void **state) {
  (void)state;
  assert_int_equal(value_kind(NULL), VALUE_OTHER);
  assert_int_equal(value_kind(""), VALUE_OTHER);
  assert_int_equal(value_kind("N"), VALUE_OTHER);
  assert_int_equal(value_kind("FILES"), VALUE_OTHER);
  assert_int_equal(value_kind("FILE"), VALUE_FILE);
  assert_int_equal(value_kind("DB"), VALUE_FILE);
  assert_int_equal(value_kind("[DIR]"), VALUE_FOLDER);
  assert_int_equal(value_kind("RULES RULES"), VALUE_FOLDER);
  assert_int_equal(value_kind("RULES|RUN"), VALUE_FOLDER);
  assert_int_equal(value_kind("CODE"), VALUE_COUNTY);
  assert_int_equal(value_kind("RUN"), VALUE_RUN);
  assert_int_equal(value_kind("[TOPIC]"), VALUE_TOPIC);
  assert_int_equal(value_kind("full|sample|off"), VALUE_CHOICES);
}

static void scripts_are_whole(void **state) {
  (void)state;
  static const char *const shells[] = {"bash", "zsh", "fish"};
  for (size_t i = 0; i < 3; i++) {
    Buffer script = {0};
    assert_true(completion_write(shells[i], &script));
    static const char *const wanted[] = {"double-entry", "full sample off", "结算", "退出码"};
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
      if (!strstr(script.data, wanted[k])) fail_msg("%s: no “%s”", shells[i], wanted[k]);
    static const char *const marks[] = {"@NAMES@", "@OPTIONS@", "@COMMANDS@", "@TOPICS@"};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
      if (strstr(script.data, marks[k])) fail_msg("%s: %s is left", shells[i], marks[k]);
    buffer_free(&script);
  }
  Buffer none = {0};
  assert_false(completion_write("tcsh", &none));
  assert_int_equal(none.size, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(topics_have_two_names),
      cmocka_unit_test(rows_are_told_in_both_languages),
      cmocka_unit_test(numbers_are_explained),
      cmocka_unit_test(all_numbers_are_read_whole),
      cmocka_unit_test(texts_of_the_tables_have_kinds),
      cmocka_unit_test(scripts_are_whole),
  };
  return RUN(tests);
}
