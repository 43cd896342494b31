/* base/buffer and the arena of base/memory. */
#include "unit.h"

#include <stdalign.h>

#include "base/buffer.h"
#include "base/memory.h"

static void starts_empty_and_ends_with_nul(void **state) {
  (void)state;
  Buffer buffer = {0};
  assert_null(buffer.data);
  buffer_clear(&buffer);
  assert_string_equal(buffer.data, "");
  buffer_add(&buffer, "a\0b", 3);
  assert_int_equal(buffer.size, 3);
  assert_memory_equal(buffer.data, "a\0b", 4);
  buffer_add(&buffer, NULL, 0);
  assert_int_equal(buffer.size, 3);
  buffer_clear(&buffer);
  assert_int_equal(buffer.size, 0);
  assert_string_equal(buffer.data, "");
  buffer_free(&buffer);
  assert_null(buffer.data);
  assert_int_equal(buffer.room, 0);
  buffer_free(&buffer);
}

static void grows_byte_by_byte(void **state) {
  (void)state;
  Buffer buffer = {0};
  for (int i = 0; i < 5000; i++) {
    char byte = (char)('a' + i % 26);
    buffer_add(&buffer, &byte, 1);
    assert_true(buffer.size < buffer.room);
    assert_int_equal(buffer.data[buffer.size], 0);
  }
  assert_int_equal(buffer.size, 5000);
  for (int i = 0; i < 5000; i++)
    assert_int_equal(buffer.data[i], 'a' + i % 26);
  buffer_free(&buffer);
}

static void may_add_itself(void **state) {
  (void)state;
  Buffer buffer = {0};
  buffer_add_text(&buffer, "abc");
  for (int i = 0; i < 10; i++)
    buffer_add(&buffer, buffer.data, buffer.size);
  assert_int_equal(buffer.size, 3 * 1024);
  for (size_t i = 0; i < buffer.size; i++)
    assert_int_equal(buffer.data[i], "abc"[i % 3]);
  buffer_clear(&buffer);
  buffer_add_text(&buffer, "xy");
  buffer_format(&buffer, "-%s-%s", buffer.data, buffer.data);
  assert_string_equal(buffer.data, "xy-xy-xy");
  buffer_free(&buffer);
}

static void formats_at_every_length(void **state) {
  (void)state;
  Buffer buffer = {0};
  buffer_format(&buffer, "%s", "");
  assert_string_equal(buffer.data, "");
  for (int length = 250; length < 262; length++) {
    buffer_clear(&buffer);
    buffer_format(&buffer, "%0*d", length, 7);
    assert_int_equal(buffer.size, length);
    assert_int_equal(strlen(buffer.data), length);
    assert_int_equal(buffer.data[length - 1], '7');
  }
  buffer_free(&buffer);
}

static void reserve_keeps_what_is_there(void **state) {
  (void)state;
  Buffer buffer = {0};
  buffer_add_text(&buffer, "kept");
  char *end = buffer_reserve(&buffer, 100000);
  assert_ptr_equal(end, buffer.data + 4);
  assert_true(buffer.room >= 100005);
  assert_string_equal(buffer.data, "kept");
  buffer_free(&buffer);
}

static void memory_is_zero_and_never_null(void **state) {
  (void)state;
  char *bytes = memory_new(64);
  for (int i = 0; i < 64; i++)
    assert_int_equal(bytes[i], 0);
  bytes = memory_resize(bytes, 0);
  assert_non_null(bytes);
  free(bytes);
  bytes = memory_new(0);
  assert_non_null(bytes);
  free(bytes);
  bytes = memory_copy_text(NULL);
  assert_string_equal(bytes, "");
  free(bytes);
}

static void arena_gives_zeroed_aligned_places(void **state) {
  (void)state;
  Arena *arena = arena_new();
  char *places[400];
  for (size_t i = 0; i < 400; i++) {
    size_t size = i == 200 ? 100000 : i * 3;
    places[i] = arena_take(arena, size);
    assert_int_equal((uintptr_t)places[i] % alignof(max_align_t), 0);
    for (size_t j = 0; j < size; j++)
      assert_int_equal(places[i][j], 0);
    memset(places[i], (int)i, size);
  }
  for (size_t i = 1; i < 200; i++)
    assert_int_equal((unsigned char)places[i][i * 3 - 1], i);
  char *text = arena_text(arena, "起付线 and more", 9);
  assert_string_equal(text, "起付线");
  assert_string_equal(arena_text(arena, NULL, 0), "");
  arena_free(arena);
  arena_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(starts_empty_and_ends_with_nul),
      cmocka_unit_test(grows_byte_by_byte),
      cmocka_unit_test(may_add_itself),
      cmocka_unit_test(formats_at_every_length),
      cmocka_unit_test(reserve_keeps_what_is_there),
      cmocka_unit_test(memory_is_zero_and_never_null),
      cmocka_unit_test(arena_gives_zeroed_aligned_places),
  };
  return RUN(tests);
}
