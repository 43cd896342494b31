/* What it would take, tried out: so much meets the threshold, one less does not. */
#include <math.h>

#include "job/assess_gap.h"
#include "job/figures.h"
#include "unit.h"

static const double thresholds[] = {0, 0.001, 0.02, 0.333333, 0.6, 0.666667, 0.9, 0.95, 1, 4};
enum { THRESHOLDS = sizeof thresholds / sizeof *thresholds };

static void every_small_figure(void **state) {
  (void)state;
  for (int t = 0; t < THRESHOLDS; t++)
    for (int whole = 1; whole <= 40; whole++)
      for (int part = 0; part <= whole; part++)
        for (int least = 0; least < 2; least++) {
          int64_t need = gap_need(part, whole, thresholds[t], least);
          double enough = (double)(least ? part + need : part - need);
          double short_of = least ? enough - 1 : enough + 1;
          assert_true(figures_meet(enough, whole, thresholds[t], least));
          if (need > 0) assert_false(figures_meet(short_of, whole, thresholds[t], least));
          assert_int_equal(need == 0, figures_meet(part, whole, thresholds[t], least));
        }
}

static void amounts_to_the_fen(void **state) {
  (void)state;
  assert_int_equal(gap_need(10001, 30000, 0.9, true), 16999);
  assert_int_equal(gap_need(90000000000000.0, 100000000000001.0, 0.9, true), 1);
  assert_int_equal(gap_need(1001, 10000, 0.1, false), 1);
  assert_int_equal(gap_need(1000, 10000, 0.1, false), 0);
}

static void distances(void **state) {
  (void)state;
  assert_true(fabs(gap_distance(88, 100, 0.9, true, true) - 0.02) < 1e-12);
  assert_true(fabs(gap_distance(12, 100, 0.1, false, true) - 0.02) < 1e-12);
  assert_true(fabs(gap_distance(2, 1, 4, true, false) - 0.5) < 1e-12);
  assert_true(fabs(gap_distance(3, 1, 0, false, false) - 3) < 1e-12);
  assert_true(gap_distance(95, 100, 0.9, true, true) < 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_small_figure),
                                     cmocka_unit_test(amounts_to_the_fen),
                                     cmocka_unit_test(distances)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
