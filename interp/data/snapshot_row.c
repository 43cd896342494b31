/* One case as a row of a snapshot: what stands where, and why a case cannot be settled. */
#include "data/snapshot_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"

static const double MOST_FEN = 1e13; /* a hundred thousand million yuan: no bill, a slip */

/* Columns of the reading query, in its order. */
enum {
  COL_CASE,
  COL_PERSON,
  COL_HOSPITAL,
  COL_KIND,
  COL_ADMISSION,
  COL_DISCHARGE,
  COL_SETTLED,
  COL_REFERRAL,
  COL_DIAGNOSIS,
  COL_TOTAL,
  COL_UNCOVERED,
  COL_OVER_LIMIT,
  COL_FIRST_PAY,
  COL_IN_SCOPE,
  COL_AID,
  COL_RELIEF,
  COL_DEPOSIT,
  COL_ONE_STOP,
  COL_REFUND_OF,
};

const char row_columns[] =
    "SELECT case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, "
    "diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, "
    "temporary_aid, hospital_relief, deposit, one_stop, refund_of FROM cases ";

static void put_double(char *row, size_t at, double value) {
  memcpy(row + at, &value, sizeof value);
}

static void put_int32(char *row, size_t at, int32_t value) {
  memcpy(row + at, &value, sizeof value);
}

static void put_uint16(char *row, size_t at, unsigned value) {
  uint16_t small = (uint16_t)value;
  memcpy(row + at, &small, sizeof small);
}

static void put_uint8(char *row, size_t at, unsigned value) {
  row[at] = (char)(uint8_t)value;
}

void row_refuse(Snapshot *snapshot, int64_t case_id, const char *code, const char *reason) {
  snapshot->bad = memory_resize(snapshot->bad, (snapshot->bad_count + 1) * sizeof *snapshot->bad);
  BadCase *bad = &snapshot->bad[snapshot->bad_count++];
  *bad = (BadCase){.case_id = case_id};
  strncpy(bad->code, code, sizeof bad->code - 1);
  strncpy(bad->reason, reason, sizeof bad->reason - 1);
}

/* Notes why a row cannot be settled, and gives false. */
static bool reject(RowReader *reader, Query *query, const char *code, const char *reason) {
  row_refuse(reader->snapshot, query_int(query, COL_CASE), code, reason);
  return false;
}

static bool unknown_id(RowReader *reader, Query *query, int column, const char *what) {
  char reason[96];
  snprintf(reason, sizeof reason, N_("the %s %lld is not known"), what,
           (long long)query_int(query, column));
  return reject(reader, query, "E503", reason);
}

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static uint32_t text_hash(const char *text) {
  uint32_t hash = 2166136261U;
  for (; *text; text++)
    hash = (hash ^ (unsigned char)*text) * 16777619U;
  return hash % ROW_DIAGNOSIS_CELLS;
}

/* The number of a diagnosis in the order in which they came, from 1; 0 for none, and when there are
 * too many. */
static unsigned diagnosis_number(RowReader *reader, Query *query) {
  const char *text = query_text(query, COL_DIAGNOSIS, NULL);
  if (!text || !*text) return 0;
  uint32_t cell = text_hash(text);
  for (; reader->diagnosis_cells[cell]; cell = (cell + 1) % ROW_DIAGNOSIS_CELLS)
    if (strcmp(reader->diagnoses[reader->diagnosis_cells[cell] - 1], text) == 0)
      return reader->diagnosis_cells[cell];
  if (reader->diagnosis_count == ROW_MOST_DIAGNOSES) {
    reader->too_many_diagnoses = true;
    return 0;
  }
  reader->diagnoses =
      memory_resize(reader->diagnoses, (reader->diagnosis_count + 1) * sizeof *reader->diagnoses);
  reader->diagnoses[reader->diagnosis_count++] = memory_copy_text(text);
  reader->diagnosis_cells[cell] = (uint16_t)reader->diagnosis_count;
  return (unsigned)reader->diagnosis_count;
}

static bool fill_costs(RowReader *reader, Query *query, char *row) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  const size_t offsets[] = {at->total_cost,      at->uncovered_cost, at->over_limit_cost,
                            at->first_pay_cost,  at->in_scope_cost,  at->temporary_aid,
                            at->hospital_relief, at->deposit};
  bool refund = !query_null(query, COL_REFUND_OF);
  int64_t fen[8];
  for (int i = 0; i < 8; i++) {
    fen[i] = query_int(query, COL_TOTAL + i);
    if (refund ? fen[i] > 0 : fen[i] < 0)
      return reject(reader, query, "E502",
                    refund ? "a refund has an amount above 0" : "an amount is below 0");
    if ((double)llabs(fen[i]) > MOST_FEN)
      return reject(reader, query, "E502", "an amount is beyond all bounds");
    put_double(row, offsets[i], (double)fen[i]);
  }
  if (fen[0] != fen[1] + fen[2] + fen[3] + fen[4])
    return reject(reader, query, "E501",
                  "the costs do not add up: total_cost is not the sum of its four parts");
  return true;
}

static bool fill_days(RowReader *reader, Query *query, char *row, int32_t days[3]) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  const size_t offsets[] = {at->admission, at->discharge, at->settled};
  for (int i = 0; i < 3; i++) {
    size_t size;
    const char *text = query_text(query, COL_ADMISSION + i, &size);
    if (!text || !date_parse(text, size, &days[i]))
      return reject(reader, query, "E505", "a date is missing, or is no day");
    put_int32(row, offsets[i], days[i]);
  }
  if (days[0] > days[1] || days[0] > days[2])
    return reject(reader, query, "E505",
                  "the discharge or the settlement lies before the admission");
  return true;
}

