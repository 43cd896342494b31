/* Persons, households, identities and hospitals as arrays. */
#include "data/people.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"

enum { GROW_ROWS = 65536, MOST_RANKS = 16 };

/* --- one household --- */

void people_members_sql(Buffer *sql, int64_t case_id) {
  buffer_format(sql,
                "(SELECT person_id FROM cases WHERE case_id = %lld UNION SELECT p.person_id FROM "
                "cases c JOIN person o ON o.person_id = c.person_id JOIN person p ON "
                "p.household_id = o.household_id WHERE c.case_id = %lld)",
                (long long)case_id, (long long)case_id);
}

/* A query over rows with a person, or over those of one household; `rest` follows. */
static Query *query_members(Store *store, const char *select, const char *column, int64_t case_id,
                            const char *rest, Fault *fault) {
  Buffer sql = {0};
  buffer_add_text(&sql, select);
  if (case_id) {
    buffer_format(&sql, " WHERE %s IN ", column);
    people_members_sql(&sql, case_id);
  }
  buffer_add_text(&sql, rest);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

/* --- counties --- */

/* The position of a code in the list, which grows as codes come; 0 when it is full. `near`: the one
 * looked at first. */
static uint16_t county_position(People *people, const char *code, uint16_t near) {
  if (near && strncmp(people->counties[near - 1], code, 6) == 0) return near;
  for (size_t i = 0; i < people->county_count; i++)
    if (strncmp(people->counties[i], code, 6) == 0) return (uint16_t)(i + 1);
  if (people->county_count == UINT16_MAX) return 0;
  people->counties =
      memory_resize(people->counties, (people->county_count + 1) * sizeof *people->counties);
  char *fresh = people->counties[people->county_count++];
  strncpy(fresh, code, 6);
  fresh[6] = 0;
  return (uint16_t)people->county_count;
}

static int compare_codes(const void *a, const void *b) {
  return memcmp(a, b, 7);
}

/* Sorts the codes; `moved` gets the new position of each old one. */
static void sort_counties(People *people, uint16_t *moved) {
  size_t size = people->county_count * sizeof *people->counties;
  char(*old)[7] = memory_new(size + 1);
  memcpy(old, people->counties, size);
  qsort(people->counties, people->county_count, sizeof *people->counties, compare_codes);
  for (size_t i = 0; i < people->county_count; i++)
    for (size_t k = 0; k < people->county_count; k++)
      if (memcmp(old[i], people->counties[k], 7) == 0) moved[i + 1] = (uint16_t)(k + 1);
  free(old);
}

/* --- persons --- */

/* What is only needed until households have their positions. */
typedef struct Ordering {
  int64_t household; /* key of the household; for a person without one the negative of the id */
  uint32_t person;
  uint16_t county;
} Ordering;

/* A household whose members are insured in several counties stands in the county of its first member,
 * so that it is never split. */
static void join_counties(Ordering *list, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (list[i].household == list[i - 1].household) list[i].county = list[i - 1].county;
}

static int compare_households(const void *left, const void *right) {
  const Ordering *a = left, *b = right;
  if (a->household != b->household) return a->household < b->household ? -1 : 1;
  return a->person < b->person ? -1 : a->person > b->person;
}

static bool households_sorted(const Ordering *list, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (compare_households(&list[i - 1], &list[i]) > 0) return false;
  return true;
}

/* By county, and within one in the order that there was. */
static Ordering *sort_by_county(const Ordering *list, size_t count, size_t counties) {
  size_t *place = memory_new((counties + 2) * sizeof *place), sum = 0;
  for (size_t i = 0; i < count; i++)
    place[list[i].county]++;
  for (size_t i = 0; i <= counties; i++) {
    size_t n = place[i];
    place[i] = sum;
    sum += n;
  }
  Ordering *sorted = memory_new((count + 1) * sizeof *sorted);
  for (size_t i = 0; i < count; i++)
    sorted[place[list[i].county]++] = list[i];
  free(place);
  return sorted;
}

static bool number_households(People *people, const Ordering *list, size_t count, Fault *fault) {
  int32_t household = -1;
  int member = 0;
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || list[i].household != list[i - 1].household) {
      household++;
      member = 0;
    }
    Person *person = &people->persons[list[i].person];
    person->household = household;
    person->member = (uint16_t)member++;
    if (member > people->most_members) people->most_members = member;
    if (member > 10000)
      return fault_set(fault, EXIT_DATA, "E511", "household %lld has more than 10,000 members",
                       (long long)list[i].household);
  }
  people->household_count = household + 1;
  return true;
}

