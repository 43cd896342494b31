/* cli/table: one set of cells as columns, CSV and JSON. */
#include "unit.h"

#include <jansson.h>

#include "cli/table.h"

static const TableColumn columns[] = {
    {"county", "县", false}, {"total", "金额（元）", true}, {"note", "说明", false}};

static Table *filled(const char *const (*rows)[3], size_t count) {
  Table *table = table_new(columns, 3);
  for (size_t i = 0; i < count; i++)
    table_add(table, rows[i]);
  return table;
}

/* What is printed; the caller frees. */
static char *print(const Table *table, const char *format) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  table_print(table, format, stream);
  fclose(stream);
  return text;
}

static void prints(const Table *table, const char *format, const char *wanted) {
  char *text = print(table, format);
  assert_string_equal(text, wanted);
  free(text);
}

static void chinese_counts_two_cells(void **state) {
  (void)state;
  const char *const rows[][3] = {{"文山市", "12.50", "ok"}, {"Malipo", "3", NULL}};
  Table *table = filled(rows, 2);
  prints(table, "table",
         "县      金额（元）  说明\n"
         "------  ----------  ----\n"
         "文山市       12.50  ok\n"
         "Malipo           3  \n");
  table_free(table);
}

static void a_wide_cell_widens_its_column(void **state) {
  (void)state;
  const char *const rows[][3] = {{"", "123456789012", "很长的一句话"}, {"麻栗坡县", "", "x"}};
  Table *table = filled(rows, 2);
  prints(table, "table",
         "县          金额（元）  说明\n"
         "--------  ------------  ------------\n"
         "          123456789012  很长的一句话\n"
         "麻栗坡县                x\n");
  table_free(table);
}

static void combining_marks_take_no_room(void **state) {
  (void)state;
  const char *const rows[][3] = {{"e\xcc\x81t", "1", "-"}, {"abc", "2", "-"}};
  Table *table = filled(rows, 2);
  prints(table, "table",
         "县   金额（元）  说明\n"
         "---  ----------  ----\n"
         "e\xcc\x81t            1  -\n"
         "abc           2  -\n");
  table_free(table);
}

static void breaks_stand_between_rows_alone(void **state) {
  (void)state;
  const char *const row[] = {"a", "1", "b"};
  Table *table = table_new(columns, 3);
  table_break(table);
  table_add(table, row);
  table_break(table);
  table_break(table);
  table_add(table, row);
  table_break(table);
  prints(table, "table",
         "县  金额（元）  说明\n"
         "--  ----------  ----\n"
         "a            1  b\n"
         "--  ----------  ----\n"
         "a            1  b\n");
  prints(table, "csv", "county,total,note\na,1,b\na,1,b\n");
  char *text = print(table, "json");
  json_t *list = json_loads(text, 0, NULL);
  assert_int_equal(json_array_size(list), 2);
  json_decref(list);
  free(text);
  table_free(table);
}

static void nothing_is_still_a_table(void **state) {
  (void)state;
  Table *table = table_new(columns, 3);
  prints(table, "table", "县  金额（元）  说明\n--  ----------  ----\n");
  prints(table, "csv", "county,total,note\n");
  prints(table, "json", "[]\n");
  table_free(table);
  table_free(NULL);
}

static void csv_quotes_what_needs_it(void **state) {
  (void)state;
  const char *const rows[][3] = {{"a,b", "1", "say \"ok\""},
                                 {"two\nlines", "2", "cr\rhere"},
                                 {"plain text", "3", "文山，县"},
                                 {"", "", ""}};
  Table *table = filled(rows, 4);
  prints(table, "csv",
         "county,total,note\n"
         "\"a,b\",1,\"say \"\"ok\"\"\"\n"
         "\"two\nlines\",2,\"cr\rhere\"\n"
         "plain text,3,文山，县\n"
         ",,\n");
  table_free(table);
}

static void csv_makes_no_formulas(void **state) {
  (void)state;
  const char *const rows[][3] = {{"=1+2", "-5.00", "+1"},
                                 {"-x", "-1", "@SUM(A1)"},
                                 {"\tx", "0", "\rx"},
                                 {"=HYPERLINK(\"u\",\"t\")", "1", "a=b"}};
  Table *table = filled(rows, 4);
  prints(table, "csv",
         "county,total,note\n"
         "\"'=1+2\",-5.00,\"'+1\"\n"
         "\"'-x\",-1,\"'@SUM(A1)\"\n"
         "\"'\tx\",0,\"'\rx\"\n"
         "\"'=HYPERLINK(\"\"u\"\",\"\"t\"\")\",1,a=b\n");
  table_free(table);
}

static void json_has_numbers_where_columns_do(void **state) {
  (void)state;
  const char *const rows[][3] = {{"532601", "9007199254740993", "true"},
                                 {"=1", "-0.25", "false"},
                                 {"a\"b\n", "", ""},
                                 {"x", "12 yuan", "引"}};
  Table *table = filled(rows, 4);
  char *text = print(table, "json");
  json_error_t error;
  json_t *got = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!got) fail_msg("%s in %s", error.text, text);
  json_t *wanted = json_pack("[{s:s,s:I,s:b},{s:s,s:f,s:b},{s:s,s:n,s:n},{s:s,s:s,s:s}]", "county",
                             "532601", "total", (json_int_t)9007199254740993, "note", 1, "county",
                             "=1", "total", -0.25, "note", 0, "county", "a\"b\n", "total", "note",
                             "county", "x", "total", "12 yuan", "note", "引");
  assert_true(json_equal(got, wanted));
  json_decref(got);
  json_decref(wanted);
  free(text);
  table_free(table);
}

static void cells_are_copied(void **state) {
  (void)state;
  char cell[] = "before";
  const char *const row[] = {cell, "1", cell};
  Table *table = table_new(columns, 3);
  table_add(table, row);
  memset(cell, 'x', sizeof cell - 1);
  prints(table, "csv", "county,total,note\nbefore,1,before\n");
  table_free(table);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(chinese_counts_two_cells),
      cmocka_unit_test(a_wide_cell_widens_its_column),
      cmocka_unit_test(combining_marks_take_no_room),
      cmocka_unit_test(breaks_stand_between_rows_alone),
      cmocka_unit_test(nothing_is_still_a_table),
      cmocka_unit_test(csv_quotes_what_needs_it),
      cmocka_unit_test(csv_makes_no_formulas),
      cmocka_unit_test(json_has_numbers_where_columns_do),
      cmocka_unit_test(cells_are_copied),
  };
  return RUN(tests);
}
