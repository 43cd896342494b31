/* Writing the invented data: places first, then household after household until there are as many
 * cases as were asked for, then the registers (synth_registers.c). What a household looks like is
 * made in synth_household.c and below.
 * A newcomer forgets that the rows of one household never part: transactions end between two. */
#include "job/synth.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/stop.h"
#include "job/synth_household.h"
#include "job/synth_registers.h"

enum {
  ROWS_A_TRANSACTION = 50000,
  FIRST_YEAR =
      1920, /* the days that occur, as texts: printing them would take a tenth of the time */
  LAST_YEAR = 2020,
};

static const char *const id_index = "person_by_id_number";

typedef struct Synth {
  Store *store;
  const SynthOptions *options;
  Fault *fault;
  Query *household, *person, *identity, *bill;
  int64_t households, persons, identities, cases; /* written */
  int64_t rows;                                   /* in this transaction */
  char *index_sql; /* of the index that is made at the end, or NULL */
  int32_t first_day, day_count;
  char (*days)[11]; /* texts of the days from first_day on */
} Synth;

/* ---- Places ------------------------------------------------------------------------------ */

static bool add_division(Query *query, const char *code, const char *name, const char *level,
                         const char *parent, Fault *fault) {
  query_bind_text(query, 1, code, -1);
  query_bind_text(query, 2, name, -1);
  query_bind_text(query, 3, level, -1);
  query_bind_text(query, 4, parent, -1);
  return query_run(query, fault);
}

static bool add_villages(Query *query, const SynthCounty *county, int township, Fault *fault) {
  static const char *const numbers[] = {"一", "二", "三", "四"};
  char parent[16], code[32], name[64];
  snprintf(parent, sizeof parent, "%s1%02d", county->code, township + 1);
  snprintf(name, sizeof name, "%s第%s乡（样例）", county->name, numbers[township]);
  if (!add_division(query, parent, name, "township", county->code, fault)) return false;
  for (int i = 0; i < SYNTH_VILLAGES; i++) {
    snprintf(code, sizeof code, "%s2%02d", parent, i + 1);
    snprintf(name, sizeof name, "第%s乡第%s村（样例）", numbers[township], numbers[i]);
    if (!add_division(query, code, name, "village", parent, fault)) return false;
  }
  return true;
}

static bool add_divisions(Synth *s) {
  Query *query = store_query(
      s->store,
      "INSERT INTO division (division_code, name, level, parent_code) VALUES (?, ?, ?, ?)",
      s->fault);
  bool good = query != NULL;
  for (int i = 0; good && i < SYNTH_DIVISIONS; i++) {
    const SynthDivision *d = &synth_divisions[i];
    good = add_division(query, d->code, d->name, d->level, d->parent, s->fault);
  }
  for (int i = 0; good && i < SYNTH_COUNTIES; i++) {
    const SynthCounty *county = &synth_counties[i];
    good = add_division(query, county->code, county->name, "county", county->prefecture, s->fault);
    for (int j = 0; good && j < SYNTH_TOWNSHIPS; j++)
      good = add_villages(query, county, j, s->fault);
  }
  query_free(query);
  return good;
}

static bool add_hospital(Query *query, int id, const char *name, const char *level,
                         const char *county, const char *tier, Fault *fault) {
  query_bind_int(query, 1, id);
  query_bind_text(query, 2, name, -1);
  query_bind_text(query, 3, level, -1);
  query_bind_text(query, 4, county, -1);
  query_bind_text(query, 5, tier, -1);
  return query_run(query, fault);
}

static bool add_county_hospitals(Query *query, int county, Fault *fault) {
  static const char *const kinds[SYNTH_COUNTY_HOSPITALS] = {"人民医院", "中医医院", "妇幼保健院"};
  static const char *const levels[SYNTH_COUNTY_HOSPITALS] = {"secondary", "secondary", "primary"};
  const SynthCounty *c = &synth_counties[county];
  char name[96];
  for (int i = 0; i < SYNTH_COUNTY_HOSPITALS; i++) {
    snprintf(name, sizeof name, "%s%s（样例）", c->name, kinds[i]);
    if (!add_hospital(query, hospital_county(county, i), name, levels[i], c->code, "county", fault))
      return false;
  }
  for (int i = 0; i < SYNTH_TOWNSHIPS; i++) {
    snprintf(name, sizeof name, "%s第%d乡卫生院（样例）", c->name, i + 1);
    if (!add_hospital(query, hospital_township(county, i), name, "township", c->code, "township",
                      fault))
      return false;
    snprintf(name, sizeof name, "%s第%d乡村卫生室（样例）", c->name, i + 1);
    if (!add_hospital(query, hospital_village(county, i), name, "township", c->code, "village",
                      fault))
      return false;
  }
  return true;
}

