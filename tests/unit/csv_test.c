/* io/csv, io/charset: taking CSV apart, writing it, finding its encoding. */
#include "unit.h"

#include "base/buffer.h"
#include "io/charset.h"
#include "io/csv.h"

/* Reads `text` and writes it as [cell|cell] a row; a fault as its message. The caller frees. */
static char *taken_apart(const char *text, size_t size) {
  Buffer bytes = {0}, out = {0};
  Csv *csv = malloc(sizeof *csv);
  SheetRow row;
  Fault fault = {0};
  int step;
  buffer_add(&bytes, text, size);
  csv_begin(csv, "a.csv", bytes.data, bytes.size);
  buffer_add_text(&out, "");
  while ((step = csv_next(csv, &row, &fault)) == 1) {
    buffer_format(&out, "%lld[", (long long)row.line);
    for (size_t i = 0; i < row.count; i++) {
      buffer_add_text(&out, i ? "|" : "");
      buffer_add(&out, row.cells[i].text, row.cells[i].size);
    }
    buffer_add_text(&out, row.bad_cell ? "]?" : "]");
  }
  if (step < 0) buffer_format(&out, "%s:%d %s", fault.code, fault.line, fault.message);
  buffer_free(&bytes);
  free(csv);
  return out.data;
}

static void assert_rows(const char *text, const char *rows) {
  char *found = taken_apart(text, strlen(text));
  assert_string_equal(found, rows);
  free(found);
}

static void rows_and_cells(void **state) {
  (void)state;
  assert_rows("", "");
  assert_rows("a,b\nc,d\n", "1[a|b]2[c|d]");
  assert_rows("a,b\r\nc,d", "1[a|b]2[c|d]");
  assert_rows("a,b\rc,d\r", "1[a|b]2[c|d]");
  assert_rows("a\tb,c\nd\te\n", "1[a\tb|c]2[d\te]");
  assert_rows("a\tb\nd\te,f\n", "1[a|b]2[d|e,f]");
  assert_rows(",\n\n,", "1[|]2[]3[|]");
  assert_rows("\"a\",\"\"\n\"b\"", "1[a|]2[b]");
  assert_rows("\"a,\"\"b\"\"\",c\n", "1[a,\"b\"|c]");
  assert_rows("\"a\nb\r\nc\rd\",e\nf\n", "1[a\nb\r\nc\rd|e]5[f]");
  assert_rows("\"\"\"\"\n", "1[\"]");
}

static void what_is_not_certain(void **state) {
  (void)state;
  assert_rows("a\"b,c\n", "1[a\"b|c]?");
  assert_rows("a\n\"b\"c\n",
              "1[a]E517:2 cell 1: text behind the closing quotation mark; a mark inside is written "
              "twice");
  assert_rows("a\nb,\"c\n\nd",
              "1[a]E517:2 cell 2: the quotation mark is not closed; was the file cut?");
  char *found = taken_apart("a\nb,c\0d\n", 8);
  assert_string_equal(found, "1[a]E517:2 cell 2: a byte of zero; this is no text file");
  free(found);
}

/* Every way to cut a good file gives its rows, a short row, or a fault; never anything outside. */
static void cut_anywhere(void **state) {
  (void)state;
  static const char good[] = "a,\"b \"\"c\"\"\nd\",e\r\n\"f\",g,\"\"\r\nh,i,j\r\n";
  for (size_t size = 0; size < sizeof good; size++) {
    char *exact = malloc(size ? size : 1); /* so that a reader past the end is seen */
    memcpy(exact, good, size);
    char *found = taken_apart(exact, size);
    assert_true(*found || size == 0);
    free(found);
    free(exact);
  }
}

static void limits(void **state) {
  (void)state;
  Buffer text = {0};
  for (int i = 0; i < SHEET_COLUMNS - 1; i++)
    buffer_add_text(&text, ",");
  char *found = taken_apart(text.data, text.size);
  assert_null(strstr(found, "E517"));
  free(found);
  buffer_add_text(&text, ",");
  found = taken_apart(text.data, text.size);
  assert_non_null(strstr(found, "cell 257: more than 256 columns"));
  free(found);
  buffer_clear(&text);
  for (int i = 0; i < SHEET_CELL_BYTES; i++)
    buffer_add_text(&text, "x");
  found = taken_apart(text.data, text.size);
  assert_null(strstr(found, "E517"));
  free(found);
  buffer_add_text(&text, "x");
  found = taken_apart(text.data, text.size);
  assert_non_null(strstr(found, "longer than 65,536 bytes"));
  free(found);
  buffer_free(&text);
}

