/* eval/sums: parts and wholes from ranges; the order does not matter, and a worker is not believed. */
#include "unit.h"

#include "eval/sums.h"

static bool add(Sums *sums, const char *text, size_t counties, Fault *fault) {
  json_error_t error;
  json_t *json = json_loads(text, JSON_DECODE_ANY, &error);
  if (!json) fail_msg("%s in %s", error.text, text);
  bool ok = sums_add(sums, json, counties, fault);
  json_decref(json);
  return ok;
}

#define SUM(target, county, group, part, whole, assumed, rows)                                     \
  "{\"target\":\"" target "\",\"county\":" #county ",\"group\":\"" group "\",\"part\":" #part      \
  ",\"whole\":" #whole ",\"assumed_part\":" #assumed ",\"rows\":" #rows "}"

static const char *const ranges[] = {
    "[" SUM("share", 1, "", 100, 150, 0, 2) "," SUM("share", 2, "", 7, 9, 7, 1) "]",
    "[" SUM("share", 1, "dibao", 30, 40, 0, 1) "," SUM("share", 1, "", -100, -150, 0, 1) "]",
    "[]",
    "[" SUM("burden", 2, "", 9007199254740991, 9007199254740991, 0, 3) "]",
    "[" SUM("share", 1, "", 950, 1000, 1, 5) "," SUM("share", 2, "", 1, 1, 0, 1) "]",
};

static void check_sum(const Sums *sums, const char *target, int county, const char *group,
                      double part, double whole, double assumed, int64_t rows) {
  const Sum *sum = sums_find(sums, target, county, group);
  assert_non_null(sum);
  assert_true(sum->part == part && sum->whole == whole && sum->assumed_part == assumed);
  assert_int_equal(sum->rows, rows);
  assert_int_equal(sum->county, county);
  assert_string_equal(sum->target, target);
  assert_string_equal(sum->group, group);
}

static void check_all(const Sums *sums) {
  assert_int_equal(sums->count, 4);
  check_sum(sums, "share", 1, "", 950, 1000, 1, 8);
  check_sum(sums, "share", 1, "dibao", 30, 40, 0, 1);
  check_sum(sums, "share", 2, "", 8, 10, 7, 2);
  check_sum(sums, "burden", 2, "", 9007199254740991, 9007199254740991, 0, 3);
  static const char *const targets[] = {"burden", "share", "share", "share"};
  static const int counties[] = {2, 1, 1, 2};
  for (size_t i = 0; i < 4; i++) {
    assert_string_equal(sums->list[i].target, targets[i]);
    assert_int_equal(sums->list[i].county, counties[i]);
  }
  assert_string_equal(sums->list[2].group, "dibao");
}

/* All 120 orders of the five ranges. */
static void every_order_gives_the_same(void **state) {
  (void)state;
  for (int order = 0; order < 120; order++) {
    Sums sums = {0};
    Fault fault = {0};
    bool used[5] = {false};
    int code = order;
    for (int left = 5; left > 0; left--) {
      int nth = code % left, i = 0;
      code /= left;
      for (;; i++)
        if (!used[i] && nth-- == 0) break;
      used[i] = true;
      assert_true(add(&sums, ranges[i], 2, &fault));
    }
    assert_no_fault(&fault);
    check_all(&sums);
    sums_free(&sums);
  }
}

static void what_is_not_there_is_not_found(void **state) {
  (void)state;
  Sums sums = {0};
  Fault fault = {0};
  assert_null(sums_find(&sums, "share", 1, ""));
  assert_true(add(&sums, ranges[0], 2, &fault));
  assert_null(sums_find(&sums, "share", 3, ""));
  assert_null(sums_find(&sums, "share", 1, "dibao"));
  assert_null(sums_find(&sums, "shar", 1, ""));
  assert_null(sums_find(&sums, "z", 1, ""));
  sums_free(&sums);
  assert_int_equal(sums.count, 0);
  sums_free(&sums);
}

static void refuse(const char *item) {
  Sums sums = {0};
  Fault fault = {0};
  char text[400];
  snprintf(text, sizeof text, "[%s]", item);
  if (add(&sums, text, 2, &fault)) fail_msg("taken: %s", text);
  assert_fault(&fault, EXIT_DEFECT, "E752");
  assert_int_equal(sums.count, 0);
  sums_free(&sums);
}

static void fractions_of_a_fen_are_refused(void **state) {
  (void)state;
  refuse(SUM("share", 1, "", 0.5, 1, 0, 1));
  refuse(SUM("share", 1, "", 1, 1.000001, 0, 1));
  refuse(SUM("share", 1, "", 1, 1, 0.1, 1));
  refuse(SUM("share", 1, "", 1e300, 1, 0, 1));
  refuse(SUM("share", 1, "", 1, -1e17, 0, 1));
  refuse(SUM("share", 1, "", 1, 1, 9007199254740994, 1));
}

static void counties_that_are_not_there_are_refused(void **state) {
  (void)state;
  refuse(SUM("share", 0, "", 1, 1, 0, 1));
  refuse(SUM("share", 3, "", 1, 1, 0, 1));
  refuse(SUM("share", -1, "", 1, 1, 0, 1));
  refuse(SUM("share", 1.5, "", 1, 1, 0, 1));
}

static void wrong_shapes_are_refused(void **state) {
  (void)state;
  refuse(SUM("share", 1, "", 1, 1, 0, -1));
  refuse(SUM("share", 1, "", 1, 1, 0, 1.5));
  refuse(SUM("share", 1, "", "1", 1, 0, 1));
  refuse(SUM("share", 1, "", null, 1, 0, 1));
  refuse(SUM("share", "1", "", 1, 1, 0, 1));
  refuse(
      "{\"target\":\"share\",\"county\":1,\"part\":1,\"whole\":1,\"assumed_part\":0,\"rows\":1}");
  refuse("{\"target\":7,\"county\":1,\"group\":\"\",\"part\":1,\"whole\":1,\"assumed_part\":0,"
         "\"rows\":1}");
  refuse("[]");
  refuse("null");
}

static void sums_can_be_put_one_by_one(void **state) {
  (void)state;
  Sums sums = {0};
  const Sum more = {.part = 3, .whole = 4, .assumed_part = 1, .rows = 2};
  char target[] = "share", group[] = "县";
  sums_put(&sums, target, 5, group, &more);
  sums_put(&sums, target, 5, group, &more);
  memset(target, 'x', 5); /* the names are copied */
  memset(group, 'x', 3);
  assert_int_equal(sums.count, 1);
  check_sum(&sums, "share", 5, "县", 6, 8, 2, 4);
  sums_free(&sums);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_order_gives_the_same),
      cmocka_unit_test(what_is_not_there_is_not_found),
      cmocka_unit_test(fractions_of_a_fen_are_refused),
      cmocka_unit_test(counties_that_are_not_there_are_refused),
      cmocka_unit_test(wrong_shapes_are_refused),
      cmocka_unit_test(sums_can_be_put_one_by_one),
  };
  return RUN(tests);
}
