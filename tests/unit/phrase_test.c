/* base/phrase: which format a sentence was made from, and how it is said in Chinese. The catalogue is the one of the
 * build, beside the program. */
#include "unit.h"

#include "base/language.h"
#include "base/phrase.h"

static void matches(const char *format, const char *text) {
  if (!phrase_matches(format, text)) fail_msg("“%s” is not made from “%s”", text, format);
}

static void differs(const char *format, const char *text) {
  if (phrase_matches(format, text)) fail_msg("“%s” is not to be made from “%s”", text, format);
}

static void formats_are_found_again(void **state) {
  (void)state;
  matches("there is no run %lld", "there is no run 7");
  differs("there is no run %lld", "there is no run x");
  differs("there is no run %lld", "there is no run 7 today");
  differs("there is no run %lld", "there is no run ");
  matches("'%s' is %s, not %s", "'basic.cap' is an amount in yuan, not a ratio");
  matches("'%s' is %s, not %s", "'it's' is an amount in yuan, not a ratio");
  matches("%s: %s", "a: b: c");
  matches("a ratio of %s%% is outside 0%% to 100%%", "a ratio of 150% is outside 0% to 100%");
  matches("full-width sign “%.*s” (U+%04X) outside a string",
          "full-width sign “，” (U+FF0C) outside a string");
  matches("%.2f with, %.2f without", "1.50 with, -2.00 without");
  differs("%.2f with", "many with");
  matches("write the half-width sign %c", "write the half-width sign ,");
  matches("of %s%s", "of both");
  matches("plain", "plain");
  differs("plain", "plainer");
  differs("%s needs %s", "");
  differs("%s%s%s%s%s%s%s%s%s%s%s%s%s", "thirteen arguments");
}

static void says(const char *english, const char *wanted) {
  Buffer said = {0};
  phrase_add(&said, english);
  assert_string_equal(said.data, wanted);
  buffer_free(&said);
}

static void english_stays(void **state) {
  (void)state;
  says("there is no run 7", "there is no run 7");
  says("", "");
}

static void chinese_is_said(void **state) {
  (void)state;
  if (!language_chinese()) skip(); /* no catalogue beside the test */
  says("there is no run 7", "没有运行 7");
  says("the parameter 'basic.cap' has no value in force for 马关县 on 2018-01-01",
       "参数 “basic.cap” 没有适用于马关县（2018-01-01）的值");
  says("the field 'fund' of layer must be a string, not 390100",
       "layer 的字段 “fund” 必须是 string，不能是 390100");
  says("case 12: a layer that nobody knows", "病例 12：a layer that nobody knows");
  says("cases.csv: row nobody: the text is not UTF-8", "cases.csv: row nobody: 文本不是 UTF-8");
  says("did you mean a, b or c?", "是否想写 a、b 或 c？");
  says("--year takes a whole number from 1990 to 2099, not “18”",
       "--year 的值应为 1990 到 2099 的整数，不能是 “18”");
  says("did you mean a?; fields: b, c", "是否想写 a？；字段有：b, c");
  says(
      "E206 the parameter 'basic.cap' has no value in force for 某县 on 2018-01-01 (land/a.lua:12)",
      "E206 参数 “basic.cap” 没有适用于某县（2018-01-01）的值 (land/a.lua:12)");
  says("the case that this one refunds was not settled: E302 attempt to compare number with nil",
       "本例所退的原病例没有结算：E302 不能比较 数字与 nil");
  says("E206 nothing that is known (at all)", "E206 nothing that is known (at all)");
  says("E206 ", "E206 ");
  says("E206", "E206");
  says("nothing of the sort: at all", "nothing of the sort: at all");
  says("100% of nothing %s %n", "100% of nothing %s %n");
  says("", "");
}

static void hostile_sentences_end(void **state) {
  (void)state;
  char text[4000];
  for (size_t i = 0; i + 1 < sizeof text; i++)
    text[i] = ": '"[i % 3];
  text[sizeof text - 1] = '\0';
  Buffer said = {0};
  phrase_add(&said, text);
  assert_true(said.size > 0);
  buffer_free(&said);
}

static void faults_are_printed_in_chinese(void **state) {
  (void)state;
  if (!language_chinese()) skip();
  Fault fault;
  fault_set(&fault, EXIT_RULES, "E203", "there is no '%s' in %s", "封顶县", "p");
  fault_hint(&fault, "did you mean %s?", "封顶线");
  fault_place(&fault, "rules/2026.lua", 12, 29, 3, "  local 自付 = min(费用 - 起付线, p.封顶县)");
  assert_string_equal(fault.message, "there is no '封顶县' in p");
  char *text = printed(&fault);
  assert_non_null(strstr(text, "rules/2026.lua:12:29: 错误[E203]: p 中没有 “封顶县”\n"));
  assert_non_null(strstr(text, "\n 提示：是否想写 “封顶线”？\n")
                      ? text
                      : strstr(text, "\n 提示：是否想写 封顶线？\n"));
  free(text);
}

static int in_chinese(void **state) {
  (void)state;
  language_choose("zh");
  return 0;
}

int main(void) {
  const struct CMUnitTest english[] = {
      cmocka_unit_test(formats_are_found_again),
      cmocka_unit_test(english_stays),
  };
  const struct CMUnitTest chinese[] = {
      cmocka_unit_test(chinese_is_said),
      cmocka_unit_test(hostile_sentences_end),
      cmocka_unit_test(faults_are_printed_in_chinese),
  };
  int failed = cmocka_run_group_tests(english, NULL, NULL);
  return failed + cmocka_run_group_tests(chinese, in_chinese, NULL);
}
