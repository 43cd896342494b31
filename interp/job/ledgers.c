/* Reading the ledgers and finding who is who. */
#include "job/ledgers.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/import_value.h"

enum { NUMBER_DIGITS = 18, OLD_DIGITS = 15, LEAST_DIGITS = 6 };

/* --- what is matched ------------------------------------------------------------------------------ */

static bool is_blank(uint32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000 || c == 0xA0;
}

/* Dots within names of minorities are written in many ways. */
static bool is_dot(uint32_t c) {
  return c == '.' || c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF0E ||
         c == 0xFF65;
}

/* Without blanks; NULL when nothing is left. */
static const char *plain(Arena *arena, const char *text) {
  Buffer out = {0};
  uint32_t c;
  size_t size = text ? strlen(text) : 0;
  for (size_t at = 0, bytes; at < size; at += bytes) {
    bytes = text_next(text + at, size - at, &c);
    if (is_blank(c)) continue;
    if (is_dot(c))
      buffer_add_text(&out, "·");
    else
      buffer_add(&out, text + at, bytes);
  }
  const char *kept = out.size ? arena_text(arena, out.data, out.size) : NULL;
  buffer_free(&out);
  return kept;
}

/* An ID number of the first kind as the second kind has it: the century, and a check digit. */
static void lengthen(char out[NUMBER_DIGITS + 1], const char *old) {
  static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  memcpy(out, old, 6);
  memcpy(out + 6, "19", 2);
  memcpy(out + 8, old + 6, 9);
  for (int i = 0; i < 17; i++)
    sum += (out[i] - '0') * weights[i];
  out[17] = "10X98765432"[sum % 11];
  out[18] = '\0';
}

/* Words such as 无, and numbers made up of one digit, are nobody's. */
static bool is_number(const char *text) {
  size_t digits = 0;
  bool several = false;
  char first = 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') continue;
    if (!first) first = *text;
    several = several || *text != first;
    digits++;
  }
  return several && digits >= LEAST_DIGITS;
}

static const char *plain_number(Arena *arena, const char *text) {
  char longer[NUMBER_DIGITS + 1];
  const char *number = plain(arena, text);
  if (!number || !is_number(number)) return NULL;
  size_t size = strlen(number), digits = strspn(number, "0123456789");
  if (digits == OLD_DIGITS && size == OLD_DIGITS) {
    lengthen(longer, number);
    return arena_text(arena, longer, NUMBER_DIGITS);
  }
  if (digits + 1 == size && number[digits] == 'x') {
    char *upper = arena_text(arena, number, size);
    upper[digits] = 'X';
    return upper;
  }
  return number;
}

/* --- reading -------------------------------------------------------------------------------------- */

static const char *value_of(const Ledgers *l, const LedgerEntry *entry, const char *field) {
  const Field *found = entity_field(l->entity, field);
  return found ? entry->values[ledgers_place(l, found)] : NULL;
}

size_t ledgers_place(const Ledgers *l, const Field *field) {
  return (size_t)(field - l->entity->fields);
}

static void read_entry(Ledgers *l, Query *query, size_t *room) {
  if (l->count == *room) {
    *room = *room ? 2 * *room : 1024;
    l->entries = memory_resize(l->entries, *room * sizeof *l->entries);
  }
  LedgerEntry *entry = &l->entries[l->count];
  *entry = (LedgerEntry){.id = query_int(query, 0), .group = l->count};
  entry->values = arena_take(l->arena, l->entity->field_count * sizeof *entry->values);
  for (size_t i = 0; i < l->entity->field_count; i++) {
    size_t size;
    const char *text = query_text(query, (int)i + 1, &size);
    if (text) entry->values[i] = arena_text(l->arena, text, size);
  }
  const char *tier = value_of(l, entry, "tier"), *person = value_of(l, entry, "person_id"),
             *place = value_of(l, entry, "division_code");
  entry->tier = enumeration_index(l->tiers, tier ? tier : "", tier ? strlen(tier) : 0);
  if (entry->tier < 0) return;
  entry->person_id = person ? strtoll(person, NULL, 10) : 0;
  if (place) memcpy(entry->county, place, strnlen(place, 6));
  entry->name = plain(l->arena, value_of(l, entry, "name"));
  entry->number = plain_number(l->arena, value_of(l, entry, "id_number"));
  entry->birth = plain(l->arena, value_of(l, entry, "birth"));
  l->count++;
}