static bool add_hospitals(Synth *s) {
  Query *query = store_query(s->store,
                             "INSERT INTO hospital (hospital_id, name, level, division_code, tier) "
                             "VALUES (?, ?, ?, ?, ?)",
                             s->fault);
  bool good = query != NULL;
  for (int i = 0; good && i < SYNTH_HOSPITALS; i++) {
    const SynthHospital *h = &synth_hospitals[i];
    good = add_hospital(query, hospital_beyond(i), h->name, h->level, h->county, h->tier, s->fault);
  }
  for (int i = 0; good && i < SYNTH_COUNTIES; i++)
    good = add_county_hospitals(query, i, s->fault);
  query_free(query);
  return good;
}

static bool add_diseases(Synth *s) {
  Query *query = store_query(s->store,
                             "INSERT INTO disease (disease_code, name, serious, outpatient, "
                             "usual_days) VALUES (?, ?, ?, ?, ?)",
                             s->fault);
  bool good = query != NULL;
  for (int i = 0; good && i < SYNTH_DISEASES; i++) {
    const SynthDisease *d = &synth_diseases[i];
    query_bind_static(query, 1, d->code, -1);
    query_bind_static(query, 2, d->name, -1);
    query_bind_int(query, 3, d->serious);
    query_bind_int(query, 4, d->outpatient);
    query_bind_int(query, 5, d->usual_days);
    good = query_run(query, s->fault);
  }
  query_free(query);
  return good;
}

/* ---- People and cases -------------------------------------------------------------------- */

static void make_days(Synth *s) {
  s->first_day = date_from(FIRST_YEAR, 1, 1);
  s->day_count = date_from(LAST_YEAR, 12, 31) - s->first_day + 1;
  s->days = memory_new((size_t)s->day_count * sizeof *s->days);
  for (int32_t i = 0; i < s->day_count; i++)
    date_format(s->first_day + i, s->days[i]);
}

static void bind_day(const Synth *s, Query *query, int n, int32_t day) {
  int32_t at = day - s->first_day;
  if (at >= 0 && at < s->day_count) query_bind_static(query, n, s->days[at], 10);
}

static bool write_identity(Synth *s, const SynthIdentity *identity) {
  query_bind_int(s->identity, 1, ++s->identities);
  query_bind_int(s->identity, 2, s->persons);
  query_bind_static(s->identity, 3, identity->kind, -1);
  bind_day(s, s->identity, 4, identity->begins);
  query_bind_null(s->identity, 5);
  if (identity->ended) bind_day(s, s->identity, 5, identity->ends);
  s->rows++;
  return query_run(s->identity, s->fault);
}

/* base: case_id of the person's first bill. */
static bool write_bill(Synth *s, const SynthBill *bill, int64_t base) {
  static const char *const kinds[] = {"inpatient", "chronic_outpatient", "single_disease",
                                      "accident", "childbirth"};
  const int64_t money[] = {bill->total,    bill->uncovered, bill->over_limit, bill->first_pay,
                           bill->in_scope, bill->aid,       bill->relief,     bill->deposit};
  Query *query = s->bill;
  query_bind_int(query, 1, ++s->cases);
  query_bind_int(query, 2, s->persons);
  query_bind_int(query, 3, bill->hospital);
  query_bind_static(query, 4, kinds[bill->kind], -1);
  bind_day(s, query, 5, bill->admission);
  bind_day(s, query, 6, bill->discharge);
  bind_day(s, query, 7, bill->settled);
  query_bind_static(query, 8, bill->referral, -1);
  query_bind_static(query, 9, bill->disease->code, 7);
  for (int i = 0; i < 8; i++)
    query_bind_int(query, 10 + i, money[i]);
  query_bind_int(query, 18, bill->one_stop);
  query_bind_null(query, 19);
  if (bill->refund_of) query_bind_int(query, 19, base + bill->refund_of - 1);
  s->rows++;
  return query_run(query, s->fault);
}

