/* base/money: exact reading up to the last fen of 64 bits, refusals, the forms written. */
#include "unit.h"

#include "base/money.h"

static void assert_parsed(const char *text, int64_t expected) {
  int64_t fen = 0x5555;
  if (!money_parse(text, &fen)) fail_msg("refused: %s", text);
  assert_true(fen == expected);
}

static void amounts(void **state) {
  (void)state;
  assert_parsed("0", 0);
  assert_parsed("-0", 0);
  assert_parsed("0.01", 1);
  assert_parsed("-0.01", -1);
  assert_parsed("1234.50", 123450);
  assert_parsed("1234.5", 123450);
  assert_parsed("1,234.50", 123450);
  assert_parsed("-3", -300);
  assert_parsed("1,234,567", 123456700);
  assert_parsed("999,999.99", 99999999);
  assert_parsed("007", 700);
  assert_parsed("0.29", 29);
  assert_parsed("4.35", 435);
  assert_parsed("92233720368547758.07", INT64_MAX);
  assert_parsed("92,233,720,368,547,758.07", INT64_MAX);
  assert_parsed("-92233720368547758.08", INT64_MIN);
}

static void words(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t fen;
  } good[] = {
      {"200000元", 20000000},  {"20万元", 20000000},      {"20万", 20000000},  {"2000.50", 200050},
      {"1.25亿", 12500000000}, {"1.234567万元", 1234567}, {"1,000元", 100000}, {"0", 0}};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    int64_t fen = -1;
    if (!money_parse_words(good[i].text, &fen)) fail_msg("refused: %s", good[i].text);
    assert_true(fen == good[i].fen);
  }
  static const char *const wrong[] = {"",       "元",          "-5元",     "5元元",
                                      "2万元5", "1.2345678万", "2000.505", "2 000",
                                      "20百元", "1e5",         "nan",      "99999999999亿"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int64_t fen = 7;
    if (money_parse_words(wrong[i], &fen)) fail_msg("taken: %s", wrong[i]);
    assert_true(fen == 7);
  }
}

static void refusals(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",
      "-",
      ".",
      ".5",
      "-.5",
      "1.",
      "1.234",
      "1.2.3",
      "1 ",
      " 1",
      "+1",
      "--1",
      "1e3",
      "0x10",
      "nan",
      "1,23",
      "1,2345",
      ",123",
      "1234,567",
      "1,,234",
      "1,234,",
      "1,234,5",
      "12,34.50",
      "1.23,4",
      "1,234,.5",
      "￥5",
      "5元",
      "１２",
      "1\n",
      "1-",
      "1.-5",
      "1'000",
      "92233720368547758.08",
      "-92233720368547758.09",
      "92233720368547759",
      "99999999999999999999",
      "922337203685477580.8",
      "-100000000000000000000000000000",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int64_t fen = 77;
    if (money_parse(wrong[i], &fen)) fail_msg("taken: %s", wrong[i]);
    assert_true(fen == 77);
  }
}

static void assert_written(int64_t fen, const char *plain, const char *separated) {
  char text[MONEY_ROOM];
  int64_t again;
  money_format(fen, text, sizeof text, false);
  assert_string_equal(text, plain);
  assert_true(money_parse(text, &again) && again == fen);
  money_format(fen, text, sizeof text, true);
  assert_string_equal(text, separated);
  assert_true(money_parse(text, &again) && again == fen);
}

static void forms(void **state) {
  (void)state;
  assert_written(0, "0.00", "0.00");
  assert_written(1, "0.01", "0.01");
  assert_written(-1, "-0.01", "-0.01");
  assert_written(10, "0.10", "0.10");
  assert_written(99999, "999.99", "999.99");
  assert_written(100000, "1000.00", "1,000.00");
  assert_written(-123456789, "-1234567.89", "-1,234,567.89");
  assert_written(INT64_MAX, "92233720368547758.07", "92,233,720,368,547,758.07");
  assert_written(INT64_MIN, "-92233720368547758.08", "-92,233,720,368,547,758.08");
}

static void little_room(void **state) {
  (void)state;
  char text[8] = "zzzzzzz";
  money_format(123456, text, 4, true);
  assert_string_equal(text, "1,2");
  money_format(123456, text, 1, true);
  assert_string_equal(text, "");
  text[0] = 'z';
  money_format(123456, text, 0, true);
  assert_int_equal(text[0], 'z');
}

static void assert_short(int64_t fen, const char *expected) {
  char text[MONEY_ROOM];
  money_format_short(fen, text, sizeof text);
  assert_string_equal(text, expected);
}

static void short_forms(void **state) {
  (void)state;
  assert_short(0, "0.00");
  assert_short(995000, "9950.00");
  assert_short(999999, "9999.99");
  assert_short(1000000, "1.00万");
  assert_short(-1000000, "-1.00万");
  assert_short(1004999, "1.00万");
  assert_short(1005000, "1.01万");
  assert_short(-1005000, "-1.01万");
  assert_short(12345678, "12.35万");
  assert_short(9999994999, "9999.99万");
  assert_short(9999995000, "1.00亿");
  assert_short(10000000000, "1.00亿");
  assert_short(32000000000, "3.20亿");
  assert_short(INT64_MAX, "922337203.69亿");
  assert_short(INT64_MIN, "-922337203.69亿");
}

static void reads_as(int64_t fen, int64_t largest, bool chinese, const char *wanted) {
  char text[MONEY_ROOM * 2];
  money_format_unit(fen, money_unit(largest, chinese), text, sizeof text);
  assert_string_equal(text, wanted);
}

static void sums_of_a_list_share_a_unit(void **state) {
  (void)state;
  reads_as(1234567890, 1234567890, true, "1,234.57 万元");
  reads_as(123, 1234567890, true, "0.00 万元");
  reads_as(-5000, 1000000, true, "-0.01 万元");
  reads_as(999999, 999999, true, "9,999.99 元");
  reads_as(123456789012345, 123456789012345, true, "12,345.68 亿元");
  reads_as(999999999999, 999999999999, true, "1,000,000.00 万元");
  reads_as(1234567890, 1234567890, false, "12.35 million yuan");
  reads_as(100, 100, false, "1.00 yuan");
  reads_as(1234567890123, 1234567890123, false, "12.35 billion yuan");
  reads_as(INT64_MIN, INT64_MIN, true, "-922,337,203.69 亿元");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(amounts),
      cmocka_unit_test(words),
      cmocka_unit_test(refusals),
      cmocka_unit_test(forms),
      cmocka_unit_test(little_room),
      cmocka_unit_test(short_forms),
      cmocka_unit_test(sums_of_a_list_share_a_unit),
  };
  return RUN(tests);
}
