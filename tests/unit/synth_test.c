/* job/synth: the same seed gives the same bytes, another seed others; what is made is consistent. */
#include "unit.h"

#include <signal.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/stop.h"
#include "job/synth.h"
#include "job/synth_household.h"

/* The tables that are filled, as "field type" lists; "ref X" refers to entity X, "?" allows null. */
static const struct {
  const char *name, *table, *key, *fields;
} entities[] = {
    {"division", "division", "division_code",
     "division_code code,name text,level text,parent_code ref division ?"},
    {"household", "household", "household_id",
     "household_id id,division_code ref division,registered_year count ?,cause text ?,"
     "returned flag,out_of_poverty_year count ?"},
    {"person", "person", "person_id",
     "person_id id,household_id ref household ?,county_code ref division,name text,id_number text "
     "?,"
     "birth date,sex text"},
    {"identity", "identity", "identity_id",
     "identity_id id,person_id ref person,kind text,begins date,ends date ?"},
    {"hospital", "hospital", "hospital_id",
     "hospital_id id,name text,level text,division_code ref division,tier text"},
    {"disease", "disease", "disease_code",
     "disease_code code,name text,serious flag,outpatient flag,usual_days count"},
    {"case", "cases", "case_id",
     "case_id id,person_id ref person,hospital_id ref hospital,kind text,admission date,"
     "discharge date,settled date,referral text,diagnosis code ?,total_cost money,"
     "uncovered_cost money,over_limit_cost money,first_pay_cost money,in_scope_cost money,"
     "temporary_aid money,hospital_relief money,deposit money,one_stop flag,refund_of ref case ?"},
};

static json_t *describe_field(const char *text) {
  char copy[120], *words[5] = {0}, *rest = copy;
  size_t count = 0;
  snprintf(copy, sizeof copy, "%s", text);
  for (char *word; count < 5 && (word = strtok_r(rest, " ", &rest));)
    words[count++] = word;
  json_t *field =
      json_pack("{s:s, s:s, s:s}", "name", words[0], "type", words[1], "title", words[0]);
  if (strcmp(words[1], "ref") == 0) json_object_set_new(field, "to", json_string(words[2]));
  if (strcmp(words[count - 1], "?") == 0) json_object_set_new(field, "null", json_true());
  return field;
}

static Schema *make_schema(void) {
  json_t *list = json_array();
  for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
    char copy[800], *rest = copy;
    snprintf(copy, sizeof copy, "%s", entities[i].fields);
    json_t *fields = json_array();
    for (char *text; (text = strtok_r(rest, ",", &rest));)
      json_array_append_new(fields, describe_field(text));
    json_t *entity =
        json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", entities[i].name, "title", entities[i].name,
                  "table", entities[i].table, "key", entities[i].key, "fields", fields);
    if (strcmp(entities[i].name, "person") == 0)
      json_object_set_new(entity, "indexes", json_pack("[[s]]", "id_number"));
    json_array_append_new(list, entity);
  }
  json_t *description =
      json_pack("{s:i, s:[], s:o}", "version", 1, "enumerations", "entities", list);
  Fault fault = {0};
  Schema *schema = schema_read(description, &fault);
  json_decref(description);
  assert_no_fault(&fault);
  return schema;
}

static const char *path_of(const char *name) {
  static char path[512];
  const char *tmp = getenv("TMP");
  snprintf(path, sizeof path, "%s/%s", tmp ? tmp : "/tmp", name);
  unlink(path);
  return path;
}

static Store *make_store(const char *name, const Schema *schema) {
  Fault fault = {0};
  Store *store = store_create(path_of(name), &fault);
  assert_no_fault(&fault);
  schema_create(store, schema, &fault);
  assert_no_fault(&fault);
  return store;
}

static Store *make(const char *name, const Schema *schema, uint64_t seed, int64_t cases) {
  Fault fault = {0};
  Store *store = make_store(name, schema);
  SynthOptions options = {.seed = seed, .cases = cases};
  if (!synth_run(store, schema, &options, &fault)) fail_msg("%s", fault.message);
  return store;
}

static int64_t number(Store *store, const char *sql) {
  Fault fault = {0};
  int64_t value = -1;
  if (!store_number(store, sql, &value, &fault)) fail_msg("%s", fault.message);
  return value;
}

/* A hash over every row of every table that is filled. */
static void fingerprint(Store *store, char hex[HASH_TEXT]) {
  Hash *hash = hash_new();
  for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
    char sql[100];
    Fault fault = {0};
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1", entities[i].table);
    Query *query = store_query(store, sql, &fault);
    while (query_step(query, &fault) == 1)
      for (int column = 0; column < query_columns(query); column++) {
        size_t size;
        const char *text = query_text(query, column, &size);
        hash_add(hash, &size, sizeof size);
        hash_add(hash, text ? text : "", size);
      }
    assert_no_fault(&fault);
    query_free(query);
  }
  hash_finish(hash, hex);
}