static bool fill_enumeration(RowReader *reader, Query *query, int column, const Enumeration *known,
                             char *row, size_t at) {
  size_t size;
  const char *text = query_text(query, column, &size);
  int index = text ? enumeration_index(known, text, size) : -1;
  if (index < 0) return reject(reader, query, "E506", "a value of an enumeration is not known");
  put_uint8(row, at, (unsigned)index + 1);
  return true;
}

/* Where the hospital lies, seen from the county that insures the person; as layout.lua lists it. */
static unsigned place_of(const char *hospital, const char *insured) {
  if (memcmp(hospital, insured, 6) == 0) return 1;
  if (memcmp(hospital, insured, 4) == 0) return 2;
  return memcmp(hospital, insured, 2) == 0 ? 3 : 4;
}

static unsigned age_on(int32_t birth, int32_t day) {
  if (birth == DAY_NONE || birth > day) return 0;
  int years = date_year(day) - date_year(birth);
  bool not_yet = date_month(day) < date_month(birth) ||
                 (date_month(day) == date_month(birth) && date_day(day) < date_day(birth));
  years -= not_yet;
  return years > 255 ? 255 : (unsigned)years;
}

static void fill_person(const RowReader *reader, char *row, int64_t position,
                        const int32_t days[3]) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  const People *people = &reader->people;
  const Person *person = &people->persons[position];
  put_int32(row, at->person, (int32_t)position);
  put_int32(row, at->household, person->household);
  put_uint16(row, at->member, person->member);
  put_uint16(row, at->county, person->county);
  put_uint8(row, at->sex, person->sex);
  put_uint8(row, at->age, age_on(person->birth, days[0]));
  put_uint16(row, at->held_any, people_held(people, position, days[0], days[1]));
  put_uint16(row, at->held_admission, people_held(people, position, days[0], days[0]));
  put_uint16(row, at->held_discharge, people_held(people, position, days[1], days[1]));
  put_uint16(row, at->held_settlement, people_held(people, position, days[2], days[2]));
}

static void fill_hospital(const RowReader *reader, char *row, int64_t position, uint16_t county) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  const Hospital *hospital = &reader->people.hospitals[position];
  put_int32(row, at->hospital, (int32_t)position + 1);
  put_uint8(row, at->hospital_level, hospital->level);
  put_uint8(row, at->hospital_tier, hospital->tier);
  put_uint8(row, at->place, place_of(hospital->county, reader->people.counties[county - 1]));
}

static void note_refund(RowReader *reader, Query *query, int64_t person) {
  reader->refunds =
      memory_resize(reader->refunds, (reader->refund_count + 1) * sizeof *reader->refunds);
  reader->refunds[reader->refund_count++] =
      (Refund){query_int(query, COL_CASE), query_int(query, COL_REFUND_OF),
               reader->people.persons[person].household};
}

bool row_fill(RowReader *reader, Query *query, char *row) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  int32_t days[3];
  int64_t person = people_find(&reader->people, query_int(query, COL_PERSON), reader->near_person);
  if (person < 0) return unknown_id(reader, query, COL_PERSON, "person");
  reader->near_person = person;
  uint16_t county = reader->people.persons[person].county;
  if (!reader->wanted[county]) return false;
  int64_t hospital =
      people_find_hospital(&reader->people, query_int(query, COL_HOSPITAL), reader->near_hospital);
  if (hospital < 0) return unknown_id(reader, query, COL_HOSPITAL, "hospital");
  reader->near_hospital = hospital;
  put_double(row, at->id, (double)query_int(query, COL_CASE));
  if (!fill_costs(reader, query, row) || !fill_days(reader, query, row, days) ||
      !fill_enumeration(reader, query, COL_KIND, reader->kinds, row, at->kind) ||
      !fill_enumeration(reader, query, COL_REFERRAL, reader->referrals, row, at->referral))
    return false;
  fill_person(reader, row, person, days);
  fill_hospital(reader, row, hospital, county);
  put_uint16(row, at->diagnosis, diagnosis_number(reader, query));
  put_uint8(row, at->one_stop, query_int(query, COL_ONE_STOP) != 0);
  put_int32(row, at->refund_of, -1);
  if (!query_null(query, COL_REFUND_OF)) note_refund(reader, query, person);
  return true;
}

void row_sort_diagnoses(RowReader *reader) {
  Snapshot *snapshot = reader->snapshot;
  size_t count = reader->diagnosis_count;
  if (count == 0) return;
  char **old = memory_new((count + 1) * sizeof *old);
  uint16_t *moved = memory_new((count + 1) * sizeof *moved);
  memcpy(old, reader->diagnoses, count * sizeof *old);
  qsort(reader->diagnoses, count, sizeof *reader->diagnoses, compare_texts);
  for (size_t i = 0; i < count; i++) {
    char **place = bsearch(&old[i], reader->diagnoses, count, sizeof *old, compare_texts);
    moved[i + 1] = (uint16_t)(place - reader->diagnoses + 1);
  }
  for (int64_t i = 0; i < snapshot->count; i++) {
    char *at =
        (char *)snapshot->region.data + (size_t)i * snapshot->row_size + snapshot->at.diagnosis;
    uint16_t number;
    memcpy(&number, at, sizeof number);
    memcpy(at, &moved[number], sizeof number);
  }
  free(old);
  free(moved);
}
