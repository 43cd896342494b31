/* The rows that keep a figure from its threshold, the farthest first, or that it is made of, the largest first;
 * with names as they may be shown. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "data/mask.h"
#include "job/assess_gap.h"
#include "job/assess_inside.h"
#include "job/registers.h"

bool assess_over_cases(const AssessWork *work) {
  return strcmp(work->assess->entity, "case") == 0;
}

/* --- noting --- */

/* Without a threshold a row is short by what its whole has more. */
static AssessRow *new_row(AssessWork *work, const char *county, const ShortRow *given) {
  Assess *assess = work->assess;
  if (assess->row_count == work->row_room) {
    work->row_room = work->row_room ? 2 * work->row_room : 256;
    assess->rows = memory_resize(assess->rows, work->row_room * sizeof *assess->rows);
  }
  AssessRow *row = &assess->rows[assess->row_count++];
  *row = (AssessRow){.part = given->part, .whole = given->whole};
  row->need = isnan(given->threshold)
                  ? (int64_t)(given->whole - given->part)
                  : gap_need(given->part, given->whole, given->threshold, work->at_least);
  if (assess->made_of) row->need = 0;
  snprintf(row->group, sizeof row->group, "%s", given->group ? given->group : "");
  snprintf(row->county, sizeof row->county, "%s", county ? county : "");
  return row;
}

void assess_note_case(void *data, const ShortCase *given) {
  AssessWork *work = data;
  const Snapshot *snapshot = &work->walk.snapshot;
  uint16_t county;
  memcpy(&county, snapshot_row(snapshot, given->row) + snapshot->at.county, sizeof county);
  const char *code = json_string_value(json_array_get(snapshot->counties, county - 1U));
  if (!code || !assess_is_county(work, code)) return;
  AssessRow *row =
      new_row(work, code,
              &(ShortRow){NULL, code, given->group, given->part, given->whole, given->threshold});
  snprintf(row->id, sizeof row->id, "%lld", (long long)snapshot_case(snapshot, given->row));
}

static void note_row(void *data, const ShortRow *given) {
  AssessRow *row = new_row(data, given->county, given);
  snprintf(row->id, sizeof row->id, "%s", given->id);
}

bool assess_read_rows(AssessWork *work, Fault *fault) {
  return registers_short(&work->walk, work->assess->entity, work->target, work->day, note_row, work,
                         fault);
}

/* --- order --- */

/* Numbers by their size, also as texts: a shorter one is smaller. */
static int compare_ids(const char *a, const char *b) {
  size_t one = strlen(a), other = strlen(b);
  return one != other ? (one < other ? -1 : 1) : strcmp(a, b);
}

static int compare_rows(const void *left, const void *right) {
  const AssessRow *a = left, *b = right;
  if (a->need != b->need) return a->need > b->need ? -1 : 1;
  return compare_ids(a->id, b->id);
}

static int compare_parts(const void *left, const void *right) {
  const AssessRow *a = left, *b = right;
  double one = fabs(a->part), other = fabs(b->part);
  if (one < other || one > other) return one > other ? -1 : 1;
  return compare_ids(a->id, b->id);
}

/* --- names --- */

/* The first field that refers to another entity, or NULL. */
static const Field *reference(const Entity *entity, const char *to) {
  for (size_t i = 0; i < entity->field_count; i++)
    if (entity->fields[i].type == FIELD_REF && strcmp(entity->fields[i].to->name, to) == 0)
      return &entity->fields[i];
  return NULL;
}

/* A field that holds the code of a division, itself or by way of a village. */
static const Field *division_field(const Entity *entity) {
  for (size_t i = 0; i < entity->field_count; i++) {
    const Entity *to = entity->fields[i].to;
    while (to && strcmp(to->name, "division") != 0)
      to = to->key->to;
    if (entity->fields[i].type == FIELD_REF && to) return &entity->fields[i];
  }
  return NULL;
}

/* Columns: own name, whether it is a person's, name of the person, place, hospital. */
static Query *name_query(AssessWork *work, Fault *fault) {
  const Entity *entity = schema_entity(work->walk.session.schema, work->assess->entity);
  const Field *own = entity_field(entity, "name"), *person = reference(entity, "person"),
              *hospital = reference(entity, "hospital"),
              *household = reference(entity, "household"), *division = division_field(entity);
  const char *through = person ? "p.household_id" : "NULL";
  Buffer sql = {0};
  if (household) through = "e.household_id";
  buffer_format(&sql, "SELECT %s, %d, %s, coalesce(hd.name, %s), %s FROM \"%s\" e",
                own ? "e.name" : "NULL", own && own->personal, person ? "p.name" : "NULL",
                division ? "d.name" : "NULL", hospital ? "h.name" : "NULL", entity->table);
  if (person) buffer_format(&sql, " LEFT JOIN person p ON p.person_id = e.\"%s\"", person->name);
  if (division)
    buffer_format(&sql, " LEFT JOIN division d ON d.division_code = e.\"%s\"", division->name);
  if (hospital)
    buffer_format(&sql, " LEFT JOIN hospital h ON h.hospital_id = e.\"%s\"", hospital->name);
  buffer_format(&sql,
                " LEFT JOIN household hh ON hh.household_id = %s LEFT JOIN division hd ON "
                "hd.division_code = hh.division_code WHERE e.\"%s\" = ?",
                through, entity->key->name);
  Query *query = store_query(work->walk.store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

static void take_name(Query *query, int column, bool mask, Buffer *out) {
  const char *text = query_text(query, column, NULL);
  if (!text || !*text) return;
  if (out->size) buffer_add_text(out, " ");
  if (mask)
    mask_name(out, text);
  else
    buffer_add_text(out, text);
}

static bool name_row(const AssessWork *work, Query *query, AssessRow *row, Fault *fault) {
  Buffer name = {0}, place = {0};
  bool hide = !work->options->reveal;
  query_reset(query);
  query_bind_text(query, 1, row->id, -1);
  int step = query_step(query, fault);
  if (step == 1) {
    take_name(query, 0, hide && query_int(query, 1), &name);
    take_name(query, 2, hide, &name);
    take_name(query, 3, false, &place);
    take_name(query, 4, false, &place);
  }
  snprintf(row->name, sizeof row->name, "%s", name.data ? name.data : "");
  snprintf(row->place, sizeof row->place, "%s", place.data ? place.data : "");
  buffer_free(&name);
  buffer_free(&place);
  return step >= 0;
}

bool assess_name_rows(AssessWork *work, Fault *fault) {
  Assess *assess = work->assess;
  size_t most = work->options->named_rows;
  if (assess->row_count)
    qsort(assess->rows, assess->row_count, sizeof *assess->rows,
          assess->made_of ? compare_parts : compare_rows);
  assess->rows_named = assess->row_count < most ? assess->row_count : most;
  Query *query = name_query(work, fault);
  bool ok = query != NULL;
  for (size_t i = 0; ok && i < assess->rows_named; i++)
    ok = name_row(work, query, &assess->rows[i], fault);
  query_free(query);
  return ok;
}
