/* job/ledgers, data/correction, data/dossier over a database of a few rows: matching, a worksheet there and back,
 * corrections with their history, what was changed meanwhile. */
#include "unit.h"

#include <unistd.h>

#include "base/buffer.h"
#include "data/correction.h"
#include "data/dossier.h"
#include "io/file.h"
#include "job/ledgers_sheet.h"
#include "job/ledgers_text.h"

static const char *const description =
    "{\"version\": 1, \"enumerations\": [{\"name\": \"tier\", \"title\": \"层级\", \"values\": ["
    "  {\"name\": \"village\", \"title\": \"村级台账\"}, {\"name\": \"county\", \"title\": "
    "\"县级台账\"}]}],"
    "\"entities\": [{\"name\": \"division\", \"title\": \"区划\", \"table\": \"division\", "
    "\"key\": "
    "\"division_code\", \"fields\": [{\"name\": \"division_code\", \"type\": \"code\", \"title\": "
    "\"代码\"},"
    "  {\"name\": \"name\", \"type\": \"text\", \"title\": \"名称\"}], \"checks\": [], "
    "\"indexes\": []},"
    " {\"name\": \"person\", \"title\": \"人员\", \"table\": \"person\", \"key\": \"person_id\", "
    "\"fields\": ["
    "  {\"name\": \"person_id\", \"type\": \"id\", \"title\": \"人员编号\"},"
    "  {\"name\": \"name\", \"type\": \"text\", \"title\": \"姓名\", \"personal\": true},"
    "  {\"name\": \"id_number\", \"type\": \"text\", \"title\": \"证件号码\", \"personal\": true, "
    "\"null\": true}],"
    "  \"checks\": [], \"indexes\": []},"
    " {\"name\": \"ledger_entry\", \"title\": \"台账\", \"table\": \"ledger_entry\", \"key\": "
    "\"entry_id\", "
    "\"fields\": [{\"name\": \"entry_id\", \"type\": \"id\", \"title\": \"记录编号\"},"
    "  {\"name\": \"tier\", \"type\": \"enum\", \"of\": \"tier\", \"title\": \"台账层级\"},"
    "  {\"name\": \"division_code\", \"type\": \"ref\", \"to\": \"division\", \"title\": "
    "\"所在区划\"},"
    "  {\"name\": \"person_id\", \"type\": \"ref\", \"to\": \"person\", \"title\": \"人员\", "
    "\"null\": true},"
    "  {\"name\": \"name\", \"type\": \"text\", \"title\": \"姓名\", \"personal\": true, \"null\": "
    "true},"
    "  {\"name\": \"id_number\", \"type\": \"text\", \"title\": \"证件号码\", \"personal\": true, "
    "\"null\": true},"
    "  {\"name\": \"birth\", \"type\": \"date\", \"title\": \"出生日期\", \"null\": true},"
    "  {\"name\": \"size\", \"type\": \"count\", \"title\": \"家庭人口\", \"null\": true, \"min\": "
    "1}],"
    "  \"checks\": [], \"indexes\": []}]}";

/* 1, 2: a name differs; 3, 4: 15 digits of the old kind; 5: missing in the county's; 6, 7, 8: doubled, matched by name. */
static const char *const rows =
    "INSERT INTO division VALUES ('532625', '某县'), ('532625101001', '某村');"
    "INSERT INTO person VALUES (11, '赵六', '990000196505050019'), (12, '同名', NULL), (13, "
    "'同名', NULL);"
    "INSERT INTO ledger_entry VALUES (1, 'village', '532625101001', 11, '赵六', "
    "'990000196505050019', "
    "'1965-05-05', 2), (2, 'county', '532625', NULL, '赵陆', '990000196505050019', '1965-05-05', "
    "NULL),"
    "(3, 'village', '532625101001', NULL, '张·三', '990000193601120036', '1936-01-12', 2),"
    "(4, 'county', '532625', NULL, '张•三', '990000360112003', '1936-01-12', 2),"
    "(5, 'village', '532625', NULL, '李四', '99000019750202002X', '1975-02-02', 1),"
    "(6, 'village', '532625', NULL, '王五', NULL, '1980-03-03', 1),"
    "(7, 'county', '532625', NULL, '王五', '990000198003030033', '1980-03-03', 1),"
    "(8, 'county', '532625', NULL, '王五', '990000198003030033', '1980-03-03', 1);";

typedef struct Fixture {
  Schema *schema;
  Store *store;
  char path[4096], sheet[4096];
} Fixture;

