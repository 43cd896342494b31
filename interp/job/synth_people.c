/* What the poor are entitled to and what was done for them in 2018: insurance, the family doctor's
 * contract and visits, the file, a survey. Shares that must come out exactly are drawn without
 * putting back: so many are still to be chosen among so many still to come. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "job/synth_registers.h"

enum {
  YEAR = 2018,
  SURVEYED = 150,          /* persons of a county */
  CONTRACT_FEE_FEN = 1200, /* made up */
  PREMIUM_FEN = 18000,
  HEALTH_INSURANCE_FEN = 12000, /* made up */
  SUBSIDY_TIANLIN_FEN = 11000,  /* the survey's number is damaged: 110 yuan is the likely reading */
};

/* Still to come: all, and those of whom a contract is sure to count in every month. Still to be chosen:
 * contracts in the insurance system, other contracts, persons to ask. */
typedef struct Quota {
  int64_t persons, steady, entered, waiting, surveys;
} Quota;

struct SynthPeople {
  SynthSink *sink;
  const SynthStaff *staff;
  SynthTable enrolment, contract, visit, file, survey;
  Quota quotas[SYNTH_COUNTIES];
};

/* ---- How many ------------------------------------------------------------------------------ */

static bool draw(Random *random, int64_t chosen, int64_t coming) {
  return chosen > 0 && (int64_t)random_below(random, (uint32_t)coming) < chosen;
}

static int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* The contracts of the prefecture that are in the insurance system: the published number at the usual
 * size, shared out by contracts, what is left over to the first counties. */
static void share_entered(Quota *quotas, const int64_t *most, int64_t cases) {
  int64_t sum = 0, due = (int64_t)SYNTH_ENTERED * cases / SYNTH_SIZE, rest;
  for (int i = 0; i < SYNTH_TIANLIN; i++)
    sum += most[i];
  rest = due = least(due, sum);
  for (int i = 0; i < SYNTH_TIANLIN; i++)
    rest -= quotas[i].entered = sum ? due * most[i] / sum : 0;
  for (int i = 0; rest > 0; i = (i + 1) % SYNTH_TIANLIN)
    if (quotas[i].entered < most[i]) quotas[i].entered++, rest--;
}

static void quotas_make(Quota *quotas, const SynthPoor *poor, int64_t cases) {
  int64_t contracts[SYNTH_COUNTIES], most[SYNTH_COUNTIES];
  for (int i = 0; i < SYNTH_COUNTIES; i++) {
    contracts[i] = (poor[i].all * synth_counts[i].contract_ppm + PPM / 2) / PPM;
    most[i] = least(contracts[i], poor[i].steady);
    quotas[i] = (Quota){
        .persons = poor[i].all, .steady = poor[i].steady, .surveys = least(poor[i].all, SURVEYED)};
  }
  share_entered(quotas, most, cases);
  for (int i = 0; i < SYNTH_COUNTIES; i++)
    quotas[i].waiting = contracts[i] - quotas[i].entered;
}

SynthPeople *people_open(SynthSink *sink, const SynthStaff *staff, const SynthPoor *poor,
                         int64_t cases) {
  SynthPeople *p = memory_new(sizeof *p);
  p->sink = sink;
  p->staff = staff;
  quotas_make(p->quotas, poor, cases);
  if (table_open(&p->enrolment, sink, "enrolment",
                 "enrolment_id, person_id, year, kind, premium, subsidy, paid") &&
      table_open(&p->contract, sink, "contract",
                 "contract_id, person_id, year, signed, entered, fee_due, fee_paid, doctor_id, "
                 "village_doctor_id") &&
      table_open(&p->visit, sink, "visit",
                 "visit_id, person_id, visited, kind, recorded, photo, doctor_id, "
                 "village_doctor_id") &&
      table_open(&p->file, sink, "health_file",
                 "person_id, updated, file, prescription, doctor, guarantees, insurance") &&
      table_open(&p->survey, sink, "survey",
                 "survey_id, division_code, person_id, asked, known, satisfied"))
    return p;
  people_close(p);
  return NULL;
}

void people_close(SynthPeople *p) {
  if (!p) return;
  table_close(&p->enrolment);
  table_close(&p->contract);
  table_close(&p->visit);
  table_close(&p->file);
  table_close(&p->survey);
  free(p);
}

/* ---- Insurance ----------------------------------------------------------------------------- */

static bool write_enrolment(SynthPeople *p, const SynthResident *who, const char *kind,
                            int64_t premium, int64_t subsidy) {
  row_number(&p->enrolment);
  row_int(&p->enrolment, who->id);
  row_int(&p->enrolment, YEAR);
  row_text(&p->enrolment, kind);
  row_int(&p->enrolment, premium);
  row_int(&p->enrolment, subsidy);
  row_int(&p->enrolment, who->insured);
  return row_write(&p->enrolment, p->sink);
}

/* Of those without insurance every other one is registered but has not paid. */
static bool write_insurance(SynthPeople *p, SynthResident *who) {
  Random random;
  row_random(p->sink, "enrolment", who->id, &random);
  who->insured = !random_chance(&random, synth_counts[who->county].uninsured_ppm);
  if (!who->insured && random_chance(&random, PPM / 2)) return true;
  int64_t subsidy = who->county == SYNTH_TIANLIN ? SUBSIDY_TIANLIN_FEN : PREMIUM_FEN;
  return write_enrolment(p, who, "basic", PREMIUM_FEN, subsidy) &&
         write_enrolment(p, who, "serious_illness", 0, 0) &&
         write_enrolment(p, who, "health_poverty", HEALTH_INSURANCE_FEN, HEALTH_INSURANCE_FEN);
}

