/* io/xlsx, io/xlsx_number, io/sheet_out, data/import_value: numbers of spreadsheets, a sheet there and back, broken
 * files, identity numbers. */
#include "unit.h"

#include <unistd.h>

#include "base/buffer.h"
#include "data/import_value.h"
#include "io/file.h"
#include "io/sheet_out.h"
#include "io/xlsx.h"
#include "io/xlsx_number.h"

static void assert_plain(const char *text, const char *plain) {
  Buffer out = {0};
  xlsx_number_plain(text, &out);
  assert_string_equal(out.data, plain);
  buffer_free(&out);
}

static void numbers_as_text(void **state) {
  (void)state;
  assert_plain("0", "0");
  assert_plain("-0", "0");
  assert_plain("12", "12");
  assert_plain("-12.50", "-12.5");
  assert_plain("1.1000000000000001", "1.1");
  assert_plain("0.30000000000000004", "0.3");
  assert_plain("1234.5599999999999", "1234.56");
  assert_plain("0.99999999999999989", "1");
  assert_plain("9999999999999999", "10000000000000000");
  assert_plain("4.40981197001010001E+17", "440981197001010000");
  assert_plain("1E-3", "0.001");
  assert_plain("1.5e2", "150");
  assert_plain("0.00001", "0.00001");
  assert_plain("90071992547.12", "90071992547.12");
  assert_plain("1E400", "1E400");
  assert_plain("nan", "nan");
  assert_plain("", "");
}

static void assert_day(const char *serial, bool from_1904, const char *day, bool with_time) {
  Buffer out = {0};
  bool timed = false;
  assert_true(xlsx_number_day(serial, from_1904, &out, &timed));
  assert_string_equal(out.data, day);
  assert_int_equal(timed, with_time);
  buffer_free(&out);
}

static void serial_days(void **state) {
  (void)state;
  Buffer out = {0};
  bool timed;
  assert_day("1", false, "1900-01-01", false);
  assert_day("59", false, "1900-02-28", false);
  assert_day("61", false, "1900-03-01", false);
  assert_day("25569", false, "1970-01-01", false);
  assert_day("43282", false, "2018-07-01", false);
  assert_day("43282.5", false, "2018-07-01", true);
  assert_day("4.3282E4", false, "2018-07-01", false);
  assert_day("0", true, "1904-01-01", false);
  assert_day("41820", true, "2018-07-01", false);
  assert_false(xlsx_number_day("60", false, &out, &timed));
  assert_false(xlsx_number_day("0", false, &out, &timed));
  assert_false(xlsx_number_day("-1", false, &out, &timed));
  assert_false(xlsx_number_day("2958466", false, &out, &timed));
  assert_false(xlsx_number_day("x", false, &out, &timed));
  buffer_free(&out);
}

static void identity_numbers(void **state) {
  (void)state;
  assert_true(value_id_number("11010519491231002X"));
  assert_true(value_id_number("440524188001010014"));
  assert_false(value_id_number("440524188001010015"));
  assert_false(value_id_number("11010519491231002x"));
  assert_false(value_id_number("11010519491331002X"));
}

static const OutColumn columns[] = {{"id", "编号", OUT_ID},
                                    {"name", "名称", OUT_TEXT},
                                    {"fee", "费用", OUT_MONEY},
                                    {"day", "日期", OUT_DAY}};
static const char *const rows[][4] = {
    {"110105194912310028", "张三", "1234.50", "2018-07-01"},
    {"0012", "_x0041_ & <b>\r\n\"", "-0.01", "1899-12-31"},
    {"7", NULL, "9999999999999.99", "1900-03-01"},
    {"8", " 前 ", "12345678901234567.89", NULL},
};

static void write_sheet(const char *path) {
  Fault fault = {0};
  SheetOut *out = sheetout_open(path, OUT_XLSX, "表[1]", columns, 4, true, &fault);
  assert_no_fault(&fault);
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    OutCell cells[4];
    for (size_t i = 0; i < 4; i++)
      cells[i] = (OutCell){rows[r][i], rows[r][i] ? strlen(rows[r][i]) : 0, columns[i].kind};
    assert_true(sheetout_row(out, cells, &fault));
  }
  assert_true(sheetout_close(out, true, &fault));
}