static bool place_households(People *people, Ordering *list, Fault *fault) {
  size_t count = people->person_count;
  uint16_t *moved = memory_new((people->county_count + 1) * sizeof *moved);
  sort_counties(people, moved);
  for (size_t i = 0; i < count; i++) {
    people->persons[i].county = moved[people->persons[i].county];
    list[i].county = moved[list[i].county];
  }
  free(moved);
  if (!households_sorted(list, count)) qsort(list, count, sizeof *list, compare_households);
  join_counties(list, count);
  Ordering *sorted = sort_by_county(list, count, people->county_count);
  bool ok = number_households(people, sorted, count, fault);
  free(sorted);
  return ok;
}

static int32_t optional_day(Query *query, int column, int32_t none) {
  size_t size;
  const char *text = query_text(query, column, &size);
  int32_t day;
  return text && date_parse(text, size, &day) ? day : none;
}

static void add_person(People *people, Ordering **list, size_t *room, Query *query,
                       const Enumeration *sexes) {
  if (people->person_count == *room) {
    *room = *room ? *room * 3 / 2 : GROW_ROWS;
    people->persons = memory_resize(people->persons, *room * sizeof *people->persons);
    *list = memory_resize(*list, *room * sizeof **list);
  }
  size_t i = people->person_count++, size;
  Person *person = &people->persons[i];
  *person = (Person){.id = query_int(query, 0), .birth = optional_day(query, 3, DAY_NONE)};
  const char *county = query_text(query, 2, NULL);
  person->county = county_position(people, county ? county : "", i ? person[-1].county : 0);
  const char *sex = query_text(query, 4, &size);
  person->sex = sex ? (uint8_t)(enumeration_index(sexes, sex, size) + 1) : 0;
  int64_t household = query_null(query, 1) ? -person->id - 1 : query_int(query, 1);
  (*list)[i] = (Ordering){household, (uint32_t)i, person->county};
}

static bool read_persons(People *people, Store *store, const Schema *schema, int64_t case_id,
                         Fault *fault) {
  Query *query =
      query_members(store, "SELECT person_id, household_id, county_code, birth, sex FROM person",
                    "person_id", case_id, " ORDER BY person_id", fault);
  if (!query) return false;
  const Enumeration *sexes = schema_enumeration(schema, "sex");
  Ordering *list = NULL;
  size_t room = 0;
  int step;
  while ((step = query_step(query, fault)) == 1)
    add_person(people, &list, &room, query, sexes);
  query_free(query);
  if (step == 0 && people->county_count == UINT16_MAX)
    step = fault_set(fault, EXIT_DATA, "E510", "the database names more than 65,534 counties") - 1;
  bool ok = step == 0 && place_households(people, list, fault);
  free(list);
  return ok;
}

/* --- identities --- */

typedef struct HeldRow {
  uint32_t person;
  Held held;
} HeldRow;

static bool day_or_null(Query *query, int column) {
  size_t size;
  int32_t day;
  const char *text = query_text(query, column, &size);
  return !text || date_parse(text, size, &day);
}

static bool read_held_rows(People *people, Store *store, const Enumeration *kinds, HeldRow **rows,
                           size_t *count, int64_t case_id, Fault *fault) {
  Query *query = query_members(store, "SELECT person_id, kind, begins, ends FROM identity",
                               "person_id", case_id, "", fault);
  if (!query) return false;
  size_t room = 0;
  int64_t near = 0;
  int step;
  while ((step = query_step(query, fault)) == 1) {
    size_t size;
    int64_t person = people_find(people, query_int(query, 0), near);
    const char *kind = query_text(query, 1, &size);
    int rank = kind ? enumeration_index(kinds, kind, size) : -1;
    if (rank < 0 || rank > MOST_RANKS) {
      fault_set(fault, EXIT_DATA, "E513", "person %lld has an identity of an unknown kind",
                (long long)query_int(query, 0));
      fault_hint(fault, "correct its row in the table identity");
      query_free(query);
      return false;
    }
    if (!day_or_null(query, 2) || !day_or_null(query, 3)) {
      fault_set(fault, EXIT_DATA, "E513",
                "person %lld has an identity that begins or ends on no day",
                (long long)query_int(query, 0));
      fault_hint(fault, "correct its row in the table identity; days are written 2018-07-01");
      query_free(query);
      return false;
    }
    if (person < 0 || rank == 0) continue; /* "none" changes nothing */
    near = person;
    if (*count == room) {
      room = room ? room * 3 / 2 : GROW_ROWS;
      *rows = memory_resize(*rows, room * sizeof **rows);
    }
    (*rows)[(*count)++] = (HeldRow){
        (uint32_t)person,
        {optional_day(query, 2, DAY_NONE), optional_day(query, 3, DAY_OPEN), (uint8_t)rank}};
  }
  query_free(query);
  return step == 0;
}

