/* base/date: known days, every day of many years against counting, strict parsing. */
#include "unit.h"

#include "base/date.h"

static void known_days(void **state) {
  (void)state;
  assert_int_equal(date_from(1970, 1, 1), 0);
  assert_int_equal(date_from(1969, 12, 31), -1);
  assert_int_equal(date_from(2000, 2, 29), 11016);
  assert_int_equal(date_from(2018, 1, 1), 17532);
  assert_int_equal(date_from(1, 1, 1), -719162);
  assert_int_equal(date_from(9999, 12, 31), 2932896);
}

static void every_day_by_counting(void **state) {
  (void)state;
  int32_t days = date_from(1, 1, 1);
  for (int year = 1; year <= 9999; year++) {
    if (year > 10 && year < 1890) {
      days = date_from(year + 1, 1, 1);
      continue;
    }
    if (year > 2110 && year < 9990) {
      days = date_from(year + 1, 1, 1);
      continue;
    }
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; date_valid(year, month, day); day++, days++) {
        char text[11];
        int32_t again = 0;
        assert_int_equal(date_from(year, month, day), days);
        assert_int_equal(date_year(days), year);
        assert_int_equal(date_month(days), month);
        assert_int_equal(date_day(days), day);
        date_format(days, text);
        assert_true(date_parse(text, 10, &again));
        assert_int_equal(again, days);
      }
    }
  }
  assert_int_equal(days, date_from(9999, 12, 31) + 1);
}

static void days_that_exist(void **state) {
  (void)state;
  assert_true(date_valid(2000, 2, 29));
  assert_true(date_valid(2016, 2, 29));
  assert_false(date_valid(1900, 2, 29));
  assert_false(date_valid(2018, 2, 29));
  assert_false(date_valid(2018, 4, 31));
  assert_false(date_valid(2018, 0, 1));
  assert_false(date_valid(2018, 13, 1));
  assert_false(date_valid(2018, 1, 0));
  assert_false(date_valid(2018, 1, 32));
  assert_false(date_valid(0, 1, 1));
  assert_false(date_valid(10000, 1, 1));
  assert_false(date_valid(-1, 1, 1));
}

static void parsing_is_strict(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",           "2018",        "2018-7-1",    "2018-07-1",   "18-07-01",
      "2018/07/01", "2018-07-01 ", " 2018-07-01", "2018-07-01T", "2018-02-29",
      "2018-13-01", "2018-00-10",  "2018-01-00",  "0000-01-01",  "+018-01-01",
      "-018-01-01", "2018-0a-01",  "２018-01-01", "20180701",    "2018-07--1",
      "2018-07-+1", "201８-07-01",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int32_t days = 77;
    if (date_parse(wrong[i], strlen(wrong[i]), &days)) fail_msg("taken: %s", wrong[i]);
    assert_int_equal(days, 77);
  }
  int32_t days;
  assert_true(date_parse("2018-07-01 and more", 10, &days));
  assert_int_equal(days, 17713);
}

static void days_without_a_year_are_formatted_too(void **state) {
  (void)state;
  char text[11];
  date_format(-719163, text);
  assert_string_equal(text, "0000-00-00");
  date_format(2932897, text);
  assert_string_equal(text, "0000-00-00");
  date_format(INT32_MAX, text);
  assert_string_equal(text, "0000-00-00");
  date_format(INT32_MIN, text);
  assert_string_equal(text, "0000-00-00");
  date_format(-719162, text);
  assert_string_equal(text, "0001-01-01");
  date_format(2932896, text);
  assert_string_equal(text, "9999-12-31");
  assert_true(date_year(INT32_MAX) > 9999);
  assert_true(date_year(INT32_MIN) < 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_days),
      cmocka_unit_test(every_day_by_counting),
      cmocka_unit_test(days_that_exist),
      cmocka_unit_test(parsing_is_strict),
      cmocka_unit_test(days_without_a_year_are_formatted_too),
  };
  return RUN(tests);
}
