/* job/search_range: exact values in their units, ranges, round steps, what is refused. */
#include "unit.h"

#include "job/search_range.h"

static void assert_value(SearchUnit unit, const char *text, int64_t expected, const char *shown,
                         const char *source) {
  int64_t number = -77;
  Fault fault = {0};
  Buffer out = {0};
  if (!search_value_read(unit, text, strlen(text), &number, &fault)) fail_msg("refused: %s", text);
  if (number != expected) fail_msg("%s is %lld", text, (long long)number);
  search_value_text(&out, unit, number);
  assert_string_equal(out.data, shown);
  buffer_clear(&out);
  search_value_source(&out, unit, number);
  assert_string_equal(out.data, source);
  buffer_free(&out);
}

static void values(void **state) {
  (void)state;
  assert_value(SEARCH_RATIO, "85%", 850000, "85%", "percent(85)");
  assert_value(SEARCH_RATIO, "85.50%", 855000, "85.5%", "percent(85.5)");
  assert_value(SEARCH_RATIO, "0.0001%", 1, "0.0001%", "percent(0.0001)");
  assert_value(SEARCH_RATIO, "33.3333％", 333333, "33.3333%", "percent(33.3333)");
  assert_value(SEARCH_RATIO, "100%", 1000000, "100%", "percent(100)");
  assert_value(SEARCH_RATIO, "5.05000%", 50500, "5.05%", "percent(5.05)");
  assert_value(SEARCH_YUAN, "500元", 50000, "500元", "yuan(500)");
  assert_value(SEARCH_YUAN, "0.05元", 5, "0.05元", "yuan(0.05)");
  assert_value(SEARCH_YUAN, "12.30元", 1230, "12.3元", "yuan(12.3)");
  assert_value(SEARCH_YUAN, "1.5万元", 1500000, "15000元", "yuan(15000)");
  assert_value(SEARCH_YUAN, "0.3亿元", 3000000000, "30000000元", "yuan(30000000)");
  assert_value(SEARCH_YUAN, "-20元", -2000, "-20元", "yuan(-20)");
  assert_value(SEARCH_COUNT, "3", 3, "3", "count(3)");
  assert_value(SEARCH_DAYS, "30天", 30, "30天", "days(30)");
  assert_value(SEARCH_DAYS, "30", 30, "30天", "days(30)");
}

static void assert_no_value(SearchUnit unit, const char *text, const char *hint) {
  int64_t number = -77;
  Fault fault = {0};
  if (search_value_read(unit, text, strlen(text), &number, &fault)) fail_msg("taken: %s", text);
  assert_fault(&fault, EXIT_USAGE, "E652");
  assert_string_equal(fault.hint, hint);
}

static void no_values(void **state) {
  (void)state;
  const char *ratio = "write for example 85% or 85.5%, at most four decimals";
  const char *yuan = "write for example 500元 or 1.5万元", *count = "write for example 3";
  assert_no_value(SEARCH_RATIO, "70", "write it as 70%");
  assert_no_value(SEARCH_RATIO, "0.7", "write it as 70%");
  assert_no_value(SEARCH_RATIO, "", ratio);
  assert_no_value(SEARCH_RATIO, "%", ratio);
  assert_no_value(SEARCH_RATIO, "70.00001%", ratio);
  assert_no_value(SEARCH_RATIO, "7 0%", ratio);
  assert_no_value(SEARCH_RATIO, "70.%", ratio);
  assert_no_value(SEARCH_RATIO, "1.2.3%", ratio);
  assert_no_value(SEARCH_RATIO, "70元", ratio);
  assert_no_value(SEARCH_YUAN, "500", "write it as 500元");
  assert_no_value(SEARCH_YUAN, "0.001元", yuan);
  assert_no_value(SEARCH_YUAN, "99999999999999999元", yuan);
  assert_no_value(SEARCH_YUAN, "9999999亿元", yuan);
  assert_no_value(SEARCH_YUAN, "元", yuan);
  assert_no_value(SEARCH_COUNT, "1.5", count);
  assert_no_value(SEARCH_COUNT, "x", count);
}

static void told(void **state) {
  (void)state;
  int64_t number;
  assert_true(search_value_told(SEARCH_RATIO, "85.25%", &number));
  assert_int_equal(number, 852500);
  assert_true(search_value_told(SEARCH_YUAN, "5000.00", &number));
  assert_int_equal(number, 500000);
  assert_true(search_value_told(SEARCH_COUNT, "3", &number));
  assert_int_equal(number, 3);
  assert_false(search_value_told(SEARCH_RATIO, NULL, &number));
  assert_false(search_value_told(SEARCH_YUAN, "many", &number));
  assert_int_equal(search_unit("yuan"), SEARCH_YUAN);
  assert_int_equal(search_unit("choice"), SEARCH_NONE);
  assert_int_equal(search_unit(NULL), SEARCH_NONE);
}

