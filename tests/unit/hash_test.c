/* base/hash against published sums (b2sum -l 256), in one piece and in many. */
#include "unit.h"

#include "base/hash.h"

static void assert_sum(const char *text, size_t size, size_t piece, const char *expected) {
  char hex[HASH_TEXT];
  Hash *hash = hash_new();
  for (size_t at = 0; at < size; at += piece) {
    hash_add(hash, text + at, size - at < piece ? size - at : piece);
  }
  hash_finish(hash, hex);
  assert_string_equal(hex, expected);
}

static void known_sums(void **state) {
  (void)state;
  assert_sum("", 0, 1, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  assert_sum("abc", 3, 3, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void pieces_do_not_matter(void **state) {
  (void)state;
  char text[1000], whole[HASH_TEXT];
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = (char)(i * 7);
  Hash *hash = hash_new();
  hash_add(hash, text, sizeof text);
  hash_finish(hash, whole);
  for (size_t piece = 1; piece < 300; piece += 41)
    assert_sum(text, sizeof text, piece, whole);
}

static void one_bit_matters(void **state) {
  (void)state;
  char first[HASH_TEXT], second[HASH_TEXT];
  Hash *hash = hash_new();
  hash_add(hash, "a", 1);
  hash_finish(hash, first);
  hash = hash_new();
  hash_add(hash, "c", 1);
  hash_finish(hash, second);
  assert_string_not_equal(first, second);
}

static void may_be_given_up(void **state) {
  (void)state;
  Hash *hash = hash_new();
  hash_add(hash, "a", 1);
  hash_finish(hash, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_sums),
      cmocka_unit_test(pieces_do_not_matter),
      cmocka_unit_test(one_bit_matters),
      cmocka_unit_test(may_be_given_up),
  };
  return RUN(tests);
}
