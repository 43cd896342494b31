/* base/fault: setting, framing, places, and what is printed, down to the column of the carets. */
#include "unit.h"

#include "base/text.h"

static void assert_printed(const Fault *fault, const char *expected) {
  char *text = printed(fault);
  assert_string_equal(text, expected);
  free(text);
}

static void new_fault_prints_nothing(void **state) {
  (void)state;
  Fault fault = {0};
  assert_false(fault_isset(&fault));
  assert_printed(&fault, "");
}

static void set_is_false_and_clears_place_and_hint(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_DATA, "E401", "old");
  fault_hint(&fault, "old hint");
  fault_place(&fault, "old.lua", 3, 1, 1, "old line");
  assert_false(fault_set(&fault, EXIT_RULES, "E203", "no parameter %s", "x"));
  assert_true(fault_isset(&fault));
  assert_fault(&fault, EXIT_RULES, "E203");
  assert_printed(&fault, "error[E203]: no parameter x\n");
  fault_clear(&fault);
  assert_false(fault_isset(&fault));
}

static void set_may_use_its_own_message(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_DATA, "E401", "inner");
  fault_set(&fault, EXIT_SYSTEM, "E501", "outer of %s", fault.message);
  assert_string_equal(fault.message, "outer of inner");
}

static void null_fault_is_allowed(void **state) {
  (void)state;
  assert_false(fault_set(NULL, EXIT_DATA, "E401", "x"));
  fault_frame(NULL, "x");
  fault_hint(NULL, "x");
  fault_place(NULL, "x", 1, 1, 1, "x");
}

static void frame_goes_before_the_message(void **state) {
  (void)state;
  Fault fault = {0};
  fault_frame(&fault, "nothing to frame");
  assert_false(fault_isset(&fault));
  fault_set(&fault, EXIT_DATA, "E412", "not a date");
  fault_frame(&fault, "column %s", "settled");
  fault_frame(&fault, "row %d of %s", 17, "cases.csv");
  assert_string_equal(fault.message, "row 17 of cases.csv: column settled: not a date");
}

static void long_messages_are_cut_at_a_character(void **state) {
  (void)state;
  Fault fault = {0};
  char long_text[3001];
  for (size_t i = 0; i < 1000; i++)
    memcpy(long_text + 3 * i, "起", 3);
  long_text[3000] = '\0';
  for (int blanks = 0; blanks < 4; blanks++) {
    fault_set(&fault, EXIT_DATA, "E401", "%*s%s", blanks, "", long_text);
    size_t size = strlen(fault.message);
    assert_in_range(size, sizeof fault.message - 3, sizeof fault.message - 1);
    assert_true(text_valid_utf8(fault.message, size, NULL));
    fault_frame(&fault, "%s", long_text);
    assert_true(text_valid_utf8(fault.message, strlen(fault.message), NULL));
  }
}

static void carets_stand_below_ascii(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E203", "no parameter “cap_county”");
  fault_place(&fault, "rules/model.lua", 12, 27, 12,
              "  return min(cost - gate, p.cap_county)\nnext");
  fault_hint(&fault, "did you mean “cap”?");
  assert_printed(&fault, "rules/model.lua:12:27: error[E203]: no parameter “cap_county”\n"
                         " 12 |   return min(cost - gate, p.cap_county)\n"
                         "    |                           ^^^^^^^^^^^^\n"
                         " hint: did you mean “cap”?\n");
}

static void carets_stand_below_chinese(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E203", "参数里没有 “封顶县”");
  fault_place(&fault, "规则.lua", 7, 26, 3, "local 自付 = min(费用 - 起付线, 封顶县)\r\n");
  assert_printed(&fault, "规则.lua:7:26: error[E203]: 参数里没有 “封顶县”\n"
                         "  7 | local 自付 = min(费用 - 起付线, 封顶县)\n"
                         "    |                                 ^^^^^^\n");
}

