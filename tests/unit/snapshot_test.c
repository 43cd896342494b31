/* data/snapshot, people, arrange: a small database, read into rows that can be worked by hand. */
#include "unit.h"

#include <signal.h>
#include <unistd.h>

#include "base/date.h"
#include "data/snapshot.h"
#include "eval/link.h"

/* --- the schema, the layout and a database --- */

/* As stdlib/layout.lua has them; the offsets are the sums of the sizes. */
static const struct {
  const char *name, *type;
} fields[] = {
    {"id", "double"},
    {"total_cost", "double"},
    {"uncovered_cost", "double"},
    {"over_limit_cost", "double"},
    {"first_pay_cost", "double"},
    {"in_scope_cost", "double"},
    {"temporary_aid", "double"},
    {"hospital_relief", "double"},
    {"deposit", "double"},
    {"household_", "int32_t"},
    {"person_", "int32_t"},
    {"hospital_", "int32_t"},
    {"admission", "int32_t"},
    {"discharge", "int32_t"},
    {"settled", "int32_t"},
    {"refund_of_", "int32_t"},
    {"county_", "uint16_t"},
    {"diagnosis_", "uint16_t"},
    {"member_", "uint16_t"},
    {"held_any_", "uint16_t"},
    {"held_admission_", "uint16_t"},
    {"held_discharge_", "uint16_t"},
    {"held_settlement_", "uint16_t"},
    {"hospital_level_", "uint8_t"},
    {"hospital_tier_", "uint8_t"},
    {"kind_", "uint8_t"},
    {"referral_", "uint8_t"},
    {"place_", "uint8_t"},
    {"sex_", "uint8_t"},
    {"age", "uint8_t"},
    {"one_stop", "bool"},
    {"settlement_slot_", "uint8_t"},
    {"discharge_slot_", "uint8_t"},
    {"admission_slot_", "uint8_t"},
    {"refunded_", "uint8_t"},
};

enum { FIELDS = sizeof fields / sizeof *fields };

static Schema *schema;
static Layout layout;

static int size_of(const char *type) {
  return strcmp(type, "double") == 0     ? 8
         : strstr(type, "32")            ? 4
         : strcmp(type, "uint16_t") == 0 ? 2
                                         : 1;
}

/* The layout without field `left_out`, with `more` bytes at its end. */
static Layout make_layout(int left_out, int more) {
  json_t *list = json_array();
  int at = 0;
  for (int i = 0; i < FIELDS; i++) {
    if (i != left_out)
      json_array_append_new(list, json_pack("{s:s, s:s, s:i}", "name", fields[i].name, "type",
                                            fields[i].type, "offset", at));
    at += size_of(fields[i].type);
  }
  json_t *description = json_pack("{s:i, s:o}", "size", (at + more + 7) / 8 * 8, "fields", list);
  Fault fault = {0};
  Layout made;
  layout_read(&made, description, &fault);
  assert_no_fault(&fault);
  json_decref(description);
  return made;
}

static int prepare(void **state) {
  (void)state;
  Fault fault = {0};
  const char *program = getenv("GUIZE");
  Link *link = link_open(&(LinkOptions){.program = program ? program : "build/guize"}, &fault);
  json_t *description =
      link ? link_ask(link, json_pack("{s:s}", "op", "schema"), 30, &fault) : NULL;
  schema = description ? schema_read(description, &fault) : NULL;
  json_decref(description);
  link_close(link);
  if (!schema) {
    fault_print(stderr, &fault);
    return -1;
  }
  layout = make_layout(-1, 0);
  return 0;
}

static int clean_up(void **state) {
  (void)state;
  schema_free(schema);
  return 0;
}

static void run_sql(Store *store, const char *sql) {
  Fault fault = {0};
  if (!store_exec(store, sql, &fault)) fail_msg("%s: %s", fault.message, sql);
}

/* Two counties of a prefecture. Persons by position: 0 is 11, 1 is 12, 2 is 13, 3 is 14, 4 is 16.
 * Households in the order of county and key: 14 by himself (0); 13 and 16, who is insured in the
 * other county (1); 11 and 12 (2). */
static const char *const people =
    "INSERT INTO division (division_code, name, level) VALUES ('532601', 'A', 'county'),"
    " ('532625', 'B', 'county'), ('530102', 'C', 'county'), ('451029', 'D', 'county'),"
    " ('532625101', 'E', 'township');"
    "INSERT INTO household (household_id, division_code) VALUES (1, '532625'), (2, '532601');"
    "INSERT INTO person (person_id, household_id, county_code, name, birth, sex) VALUES"
    " (11, 1, '532625', 'a', '1970-03-02', 'male'), (12, 1, '532625', 'b', '1975-02-02', 'female'),"
    " (13, 2, '532601', 'c', '1980-03-03', 'male'), (14, NULL, '532601', 'd', '1990-01-01', "
    "'female'), (16, 2, '532625', 'e', '2018-06-01', 'male');"
    "INSERT INTO hospital (hospital_id, name, level, division_code, tier) VALUES"
    " (5, 'h5', 'secondary', '532625', 'county'), (6, 'h6', 'tertiary', '532601', 'prefecture'),"
    " (7, 'h7', 'provincial', '530102', 'province'), (8, 'h8', 'primary', '451029', 'village'),"
    " (9, 'h9', 'township', '532625101', 'township');";

