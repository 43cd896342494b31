/* worker/scan: what Lua would take in silence for something else, found before Lua sees it. */
#include "unit.h"

#include "worker/scan.h"

static void clean(const char *text) {
  Finding finding = {0};
  if (!scan_source(text, strlen(text), &finding))
    fail_msg("%s at %d:%d in '%s'", finding.code, finding.line, finding.column, text);
}

static void finds(const char *text, const char *code, int line, int column) {
  Finding finding = {0};
  if (scan_source(text, strlen(text), &finding)) fail_msg("nothing found in '%s'", text);
  if (strcmp(finding.code, code) != 0 || finding.line != line || finding.column != column)
    fail_msg("%s at %d:%d, wanted %s at %d:%d in '%s'", finding.code, finding.line, finding.column,
             code, line, column, text);
  assert_true(finding.message[0] && finding.hint[0]);
}

static void plain_text_is_clean(void **state) {
  (void)state;
  clean("");
  clean("local a = 1\r\nreturn a\t-- end\n");
  clean("\xef\xbb\xbfreturn 1");
  clean("起付线 = 100\nlocal 比例2, _比例 = 0.5, 起付线");
  clean("local s = '，；（）＝ “好”　'");
  clean("local s = \"，\\\"＝\" -- 说明：（好）　");
  clean("x = a[b[1]] y = a[ [[k]] ]");
}

static void full_width_signs_are_named(void **state) {
  (void)state;
  Finding finding = {0};
  const char *text = "local 线 ＝ 1";
  assert_false(scan_source(text, strlen(text), &finding));
  assert_string_equal(finding.code, "E105");
  assert_string_equal(finding.message, "full-width sign “＝” (U+FF1D) outside a string");
  assert_string_equal(finding.hint, "write the half-width sign =");
  static const struct {
    const char *sign;
    char half;
  } signs[] = {{"，", ','}, {"；", ';'}, {"（", '('}, {"）", ')'}, {"｛", '{'}, {"｝", '}'},
               {"＋", '+'}, {"－", '-'}, {"＞", '>'}, {"。", '.'}, {"、", ','}, {"“", '"'},
               {"’", '\''}, {"【", '['}, {"》", '>'}, {"−", '-'},  {"１", '1'}, {"Ａ", 'A'},
               {"＂", '"'}, {"：", ':'}, {"～", '~'}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    char line[64], hint[64];
    snprintf(line, sizeof line, "x %s y", signs[i].sign);
    finds(line, "E105", 1, 3);
    assert_false(scan_source(line, strlen(line), &finding));
    snprintf(hint, sizeof hint, "write the half-width sign %c", signs[i].half);
    assert_string_equal(finding.hint, hint);
  }
}

static void signs_without_a_half_have_advice(void **state) {
  (void)state;
  static const struct {
    const char *sign, *hint;
  } signs[] = {{"×", "multiply with *"},       {"÷", "divide with /"},
               {"≥", "write >= (not below)"},  {"≤", "write <= (not above)"},
               {"≠", "write ~= (not equal)"},  {"￥", "an amount of money is written yuan("},
               {"¥", "an amount of money is"}, {"·", "between the parts of a name"},
               {"…", "it leaves something"},   {"％", "write percent(95)"},
               {"‰", "write percent(0.5)"}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    Finding finding = {0};
    char line[64];
    snprintf(line, sizeof line, "比例%s线", signs[i].sign);
    finds(line, "E105", 1, 3);
    assert_false(scan_source(line, strlen(line), &finding));
    assert_memory_equal(finding.hint, signs[i].hint, strlen(signs[i].hint));
    snprintf(line, sizeof line, "x = '%s' -- %s", signs[i].sign, signs[i].sign);
    clean(line);
  }
}

static void names_may_end_like_numbers(void **state) {
  (void)state;
  clean("local 标1L, 比例2i, 基本0x3u, x2LL = 1, 2, 3, 4");
  clean("参.标1L = 参.比例2i");
  finds("local 标 = 1L", "E109", 1, 11);
}

