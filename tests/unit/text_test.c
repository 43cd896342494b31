/* base/text: validity of UTF-8, cells, padding, clipping, escaping, near names. */
#include "unit.h"

#include "base/text.h"
#include "base/width.h"

static size_t bad_at(const char *text, size_t size) {
  size_t offset = 999;
  return text_valid_utf8(text, size, &offset) ? 1000 : offset;
}
#define BAD(literal) bad_at(literal, sizeof(literal) - 1)
enum { VALID = 1000 };

static void valid_texts(void **state) {
  (void)state;
  assert_int_equal(BAD(""), VALID);
  assert_int_equal(BAD("plain\0nul"), VALID);
  assert_int_equal(BAD("é起𠀀"), VALID);
  assert_int_equal(BAD("\x7f"), VALID);
  assert_int_equal(BAD("\xc2\x80"), VALID);
  assert_int_equal(BAD("\xdf\xbf"), VALID);
  assert_int_equal(BAD("\xe0\xa0\x80"), VALID);
  assert_int_equal(BAD("\xed\x9f\xbf"), VALID);
  assert_int_equal(BAD("\xee\x80\x80"), VALID);
  assert_int_equal(BAD("\xf0\x90\x80\x80"), VALID);
  assert_int_equal(BAD("\xf4\x8f\xbf\xbf"), VALID);
}

static void invalid_texts_say_where(void **state) {
  (void)state;
  assert_int_equal(BAD("ab\x80"), 2);           /* a trail byte alone */
  assert_int_equal(BAD("\xc0\xaf"), 0);         /* overlong, 2 bytes */
  assert_int_equal(BAD("\xc1\xbf"), 0);         /* overlong, 2 bytes */
  assert_int_equal(BAD("\xe0\x9f\xbf"), 0);     /* overlong, 3 bytes */
  assert_int_equal(BAD("\xf0\x8f\xbf\xbf"), 0); /* overlong, 4 bytes */
  assert_int_equal(BAD("x\xed\xa0\x80"), 1);    /* first surrogate */
  assert_int_equal(BAD("x\xed\xbf\xbf"), 1);    /* last surrogate */
  assert_int_equal(BAD("\xf4\x90\x80\x80"), 0); /* above U+10FFFF */
  assert_int_equal(BAD("\xf5\x80\x80\x80"), 0);
  assert_int_equal(BAD("\xff"), 0);
  assert_int_equal(BAD("起\xe8\xb5"), 3); /* cut off */
  assert_int_equal(BAD("\xe8\xb5x"), 0);
  assert_int_equal(BAD("\xc6\xf0\xb8\xb6"), 0); /* 起付 in GB18030 */
  assert_false(text_valid_utf8("\xff", 1, NULL));
}

static void characters_one_by_one(void **state) {
  (void)state;
  uint32_t character;
  assert_int_equal(text_next("a", 1, &character), 1);
  assert_int_equal(character, 'a');
  assert_int_equal(text_next("起", 3, &character), 3);
  assert_int_equal(character, 0x8d77);
  assert_int_equal(text_next("起", 2, &character), 1);
  assert_int_equal(character, 0xfffd);
  assert_int_equal(text_next("\xf0\xa0\x80\x80", 4, &character), 4);
  assert_int_equal(character, 0x20000);
  assert_int_equal(text_length("a起\xff付", 8), 4);
  assert_int_equal(text_length("", 0), 0);
}

static void cells(void **state) {
  (void)state;
  assert_int_equal(text_width(""), 0);
  assert_int_equal(text_width("abc"), 3);
  assert_int_equal(text_width("起付线"), 6);
  assert_int_equal(text_width("，。（）"), 8);
  assert_int_equal(text_width("“x”"), 3);
  assert_int_equal(text_width("é"), 1);
  assert_int_equal(text_width("e\xcc\x81"), 1);
  assert_int_equal(text_width("가"), 2);
  assert_int_equal(text_width("ｶ"), 1);
  assert_int_equal(text_width("Ａ"), 2);
  assert_int_equal(text_width("𠀀"), 2);
  assert_int_equal(text_width("😀"), 2);
  assert_int_equal(text_width("\xe2\x80\x8b\x1b\n"), 0);
  assert_int_equal(text_width("\xff"), 1);
  assert_int_equal(text_width_n("起付线", 3), 2);
}

