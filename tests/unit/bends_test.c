/* job/bends: bends and leaps of lines whose formulas stand here, so that their places are worked out by hand. */
#include "job/bends.h"

#include <math.h>

#include "unit.h"

typedef void (*Pays)(int64_t bill, BendPoint *point);

static int64_t half_up(double fen) {
  return (int64_t)floor(fen + 0.5);
}

/* Runs a line with one layer over 0 … upto, beginning with `steps` equal steps. */
static size_t settled; /* bills of the run */
static void settle(Bends *bends, Pays pays) {
  for (size_t i = 0; i < bends->wanted_count; i++) {
    BendPoint point = {.bill = bends->wanted[i]};
    pays(point.bill, &point);
    if (bends->width == 2) point.paid[1] = point.bill - point.paid[0];
    bends_take(bends, &point);
    settled++;
  }
  bends_taken(bends);
}

static void run(Bends *bends, Pays pays, int64_t upto, int64_t steps) {
  static const int order[] = {0};
  settled = 0;
  bends_begin(bends, 2, order, 1);
  for (int64_t i = 0; i <= steps; i++)
    bends_want(bends, upto / steps * i);
  for (int64_t bill = 100; bill < upto; bill *= 2)
    bends_want(bends, bill);
  settle(bends, pays);
  bends_look(bends);
  do {
    while (bends_halve(bends)) {
      settle(bends, pays);
      bends_judge(bends);
    }
  } while (!bends_cut(bends));
  settle(bends, pays);
  bends_fit(bends);
}

static void piece(const Bends *bends, size_t i, int64_t from, int64_t to, double share) {
  if (i >= bends->piece_count) fail_msg("only %zu pieces", bends->piece_count);
  const BendPiece *p = &bends->pieces[i];
  if (p->from != from || p->to != to || fabs(p->share - share) > 1e-9)
    fail_msg("piece %zu: %lld … %lld at %.9f", i, (long long)p->from, (long long)p->to, p->share);
}

static double least(double a, double b) {
  return a < b ? a : b;
}

/* 1,000 yuan are deducted; 80% of what is above, up to 30,000 yuan of it, 90% of the rest; at most 60,000:
 * 24,000 + 36,000 / 0.9 → the cap is met on 1,000 + 30,000 + 40,000 = 71,000. */
static void bands(int64_t bill, BendPoint *point) {
  double above = bill > 100000 ? (double)(bill - 100000) : 0;
  double pay = least(above, 3000000) * 0.8 + (above > 3000000 ? (above - 3000000) * 0.9 : 0);
  point->paid[0] = half_up(least(pay, 6000000));
}

static void finds_bends(void **state) {
  (void)state;
  Bends bends;
  run(&bends, bands, 20000000, 20);
  assert_int_equal(bends.piece_count, 4);
  piece(&bends, 0, 0, 100000, 1);
  piece(&bends, 1, 100000, 3100000, 0.2);
  piece(&bends, 2, 3100000, 7100000, 0.1);
  piece(&bends, 3, 7100000, 20000000, 1);
  assert_int_equal(bends.leap_count, 0);
  assert_int_equal(bends.pieces[0].column, -1);
  assert_int_equal(bends.pieces[1].column, 0);
  assert_true(settled < 2000);
  bends_free(&bends);
}

/* Half of everything once a bill comes to 12,345.67 yuan: there 6,172.84 are paid (half up), 6,172.83 stay. */
static void gate(int64_t bill, BendPoint *point) {
  point->paid[0] = bill >= 1234567 ? half_up((double)bill * 0.5) : 0;
}

static void finds_leaps(void **state) {
  (void)state;
  Bends bends;
  run(&bends, gate, 20000000, 7);
  assert_int_equal(bends.leap_count, 1);
  assert_int_equal(bends.leaps[0].bill, 1234567);
  assert_int_equal(bends.leaps[0].before, 1234566);
  assert_int_equal(bends.leaps[0].after, 617283);
  assert_int_equal(bends.leaps[0].column, 0);
  assert_int_equal(bends.piece_count, 2);
  piece(&bends, 0, 0, 1234566, 1);
  piece(&bends, 1, 1234567, bends.points[bends.count - 1].bill, 0.5);
  bends_free(&bends);
}

/* A third, cut to whole yuan: up to 1 yuan more or less everywhere, and no cliff anywhere. */
static void whole_yuan(int64_t bill, BendPoint *point) {
  point->paid[0] = bill / 3 / 100 * 100;
}

/* The same cut to tens of yuan. */
static void whole_tens(int64_t bill, BendPoint *point) {
  point->paid[0] = bill / 2 / 1000 * 1000;
}

static void rounding_is_no_cliff(void **state) {
  (void)state;
  Bends bends;
  run(&bends, whole_yuan, 20000000, 20);
  assert_int_equal(bends.leap_count, 0);
  assert_int_equal(bends.piece_count, 1);
  assert_true(fabs(bends.pieces[0].share - 2.0 / 3) < 1e-3);
  bends_free(&bends);
  run(&bends, whole_tens, 20000000, 20);
  assert_int_equal(bends.leap_count, 0);
  assert_int_equal(bends.piece_count, 1);
  assert_true(fabs(bends.pieces[0].share - 0.5) < 1e-3);
  assert_true(bends.dust > BENDS_CLIFF_FEN);
  bends_free(&bends);
}

/* Nothing is ever rounded wrongly: 33.33% of the bill, to the fen. */
static void thirds(int64_t bill, BendPoint *point) {
  point->paid[0] = half_up((double)bill * 0.3333);
}

static void fen_are_no_bends(void **state) {
  (void)state;
  Bends bends;
  run(&bends, thirds, 20000000, 20);
  assert_int_equal(bends.piece_count, 1);
  piece(&bends, 0, 0, 20000000, 0.6667);
  bends_free(&bends);
}

/* Bills from 500 yuan to 600 yuan fail. */
static void hole(int64_t bill, BendPoint *point) {
  point->failed = bill >= 50000 && bill <= 60000;
}

static void leaves_failures_out(void **state) {
  (void)state;
  Bends bends;
  run(&bends, hole, 100000, 20);
  assert_int_equal(bends.piece_count, 2);
  piece(&bends, 0, 0, 49999, 1);
  piece(&bends, 1, 60001, 100000, 1);
  assert_int_equal(bends.leap_count, 0);
  bends_free(&bends);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_bends),          cmocka_unit_test(finds_leaps),
      cmocka_unit_test(rounding_is_no_cliff), cmocka_unit_test(fen_are_no_bends),
      cmocka_unit_test(leaves_failures_out),
  };
  return RUN(tests);
}
