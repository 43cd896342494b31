/* The views over the results. Their SQL is written from the columns that settlement has. */
#include "data/views.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "data/schema.h"

enum { LAYERS_MOST = 100 };

/* The layers in the order of their columns, with titles. */
typedef struct Layers {
  char *names[LAYERS_MOST], *titles[LAYERS_MOST];
  size_t count;
} Layers;

static const char *const fixed_columns[] = {"run_id", "case_id", "self_pay", "status",
                                            "reason", "assumed", "clamped"};

static bool is_fixed(const char *name) {
  for (size_t i = 0; i < sizeof fixed_columns / sizeof *fixed_columns; i++)
    if (strcmp(fixed_columns[i], name) == 0) return true;
  return false;
}

static void layers_free(Layers *layers) {
  for (size_t i = 0; i < layers->count; i++) {
    free(layers->names[i]);
    free(layers->titles[i]);
  }
}

/* Columns of settlement that are layers, with the title that the newest run gives them. */
static bool layers_read(Store *store, Layers *layers, Fault *fault) {
  Query *query =
      store_query(store,
                  "SELECT c.name, coalesce((SELECT l.title FROM run_layer l WHERE l.name = c.name"
                  " ORDER BY l.run_id DESC LIMIT 1), c.name) FROM pragma_table_info('settlement') c"
                  " ORDER BY c.cid",
                  fault);
  int step = -1;
  while (query && (step = query_step(query, fault)) == 1) {
    const char *name = query_text(query, 0, NULL);
    if (is_fixed(name) || layers->count == LAYERS_MOST) continue;
    layers->names[layers->count] = memory_copy_text(name);
    layers->titles[layers->count++] = memory_copy_text(query_text(query, 1, NULL));
  }
  query_free(query);
  return step == 0;
}

static bool add_column(Store *store, const Layers *layers, const char *name, Fault *fault) {
  for (size_t i = 0; i < layers->count; i++)
    if (strcmp(layers->names[i], name) == 0) return true;
  if (!schema_identifier(name) || is_fixed(name))
    return fault_set(fault, EXIT_RULES, "E413",
                     "the layer '%.60s' cannot be a column of the results", name);
  Buffer sql = {0};
  buffer_format(&sql, "ALTER TABLE settlement ADD COLUMN \"%s\" INTEGER", name);
  bool good = store_exec(store, sql.data, fault);
  buffer_free(&sql);
  return good;
}

static bool add_columns(Store *store, const char *const *names, size_t count, Fault *fault) {
  Layers layers = {0};
  bool good = layers_read(store, &layers, fault);
  if (good && layers.count + count > LAYERS_MOST)
    good = fault_set(fault, EXIT_RULES, "E413", "more than %d layers in one database", LAYERS_MOST);
  for (size_t i = 0; good && i < count; i++)
    good = add_column(store, &layers, names[i], fault);
  layers_free(&layers);
  return good;
}

/* ---- SQL of the views -------------------------------------------------------------------- */

static void fund_view(Buffer *sql, const Layers *layers) {
  buffer_add_text(sql, "CREATE VIEW settlement_fund AS");
  for (size_t i = 0; i < layers->count; i++)
    buffer_format(sql,
                  "%s SELECT s.run_id, s.case_id, l.position, l.name AS layer, l.title, l.fund AS "
                  "fund_pay_type, s.\"%s\" AS fund_payamt FROM settlement s JOIN run_layer l ON "
                  "l.run_id = s.run_id AND l.name = '%s' WHERE s.\"%s\" <> 0",
                  i ? " UNION ALL" : "", layers->names[i], layers->names[i], layers->names[i]);
  if (layers->count == 0)
    buffer_add_text(sql,
                    " SELECT NULL AS run_id, NULL AS case_id, NULL AS position, NULL AS layer, "
                    "NULL AS title, NULL AS fund_pay_type, NULL AS fund_payamt WHERE 0");
  buffer_add_text(sql, ";");
}

/* A column title: what would end the quotes is left out, and a title met before gets its name. */
static void add_title(Buffer *sql, const Layers *layers, size_t at) {
  bool twice = false;
  for (size_t i = 0; i < layers->count; i++)
    twice = twice || (i != at && strcmp(layers->titles[i], layers->titles[at]) == 0);
  buffer_add_text(sql, "\"");
  for (const char *p = layers->titles[at]; *p; p++)
    if (*p != '"') buffer_add(sql, p, 1);
  if (twice) buffer_format(sql, " %s", layers->names[at]);
  buffer_add_text(sql, "\"");
}