static void assert_range(SearchUnit unit, const char *text, int64_t first, int64_t last,
                         int64_t step, int64_t points) {
  SearchRange range;
  Fault fault = {0};
  if (!search_range_read(unit, "x", text, &range, &fault))
    fail_msg("refused: %s: %s", text, fault.message);
  search_range_fill(unit, &range);
  if (range.first != first || range.last != last || range.step != step ||
      search_range_points(&range) != points)
    fail_msg("%s is %lld..%lld/%lld, %lld points", text, (long long)range.first,
             (long long)range.last, (long long)range.step, (long long)search_range_points(&range));
}

static void ranges(void **state) {
  (void)state;
  assert_range(SEARCH_RATIO, "70%..90%/1%", 700000, 900000, 10000, 21);
  assert_range(SEARCH_RATIO, "70%..90%", 700000, 900000, 20000, 11);
  assert_range(SEARCH_RATIO, "70%～90%", 700000, 900000, 20000, 11);
  assert_range(SEARCH_RATIO, "0%..100%", 0, 1000000, 100000, 11);
  assert_range(SEARCH_RATIO, "75%..75.1%", 750000, 751000, 100, 11);
  assert_range(SEARCH_RATIO, "75%..75.0003%", 750000, 750003, 1, 4);
  assert_range(SEARCH_RATIO, "70%..90%/3%", 700000, 900000, 30000, 7);
  assert_range(SEARCH_RATIO, "75%..75%", 750000, 750000, 100, 1);
  assert_range(SEARCH_YUAN, "0元..1000元/100元", 0, 100000, 10000, 11);
  assert_range(SEARCH_YUAN, "0元..5万元", 0, 5000000, 500000, 11);
  assert_range(SEARCH_YUAN, "0元..1.5元", 0, 150, 20, 8);
  assert_range(SEARCH_COUNT, "1..10", 1, 10, 1, 10);
  assert_range(SEARCH_DAYS, "10天..60天/5天", 10, 60, 5, 11);
}

static void assert_no_range(SearchUnit unit, const char *text, const char *number) {
  SearchRange range;
  Fault fault = {0};
  if (search_range_read(unit, "x", text, &range, &fault)) fail_msg("taken: %s", text);
  assert_fault(&fault, EXIT_USAGE, number);
}

static void no_ranges(void **state) {
  (void)state;
  assert_no_range(SEARCH_RATIO, "", "E653");
  assert_no_range(SEARCH_RATIO, "70%", "E653");
  assert_no_range(SEARCH_RATIO, "..90%", "E653");
  assert_no_range(SEARCH_RATIO, "70%..", "E653");
  assert_no_range(SEARCH_RATIO, "70%../1%", "E653");
  assert_no_range(SEARCH_RATIO, "90%..70%", "E653");
  assert_no_range(SEARCH_RATIO, "70%..90%/0%", "E653");
  assert_no_range(SEARCH_RATIO, "70%..90%/-1%", "E653");
  assert_no_range(SEARCH_RATIO, "70%..90%/30%", "E653");
  assert_no_range(SEARCH_RATIO, "70..90", "E652");
  assert_no_range(SEARCH_RATIO, "70%..90%/1", "E652");
  assert_no_range(SEARCH_RATIO, "70%..90%/", "E652");
  assert_no_range(SEARCH_YUAN, "0元..100", "E652");
  assert_no_range(SEARCH_COUNT, "1..2.5", "E652");
}

static void grains(void **state) {
  (void)state;
  const int64_t points[] = {750000, 1000000}, fine[] = {750000, 753333}, fen[] = {50000, 5};
  assert_int_equal(search_grain(SEARCH_RATIO, points, 2), 100);
  assert_int_equal(search_grain(SEARCH_RATIO, fine, 2), 1);
  assert_int_equal(search_grain(SEARCH_YUAN, points, 2), 100);
  assert_int_equal(search_grain(SEARCH_YUAN, fen, 2), 1);
  assert_int_equal(search_grain(SEARCH_COUNT, points, 2), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values), cmocka_unit_test(no_values), cmocka_unit_test(told),
      cmocka_unit_test(ranges), cmocka_unit_test(no_ranges), cmocka_unit_test(grains),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
