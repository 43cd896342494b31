/* The queries of exports. Columns of a run follow its layers, in their order. */
#include "data/export_query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/text.h"
#include "data/entityrows.h"
#include "data/guard.h"
#include "data/runs.h"

enum { COLUMNS_MOST = 512, NAMES_MOST = 256 };

static OutColumn *add_column(ExportQuery *q, const char *key, const char *title, OutKind kind) {
  OutColumn *column = &q->columns[q->count++];
  *column = (OutColumn){arena_text(q->arena, key, strlen(key)),
                        arena_text(q->arena, title, strlen(title)), kind};
  return column;
}

static bool refuse_county(const ExportOptions *options, Fault *fault) {
  fault_set(fault, EXIT_USAGE, "E527", "“%s” cannot be cut down to a county", options->what);
  fault_hint(fault, "--county goes with an entity, run:N or flags:N; a SELECT says it in WHERE");
  return false;
}

/* " WHERE/AND expression IN ('532625', …)" for the counties asked for; they are six digits each. */
static void add_counties(Buffer *sql, const char *word, const char *expression,
                         const ExportOptions *options) {
  if (options->county_count == 0) return;
  buffer_format(sql, " %s %s IN (", word, expression);
  for (int i = 0; i < options->county_count; i++)
    buffer_format(sql, "%s'%s'", i ? ", " : "", options->counties[i]);
  buffer_add_text(sql, ")");
}

/* --- entities ------------------------------------------------------------------------------------- */

static OutKind kind_of(const Field *field) {
  switch (field->type) {
    case FIELD_ID:
    case FIELD_REF:
    case FIELD_CODE: return OUT_ID;
    case FIELD_MONEY: return OUT_MONEY;
    case FIELD_COUNT: return OUT_NUMBER;
    case FIELD_DATE: return OUT_DAY;
    case FIELD_FLAG: return OUT_TRUTH;
    default: return OUT_TEXT;
  }
}

static bool open_entity(ExportQuery *q, Store *store, const Entity *entity,
                        const ExportOptions *options, Fault *fault) {
  Buffer sql = {0}, joins = {0}, place = {0};
  bool ok = entityrows_place(entity, &joins, &place) || options->county_count == 0 ||
            refuse_county(options, fault);
  q->name = entity->title;
  q->fields = arena_take(q->arena, entity->field_count * sizeof(const Field *));
  for (size_t i = 0; i < entity->field_count; i++) {
    const Field *field = &entity->fields[i];
    q->fields[i] = field;
    add_column(q, field->name, field->title, kind_of(field));
    buffer_format(&sql, "%s t0.\"%s\"", i ? "," : "SELECT", field->name);
  }
  buffer_format(&sql, " FROM \"%s\" t0", entity->table);
  if (ok && options->county_count) buffer_add_text(&sql, joins.data);
  if (ok && options->county_count) add_counties(&sql, "WHERE", place.data, options);
  buffer_format(&sql, " ORDER BY t0.\"%s\"", entity->key->name);
  ok = ok && (q->query = store_query(store, sql.data, fault)) != NULL;
  buffer_free(&sql);
  buffer_free(&joins);
  buffer_free(&place);
  return ok;
}

/* --- runs and flags ------------------------------------------------------------------------------- */

typedef struct Part {
  const char *sql, *key, *title, *field; /* field: "entity.field", NULL: none */
  OutKind kind;
} Part;

static const Part before_layers[] = {
    {"s.case_id", "case_id", "病例编号", "case.case_id", OUT_ID},
    {"c.person_id", "person_id", "人员编号", "case.person_id", OUT_ID},
    {"p.name", "name", "姓名", "person.name", OUT_TEXT},
    {"p.county_code", "county_code", "参保地区划", "person.county_code", OUT_ID},
    {"c.hospital_id", "hospital_id", "机构编号", "case.hospital_id", OUT_ID},
    {"h.name", "hospital", "机构名称", NULL, OUT_TEXT},
    {"c.kind", "kind", "医疗类别", "case.kind", OUT_TEXT},
    {"c.admission", "admission", "入院日期", NULL, OUT_DAY},
    {"c.discharge", "discharge", "出院日期", NULL, OUT_DAY},
    {"c.settled", "settled", "结算日期", NULL, OUT_DAY},
    {"c.total_cost", "total_cost", "总费用", NULL, OUT_MONEY},
    {"c.in_scope_cost", "in_scope_cost", "符合政策范围", NULL, OUT_MONEY},
};
static const Part behind_layers[] = {
    {"s.self_pay", "self_pay", "个人自付", NULL, OUT_MONEY},
    {"CASE s.status WHEN 'ok' THEN '成功' ELSE '失败' END", "status", "状态", NULL, OUT_TEXT},
    {"s.reason", "reason", "原因", NULL, OUT_TEXT},
};

