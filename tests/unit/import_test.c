/* data/import, data/export: files into a small schema and out again; spoilt files, which may be refused but break
 * nothing. */
#include "unit.h"

#include <unistd.h>

#include "base/buffer.h"
#include "data/export.h"
#include "data/import.h"
#include "io/file.h"

static const char *const description =
    "{\"version\": 1, \"enumerations\": [{\"name\": \"sex\", \"title\": \"性别\", \"values\": ["
    "{\"name\": \"male\", \"title\": \"男\", \"code\": \"1\"}, {\"name\": \"female\", \"title\": "
    "\"女\", \"alias\": \"女性\"}]}],"
    "\"entities\": [{\"name\": \"place\", \"title\": \"地方\", \"table\": \"place\", \"key\": "
    "\"code\", \"fields\": ["
    "{\"name\": \"code\", \"type\": \"code\", \"title\": \"编码\"},"
    "{\"name\": \"above\", \"type\": \"ref\", \"to\": \"place\", \"title\": \"上级\", \"null\": "
    "true}], \"checks\": [], \"indexes\": []},"
    "{\"name\": \"person\", \"title\": \"人员\", \"table\": \"people\", \"key\": \"id\", "
    "\"fields\": ["
    "{\"name\": \"id\", \"type\": \"id\", \"title\": \"编号\"},"
    "{\"name\": \"place\", \"type\": \"ref\", \"to\": \"place\", \"title\": \"地方\"},"
    "{\"name\": \"name\", \"type\": \"text\", \"title\": \"姓名\", \"personal\": true},"
    "{\"name\": \"id_number\", \"type\": \"text\", \"title\": \"证件号\", \"personal\": true, "
    "\"null\": true},"
    "{\"name\": \"born\", \"type\": \"date\", \"title\": \"出生\", \"null\": true},"
    "{\"name\": \"sex\", \"type\": \"enum\", \"of\": \"sex\", \"title\": \"性别\", \"default\": "
    "\"male\"},"
    "{\"name\": \"fee\", \"type\": \"money\", \"title\": \"费用\", \"default\": 0, \"min\": 0},"
    "{\"name\": \"paid\", \"type\": \"flag\", \"title\": \"已缴\", \"default\": 0}], \"checks\": "
    "[[\"fee <> 1300\", \"people: 13 元不可 (13 is not allowed)\"]], \"indexes\": []}]}";

static const char *const good = "编号,地方,姓名,证件号,出生,性别,费用,已缴\n"
                                "1,0101,张三,11010519491231002X,1949-12-31,男,\"1,234.50\",是\n"
                                "2,01,\"李\"\"四\"\"\",,2018年7月1日,女性,,\n"
                                "3,0101,王五,,,1,1.2万元,√\n";

typedef struct House {
  Schema *schema;
  Store *store;
} House;

static int build(void **state) {
  static House house;
  json_error_t error;
  json_t *json = json_loads(description, 0, &error);
  Fault fault = {0};
  if (!json) fail_msg("%s", error.text);
  unlink("house.db");
  house.schema = schema_read(json, &fault);
  json_decref(json);
  assert_no_fault(&fault);
  house.store = store_create("house.db", &fault);
  assert_non_null(house.store);
  assert_true(schema_create(house.store, house.schema, &fault));
  assert_true(
      store_exec(house.store, "INSERT INTO place VALUES ('01', NULL), ('0101', '01')", &fault));
  *state = &house;
  return 0;
}

static int pull_down(void **state) {
  House *house = *state;
  store_close(house->store, NULL);
  schema_free(house->schema);
  return 0;
}

static void write_file(const char *path, const char *text, size_t size) {
  Fault fault = {0};
  assert_true(file_save(path, text, size, &fault));
}

/* Imports; false with the fault. `report` may be NULL; of its texts only numbers are to be used. */
static bool take(House *house, const char *path, ImportOptions options, ImportReport *report,
                 Fault *fault) {
  fault_clear(fault);
  if (options.dry_run) assert_true(store_begin(house->store, fault));
  Import *import = import_open(path, house->schema, &options, fault);
  bool ok = import && import_store(import, house->store, fault);
  if (report && import) *report = *import_report(import);
  import_close(import);
  if (options.dry_run) store_rollback(house->store);
  return ok;
}

