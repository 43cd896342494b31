/* What happens to a person in hospitals, and what it costs. */
#include <string.h>

#include "base/date.h"
#include "job/synth_household.h"

/* clang-format off */
const SynthDisease synth_diseases[SYNTH_DISEASES] = {
  /*                                          serious outpat. days  inp out sgl acc birth */
  { "J18.900", "肺炎",                           false, false, 10, { 90,  0,  0, 0, 0 } },
  { "J44.100", "慢性阻塞性肺病急性加重",         false, false, 12, { 60,  0,  0, 0, 0 } },
  { "J06.900", "急性上呼吸道感染",               false, true,   4, { 50,  0,  0, 0, 0 } },
  { "J20.900", "急性支气管炎",                   false, true,   5, { 45,  0,  0, 0, 0 } },
  { "K29.500", "慢性胃炎",                       false, true,   6, { 40,  0,  0, 0, 0 } },
  { "M54.500", "腰痛",                           false, true,   6, { 30,  0,  0, 0, 0 } },
  { "R51.x00", "头痛",                           false, true,   4, { 15,  0,  0, 0, 0 } },
  { "A09.900", "胃肠炎",                         false, true,   5, { 30,  0,  0, 0, 0 } },
  { "I63.900", "脑梗死",                         true,  false, 16, { 45,  0,  0, 0, 0 } },
  { "I25.100", "冠心病",                         false, false, 12, { 30,  0,  0, 0, 0 } },
  { "I21.900", "急性心肌梗死",                   true,  false, 14, {  6,  0,  0, 0, 0 } },
  { "I50.900", "心力衰竭",                       false, false, 12, { 15,  0,  0, 0, 0 } },
  { "K80.200", "胆囊结石",                       false, false,  9, { 25,  0,  8, 0, 0 } },
  { "K35.900", "急性阑尾炎",                     false, false,  7, { 20,  0, 20, 0, 0 } },
  { "K40.900", "腹股沟疝",                       false, false,  7, { 10,  0, 14, 0, 0 } },
  { "N20.000", "肾结石",                         false, false,  8, { 20,  0,  0, 0, 0 } },
  { "M51.200", "腰椎间盘突出",                   false, false, 14, { 25,  0,  0, 0, 0 } },
  { "H26.900", "白内障",                         true,  false,  5, {  8,  0, 20, 0, 0 } },
  { "C16.900", "胃癌",                           true,  false, 18, {  4,  0,  0, 0, 0 } },
  { "C15.900", "食管癌",                         true,  false, 18, {  3,  0,  0, 0, 0 } },
  { "C18.900", "结肠癌",                         true,  false, 18, {  3,  0,  0, 0, 0 } },
  { "C20.x00", "直肠癌",                         true,  false, 18, {  3,  0,  0, 0, 0 } },
  { "C34.900", "肺癌",                           true,  false, 18, {  5,  0,  0, 0, 0 } },
  { "N18.500", "终末期肾病",                     true,  false, 12, {  8, 20,  0, 0, 0 } },
  { "Q21.100", "房间隔缺损",                     true,  false, 14, {  2,  0,  4, 0, 0 } },
  { "I10.x00", "高血压",                         false, true,   7, { 40, 90,  0, 0, 0 } },
  { "E11.900", "2型糖尿病",                      false, true,  10, { 30, 60,  0, 0, 0 } },
  { "F20.900", "精神分裂症",                     false, false, 40, {  6, 20,  0, 0, 0 } },
  { "A16.200", "肺结核",                         false, false, 15, {  8, 15,  0, 0, 0 } },
  { "S52.500", "桡骨下端骨折",                   false, false, 10, {  0,  0,  0, 5, 0 } },
  { "O80.000", "头位顺产",                       false, false,  4, {  0,  0,  0, 0, 3 } },
  { "O82.900", "剖宫产",                         false, false,  7, {  0,  0,  0, 0, 2 } },
};
/* clang-format on */

enum { HOSPITALS_A_COUNTY = SYNTH_COUNTY_HOSPITALS + 2 * SYNTH_TOWNSHIPS };

int hospital_beyond(int position) {
  return 1 + position;
}

int hospital_county(int county, int position) {
  return 1 + SYNTH_HOSPITALS + county * HOSPITALS_A_COUNTY + position;
}