static const char *path_of(const char *name) {
  static char path[512];
  const char *tmp = getenv("TMP");
  snprintf(path, sizeof path, "%s/%s", tmp ? tmp : "/tmp", name);
  unlink(path);
  return path;
}

/* A database of those people; the caller closes it. */
static Store *make(void) {
  static int number;
  char name[32];
  Fault fault = {0};
  snprintf(name, sizeof name, "snapshot%d.db", ++number);
  Store *store = store_create(path_of(name), &fault);
  assert_no_fault(&fault);
  schema_create(store, schema, &fault);
  assert_no_fault(&fault);
  run_sql(store, people);
  return store;
}

/* A case of 100 yuan at hospital 5 on the days given; `refund_of` 0: it is none. */
static void add_case(Store *store, int id, int person, const char *admission, const char *discharge,
                     const char *settled, int refund_of, int fen) {
  char sql[600], original[16] = "NULL";
  if (refund_of) snprintf(original, sizeof original, "%d", refund_of);
  snprintf(sql, sizeof sql,
           "INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, "
           "total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of) "
           "VALUES (%d, %d, 5, '%s', '%s', '%s', %d, 0, 0, 0, %d, %s)",
           id, person, admission, discharge, settled, fen, fen, original);
  run_sql(store, sql);
}

static void add_day(Store *store, int id, int person, const char *day, int refund_of, int fen) {
  add_case(store, id, person, day, day, day, refund_of, fen);
}

static bool try_read(Snapshot *snapshot, Store *store, const char *county, Fault *fault) {
  const char *const counties[] = {county};
  SnapshotScope scope = {.year = 2018, .counties = counties, .county_count = county ? 1 : 0};
  return snapshot_read(snapshot, store, schema, &layout, &scope, fault);
}

static Snapshot take(Store *store) {
  Snapshot snapshot;
  Fault fault = {0};
  try_read(&snapshot, store, NULL, &fault);
  assert_no_fault(&fault);
  return snapshot;
}

/* --- looking at rows --- */

static int64_t row_of(const Snapshot *snapshot, int64_t case_id) {
  for (int64_t i = 0; i < snapshot->count; i++)
    if (snapshot_case(snapshot, i) == case_id) return i;
  fail_msg("case %lld is not there", (long long)case_id);
  return -1;
}

static bool is_there(const Snapshot *snapshot, int64_t case_id) {
  for (int64_t i = 0; i < snapshot->count; i++)
    if (snapshot_case(snapshot, i) == case_id) return true;
  return false;
}

static int byte_of(const Snapshot *snapshot, int64_t case_id, size_t at) {
  return (unsigned char)snapshot_row(snapshot, row_of(snapshot, case_id))[at];
}

static int small_of(const Snapshot *snapshot, int64_t case_id, size_t at) {
  uint16_t value;
  memcpy(&value, snapshot_row(snapshot, row_of(snapshot, case_id)) + at, sizeof value);
  return value;
}

static int int_of(const Snapshot *snapshot, int64_t case_id, size_t at) {
  int32_t value;
  memcpy(&value, snapshot_row(snapshot, row_of(snapshot, case_id)) + at, sizeof value);
  return value;
}

static double double_of(const Snapshot *snapshot, int64_t case_id, size_t at) {
  double value;
  memcpy(&value, snapshot_row(snapshot, row_of(snapshot, case_id)) + at, sizeof value);
  return value;
}

static void check_order(const Snapshot *snapshot, const int *ids, int count) {
  assert_int_equal(snapshot->count, count);
  for (int i = 0; i < count; i++)
    assert_int_equal(snapshot_case(snapshot, i), ids[i]);
}

/* The reason why a case is bad; fails unless it is, with that code. */
static const char *bad_reason(const Snapshot *snapshot, int64_t case_id, const char *code) {
  for (size_t i = 0; i < snapshot->bad_count; i++) {
    if (snapshot->bad[i].case_id != case_id) continue;
    assert_string_equal(snapshot->bad[i].code, code);
    return snapshot->bad[i].reason;
  }
  fail_msg("case %lld is not bad", (long long)case_id);
  return "";
}

static void check_bad(const Snapshot *snapshot, int64_t case_id, const char *code,
                      const char *words) {
  const char *reason = bad_reason(snapshot, case_id, code);
  if (!strstr(reason, words)) fail_msg("case %lld: '%s'", (long long)case_id, reason);
  assert_false(is_there(snapshot, case_id));
}

/* --- tests --- */