static const Field *field_named(const Schema *schema, const char *path) {
  char entity[64];
  const char *dot = path ? strchr(path, '.') : NULL;
  if (!dot || (size_t)(dot - path) >= sizeof entity) return NULL;
  memcpy(entity, path, (size_t)(dot - path));
  entity[dot - path] = '\0';
  const Entity *found = schema_entity(schema, entity);
  return found ? entity_field(found, dot + 1) : NULL;
}

static void add_parts(ExportQuery *q, const Schema *schema, const Part *parts, size_t count,
                      Buffer *sql) {
  for (size_t i = 0; i < count; i++) {
    q->fields[q->count] = field_named(schema, parts[i].field);
    buffer_format(sql, "%s %s", q->count ? "," : "SELECT", parts[i].sql);
    add_column(q, parts[i].key, parts[i].title, parts[i].kind);
  }
}

static bool add_layers(ExportQuery *q, Store *store, int64_t run, Buffer *sql, Fault *fault) {
  Query *query = store_query(
      store, "SELECT name, title FROM run_layer WHERE run_id = ?1 ORDER BY position", fault);
  if (!query) return false;
  query_bind_int(query, 1, run);
  int step;
  while ((step = query_step(query, fault)) == 1 && q->count < COLUMNS_MOST - 8) {
    const char *name = query_text(query, 0, NULL);
    buffer_format(sql, ", s.\"%s\"", name);
    add_column(q, name, query_text(query, 1, NULL), OUT_MONEY);
  }
  query_free(query);
  return step == 0;
}

static bool open_run(ExportQuery *q, Store *store, const Schema *schema, int64_t id,
                     const ExportOptions *options, Fault *fault) {
  Run run;
  Buffer sql = {0};
  if (!runs_get(store, id, &run, fault)) return false;
  if (strcmp(run.status, "finished") != 0)
    return fault_set(fault, EXIT_DATA, "E527", "run %lld is not finished", (long long)id);
  q->name = "结算";
  q->fields = arena_take(q->arena, COLUMNS_MOST * sizeof(const Field *));
  add_parts(q, schema, before_layers, sizeof before_layers / sizeof *before_layers, &sql);
  bool ok = add_layers(q, store, id, &sql, fault);
  add_parts(q, schema, behind_layers, sizeof behind_layers / sizeof *behind_layers, &sql);
  buffer_format(&sql,
                " FROM settlement s LEFT JOIN cases c ON c.case_id = s.case_id LEFT JOIN person p "
                "ON p.person_id = c.person_id LEFT JOIN hospital h ON h.hospital_id = "
                "c.hospital_id WHERE s.run_id = %lld",
                (long long)id);
  add_counties(&sql, "AND", "p.county_code", options);
  buffer_add_text(&sql, " ORDER BY s.case_id");
  ok = ok && (q->query = store_query(store, sql.data, fault)) != NULL;
  buffer_free(&sql);
  return ok;
}

static bool open_flags(ExportQuery *q, Store *store, int64_t id, const ExportOptions *options,
                       Fault *fault) {
  Run run;
  Buffer sql = {0};
  if (!runs_get(store, id, &run, fault)) return false;
  q->name = "疑点";
  add_column(q, "flag", "疑点", OUT_TEXT);
  add_column(q, "entity", "实体", OUT_TEXT);
  add_column(q, "row_id", "记录编号", OUT_ID);
  add_column(q, "county", "区划代码", OUT_ID);
  add_column(q, "reason", "原因", OUT_TEXT);
  buffer_format(&sql,
                "SELECT flag, entity, row_id, county, reason FROM flag_row WHERE run_id = %lld",
                (long long)id);
  add_counties(&sql, "AND", "county", options);
  buffer_add_text(&sql, " ORDER BY flag, entity, row_id");
  q->query = store_query(store, sql.data, fault);
  buffer_free(&sql);
  return q->query != NULL;
}

/* --- SQL ------------------------------------------------------------------------------------------ */

static bool open_sql(ExportQuery *q, Store *store, const Schema *schema, const char *sql,
                     const ExportOptions *options, Fault *fault) {
  if (options->county_count) return refuse_county(options, fault);
  q->query = guard_query(store, options->reveal ? NULL : schema, sql, fault);
  if (!q->query) return false;
  int columns = query_columns(q->query);
  q->guarded = true;
  if (columns > COLUMNS_MOST)
    return fault_set(fault, EXIT_USAGE, "E527", "more than %d columns", COLUMNS_MOST);
  for (int i = 0; i < columns; i++)
    add_column(q, query_title(q->query, i), query_title(q->query, i), OUT_TEXT);
  return true;
}

