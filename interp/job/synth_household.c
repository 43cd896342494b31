/* Who lives in a household and what they are entitled to. */
#include "job/synth_household.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"

static const struct {
  const char *name;
  uint32_t weight;
} causes[] = {
    {"illness", 38}, {"disability", 10}, {"schooling", 8},  {"disaster", 2},
    {"land", 5},     {"water", 1},       {"skill", 12},     {"labour", 8},
    {"funds", 10},   {"transport", 3},   {"motivation", 2}, {"other", 1},
};
enum { CAUSES = sizeof causes / sizeof *causes };

static const char *pick_cause(Random *random) {
  uint32_t weights[CAUSES];
  for (size_t i = 0; i < CAUSES; i++)
    weights[i] = causes[i].weight;
  return causes[random_pick(random, weights, CAUSES)].name;
}

static int pick_county(Random *random) {
  uint32_t weights[SYNTH_COUNTIES];
  for (size_t i = 0; i < SYNTH_COUNTIES; i++)
    weights[i] = synth_counties[i].weight;
  return (int)random_pick(random, weights, SYNTH_COUNTIES);
}

/* The first member is grown up. */
static int pick_age(Random *random, int member) {
  static const uint32_t weights[] = {20, 55, 25};
  static const int low[] = {1, 15, 60}, high[] = {14, 59, 88};
  size_t group = random_pick(random, weights, 3);
  if (member == 0 && group == 0) group = 1;
  return random_between(random, member == 0 && group == 1 ? 22 : low[group], high[group]);
}

static void add_identity(SynthPerson *person, const char *kind, int32_t begins) {
  if (person->identity_count == SYNTH_IDENTITIES) return;
  SynthIdentity *identity = &person->identities[person->identity_count++];
  *identity = (SynthIdentity){.kind = kind, .begins = begins};
}

/* An identity that begins, or the newest one that ends, in the middle of a stay. */
static void change_identity(Random *random, SynthPerson *person) {
  const SynthBill *bill = &person->bills[random_below(random, (uint32_t)person->bill_count)];
  if (bill->discharge - bill->admission < 2) return;
  int32_t day = (bill->admission + bill->discharge) / 2;
  if (person->identity_count == 0 || random_chance(random, PPM / 2)) {
    add_identity(person, "low_income", day);
    return;
  }
  SynthIdentity *last = &person->identities[person->identity_count - 1];
  if (last->begins > day) return;
  last->ends = day;
  last->ended = true;
}

static void identities_make(Random *random, const SynthHousehold *household, SynthPerson *person,
                            bool dibao, bool low_income) {
  const SynthProfile *profile = &synth_profile;
  int32_t since = date_from(random_between(random, 2013, 2016), random_between(random, 1, 12), 1);
  if (household->poor)
    add_identity(person, "registered_poor", date_from(household->registered_year, 1, 1));
  if (low_income) add_identity(person, "low_income", since);
  if (dibao) add_identity(person, "dibao", since);
  if (dibao && random_chance(random, profile->disabled_ppm))
    add_identity(person, "dibao_disabled", since);
  if (random_chance(random, profile->tekun_ppm)) add_identity(person, "tekun", since);
  if (person->bill_count && random_chance(random, profile->identity_change_ppm))
    change_identity(random, person);
}

static void person_make(Random *random, const SynthHousehold *household, int member, bool dibao,
                        bool low_income, SynthPerson *person) {
  int age = pick_age(random, member);
  name_make(random, person->name);
  person->female = random_chance(random, PPM / 2);
  person->birth =
      date_from(2017 - age, random_between(random, 1, 12), random_between(random, 1, 28));
  person->identity_count = 0;
  bills_make(random, household, person);
  identities_make(random, household, person, dibao, low_income);
}

static void poverty_make(Random *random, SynthHousehold *household) {
  household->poor = random_chance(random, synth_profile.poor_household_ppm);
  household->registered_year = household->out_year = 0;
  household->cause = NULL;
  household->returned = false;
  if (!household->poor) return;
  household->registered_year = random_between(random, 2013, 2017);
  household->cause = pick_cause(random);
  household->returned = random_chance(random, 30000);
  if (random_chance(random, 450000))
    household->out_year = random_between(random, household->registered_year + 1, 2018);
}

void household_make(SynthHousehold *household, uint64_t seed, uint64_t number) {
  Random random;
  random_start(&random, seed, number + 1);
  household->county = pick_county(&random);
  snprintf(household->village, sizeof household->village, "%s1%02d2%02d",
           synth_counties[household->county].code, random_between(&random, 1, SYNTH_TOWNSHIPS),
           random_between(&random, 1, SYNTH_VILLAGES));
  poverty_make(&random, household);
  bool dibao = random_chance(&random, synth_profile.dibao_ppm);
  bool low_income = !dibao && random_chance(&random, synth_profile.low_income_ppm);
  household->member_count = 1 + (int)random_pick(&random, synth_profile.members, SYNTH_MEMBERS);
  for (int i = 0; i < household->member_count; i++)
    person_make(&random, household, i, dibao, low_income, &household->members[i]);
}