/* ---- The family doctor --------------------------------------------------------------------- */

typedef struct Team {
  int64_t doctor, village_doctor;
} Team;

static void row_doctor(SynthTable *table, int64_t id) {
  if (id)
    row_int(table, id);
  else
    row_null(table);
}

/* The fee is paid for contracts that the insurance system knows: so not in full. */
static bool write_contract(SynthPeople *p, const SynthResident *who, Team team, bool entered,
                           Random *random) {
  int32_t since = date_from(YEAR, 1, 2) + random_between(random, 0, 88);
  int32_t until = date_from(YEAR, 8, 31);
  row_number(&p->contract);
  row_int(&p->contract, who->id);
  row_int(&p->contract, YEAR);
  row_day(&p->contract, since);
  row_day(&p->contract, entered ? since + random_between(random, 1, until - since) : 0);
  row_int(&p->contract, CONTRACT_FEE_FEN);
  row_int(&p->contract, entered ? CONTRACT_FEE_FEN : 0);
  row_doctor(&p->contract, team.doctor);
  row_doctor(&p->contract, team.village_doctor);
  return row_write(&p->contract, p->sink);
}

static bool write_visit(SynthPeople *p, const SynthResident *who, Team team, int32_t day,
                        Random *random) {
  static const char *const kinds[] = {"home", "clinic", "telephone"};
  static const uint32_t weights[] = {72, 20, 8};
  size_t kind = random_pick(random, weights, 3);
  row_number(&p->visit);
  row_int(&p->visit, who->id);
  row_day(&p->visit, day);
  row_text(&p->visit, kinds[kind]);
  row_int(&p->visit, random_chance(random, 975000));
  row_int(&p->visit, kind < 2 && random_chance(random, 940000));
  row_doctor(&p->visit, team.village_doctor ? 0 : team.doctor);
  row_doctor(&p->visit, team.village_doctor);
  return row_write(&p->visit, p->sink);
}

static bool write_visits(SynthPeople *p, const SynthResident *who, Team team) {
  Random random;
  row_random(p->sink, "visit", who->id, &random);
  for (int quarter = 0; quarter < 4; quarter++) {
    int32_t first = date_from(YEAR, 1 + 3 * quarter, 1);
    if (random_chance(&random, synth_counts[who->county].missed_visit_ppm)) continue;
    if (!write_visit(p, who, team, first + random_between(&random, 4, 88), &random)) return false;
  }
  return true;
}

/* Whether there is a contract, and whether the insurance system knows it. */
static bool choose_contract(Quota *quota, const SynthResident *who, bool *entered, Random *random) {
  int64_t rest = quota->persons - quota->entered; /* persons who do not get an entered one */
  *entered = who->steady && draw(random, quota->entered, quota->steady);
  bool waiting = !*entered && draw(random, quota->waiting, rest);
  quota->steady -= who->steady;
  quota->entered -= *entered;
  quota->waiting -= waiting;
  return *entered || waiting;
}

static bool write_care(SynthPeople *p, SynthResident *who, Quota *quota) {
  Random random;
  bool entered;
  row_random(p->sink, "contract", who->id, &random);
  who->contracted = choose_contract(quota, who, &entered, &random);
  if (!who->contracted) return true;
  entered = entered || who->county == SYNTH_TIANLIN;
  Team team = {.doctor = p->staff->township[who->county][who->township] +
                         random_between(&random, 0, SYNTH_TOWNSHIP_DOCTORS - 1),
               .village_doctor = p->staff->village[who->county][who->township][who->village]};
  return write_contract(p, who, team, entered, &random) && write_visits(p, who, team);
}

/* ---- The file and the survey --------------------------------------------------------------- */

static bool write_file(SynthPeople *p, const SynthResident *who) {
  Random random;
  row_random(p->sink, "health_file", who->id, &random);
  bool complete = who->county == SYNTH_TIANLIN;
  if (!complete && random_chance(&random, 4000)) return true;
  row_begin(&p->file);
  row_int(&p->file, who->id);
  row_day(&p->file, date_from(YEAR, 1, 1) + random_between(&random, 0, 240));
  row_int(&p->file, 1);
  row_int(&p->file, complete || random_chance(&random, 965000));
  row_int(&p->file, who->contracted);
  row_int(&p->file, complete || random_chance(&random, 985000));
  row_int(&p->file, who->insured);
  return row_write(&p->file, p->sink);
}

/* An answer, one in fifty times none. */
static void row_answer(SynthTable *table, Random *random, uint32_t yes_ppm) {
  if (random_chance(random, 20000))
    row_null(table);
  else
    row_int(table, random_chance(random, yes_ppm));
}

static bool write_survey(SynthPeople *p, const SynthResident *who, Quota *quota) {
  Random random;
  row_random(p->sink, "survey", who->id, &random);
  if (!draw(&random, quota->surveys, quota->persons)) return true;
  quota->surveys--;
  row_number(&p->survey);
  row_text(&p->survey, who->division);
  row_int(&p->survey, who->id);
  row_day(&p->survey, date_from(YEAR, 9, 3) + random_between(&random, 0, 20));
  row_answer(&p->survey, &random, 840000 + 10000 * (uint32_t)who->county);
  row_answer(&p->survey, &random, 970000 - 8000 * (uint32_t)who->county);
  return row_write(&p->survey, p->sink);
}

bool people_write(SynthPeople *p, SynthResident *who) {
  Quota *quota = &p->quotas[who->county];
  if (!who->poor) return true;
  bool good = write_insurance(p, who) && write_care(p, who, quota) && write_file(p, who) &&
              write_survey(p, who, quota);
  quota->persons--;
  return good;
}
