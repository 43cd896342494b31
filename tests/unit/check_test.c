/* eval/check: of a worker's results only those are taken that can be. */
#include "unit.h"

#include <math.h>

#include "eval/check.h"

/* A result and a case, as they lie in the shared memory of these tests. */
typedef struct Bytes {
  double basic, serious, hospital, self_pay, reimbursed;
  uint32_t assumed, clamped, error, status;
} Bytes;

typedef struct Row {
  double id, total;
} Row;

static const Model model = {.layers = {{.name = "basic", .reimburses = true, .offset = 0},
                                       {.name = "serious", .reimburses = true, .offset = 8},
                                       {.name = "hospital", .offset = 16}},
                            .layer_count = 3,
                            .self_pay = offsetof(Bytes, self_pay),
                            .reimbursed = offsetof(Bytes, reimbursed),
                            .assumed = offsetof(Bytes, assumed),
                            .clamped = offsetof(Bytes, clamped),
                            .error = offsetof(Bytes, error),
                            .status = offsetof(Bytes, status)};

/* 10,000 fen: 7,000 and 1,000 reimbursed, 500 borne by the hospital, 1,500 left. */
static const Bytes good = {7000, 1000, 500, 1500, 8000, 0, 0, 0, RESULT_OK};

enum { REASONS = 2 };

static bool check(const Bytes *bytes, double total, Result *result, Fault *fault) {
  Row rows[] = {{11, 1}, {42, total}};
  Snapshot snapshot = {.region = {.data = rows, .size = sizeof rows},
                       .row_size = sizeof *rows,
                       .count = 2,
                       .at = {.id = 0, .total_cost = offsetof(Row, total)}};
  return check_result(&model, &snapshot, 1, (const char *)bytes, REASONS, result, fault);
}

static Result taken(Bytes bytes, double total) {
  Result result = {0};
  Fault fault = {0};
  check(&bytes, total, &result, &fault);
  assert_no_fault(&fault);
  return result;
}

static void refused(Bytes bytes, double total, const char *words) {
  Result result = {0};
  Fault fault = {0};
  if (check(&bytes, total, &result, &fault)) fail_msg("taken, but %s", words);
  assert_fault(&fault, EXIT_DEFECT, "E751");
  if (!strstr(fault.message, words)) fail_msg("'%s' not in '%s'", words, fault.message);
  assert_non_null(strstr(fault.message, "case 42:"));
}

/* The good result with one amount changed. */
static Bytes with(size_t offset, double value) {
  Bytes bytes = good;
  memcpy((char *)&bytes + offset, &value, sizeof value);
  return bytes;
}

static void a_good_result_is_taken_whole(void **state) {
  (void)state;
  Bytes bytes = good;
  bytes.assumed = 5;
  bytes.clamped = 2;
  Result result = taken(bytes, 10000);
  assert_int_equal(result.status, RESULT_OK);
  assert_int_equal(result.paid[0], 7000);
  assert_int_equal(result.paid[1], 1000);
  assert_int_equal(result.paid[2], 500);
  assert_int_equal(result.self_pay, 1500);
  assert_int_equal(result.reimbursed, 8000);
  assert_int_equal(result.total, 10000);
  assert_int_equal(result.assumed, 5);
  assert_int_equal(result.clamped, 2);
  bytes.status = RESULT_OTHER;
  assert_int_equal(taken(bytes, 10000).status, RESULT_OTHER);
  assert_int_equal(taken((Bytes){.status = RESULT_OK}, 0).total, 0);
}

static const size_t amounts[] = {offsetof(Bytes, basic), offsetof(Bytes, serious),
                                 offsetof(Bytes, hospital), offsetof(Bytes, self_pay),
                                 offsetof(Bytes, reimbursed)};

static void what_is_no_whole_number_is_refused(void **state) {
  (void)state;
  const double wrong[] = {NAN,         -NAN, INFINITY, -INFINITY, 0.5,
                          7000.000001, 1e16, -1e16,    1e308,     5e-324};
  for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
      refused(with(amounts[i], wrong[k]), 10000, "not whole fen");
  refused(good, NAN, "cost is not whole fen");
  refused(good, 10000.5, "cost is not whole fen");
}

/* Two halves add up to the total, and are still no fen. */
static void fractions_that_add_up_are_refused(void **state) {
  (void)state;
  Bytes bytes = good;
  bytes.basic += 0.5;
  bytes.self_pay -= 0.5;
  refused(bytes, 10000, "not whole fen");
}