static void spans_stop_at_the_end_of_the_line(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E101", "x");
  fault_place(&fault, "a.lua", 1, 4, 99, "abcde");
  assert_printed(&fault, "a.lua:1:4: error[E101]: x\n  1 | abcde\n    |    ^^\n");
  fault_place(&fault, "a.lua", 1, 6, 1, "abcde");
  assert_printed(&fault, "a.lua:1:6: error[E101]: x\n  1 | abcde\n    |      ^\n");
  fault_place(&fault, "a.lua", 1, 2, 0, "abcde");
  assert_printed(&fault, "a.lua:1:2: error[E101]: x\n  1 | abcde\n    |  ^\n");
}

static void tabs_and_marks_keep_the_carets_in_place(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E101", "x");
  fault_place(&fault, "a.lua", 1234, 4, 1, "\te\xcc\x81=");
  assert_printed(&fault, "a.lua:1234:4: error[E101]: x\n 1234 |  e\xcc\x81=\n      |   ^\n");
}

static void places_may_lack_parts(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E101", "x");
  fault_place(&fault, "a.lua", 0, 0, 0, NULL);
  assert_printed(&fault, "a.lua: error[E101]: x\n");
  fault_place(&fault, "a.lua", 5, 0, 0, NULL);
  assert_printed(&fault, "a.lua:5: error[E101]: x\n");
  fault_place(&fault, "a.lua", 5, 0, 0, "line");
  assert_printed(&fault, "a.lua:5: error[E101]: x\n  5 | line\n");
  fault_place(&fault, NULL, 5, 2, 1, "line");
  assert_printed(&fault, "error[E101]: x\n");
}

static void control_characters_never_reach_the_terminal(void **state) {
  (void)state;
  Fault fault = {0};
  fault_set(&fault, EXIT_RULES, "E101", "bad \x1b[31m\n\x7f\xff and \xe2\x80\xae");
  fault_place(&fault, "a\x07.lua", 1, 3, 1, "\x1b\x02x");
  fault_hint(&fault, "\r");
  assert_printed(&fault, "a\\x07.lua:1:3: error[E101]: bad \\x1b[31m\\x0a\\x7f\\xff and \\u202e\n"
                         "  1 | \\x1b\\x02x\n"
                         "    |         ^\n"
                         " hint: \\x0d\n");
}

static void long_lines_keep_the_part_around_the_column(void **state) {
  (void)state;
  Fault fault = {0};
  char line[4001];
  memset(line, 'a', 4000);
  line[4000] = '\0';
  memcpy(line + 2000, "BAD", 3);
  fault_set(&fault, EXIT_RULES, "E101", "x");
  fault_place(&fault, "a.lua", 1, 2001, 3, line);
  char *text = printed(&fault);
  assert_non_null(strstr(text, "a.lua:1:2001: "));
  char *source = strstr(text, " | ") + 3, *carets = strstr(source, " | ") + 3;
  char *bad = strstr(source, "BAD");
  assert_non_null(bad);
  *bad = '\0';
  assert_int_equal(text_width(source), strspn(carets, " "));
  assert_string_equal(carets + strspn(carets, " "), "^^^\n");
  free(text);
}

static void print_is_bounded(void **state) {
  (void)state;
  Fault fault = {0};
  char noise[4001];
  memset(noise, 1, 4000);
  noise[4000] = '\0';
  fault_set(&fault, EXIT_RULES, "E101", "%s", noise);
  fault_place(&fault, noise, 1, 1, 1000000, noise);
  fault_hint(&fault, "%s", noise);
  char *text = printed(&fault);
  assert_true(strlen(text) < 16384);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(new_fault_prints_nothing),
      cmocka_unit_test(set_is_false_and_clears_place_and_hint),
      cmocka_unit_test(set_may_use_its_own_message),
      cmocka_unit_test(null_fault_is_allowed),
      cmocka_unit_test(frame_goes_before_the_message),
      cmocka_unit_test(long_messages_are_cut_at_a_character),
      cmocka_unit_test(carets_stand_below_ascii),
      cmocka_unit_test(carets_stand_below_chinese),
      cmocka_unit_test(spans_stop_at_the_end_of_the_line),
      cmocka_unit_test(tabs_and_marks_keep_the_carets_in_place),
      cmocka_unit_test(places_may_lack_parts),
      cmocka_unit_test(control_characters_never_reach_the_terminal),
      cmocka_unit_test(long_lines_keep_the_part_around_the_column),
      cmocka_unit_test(print_is_bounded),
  };
  return RUN(tests);
}
