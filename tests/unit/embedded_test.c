/* The embedded files against those on the disk, byte for byte (run from the root of the repository). */
#include "unit.h"

#include "base/embedded.h"
#include "io/file.h"

static void compare(const char *folder, const char *name) {
  char path[256];
  Buffer text = {0};
  Fault fault = {0};
  snprintf(path, sizeof path, "%s/%s", folder, name);
  assert_true(file_read(path, &text, 1 << 20, &fault));
  const struct EmbeddedFile *file = embedded_find(name);
  if (!file) fail_msg("%s is not embedded", path);
  assert_int_equal(file->size, text.size);
  assert_memory_equal(file->data, text.data, text.size + 1);
  buffer_free(&text);
}

static size_t compare_all(const char *folder, const char *suffix) {
  Fault fault = {0};
  size_t count = 0;
  char **names = folder_list(folder, suffix, &count, &fault);
  assert_no_fault(&fault);
  for (size_t i = 0; i < count; i++)
    compare(folder, names[i]);
  free(names);
  return count;
}

static void as_on_the_disk(void **state) {
  (void)state;
  size_t count = compare_all("stdlib", ".lua") + compare_all("interp/cli", ".txt") +
                 compare_all("interp/cli", ".bash") + compare_all("interp/cli", ".zsh") +
                 compare_all("interp/cli", ".fish");
  assert_int_equal(count, embedded_count);
  assert_null(embedded_files[embedded_count].name);
}

static void what_is_not_there_is_not_found(void **state) {
  (void)state;
  assert_null(embedded_find("none.lua"));
  assert_null(embedded_find(""));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(as_on_the_disk),
                                     cmocka_unit_test(what_is_not_there_is_not_found)};
  return RUN(tests);
}
