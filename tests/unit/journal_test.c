/* The history's file: entries of several lines, private, appended, shortened, and what is damaged in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "io/journal.h"
#include "unit.h"

typedef struct Taken {
  int count;
  char first[64], last[64];
} Taken;

static void take(void *data, const char *entry) {
  Taken *taken = data;
  if (taken->count++ == 0) snprintf(taken->first, sizeof taken->first, "%s", entry);
  snprintf(taken->last, sizeof taken->last, "%s", entry);
}

static void path_of(char *path, size_t size) {
  const char *folder = getenv("TMP");
  snprintf(path, size, "%s/state-%ld/guize/history", folder ? folder : "/tmp", (long)getpid());
}

static void test_block_is_one_entry(void **state) {
  (void)state;
  char path[512];
  path_of(path, sizeof path);
  Fault fault = {0};
  Taken taken = {0};
  assert_true(journal_read(path, take, &taken, &fault)); /* not there yet */
  assert_true(journal_add(path, "for i = 1, 2 do\n\tprint \"县\"\nend", &fault));
  assert_true(journal_add(path, "1 + 1", &fault));
  assert_true(journal_read(path, take, &taken, &fault));
  assert_int_equal(taken.count, 2);
  assert_string_equal(taken.first, "for i = 1, 2 do\n\tprint \"县\"\nend");
  struct stat about;
  assert_int_equal(stat(path, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
}

static void test_damaged_lines_are_left_out(void **state) {
  (void)state;
  char path[512];
  path_of(path, sizeof path);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs("\"good\"\n{\n\xff\n42\n\"\"\n\"cut", file);
  fclose(file);
  Fault fault = {0};
  Taken taken = {0};
  assert_true(journal_read(path, take, &taken, &fault));
  assert_int_equal(taken.count, 1);
  assert_string_equal(taken.last, "good");
}

static void test_bounded(void **state) {
  (void)state;
  char path[512];
  path_of(path, sizeof path);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  for (int i = 1; i <= 2 * JOURNAL_ENTRIES; i++)
    fprintf(file, "\"%d\"\n", i);
  fclose(file);
  Fault fault = {0};
  Taken taken = {0}, again = {0};
  assert_true(journal_read(path, take, &taken, &fault));
  assert_int_equal(taken.count, JOURNAL_ENTRIES);
  assert_int_equal(atoi(taken.first), JOURNAL_ENTRIES + 1);
  assert_true(journal_read(path, take, &again, &fault));
  assert_string_equal(again.first, taken.first);
  unlink(path);
}

static void test_cannot_be_written(void **state) {
  (void)state;
  Fault fault = {0};
  assert_false(journal_add("/proc/none/history", "1", &fault));
  assert_string_equal(fault.code, "E456");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_block_is_one_entry),
      cmocka_unit_test(test_damaged_lines_are_left_out),
      cmocka_unit_test(test_bounded),
      cmocka_unit_test(test_cannot_be_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
