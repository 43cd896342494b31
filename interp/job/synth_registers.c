/* The walk over the persons for whom the registers are made: places first, then person after person
 * in the order of their numbers, so that memory stays as it is however many there are. */
#include "job/synth_registers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/stop.h"

enum {
  ROWS_A_TRANSACTION = 50000,
  PERSONS_A_LOOK = 512, /* between two looks whether to stop */
};

/* An index over keys that come in no order is made at the end. */
static const char *const late_index = "ledger_entry_by_id_number";

typedef struct Making {
  SynthSink sink;
  const SynthOptions *options;
  SynthStaff *staff;
  SynthPeople *people;
  SynthIllness *illness;
  SynthLedgers *ledgers;
  Query *persons, *identities; /* both in the order of persons */
  int64_t identity_person;
  char *index_sql;
  SynthPoor poor[SYNTH_COUNTIES];
  int64_t met[SYNTH_COUNTIES]; /* poor persons so far */
  int64_t total, done;         /* persons */
} Making;

static int county_of(const char *code) {
  for (int i = 0; i < SYNTH_COUNTIES; i++)
    if (strncmp(synth_counties[i].code, code, 6) == 0) return i;
  return 0;
}

/* What a person's identities come to: the highest on any day of 2018 by its rank in the enumeration, and
 * whether one holds from its first day to the last. As the targets see it, who has any is poor. */
#define HIGHEST                                                                                    \
  "max(CASE kind WHEN 'registered_poor' THEN 1 WHEN 'low_income' THEN 2 WHEN 'dibao' THEN 3 "      \
  "WHEN 'dibao_disabled' THEN 4 ELSE 5 END)"
#define STEADY "max(begins <= '2018-01-01' AND (ends IS NULL OR ends >= '2018-12-31'))"
#define IN_2018 "begins <= '2018-12-31' AND (ends IS NULL OR ends >= '2018-01-01')"

#define IDENTITIES                                                                                 \
  "SELECT person_id, " HIGHEST " AS highest, " STEADY " AS steady FROM identity WHERE " IN_2018    \
  " GROUP BY person_id"

static bool count_poor(Making *m) {
  Query *query = store_query(m->sink.store,
                             "SELECT county_code, count(*), sum(steady) FROM (" IDENTITIES
                             ") CROSS JOIN person USING (person_id) GROUP BY 1",
                             m->sink.fault);
  int step = query ? 0 : -1;
  while (query && (step = query_step(query, m->sink.fault)) == 1)
    m->poor[county_of(query_text(query, 0, NULL))] =
        (SynthPoor){query_int(query, 1), query_int(query, 2)};
  query_free(query);
  return step == 0 &&
         store_number(m->sink.store, "SELECT count(*) FROM person", &m->total, m->sink.fault);
}

static bool drop_index(Making *m) {
  char sql[120];
  snprintf(sql, sizeof sql, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = '%s'",
           late_index);
  Query *query = store_query(m->sink.store, sql, m->sink.fault);
  int step = query ? query_step(query, m->sink.fault) : -1;
  if (step == 1) m->index_sql = memory_copy_text(query_text(query, 0, NULL));
  query_free(query);
  snprintf(sql, sizeof sql, "DROP INDEX IF EXISTS \"%s\"", late_index);
  return step >= 0 && store_exec(m->sink.store, sql, m->sink.fault);
}

static bool next_identities(Making *m) {
  int step = query_step(m->identities, m->sink.fault);
  m->identity_person = step == 1 ? query_int(m->identities, 0) : INT64_MAX;
  return step >= 0;
}

static bool ask_persons(Making *m) {
  m->persons = store_query(
      m->sink.store,
      "SELECT person_id, county_code, name, id_number, sex, birth, division_code, "
      "registered_year, cause, (SELECT count(*) FROM person m WHERE m.household_id = "
      "p.household_id) FROM person p CROSS JOIN household USING (household_id) ORDER BY person_id",
      m->sink.fault);
  m->identities = store_query(m->sink.store, IDENTITIES " ORDER BY person_id", m->sink.fault);
  return m->persons && m->identities && next_identities(m);
}

