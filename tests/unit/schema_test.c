/* data/schema, tables, views: what a description may say, the tables that follow, changes of them. */
#include "unit.h"

#include <unistd.h>

#include "data/schema.h"
#include "data/views.h"

static const char *const good =
    "{\"version\": 1,"
    "\"enumerations\": [{\"name\": \"level\", \"title\": \"等级\", \"values\": ["
    "  {\"name\": \"low\", \"title\": \"低\", \"code\": \"1\"}, {\"name\": \"high\", \"title\": "
    "\"高\"}]}],"
    "\"entities\": [{\"name\": \"visit\", \"title\": \"随访\", \"table\": \"visits\", \"key\": "
    "\"visit_id\","
    "  \"fields\": ["
    "    {\"name\": \"visit_id\", \"type\": \"id\", \"title\": \"编号\"},"
    "    {\"name\": \"person\", \"type\": \"ref\", \"to\": \"person\", \"title\": \"人员\"},"
    "    {\"name\": \"day\", \"type\": \"date\", \"title\": \"日期\", \"aliases\": [\"随访日期\"]},"
    "    {\"name\": \"level\", \"type\": \"enum\", \"of\": \"level\", \"title\": \"等级\", "
    "\"default\": \"low\"},"
    "    {\"name\": \"cost\", \"type\": \"money\", \"title\": \"费用\", \"min\": 0, \"max\": 100, "
    "\"null\": true},"
    "    {\"name\": \"photo\", \"type\": \"flag\", \"title\": \"照片\", \"default\": 0}],"
    "  \"checks\": [[\"cost IS NULL OR cost <> 13\", \"visit: 13 \\\"不\\\"可\"]],"
    "  \"indexes\": [[\"person\", \"day\"]]},"
    " {\"name\": \"person\", \"title\": \"人员\", \"table\": \"person\", \"key\": \"code\", "
    "\"doc\": \"一人一行\","
    "  \"fields\": ["
    "    {\"name\": \"code\", \"type\": \"code\", \"title\": \"人员编号\", \"national\": "
    "\"psn_no\"},"
    "    {\"name\": \"name\", \"type\": \"text\", \"title\": \"姓名\", \"personal\": true}],"
    "  \"checks\": {}, \"indexes\": []}]}";

/* The good description with the first `from` replaced by `to`. */
static Schema *read_changed(const char *from, const char *to, Fault *fault) {
  static char text[8192];
  const char *at = strstr(good, from);
  if (!at) fail_msg("'%s' is not in the description", from);
  snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
  json_error_t error;
  json_t *json = json_loads(text, 0, &error);
  if (!json) fail_msg("%s in %s", error.text, text);
  Schema *schema = schema_read(json, fault);
  json_decref(json);
  return schema;
}

static void a_description_is_decoded(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("", "", &fault);
  assert_no_fault(&fault);
  assert_int_equal(schema_version(schema), 1);
  assert_int_equal(schema_entity_count(schema), 2);
  const Entity *visit = schema_entity(schema, "visit");
  assert_string_equal(visit->table, "visits");
  assert_ptr_equal(visit->key, &visit->fields[0]);
  assert_ptr_equal(entity_field(visit, "person")->to, schema_entity(schema, "person"));
  assert_null(entity_field(visit, "Person"));
  assert_null(schema_entity(schema, "visits"));
  const Field *cost = entity_field(visit, "cost");
  assert_true(cost->null && cost->has_min && cost->has_max && cost->max == 100);
  assert_true(entity_field(schema_entity(schema, "person"), "name")->personal);
  assert_string_equal(field_type_name(cost->type), "money");
  schema_free(schema);
  schema_free(NULL);
}

static void headers_and_values_are_found(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("", "", &fault);
  const Entity *visit = schema_entity(schema, "visit"), *person = schema_entity(schema, "person");
  const Field *day = entity_field(visit, "day");
  assert_ptr_equal(entity_match(visit, "day", 3), day);
  assert_ptr_equal(entity_match(visit, "日期", 6), day);
  assert_ptr_equal(entity_match(visit, "\xE3\x80\x80随访日期 ", 16), day);
  assert_ptr_equal(entity_match(person, "psn_no", 6), &person->fields[0]);
  assert_null(entity_match(visit, "日", 3));
  assert_null(entity_match(visit, "", 0));
  const Enumeration *level = schema_enumeration(schema, "level");
  assert_int_equal(enumeration_index(level, "high", 4), 1);
  assert_int_equal(enumeration_index(level, "高", 3), -1);
  assert_int_equal(enumeration_match(level, " 高 ", 5), 1);
  assert_int_equal(enumeration_match(level, "1", 1), 0);
  assert_int_equal(enumeration_match(level, "2", 1), -1);
  assert_int_equal(enumeration_match(level, "", 0), -1);
  schema_free(schema);
}