static bool write_person(Synth *s, const SynthHousehold *household, const SynthPerson *person) {
  char id[19];
  s->persons++;
  s->rows++;
  id_number_make(s->persons, person->birth, person->female, id);
  query_bind_int(s->person, 1, s->persons);
  query_bind_int(s->person, 2, s->households);
  query_bind_static(s->person, 3, synth_counties[household->county].code, 6);
  query_bind_static(s->person, 4, person->name, -1);
  query_bind_static(s->person, 5, id, 18);
  bind_day(s, s->person, 6, person->birth);
  query_bind_static(s->person, 7, person->female ? "female" : "male", -1);
  if (!query_run(s->person, s->fault)) return false;
  for (int i = 0; i < person->identity_count; i++)
    if (!write_identity(s, &person->identities[i])) return false;
  int64_t base = s->cases + 1;
  for (int i = 0; i < person->bill_count && s->cases < s->options->cases; i++)
    if (!write_bill(s, &person->bills[i], base)) return false;
  return true;
}

static void bind_year(Query *query, int n, int year) {
  if (year)
    query_bind_int(query, n, year);
  else
    query_bind_null(query, n);
}

static bool write_household(Synth *s, const SynthHousehold *household) {
  s->households++;
  s->rows++;
  query_bind_int(s->household, 1, s->households);
  query_bind_static(s->household, 2, household->village, 12);
  bind_year(s->household, 3, household->registered_year);
  query_bind_static(s->household, 4, household->cause, -1);
  query_bind_int(s->household, 5, household->returned);
  bind_year(s->household, 6, household->out_year);
  if (!query_run(s->household, s->fault)) return false;
  for (int i = 0; i < household->member_count; i++)
    if (!write_person(s, household, &household->members[i])) return false;
  return true;
}

/* Between two households: ends a transaction that is large enough. */
static bool step_transaction(Synth *s) {
  if (s->rows < ROWS_A_TRANSACTION) return true;
  s->rows = 0;
  if (!store_commit(s->store, s->fault) || !store_begin(s->store, s->fault)) return false;
  if (s->options->progress) /* the registers are the second half of the way */
    s->options->progress(s->options->context, s->cases / 2, s->options->cases);
  return true;
}

static bool write_households(Synth *s) {
  SynthHousehold household;
  while (s->cases < s->options->cases) {
    if (stop_asked()) return fault_set(s->fault, EXIT_INTERRUPTED, "E130", "interrupted");
    household_make(&household, s->options->seed, (uint64_t)s->households);
    if (!write_household(s, &household) || !step_transaction(s)) return false;
  }
  return true;
}

/* ---- Beginning and end ------------------------------------------------------------------- */

bool synth_unfinished(Store *store, bool *unfinished, int64_t *cases, Fault *fault) {
  Query *query = store_query(
      store, "SELECT row_count FROM data_source WHERE kind = 'synth' AND state = 'running'", fault);
  int step = query ? query_step(query, fault) : -1;
  *unfinished = step == 1;
  if (step == 1 && cases) *cases = query_int(query, 0);
  query_free(query);
  return step >= 0;
}

static bool refuse_filled(Synth *s) {
  int64_t filled, wanted = 0;
  bool unfinished;
  if (!store_number(s->store,
                    "SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM household) OR "
                    "EXISTS (SELECT 1 FROM division)",
                    &filled, s->fault) ||
      !synth_unfinished(s->store, &unfinished, &wanted, s->fault))
    return false;
  if (!filled && !unfinished) return true;
  if (unfinished)
    fault_set(s->fault, EXIT_DATA, "E410",
              "%s: has invented data that were not finished (%lld cases were due)",
              store_path(s->store), (long long)wanted);
  else
    fault_set(s->fault, EXIT_DATA, "E410", "%s: has data already", store_path(s->store));
  fault_hint(s->fault, "invented data go into an empty database only: `guize init NEW.db`, then "
                       "`guize synth --db NEW.db`");
  return false;
}