static void parts_must_add_up(void **state) {
  (void)state;
  for (size_t i = 0; i < 4; i++)
    for (double step = -1; step <= 1; step += 2) {
      double value;
      memcpy(&value, (const char *)&good + amounts[i], sizeof value);
      refused(with(amounts[i], value + step), 10000, "do not add up");
    }
  refused(good, 10001, "do not add up");
  refused(good, 9999, "do not add up");
}

static void a_layer_pays_between_nothing_and_all(void **state) {
  (void)state;
  Bytes bytes = good;
  bytes.serious = -1; /* and the sum is right */
  bytes.self_pay = 2501;
  refused(bytes, 10000, "less than nothing");
  bytes = (Bytes){10001, -1, 0, 0, 0, 0, 0, 0, RESULT_OK};
  refused(bytes, 10000, "more than the cost");
  bytes = (Bytes){6000, 6000, 0, -2000, 0, 0, 0, 0, RESULT_OK};
  refused(bytes, 10000, "do not add up"); /* together more than all */
  assert_int_equal(taken((Bytes){10000, 0, 0, 0, 10000, 0, 0, 0, RESULT_OK}, 10000).self_pay, 0);
  assert_int_equal(taken((Bytes){0, 0, 0, 10000, 0, 0, 0, 0, RESULT_OK}, 10000).self_pay, 10000);
}

static void the_reimbursed_lies_within_the_total(void **state) {
  (void)state;
  refused(with(offsetof(Bytes, reimbursed), 10001), 10000, "reimbursed");
  refused(with(offsetof(Bytes, reimbursed), -1), 10000, "reimbursed");
}

static void refunds_are_the_other_way_round(void **state) {
  (void)state;
  Result result = taken((Bytes){-7000, -1000, -500, -1500, -8000, 0, 0, 0, RESULT_OK}, -10000);
  assert_int_equal(result.paid[0], -7000);
  assert_int_equal(result.total, -10000);
  assert_int_equal(result.self_pay, -1500);
  assert_int_equal(taken((Bytes){0, 0, 0, -1, 0, 0, 0, 0, RESULT_OK}, -1).self_pay, -1);
  refused(good, -10000, "pays");
  refused((Bytes){-7000, -1000, -500, -1500, -8000, 0, 0, 0, RESULT_OK}, 10000, "pays");
  refused((Bytes){-12000, 0, 0, 2000, 0, 0, 0, 0, RESULT_OK}, -10000, "pays");
  refused((Bytes){-9000, 1, 0, -1001, 0, 0, 0, 0, RESULT_OK}, -10000, "pays");
  refused((Bytes){-7000, -1000, -500, -1500, 1, 0, 0, 0, RESULT_OK}, -10000, "reimbursed");
}

static void unknown_states_are_refused(void **state) {
  (void)state;
  static const uint32_t wrong[] = {RESULT_NONE, 5, 256, UINT32_MAX};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    Bytes bytes = good;
    bytes.status = wrong[i];
    refused(bytes, 10000, "not evaluated");
  }
}

static void marks_are_of_layers_that_there_are(void **state) {
  (void)state;
  Bytes bytes = good;
  bytes.assumed = 7;
  assert_int_equal(taken(bytes, 10000).assumed, 7);
  bytes.assumed = 8;
  refused(bytes, 10000, "layers");
  bytes.assumed = 0;
  bytes.clamped = 1U << 31;
  refused(bytes, 10000, "layers");
}

static void failures_have_a_known_reason(void **state) {
  (void)state;
  Bytes bytes = {.basic = NAN, .self_pay = 0.5, .error = 2, .status = RESULT_FAILED};
  Result result = taken(bytes, 10000); /* amounts of a failed case are nothing */
  assert_int_equal(result.status, RESULT_FAILED);
  assert_int_equal(result.error, 2);
  bytes.error = 1;
  bytes.status = RESULT_OTHER_FAILED;
  assert_int_equal(taken(bytes, 10000).error, 1);
  bytes.error = 3;
  refused(bytes, 10000, "reason");
  bytes.error = 0;
  refused(bytes, 10000, "reason");
  bytes = good;
  bytes.error = 1; /* settled, and yet with a reason */
  refused(bytes, 10000, "reason");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_result_is_taken_whole),
      cmocka_unit_test(what_is_no_whole_number_is_refused),
      cmocka_unit_test(fractions_that_add_up_are_refused),
      cmocka_unit_test(parts_must_add_up),
      cmocka_unit_test(a_layer_pays_between_nothing_and_all),
      cmocka_unit_test(the_reimbursed_lies_within_the_total),
      cmocka_unit_test(refunds_are_the_other_way_round),
      cmocka_unit_test(unknown_states_are_refused),
      cmocka_unit_test(marks_are_of_layers_that_there_are),
      cmocka_unit_test(failures_have_a_known_reason),
  };
  return RUN(tests);
}
