/* Villages with their clinics and doctors. A county's villages are shuffled once; what befalls a village
 * follows from its rank in that order, so that every count of synth_counts.c comes out exactly.
 * A newcomer forgets that the first villages of a township are divisions already: households live there. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "job/synth_registers.h"

enum {
  OLD_PERSONS = 4500000, /* ID numbers of doctors begin behind those of so many persons */
  STANDARD_AREA = 80,
};

typedef struct Village {
  int township, number; /* from 0 */
  int rank;
  char code[40], name[64], clinic[80];
  bool large;
  int doctors;
  int64_t clinic_id;
} Village;

typedef struct Making {
  SynthSink *sink;
  SynthStaff *staff;
  SynthTable division, village, clinic, doctor;
  int county;
  const SynthCounts *counts;
  Village list[SYNTH_VILLAGES_MOST];
} Making;

/* ---- Which villages there are -------------------------------------------------------------- */

/* 1 to 99 in Chinese. */
static void number_text(int number, char out[16]) {
  static const char *const digits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  snprintf(out, 16, "%s%s%s", number >= 20 ? digits[number / 10] : "", number >= 10 ? "十" : "",
           digits[number % 10]);
}

static void shuffle(Random *random, int *order, int count) {
  for (int i = 0; i < count; i++)
    order[i] = i;
  for (int i = count - 1; i > 0; i--) {
    int j = (int)random_below(random, (uint32_t)i + 1), kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}

static void name_village(Making *m, Village *village) {
  char township[16], number[16];
  number_text(village->township + 1, township);
  number_text(village->number + 1, number);
  snprintf(village->code, sizeof village->code, "%s1%02d2%02d", synth_counties[m->county].code,
           village->township + 1, village->number + 1);
  snprintf(village->name, sizeof village->name, "第%s乡第%s村（样例）", township, number);
  snprintf(village->clinic, sizeof village->clinic, "第%s乡第%s村卫生室（样例）", township, number);
}

/* First one doctor a village, then the second ones that large villages are due. */
static void staff_villages(Making *m, const int *order) {
  int count = m->counts->villages, rest = m->counts->doctors;
  if (!rest) rest = count + m->counts->large;
  int served = count - m->counts->without_clinic - m->counts->without_doctor;
  for (int rank = 0; rank < served && rest > 0; rank++, rest--)
    m->list[order[rank]].doctors = 1;
  for (int rank = 0; rank < served && rest > 0; rank++)
    if (m->list[order[rank]].large) m->list[order[rank]].doctors++, rest--;
}

static void list_villages(Making *m) {
  int count = m->counts->villages, order[SYNTH_VILLAGES_MOST], sizes[SYNTH_VILLAGES_MOST];
  Random random;
  row_random(m->sink, "villages", m->county, &random);
  shuffle(&random, order, count);
  shuffle(&random, sizes, count);
  for (int i = 0; i < count; i++) {
    m->list[i] = (Village){.township = i % SYNTH_TOWNSHIPS, .number = i / SYNTH_TOWNSHIPS};
    name_village(m, &m->list[i]);
  }
  for (int i = 0; i < count; i++) {
    m->list[order[i]].rank = i;
    m->list[sizes[i]].large = i < m->counts->large;
  }
  staff_villages(m, order);
}

/* ---- The village and its clinic ------------------------------------------------------------ */

static bool write_division(Making *m, const Village *village) {
  char parent[10];
  snprintf(parent, sizeof parent, "%.9s", village->code);
  row_begin(&m->division);
  row_text(&m->division, village->code);
  row_text(&m->division, village->name);
  row_text(&m->division, "village");
  row_text(&m->division, parent);
  return row_write(&m->division, m->sink);
}

static int leaving_year(const SynthCounts *counts, int rank) {
  static const int others[] = {2017, 2019, 2016, 2020};
  if (rank >= counts->poor_villages) return 0;
  return rank < counts->due ? 2018 : others[rank % 4];
}

static bool write_village(Making *m, const Village *village, Random *random) {
  int year = leaving_year(m->counts, village->rank);
  row_begin(&m->village);
  row_text(&m->village, village->code);
  row_int(&m->village,
          village->large ? random_between(random, 2000, 4200) : random_between(random, 620, 1990));
  row_int(&m->village, village->rank < m->counts->poor_villages);
  if (year)
    row_int(&m->village, year);
  else
    row_null(&m->village);
  return row_write(&m->village, m->sink);
}

static bool within(int rank, int first, int count) {
  return rank >= first && rank < first + count;
}

static bool is_unfinished(const SynthCounts *counts, int rank) {
  return rank < counts->unfinished_due ||
         within(rank, counts->due, counts->unfinished - counts->unfinished_due);
}

static const char *upgrade_of(const SynthCounts *counts, int rank) {
  if (is_unfinished(counts, rank)) return rank % 3 == 0 ? "not_started" : "under_way";
  int finished = counts->upgrades - counts->unfinished;
  return within(rank, counts->unfinished_due, finished) ? "finished" : "not_needed";
}

/* An area under the standard stands at clinics of the last ranks alone; of one that is being built it
 * is the area it was designed with. */
static int area_of(const SynthCounts *counts, int rank, Random *random) {
  int last = counts->villages - counts->without_clinic;
  int area = random_between(random, STANDARD_AREA, 160);
  return within(rank, last - counts->small, counts->small) ? 45 + area % 34 : area;
}

static bool write_clinic(Making *m, Village *village, Random *random) {
  const SynthCounts *counts = m->counts;
  int rank = village->rank;
  bool unfinished = is_unfinished(counts, rank);
  bool shared = unfinished || within(rank, counts->poor_villages, counts->rooms_missing);
  bool bare =
      unfinished || within(rank, counts->poor_villages + counts->rooms_missing, counts->unequipped);
  village->clinic_id = row_number(&m->clinic);
  row_text(&m->clinic, village->code);
  row_text(&m->clinic, village->clinic);
  row_int(&m->clinic, area_of(counts, rank, random));
  row_int(&m->clinic, 1);
  row_int(&m->clinic, !(shared && rank % 2));
  row_int(&m->clinic, !shared);
  row_int(&m->clinic, !unfinished);
  row_int(&m->clinic, !bare);
  row_text(&m->clinic, upgrade_of(counts, rank));
  row_int(&m->clinic, !unfinished && village->doctors > 0);
  return row_write(&m->clinic, m->sink);
}

/* ---- Doctors ------------------------------------------------------------------------------- */

/* What is known of a village doctor. */
typedef struct Doctor {
  const char *certificate, *education;
  int first_year, last_year; /* born */
  bool on_duty;
} Doctor;

static Doctor any_doctor(Random *random) {
  static const char *const certificates[] = {"village_doctor", "assistant", "licensed"};
  static const char *const educations[] = {"middle", "secondary", "college", "bachelor"};
  static const uint32_t certified[] = {86, 10, 4}, educated[] = {10, 74, 15, 1};
  Doctor doctor = {.first_year = 1956, .last_year = 1994, .on_duty = true};
  doctor.certificate = certificates[random_pick(random, certified, 3)];
  doctor.education = educations[random_pick(random, educated, 4)];
  return doctor;
}

/* The 68 doctors of poor villages that the survey of 田林县 counts. The younger half is far enough from
 * 45 that the count is the same on every day of some years. */
static Doctor surveyed_doctor(int rank) {
  bool old = within(rank, 10, TIANLIN_45), oldest = within(rank, 10, TIANLIN_60);
  bool college = within(rank, 1, TIANLIN_COLLEGE);
  return (Doctor){.certificate = rank < TIANLIN_LICENSED ? "licensed" : "village_doctor",
                  .education = college         ? "college"
                               : rank % 9 == 0 ? "middle"
                                               : "secondary",
                  .first_year = oldest ? 1953
                                : old  ? 1962
                                       : 1980,
                  .last_year = oldest ? 1956
                               : old  ? 1971
                                      : 1994,
                  .on_duty = true};
}

static bool write_doctor(Making *m, const Village *village, const Doctor *doctor, Random *random) {
  char name[16], id_number[19];
  int32_t birth = date_from(random_between(random, doctor->first_year, doctor->last_year),
                            random_between(random, 1, 12), random_between(random, 1, 28));
  int64_t id = row_number(&m->doctor);
  name_make(random, name);
  id_number_make(OLD_PERSONS + id, birth, random_chance(random, PPM / 3), id_number);
  row_text(&m->doctor, village->code);
  if (village->clinic_id)
    row_int(&m->doctor, village->clinic_id);
  else
    row_null(&m->doctor);
  row_text(&m->doctor, name);
  row_text(&m->doctor, id_number);
  row_text(&m->doctor, doctor->certificate);
  row_text(&m->doctor, doctor->education);
  row_day(&m->doctor, birth);
  row_int(&m->doctor, doctor->on_duty);
  return row_write(&m->doctor, m->sink);
}

static bool write_present(Making *m, const Village *village, Random *random) {
  bool surveyed = m->county == SYNTH_TIANLIN && village->rank < m->counts->poor_villages;
  int64_t *first = &m->staff->village[m->county][village->township][village->number];
  for (int i = 0; i < village->doctors; i++) {
    Doctor doctor = surveyed ? surveyed_doctor(village->rank) : any_doctor(random);
    if (!write_doctor(m, village, &doctor, random)) return false;
    if (!i) *first = m->doctor.number;
  }
  return true;
}

/* Who does not count: without a certificate, or not on duty; in the villages of the last ranks. */
static bool write_others(Making *m, const Village *village, Random *random) {
  int back = m->counts->villages - 1 - village->rank;
  Doctor doctor = any_doctor(random);
  if (back < m->counts->uncertified) {
    doctor.certificate = "none";
    doctor.education = "middle";
  } else if (back < m->counts->uncertified + m->counts->off_duty) {
    doctor.on_duty = false;
  } else {
    return true;
  }
  return write_doctor(m, village, &doctor, random);
}

static bool write_whole(Making *m, Village *village) {
  Random random;
  row_random(m->sink, village->code, 0, &random);
  bool clinic = village->rank < m->counts->villages - m->counts->without_clinic;
  if (village->number >= SYNTH_VILLAGES && !write_division(m, village)) return false;
  return write_village(m, village, &random) && (!clinic || write_clinic(m, village, &random)) &&
         write_present(m, village, &random) && write_others(m, village, &random);
}

static bool write_county(Making *m, int county) {
  m->county = county;
  m->counts = &synth_counts[county];
  list_villages(m);
  for (int t = 0; t < SYNTH_TOWNSHIPS; t++)
    for (int i = t; i < m->counts->villages; i += SYNTH_TOWNSHIPS)
      if (!write_whole(m, &m->list[i])) return false;
  return true;
}

static bool open_tables(Making *m) {
  return table_open(&m->division, m->sink, "division", "division_code, name, level, parent_code") &&
         table_open(&m->village, m->sink, "village",
                    "village_code, population, poor, leaves_year") &&
         table_open(&m->clinic, m->sink, "village_clinic",
                    "clinic_id, village_code, name, area, consulting_room, treatment_room, "
                    "public_health_room, pharmacy, equipped, upgrade, in_use") &&
         table_open(&m->doctor, m->sink, "village_doctor",
                    "village_doctor_id, village_code, clinic_id, name, id_number, certificate, "
                    "education, birth, on_duty");
}

bool villages_make(SynthSink *sink, SynthStaff *staff) {
  Making m = {.sink = sink, .staff = staff};
  bool good = open_tables(&m);
  for (int county = 0; good && county < SYNTH_COUNTIES; county++)
    good = write_county(&m, county);
  table_close(&m.division);
  table_close(&m.village);
  table_close(&m.clinic);
  table_close(&m.doctor);
  return good;
}
