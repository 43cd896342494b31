/* cli/table: one set of cells in every format, and fitted to the screen. */
#include "unit.h"

#include <jansson.h>

#include "base/language.h"
#include "cli/table.h"

/* Doubles: the language is what the test says, the texts stay English. */
static bool chinese = true;

bool language_choose(const char *asked) {
  (void)asked;
  return true;
}

const char *language_text(const char *english) {
  return english;
}

const char *language_plural(const char *one, const char *many, unsigned long count) {
  return count == 1 ? one : many;
}

bool language_chinese(void) {
  return chinese;
}

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
         "Malipo           3  —\n");
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

/* --- kinds of columns --- */

static const TableColumn kinds[] = {{"run", "运行", TABLE_NUMBER},
                                    {"all_cases", "病例", TABLE_COUNT},
                                    {"paid", "报销", TABLE_MONEY},
                                    {"share", "比例", TABLE_RATIO}};

static Table *of_kinds(void) {
  Table *table = table_new(kinds, 4);
  table_add(table, (const char *[]){"2018", "1234567", "123456789", "0.82314"});
  table_add(table, (const char *[]){"7", "-1000", "-5", "1"});
  table_add(table, (const char *[]){NULL, NULL, NULL, NULL});
  table_add(table, (const char *[]){"x", "?", "12.5", "n/a"});
  return table;
}

static void people_read_yuan_and_percentages(void **state) {
  (void)state;
  Table *table = of_kinds();
  prints(table, "table",
         "运行       病例          报销     比例\n"
         "----  ---------  ------------  -------\n"
         "2018  1,234,567  1,234,567.89   82.31%\n"
         "   7     -1,000         -0.05  100.00%\n"
         "   —          —             —        —\n"
         "   x          ?          12.5      n/a\n");
  table_free(table);
}

static void programs_read_plain_numbers(void **state) {
  (void)state;
  Table *table = of_kinds();
  prints(table, "csv",
         "run,all_cases,paid,share\n"
         "2018,1234567,1234567.89,0.82314\n7,-1000,-0.05,1\n,,,\nx,?,12.5,n/a\n");
  prints(table, "tsv",
         "run\tall_cases\tpaid\tshare\n"
         "2018\t1234567\t1234567.89\t0.82314\n7\t-1000\t-0.05\t1\n\t\t\t\nx\t?\t12.5\tn/a\n");
  prints(table, "jsonl",
         "{\"run\": 2018, \"all_cases\": 1234567, \"paid\": 1234567.89, \"share\": 0.82314}\n"
         "{\"run\": 7, \"all_cases\": -1000, \"paid\": -0.05, \"share\": 1}\n"
         "{\"run\": null, \"all_cases\": null, \"paid\": null, \"share\": null}\n"
         "{\"run\": \"x\", \"all_cases\": \"?\", \"paid\": 12.5, \"share\": \"n/a\"}\n");
  table_free(table);
}

static void titles_follow_the_language(void **state) {
  (void)state;
  Table *table = of_kinds();
  chinese = false;
  char *text = print(table, "md");
  assert_true(strstr(text, "| run | all cases | paid | share |\n| ---: |") == text);
  free(text);
  chinese = true;
  text = print(table, "md");
  assert_true(strstr(text, "| 运行 | 病例 | 报销 | 比例 |\n") == text);
  free(text);
  table_free(table);
}

static void markdown_and_tsv_escape(void **state) {
  (void)state;
  const char *const rows[][3] = {{"a|b", "1", "<b>\ttab\nline\\"}};
  Table *table = filled(rows, 1);
  prints(table, "md",
         "| 县 | 金额（元） | 说明 |\n| --- | ---: | --- |\n"
         "| a\\|b | 1 | &lt;b> tab\\\\x0aline\\\\ |\n");
  prints(table, "tsv", "county\ttotal\tnote\na|b\t1\t<b>\\ttab\\nline\\\\\n");
  table_free(table);
}

static void spreadsheets_keep_identifiers(void **state) {
  (void)state;
  const char *const rows[][3] = {{"110105194912310021", "1", "0012"},
                                 {"532625", "12345678901234", "=1+2"}};
  Table *table = filled(rows, 2);
  prints(table, "excel",
         "\xef\xbb\xbf县,金额（元）,说明\r\n"
         "\"=\"\"110105194912310021\"\"\",1,\"=\"\"0012\"\"\"\r\n"
         "532625,12345678901234,\"'=1+2\"\r\n");
  table_free(table);
}