static void a_wrong_description_is_refused_by_name(void **state) {
  (void)state;
  static const struct {
    const char *from, *to, *words;
  } cases[] = {
      {"\"version\": 1", "\"version\": 2", "version 2"},
      {"\"version\": 1", "\"version\": \"1\"", "version"},
      {"\"version\": 1,", "\"version\": 1, \"extra\": 1,", "extra"},
      {"\"name\": \"day\"", "\"name\": \"Day\"", "identifier"},
      {"\"name\": \"day\"", "\"name\": \"day\\\" TEXT); --\"", "identifier"},
      {"\"name\": \"day\"", "\"name\": \"日\"", "identifier"},
      {"\"table\": \"visits\"", "\"table\": \"settlement\"", "taken"},
      {"\"table\": \"visits\"", "\"table\": \"sqlite_x\"", "sqlite_"},
      {"\"table\": \"visits\"", "\"table\": \"person\"", "twice"},
      {"\"type\": \"date\"", "\"type\": \"datum\"", "datum"},
      {"\"to\": \"person\"", "\"to\": \"people\"", "people"},
      {"\"of\": \"level\"", "\"of\": \"levels\"", "levels"},
      {"\"of\": \"level\", ", "", "of"},
      {"\"default\": \"low\"", "\"default\": \"middle\"", "middle"},
      {"\"default\": 0", "\"default\": 2", "0 or 1"},
      {"\"min\": 0", "\"min\": 0.5", "whole"},
      {"\"min\": 0", "\"min\": 200", "above"},
      {"\"personal\": true", "\"persnal\": true", "personal"},
      {"\"personal\": true", "\"personal\": 1", "personal"},
      {"\"aliases\": [\"随访日期\"]", "\"aliases\": [\"费用\"]", "already means"},
      {"\"aliases\": [\"随访日期\"]", "\"aliases\": \"x\"", "list"},
      {"\"title\": \"照片\"", "\"title\": \"日期\"", "already means"},
      {"\"title\": \"照片\"", "\"title\": \"\"", "title"},
      {"\"title\": \"照片\"", "\"title\": \"a\\u0001\"", "control"},
      {"\"title\": \"照片\"", "\"doc\": \"照片\"", "title is missing"},
      {"\"key\": \"visit_id\"", "\"key\": \"day\"", "key"},
      {"\"key\": \"visit_id\"", "\"key\": \"nothing\"", "nothing"},
      {"cost IS NULL OR cost <> 13", "1) ); DROP TABLE person; --", "closed"},
      {"cost IS NULL OR cost <> 13", "(1", "closed"},
      {"cost IS NULL OR cost <> 13", "'", "closed"},
      {"[[\"person\", \"day\"]]", "[[\"person\", \"night\"]]", "night"},
      {"\"name\": \"high\", \"title\": \"高\"", "\"name\": \"low\", \"title\": \"高\"", "already"},
      {"\"name\": \"high\", \"title\": \"高\"", "\"name\": \"high\", \"title\": \"低\"", "already"},
      {"\"type\": \"code\", \"title\": \"人员编号\"",
       "\"type\": \"ref\", \"to\": \"person\", \"title\": \"人员编号\"", "circle"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Fault fault = {0};
    Schema *schema = read_changed(cases[i].from, cases[i].to, &fault);
    if (schema || strcmp(fault.code, "E412") != 0 || !strstr(fault.message, cases[i].words))
      fail_msg("%s: '%s' for '%s'", fault.code, fault.message, cases[i].to);
  }
  Fault fault = {0};
  json_t *list = json_array();
  assert_null(schema_read(list, &fault));
  assert_null(schema_read(NULL, &fault));
  json_decref(list);
}

/* A new database from the description; the caller closes it. */
static Store *make(const char *path, const Schema *schema) {
  Fault fault = {0};
  unlink(path);
  Store *store = store_create(path, &fault);
  assert_no_fault(&fault);
  if (!schema_create(store, schema, &fault)) fail_msg("%s", fault.message);
  return store;
}

static const char *path_of(const char *name) {
  static char path[512];
  const char *tmp = getenv("TMP");
  snprintf(path, sizeof path, "%s/%s", tmp ? tmp : "/tmp", name);
  return path;
}

static void refuse(Store *store, const char *sql, const char *words) {
  Fault fault = {0};
  if (store_exec(store, sql, &fault)) fail_msg("taken: %s", sql);
  assert_fault(&fault, EXIT_DATA, "E409");
  if (!strstr(fault.message, words)) fail_msg("'%s' not in '%s'", words, fault.message);
}

static void tables_refuse_wrong_rows_and_say_why(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("", "", &fault);
  const char *path = path_of("schema1.db");
  Store *store = make(path, schema);
  assert_true(store_exec(store, "INSERT INTO person VALUES ('p1', '甲')", &fault));
  assert_true(
      store_exec(store, "INSERT INTO visits (person, day) VALUES ('p1', '2016-02-29')", &fault));
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '2018-02-29')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '2018-2-1')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '2018-13-01')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '2018-04-31')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '0000-01-01')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', 'now')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p1', '2018-02-01T')", "日期");
  refuse(store, "INSERT INTO visits (person, day) VALUES ('p2', '2018-02-01')", "FOREIGN KEY");
  refuse(store, "INSERT INTO visits (person) VALUES ('p1')", "NOT NULL");
  refuse(store, "UPDATE visits SET level = 'middle'", "not one of low, high");
  refuse(store, "UPDATE visits SET cost = -1", "at least 0");
  refuse(store, "UPDATE visits SET cost = 101", "at most 100");
  refuse(store, "UPDATE visits SET cost = 13", "不");
  refuse(store, "UPDATE visits SET cost = '1,000'", "INTEGER");
  refuse(store, "UPDATE visits SET cost = 0.5", "INTEGER");
  refuse(store, "UPDATE visits SET photo = 2", "neither");
  refuse(store, "DELETE FROM person", "FOREIGN KEY");
  assert_true(store_exec(store, "UPDATE visits SET cost = 100, photo = 1, level = 'high'", &fault));
  assert_true(store_check(store, &fault));
  assert_true(store_close(store, &fault));
  store = store_open(path, STORE_WRITE, &fault);
  assert_no_fault(&fault);
  bool current = false;
  assert_true(schema_current(store, schema, &current, &fault));
  assert_true(current);
  assert_true(schema_migrate(store, schema, &fault));
  assert_true(store_close(store, &fault));
  schema_free(schema);
  unlink(path);
}