static bool read_entries(Ledgers *l, Store *store, Fault *fault) {
  Buffer sql = {0};
  size_t room = 0;
  buffer_format(&sql, "SELECT \"%s\"", l->entity->key->name);
  for (size_t i = 0; i < l->entity->field_count; i++)
    buffer_format(&sql, ", \"%s\"", l->entity->fields[i].name);
  buffer_format(&sql, " FROM \"%s\" ORDER BY 1", l->entity->table);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1)
    read_entry(l, query, &room);
  query_free(query);
  return step == 0;
}

/* --- matching ------------------------------------------------------------------------------------- */

static size_t root_of(Ledgers *l, size_t i) {
  while (l->entries[i].group != i)
    i = l->entries[i].group = l->entries[l->entries[i].group].group;
  return i;
}

static void join(Ledgers *l, size_t a, size_t b) {
  a = root_of(l, a);
  b = root_of(l, b);
  if (a < b)
    l->entries[b].group = a;
  else
    l->entries[a].group = b;
}

static int compare_texts(const char *a, const char *b) {
  return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

static int by_number(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  return compare_texts(l->entries[*(const size_t *)a].number,
                       l->entries[*(const size_t *)b].number);
}

static int by_person(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  int64_t x = l->entries[*(const size_t *)a].person_id,
          y = l->entries[*(const size_t *)b].person_id;
  return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  const LedgerEntry *x = &l->entries[*(const size_t *)a], *y = &l->entries[*(const size_t *)b];
  int order = compare_texts(x->name, y->name);
  return order ? order : compare_texts(x->birth, y->birth);
}

static int by_tier_number(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  const LedgerEntry *x = &l->entries[*(const size_t *)a], *y = &l->entries[*(const size_t *)b];
  return x->tier != y->tier ? x->tier - y->tier : compare_texts(x->number, y->number);
}

typedef int (*Compare)(const void *a, const void *b, void *data);

/* The end of the stretch of `sorted` that is equal to its entry at `from`. */
static size_t stretch(Ledgers *l, const size_t *sorted, size_t from, Compare compare) {
  size_t to = from + 1;
  while (to < l->count && compare(&sorted[from], &sorted[to], l) == 0)
    to++;
  return to;
}

static void sort(Ledgers *l, size_t *list, Compare compare) {
  for (size_t i = 0; i < l->count; i++)
    list[i] = i;
  qsort_r(list, l->count, sizeof *list, compare, l);
}

/* Joins what is equal; `has`: entries without what is compared are left alone. */
static void join_equal(Ledgers *l, size_t *list, Compare compare,
                       bool (*has)(const LedgerEntry *entry)) {
  sort(l, list, compare);
  for (size_t from = 0, to; from < l->count; from = to) {
    to = stretch(l, list, from, compare);
    for (size_t i = from + 1; i < to && has(&l->entries[list[from]]); i++)
      join(l, list[from], list[i]);
  }
}

static bool has_number(const LedgerEntry *entry) {
  return entry->number != NULL;
}

static bool has_person(const LedgerEntry *entry) {
  return entry->person_id != 0;
}

static int compare_places(const void *a, const void *b) {
  const size_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Whether a ledger has two ID numbers among these entries: then they are several people. */
static bool several_people(Ledgers *l, size_t *list, size_t count) {
  qsort_r(list, count, sizeof *list, by_tier_number, l);
  const LedgerEntry *before = NULL;
  for (size_t i = 0; i < count; i++) {
    const LedgerEntry *entry = &l->entries[list[i]];
    if (!entry->number) continue;
    if (before && before->tier == entry->tier && strcmp(before->number, entry->number) != 0)
      return true;
    before = entry;
  }
  return false;
}

typedef struct Members {
  size_t *list;  /* entries by root */
  size_t *first; /* of a root: where its entries begin in the list */
} Members;

static int by_root(const void *a, const void *b, void *data) {
  Ledgers *l = data;
  size_t x = *(const size_t *)a, y = *(const size_t *)b;
  size_t p = l->entries[x].group, q = l->entries[y].group;
  return p != q ? (p > q) - (p < q) : (x > y) - (x < y);
}

static void list_members(Ledgers *l, Members *members) {
  for (size_t i = 0; i < l->count; i++)
    l->entries[i].group = root_of(l, i);
  members->list = memory_new((l->count + 1) * sizeof *members->list);
  members->first = memory_new((l->count + 1) * sizeof *members->first);
  sort(l, members->list, by_root);
  for (size_t i = l->count; i-- > 0;)
    members->first[l->entries[members->list[i]].group] = i;
}

/* The roots of the entries of one name and birth day, each once. */
static size_t distinct_roots(Ledgers *l, const size_t *list, size_t count, size_t *roots) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    roots[i] = l->entries[list[i]].group;
  qsort(roots, count, sizeof *roots, compare_places);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || roots[kept - 1] != roots[i]) roots[kept++] = roots[i];
  return kept;
}

