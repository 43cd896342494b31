/* Doctors and one-stop windows of the hospitals, and the counts of poor households by county, year and
 * cause. Every county hospital and every township centre has a window, as both documents say; the
 * numbers of poverty_count are made up, and do not grow with the cases. */
#include <stdio.h>

#include "base/date.h"
#include "job/synth_registers.h"

enum {
  COUNTY_DOCTORS = 10, /* and those of the hospitals beyond */
  FIRST_COUNT_YEAR = 2015,
  COUNT_YEARS = 4,
  PERSONS_A_HUNDRED = 385, /* households: persons */
};

typedef struct Making {
  SynthSink *sink;
  SynthTable doctor, window;
} Making;

static bool write_doctors(Making *m, int hospital, int count, bool township) {
  Random random;
  row_random(m->sink, "doctors", hospital, &random);
  for (int i = 0; i < count; i++) {
    char name[16];
    bool assistant = township && random_chance(&random, 400000);
    bool bachelor = random_chance(&random, township ? 150000 : 700000);
    name_make(&random, name);
    row_number(&m->doctor);
    row_int(&m->doctor, hospital);
    row_text(&m->doctor, name);
    row_text(&m->doctor, assistant ? "assistant" : "licensed");
    row_text(&m->doctor, bachelor ? "bachelor" : "college");
    row_day(&m->doctor, date_from(random_between(&random, 1959, 1993),
                                  random_between(&random, 1, 12), random_between(&random, 1, 28)));
    row_int(&m->doctor, 1);
    if (!row_write(&m->doctor, m->sink)) return false;
  }
  return true;
}

/* away: takes the bills of stays out of the county too. */
static bool write_window(Making *m, int hospital, bool away) {
  row_number(&m->window);
  row_int(&m->window, hospital);
  row_day(&m->window, date_from(2017, 6 + hospital % 6, 1));
  row_null(&m->window);
  row_int(&m->window, away);
  return row_write(&m->window, m->sink);
}

static bool write_county(Making *m, int county, SynthStaff *staff) {
  for (int i = 0; i < SYNTH_COUNTY_HOSPITALS; i++) {
    int hospital = hospital_county(county, i);
    if (!write_doctors(m, hospital, COUNTY_DOCTORS, false) || !write_window(m, hospital, i == 0))
      return false;
  }
  for (int i = 0; i < SYNTH_TOWNSHIPS; i++) {
    int hospital = hospital_township(county, i);
    staff->township[county][i] = m->doctor.number + 1;
    if (!write_doctors(m, hospital, SYNTH_TOWNSHIP_DOCTORS, true) ||
        !write_window(m, hospital, false))
      return false;
  }
  return true;
}

static bool write_beyond(Making *m) {
  for (int i = 0; i < SYNTH_HOSPITALS; i++) {
    bool near = synth_hospitals[i].place == PLACE_PREFECTURE;
    if (!write_doctors(m, hospital_beyond(i), COUNTY_DOCTORS, false) ||
        (near && !write_window(m, hospital_beyond(i), true)))
      return false;
  }
  return true;
}

bool institutions_make(SynthSink *sink, SynthStaff *staff) {
  Making m = {.sink = sink};
  bool good = table_open(&m.doctor, sink, "doctor",
                         "doctor_id, hospital_id, name, certificate, education, birth, on_duty") &&
              table_open(&m.window, sink, "service_window",
                         "service_window_id, hospital_id, opened, closed, out_of_county") &&
              write_beyond(&m);
  for (int i = 0; good && i < SYNTH_COUNTIES; i++)
    good = write_county(&m, i, staff);
  table_close(&m.doctor);
  table_close(&m.window);
  return good;
}

/* ---- Poor households by cause -------------------------------------------------------------- */

/* Households of a cause for every 100 of illness at the end of 2015. */
static const struct {
  const char *name;
  int share;
} other_causes[] = {
    {"disability", 26}, {"schooling", 21}, {"disaster", 5}, {"land", 13},
    {"water", 3},       {"skill", 32},     {"labour", 21},  {"funds", 27},
    {"transport", 8},   {"motivation", 6}, {"other", 3},
};

static bool write_count(SynthTable *table, SynthSink *sink, int county, int year, const char *cause,
                        int households) {
  row_number(table);
  row_text(table, synth_counties[county].code);
  row_int(table, year);
  row_text(table, cause);
  row_int(table, households);
  row_int(table, households * PERSONS_A_HUNDRED / 100);
  row_int(table, households / 90);
  return row_write(table, sink);
}

static bool count_county(SynthTable *table, SynthSink *sink, int county) {
  const SynthCounts *counts = &synth_counts[county];
  int illness = counts->illness_households, others = illness;
  for (int year = FIRST_COUNT_YEAR; year < FIRST_COUNT_YEAR + COUNT_YEARS; year++) {
    if (!write_count(table, sink, county, year, "illness", illness)) return false;
    for (size_t i = 0; i < sizeof other_causes / sizeof *other_causes; i++)
      if (!write_count(table, sink, county, year, other_causes[i].name,
                       others * other_causes[i].share / 100))
        return false;
    illness = illness * (1000 - counts->decline_permille) / 1000;
    others = others * 4 / 5;
  }
  return true;
}

bool poverty_counts_make(SynthSink *sink) {
  SynthTable table = {0};
  bool good = table_open(&table, sink, "poverty_count",
                         "poverty_count_id, division_code, year, cause, households, persons, "
                         "returned_households");
  for (int i = 0; good && i < SYNTH_COUNTIES; i++)
    good = count_county(&table, sink, i);
  table_close(&table);
  return good;
}