static bool check_schema(Synth *s, const Schema *schema) {
  bool current;
  if (!schema_current(s->store, schema, &current, s->fault)) return false;
  return current || fault_set(s->fault, EXIT_DATA, "E410",
                              "%s: its tables are not those of this program", store_path(s->store));
}

/* An index over random keys is made at the end: sorting once is much faster than a million inserts. */
static bool drop_index(Synth *s) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = '%s'",
           id_index);
  Query *query = store_query(s->store, sql, s->fault);
  int step = query ? query_step(query, s->fault) : -1;
  if (step == 1) s->index_sql = memory_copy_text(query_text(query, 0, NULL));
  query_free(query);
  snprintf(sql, sizeof sql, "DROP INDEX IF EXISTS \"%s\"", id_index);
  return step >= 0 && store_exec(s->store, sql, s->fault);
}

static bool note_start(Synth *s) {
  char detail[100];
  snprintf(detail, sizeof detail, "seed %" PRIu64 ", cases %" PRId64, s->options->seed,
           s->options->cases);
  Query *query = store_query(s->store,
                             "INSERT INTO data_source (kind, detail, state, row_count) VALUES "
                             "('synth', ?1, 'running', ?2)",
                             s->fault);
  if (!query) return false;
  query_bind_static(query, 1, detail, -1);
  query_bind_int(query, 2, s->options->cases);
  bool good = query_run(query, s->fault);
  query_free(query);
  return good;
}

static bool prepare(Synth *s) {
  s->household = store_query(s->store,
                             "INSERT INTO household (household_id, division_code, registered_year, "
                             "cause, returned, out_of_poverty_year) VALUES (?, ?, ?, ?, ?, ?)",
                             s->fault);
  s->person = store_query(s->store,
                          "INSERT INTO person (person_id, household_id, county_code, name, "
                          "id_number, birth, sex) VALUES (?, ?, ?, ?, ?, ?, ?)",
                          s->fault);
  s->identity = store_query(s->store,
                            "INSERT INTO identity (identity_id, person_id, kind, begins, ends) "
                            "VALUES (?, ?, ?, ?, ?)",
                            s->fault);
  s->bill = store_query(
      s->store,
      "INSERT INTO cases (case_id, person_id, hospital_id, kind, admission, discharge, settled, "
      "referral, diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, "
      "in_scope_cost, temporary_aid, hospital_relief, deposit, one_stop, refund_of) VALUES (?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      s->fault);
  return s->household && s->person && s->identity && s->bill;
}

static void release(Synth *s) {
  query_free(s->household);
  query_free(s->person);
  query_free(s->identity);
  query_free(s->bill);
  free(s->index_sql);
  free(s->days);
}

static bool finish(Synth *s) {
  if (s->index_sql && !store_exec(s->store, s->index_sql, s->fault)) return false;
  return store_exec(s->store,
                    "UPDATE data_source SET state = 'finished' WHERE kind = 'synth' AND state = "
                    "'running'",
                    s->fault) &&
         store_commit(s->store, s->fault);
}

/* The places stay when the rest is stopped, so that synth_unfinished can tell. */
static bool fill(Synth *s, const Schema *schema) {
  if (!store_begin(s->store, s->fault)) return false;
  return refuse_filled(s) && check_schema(s, schema) && note_start(s) && drop_index(s) &&
         add_divisions(s) && add_hospitals(s) && add_diseases(s) &&
         store_commit(s->store, s->fault) && store_begin(s->store, s->fault) && prepare(s) &&
         write_households(s) && registers_make(s->store, schema, s->options, s->fault) && finish(s);
}

bool synth_run(Store *store, const Schema *schema, const SynthOptions *options, Fault *fault) {
  Synth s = {.store = store, .options = options, .fault = fault};
  if (options->cases < 1 || options->cases > SYNTH_CASES_MOST)
    return fault_set(fault, EXIT_USAGE, "E410", "%lld cases: 1 to %d can be made",
                     (long long)options->cases, SYNTH_CASES_MOST);
  if (!store_bulk(store, true, fault)) return false;
  make_days(&s);
  bool good = fill(&s, schema);
  release(&s);
  if (!good) store_rollback(store);
  return store_bulk(store, false, good ? fault : NULL) && good;
}
