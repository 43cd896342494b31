/* Reading cases into rows of shared memory. Order of work: people, then rows in the order of their
 * ids, then sorting in place, then what needs the order (refunds, slots of years, households). */
#include "data/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/stop.h"
#include "data/arrange.h"
#include "data/people.h"

enum {
  MOST_YEARS = 16,
  STOP_ROWS = 65535,
  MOST_DIAGNOSES = 60000,
  DIAGNOSIS_CELLS = 1 << 18,
  MOST_ROW_BYTES = 512
};

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

static const char columns[] =
    "SELECT case_id, person_id, hospital_id, kind, admission, discharge, settled, referral, "
    "diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost, "
    "temporary_aid, hospital_relief, deposit, one_stop, refund_of FROM cases ";

/* Everything that is at hand while rows are read. */
typedef struct Reader {
  Snapshot *snapshot;
  const Schema *schema;
  const SnapshotScope *scope;
  People people;
  bool *wanted; /* county position → settled in this run */
  const Enumeration *kinds, *referrals;
  char **diagnoses;          /* in the order in which they came */
  uint16_t *diagnosis_cells; /* hash → number from 1 */
  size_t diagnosis_count;
  bool too_many_diagnoses;
  Refund *refunds;
  size_t refund_count;
  int64_t room, near_person, near_hospital;
  Fault *fault;
} Reader;

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

/* --- offsets --- */