static int64_t number(Store *store, const char *sql) {
  Fault fault = {0};
  int64_t value = -1;
  if (!store_number(store, sql, &value, &fault)) fail_msg("%s", fault.message);
  return value;
}

static void changes_keep_the_rows(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("", "", &fault);
  const char *path = path_of("schema2.db");
  Store *store = make(path, schema);
  assert_true(store_exec(store,
                         "INSERT INTO person VALUES ('p1', '甲');"
                         "INSERT INTO visits (person, day, cost) VALUES ('p1', '2018-01-01', 50);"
                         "CREATE VIEW mine AS SELECT * FROM visits",
                         &fault));
  schema_free(schema);
  /* a new value, a new column before the last, and a table that others refer to */
  schema = read_changed("{\"name\": \"high\"",
                        "{\"name\": \"middle\", \"title\": \"中\"}, {\"name\": \"high\"", &fault);
  bool current = true;
  assert_true(schema_current(store, schema, &current, &fault));
  assert_false(current);
  if (!schema_migrate(store, schema, &fault)) fail_msg("%s", fault.message);
  assert_true(schema_current(store, schema, &current, &fault));
  assert_true(current);
  assert_true(store_exec(store, "UPDATE visits SET level = 'middle'", &fault));
  assert_int_equal(number(store, "SELECT cost FROM mine"), 50);
  assert_int_equal(number(store, "PRAGMA foreign_keys"), 1);
  schema_free(schema);

  schema =
      read_changed("{\"name\": \"name\", \"type\"",
                   "{\"name\": \"age\", \"type\": \"count\", \"title\": \"年龄\", \"null\": true},"
                   "{\"name\": \"name\", \"type\"",
                   &fault);
  fault_clear(&fault);
  assert_false(schema_migrate(store, schema, &fault)); /* 'middle' is in use */
  assert_fault(&fault, EXIT_DATA, "E409");
  assert_true(store_exec(store, "UPDATE visits SET level = 'low'", &fault));
  fault_clear(&fault);
  assert_true(schema_migrate(store, schema, &fault));
  assert_int_equal(number(store, "SELECT count(*) FROM person WHERE age IS NULL AND name = '甲'"),
                   1);
  assert_true(store_exec(store, "UPDATE person SET age = 7", &fault));
  schema_free(schema);

  schema = read_changed("", "", &fault);
  assert_false(schema_migrate(store, schema, &fault));
  assert_fault(&fault, EXIT_DATA, "E411");
  assert_non_null(strstr(fault.message, "age"));
  assert_int_equal(number(store, "SELECT age FROM person"), 7);
  assert_int_equal(number(store, "PRAGMA foreign_keys"), 1);
  fault_clear(&fault);
  assert_true(store_exec(store, "UPDATE person SET age = NULL", &fault));
  assert_true(schema_migrate(store, schema, &fault));
  assert_true(store_check(store, &fault));
  assert_true(store_close(store, &fault));
  schema_free(schema);
  unlink(path);
}