static size_t gather(Ledgers *l, const Members *members, const size_t *roots, size_t count,
                     size_t **all) {
  size_t found = 0;
  for (size_t r = 0; r < count; r++)
    for (size_t i = members->first[roots[r]];
         i < l->count && l->entries[members->list[i]].group == roots[r]; i++) {
      *all = memory_resize(*all, (found + 1) * sizeof **all);
      (*all)[found++] = members->list[i];
    }
  return found;
}

/* Those of one name and day of birth: one person, unless a ledger tells several apart. */
static void match_names(Ledgers *l, const Members *members, const size_t *list, size_t count,
                        size_t (*joined)[2], size_t *joined_count) {
  size_t *roots = memory_new(count * sizeof *roots), *all = NULL;
  size_t root_count = distinct_roots(l, list, count, roots);
  size_t found = root_count > 1 ? gather(l, members, roots, root_count, &all) : 0;
  bool several = root_count > 1 && several_people(l, all, found);
  for (size_t i = 0; root_count > 1 && i < count; i++) {
    LedgerEntry *entry = &l->entries[list[i]];
    size_t other = entry->group == roots[0] ? roots[1] : roots[0];
    if (several)
      entry->namesake = l->entries[other].id;
    else
      entry->by_name = true;
  }
  for (size_t r = 1; !several && r < root_count; r++) {
    joined[*joined_count][0] = roots[0];
    joined[(*joined_count)++][1] = roots[r];
  }
  free(all);
  free(roots);
}

/* Joined at the end, since who is told apart must not depend on the order of names. */
static void join_names(Ledgers *l, size_t *list) {
  Members members;
  size_t count = 0;
  list_members(l, &members);
  size_t(*joined)[2] = memory_new((l->count + 1) * sizeof *joined);
  sort(l, list, by_name);
  for (size_t from = 0, to; from < l->count; from = to) {
    const LedgerEntry *entry = &l->entries[list[from]];
    to = stretch(l, list, from, by_name);
    if (entry->name && entry->birth && to - from > 1)
      match_names(l, &members, list + from, to - from, joined, &count);
  }
  for (size_t i = 0; i < count; i++)
    join(l, joined[i][0], joined[i][1]);
  free(joined);
  free(members.list);
  free(members.first);
}

/* --- persons -------------------------------------------------------------------------------------- */

static int by_group(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  const LedgerEntry *x = &l->entries[*(const size_t *)a], *y = &l->entries[*(const size_t *)b];
  if (x->group != y->group) return (x->group > y->group) - (x->group < y->group);
  if (x->tier != y->tier) return x->tier - y->tier;
  return (x->id > y->id) - (x->id < y->id);
}

static int by_county(const void *a, const void *b, void *data) {
  const Ledgers *l = data;
  const LedgerPerson *x = a, *y = b;
  int order = strcmp(x->county, y->county);
  int64_t p = ledgers_entry(l, x, 0)->id, q = ledgers_entry(l, y, 0)->id;
  return order ? order : (p > q) - (p < q);
}

