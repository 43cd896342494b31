/* data/mask: how much of a name and of an ID number is shown. */
#include "unit.h"

#include "data/mask.h"

static void check(void (*mask)(Buffer *, const char *), const char *text, const char *wanted) {
  Buffer out = {0};
  buffer_add_text(&out, "");
  mask(&out, text);
  assert_string_equal(out.data, wanted);
  buffer_free(&out);
}

static void names_keep_their_ends(void **state) {
  (void)state;
  check(mask_name, "张三丰", "张*丰");
  check(mask_name, "张三", "张*");
  check(mask_name, "张", "*");
  check(mask_name, "", "");
  check(mask_name, "欧阳四海", "欧**海");
  check(mask_name, "Ann Lee", "A*****e");
  check(mask_name, "𠮷田", "𠮷*"); /* four bytes, one character */
  check(mask_name, "\xff\xfe\xfd", "\xff*\xfd");
}

static void numbers_keep_six_and_four(void **state) {
  (void)state;
  check(mask_number, "990000197001010011", "990000********0011");
  check(mask_number, "99000019700101X", "990000*****101X");
  check(mask_number, "99000019700101", "**************");
  check(mask_number, "", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_keep_their_ends),
      cmocka_unit_test(numbers_keep_six_and_four),
  };
  return RUN(tests);
}