static int open_all(void **state) {
  Fixture *f = calloc(1, sizeof *f);
  Fault fault = {0};
  json_t *json = json_loads(description, 0, NULL);
  assert_non_null(json);
  f->schema = schema_read(json, &fault);
  json_decref(json);
  const char *tmp = getenv("TMP");
  snprintf(f->path, sizeof f->path, "%s/ledgers_test-%ld.db", tmp ? tmp : "/tmp", (long)getpid());
  snprintf(f->sheet, sizeof f->sheet, "%s/ledgers_test-%ld.csv", tmp ? tmp : "/tmp",
           (long)getpid());
  unlink(f->path);
  unlink(f->sheet);
  assert_no_fault(&fault);
  f->store = store_create(f->path, &fault);
  assert_non_null(f->store);
  schema_create(f->store, f->schema, &fault);
  assert_no_fault(&fault);
  assert_true(store_exec(f->store, rows, &fault));
  *state = f;
  return 0;
}

static int close_all(void **state) {
  Fixture *f = *state;
  store_close(f->store, NULL);
  schema_free(f->schema);
  unlink(f->path);
  unlink(f->sheet);
  free(f);
  return 0;
}

static int64_t number(Fixture *f, const char *sql) {
  int64_t out = -1;
  Fault fault = {0};
  store_number(f->store, sql, &out, &fault);
  assert_no_fault(&fault);
  return out;
}

static void differences_are_found(void **state) {
  Fixture *f = *state;
  Ledgers ledgers;
  LedgerDifference list[LEDGER_MOST];
  Fault fault = {0};
  Buffer said = {0};
  assert_true(ledgers_read(&ledgers, f->store, f->schema, &fault));
  assert_int_equal(ledgers.person_count, 4);
  static const char *const expected[] = {"differs name", "differs id_number", "missing county",
                                         "doubled county, differs id_number"};
  for (size_t p = 0; p < 4; p++) {
    size_t count = ledgers_differ(&ledgers, &ledgers.persons[p], list);
    buffer_clear(&said);
    buffer_add_text(&said, "");
    for (size_t i = 0; i < count; i++)
      buffer_format(&said, "%s%s %s", i ? ", " : "", ledgers_kind(list[i].kind, false),
                    list[i].field ? list[i].field->name : ledgers.tiers->values[list[i].tier].name);
    assert_string_equal(said.data ? said.data : "", expected[p]);
  }
  buffer_clear(&said);
  ledgers_differ(&ledgers, &ledgers.persons[3], list);
  ledgers_say_reason(&said, &ledgers, &ledgers.persons[3], &list[1], false);
  assert_string_equal(said.data, "id_number is not the same everywhere; no ID number in village; "
                                 "matched by name and day of birth");
  buffer_free(&said);
  ledgers_free(&ledgers);
}

static void write_sheet(Fixture *f) {
  Ledgers ledgers;
  LedgerSheet sheet = {.reveal = true};
  Fault fault = {0};
  int64_t written;
  assert_true(ledgers_read(&ledgers, f->store, f->schema, &fault));
  assert_true(ledgers_sheet_write(&ledgers, &sheet, f->sheet, OUT_EXCEL, &written, &fault));
  assert_int_equal(written, 5);
  ledgers_free(&ledgers);
}

/* Puts an answer into the first row that has these cells. */
static void answer(Fixture *f, const char *cells, const char *answered) {
  Buffer text = {0}, out = {0};
  Fault fault = {0};
  assert_true(file_read(f->sheet, &text, 1 << 20, &fault));
  char *at = strstr(text.data, cells);
  assert_non_null(at);
  buffer_add(&out, text.data, (size_t)(at - text.data));
  buffer_add_text(&out, answered);
  buffer_add_text(&out, at + strlen(cells));
  assert_true(file_save(f->sheet, out.data, out.size, &fault));
  buffer_free(&text);
  buffer_free(&out);
}

static void count_refused(void *data, int64_t line, const char *column, const char *why) {
  (void)line, (void)column, (void)why;
  ++*(int *)data;
}

static bool apply(Fixture *f, LedgerApplied *applied, Fault *fault) {
  int refused = 0;
  bool ok = ledgers_sheet_apply(f->store, f->schema, f->sheet, "utf-8", false, count_refused,
                                &refused, applied, fault);
  assert_int_equal(refused, applied->refused);
  return ok;
}

static void a_worksheet_comes_back(void **state) {
  Fixture *f = *state;
  LedgerApplied applied;
  Fault fault = {0};
  write_sheet(f);
  answer(f, "不一致,,姓名,,,", "不一致,,姓名,赵六,,");
  answer(f, "缺漏,县级台账,,,,", "缺漏,县级台账,,,新增,");
  answer(f, "重复,县级台账,,,,", "重复,县级台账,,,删除,");
  assert_true(apply(f, &applied, &fault));
  assert_int_equal(applied.corrected, 1);
  assert_int_equal(applied.added, 1);
  assert_int_equal(applied.deleted, 1);
  assert_int_equal(applied.open, 2);
  assert_int_equal(number(f, "SELECT count(*) FROM ledger_entry WHERE name = '赵六'"), 2);
  assert_int_equal(
      number(f, "SELECT tier = 'county' FROM ledger_entry WHERE name = '李四' AND entry_id = 9"),
      1);
  assert_int_equal(
      number(f, "SELECT group_concat(entry_id, '') FROM ledger_entry WHERE name = '王五'"), 67);
  assert_true(apply(f, &applied, &fault));
  assert_int_equal(applied.already, 3);
  assert_int_equal(applied.corrected + applied.added + applied.deleted, 0);
}