static void the_screen_gets_no_control_characters(void **state) {
  (void)state;
  const char *const rows[][3] = {{"\x1b[31m红", "1", "a\nb"}};
  Table *table = filled(rows, 1);
  prints(table, "table",
         "县          金额（元）  说明\n"
         "----------  ----------  ------\n"
         "\\x1b[31m红           1  a\\x0ab\n");
  prints(table, "record", "县          \\x1b[31m红\n金额（元）  1\n说明        a\\x0ab\n");
  table_free(table);
}

/* --- fitted to a screen --- */

static const TableColumn wide[] = {{"target", "指标名称", TABLE_TEXT},
                                   {"county", "区划", TABLE_TEXT},
                                   {"paid", "报销金额", TABLE_MONEY},
                                   {"note", "备注", TABLE_TEXT}};

static Table *wide_table(int rows) {
  Table *table = table_new(wide, 4);
  for (int i = 0; i < rows; i++)
    table_add(table,
              (const char *[]){"建档立卡贫困人口住院实际报销比例", "文山壮族苗族自治州麻栗坡县",
                               "123456789012", i ? "短" : NULL});
  return table;
}

static void prints_at(const char *width, const Table *table, const char *format,
                      const char *wanted) {
  setenv("GUIZE_WIDTH", width, 1);
  prints(table, format, wanted);
  unsetenv("GUIZE_WIDTH");
}

static void texts_are_shortened_first(void **state) {
  (void)state;
  Table *table = wide_table(2);
  prints_at("60", table, "table",
            "指标名称           区划                       报销金额  备注\n"
            "-----------------  -----------------  ----------------  ----\n"
            "建档立卡贫困人口…  文山壮族苗族自治…  1,234,567,890.12  —\n"
            "建档立卡贫困人口…  文山壮族苗族自治…  1,234,567,890.12  短\n"
            "some texts are shortened (…)\n"
            "to see all: --format record, or --format csv into a file\n");
  table_free(table);
}

static void columns_are_left_out_from_the_right(void **state) {
  (void)state;
  Table *table = wide_table(2);
  prints_at("41", table, "table",
            "指标名称    区划                 报销金额\n"
            "----------  -----------  ----------------\n"
            "建档立卡…   文山壮族苗…  1,234,567,890.12\n"
            "建档立卡…   文山壮族苗…  1,234,567,890.12\n"
            "columns not shown (1): 备注\n"
            "some texts are shortened (…)\n"
            "to see all: --format record, or --format csv into a file\n");
  prints_at("20", table, "table",
            "指标名称   区划\n"
            "---------  ---------\n"
            "建档立卡…  文山壮族…\n"
            "建档立卡…  文山壮族…\n"
            "columns not shown (2): 报销金额, 备注\n"
            "some texts are shortened (…)\n"
            "to see all: --format record, or --format csv into a file\n");
  table_free(table);
}

static void one_wide_row_is_a_record(void **state) {
  (void)state;
  Table *table = wide_table(1);
  static const char record[] = "指标名称  建档立卡贫困人口住院实际报销比例\n"
                               "区划      文山壮族苗族自治州麻栗坡县\n"
                               "报销金额  1,234,567,890.12\n"
                               "备注      —\n";
  prints_at("60", table, "table", record);
  prints(table, "record", record);
  prints_at("100", table, "table",
            "指标名称                          区划                                "
            "报销金额  备注\n"
            "--------------------------------  --------------------------  ----------------  ----\n"
            "建档立卡贫困人口住院实际报销比例  文山壮族苗族自治州麻栗坡县  1,234,567,890.12  —\n");
  table_free(table);
}

static void a_screen_shows_the_first_rows(void **state) {
  (void)state;
  Table *table = table_new(columns, 3);
  for (int i = 0; i < 1234; i++) {
    if (i % 100 == 0) table_break(table);
    table_add(table, (const char *[]){"a", "1", "b"});
  }
  setenv("GUIZE_WIDTH", "80", 1);
  char *text = print(table, "table");
  unsetenv("GUIZE_WIDTH");
  assert_non_null(strstr(text, "\n1,234 rows, the first 199 are shown\n"));
  free(text);
  text = print(table, "table");
  assert_null(strstr(text, "shown"));
  free(text);
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
      cmocka_unit_test(people_read_yuan_and_percentages),
      cmocka_unit_test(programs_read_plain_numbers),
      cmocka_unit_test(titles_follow_the_language),
      cmocka_unit_test(markdown_and_tsv_escape),
      cmocka_unit_test(spreadsheets_keep_identifiers),
      cmocka_unit_test(the_screen_gets_no_control_characters),
      cmocka_unit_test(texts_are_shortened_first),
      cmocka_unit_test(columns_are_left_out_from_the_right),
      cmocka_unit_test(one_wide_row_is_a_record),
      cmocka_unit_test(a_screen_shows_the_first_rows),
  };
  return RUN(tests);
}