static void strings_go_on_behind_z(void **state) {
  (void)state;
  clean("local s = 'a\\z\n  b，c'");
  clean("local s = 'a\\z'");
  clean("local s = 'a\\z\r\n\t ' local t = '，'");
  clean("local s = 'a\\\n，b'");
  finds("local s = 'a\\z\n  b' ，", "E105", 2, 6);
  finds("local s = 'a\\\\z\n，", "E105", 2, 1);
  clean("local s = 'a\\z  ");
}

static void places_count_characters(void **state) {
  (void)state;
  finds("起付线＝100", "E105", 1, 4);
  finds("-- 第一行\n  '中文'，", "E105", 2, 7);
  finds("\xef\xbb\xbfx＝1", "E105", 1, 2);
  finds("a\r\nb\r\n＝", "E105", 3, 1);
  finds("s = [[一\n二]]；", "E105", 2, 4);
  finds("x = 𠮷＝", "E105", 1, 6); /* four bytes, one character */
  finds("abc，", "E105", 1, 4);    /* within what Lua would take for a name */
}

static void wide_blanks_are_blanks(void **state) {
  (void)state;
  Finding finding = {0};
  finds("local　a = 1", "E105", 1, 6);
  finds("x =\xc2\xa0"
        "1",
        "E105", 1, 4);
  assert_false(scan_source("　", 3, &finding));
  assert_string_equal(finding.hint, "write an ordinary space");
}

static void hidden_characters_are_found_everywhere(void **state) {
  (void)state;
  static const char *const hidden[] = {"\x01",
                                       "\x08",
                                       "\x0c",
                                       "\x7f",
                                       "\xc2\x85",
                                       "\xc2\xad",
                                       "\xd8\x9c",
                                       "\xe2\x80\x8b",
                                       "\xe2\x80\x8d",
                                       "\xe2\x80\x8e",
                                       "\xe2\x80\xa8",
                                       "\xe2\x80\xaa",
                                       "\xe2\x80\xae",
                                       "\xe2\x81\xa0",
                                       "\xe2\x81\xa6",
                                       "\xe2\x81\xa9",
                                       "\xef\xbb\xbf",
                                       "\xef\xbf\xbb",
                                       "\xf3\xa0\x80\x81"};
  static const struct {
    const char *before, *after;
    int line, column;
  } around[] = {{"x = ", " 1", 1, 5},       {"金额", " = 1", 1, 3},  {"s = '中", "'", 1, 7},
                {"-- 中", "\nx = 1", 1, 5}, {"a()\n[[", "]]", 2, 3}, {"--[==[\n", "]==]", 2, 1},
                {"s = \"\\", "\"", 1, 7}};
  for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
    for (size_t k = 0; k < sizeof around / sizeof *around; k++) {
      char text[64];
      snprintf(text, sizeof text, "%s%s%s", around[k].before, hidden[i], around[k].after);
      finds(text, "E106", around[k].line, around[k].column);
    }
  Finding finding = {0};
  assert_false(scan_source("a = 1 -- \xe2\x80\xae", 12, &finding));
  assert_string_equal(finding.message, "hidden character U+202E");
  assert_false(scan_source("a\0b", 3, &finding)); /* Lua would read on behind it */
  assert_string_equal(finding.code, "E106");
  assert_int_equal(finding.column, 2);
}

static void compiled_code_is_refused(void **state) {
  (void)state;
  finds("\x1bLJ\x02", "E108", 1, 1);
  finds("x = '\x1b'", "E108", 1, 6);
  finds("\n--\x1b", "E108", 2, 3);
}

static void what_is_not_utf8_is_refused(void **state) {
  (void)state;
  finds("x = '\xb2\xa1'", "E107", 1, 6); /* GB18030 */
  finds("名\xe5\x90", "E107", 1, 2);     /* cut off */
  finds("\xc0\xaf", "E107", 1, 1);       /* overlong */
  finds("\xe0\x80\xaf", "E107", 1, 1);
  finds("\xed\xa0\x80", "E107", 1, 1);     /* a surrogate */
  finds("\xf4\x90\x80\x80", "E107", 1, 1); /* above U+10FFFF */
  finds("-- \xff", "E107", 1, 4);
  finds("--[[ \x80 ]]", "E107", 1, 6);
}

