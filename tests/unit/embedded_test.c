/* The embedded files against stdlib/ on the disk, byte for byte (run from the root of the repository). */
#include "unit.h"

#include "base/embedded.h"
#include "io/file.h"

static void as_on_the_disk(void **state) {
  (void)state;
  Fault fault = {0};
  size_t count = 0;
  char **names = folder_list("stdlib", ".lua", &count, &fault);
  assert_no_fault(&fault);
  assert_int_equal(count, embedded_count);
  for (size_t i = 0; i < count; i++) {
    char path[256];
    Buffer text = {0};
    snprintf(path, sizeof path, "stdlib/%s", names[i]);
    assert_true(file_read(path, &text, 1 << 20, &fault));
    assert_string_equal(embedded_files[i].name, names[i]);
    assert_int_equal(embedded_files[i].size, text.size);
    assert_memory_equal(embedded_files[i].data, text.data, text.size + 1);
    buffer_free(&text);
  }
  free(names);
  assert_null(embedded_files[embedded_count].name);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(as_on_the_disk)};
  return RUN(tests);
}