static void list_persons(Ledgers *l) {
  for (size_t i = 0; i < l->count; i++)
    l->entries[i].group = root_of(l, i);
  sort(l, l->order, by_group);
  l->persons = memory_new((l->count + 1) * sizeof *l->persons);
  for (size_t i = 0; i < l->count; i++) {
    const LedgerEntry *entry = &l->entries[l->order[i]];
    LedgerPerson *last = l->person_count ? &l->persons[l->person_count - 1] : NULL;
    if (last && ledgers_entry(l, last, 0)->group == entry->group)
      last->count++;
    else
      l->persons[l->person_count++] =
          (LedgerPerson){.first = i, .count = 1, .county = entry->county};
  }
  qsort_r(l->persons, l->person_count, sizeof *l->persons, by_county, l);
  for (size_t p = 0; p < l->person_count; p++)
    for (size_t i = 0; i < l->persons[p].count; i++)
      l->entries[l->order[l->persons[p].first + i]].group = p;
}

static LedgerCounty *county_of(Ledgers *l, const char *code) {
  for (size_t i = 0; i < l->county_count; i++)
    if (strcmp(l->counties[i].code, code) == 0) return &l->counties[i];
  l->counties = memory_resize(l->counties, (l->county_count + 1) * sizeof *l->counties);
  LedgerCounty *county = &l->counties[l->county_count++];
  *county = (LedgerCounty){0};
  memcpy(county->code, code, strlen(code) + 1);
  return county;
}

static int compare_counties(const void *a, const void *b) {
  return strcmp(((const LedgerCounty *)a)->code, ((const LedgerCounty *)b)->code);
}

static bool name_counties(Ledgers *l, Store *store, Fault *fault) {
  Query *query = store_query(store, "SELECT name FROM division WHERE division_code = ?1", fault);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < l->county_count; i++) {
    LedgerCounty *county = &l->counties[i];
    query_bind_static(query, 1, county->code, -1);
    int step = query_step(query, fault);
    const char *name = step == 1 ? query_text(query, 0, NULL) : "";
    ok = step >= 0;
    if (name) strncat(county->name, name, text_clip(name, (int)sizeof county->name / 2));
    query_reset(query);
  }
  query_free(query);
  return ok;
}

static bool list_counties(Ledgers *l, Store *store, Fault *fault) {
  for (size_t i = 0; i < l->count; i++)
    county_of(l, l->entries[i].county)->entries[l->entries[i].tier]++;
  if (l->county_count) qsort(l->counties, l->county_count, sizeof *l->counties, compare_counties);
  return name_counties(l, store, fault);
}

bool ledgers_read(Ledgers *l, Store *store, const Schema *schema, Fault *fault) {
  *l = (Ledgers){.entity = schema_entity(schema, "ledger_entry"), .arena = arena_new()};
  const Field *tier = l->entity ? entity_field(l->entity, "tier") : NULL;
  if (!tier || tier->type != FIELD_ENUM || tier->of->count > LEDGER_TIERS)
    return fault_set(fault, EXIT_RULES, "E574", "the schema has no ledgers of tiers");
  l->tiers = tier->of;
  if (!read_entries(l, store, fault)) return false;
  l->order = memory_new((l->count + 1) * sizeof *l->order);
  join_equal(l, l->order, by_number, has_number);
  join_equal(l, l->order, by_person, has_person);
  join_names(l, l->order);
  list_persons(l);
  return list_counties(l, store, fault);
}

void ledgers_free(Ledgers *l) {
  arena_free(l->arena);
  free(l->entries);
  free(l->order);
  free(l->persons);
  free(l->counties);
  *l = (Ledgers){0};
}

/* --- looking up ----------------------------------------------------------------------------------- */

const LedgerEntry *ledgers_entry(const Ledgers *l, const LedgerPerson *person, size_t i) {
  return &l->entries[l->order[person->first + i]];
}

size_t ledgers_first(const void *list, size_t count, size_t size, size_t offset, int64_t number) {
  size_t from = 0, to = count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int64_t there;
    memcpy(&there, (const char *)list + middle * size + offset, sizeof there);
    if (there < number)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

const LedgerEntry *ledgers_find(const Ledgers *l, int64_t id, const LedgerPerson **person) {
  size_t at =
      ledgers_first(l->entries, l->count, sizeof *l->entries, offsetof(LedgerEntry, id), id);
  if (at == l->count || l->entries[at].id != id) return NULL;
  *person = &l->persons[l->entries[at].group];
  return &l->entries[at];
}

const LedgerCounty *ledgers_county(const Ledgers *l, const char *code) {
  for (size_t i = 0; i < l->county_count; i++)
    if (strcmp(l->counties[i].code, code) == 0) return &l->counties[i];
  return NULL;
}