static void an_unfinished_database_is_not_there(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("cost <> 13", "nothing <> 13", &fault);
  const char *path = path_of("schema3.db");
  unlink(path);
  Store *store = store_create(path, &fault);
  assert_false(schema_create(store, schema, &fault));
  assert_true(fault_isset(&fault));
  store_close(store, NULL);
  assert_int_equal(access(path, F_OK), -1);
  schema_free(schema);
}

/* The tables that the views read, as far as they read them. */
static const char *const case_tables =
    "CREATE TABLE division (division_code TEXT, name TEXT);"
    "CREATE TABLE hospital (hospital_id INTEGER, name TEXT, level TEXT);"
    "CREATE TABLE patient (x); CREATE TABLE cases (case_id INTEGER, person_id INTEGER, hospital_id "
    "INTEGER, kind TEXT, referral TEXT, admission TEXT, discharge TEXT, settled TEXT, total_cost "
    "INTEGER, in_scope_cost INTEGER);"
    "CREATE TABLE person (person_id INTEGER, county_code "
    "TEXT);"
    "INSERT INTO division VALUES ('532601', '文山市'); INSERT INTO person VALUES (1, '532601');"
    "INSERT INTO hospital VALUES (1, '县医院', 'high');"
    "INSERT INTO cases VALUES (5, 1, 1, 'inpatient', 'none', '2018-01-01', '2018-01-03', "
    "'2018-01-03',"
    " 100000, 90000);"
    "INSERT INTO run (run_id, year, status) VALUES (1, 2018, 'finished');"
    "INSERT INTO run_layer VALUES (1, 1, 'basic', '基本医保', '390100', 1),"
    " (1, 2, 'backstop', '状态', '640100', 1);";

static void layers_become_columns_and_rows(void **state) {
  (void)state;
  Fault fault = {0};
  Schema *schema = read_changed("\"table\": \"person\"", "\"table\": \"people\"", &fault);
  const char *path = path_of("schema4.db");
  Store *store = make(path, schema);
  assert_int_equal(number(store, "SELECT count(*) FROM settlement_fund"), 0);
  if (!store_exec(store, case_tables, &fault)) fail_msg("%s", fault.message);
  const char *const names[] = {"basic", "backstop"};
  assert_true(schema_ensure_layers(store, names, 2, &fault));
  assert_true(schema_ensure_layers(store, names, 1, &fault));
  assert_true(
      store_exec(store,
                 "INSERT INTO settlement (run_id, case_id, basic, backstop, self_pay, status)"
                 " VALUES (1, 5, 70000, 0, 30000, 'ok')",
                 &fault));
  assert_int_equal(number(store, "SELECT sum(fund_payamt) FROM settlement_fund"), 70000);
  assert_int_equal(
      number(store, "SELECT count(*) FROM settlement_fund WHERE fund_pay_type = '390100'"), 1);
  assert_int_equal(number(store, "SELECT \"基本医保\" FROM 结算明细"), 700);
  assert_int_equal(number(store, "SELECT \"支付金额（元）\" FROM 基金支付"), 700);
  assert_int_equal(number(store, "SELECT count(*) FROM 目标考核"), 0);
  assert_int_equal(number(store, "SELECT count(*) FROM 运行记录 WHERE 状态 = '完成'"), 1);
  static const char *const bad[] = {"self_pay", "Basic", "a b", "x\"y", ""};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    fault_clear(&fault);
    assert_false(schema_ensure_layers(store, &bad[i], 1, &fault));
    assert_fault(&fault, EXIT_RULES, "E413");
  }
  assert_int_equal(number(store, "SELECT count(*) FROM pragma_table_info('settlement')"), 9);
  assert_true(store_close(store, NULL));
  schema_free(schema);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_description_is_decoded),
      cmocka_unit_test(headers_and_values_are_found),
      cmocka_unit_test(a_wrong_description_is_refused_by_name),
      cmocka_unit_test(tables_refuse_wrong_rows_and_say_why),
      cmocka_unit_test(changes_keep_the_rows),
      cmocka_unit_test(an_unfinished_database_is_not_there),
      cmocka_unit_test(layers_become_columns_and_rows),
  };
  return RUN(tests);
}