int hospital_township(int county, int township) {
  return hospital_county(county, SYNTH_COUNTY_HOSPITALS + township);
}

int hospital_village(int county, int township) {
  return hospital_county(county, SYNTH_COUNTY_HOSPITALS + SYNTH_TOWNSHIPS + township);
}

static const SynthDisease *pick_disease(Random *random, SynthKind kind, bool serious) {
  uint32_t weights[SYNTH_DISEASES];
  for (size_t i = 0; i < SYNTH_DISEASES; i++) {
    const SynthDisease *disease = &synth_diseases[i];
    weights[i] = serious && !disease->serious ? 0 : disease->weights[kind];
  }
  return &synth_diseases[random_pick(random, weights, SYNTH_DISEASES)];
}

/* ---- Where ------------------------------------------------------------------------------- */

/* A hospital beyond the county to which the people of the county go. */
static int pick_beyond(Random *random, int county, SynthPlace place) {
  uint32_t weights[SYNTH_HOSPITALS];
  for (size_t i = 0; i < SYNTH_HOSPITALS; i++) {
    const SynthHospital *h = &synth_hospitals[i];
    bool ours = !h->prefecture || strcmp(h->prefecture, synth_counties[county].prefecture) == 0;
    weights[i] = h->place == place && ours ? 1 : 0;
  }
  return (int)random_pick(random, weights, SYNTH_HOSPITALS);
}

static SynthPlace pick_place(Random *random, int county) {
  uint32_t weights[PLACE_COUNT];
  for (int i = 0; i < PLACE_COUNT; i++) {
    uint64_t share = synth_profile.places[i].share * UINT64_C(1000);
    weights[i] =
        (uint32_t)(i < PLACE_PREFECTURE ? share : share * synth_counties[county].away_ppm / PPM);
  }
  return (SynthPlace)random_pick(random, weights, PLACE_COUNT);
}

static const char *pick_referral(Random *random, int county, SynthPlace place) {
  const SynthPlaceProfile *profile = &synth_profile.places[place];
  uint32_t at = random_below(random, PPM);
  uint32_t none =
      (uint32_t)((uint64_t)profile->unreferred_ppm * synth_counties[county].unreferred_ppm / PPM);
  if (at < none) return "none";
  if (at < none + profile->emergency_ppm) return "emergency";
  if (at < none + profile->emergency_ppm + profile->resident_ppm) return "resident_elsewhere";
  return place == PLACE_PREFECTURE ? "referred_within" : "referred_out";
}

/* Chooses the hospital, and with it whether a referral is due. */
static void place_bill(Random *random, const SynthHousehold *household, SynthPlace place,
                       SynthBill *bill) {
  int county = household->county;
  int township = household->village[8] - '1'; /* "532601" "101" …: the last digit of the township */
  bill->referral = "not_needed";
  if (place == PLACE_TOWNSHIP) {
    bill->hospital = hospital_township(county, township);
  } else if (place == PLACE_COUNTY) {
    static const uint32_t weights[SYNTH_COUNTY_HOSPITALS] = {6, 3, 1};
    bill->hospital =
        hospital_county(county, (int)random_pick(random, weights, SYNTH_COUNTY_HOSPITALS));
  } else {
    int position = pick_beyond(random, county, place);
    bill->hospital = hospital_beyond(position);
    if (strcmp(synth_hospitals[position].county, synth_counties[county].code) != 0)
      bill->referral = pick_referral(random, county, place);
  }
}

/* ---- What it costs ----------------------------------------------------------------------- */

/* Hospitals differ: 0.7 to 1.5 of the mean, the same for one hospital always. */
static int64_t hospital_uncovered(const SynthPlaceProfile *profile, int hospital) {
  return (int64_t)profile->uncovered_ppm * (7 + hospital * 5 % 9) / 10;
}

static void cost_bill(Random *random, const SynthPlaceProfile *profile, int64_t total,
                      SynthBill *bill) {
  bill->total = total;
  bill->uncovered =
      random_around(random, total / 1000 * hospital_uncovered(profile, bill->hospital) / 1000);
  bill->over_limit = random_around(random, total / 1000 * profile->over_limit_ppm / 1000);
  bill->first_pay = random_around(random, total / 1000 * profile->first_pay_ppm / 1000);
  bill->in_scope = total - bill->uncovered - bill->over_limit - bill->first_pay;
}