static void assert_cell(const SheetRow *row, size_t i, const char *text, CellKind kind) {
  assert_true(i < row->count || !*text);
  if (i >= row->count) return;
  char *found = strndup(row->cells[i].text, row->cells[i].size);
  assert_string_equal(found, text);
  free(found);
  if (*text) assert_int_equal(row->cells[i].kind, kind);
}

static void there_and_back(void **state) {
  (void)state;
  Fault fault = {0};
  Buffer bytes = {0};
  SheetRow row;
  write_sheet("sheet.xlsx");
  assert_true(file_read_plain("sheet.xlsx", &bytes, 1 << 20, &fault));
  assert_true(xlsx_looks(&bytes));
  Xlsx *xlsx = xlsx_open("sheet.xlsx", &bytes, &fault);
  assert_no_fault(&fault);
  assert_string_equal(xlsx_sheet(xlsx), "表_1_");
  assert_int_equal(xlsx_next(xlsx, &row, &fault), 1);
  assert_cell(&row, 3, "日期", CELL_TEXT);
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    assert_int_equal(xlsx_next(xlsx, &row, &fault), 1);
    assert_int_equal(row.line, (int)r + 2);
    assert_cell(&row, 0, rows[r][0], CELL_TEXT);
    assert_cell(&row, 1, rows[r][1] ? rows[r][1] : "", CELL_TEXT);
    if (r == 0) assert_cell(&row, 2, "1234.5", CELL_NUMBER);
    if (r == 2) assert_cell(&row, 2, "9999999999999.99", CELL_NUMBER);
    if (r == 3) assert_cell(&row, 2, rows[r][2], CELL_TEXT);
    assert_cell(&row, 3, rows[r][3] ? rows[r][3] : "", r == 1 ? CELL_TEXT : CELL_DAY);
  }
  assert_int_equal(xlsx_next(xlsx, &row, &fault), 0);
  assert_null(xlsx_merged(xlsx, 1));
  xlsx_close(xlsx);
  buffer_free(&bytes);
}

/* Reads to the end whatever the bytes are; only that nothing breaks is asked. */
static int read_any(const Buffer *bytes) {
  Fault fault = {0};
  SheetRow row;
  int count = 0, step = 0;
  Xlsx *xlsx = xlsx_open("any.xlsx", bytes, &fault);
  while (xlsx && (step = xlsx_next(xlsx, &row, &fault)) == 1)
    count++;
  if (!xlsx || step < 0) assert_fault(&fault, EXIT_DATA, "E518");
  xlsx_close(xlsx);
  return !xlsx || step < 0 ? -1 : count;
}

static void broken_anywhere(void **state) {
  (void)state;
  Fault fault = {0};
  Buffer good = {0}, bad = {0};
  write_sheet("sheet.xlsx");
  assert_true(file_read_plain("sheet.xlsx", &good, 1 << 20, &fault));
  assert_int_equal(read_any(&good), 5);
  for (size_t at = 0; at < good.size; at += 7) {
    buffer_clear(&bad);
    buffer_add(&bad, good.data, at);
    int found = read_any(&bad);
    if (at + 22 < good.size)
      assert_int_equal(found, -1); /* behind it stands only where the list is */
    buffer_clear(&bad);
    buffer_add(&bad, good.data, good.size);
    bad.data[at] = (char)(bad.data[at] ^ 0x55);
    read_any(&bad);
  }
  buffer_free(&good);
  buffer_free(&bad);
}

int main(void) {
  const char *folder = getenv("TMP");
  if (folder && chdir(folder) != 0) return 1;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_as_text),  cmocka_unit_test(serial_days),
      cmocka_unit_test(identity_numbers), cmocka_unit_test(there_and_back),
      cmocka_unit_test(broken_anywhere),
  };
  return RUN(tests);
}
