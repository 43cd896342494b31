/* The flagged rows of a run. */
#include "data/flagrows.h"

#include <string.h>

#include "base/buffer.h"

static void bind_or_null(Query *query, int n, const char *text) {
  if (text)
    query_bind_text(query, n, text, -1);
  else
    query_bind_null(query, n);
}

static void bind_filter(Query *query, const FlagFilter *filter) {
  query_bind_int(query, 1, filter->run_id);
  bind_or_null(query, 2, filter->flag);
  bind_or_null(query, 3, filter->entity);
  bind_or_null(query, 4, filter->county);
}

#define WANTED                                                                                     \
  "f.run_id = ?1 AND (?2 IS NULL OR f.flag = ?2) AND (?3 IS NULL OR f.entity = ?3) AND "           \
  "(?4 IS NULL OR f.county = ?4)"

bool flagrows_counts(Store *store, const FlagFilter *filter,
                     void (*each)(const FlagCount *count, void *data), void *data, Fault *fault) {
  Query *query = store_query(
      store,
      "SELECT f.flag, f.entity, f.county, d.name, count(*) FROM flag_row f LEFT JOIN division d ON "
      "d.division_code = f.county WHERE " WANTED " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
      fault);
  if (!query) return false;
  bind_filter(query, filter);
  int step;
  while ((step = query_step(query, fault)) == 1) {
    FlagCount count = {query_text(query, 0, NULL), query_text(query, 1, NULL),
                       query_text(query, 2, NULL), query_text(query, 3, NULL), query_int(query, 4)};
    each(&count, data);
  }
  query_free(query);
  return step == 0;
}

/* --- rows --- */

/* The SQL by which a row finds its name. */
typedef struct Named {
  const char *name, *id_number;
  Buffer join;
  bool personal;
} Named;

static bool refers(const Entity *entity, const char *field, const char *to) {
  const Field *found = entity_field(entity, field);
  return found && found->type == FIELD_REF && strcmp(found->to->name, to) == 0;
}

static void add_join(Named *named, const char *table, const char *key, const char *via) {
  buffer_format(&named->join, "LEFT JOIN \"%s\" x ON x.\"%s\" = t0.\"%s\" ", table, key, via);
  named->name = "x.name";
}

/* Its own name; that of the person it is of; that of its division. */
static void find_name(const Entity *entity, Named *named) {
  const Field *own = entity_field(entity, "name");
  buffer_add_text(&named->join, "");
  named->name = named->id_number = "NULL";
  if (own) {
    named->name = "t0.name";
    named->personal = own->personal;
    if (entity_field(entity, "id_number")) named->id_number = "t0.id_number";
  } else if (refers(entity, "person_id", "person")) {
    add_join(named, "person", "person_id", "person_id");
    named->id_number = "x.id_number";
    named->personal = true;
  } else if (entity->key->type == FIELD_REF && strcmp(entity->key->to->name, "division") == 0) {
    add_join(named, "division", "division_code", entity->key->name);
  }
}

static bool key_is_number(const Field *key) {
  return key->type == FIELD_REF ? key_is_number(key->to->key) : key->type == FIELD_ID;
}

static Query *open_rows(Store *store, const Entity *entity, const Named *named, Fault *fault) {
  Buffer sql = {0};
  buffer_format(&sql,
                "SELECT f.flag, CAST(f.row_id AS TEXT), f.county, d.name, %s, %s, f.reason FROM "
                "flag_row f LEFT JOIN \"%s\" t0 ON t0.\"%s\" = CAST(f.row_id AS %s) %s LEFT JOIN "
                "division d ON d.division_code = f.county WHERE " WANTED
                " ORDER BY f.flag, f.county, f.row_id",
                named->name, named->id_number, entity->table, entity->key->name,
                key_is_number(entity->key) ? "INTEGER" : "TEXT", named->join.data);
  Query *query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return query;
}

bool flagrows_each(Store *store, const FlagFilter *filter, const Entity *entity,
                   void (*each)(const FlagRow *row, void *data), void *data, Fault *fault) {
  FlagFilter wanted = *filter;
  Named named = {0};
  wanted.entity = entity->name;
  find_name(entity, &named);
  Query *query = open_rows(store, entity, &named, fault);
  int step = -1;
  if (query) {
    bind_filter(query, &wanted);
    while ((step = query_step(query, fault)) == 1) {
      FlagRow row = {query_text(query, 0, NULL), query_text(query, 1, NULL),
                     query_text(query, 2, NULL), query_text(query, 3, NULL),
                     query_text(query, 4, NULL), query_text(query, 5, NULL),
                     query_text(query, 6, NULL), named.personal};
      each(&row, data);
    }
  }
  query_free(query);
  buffer_free(&named.join);
  return step == 0;
}