static void assert_written(const char *cell, bool text, const char *written) {
  Buffer out = {0};
  csv_add_cell(&out, cell, strlen(cell), ',', text);
  assert_string_equal(out.data ? out.data : "", written);
  buffer_free(&out);
}

static void formulas_are_marked(void **state) {
  (void)state;
  assert_written("abc", true, "abc");
  assert_written("a,b", true, "\"a,b\"");
  assert_written("a\"b", true, "\"a\"\"b\"");
  assert_written("-1.50", false, "-1.50");
  assert_written("-1.50", true, "\"'-1.50\"");
  assert_written("=1", true, "\"'=1\"");
  assert_written("'=1", true, "\"''=1\"");
  assert_written("＝1", true, "\"'＝1\"");
  assert_written("'abc", true, "'abc");
  assert_written("\ta", true, "\"'\ta\"");
}

/* Whatever is written as text is read as it was. */
static void marks_come_off(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",    "a",      "=1",          "'=1",  "''=1",    "'a",    "'",     "''",    "+",   "-1",
      "@x",  "\tx",    "=\"0012\"",   "＝1",  "'＝1",    "－",    "a=b",   "\"",    "\"=", "='",
      "'\"", "=\"a\"", "=\"a\"\"b\"", "＋＋", "\r\nabc", "a\r\n", "a\tb,", "=\"\"", "'+'",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (int tab = 0; tab < 2; tab++) {
      Buffer out = {0};
      Csv *csv = malloc(sizeof *csv);
      SheetRow row;
      Fault fault = {0};
      buffer_add_text(&out, tab ? "x\ty\nx\t" : "x,y\nx,");
      csv_add_cell(&out, texts[i], strlen(texts[i]), tab ? '\t' : ',', true);
      buffer_add_text(&out, "\n");
      csv_begin(csv, "", out.data, out.size);
      assert_int_equal(csv_next(csv, &row, &fault), 1);
      assert_int_equal(csv_next(csv, &row, &fault), 1);
      assert_int_equal(row.count, 2);
      const char *cell = row.cells[1].text;
      size_t size = row.cells[1].size;
      csv_unmark(&cell, &size);
      if (size != strlen(texts[i]) || memcmp(cell, texts[i], size) != 0)
        fail_msg("“%s” came back as “%.*s”", texts[i], (int)size, cell);
      buffer_free(&out);
      free(csv);
    }
}

static void assert_charset(const char *bytes, size_t size, Charset wanted) {
  Buffer text = {0};
  Fault fault = {0};
  Charset found;
  buffer_add(&text, bytes, size);
  assert_true(charset_find("a.csv", &text, &found, &fault));
  assert_int_equal(found, wanted);
  buffer_free(&text);
}

static void encodings(void **state) {
  (void)state;
  assert_charset("abc", 3, CHARSET_UTF8);
  assert_charset("张三丰", 9, CHARSET_UTF8);
  assert_charset("\xD5\xC5\xC8\xFD\xB7\xE1", 6, CHARSET_GB18030); /* 张三丰 */
  assert_charset("\xC5\xAE", 2, CHARSET_DOUBT);                   /* 女, or Ů */
  assert_charset("\xEF\xBB\xBF\xC5\xAE", 5, CHARSET_UTF8);
  Buffer text = {0};
  Fault fault = {0};
  buffer_add(&text, "a\n\xC5\xAE\xD2\xA9", 6);
  assert_true(charset_convert("a.csv", &text, CHARSET_GB18030, &fault));
  assert_string_equal(text.data, "a\n女药");
  buffer_clear(&text);
  buffer_add(&text, "ab\ncd\xD5", 6);
  assert_false(charset_convert("a.csv", &text, CHARSET_GB18030, &fault));
  assert_fault(&fault, EXIT_DATA, "E516");
  assert_int_equal(fault.line, 2);
  assert_non_null(strstr(fault.message, "byte 3 of the line"));
  buffer_clear(&text);
  buffer_add(&text,
             "\xEF\xBB\xBF"
             "a",
             4);
  assert_true(charset_convert("a.csv", &text, CHARSET_UTF8, &fault));
  assert_string_equal(text.data, "a");
  buffer_free(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_and_cells),      cmocka_unit_test(what_is_not_certain),
      cmocka_unit_test(cut_anywhere),        cmocka_unit_test(limits),
      cmocka_unit_test(formulas_are_marked), cmocka_unit_test(marks_come_off),
      cmocka_unit_test(encodings),
  };
  return RUN(tests);
}