static void the_seed_decides_every_byte(void **state) {
  Schema *schema = *state;
  char one[HASH_TEXT], again[HASH_TEXT], other[HASH_TEXT];
  Store *store = make("seed1.db", schema, 7, 3000);
  fingerprint(store, one);
  store_close(store, NULL);
  store = make("seed1.db", schema, 7, 3000);
  fingerprint(store, again);
  store_close(store, NULL);
  store = make("seed1.db", schema, 8, 3000);
  fingerprint(store, other);
  store_close(store, NULL);
  assert_string_equal(one, again);
  assert_string_not_equal(one, other);
}

static void a_longer_series_begins_like_a_shorter(void **state) {
  Schema *schema = *state;
  Store *few = make("few.db", schema, 7, 500), *many = make("many.db", schema, 7, 1500);
  const char *sum = "SELECT sum(case_id * (total_cost % 9973)) FROM cases WHERE case_id <= 500";
  assert_int_equal(number(few, sum), number(many, sum));
  store_close(few, NULL);
  store_close(many, NULL);
}

static void counts_are_exact(void **state) {
  Schema *schema = *state;
  static const int64_t counts[] = {1, 2, 99, 1000};
  for (size_t i = 0; i < 4; i++) {
    Store *store = make("count.db", schema, i, counts[i]);
    assert_int_equal(number(store, "SELECT count(*) FROM cases"), counts[i]);
    assert_int_equal(number(store, "SELECT max(case_id) FROM cases"), counts[i]);
    bool unfinished = true;
    assert_true(synth_unfinished(store, &unfinished, NULL, NULL));
    assert_false(unfinished);
    store_close(store, NULL);
  }
}

static void rows_are_consistent(void **state) {
  Schema *schema = *state;
  Fault fault = {0};
  Store *store = make("rows.db", schema, 1, 40000);
  static const char *const empty[] = {
      "cases WHERE total_cost <> uncovered_cost + over_limit_cost + first_pay_cost + in_scope_cost",
      "cases WHERE refund_of IS NULL AND min(total_cost, uncovered_cost, over_limit_cost, "
      "first_pay_cost, in_scope_cost, temporary_aid, hospital_relief, deposit) < 0",
      "cases WHERE refund_of IS NULL AND total_cost = 0",
      "cases WHERE admission > discharge OR discharge > settled",
      "cases c JOIN cases o ON o.case_id = c.refund_of WHERE o.refund_of IS NOT NULL OR "
      "o.person_id <> c.person_id OR o.total_cost + c.total_cost <> 0 OR o.in_scope_cost + "
      "c.in_scope_cost <> 0 OR o.deposit + c.deposit <> 0 OR o.temporary_aid + c.temporary_aid <> "
      "0 "
      "OR o.settled >= c.settled OR o.case_id >= c.case_id",
      "cases a JOIN cases b ON b.person_id = a.person_id AND b.case_id > a.case_id AND b.admission "
      "<= a.discharge WHERE a.refund_of IS NULL AND b.refund_of IS NULL",
      "cases a JOIN cases b ON b.case_id = a.case_id + 1 WHERE b.person_id < a.person_id",
      "cases JOIN person USING (person_id) WHERE birth > admission",
      "identity WHERE ends < begins OR kind = 'none'",
      "person WHERE id_number NOT LIKE '99%' OR length(id_number) <> 18",
      "person GROUP BY id_number HAVING count(*) > 1",
      "person JOIN household USING (household_id) WHERE division_code NOT LIKE county_code || '%'",
      "cases JOIN hospital h USING (hospital_id) JOIN person p USING (person_id) WHERE "
      "h.division_code"
      " = p.county_code AND referral <> 'not_needed'",
      "hospital WHERE length(division_code) <> 6",
  };
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    char sql[700];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT 1 FROM %s)", empty[i]);
    if (number(store, sql) != 0) fail_msg("there are %s", empty[i]);
  }
  static const char *const filled[] = {
      "cases WHERE refund_of IS NOT NULL",
      "cases WHERE admission < '2018-01-01' AND discharge >= '2018-01-01'",
      "cases WHERE admission < '2019-01-01' AND discharge >= '2019-01-01'",
      "cases WHERE settled < '2018-01-01'",
      "cases WHERE settled >= '2019-01-01'",
      "cases WHERE temporary_aid > 0",
      "cases WHERE hospital_relief > 0",
      "cases WHERE deposit > 0",
      "cases WHERE kind = 'chronic_outpatient'",
      "cases WHERE referral = 'none'",
      "cases JOIN identity USING (person_id) WHERE ends BETWEEN admission AND discharge",
      "cases JOIN identity USING (person_id) WHERE begins > admission AND begins <= discharge",
      "identity GROUP BY person_id HAVING count(*) > 1",
      "cases GROUP BY person_id HAVING sum(total_cost) > 15000000",
      "cases JOIN hospital USING (hospital_id) WHERE tier = 'village'",
      "person WHERE county_code = '451029'",
  };
  for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
    char sql[700];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM (SELECT 1 FROM %s)", filled[i]);
    if (number(store, sql) == 0) fail_msg("there are no %s", filled[i]);
  }
  int64_t poor =
      number(store, "SELECT 100 * count(DISTINCT i.person_id) / count(DISTINCT c.person_id)"
                    " FROM cases c LEFT JOIN identity i ON i.person_id = c.person_id AND "
                    "i.kind = 'registered_poor'");
  assert_in_range(poor, 40, 60);
  int64_t tianlin = number(store, "SELECT 1000 * sum(county_code = '451029') / count(*) FROM cases "
                                  "JOIN person USING (person_id)");
  assert_in_range(tianlin, 85, 115);
  assert_int_equal(number(store, "SELECT count(*) FROM sqlite_schema WHERE name = "
                                 "'person_by_id_number'"),
                   1);
  assert_true(store_check(store, &fault));
  store_close(store, NULL);
}