static void numbers_with_letters_are_refused(void **state) {
  (void)state;
  finds("x = 95LL", "E109", 1, 5);
  finds("x = 95ll / 100", "E109", 1, 5);
  finds("x = 95ULL", "E109", 1, 5);
  finds("x = 0xffLL", "E109", 1, 5);
  finds("x = 0xFFULL", "E109", 1, 5);
  finds("x = 5i", "E109", 1, 5);
  finds("比例 = { 1, 2I }", "E109", 1, 11);
  finds("f(1,\n  1e3LL)", "E109", 2, 3);
  clean("x = 95 y = 0.95 z = 1e5 w = 0xFF v = 0x1p4 u = 1e-3");
  clean("x1LL = 2 _2i = 3 x = a.b2LL");
  clean("s = '95LL' -- 95LL\nt = [[95LL]]");
}

static void comments_and_brackets_hide_what_they_hold(void **state) {
  (void)state;
  clean("--[[ ＝ \n 95LL ]] x = 1");
  clean("--[==[ ]] ]=] ＝ ]==] x = 1");
  clean("s = [=[ ]] ＝ [[ ]=]");
  clean("s = [[ -- ]] x = 1");
  finds("--[[ ＝ ]] ＝", "E105", 1, 11);
  finds("--[==[ ]=] ]==] ＝", "E105", 1, 17);
  finds("s = [=[ ] ]] ]=]，", "E105", 1, 17);
  finds("-- [[ 注\n＝ ]]", "E105", 2, 1); /* a blank before [[: a comment of one line */
  finds("--[= 注\n＝", "E105", 2, 1);     /* no long bracket */
  finds("---[[ 注\n＝", "E105", 2, 1);
  finds("s = [[ ]] ]]，", "E105", 1, 13);
  finds("a[b]，", "E105", 1, 5);
}

static void strings_end_where_lua_ends_them(void **state) {
  (void)state;
  finds("s = 'a\\'＝'＝", "E105", 1, 11);
  finds("s = \"a\\\\\"＝", "E105", 1, 10);
  finds("s = \"'\"＝", "E105", 1, 8);
  finds("s = '\"'＝", "E105", 1, 8);
  finds("s = '--'＝", "E105", 1, 9);
  finds("s = '[['＝", "E105", 1, 9);
  finds("s = ''＝", "E105", 1, 7);
  clean("s = 'one \\\n two ＝'");
}

static void unfinished_strings_are_left_to_lua(void **state) {
  (void)state;
  clean("s = 'never ＝");
  clean("s = \"never\\");
  clean("s = [[never ＝");
  clean("--[[never ＝");
  clean("s = '");
  finds("s = 'one line ＝\nx ＝ 1", "E105", 2, 3);
}

static void only_the_given_bytes_are_read(void **state) {
  (void)state;
  static const char *const texts[] = {"x = '中文'",     "--[==[ ]==]", "[=[ ]=]", "0xffLL",
                                      "\xef\xbb\xbf x", "'\\\\'",      "--",      "𠮷"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t size = 0; size <= strlen(texts[i]); size++) {
      char *copy = malloc(size ? size : 1); /* so that asan sees a step too far */
      Finding finding = {0};
      memcpy(copy, texts[i], size);
      if (!scan_source(copy, size, &finding)) assert_true(finding.line == 1);
      free(copy);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_text_is_clean),
      cmocka_unit_test(full_width_signs_are_named),
      cmocka_unit_test(signs_without_a_half_have_advice),
      cmocka_unit_test(names_may_end_like_numbers),
      cmocka_unit_test(strings_go_on_behind_z),
      cmocka_unit_test(places_count_characters),
      cmocka_unit_test(wide_blanks_are_blanks),
      cmocka_unit_test(hidden_characters_are_found_everywhere),
      cmocka_unit_test(compiled_code_is_refused),
      cmocka_unit_test(what_is_not_utf8_is_refused),
      cmocka_unit_test(numbers_with_letters_are_refused),
      cmocka_unit_test(comments_and_brackets_hide_what_they_hold),
      cmocka_unit_test(strings_end_where_lua_ends_them),
      cmocka_unit_test(unfinished_strings_are_left_to_lua),
      cmocka_unit_test(only_the_given_bytes_are_read),
  };
  return RUN(tests);
}
