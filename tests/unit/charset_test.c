/* io/charset: where a text stops being UTF-8, and the hint that names the encoding. */
#include "unit.h"

#include <iconv.h>

#include "io/charset.h"

static bool check(const char *path, const char *bytes, size_t size, Fault *fault) {
  Buffer text = {0};
  buffer_add(&text, bytes, size);
  *fault = (Fault){0};
  bool good = charset_check_utf8(path, &text, fault);
  buffer_free(&text);
  return good;
}
#define CHECK(path, literal, fault) check(path, literal, sizeof(literal) - 1, fault)

static void utf8_is_good(void **state) {
  (void)state;
  Fault fault;
  Buffer nothing = {0};
  assert_true(charset_check_utf8("a", &nothing, &fault));
  assert_true(CHECK("a", "", &fault));
  assert_true(CHECK("a", "-- 起付线\n𠀀\n", &fault));
  assert_no_fault(&fault);
}

static void gb18030_is_named(void **state) {
  (void)state;
  Fault fault;
  /* -- 起付线 */
  assert_false(
      CHECK("rules/a.lua", "local x = 1\n-- \xc6\xf0\xb8\xb6\xcf\xdf\nreturn x\n", &fault));
  assert_fault(&fault, EXIT_RULES, "E107");
  assert_string_equal(fault.file, "rules/a.lua");
  assert_int_equal(fault.line, 2);
  assert_int_equal(fault.column, 4);
  assert_string_equal(fault.hint,
                      "it reads as GB18030; convert it: iconv -f GB18030 -t UTF-8 rules/a.lua");
  char *text = printed(&fault);
  assert_string_equal(
      text, "rules/a.lua:2:4: error[E107]: the text is not UTF-8\n"
            "  2 | -- \\xc6\\xf0\\xb8\\xb6\\xcf\\xdf\n"
            "    |    ^^^^\n"
            " hint: it reads as GB18030; convert it: iconv -f GB18030 -t UTF-8 rules/a.lua\n");
  free(text);
}

static void columns_count_characters(void **state) {
  (void)state;
  Fault fault;
  assert_false(CHECK("a", "\n\n起付线\xff", &fault));
  assert_int_equal(fault.line, 3);
  assert_int_equal(fault.column, 4);
  assert_false(CHECK("a", "\xff", &fault));
  assert_int_equal(fault.line, 1);
  assert_int_equal(fault.column, 1);
}

static void what_is_nothing_known_gets_no_guess(void **state) {
  (void)state;
  Fault fault;
  assert_false(CHECK("a.lua", "abc\xff\xff\xff", &fault));
  assert_fault(&fault, EXIT_RULES, "E107");
  assert_string_equal(fault.hint, "save the file as UTF-8");
  assert_false(CHECK("a.lua", "abc\xc6", &fault)); /* cut off in the middle of a character */
  assert_string_equal(fault.hint, "save the file as UTF-8");
}

static void four_byte_gb18030_and_long_files(void **state) {
  (void)state;
  Fault fault;
  Buffer text = {0};
  for (int i = 0; i < 5000; i++)
    buffer_add(&text, "\xc6\xf0\x81\x30\x81\x30 ", 7);
  assert_false(check("a.lua", text.data, text.size, &fault));
  assert_non_null(strstr(fault.hint, "GB18030"));
  buffer_add(&text, "\xff", 1);
  assert_false(check("a.lua", text.data, text.size, &fault));
  assert_null(strstr(fault.hint, "GB18030"));
  buffer_free(&text);
}

static void utf16_with_a_mark_is_named(void **state) {
  (void)state;
  Fault fault;
  assert_false(CHECK("a.lua", "\xff\xfe-\0-\0w\x8d", &fault));
  assert_string_equal(fault.hint, "it reads as UTF-16; convert it: iconv -f UTF-16 -t UTF-8 a.lua");
}

static void the_command_can_be_pasted(void **state) {
  (void)state;
  Fault fault;
  assert_false(CHECK("my rules/it's.lua", "\xc6\xf0", &fault));
  assert_non_null(strstr(fault.hint, "UTF-8 'my rules/it'\\''s.lua'"));
  assert_false(CHECK("文山.lua", "\xc6\xf0", &fault));
  assert_non_null(strstr(fault.hint, "UTF-8 '文山.lua'"));
}

/* The hints need the tables of the C library; without them there is still the plain hint. */
static int have_tables(void **state) {
  (void)state;
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1) return -1;
  return iconv_close(converter);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf8_is_good),
      cmocka_unit_test(gb18030_is_named),
      cmocka_unit_test(columns_count_characters),
      cmocka_unit_test(what_is_nothing_known_gets_no_guess),
      cmocka_unit_test(four_byte_gb18030_and_long_files),
      cmocka_unit_test(utf16_with_a_mark_is_named),
      cmocka_unit_test(the_command_can_be_pasted),
  };
  return cmocka_run_group_tests(tests, have_tables, NULL);
}
