/* Rows and cells of the line that is edited: what is written to the terminal, byte by byte. */
#include <string.h>

#include "base/buffer.h"
#include "cli/painter.h"
#include "unit.h"

static void paint(Painter *painter, const char *text, size_t cursor, int width, int height,
                  const char *wanted) {
  Buffer out = {0};
  painter_paint(painter, "> ", text, strlen(text), cursor, width, height, &out);
  assert_string_equal(out.data, wanted);
  buffer_free(&out);
}

static void test_one_row(void **state) {
  (void)state;
  Painter painter = {0};
  paint(&painter, "起付", 3, 20, 5, "\r\033[J> 起付\r\033[4C");
  paint(&painter, "", 0, 20, 5, "\r\033[J> \r\033[2C");
}

static void test_wide_character_is_not_cut(void **state) {
  (void)state;
  Painter painter = {0};
  paint(&painter, "a起付", 7, 5, 5, "\r\033[J> a起\r\n付\r\033[2C");
  assert_int_equal(painter.row, 1);
  paint(&painter, "起付", 0, 5, 5, "\033[1A\r\033[J> 起\r\n付\033[1A\r\033[2C");
}

static void test_full_row_is_followed_by_another(void **state) {
  (void)state;
  Painter painter = {0};
  paint(&painter, "abc", 3, 5, 5, "\r\033[J> abc\r\n\r");
  assert_int_equal(painter.row, 1);
}

static void test_taller_than_the_screen(void **state) {
  (void)state;
  Painter painter = {0};
  paint(&painter, "a\nb\nc\nd", 7, 10, 2, "\r\033[Jc\r\nd\r\033[1C");
  paint(&painter, "a\nb\nc\nd", 0, 10, 2, "\033[1A\r\033[J> a\r\nb\033[1A\r\033[2C");
}

static void test_control_characters_move_nothing(void **state) {
  (void)state;
  Painter painter = {0};
  paint(&painter, "a\033\xc2\x9b", 1, 20, 5, "\r\033[J> a^[\xef\xbf\xbd\r\033[3C");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_row),
      cmocka_unit_test(test_wide_character_is_not_cut),
      cmocka_unit_test(test_full_row_is_followed_by_another),
      cmocka_unit_test(test_taller_than_the_screen),
      cmocka_unit_test(test_control_characters_move_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
