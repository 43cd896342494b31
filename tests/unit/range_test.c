/* eval/range: rows are cut between households, and the same way whoever does the work. */
#include "unit.h"

#include "eval/range.h"

static int32_t households[200000];

/* A snapshot whose rows are nothing but the numbers of their households. */
static Snapshot snapshot_of(int64_t count, int64_t most_rows) {
  return (Snapshot){.region = {.data = households, .size = sizeof households},
                    .row_size = sizeof *households,
                    .count = count,
                    .most_rows = most_rows};
}

/* Households of these sizes, one after the other; the number of rows. */
static int64_t fill(const int *sizes, int count) {
  int64_t rows = 0;
  for (int household = 0; household < count; household++)
    for (int i = 0; i < sizes[household]; i++)
      households[rows++] = household;
  return rows;
}

static void a_range_ends_with_a_household(void **state) {
  (void)state;
  const int sizes[] = {2, 3, 1, 4}; /* rows 0-1, 2-4, 5, 6-9 */
  Snapshot snapshot = snapshot_of(fill(sizes, 4), 4);
  assert_int_equal(range_end(&snapshot, 0, 4), 1); /* row 4 would be split off */
  assert_int_equal(range_end(&snapshot, 0, 5), 4);
  assert_int_equal(range_end(&snapshot, 0, 6), 5);
  assert_int_equal(range_end(&snapshot, 0, 7), 5);
  assert_int_equal(range_end(&snapshot, 2, 4), 5);
  assert_int_equal(range_end(&snapshot, 5, 4), 5);
  assert_int_equal(range_end(&snapshot, 6, 4), 9);
  assert_int_equal(range_end(&snapshot, 0, 10), 9);
  assert_int_equal(range_end(&snapshot, 0, 1000), 9);
  assert_int_equal(range_end(&snapshot, 9, 1000), 9);
}

static void the_largest_household_has_room(void **state) {
  (void)state;
  Snapshot snapshot = snapshot_of(4095, 1);
  assert_int_equal(range_rows(&snapshot), 512);
  snapshot.count = 8000;
  assert_int_equal(range_rows(&snapshot), 1000);
  snapshot.count = 200000;
  assert_int_equal(range_rows(&snapshot), 16384);
  snapshot.most_rows = 16385;
  assert_int_equal(range_rows(&snapshot), 16385);
  snapshot.count = 0;
  snapshot.most_rows = 1;
  assert_int_equal(range_rows(&snapshot), 512);
}

static void cuts_split_nothing_and_leave_nothing_out(void **state) {
  (void)state;
  uint32_t seed = 12345;
  int64_t rows = 0;
  for (int32_t household = 0; rows < 199000; household++) {
    seed = seed * 1664525U + 1013904223U;
    int64_t size = household == 70 ? 700 : 1 + seed % 9;
    for (int64_t i = 0; i < size; i++)
      households[rows++] = household;
  }
  Snapshot snapshot = snapshot_of(rows, 700);
  int64_t most = range_rows(&snapshot), next = 0;
  while (next < rows) {
    int64_t last = range_end(&snapshot, next, most);
    assert_true(last >= next && last - next < most);
    if (last + 1 < rows) {
      assert_int_not_equal(households[last], households[last + 1]);
      /* one household more would be too many */
      int64_t end = last + 1;
      while (end + 1 < rows && households[end + 1] == households[last + 1])
        end++;
      assert_true(end - next + 1 > most);
    }
    next = last + 1;
  }
  assert_int_equal(next, rows);
}

static void a_household_as_large_as_a_range_is_one(void **state) {
  (void)state;
  const int sizes[] = {1, 600, 600, 1};
  Snapshot snapshot = snapshot_of(fill(sizes, 4), 600);
  int64_t most = range_rows(&snapshot);
  assert_int_equal(most, 600);
  assert_int_equal(range_end(&snapshot, 0, most), 0);
  assert_int_equal(range_end(&snapshot, 1, most), 600);
  assert_int_equal(range_end(&snapshot, 601, most), 1200);
  assert_int_equal(range_end(&snapshot, 1201, most), 1201);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_range_ends_with_a_household),
      cmocka_unit_test(the_largest_household_has_room),
      cmocka_unit_test(cuts_split_nothing_and_leave_nothing_out),
      cmocka_unit_test(a_household_as_large_as_a_range_is_one),
  };
  return RUN(tests);
}