static bool find_offsets(Snapshot *snapshot, const Layout *layout, Fault *fault) {
  SnapshotOffsets *at = &snapshot->at;
  const struct {
    size_t *offset;
    const char *name;
    LayoutType type;
  } wanted[] = {
      {&at->id, "id", LAYOUT_DOUBLE},
      {&at->total_cost, "total_cost", LAYOUT_DOUBLE},
      {&at->uncovered_cost, "uncovered_cost", LAYOUT_DOUBLE},
      {&at->over_limit_cost, "over_limit_cost", LAYOUT_DOUBLE},
      {&at->first_pay_cost, "first_pay_cost", LAYOUT_DOUBLE},
      {&at->in_scope_cost, "in_scope_cost", LAYOUT_DOUBLE},
      {&at->temporary_aid, "temporary_aid", LAYOUT_DOUBLE},
      {&at->hospital_relief, "hospital_relief", LAYOUT_DOUBLE},
      {&at->deposit, "deposit", LAYOUT_DOUBLE},
      {&at->household, "household_", LAYOUT_INT32},
      {&at->person, "person_", LAYOUT_INT32},
      {&at->hospital, "hospital_", LAYOUT_INT32},
      {&at->admission, "admission", LAYOUT_INT32},
      {&at->discharge, "discharge", LAYOUT_INT32},
      {&at->settled, "settled", LAYOUT_INT32},
      {&at->refund_of, "refund_of_", LAYOUT_INT32},
      {&at->county, "county_", LAYOUT_UINT16},
      {&at->diagnosis, "diagnosis_", LAYOUT_UINT16},
      {&at->member, "member_", LAYOUT_UINT16},
      {&at->held_any, "held_any_", LAYOUT_UINT16},
      {&at->held_admission, "held_admission_", LAYOUT_UINT16},
      {&at->held_discharge, "held_discharge_", LAYOUT_UINT16},
      {&at->held_settlement, "held_settlement_", LAYOUT_UINT16},
      {&at->hospital_level, "hospital_level_", LAYOUT_UINT8},
      {&at->hospital_tier, "hospital_tier_", LAYOUT_UINT8},
      {&at->kind, "kind_", LAYOUT_UINT8},
      {&at->referral, "referral_", LAYOUT_UINT8},
      {&at->place, "place_", LAYOUT_UINT8},
      {&at->sex, "sex_", LAYOUT_UINT8},
      {&at->age, "age", LAYOUT_UINT8},
      {&at->one_stop, "one_stop", LAYOUT_BOOL},
      {&at->settlement_slot, "settlement_slot_", LAYOUT_UINT8},
      {&at->discharge_slot, "discharge_slot_", LAYOUT_UINT8},
      {&at->admission_slot, "admission_slot_", LAYOUT_UINT8},
      {&at->refunded, "refunded_", LAYOUT_UINT8},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    *wanted[i].offset = layout_offset(layout, wanted[i].name, wanted[i].type, fault);
  snapshot->row_size = layout->size;
  if (layout->size > MOST_ROW_BYTES)
    return fault_set(fault, EXIT_DEFECT, "E740", "a case takes %zu bytes", layout->size);
  return !fault_isset(fault);
}

/* --- bad cases --- */

static void add_bad(Snapshot *snapshot, int64_t case_id, const char *code, const char *reason) {
  snapshot->bad = memory_resize(snapshot->bad, (snapshot->bad_count + 1) * sizeof *snapshot->bad);
  BadCase *bad = &snapshot->bad[snapshot->bad_count++];
  *bad = (BadCase){.case_id = case_id};
  strncpy(bad->code, code, sizeof bad->code - 1);
  strncpy(bad->reason, reason, sizeof bad->reason - 1);
}

/* --- one row --- */

/* Notes why a row cannot be settled, and gives false. */
static bool reject(Reader *reader, Query *query, const char *code, const char *reason) {
  add_bad(reader->snapshot, query_int(query, COL_CASE), code, reason);
  return false;
}

static bool unknown_id(Reader *reader, Query *query, int column, const char *what) {
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
  return hash % DIAGNOSIS_CELLS;
}

/* The number of a diagnosis in the order in which they came, from 1; 0 for none, and when there are
 * too many. */
static unsigned diagnosis_number(Reader *reader, Query *query) {
  const char *text = query_text(query, COL_DIAGNOSIS, NULL);
  if (!text || !*text) return 0;
  uint32_t cell = text_hash(text);
  for (; reader->diagnosis_cells[cell]; cell = (cell + 1) % DIAGNOSIS_CELLS)
    if (strcmp(reader->diagnoses[reader->diagnosis_cells[cell] - 1], text) == 0)
      return reader->diagnosis_cells[cell];
  if (reader->diagnosis_count == MOST_DIAGNOSES) {
    reader->too_many_diagnoses = true;
    return 0;
  }
  reader->diagnoses =
      memory_resize(reader->diagnoses, (reader->diagnosis_count + 1) * sizeof *reader->diagnoses);
  reader->diagnoses[reader->diagnosis_count++] = memory_copy_text(text);
  reader->diagnosis_cells[cell] = (uint16_t)reader->diagnosis_count;
  return (unsigned)reader->diagnosis_count;
}

static bool fill_costs(Reader *reader, Query *query, char *row) {
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

static bool fill_days(Reader *reader, Query *query, char *row, int32_t days[3]) {
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

static bool fill_enumeration(Reader *reader, Query *query, int column, const Enumeration *known,
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

static void fill_person(const Reader *reader, char *row, int64_t position, const int32_t days[3]) {
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

static void fill_hospital(const Reader *reader, char *row, int64_t position, uint16_t county) {
  const SnapshotOffsets *at = &reader->snapshot->at;
  const Hospital *hospital = &reader->people.hospitals[position];
  put_int32(row, at->hospital, (int32_t)position + 1);
  put_uint8(row, at->hospital_level, hospital->level);
  put_uint8(row, at->hospital_tier, hospital->tier);
  put_uint8(row, at->place, place_of(hospital->county, reader->people.counties[county - 1]));
}

static void note_refund(Reader *reader, Query *query, int64_t person) {
  reader->refunds =
      memory_resize(reader->refunds, (reader->refund_count + 1) * sizeof *reader->refunds);
  reader->refunds[reader->refund_count++] =
      (Refund){query_int(query, COL_CASE), query_int(query, COL_REFUND_OF),
               reader->people.persons[person].household};
}

/* Fills a row of the case the query stands on. False: the case is bad, or of another county. */
static bool fill_row(Reader *reader, Query *query, char *row) {
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

/* --- all rows --- */

static bool read_rows(Reader *reader, Query *query) {
  Snapshot *snapshot = reader->snapshot;
  int step;
  while ((step = query_step(query, reader->fault)) == 1) {
    if (snapshot->count == reader->room)
      return fault_set(reader->fault, EXIT_DATA, "E406", "the database changed while it was read");
    char *row = (char *)snapshot->region.data + (size_t)snapshot->count * snapshot->row_size;
    if (fill_row(reader, query, row)) snapshot->count++;
    if ((snapshot->count & STOP_ROWS) == 0 && stop_asked())
      return fault_set(reader->fault, EXIT_INTERRUPTED, "E130", "interrupted");
  }
  return step == 0;
}

/* Cuts a query on rows with a person down to the household that is asked for, if one is. */
static void add_household(const Reader *reader, Buffer *sql, const char *person) {
  if (!reader->scope->household_of) return;
  buffer_format(sql, "%s IN ", person);
  people_members_sql(sql, reader->scope->household_of);
  buffer_add_text(sql, " AND ");
}

/* Cases with a day in the year, in the order of their ids. */
static bool read_year(Reader *reader, Store *store) {
  Buffer sql = {0};
  int year = reader->scope->year;
  buffer_format(&sql, "%sWHERE ", columns);
  add_household(reader, &sql, "person_id");
  buffer_format(&sql,
                "(settled BETWEEN '%04d-01-01' AND '%04d-12-31' OR discharge BETWEEN "
                "'%04d-01-01' AND '%04d-12-31' OR admission BETWEEN '%04d-01-01' AND '%04d-12-31' "
                "OR settled NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') ORDER BY "
                "case_id",
                year, year, year, year, year, year);
  Query *query = store_query(store, sql.data, reader->fault);
  buffer_free(&sql);
  bool ok = query && read_rows(reader, query);
  query_free(query);
  return ok;
}

/* A refund undoes a case of an earlier year: all earlier cases of that household are read too, so that
 * the original is settled as it was then (and, if one of them is such a refund, its original as well).
 * They are not stored. */
static bool read_earlier(Reader *reader, Store *store) {
  Buffer sql = {0};
  int year = reader->scope->year;
  bool one = reader->scope->household_of != 0;
  buffer_add_text(&sql, "WITH undone AS (SELECT DISTINCT coalesce(p.household_id, -p.person_id - "
                        "1) AS household FROM cases r JOIN cases o ON o.case_id = r.refund_of JOIN "
                        "person p ON p.person_id = o.person_id WHERE ");
  add_household(reader, &sql, "r.person_id");
  buffer_format(
      &sql,
      "r.refund_of IS NOT NULL AND o.settled < '%04d-01-01' AND o.discharge < '%04d-01-01' "
      "AND "
      "(r.settled BETWEEN '%04d-01-01' AND '%04d-12-31' OR r.discharge BETWEEN '%04d-01-01' AND "
      "'%04d-12-31' OR r.admission BETWEEN '%04d-01-01' AND '%04d-12-31')), members AS (SELECT "
      "p.person_id FROM undone u JOIN person p ON coalesce(p.household_id, -p.person_id - 1) = "
      "u.household) %s WHERE ",
      year, year, year, year, year, year, year, year, columns);
  add_household(reader, &sql, "person_id");
  buffer_format(&sql, "%s AND settled < '%04d-01-01' AND discharge < '%04d-01-01' ORDER BY case_id",
                one ? "EXISTS (SELECT 1 FROM undone)"
                    : "person_id IN (SELECT person_id FROM members)",
                year, year);
  Query *query = store_query(store, sql.data, reader->fault);
  buffer_free(&sql);
  bool ok = query && read_rows(reader, query);
  query_free(query);
  return ok;
}

/* Numbers the diagnoses by their order as texts, whatever the order in which they came. */
static void sort_diagnoses(Reader *reader) {
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

/* --- counties of the run --- */

static bool choose_counties(Reader *reader) {
  const People *people = &reader->people;
  const SnapshotScope *scope = reader->scope;
  reader->wanted = memory_new(people->county_count + 1);
  for (size_t i = 0; i < people->county_count; i++) {
    bool wanted = scope->county_count == 0;
    for (int k = 0; k < scope->county_count; k++)
      wanted = wanted || strcmp(scope->counties[k], people->counties[i]) == 0;
    reader->wanted[i + 1] = wanted;
  }
  for (int k = 0; k < scope->county_count; k++) {
    bool known = false;
    for (size_t i = 0; i < people->county_count; i++)
      known = known || strcmp(scope->counties[k], people->counties[i]) == 0;
    if (known || scope->household_of) continue;
    fault_set(reader->fault, EXIT_DATA, "E507", "no person of the database is insured in county %s",
              scope->counties[k]);
    Buffer list = {0};
    for (size_t i = 0; i < people->county_count && i < 12; i++)
      buffer_format(&list, "%s%s", i ? ", " : "", people->counties[i]);
    fault_hint(reader->fault, "the database has %s", list.data ? list.data : "none");
    buffer_free(&list);
    return false;
  }
  return true;
}

/* --- dictionaries, years, hash --- */

static void make_dictionaries(Reader *reader) {
  Snapshot *snapshot = reader->snapshot;
  snapshot->counties = json_array();
  for (size_t i = 0; i < reader->people.county_count; i++)
    json_array_append_new(snapshot->counties, json_string(reader->people.counties[i]));
  snapshot->diagnoses = json_array();
  for (size_t i = 0; i < reader->diagnosis_count; i++)
    json_array_append_new(snapshot->diagnoses, json_string(reader->diagnoses[i]));
  snapshot->hospitals = json_array();
  for (size_t i = 0; i < reader->people.hospital_count; i++)
    json_array_append_new(snapshot->hospitals, json_integer(reader->people.hospitals[i].id));
}

static void hash_snapshot(Snapshot *snapshot) {
  Hash *hash = hash_new();
  hash_add(hash, snapshot->region.data, (size_t)snapshot->count * snapshot->row_size);
  const json_t *lists[] = {snapshot->counties, snapshot->diagnoses, snapshot->hospitals};
  for (int i = 0; i < 3; i++) {
    char *text = json_dumps(lists[i], JSON_COMPACT);
    hash_add(hash, text, strlen(text) + 1);
    free(text);
  }
  for (size_t i = 0; i < snapshot->bad_count; i++) {
    hash_add(hash, &snapshot->bad[i].case_id, sizeof snapshot->bad[i].case_id);
    hash_add(hash, snapshot->bad[i].reason, strlen(snapshot->bad[i].reason) + 1);
  }
  hash_finish(hash, snapshot->hash);
}

/* Gives back what was reserved for rows that were not read. */
static bool fit_region(Snapshot *snapshot, Fault *fault) {
  size_t size = (size_t)snapshot->count * snapshot->row_size;
  if (size == 0) size = snapshot->row_size;
  void *data = mremap(snapshot->region.data, snapshot->region.size, size, 0);
  if (data == MAP_FAILED || ftruncate(snapshot->region.fd, (off_t)size) != 0)
    return fault_set(fault, EXIT_SYSTEM, "E710", "shared memory cannot be cut to size");
  snapshot->region.data = data;
  snapshot->region.size = size;
  return region_seal(&snapshot->region, fault);
}

static bool arrange(Reader *reader, Fault *fault) {
  Snapshot *snapshot = reader->snapshot;
  arrange_sort(snapshot);
  if (!arrange_years(snapshot, MOST_YEARS, fault)) return false;
  arrange_refunds(snapshot, reader->refunds, reader->refund_count, add_bad);
  arrange_households(snapshot);
  return true;
}

static bool count_rows(Reader *reader, Store *store) {
  Buffer sql = {0};
  buffer_add_text(&sql, "SELECT count(*) FROM cases");
  if (reader->scope->household_of) {
    buffer_add_text(&sql, " WHERE person_id IN ");
    people_members_sql(&sql, reader->scope->household_of);
  }
  bool ok = store_number(store, sql.data, &reader->room, reader->fault);
  buffer_free(&sql);
  return ok;
}

static bool read_all(Reader *reader, Store *store) {
  Fault *fault = reader->fault;
  Snapshot *snapshot = reader->snapshot;
  if (!people_read(&reader->people, store, reader->schema, reader->scope->household_of, fault) ||
      !choose_counties(reader) || !count_rows(reader, store) ||
      !region_open(&snapshot->region, "guize-snapshot", (size_t)reader->room * snapshot->row_size,
                   fault))
    return false;
  if (!read_year(reader, store) || !read_earlier(reader, store)) return false;
  if (reader->too_many_diagnoses)
    return fault_set(fault, EXIT_DATA, "E510", "there are more than %d diagnoses", MOST_DIAGNOSES);
  sort_diagnoses(reader);
  snapshot->most_members = reader->people.most_members;
  people_forget(&reader->people);
  make_dictionaries(reader);
  return arrange(reader, fault) && fit_region(snapshot, fault);
}

bool snapshot_read(Snapshot *snapshot, Store *store, const Schema *schema, const Layout *layout,
                   const SnapshotScope *scope, Fault *fault) {
  *snapshot = (Snapshot){.run_year = scope->year, .region.fd = -1};
  Reader reader = {.snapshot = snapshot,
                   .schema = schema,
                   .scope = scope,
                   .fault = fault,
                   .kinds = schema_enumeration(schema, "case_kind"),
                   .referrals = schema_enumeration(schema, "referral"),
                   .diagnosis_cells = memory_new(DIAGNOSIS_CELLS * sizeof(uint16_t))};
  bool ok = find_offsets(snapshot, layout, fault) && store_exec(store, "BEGIN", fault);
  if (ok) {
    ok = read_all(&reader, store);
    store_rollback(store);
  }
  if (ok) hash_snapshot(snapshot);
  people_free(&reader.people);
  for (size_t i = 0; i < reader.diagnosis_count; i++)
    free(reader.diagnoses[i]);
  free(reader.diagnoses);
  free(reader.diagnosis_cells);
  free(reader.refunds);
  free(reader.wanted);
  if (!ok) snapshot_close(snapshot);
  return ok;
}

void snapshot_close(Snapshot *snapshot) {
  region_close(&snapshot->region);
  json_decref(snapshot->counties);
  json_decref(snapshot->diagnoses);
  json_decref(snapshot->hospitals);
  free(snapshot->bad);
  *snapshot = (Snapshot){.region.fd = -1};
}

const char *snapshot_row(const Snapshot *snapshot, int64_t i) {
  return (const char *)snapshot->region.data + (size_t)i * snapshot->row_size;
}

int32_t snapshot_person(const Snapshot *snapshot, int64_t i) {
  int32_t person;
  memcpy(&person, snapshot_row(snapshot, i) + snapshot->at.person, sizeof person);
  return person;
}

int32_t snapshot_household(const Snapshot *snapshot, int64_t i) {
  int32_t household;
  memcpy(&household, snapshot_row(snapshot, i) + snapshot->at.household, sizeof household);
  return household;
}

int64_t snapshot_case(const Snapshot *snapshot, int64_t i) {
  double id;
  memcpy(&id, snapshot_row(snapshot, i) + snapshot->at.id, sizeof id);
  return (int64_t)id;
}