static void rows_stand_by_household_day_and_id(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-05-01", 0, 100);
  add_day(store, 2, 12, "2018-02-01", 0, 100);
  add_day(store, 3, 16, "2018-07-01", 0, 100);
  add_day(store, 4, 14, "2018-12-31", 0, 100);
  add_day(store, 5, 13, "2018-07-01", 0, 100);
  add_day(store, 6, 11, "2018-05-01", 0, 100);
  add_day(store, 7, 13, "2018-01-01", 0, 100);
  Snapshot snapshot = take(store);
  check_order(&snapshot, (const int[]){4, 7, 3, 5, 2, 1, 6}, 7);
  static const int households[] = {0, 1, 1, 1, 2, 2, 2};
  for (int i = 0; i < 7; i++)
    assert_int_equal(snapshot_household(&snapshot, i), households[i]);
  assert_int_equal(snapshot.most_rows, 3);
  assert_int_equal(snapshot.most_members, 2);
  const SnapshotOffsets *at = &snapshot.at;
  assert_int_equal(small_of(&snapshot, 7, at->member), 0);
  assert_int_equal(small_of(&snapshot, 3, at->member), 1);
  assert_int_equal(int_of(&snapshot, 1, at->person), 0);
  assert_int_equal(int_of(&snapshot, 3, at->person), 4);
  assert_int_equal(small_of(&snapshot, 5, at->county), 1);
  assert_int_equal(small_of(&snapshot, 3, at->county), 2); /* his own, not his household's */
  assert_int_equal(snapshot.bad_count, 0);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void a_snapshot_is_sealed(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-05-01", 0, 100);
  Snapshot snapshot = take(store);
  assert_int_equal(pwrite(snapshot.region.fd, "x", 1, 0), -1);
  assert_int_equal(ftruncate(snapshot.region.fd, 0), -1);
  assert_int_equal(snapshot.region.size, snapshot.row_size);
  snapshot_close(&snapshot);
  assert_null(snapshot.region.data);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void identities_are_held_to_the_day(void **state) {
  (void)state;
  enum { POOR = 1, DIBAO = 4 }; /* ranks 1 and 3 */
  static const struct {
    const char *admission, *discharge, *settled;
    int any, at_admission, at_discharge, at_settlement;
  } stays[] = {
      {"2018-03-10", "2018-03-15", "2018-03-20", POOR | DIBAO, POOR, DIBAO, DIBAO},
      {"2018-03-11", "2018-03-14", "2018-03-14", 0, 0, 0, 0},
      {"2018-03-01", "2018-03-04", "2018-03-05", 0, 0, 0, POOR},
      {"2018-03-01", "2018-03-05", "2018-03-05", POOR, 0, POOR, POOR},
      {"2018-03-06", "2018-03-07", "2018-03-12", POOR, POOR, POOR, 0},
      {"2018-03-01", "2018-03-31", "2018-03-31", POOR | DIBAO, 0, DIBAO, DIBAO},
      {"2018-03-01", "2018-03-13", "2018-03-13", POOR, 0, 0, 0},
      {"2018-12-31", "2018-12-31", "2018-12-31", DIBAO, DIBAO, DIBAO, DIBAO},
  };
  Store *store = make();
  run_sql(store, "INSERT INTO identity (person_id, kind, begins, ends) VALUES"
                 " (12, 'tekun', '2018-03-01', NULL),"
                 " (11, 'dibao', '2018-03-15', NULL),"
                 " (11, 'registered_poor', '2018-03-05', '2018-03-10')");
  for (int i = 0; i < 8; i++)
    add_case(store, i + 1, 11, stays[i].admission, stays[i].discharge, stays[i].settled, 0, 100);
  add_day(store, 9, 13, "2018-03-10", 0, 100);
  Snapshot snapshot = take(store);
  const SnapshotOffsets *at = &snapshot.at;
  for (int i = 0; i < 8; i++)
    if (small_of(&snapshot, i + 1, at->held_any) != stays[i].any ||
        small_of(&snapshot, i + 1, at->held_admission) != stays[i].at_admission ||
        small_of(&snapshot, i + 1, at->held_discharge) != stays[i].at_discharge ||
        small_of(&snapshot, i + 1, at->held_settlement) != stays[i].at_settlement)
      fail_msg("stay %d: any %d", i + 1, small_of(&snapshot, i + 1, at->held_any));
  assert_int_equal(small_of(&snapshot, 9, at->held_any), 0);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void places_are_seen_from_the_insuring_county(void **state) {
  (void)state;
  static const struct {
    int hospital, from_b, from_a, level, tier;
  } hospitals[] = {
      {5, 1, 2, 3, 3}, {6, 2, 1, 4, 4}, {7, 3, 3, 5, 5}, {8, 4, 4, 2, 1}, {9, 1, 2, 1, 2}};
  Store *store = make();
  char sql[200];
  for (int i = 0; i < 5; i++) {
    add_day(store, 10 + i, 11, "2018-05-01", 0, 100);
    add_day(store, 20 + i, 13, "2018-05-01", 0, 100);
    snprintf(sql, sizeof sql, "UPDATE cases SET hospital_id = %d WHERE case_id IN (%d, %d)",
             hospitals[i].hospital, 10 + i, 20 + i);
    run_sql(store, sql);
  }
  Snapshot snapshot = take(store);
  const SnapshotOffsets *at = &snapshot.at;
  for (int i = 0; i < 5; i++) {
    assert_int_equal(byte_of(&snapshot, 10 + i, at->place), hospitals[i].from_b);
    assert_int_equal(byte_of(&snapshot, 20 + i, at->place), hospitals[i].from_a);
    assert_int_equal(byte_of(&snapshot, 10 + i, at->hospital_level), hospitals[i].level);
    assert_int_equal(byte_of(&snapshot, 10 + i, at->hospital_tier), hospitals[i].tier);
    int number = int_of(&snapshot, 10 + i, at->hospital);
    assert_int_equal(json_integer_value(json_array_get(snapshot.hospitals, (size_t)number - 1)),
                     hospitals[i].hospital);
  }
  assert_int_equal(json_array_size(snapshot.counties), 2);
  assert_string_equal(json_string_value(json_array_get(snapshot.counties, 0)), "532601");
  assert_string_equal(json_string_value(json_array_get(snapshot.counties, 1)), "532625");
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void fields_are_taken_over(void **state) {
  (void)state;
  Store *store = make();
  run_sql(store,
          "INSERT INTO cases (case_id, person_id, hospital_id, kind, admission, discharge, settled,"
          " referral, diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, "
          "in_scope_cost, temporary_aid, hospital_relief, deposit, one_stop) VALUES"
          " (1, 11, 5, 'chronic_outpatient', '2018-03-01', '2018-03-03', '2018-03-04', 'emergency',"
          " 'I10', 15, 1, 2, 4, 8, 16, 32, 64, 1),"
          " (2, 12, 5, 'inpatient', '2018-03-02', '2018-03-03', '2018-03-04', 'none', NULL, 0, 0, "
          "0, 0, 0, 0, 0, 0, 0),"
          " (3, 11, 5, 'childbirth', '2018-03-02', '2018-03-03', '2018-03-04', 'referred_out', "
          "'C34', 9000000000000, 0, 0, 0, 9000000000000, 0, 0, 0, 0),"
          " (4, 16, 5, 'accident', '2018-05-31', '2018-06-03', '2018-06-04', 'none', 'I10', 0, 0, "
          "0, 0, 0, 0, 0, 0, 0)");
  Snapshot snapshot = take(store);
  const SnapshotOffsets *at = &snapshot.at;
  const size_t costs[] = {at->uncovered_cost, at->over_limit_cost, at->first_pay_cost,
                          at->in_scope_cost,  at->temporary_aid,   at->hospital_relief,
                          at->deposit};
  for (int i = 0; i < 7; i++)
    assert_true(double_of(&snapshot, 1, costs[i]) == 1 << i);
  assert_true(double_of(&snapshot, 1, at->total_cost) == 15);
  assert_true(double_of(&snapshot, 3, at->total_cost) == 9e12);
  assert_int_equal(byte_of(&snapshot, 1, at->kind), 2);
  assert_int_equal(byte_of(&snapshot, 3, at->kind), 5);
  assert_int_equal(byte_of(&snapshot, 1, at->referral), 4);
  assert_int_equal(byte_of(&snapshot, 3, at->referral), 6);
  assert_int_equal(byte_of(&snapshot, 1, at->one_stop), 1);
  assert_int_equal(byte_of(&snapshot, 2, at->one_stop), 0);
  assert_int_equal(byte_of(&snapshot, 1, at->sex), 1);
  assert_int_equal(byte_of(&snapshot, 2, at->sex), 2);
  assert_int_equal(byte_of(&snapshot, 1, at->age), 47); /* the day before the birthday */
  assert_int_equal(byte_of(&snapshot, 3, at->age), 48);
  assert_int_equal(byte_of(&snapshot, 4, at->age), 0); /* born during the stay */
  assert_int_equal(int_of(&snapshot, 1, at->admission), date_from(2018, 3, 1));
  assert_int_equal(int_of(&snapshot, 1, at->discharge), date_from(2018, 3, 3));
  assert_int_equal(int_of(&snapshot, 1, at->settled), date_from(2018, 3, 4));
  assert_int_equal(int_of(&snapshot, 1, at->refund_of), -1);
  assert_int_equal(small_of(&snapshot, 1, at->diagnosis), 2); /* by text, not as they came */
  assert_int_equal(small_of(&snapshot, 3, at->diagnosis), 1);
  assert_int_equal(small_of(&snapshot, 4, at->diagnosis), 2);
  assert_int_equal(small_of(&snapshot, 2, at->diagnosis), 0);
  assert_string_equal(json_string_value(json_array_get(snapshot.diagnoses, 0)), "C34");
  assert_int_equal(json_array_size(snapshot.diagnoses), 2);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void years_are_numbered_by_slots(void **state) {
  (void)state;
  Store *store = make();
  add_case(store, 1, 11, "2016-12-31", "2018-01-01", "2018-01-01", 0, 100);
  add_case(store, 2, 11, "2018-12-30", "2018-12-31", "2019-01-01", 0, 100);
  add_day(store, 3, 11, "2017-12-31", 0, 100); /* no day in 2018 */
  add_day(store, 4, 11, "2019-01-01", 0, 100);
  add_case(store, 5, 11, "2018-12-31", "2019-01-02", "2019-01-03", 0, 100);
  add_case(store, 6, 11, "2017-12-01", "2018-01-02", "2017-12-31", 0, 100);
  Snapshot snapshot = take(store);
  const SnapshotOffsets *at = &snapshot.at;
  check_order(&snapshot, (const int[]){6, 1, 2, 5}, 4);
  assert_int_equal(snapshot.run_year, 2018);
  assert_int_equal(snapshot.first_year, 2016);
  assert_int_equal(snapshot.years, 4);
  static const int slots[][4] = {{1, 0, 2, 2}, {2, 2, 2, 3}, {5, 2, 3, 3}, {6, 1, 2, 1}};
  for (int i = 0; i < 4; i++) {
    assert_int_equal(byte_of(&snapshot, slots[i][0], at->admission_slot), slots[i][1]);
    assert_int_equal(byte_of(&snapshot, slots[i][0], at->discharge_slot), slots[i][2]);
    assert_int_equal(byte_of(&snapshot, slots[i][0], at->settlement_slot), slots[i][3]);
  }
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void an_empty_year_is_a_snapshot(void **state) {
  (void)state;
  Store *store = make();
  Snapshot snapshot = take(store);
  assert_int_equal(snapshot.count, 0);
  assert_int_equal(snapshot.first_year, 2018);
  assert_int_equal(snapshot.years, 1);
  assert_int_equal(snapshot.most_rows, 1);
  assert_int_equal(strlen(snapshot.hash), 64);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void a_mistyped_year_is_a_fault(void **state) {
  (void)state;
  Store *store = make();
  Snapshot snapshot;
  Fault fault = {0};
  add_case(store, 1, 11, "2003-01-01", "2018-01-01", "2018-01-01", 0, 100);
  assert_true(try_read(&snapshot, store, NULL, &fault)); /* sixteen years */
  assert_int_equal(snapshot.years, 16);
  snapshot_close(&snapshot);
  run_sql(store, "UPDATE cases SET admission = '2002-12-31'");
  assert_false(try_read(&snapshot, store, NULL, &fault));
  assert_fault(&fault, EXIT_DATA, "E508");
  assert_null(snapshot.region.data);
  store_close(store, NULL);
}

static void refunds_are_joined(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-02-01", 0, 700);
  add_day(store, 2, 11, "2018-03-01", 0, 500);
  add_day(store, 3, 11, "2018-04-01", 1, -700);
  add_day(store, 4, 13, "2018-04-01", 0, 0);
  add_day(store, 5, 13, "2018-04-01", 4, 0); /* of nothing, on the same day */
  Snapshot snapshot = take(store);
  const SnapshotOffsets *at = &snapshot.at;
  check_order(&snapshot, (const int[]){4, 5, 1, 2, 3}, 5);
  assert_int_equal(int_of(&snapshot, 3, at->refund_of), 2);
  assert_int_equal(int_of(&snapshot, 5, at->refund_of), 0);
  assert_int_equal(int_of(&snapshot, 1, at->refund_of), -1);
  assert_int_equal(byte_of(&snapshot, 1, at->refunded), 1);
  assert_int_equal(byte_of(&snapshot, 2, at->refunded), 0);
  assert_int_equal(byte_of(&snapshot, 3, at->refunded), 0);
  assert_int_equal(snapshot.bad_count, 0);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void refunds_that_undo_nothing_are_bad(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-02-01", 0, 700);
  add_day(store, 2, 13, "2018-04-01", 1, -700); /* another household's */
  add_day(store, 3, 12, "2018-04-01", 1, -700); /* another person's */
  add_day(store, 4, 11, "2018-01-31", 1, -700); /* before */
  add_day(store, 5, 11, "2018-04-01", 1, -699); /* one fen */
  add_day(store, 6, 11, "2018-04-01", 1, -700);
  add_day(store, 7, 11, "2018-04-02", 1, -700); /* a second time */
  add_day(store, 8, 11, "2018-04-03", 6, -700); /* of a refund */
  add_day(store, 9, 11, "2019-04-01", 0, 800);
  add_day(store, 10, 11, "2018-04-01", 9, -800); /* of a case that is not of the year */
  add_day(store, 11, 11, "2018-05-01", 0, 300);
  add_day(store, 12, 11, "2018-05-02", 11, -300);
  Snapshot snapshot = take(store);
  check_bad(&snapshot, 2, "E504", "another household");
  check_bad(&snapshot, 3, "E504", "another person");
  check_bad(&snapshot, 4, "E504", "settled before");
  check_bad(&snapshot, 5, "E504", "amounts");
  check_bad(&snapshot, 7, "E504", "already");
  check_bad(&snapshot, 8, "E504", "a refund itself");
  check_bad(&snapshot, 10, "E504", "not there");
  assert_int_equal(snapshot.bad_count, 7);
  check_order(&snapshot, (const int[]){1, 6, 11, 12}, 4);
  assert_int_equal(int_of(&snapshot, 6, snapshot.at.refund_of),
                   0); /* places after the others went */
  assert_int_equal(int_of(&snapshot, 12, snapshot.at.refund_of), 2);
  assert_int_equal(byte_of(&snapshot, 1, snapshot.at.refunded), 1);
  assert_int_equal(snapshot.most_rows, 4);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

/* The four parts each, not the total alone. */
static void a_refund_undoes_every_part(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-02-01", 0, 700);
  add_day(store, 2, 11, "2018-03-01", 1, -700);
  run_sql(store, "UPDATE cases SET uncovered_cost = -1, in_scope_cost = -699 WHERE case_id = 2");
  Snapshot snapshot = take(store);
  check_bad(&snapshot, 2, "E504", "amounts");
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void what_an_earlier_year_settled_is_read_for_refunds(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2017-02-01", 0, 700);
  add_day(store, 2, 12, "2016-03-01", 0, 500); /* of the same household */
  add_day(store, 3, 13, "2017-04-01", 0, 600); /* of another */
  add_day(store, 4, 11, "2018-05-01", 1, -700);
  add_day(store, 5, 13, "2018-05-01", 0, 100);
  add_day(store, 6, 14, "2017-06-01", 0, 100);
  add_day(store, 7, 14, "2018-06-01", 6, -100); /* a household of one */
  Snapshot snapshot = take(store);
  check_order(&snapshot, (const int[]){6, 7, 5, 2, 1, 4}, 6);
  assert_int_equal(int_of(&snapshot, 4, snapshot.at.refund_of), 4);
  assert_int_equal(int_of(&snapshot, 7, snapshot.at.refund_of), 0);
  assert_int_equal(snapshot.first_year, 2016);
  assert_int_equal(snapshot.years, 3);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

/* Case 2 is read with its year, case 1 later for the sake of the refund; both were settled on one day. */
static void what_is_read_later_stands_by_its_id(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2017-12-31", 0, 700);
  add_case(store, 2, 12, "2017-12-01", "2018-01-02", "2017-12-31", 0, 500);
  add_day(store, 3, 11, "2018-05-01", 1, -700);
  add_day(store, 4, 12, "2017-12-31", 0, 300);
  Snapshot snapshot = take(store);
  check_order(&snapshot, (const int[]){1, 2, 4, 3}, 4);
  assert_int_equal(int_of(&snapshot, 3, snapshot.at.refund_of), 0);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void counties_choose_persons(void **state) {
  (void)state;
  Store *store = make();
  Snapshot snapshot;
  Fault fault = {0};
  add_day(store, 1, 11, "2018-02-01", 0, 700);
  add_day(store, 2, 13, "2018-02-01", 0, 700);
  add_day(store, 3, 14, "2018-02-01", 0, 700);
  add_day(store, 4, 16, "2018-02-01", 0, 700);
  assert_true(try_read(&snapshot, store, "532601", &fault));
  check_order(&snapshot, (const int[]){3, 2}, 2);
  assert_int_equal(json_array_size(snapshot.counties), 2); /* numbers stay what they are */
  snapshot_close(&snapshot);
  assert_true(try_read(&snapshot, store, "532625", &fault));
  check_order(&snapshot, (const int[]){4, 1}, 2);
  snapshot_close(&snapshot);
  assert_false(try_read(&snapshot, store, "530102", &fault)); /* nobody is insured there */
  assert_fault(&fault, EXIT_DATA, "E507");
  assert_non_null(strstr(fault.hint, "532601, 532625"));
  store_close(store, NULL);
}

static Snapshot take_household(Store *store, int64_t case_id) {
  Snapshot snapshot;
  Fault fault = {0};
  SnapshotScope scope = {.year = 2018, .household_of = case_id};
  snapshot_read(&snapshot, store, schema, &layout, &scope, &fault);
  assert_no_fault(&fault);
  return snapshot;
}

static void one_household_is_read_as_in_the_whole(void **state) {
  (void)state;
  Store *store = make();
  add_day(store, 1, 11, "2018-05-01", 0, 100);
  add_day(store, 2, 12, "2018-02-01", 0, 100);
  add_day(store, 3, 16, "2018-07-01", 0, 100);
  add_day(store, 4, 14, "2018-12-31", 0, 100);
  add_day(store, 5, 13, "2018-07-01", 0, 100);
  add_day(store, 6, 12, "2017-07-01", 0, 100); /* of another year, until it is refunded */
  run_sql(store,
          "INSERT INTO identity (person_id, kind, begins) VALUES (12, 'dibao', '2017-01-01')");
  Snapshot snapshot = take_household(store, 1);
  check_order(&snapshot, (const int[]){2, 1}, 2);
  assert_int_equal(small_of(&snapshot, 2, snapshot.at.member), 1);
  assert_int_equal(small_of(&snapshot, 2, snapshot.at.held_any), 4);
  assert_int_equal(byte_of(&snapshot, 1, snapshot.at.place), 1);
  snapshot_close(&snapshot);
  snapshot = take_household(store, 3);
  check_order(&snapshot, (const int[]){3, 5}, 2);
  snapshot_close(&snapshot);
  snapshot = take_household(store, 4); /* a household of one */
  check_order(&snapshot, (const int[]){4}, 1);
  snapshot_close(&snapshot);
  add_day(store, 7, 12, "2018-03-01", 6, -100);
  snapshot = take_household(store, 1);
  check_order(&snapshot, (const int[]){6, 2, 7, 1}, 4);
  assert_int_equal(int_of(&snapshot, 7, snapshot.at.refund_of), 0);
  snapshot_close(&snapshot);
  snapshot = take_household(store, 4);
  check_order(&snapshot, (const int[]){4}, 1);
  snapshot_close(&snapshot);
  assert_true(store_bulk(store, true, NULL));
  run_sql(store, "UPDATE cases SET person_id = 99 WHERE case_id = 4");
  snapshot = take_household(store, 4);
  check_bad(&snapshot, 4, "E503", "person 99");
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

/* What the tables refuse, but a damaged or foreign file may hold. */
static void cases_with_bad_data_are_listed(void **state) {
  (void)state;
  Store *store = make();
  for (int id = 1; id <= 16; id++)
    add_day(store, id, 11, "2018-02-01", 0, 700);
  assert_true(store_bulk(store, true, NULL));
  static const struct {
    const char *change, *code, *words;
  } bad[] = {
      {"total_cost = 701", "E501", "add up"},
      {"uncovered_cost = -700, in_scope_cost = 1400", "E502", "below 0"},
      {"deposit = -1", "E502", "below 0"},
      {"refund_of = 16", "E502", "above 0"},
      {"total_cost = 10000000000001, in_scope_cost = 10000000000001", "E502", "beyond"},
      {"person_id = 99", "E503", "person 99"},
      {"hospital_id = 1", "E503", "hospital 1"},
      {"admission = '2018-02-02', settled = '2018-02-03'", "E505", "before the admission"},
      {"settled = '2018-01-31'", "E505", "before the admission"},
      {"admission = '2018-02-30', discharge = '2018-03-01'", "E505", "no day"},
      {"settled = 'tomorrow'", "E505", "no day"},
      {"settled = ''", "E505", "no day"},
      {"kind = 'stay'", "E506", "enumeration"},
      {"referral = ''", "E506", "enumeration"},
  };
  enum { BAD = sizeof bad / sizeof *bad };
  char sql[200];
  for (int i = 0; i < BAD; i++) {
    snprintf(sql, sizeof sql, "UPDATE cases SET %s WHERE case_id = %d", bad[i].change, i + 1);
    run_sql(store, sql);
  }
  Snapshot snapshot = take(store);
  for (int i = 0; i < BAD; i++)
    check_bad(&snapshot, i + 1, bad[i].code, bad[i].words);
  assert_int_equal(snapshot.bad_count, BAD);
  check_order(&snapshot, (const int[]){15, 16}, 2);
  snapshot_close(&snapshot);
  store_close(store, NULL);
}

static void registers_with_bad_data_are_a_fault(void **state) {
  (void)state;
  static const struct {
    const char *sql, *code;
  } spoiled[] = {
      {"INSERT INTO identity (person_id, kind, begins) VALUES (11, 'rich', '2018-01-01')", "E513"},
      {"INSERT INTO identity (person_id, kind, begins) VALUES (11, 'dibao', '2018-01-32')", "E513"},
      {"INSERT INTO identity (person_id, kind, begins, ends) VALUES (11, 'dibao', '2018-01-01', "
       "'')",
       "E513"},
      {"UPDATE hospital SET level = 'best' WHERE hospital_id = 6", "E512"},
      {"UPDATE hospital SET tier = '' WHERE hospital_id = 6", "E512"},
  };
  for (size_t i = 0; i < sizeof spoiled / sizeof *spoiled; i++) {
    Store *store = make();
    Snapshot snapshot;
    Fault fault = {0};
    assert_true(store_bulk(store, true, &fault));
    run_sql(store, spoiled[i].sql);
    if (try_read(&snapshot, store, NULL, &fault)) fail_msg("taken: %s", spoiled[i].sql);
    assert_fault(&fault, EXIT_DATA, spoiled[i].code);
    store_close(store, NULL);
  }
}

/* The hash of the snapshot after a change of the database. */
static void hash_after(Store *store, const char *sql, char hash[HASH_TEXT]) {
  if (sql) run_sql(store, sql);
  Snapshot snapshot = take(store);
  memcpy(hash, snapshot.hash, HASH_TEXT);
  snapshot_close(&snapshot);
}

static Store *make_for_hash(bool backwards) {
  Store *store = make();
  run_sql(store,
          "INSERT INTO identity (person_id, kind, begins) VALUES (11, 'dibao', '2018-01-01')");
  for (int i = 0; i < 4; i++) {
    int id = backwards ? 4 - i : i + 1;
    add_day(store, id, id % 2 ? 11 : 13, "2018-02-01", 0, 100 * id);
  }
  run_sql(store, "UPDATE cases SET diagnosis = 'I' || case_id");
  return store;
}

static void equal_data_have_equal_hashes(void **state) {
  (void)state;
  char one[HASH_TEXT], other[HASH_TEXT];
  Store *store = make_for_hash(false), *second = make_for_hash(true);
  hash_after(store, NULL, one);
  hash_after(store, NULL, other);
  assert_string_equal(one, other);
  hash_after(second, NULL, other);
  assert_string_equal(one, other);
  hash_after(store, "UPDATE person SET name = 'x', id_number = '1' WHERE person_id = 11", other);
  assert_string_equal(one, other); /* no name is in it */
  store_close(store, NULL);
  store_close(second, NULL);
}

static void changed_data_have_other_hashes(void **state) {
  (void)state;
  static const char *const changes[] = {
      "UPDATE cases SET total_cost = 101, in_scope_cost = 101 WHERE case_id = 1",
      "UPDATE cases SET settled = '2018-02-02' WHERE case_id = 2",
      "UPDATE cases SET diagnosis = 'J1' WHERE case_id = 1",
      "UPDATE cases SET hospital_id = 9 WHERE case_id = 1",
      "UPDATE cases SET one_stop = 1 WHERE case_id = 1",
      "UPDATE cases SET case_id = 77 WHERE case_id = 4",
      "UPDATE identity SET kind = 'tekun'",
      "UPDATE identity SET begins = '2018-02-02'",
      "UPDATE person SET birth = '1960-01-01' WHERE person_id = 11",
      "UPDATE person SET county_code = '532625' WHERE person_id = 13",
      "UPDATE hospital SET level = 'township' WHERE hospital_id = 5",
      "DELETE FROM cases WHERE case_id = 4",
      "INSERT INTO cases (case_id, person_id, hospital_id, admission, discharge, settled, "
      "total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, refund_of) "
      "VALUES (50, 11, 5, '2018-03-01', '2018-03-01', '2018-03-01', -1, 0, 0, 0, -1, 1)",
  };
  enum { CHANGES = sizeof changes / sizeof *changes };
  static char hashes[CHANGES + 1][HASH_TEXT];
  for (int i = 0; i <= CHANGES; i++) {
    Store *store = make_for_hash(false);
    hash_after(store, i ? changes[i - 1] : NULL, hashes[i]);
    for (int k = 0; k < i; k++)
      if (strcmp(hashes[i], hashes[k]) == 0) fail_msg("%s gives hash %d", changes[i - 1], k);
    store_close(store, NULL);
  }
}

/* A second refund is left out of the rows, but not out of the hash. */
static void bad_cases_are_in_the_hash(void **state) {
  (void)state;
  char hashes[4][HASH_TEXT];
  for (int i = 0; i < 4; i++) {
    Store *store = make();
    add_day(store, 1, 11, "2018-02-01", 0, 100);
    add_day(store, 2, 11, "2018-02-02", 1, -100);
    if (i) add_day(store, i == 1 ? 3 : 4, 11, "2018-02-03", 1, i == 3 ? -99 : -100);
    if (i == 3) run_sql(store, "UPDATE cases SET person_id = 12 WHERE case_id = 4");
    hash_after(store, NULL, hashes[i]);
    for (int k = 0; k < i; k++)
      assert_string_not_equal(hashes[i], hashes[k]);
    store_close(store, NULL);
  }
}

static void a_layout_without_a_field_is_refused(void **state) {
  (void)state;
  Store *store = make();
  SnapshotScope scope = {.year = 2018};
  for (int i = 0; i <= FIELDS; i++) {
    Layout less = i < FIELDS ? make_layout(i, 0) : make_layout(-1, 400);
    Snapshot snapshot;
    Fault fault = {0};
    assert_false(snapshot_read(&snapshot, store, schema, &less, &scope, &fault));
    assert_fault(&fault, EXIT_DEFECT, "E740");
    if (i < FIELDS) assert_non_null(strstr(fault.message, fields[i].name));
    assert_null(snapshot.region.data);
  }
  store_close(store, NULL);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_stand_by_household_day_and_id),
      cmocka_unit_test(a_snapshot_is_sealed),
      cmocka_unit_test(identities_are_held_to_the_day),
      cmocka_unit_test(places_are_seen_from_the_insuring_county),
      cmocka_unit_test(fields_are_taken_over),
      cmocka_unit_test(years_are_numbered_by_slots),
      cmocka_unit_test(an_empty_year_is_a_snapshot),
      cmocka_unit_test(a_mistyped_year_is_a_fault),
      cmocka_unit_test(refunds_are_joined),
      cmocka_unit_test(refunds_that_undo_nothing_are_bad),
      cmocka_unit_test(a_refund_undoes_every_part),
      cmocka_unit_test(what_an_earlier_year_settled_is_read_for_refunds),
      cmocka_unit_test(what_is_read_later_stands_by_its_id),
      cmocka_unit_test(counties_choose_persons),
      cmocka_unit_test(cases_with_bad_data_are_listed),
      cmocka_unit_test(one_household_is_read_as_in_the_whole),
      cmocka_unit_test(registers_with_bad_data_are_a_fault),
      cmocka_unit_test(equal_data_have_equal_hashes),
      cmocka_unit_test(changed_data_have_other_hashes),
      cmocka_unit_test(bad_cases_are_in_the_hash),
      cmocka_unit_test(a_layout_without_a_field_is_refused),
  };
  return cmocka_run_group_tests(tests, prepare, clean_up);
}
