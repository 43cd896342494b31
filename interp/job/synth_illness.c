/* Who is managed for a chronic disease, who is registered with a serious one, who is helped at home.
 * Serious illness follows from the stays: persons are met in their order, as the stays are.
 * The share of the managed with a contract never falls below what the published "> 60%" asks of
 * 田林县: one without a contract is let in only when enough with one came before. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "job/synth_registers.h"

enum { CHRONIC_DISEASES = 4, OLD_AGE = 60 };

typedef struct ChronicDisease {
  const char *name, *title;
  int age;            /* from which on it is met */
  uint32_t share_ppm; /* of the persons of that age */
  int most_others;    /* without a contract, for every 100 with one */
} ChronicDisease;

static const ChronicDisease diseases[CHRONIC_DISEASES] = {
    {"hypertension", "高血压", 40, 190000, 45},
    {"diabetes", "糖尿病", 40, 60000, 55},
    {"mental_disorder", "严重精神障碍", 18, 6000, 40},
    {"tuberculosis", "肺结核", 15, 5000, 60},
};

/* Managed persons of a county and disease, with a contract and without. */
typedef struct Managed {
  int64_t with, others;
} Managed;

struct SynthIllness {
  SynthSink *sink;
  SynthTable chronic, serious, home;
  Query *stays; /* for serious illness, in the order of persons */
  int64_t stay_person;
  Managed managed[SYNTH_COUNTIES][CHRONIC_DISEASES];
};

static bool next_stay(SynthIllness *s) {
  int step = query_step(s->stays, s->sink->fault);
  s->stay_person = step == 1 ? query_int(s->stays, 0) : INT64_MAX;
  return step >= 0;
}

SynthIllness *illness_open(SynthSink *sink) {
  SynthIllness *s = memory_new(sizeof *s);
  s->sink = sink;
  s->stays = store_query(
      sink->store,
      "SELECT person_id, diagnosis, admission, hospital_id FROM cases JOIN disease ON "
      "disease_code = diagnosis WHERE serious AND refund_of IS NULL AND kind <> "
      "'chronic_outpatient' AND admission BETWEEN '2018-01-01' AND '2018-12-31' ORDER BY case_id",
      sink->fault);
  if (s->stays && next_stay(s) &&
      table_open(&s->chronic, sink, "chronic",
                 "chronic_id, person_id, disease, managed_since, managed_until") &&
      table_open(&s->serious, sink, "serious_illness",
                 "serious_illness_id, person_id, disease_code, registered, treated, "
                 "hospital_id") &&
      table_open(&s->home, sink, "home_bed",
                 "home_bed_id, person_id, kind, opened, closed, hospital_id"))
    return s;
  illness_close(s);
  return NULL;
}

void illness_close(SynthIllness *s) {
  if (!s) return;
  table_close(&s->chronic);
  table_close(&s->serious);
  table_close(&s->home);
  query_free(s->stays);
  free(s);
}

/* ---- Chronic ------------------------------------------------------------------------------- */

static bool write_chronic(SynthIllness *s, const SynthResident *who, const ChronicDisease *disease,
                          Random *random) {
  bool ended = random_chance(random, 15000);
  row_number(&s->chronic);
  row_int(&s->chronic, who->id);
  row_text(&s->chronic, disease->name);
  row_day(&s->chronic, date_from(2014, 1, 1) + random_between(random, 0, ended ? 1000 : 1450));
  row_day(&s->chronic, ended ? date_from(2017, 1, 1) + random_between(random, 0, 330) : 0);
  return row_write(&s->chronic, s->sink);
}

static bool let_in(Managed *managed, const SynthResident *who, int most_others) {
  if (!who->contracted && (managed->others + 1) * 100 > managed->with * most_others) return false;
  if (who->contracted)
    managed->with++;
  else
    managed->others++;
  return true;
}

static bool chronic_write(SynthIllness *s, SynthResident *who) {
  Random random;
  row_random(s->sink, "chronic", who->id, &random);
  for (int i = 0; i < CHRONIC_DISEASES; i++) {
    const ChronicDisease *disease = &diseases[i];
    if (!random_chance(&random, disease->share_ppm) || who->age < disease->age) continue;
    if (!let_in(&s->managed[who->county][i], who, disease->most_others)) continue;
    if (!who->chronic) who->chronic = disease->title;
    if (!write_chronic(s, who, disease, &random)) return false;
  }
  return true;
}

/* ---- Serious ------------------------------------------------------------------------------- */

static bool write_serious(SynthIllness *s, const SynthResident *who, const char *code,
                          int32_t registered, int32_t treated, int hospital) {
  row_number(&s->serious);
  row_int(&s->serious, who->id);
  row_text(&s->serious, code);
  row_day(&s->serious, registered);
  row_day(&s->serious, treated);
  if (hospital)
    row_int(&s->serious, hospital);
  else
    row_null(&s->serious);
  return row_write(&s->serious, s->sink);
}

static bool write_untreated(SynthIllness *s, SynthResident *who, Random *random) {
  size_t at = random_below(random, SYNTH_DISEASES);
  while (!synth_diseases[at].serious)
    at = (at + 1) % SYNTH_DISEASES;
  who->illness = synth_diseases[at].name;
  return write_serious(s, who, synth_diseases[at].code,
                       date_from(2018, 1, 1) + random_between(random, 0, 300), 0, 0);
}

static const char *title_of(const char *code) {
  for (size_t i = 0; i < SYNTH_DISEASES; i++)
    if (strcmp(synth_diseases[i].code, code) == 0) return synth_diseases[i].name;
  return NULL;
}

/* The first stay of the person decides; one in a hundred of the others waits for treatment. */
static bool serious_write(SynthIllness *s, SynthResident *who) {
  Random random;
  row_random(s->sink, "serious_illness", who->id, &random);
  while (s->stay_person < who->id)
    if (!next_stay(s)) return false;
  if (!who->poor) return true;
  if (s->stay_person > who->id)
    return !random_chance(&random, 10000) || write_untreated(s, who, &random);
  int32_t admission = 0;
  const char *code = query_text(s->stays, 1, NULL);
  date_parse(query_text(s->stays, 2, NULL), 10, &admission);
  who->illness = title_of(code);
  return write_serious(s, who, code, admission + random_between(&random, 0, 12), admission,
                       (int)query_int(s->stays, 3));
}

/* ---- At home ------------------------------------------------------------------------------- */

static bool home_write(SynthIllness *s, const SynthResident *who) {
  static const char *const kinds[] = {"bed", "elderly", "chronic"};
  static const uint32_t sick[] = {30, 30, 40}, old[] = {15, 85, 0};
  Random random;
  row_random(s->sink, "home_bed", who->id, &random);
  if (!who->poor || who->age < OLD_AGE || !random_chance(&random, 30000)) return true;
  int32_t opened = date_from(2018, 1, 1) + random_between(&random, 0, 250);
  row_number(&s->home);
  row_int(&s->home, who->id);
  row_text(&s->home, kinds[random_pick(&random, who->chronic ? sick : old, 3)]);
  row_day(&s->home, opened);
  row_day(&s->home, random_chance(&random, 150000) ? opened + random_between(&random, 14, 90) : 0);
  row_int(&s->home, hospital_township(who->county, who->township));
  return row_write(&s->home, s->sink);
}

bool illness_write(SynthIllness *s, SynthResident *who) {
  return chronic_write(s, who) && serious_write(s, who) && home_write(s, who);
}