static void a_stale_worksheet_is_refused(void **state) {
  Fixture *f = *state;
  LedgerApplied applied;
  Fault fault = {0};
  write_sheet(f);
  answer(f, "不一致,,姓名,,,", "不一致,,姓名,赵六,,");
  answer(f, "缺漏,县级台账,,,,", "缺漏,县级台账,,,新增,");
  assert_true(
      store_exec(f->store, "UPDATE ledger_entry SET name = '赵' WHERE entry_id = 2", &fault));
  assert_false(apply(f, &applied, &fault));
  assert_fault(&fault, EXIT_DATA, "E572");
  assert_int_equal(applied.refused, 1);
  assert_int_equal(number(f, "SELECT count(*) FROM ledger_entry"), 8);
}

static void a_row_changed_meanwhile_is_not_overwritten(void **state) {
  Fixture *f = *state;
  Correction correction;
  Fault fault = {0};
  assert_true(correction_begin(&correction, f->store, f->schema, "人员", "11", &fault));
  assert_true(correction_add(&correction, f->store, "姓名", "赵七", &fault));
  assert_true(store_exec(f->store, "UPDATE person SET name = '赵八' WHERE person_id = 11", &fault));
  assert_false(correction_store(&correction, f->path, f->schema, "correct", NULL, &fault));
  assert_fault(&fault, EXIT_DATA, "E569");
  correction_free(&correction);
  fault = (Fault){0};
  assert_int_equal(number(f, "SELECT count(*) FROM person WHERE name = '赵八'"), 1);
  assert_int_equal(number(f, "SELECT count(*) FROM sqlite_schema WHERE name = 'change_log'"), 0);
}

static void count_changes(const Change *change, void *data) {
  *(int *)data += change->old && change->new &&strcmp(change->reason, "为什么") == 0;
}

static void a_correction_is_kept(void **state) {
  Fixture *f = *state;
  Correction correction;
  Fault fault = {0};
  int changes = 0;
  assert_true(correction_begin(&correction, f->store, f->schema, "person", "11", &fault));
  assert_true(correction_add(&correction, f->store, "name", "赵七", &fault));
  assert_true(correction_add(&correction, f->store, "name", "赵八", &fault)); /* the later one */
  assert_false(correction_add(&correction, f->store, "id_number", "990000196505050018", &fault));
  assert_fault(&fault, EXIT_DATA, "E567");
  fault = (Fault){0};
  assert_true(correction_add(&correction, f->store, "id_number", "99000019750202002x", &fault));
  assert_true(correction_store(&correction, f->path, f->schema, "correct", "为什么", &fault));
  correction_free(&correction);
  assert_int_equal(
      number(
          f,
          "SELECT count(*) FROM person WHERE name = '赵八' AND id_number = '99000019750202002X'"),
      1);
  assert_true(changelog_each(f->store, "person", "11", count_changes, &changes, &fault));
  assert_int_equal(changes, 2);
  assert_false(store_exec(f->store, "DELETE FROM change_log", &fault));
}

static void a_person_has_registers(void **state) {
  Fixture *f = *state;
  Fault fault = {0};
  int64_t keys[4];
  assert_int_equal(dossier_find_person(f->store, "同名", keys, 4, &fault), 2);
  assert_int_equal(dossier_find_person(f->store, "990000196505050019", keys, 4, &fault), 1);
  assert_int_equal(keys[0], 11);
  const Entity *person = schema_entity(f->schema, "person");
  json_t *sections = dossier_read(f->store, f->schema, person, "11", true, &fault);
  assert_no_fault(&fault);
  const json_t *entries = json_array_get(sections, 1);
  assert_string_equal(json_string_value(json_object_get(entries, "name")), "ledger_entry");
  assert_int_equal(json_integer_value(json_object_get(entries, "total")), 2);
  const json_t *itself = json_array_get(json_object_get(json_array_get(sections, 0), "rows"), 0);
  assert_string_equal(json_string_value(json_array_get(itself, 1)), "赵*");
  json_decref(sections);
  assert_null(dossier_read(f->store, f->schema, person, "99", true, &fault));
  assert_fault(&fault, EXIT_DATA, "E565");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(differences_are_found, open_all, close_all),
      cmocka_unit_test_setup_teardown(a_worksheet_comes_back, open_all, close_all),
      cmocka_unit_test_setup_teardown(a_stale_worksheet_is_refused, open_all, close_all),
      cmocka_unit_test_setup_teardown(a_row_changed_meanwhile_is_not_overwritten, open_all,
                                      close_all),
      cmocka_unit_test_setup_teardown(a_correction_is_kept, open_all, close_all),
      cmocka_unit_test_setup_teardown(a_person_has_registers, open_all, close_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