static int64_t number(House *house, const char *sql) {
  int64_t found = -1;
  Fault fault = {0};
  assert_true(store_number(house->store, sql, &found, &fault));
  return found;
}

static void a_file_is_taken_once(void **state) {
  House *house = *state;
  Fault fault;
  ImportReport report;
  write_file("people.csv", good, strlen(good));
  if (!take(house, "people.csv", (ImportOptions){0}, &report, &fault))
    fail_msg("%s: %s", fault.code, fault.message);
  assert_int_equal(report.added, 3);
  assert_int_equal(report.defaults[6], 1);
  assert_int_equal(number(house, "SELECT sum(fee) FROM people"), 123450 + 1200000);
  assert_int_equal(number(house, "SELECT sum(paid) FROM people"), 2);
  assert_int_equal(number(house, "SELECT count(*) FROM people WHERE sex = 'female'"), 1);
  assert_false(take(house, "people.csv", (ImportOptions){0}, NULL, &fault));
  assert_fault(&fault, EXIT_DATA, "E523");
  assert_true(take(house, "people.csv", (ImportOptions){.again = true}, &report, &fault));
  assert_int_equal(report.same, 3);
}

static void rows_are_refused(void **state) {
  House *house = *state;
  Fault fault;
  ImportReport report;
  static const char text[] =
      "编号,地方,姓名,费用\n7,01,甲,13\n8,02,乙,1\n9,01,丙,-1\n10,01,丁,5\n1,01,张三,9\n";
  write_file("bad.csv", text, sizeof text - 1);
  assert_false(take(house, "bad.csv", (ImportOptions){0}, &report, &fault));
  assert_fault(&fault, EXIT_DATA, "E522");
  assert_int_equal(report.refused, 4);
  assert_int_equal(report.first[0].line, 2);
  assert_string_equal(report.first[0].where, "费用");
  assert_non_null(strstr(report.first[0].why, "13 is not allowed"));
  assert_string_equal(report.first[1].where, "地方");
  assert_string_equal(report.first[2].why, "less than 0");
  assert_string_equal(report.first[3].where, "地方、费用");
  assert_int_equal(number(house, "SELECT count(*) FROM people"), 3);
  assert_true(take(house, "bad.csv", (ImportOptions){.good_rows = true}, &report, &fault));
  assert_int_equal(number(house, "SELECT count(*) FROM people"), 4);
}

static void rows_wait_for_others(void **state) {
  House *house = *state;
  Fault fault;
  ImportReport report;
  static const char text[] = "编码,上级\n020101,0201\n0201,02\n02,\n";
  write_file("place.csv", text, sizeof text - 1);
  assert_true(take(house, "place.csv", (ImportOptions){0}, &report, &fault));
  assert_int_equal(report.added, 3);
  static const char lost[] = "编码,上级\n030101,0301\n0301,03\n04,04\n";
  write_file("lost.csv", lost, sizeof lost - 1);
  assert_false(take(house, "lost.csv", (ImportOptions){0}, &report, &fault));
  assert_int_equal(report.refused, 2);
  assert_int_equal(report.added, 1);
}

static void rows_are_changed(void **state) {
  House *house = *state;
  Fault fault;
  ImportReport report;
  static const char text[] = "编号,姓名,证件号,性别,费用,地方\n1,,,女,,\n2,,,,,\n";
  write_file("update.csv", text, sizeof text - 1);
  ImportOptions update = {.mode = IMPORT_UPDATE};
  if (!take(house, "update.csv", update, &report, &fault))
    fail_msg("%s: %s", fault.code, fault.message);
  assert_int_equal(report.changed, 1);
  assert_int_equal(report.same, 1);
  assert_int_equal(number(house, "SELECT fee FROM people WHERE id = 1 AND sex = 'female' AND "
                                 "id_number IS NOT NULL"),
                   123450);
}