static int64_t between_fen(Random *random, int64_t low, int64_t high) {
  return low + (int64_t)random_below(random, (uint32_t)((high - low) / 1000 + 1)) * 1000;
}

/* What is decided or taken for the stay: aid, relief, deposit, the window. */
static void decide_bill(Random *random, const SynthPlaceProfile *profile, bool poor,
                        SynthBill *bill) {
  const SynthProfile *p = &synth_profile;
  bill->aid = bill->relief = bill->deposit = 0;
  if (poor && bill->total > 1000000 && random_chance(random, p->aid_ppm))
    bill->aid = between_fen(random, p->aid_low_fen, p->aid_high_fen);
  if (poor && random_chance(random, p->relief_ppm))
    bill->relief = between_fen(random, p->relief_low_fen, p->relief_high_fen);
  if (random_chance(random, profile->deposit_ppm))
    bill->deposit = between_fen(random, 30000, 500000);
  bill->one_stop = random_chance(random, profile->one_stop_ppm);
}

/* ---- When -------------------------------------------------------------------------------- */

/* A day of discharge in the last quarter of 2017, in 2018, or in the first quarter of 2019. */
static int32_t pick_day(Random *random) {
  static const int from[][2] = {{2017, 10}, {2018, 1}, {2019, 1}};
  static const int days[] = {92, 365, 90};
  size_t year = random_pick(random, synth_profile.years, 3);
  return date_from(from[year][0], from[year][1], 1) + random_between(random, 0, days[year] - 1);
}

/* The stay ends on `day` and lasts `days`, but begins after the one before it has ended. */
static void time_bill(Random *random, int32_t day, int days, int32_t free_from, SynthBill *bill) {
  bill->discharge = day;
  bill->admission = day - days + 1;
  if (bill->admission < free_from) bill->admission = free_from;
  if (bill->discharge < bill->admission) bill->discharge = bill->admission + days - 1;
  bill->settled = bill->discharge;
  if (random_chance(random, synth_profile.late_ppm)) bill->settled += random_between(random, 1, 45);
}

static SynthKind pick_kind(Random *random, const SynthPerson *person) {
  SynthKind kind = (SynthKind)random_pick(random, synth_profile.kinds, 5);
  int age = 2018 - date_year(person->birth);
  bool mother = person->female && age >= 18 && age <= 45;
  return kind == KIND_BIRTH && !mother ? KIND_INPATIENT : kind;
}

static int stay_days(Random *random, const SynthPlaceProfile *profile) {
  /* The smaller of two: short stays are more common; one in 80 stays very long. */
  int a = random_between(random, profile->days_low, profile->days_high);
  int b = random_between(random, profile->days_low, profile->days_high);
  int days = a < b ? a : b;
  return random_below(random, 80) == 0 ? days * 4 : days;
}

/* ---- Putting together -------------------------------------------------------------------- */

static SynthBill *next_bill(SynthPerson *person) {
  return person->bill_count < SYNTH_BILLS ? &person->bills[person->bill_count++] : NULL;
}

static int32_t free_from(const SynthPerson *person) {
  return person->bill_count ? person->bills[person->bill_count - 1].discharge + 1 : INT32_MIN;
}

static void add_outpatient(Random *random, const SynthHousehold *household, SynthPerson *person,
                           int32_t day) {
  int32_t from = free_from(person);
  SynthBill *bill = next_bill(person);
  if (!bill) return;
  SynthPlace place = random_chance(random, 600000) ? PLACE_TOWNSHIP : PLACE_COUNTY;
  bill->kind = KIND_OUTPATIENT;
  bill->refund_of = 0;
  place_bill(random, household, place, bill);
  if (place == PLACE_TOWNSHIP && random_chance(random, 300000))
    bill->hospital = hospital_village(household->county, household->village[8] - '1');
  bill->disease = pick_disease(random, KIND_OUTPATIENT, false);
  bill->admission = bill->discharge = bill->settled = day < from ? from : day;
  cost_bill(random, &synth_profile.places[place],
            random_lognormal(random, synth_profile.outpatient_median_fen, 600000), bill);
  decide_bill(random, &synth_profile.places[place], false, bill);
  bill->deposit = 0;
}

