/* job/figures: whether a share meets its threshold, to the fen. */
#include "unit.h"

#include "job/figures.h"

static const bool LEAST = true, MOST = false;

static void ninety_percent_is_met_to_the_fen(void **state) {
  (void)state;
  assert_true(figures_meet(90, 100, 0.9, LEAST));
  assert_false(figures_meet(89, 100, 0.9, LEAST));
  assert_true(figures_meet(91, 100, 0.9, LEAST));
  /* 12,345,678.90 yuan: nine tenths are 1,111,111,101 fen */
  assert_true(figures_meet(1111111101, 1234567890, 0.9, LEAST));
  assert_false(figures_meet(1111111100, 1234567890, 0.9, LEAST));
}

static void ten_percent_is_kept_to_the_fen(void **state) {
  (void)state;
  assert_true(figures_meet(10, 100, 0.1, MOST));
  assert_false(figures_meet(11, 100, 0.1, MOST));
  assert_true(figures_meet(123456789, 1234567890, 0.1, MOST));
  assert_false(figures_meet(123456790, 1234567890, 0.1, MOST));
  assert_true(figures_meet(0, 1, 0.1, MOST));
}

/* Where part x 1,000,000 is no exact double any more, and at the end of the exact whole numbers. */
static void large_sums_are_exact(void **state) {
  (void)state;
  assert_true(figures_meet(9007199256.0 * 9, 9007199256.0 * 10, 0.9, LEAST));
  assert_false(figures_meet(9007199256.0 * 9 - 1, 9007199256.0 * 10, 0.9, LEAST));
  const double whole = 9007199254740990.0; /* nine tenths: 8106479329266891 */
  assert_true(figures_meet(8106479329266891.0, whole, 0.9, LEAST));
  assert_false(figures_meet(8106479329266890.0, whole, 0.9, LEAST));
  assert_true(figures_meet(900719925474099.0, whole, 0.1, MOST));
  assert_false(figures_meet(900719925474100.0, whole, 0.1, MOST));
  /* here the products of doubles would be equal */
  assert_true(figures_meet(7948750491447993.0, 8831944990497770.0, 0.9, LEAST));
  assert_false(figures_meet(7948750491447992.0, 8831944990497770.0, 0.9, LEAST));
  assert_false(figures_meet(7653285789540534.0, 8592989322927968.0, 0.890643, LEAST));
  assert_true(figures_meet(7653285789540534.0, 8592989322927968.0, 0.890643, MOST));
}

/* 2/3 is printed as 66.666667 %, but lies below 0.666667 and above 0.666666. */
static void no_printed_share_is_compared(void **state) {
  (void)state;
  assert_false(figures_meet(2, 3, 0.666667, LEAST));
  assert_true(figures_meet(2, 3, 0.666666, LEAST));
  assert_true(figures_meet(2, 3, 0.666667, MOST));
  assert_false(figures_meet(2, 3, 0.666666, MOST));
  /* 0.07 x 100 is 7.000000000000001 in doubles, 0.29 x 100 is 28.999999999999996 */
  assert_true(figures_meet(7, 100, 0.07, LEAST) && figures_meet(7, 100, 0.07, MOST));
  assert_true(figures_meet(29, 100, 0.29, LEAST) && figures_meet(29, 100, 0.29, MOST));
}

static void all_thresholds_of_whole_points_are_exact(void **state) {
  (void)state;
  for (int points = 0; points <= 100; points++) {
    double threshold = points / 100.0, whole = 1e12 + 700, part = points * (whole / 100);
    if (!figures_meet(part, whole, threshold, LEAST) || !figures_meet(part, whole, threshold, MOST))
      fail_msg("%d points", points);
    if (figures_meet(part - 1, whole, threshold, LEAST) ||
        figures_meet(part + 1, whole, threshold, MOST))
      fail_msg("%d points, one fen off", points);
  }
}

static void a_difference_of_refunds_may_be_negative(void **state) {
  (void)state;
  assert_false(figures_meet(-1, 100, 0, LEAST));
  assert_true(figures_meet(-1, 100, 0, MOST));
  assert_true(figures_meet(0, 100, 0, LEAST));
  assert_true(figures_meet(300, 100, 3, LEAST));
  assert_false(figures_meet(299, 100, 3, LEAST));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ninety_percent_is_met_to_the_fen),
      cmocka_unit_test(ten_percent_is_kept_to_the_fen),
      cmocka_unit_test(large_sums_are_exact),
      cmocka_unit_test(no_printed_share_is_compared),
      cmocka_unit_test(all_thresholds_of_whole_points_are_exact),
      cmocka_unit_test(a_difference_of_refunds_may_be_negative),
  };
  return RUN(tests);
}
