/* Reading cases into rows of shared memory. Order of work: people, then rows in the order of their
 * ids (one by one in snapshot_row.c), then sorting in place, then what needs the order (refunds, slots of
 * years, households). */
#include "data/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/stop.h"
#include "data/snapshot_row.h"

enum { MOST_YEARS = 16, STOP_ROWS = 65535, MOST_ROW_BYTES = 512 };

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

/* --- all rows --- */

static bool read_rows(RowReader *reader, Query *query) {
  Snapshot *snapshot = reader->snapshot;
  int step;
  while ((step = query_step(query, reader->fault)) == 1) {
    if (snapshot->count == reader->room)
      return fault_set(reader->fault, EXIT_DATA, "E406", "the database changed while it was read");
    char *row = (char *)snapshot->region.data + (size_t)snapshot->count * snapshot->row_size;
    if (row_fill(reader, query, row)) snapshot->count++;
    if ((snapshot->count & STOP_ROWS) == 0 && stop_asked())
      return fault_set(reader->fault, EXIT_INTERRUPTED, "E130", "interrupted");
  }
  return step == 0;
}

/* Cuts a query on rows with a person down to the household that is asked for, if one is. */
static void add_household(const RowReader *reader, Buffer *sql, const char *person) {
  if (!reader->scope->household_of) return;
  buffer_format(sql, "%s IN ", person);
  people_members_sql(sql, reader->scope->household_of);
  buffer_add_text(sql, " AND ");
}

/* Cases with a day in the year, in the order of their ids. */
static bool read_year(RowReader *reader, Store *store) {
  Buffer sql = {0};
  int year = reader->scope->year;
  buffer_format(&sql, "%sWHERE ", row_columns);
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
static bool read_earlier(RowReader *reader, Store *store) {
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
      year, year, year, year, year, year, year, year, row_columns);
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

/* --- counties of the run --- */

static bool choose_counties(RowReader *reader) {
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

static void make_dictionaries(RowReader *reader) {
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

static bool arrange(RowReader *reader, Fault *fault) {
  Snapshot *snapshot = reader->snapshot;
  arrange_sort(snapshot);
  if (!arrange_years(snapshot, MOST_YEARS, fault)) return false;
  arrange_refunds(snapshot, reader->refunds, reader->refund_count, row_refuse);
  arrange_households(snapshot);
  return true;
}

static bool count_rows(RowReader *reader, Store *store) {
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

static bool read_all(RowReader *reader, Store *store) {
  Fault *fault = reader->fault;
  Snapshot *snapshot = reader->snapshot;
  if (!people_read(&reader->people, store, reader->schema, reader->scope->household_of, fault) ||
      !choose_counties(reader) || !count_rows(reader, store) ||
      !region_open(&snapshot->region, "guize-snapshot", (size_t)reader->room * snapshot->row_size,
                   fault))
    return false;
  if (!read_year(reader, store) || !read_earlier(reader, store)) return false;
  if (reader->too_many_diagnoses)
    return fault_set(fault, EXIT_DATA, "E510", "there are more than %d diagnoses",
                     ROW_MOST_DIAGNOSES);
  row_sort_diagnoses(reader);
  snapshot->most_members = reader->people.most_members;
  people_forget(&reader->people);
  make_dictionaries(reader);
  return arrange(reader, fault) && fit_region(snapshot, fault);
}

bool snapshot_read(Snapshot *snapshot, Store *store, const Schema *schema, const Layout *layout,
                   const SnapshotScope *scope, Fault *fault) {
  *snapshot = (Snapshot){.run_year = scope->year, .region.fd = -1};
  RowReader reader = {.snapshot = snapshot,
                      .schema = schema,
                      .scope = scope,
                      .fault = fault,
                      .kinds = schema_enumeration(schema, "case_kind"),
                      .referrals = schema_enumeration(schema, "referral"),
                      .diagnosis_cells = memory_new(ROW_DIAGNOSIS_CELLS * sizeof(uint16_t))};
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