/* What is exported; the caller frees. */
static char *exported(House *house, const char *what, bool reveal) {
  Fault fault = {0};
  ExportOptions options = {.what = what, .reveal = reveal};
  Store *store = store_open(store_path(house->store), STORE_READ, &fault);
  Export *export = export_open(store, house->schema, &options, &fault);
  if (!export) fail_msg("%s: %s", fault.code, fault.message);
  const OutCell *cells;
  size_t count;
  int step;
  Buffer out = {0};
  export_columns(export, &count);
  buffer_add_text(&out, "");
  while ((step = export_next(export, &cells, &fault)) == 1) {
    for (size_t i = 0; i < count; i++)
      buffer_format(&out, "%s%s", i ? "|" : "", cells[i].text ? cells[i].text : "-");
    buffer_add_text(&out, ";");
  }
  assert_int_equal(step, 0);
  export_close(export);
  store_close(store, NULL);
  return out.data;
}

static void rows_are_exported(void **state) {
  House *house = *state;
  static const char *const wanted[][3] = {
      {"person", "r",
       "1|0101|张三|11010519491231002X|1949-12-31|女|1234.50|是;2|01|李\"四\"|-|2018-07-01|女|0.00|"
       "否;"
       "3|0101|王五|-|-|男|12000.00|是;10|01|丁|-|-|男|5.00|否;"},
      {"人员", "",
       "1|0101|*三|110105************|1949-12-31|女|1234.50|是;2|01|李***\"|-|2018-07-01|女|0.00|"
       "否;"
       "3|0101|*五|-|-|男|12000.00|是;10|01|*|-|-|男|5.00|否;"},
      {"SELECT name, fee FROM people WHERE id < 3", "", "*三|123450;李**\"|0;"},
      {"SELECT name, fee / 100.0 FROM people WHERE id = 1", "r", "张三|1234.5;"},
  };
  for (size_t i = 0; i < 4; i++) {
    char *found = exported(house, wanted[i][0], *wanted[i][1] == 'r');
    if (i == 1 || i == 2) {
      assert_null(strstr(found, "张三"));
      assert_null(strstr(found, "11010519491231002X"));
    } else {
      assert_string_equal(found, wanted[i][2]);
    }
    free(found);
  }
}

/* A good file with some bytes changed: taken or refused, with a reason; nothing is stored by half. */
static void spoilt_files(void **state) {
  House *house = *state;
  static const char odd[] = "\0\"\n\r,\t'=\x80\xFF\xD5\xE5 9-";
  uint32_t random = 1;
  char text[512];
  size_t size = strlen(good);
  int64_t before = number(house, "SELECT count(*) FROM people");
  for (int round = 0; round < 1000; round++) {
    Fault fault;
    ImportReport report;
    memcpy(text, good, size);
    for (int i = 0; i < 1 + round % 4; i++) {
      random = random * 1664525u + 1013904223u;
      text[(random >> 8) % size] = odd[(random >> 24) % (sizeof odd - 1)];
    }
    size_t length = round % 5 == 0 ? (random >> 10) % size : size;
    write_file("spoilt.csv", text, length);
    ImportOptions options = {.dry_run = true,
                             .again = true,
                             .entity = round % 2 ? "person" : NULL,
                             .mode = (ImportMode)(round % 3),
                             .encoding = round % 7 == 0 ? "gb18030" : NULL};
    if (!take(house, "spoilt.csv", options, &report, &fault)) {
      assert_true(fault.exit == EXIT_DATA || fault.exit == EXIT_USAGE);
      assert_true(fault.message[0] != '\0');
    }
    unlink("spoilt.csv.refused.csv");
  }
  assert_int_equal(number(house, "SELECT count(*) FROM people"), before);
}

int main(void) {
  const char *folder = getenv("TMP");
  if (folder && chdir(folder) != 0) return 1;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_is_taken_once), cmocka_unit_test(rows_are_refused),
      cmocka_unit_test(rows_wait_for_others), cmocka_unit_test(rows_are_changed),
      cmocka_unit_test(rows_are_exported),    cmocka_unit_test(spoilt_files),
  };
  return cmocka_run_group_tests(tests, build, pull_down);
}