static void add_stay(Random *random, const SynthHousehold *household, SynthPerson *person,
                     SynthKind kind, SynthPlace place, uint32_t factor, int32_t day) {
  const SynthPlaceProfile *profile = &synth_profile.places[place];
  int32_t from = free_from(person);
  SynthBill *bill = next_bill(person);
  if (!bill) return;
  bill->kind = kind;
  bill->refund_of = 0;
  place_bill(random, household, place, bill);
  bill->disease = pick_disease(random, kind, factor > 1);
  time_bill(random, day, stay_days(random, profile), from, bill);
  cost_bill(random, profile,
            random_lognormal(random, profile->median_fen, profile->sigma_ppm) * factor, bill);
  decide_bill(random, profile, household->poor, bill);
}

/* Now and then a bill is paid back: a negative copy, settled later. */
static void maybe_refund(Random *random, SynthPerson *person) {
  if (!random_chance(random, synth_profile.refund_ppm)) return;
  int original = person->bill_count - 1;
  SynthBill *refund = next_bill(person);
  if (!refund) return;
  *refund = person->bills[original];
  refund->refund_of = 1 + original;
  refund->settled += random_between(random, 2, 60);
  refund->total = -refund->total;
  refund->uncovered = -refund->uncovered;
  refund->over_limit = -refund->over_limit;
  refund->first_pay = -refund->first_pay;
  refund->in_scope = -refund->in_scope;
  refund->aid = -refund->aid;
  refund->relief = -refund->relief;
  refund->deposit = -refund->deposit;
}

static void add_one(Random *random, const SynthHousehold *household, SynthPerson *person,
                    int32_t day) {
  SynthKind kind = pick_kind(random, person);
  if (kind == KIND_OUTPATIENT)
    add_outpatient(random, household, person, day);
  else if (kind == KIND_INPATIENT)
    add_stay(random, household, person, kind, pick_place(random, household->county), 1, day);
  else
    add_stay(random, household, person, kind, PLACE_COUNTY, 1, day);
  maybe_refund(random, person);
}

static void sort_days(int32_t *days, int count) {
  for (int i = 1; i < count; i++)
    for (int j = i; j > 0 && days[j] < days[j - 1]; j--) {
      int32_t day = days[j];
      days[j] = days[j - 1];
      days[j - 1] = day;
    }
}

/* Three to five short stays for something a clinic could treat, within a month. */
static void frequent_bills(Random *random, const SynthHousehold *household, SynthPerson *person) {
  int32_t day = date_from(2018, random_between(random, 1, 11), random_between(random, 1, 28));
  int count = random_between(random, 3, 5);
  for (int i = 0; i < count; i++) {
    add_stay(random, household, person, KIND_INPATIENT, PLACE_TOWNSHIP, 1, day);
    SynthBill *bill = &person->bills[person->bill_count - 1];
    bill->disease = &synth_diseases[random_between(random, 2, 5)];
    if (bill->discharge - bill->admission > 4) bill->admission = bill->discharge - 4;
    bill->settled = bill->discharge;
    day = bill->discharge + 6;
  }
}

/* A serious illness: stays far from home that reach caps and thresholds. */
static void costly_bills(Random *random, const SynthHousehold *household, SynthPerson *person) {
  int32_t day = date_from(2018, random_between(random, 1, 4), random_between(random, 1, 28));
  int count = random_between(random, 2, 5);
  for (int i = 0; i < count; i++) {
    SynthPlace place = random_chance(random, 500000) ? PLACE_PREFECTURE : PLACE_PROVINCE;
    add_stay(random, household, person, KIND_INPATIENT, place, synth_profile.costly_factor, day);
    maybe_refund(random, person);
    day = person->bills[person->bill_count - 1].discharge + random_between(random, 25, 50);
  }
}

void bills_make(Random *random, const SynthHousehold *household, SynthPerson *person) {
  person->bill_count = 0;
  if (random_chance(random, synth_profile.costly_ppm)) {
    costly_bills(random, household, person);
    return;
  }
  if (random_chance(random, synth_profile.frequent_ppm)) {
    frequent_bills(random, household, person);
    return;
  }
  int32_t days[8];
  int count = (int)random_pick(random, synth_profile.stays, 8);
  for (int i = 0; i < count; i++)
    days[i] = pick_day(random);
  sort_days(days, count);
  for (int i = 0; i < count; i++)
    add_one(random, household, person, days[i]);
}