static bool read_identities(People *people, Store *store, const Schema *schema, int64_t case_id,
                            Fault *fault) {
  HeldRow *rows = NULL;
  size_t count = 0;
  if (!read_held_rows(people, store, schema_enumeration(schema, "identity_kind"), &rows, &count,
                      case_id, fault)) {
    free(rows);
    return false;
  }
  uint32_t *first = memory_new((people->person_count + 2) * sizeof *first);
  for (size_t i = 0; i < count; i++)
    first[rows[i].person + 2]++;
  for (size_t i = 2; i < people->person_count + 2; i++)
    first[i] += first[i - 1];
  people->held = memory_new(count * sizeof *people->held);
  for (size_t i = 0; i < count; i++)
    people->held[first[rows[i].person + 1]++] = rows[i].held;
  people->first_held = first;
  free(rows);
  return true;
}

/* --- hospitals --- */

static bool read_hospital(People *people, Query *query, const Enumeration *levels,
                          const Enumeration *tiers, Fault *fault) {
  size_t level_size, tier_size;
  const char *level = query_text(query, 2, &level_size), *tier = query_text(query, 3, &tier_size);
  Hospital hospital = {.id = query_int(query, 0)};
  const char *county = query_text(query, 1, NULL);
  strncpy(hospital.county, county ? county : "", 6);
  int level_at = level ? enumeration_index(levels, level, level_size) : -1;
  int tier_at = tier ? enumeration_index(tiers, tier, tier_size) : -1;
  if (level_at < 0 || tier_at < 0) {
    fault_set(fault, EXIT_DATA, "E512", "the hospital %lld has no known level or tier",
              (long long)hospital.id);
    fault_hint(fault, "correct its row in the table hospital");
    return false;
  }
  hospital.level = (uint8_t)(level_at + 1);
  hospital.tier = (uint8_t)(tier_at + 1);
  people->hospitals =
      memory_resize(people->hospitals, (people->hospital_count + 1) * sizeof *people->hospitals);
  people->hospitals[people->hospital_count++] = hospital;
  return true;
}

static bool read_hospitals(People *people, Store *store, const Schema *schema, int64_t case_id,
                           Fault *fault) {
  Query *query = query_members(
      store,
      case_id ? "SELECT hospital_id, division_code, level, tier FROM hospital WHERE hospital_id IN "
                "(SELECT hospital_id FROM cases"
              : "SELECT hospital_id, division_code, level, tier FROM hospital",
      "person_id", case_id, case_id ? ") ORDER BY hospital_id" : " ORDER BY hospital_id", fault);
  if (!query) return false;
  const Enumeration *levels = schema_enumeration(schema, "hospital_level");
  const Enumeration *tiers = schema_enumeration(schema, "hospital_tier");
  int step;
  bool ok = true;
  while (ok && (step = query_step(query, fault)) != 0)
    ok = step == 1 && read_hospital(people, query, levels, tiers, fault);
  query_free(query);
  return ok;
}

/* --- the whole --- */

bool people_read(People *people, Store *store, const Schema *schema, int64_t case_id,
                 Fault *fault) {
  *people = (People){.most_members = 1};
  return read_persons(people, store, schema, case_id, fault) &&
         read_identities(people, store, schema, case_id, fault) &&
         read_hospitals(people, store, schema, case_id, fault);
}

void people_forget(People *people) {
  free(people->persons);
  free(people->first_held);
  free(people->held);
  people->persons = NULL;
  people->first_held = NULL;
  people->held = NULL;
  people->person_count = 0;
}

void people_free(People *people) {
  people_forget(people);
  free(people->hospitals);
  free(people->counties);
  *people = (People){0};
}

int64_t people_find(const People *people, int64_t id, int64_t near) {
  int64_t count = (int64_t)people->person_count, low = 0, high = count - 1;
  for (int64_t i = near; i < near + 3 && i < count; i++)
    if (people->persons[i].id == id) return i;
  while (low <= high) {
    int64_t middle = low + (high - low) / 2;
    if (people->persons[middle].id == id) return middle;
    if (people->persons[middle].id < id)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return -1;
}

int64_t people_find_hospital(const People *people, int64_t id, int64_t near) {
  int64_t count = (int64_t)people->hospital_count, low = 0, high = count - 1;
  if (near >= 0 && near < count && people->hospitals[near].id == id) return near;
  while (low <= high) {
    int64_t middle = low + (high - low) / 2;
    if (people->hospitals[middle].id == id) return middle;
    if (people->hospitals[middle].id < id)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return -1;
}

uint16_t people_held(const People *people, int64_t person, int32_t first, int32_t last) {
  unsigned set = 0;
  for (uint32_t i = people->first_held[person]; i < people->first_held[person + 1]; i++) {
    const Held *held = &people->held[i];
    if (held->begins <= last && held->ends >= first) set |= 1U << (held->rank - 1);
  }
  return (uint16_t)set;
}