static void detail_view(Buffer *sql, const Layers *layers) {
  buffer_add_text(
      sql,
      "CREATE VIEW \"结算明细\" AS SELECT s.run_id AS \"运行编号\", s.case_id AS \"病例编号\", "
      "d.name AS \"参保县\", h.name AS \"医院\", lv.title AS \"医院等级\", k.title AS "
      "\"医疗类别\", "
      "r.title AS \"转诊情况\", c.admission AS \"入院日期\", c.discharge AS \"出院日期\", "
      "c.settled AS "
      "\"结算日期\", c.total_cost / 100.0 AS \"总费用（元）\", c.in_scope_cost / 100.0 AS "
      "\"符合政策范围（元）\"");
  for (size_t i = 0; i < layers->count; i++) {
    buffer_format(sql, ", s.\"%s\" / 100.0 AS ", layers->names[i]);
    add_title(sql, layers, i);
  }
  buffer_add_text(
      sql,
      ", s.self_pay / 100.0 AS \"个人自付（元）\", CASE s.status WHEN 'ok' THEN '成功' ELSE '失败' "
      "END "
      "AS \"状态\", s.reason AS \"原因\" FROM settlement s JOIN cases c ON c.case_id = s.case_id "
      "JOIN person p ON p.person_id = c.person_id JOIN hospital h ON h.hospital_id = c.hospital_id "
      "LEFT JOIN division d ON d.division_code = p.county_code "
      "LEFT JOIN enumeration_value lv ON lv.enumeration = 'hospital_level' AND lv.name = h.level "
      "LEFT JOIN enumeration_value k ON k.enumeration = 'case_kind' AND k.name = c.kind "
      "LEFT JOIN enumeration_value r ON r.enumeration = 'referral' AND r.name = c.referral;");
}

static const char *const plain_views =
    "CREATE VIEW \"基金支付\" AS SELECT f.run_id AS \"运行编号\", p.county_code AS \"区划代码\", "
    "d.name AS \"参保县\", f.position AS \"顺序\", f.fund_pay_type AS \"基金支付类型\", f.title AS "
    "\"基金\", count(*) AS \"笔数\", sum(f.fund_payamt) / 100.0 AS \"支付金额（元）\" FROM "
    "settlement_fund f JOIN cases c ON c.case_id = f.case_id JOIN person p ON p.person_id = "
    "c.person_id LEFT JOIN division d ON d.division_code = p.county_code GROUP BY f.run_id, "
    "p.county_code, f.position, f.layer;"
    "CREATE VIEW \"目标考核\" AS SELECT t.run_id AS \"运行编号\", t.county AS \"区划代码\", d.name "
    "AS "
    "\"区划\", coalesce(t.title, t.target) AS \"指标\", t.group_name AS \"分组\", t.group_value AS "
    "\"组别\", t.numerator AS \"分子\", t.denominator AS \"分母\", CASE WHEN t.denominator <> 0 "
    "THEN "
    "1.0 * t.numerator / t.denominator END AS \"实际值\", t.threshold AS \"目标值\", CASE t.met "
    "WHEN "
    "1 THEN '达标' WHEN 0 THEN '未达标' END AS \"是否达标\", CASE WHEN t.threshold_assumed THEN "
    "'是' "
    "ELSE '否' END AS \"目标值为假定\" FROM target_value t LEFT JOIN division d ON d.division_code "
    "= "
    "t.county;"
    "CREATE VIEW \"运行记录\" AS SELECT run_id AS \"运行编号\", year AS \"年度\", counties AS "
    "\"县\", "
    "CASE status WHEN 'finished' THEN '完成' WHEN 'running' THEN '未完成' ELSE '失败' END AS "
    "\"状态\", "
    "cases_total AS \"病例数\", cases_done AS \"已结算\", cases_failed AS \"失败数\", started_at "
    "AS "
    "\"开始时间\", finished_at AS \"完成时间\", rules_hash AS \"规则指纹\", result_hash AS "
    "\"结果指纹\" "
    "FROM run;";

static bool make_views(Store *store, Fault *fault) {
  Layers layers = {0};
  Buffer sql = {0};
  bool good = layers_read(store, &layers, fault);
  if (good) {
    buffer_add_text(&sql, "DROP VIEW IF EXISTS \"结算明细\"; DROP VIEW IF EXISTS \"基金支付\";"
                          "DROP VIEW IF EXISTS \"目标考核\"; DROP VIEW IF EXISTS \"运行记录\";"
                          "DROP VIEW IF EXISTS settlement_fund;");
    fund_view(&sql, &layers);
    detail_view(&sql, &layers);
    buffer_add_text(&sql, plain_views);
    good = store_exec(store, sql.data, fault);
  }
  buffer_free(&sql);
  layers_free(&layers);
  return good;
}

bool schema_ensure_layers(Store *store, const char *const *names, size_t count, Fault *fault) {
  if (!store_exec(store, "SAVEPOINT ensure_layers", fault)) return false;
  if (add_columns(store, names, count, fault) && make_views(store, fault))
    return store_exec(store, "RELEASE ensure_layers", fault);
  store_exec(store, "ROLLBACK TO ensure_layers; RELEASE ensure_layers", NULL);
  return false;
}