/* A view, in the order of all its columns. */
static bool open_view(ExportQuery *q, Store *store, const Schema *schema,
                      const ExportOptions *options, Fault *fault) {
  Buffer sql = {0};
  q->name = options->what;
  buffer_format(&sql, "SELECT * FROM \"%s\"", options->what);
  bool ok = open_sql(q, store, schema, sql.data, options, fault);
  for (size_t i = 0; ok && i < q->count; i++)
    buffer_format(&sql, "%s%zu", i ? ", " : " ORDER BY ", i + 1);
  if (ok) {
    query_free(q->query);
    q->count = 0;
    ok = open_sql(q, store, schema, sql.data, options, fault);
  }
  buffer_free(&sql);
  return ok;
}

/* Views whose names are `wanted`, or near to it; before the guard is on. */
static bool is_view(Store *store, const char *wanted, bool *found, Fault *fault) {
  Query *query =
      store_query(store, "SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?1", fault);
  if (!query) return false;
  query_bind_static(query, 1, wanted, -1);
  int step = query_step(query, fault);
  *found = step == 1 && !strchr(wanted, '"');
  query_free(query);
  return step >= 0;
}

static bool is_select(const char *text) {
  text += strspn(text, " \t\r\n");
  return (strncasecmp(text, "SELECT", 6) == 0 && strchr(" \t\r\n(*'\"", text[6])) ||
         (strncasecmp(text, "WITH", 4) == 0 && strchr(" \t\r\n", text[4])) ||
         strncasecmp(text, "VALUES", 6) == 0;
}

/* --- what is meant -------------------------------------------------------------------------------- */

/* "run:12": 12; 0 when it is nothing of that kind. */
static int64_t number_behind(const char *what, const char *word) {
  size_t size = strlen(word);
  char *end;
  if (strncmp(what, word, size) != 0 || what[size] < '0' || what[size] > '9') return 0;
  long long number = strtoll(what + size, &end, 10);
  return *end ? 0 : number;
}

static const Entity *find_entity(const Schema *schema, const char *what) {
  for (size_t i = 0; i < schema_entity_count(schema); i++) {
    const Entity *entity = schema_entity_at(schema, i);
    if (strcmp(entity->name, what) == 0 || strcmp(entity->title, what) == 0) return entity;
  }
  return NULL;
}

static bool refuse_unknown(const Schema *schema, const char *what, Fault *fault) {
  const char *names[NAMES_MOST] = {"结算明细", "基金支付", "目标考核", "运行记录"};
  size_t count = 4;
  Buffer near = {0};
  for (size_t i = 0; i < schema_entity_count(schema) && count + 2 < NAMES_MOST; i++) {
    names[count++] = schema_entity_at(schema, i)->name;
    names[count++] = schema_entity_at(schema, i)->title;
  }
  fault_set(fault, EXIT_USAGE, "E527", "there is no “%s” to export", what);
  if (text_near(what, names, count, &near))
    fault_hint(fault, "did you mean %s?", near.data);
  else
    fault_hint(fault, "name an entity (person, case …), run:N, flags:N, a view, or a SELECT");
  buffer_free(&near);
  return false;
}

bool exportquery_open(ExportQuery *q, Store *store, const Schema *schema,
                      const ExportOptions *options, Fault *fault) {
  const char *what = options->what;
  bool view = false;
  *q = (ExportQuery){.arena = arena_new(), .name = "SQL"};
  q->columns = arena_take(q->arena, COLUMNS_MOST * sizeof *q->columns);
  const Entity *entity = find_entity(schema, what);
  if (entity) return open_entity(q, store, entity, options, fault);
  if (number_behind(what, "run:"))
    return open_run(q, store, schema, number_behind(what, "run:"), options, fault);
  if (number_behind(what, "flags:"))
    return open_flags(q, store, number_behind(what, "flags:"), options, fault);
  if (!is_view(store, what, &view, fault)) return false;
  if (!view && !is_select(what)) return refuse_unknown(schema, what, fault);
  if (!guard_set(store, schema, !options->reveal, fault)) return false;
  return view ? open_view(q, store, schema, options, fault)
              : open_sql(q, store, schema, what, options, fault);
}

void exportquery_close(ExportQuery *q) {
  query_free(q->query);
  arena_free(q->arena);
  *q = (ExportQuery){0};
}