static void check_digits_are_right(void **state) {
  (void)state;
  static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
  for (int64_t id = 1; id < 2000; id += 7) {
    char text[19];
    id_number_make(id, 9000, id % 2 == 0, text);
    int sum = 0;
    for (int i = 0; i < 18; i++)
      sum += weights[i] * (text[i] == 'X' ? 10 : text[i] - '0');
    assert_int_equal(sum % 11, 1);
    assert_memory_equal(text, "99", 2);
    assert_memory_equal(text + 6, "19940823", 8);
    assert_int_equal((text[16] - '0') % 2, id % 2 == 0 ? 0 : 1);
  }
}

static void a_filled_database_is_refused(void **state) {
  Schema *schema = *state;
  Fault fault = {0};
  Store *store = make("filled.db", schema, 1, 10);
  SynthOptions options = {.seed = 1, .cases = 10};
  assert_false(synth_run(store, schema, &options, &fault));
  assert_fault(&fault, EXIT_DATA, "E410");
  assert_non_null(strstr(fault.hint, "init"));
  assert_int_equal(number(store, "SELECT count(*) FROM cases"), 10);
  assert_int_equal(number(store, "PRAGMA foreign_keys"), 1);
  store_close(store, NULL);
  store = make_store("none.db", schema);
  options.cases = 0;
  fault_clear(&fault);
  assert_false(synth_run(store, schema, &options, &fault));
  assert_fault(&fault, EXIT_USAGE, "E410");
  store_close(store, NULL);
}

static void stop_now(void *context, int64_t done, int64_t total) {
  (void)context, (void)done, (void)total;
  raise(SIGINT);
}

/* The last test: the flag stays set. */
static void stopping_is_told(void **state) {
  Schema *schema = *state;
  Fault fault = {0};
  Store *store = make_store("stop.db", schema);
  SynthOptions options = {.seed = 1, .cases = 60000, .progress = stop_now};
  stop_install();
  assert_false(synth_run(store, schema, &options, &fault));
  assert_fault(&fault, EXIT_INTERRUPTED, "E130");
  int64_t kept = number(store, "SELECT count(*) FROM cases");
  assert_true(kept > 0 && kept < 60000);
  bool unfinished = false;
  int64_t due = 0;
  assert_true(synth_unfinished(store, &unfinished, &due, NULL));
  assert_true(unfinished);
  assert_int_equal(due, 60000);
  fault_clear(&fault);
  assert_false(synth_run(store, schema, &options, &fault));
  assert_fault(&fault, EXIT_DATA, "E410");
  assert_non_null(strstr(fault.message, "60000"));
  store_close(store, NULL);
}

static int set_up(void **state) {
  *state = make_schema();
  return 0;
}

static int tear_down(void **state) {
  schema_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_seed_decides_every_byte),
      cmocka_unit_test(a_longer_series_begins_like_a_shorter),
      cmocka_unit_test(counts_are_exact),
      cmocka_unit_test(rows_are_consistent),
      cmocka_unit_test(check_digits_are_right),
      cmocka_unit_test(a_filled_database_is_refused),
      cmocka_unit_test(stopping_is_told),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