static bool read_identities(Making *m, SynthResident *who) {
  static const char *const names[] = {"none",  "registered_poor", "low_income",
                                      "dibao", "dibao_disabled",  "tekun"};
  who->identity = names[0];
  if (m->identity_person != who->id) return true;
  who->poor = true;
  who->identity = names[query_int(m->identities, 1)];
  who->steady = query_int(m->identities, 2) > 0;
  who->number = m->met[who->county]++;
  return next_identities(m);
}

static void read_resident(Making *m, SynthResident *who) {
  Query *query = m->persons;
  *who = (SynthResident){.id = query_int(query, 0),
                         .county = county_of(query_text(query, 1, NULL)),
                         .name = query_text(query, 2, NULL),
                         .id_number = query_text(query, 3, NULL),
                         .sex = query_text(query, 4, NULL),
                         .division = query_text(query, 6, NULL),
                         .registered_year = (int)query_int(query, 7),
                         .cause = query_text(query, 8, NULL),
                         .household_size = (int)query_int(query, 9)};
  date_parse(query_text(query, 5, NULL), 10, &who->birth);
  who->age = 2018 - date_year(who->birth);
  who->township = atoi(who->division + 7) / 1000 - 1; /* CCCCCC1TT2VV */
  who->village = atoi(who->division + 10) - 1;
}

/* The cases were the first half of the way. */
static bool step_transaction(Making *m) {
  if (m->done++ % PERSONS_A_LOOK == 0 && stop_asked())
    return fault_set(m->sink.fault, EXIT_INTERRUPTED, "E130", "interrupted");
  if (m->sink.pending < ROWS_A_TRANSACTION) return true;
  m->sink.pending = 0;
  if (!store_commit(m->sink.store, m->sink.fault) || !store_begin(m->sink.store, m->sink.fault))
    return false;
  int64_t cases = m->options->cases;
  if (m->options->progress)
    m->options->progress(m->options->context, cases / 2 + cases / 2 * m->done / m->total, cases);
  return true;
}

static bool write_persons(Making *m) {
  int step;
  while ((step = query_step(m->persons, m->sink.fault)) == 1) {
    SynthResident who;
    read_resident(m, &who);
    if (!read_identities(m, &who) || !people_write(m->people, &who) ||
        !illness_write(m->illness, &who) || !ledgers_write(m->ledgers, &who) ||
        !step_transaction(m))
      return false;
  }
  return step == 0;
}

static bool fill(Making *m) {
  SynthSink *sink = &m->sink;
  m->staff = memory_new(sizeof *m->staff);
  if (!count_poor(m) || !drop_index(m) || !villages_make(sink, m->staff) ||
      !institutions_make(sink, m->staff) || !poverty_counts_make(sink) || !ask_persons(m))
    return false;
  m->people = people_open(sink, m->staff, m->poor, m->options->cases);
  m->illness = m->people ? illness_open(sink) : NULL;
  m->ledgers = m->illness ? ledgers_open(sink) : NULL;
  return m->ledgers && write_persons(m);
}

bool registers_make(Store *store, const Schema *schema, const SynthOptions *options, Fault *fault) {
  if (!schema_entity(schema, "ledger_entry")) return true;
  Making m = {.sink = {.store = store, .seed = options->seed, .fault = fault}, .options = options};
  bool good = fill(&m);
  query_free(m.persons);
  query_free(m.identities);
  people_close(m.people);
  illness_close(m.illness);
  ledgers_close(m.ledgers);
  free(m.staff);
  good = good && (!m.index_sql || store_exec(store, m.index_sql, fault));
  free(m.index_sql);
  return good;
}