static void edges_of_the_tables(void **state) {
  (void)state;
  assert_int_equal(width_of(0x1f), 0);
  assert_int_equal(width_of(0x20), 1);
  assert_int_equal(width_of(0x7e), 1);
  assert_int_equal(width_of(0x9f), 0);
  assert_int_equal(width_of(0xad), 1);
  assert_int_equal(width_of(0x2ff), 1);
  assert_int_equal(width_of(0x300), 0);
  assert_int_equal(width_of(0x36f), 0);
  assert_int_equal(width_of(0x370), 1);
  assert_int_equal(width_of(0x10ff), 1);
  assert_int_equal(width_of(0x1100), 2);
  assert_int_equal(width_of(0x115f), 2);
  assert_int_equal(width_of(0x1160), 0);
  assert_int_equal(width_of(0x2e7f), 1);
  assert_int_equal(width_of(0x3000), 2);
  assert_int_equal(width_of(0x302a), 0);
  assert_int_equal(width_of(0x303f), 1);
  assert_int_equal(width_of(0x4dc0), 1);
  assert_int_equal(width_of(0x9fff), 2);
  assert_int_equal(width_of(0xff60), 2);
  assert_int_equal(width_of(0xff61), 1);
  assert_int_equal(width_of(0x3fffd), 2);
  assert_int_equal(width_of(0xe0100), 0);
  assert_int_equal(width_of(0x10ffff), 1);
}

static void padding(void **state) {
  (void)state;
  Buffer out = {0};
  text_pad(&out, "县", 4, false);
  text_pad(&out, "12", 4, true);
  text_pad(&out, "起付线", 5, false);
  text_pad(&out, "", 1, true);
  assert_string_equal(out.data, "县    12起付线 ");
  buffer_free(&out);
}

static void clipping(void **state) {
  (void)state;
  assert_int_equal(text_clip("起付线", 0), 0);
  assert_int_equal(text_clip("起付线", 1), 0);
  assert_int_equal(text_clip("起付线", 2), 3);
  assert_int_equal(text_clip("起付线", 5), 6);
  assert_int_equal(text_clip("起付线", 99), 9);
  assert_int_equal(text_clip("e\xcc\x81x", 1), 3);
  assert_int_equal(text_clip("abc", -1), 0);
}

static void escaping(void **state) {
  (void)state;
  Buffer out = {0};
  const char text[] = "a\tb\0\x1b\x7f\xff\xc2\x85\xef\xbb\xbf起\xef\xbf\xbd";
  text_escape(&out, text, sizeof text - 1);
  assert_string_equal(out.data, "a b\\x00\\x1b\\x7f\\xff\\u0085\\ufeff起\xef\xbf\xbd");
  buffer_free(&out);
}

static void assert_near(const char *word, const char *expected) {
  static const char *const names[] = {
      "basic", "serious_illness", "medical_aid", "cap", "cat", "car",
      "can",   "封顶线",          "起付线",      "p"};
  Buffer out = {0};
  bool found = text_near(word, names, sizeof names / sizeof *names, &out);
  if (found != (expected != NULL)) fail_msg("%s", word);
  if (expected) assert_string_equal(out.data, expected);
  if (!expected) assert_int_equal(out.size, 0);
  buffer_free(&out);
}

static void near_names(void **state) {
  (void)state;
  assert_near("basik", "basic");
  assert_near("bsaic", "basic"); /* two neighbours swapped: one change */
  assert_near("bascc", "basic");
  assert_near("serious_ilness", "serious_illness");
  assert_near("serius_ilnes", "serious_illness");
  assert_near("medcal_ad", "medical_aid");
  assert_near("cab", "cap, cat or car"); /* ties: the first three */
  assert_near("cax", "cap, cat or car");
  assert_near("封顶县", "封顶线");
  assert_near("ca", "cap, cat or car");
  assert_near("xyz", NULL);
  assert_near("q", NULL);     /* nothing of the word would be left */
  assert_near("basic", NULL); /* the very name is no help */
  assert_near("", NULL);
  assert_near("baiscx", "basic"); /* two changes in six characters */
}

static void near_names_are_bounded(void **state) {
  (void)state;
  char word[200];
  memset(word, 'a', sizeof word - 1);
  word[199] = '\0';
  const char *names[] = {word, "b"};
  Buffer out = {0};
  assert_false(text_near(word, names, 2, &out));
  assert_false(text_near("a", names, 0, &out));
  buffer_free(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(valid_texts),
      cmocka_unit_test(invalid_texts_say_where),
      cmocka_unit_test(characters_one_by_one),
      cmocka_unit_test(cells),
      cmocka_unit_test(edges_of_the_tables),
      cmocka_unit_test(padding),
      cmocka_unit_test(clipping),
      cmocka_unit_test(escaping),
      cmocka_unit_test(near_names),
      cmocka_unit_test(near_names_are_bounded),
  };
  return RUN(tests);
}
