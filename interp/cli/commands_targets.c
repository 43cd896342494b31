/* The command that shows the figures of a run: every target by place, or all of it for programs. */
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "data/targets.h"

static const TableColumn target_columns[] = {
    {"title", "指标", false},       {"county", "代码", false}, {"county_name", "区划", false},
    {"cases", "病例", TABLE_COUNT}, {"value", "实际值", true}, {"threshold", "目标值", true},
    {"gap", "差距", true},          {"met", "达标", false},    {"assumed", "依赖假定值", true},
};

/* For programs every figure is a plain number, and the groups are there too. */
static const TableColumn figure_columns[] = {
    {"target", "", false},      {"title", "", false},       {"county", "", false},
    {"county_name", "", false}, {"group_name", "", false},  {"group", "", false},
    {"cases", "", true},        {"part", "", true},         {"whole", "", true},
    {"value", "", true},        {"threshold", "", true},    {"at_least", "", false},
    {"met", "", false},         {"assumed_part", "", true}, {"threshold_assumed", "", false},
};

enum {
  TARGET_COLUMNS = sizeof target_columns / sizeof *target_columns,
  FIGURE_COLUMNS = sizeof figure_columns / sizeof *figure_columns,
};

typedef struct Targets {
  Table *table;
  char target[64];
  int64_t shown;
  bool several; /* places: a line is drawn between targets */
} Targets;

static void percent(char *out, size_t room, double share) {
  snprintf(out, room, "%.2f%%", share * 100);
}

/* Shares are shown as percentages, amounts in yuan, other figures (visits) as numbers. */
static void figure(char *out, size_t room, double value, const char *unit) {
  if (strcmp(unit, "ratio") == 0)
    percent(out, room, value);
  else
    snprintf(out, room, "%.2f", strcmp(unit, "yuan") == 0 ? value / 100 : value);
}

static void show_threshold(const TargetValue *v, char *out, size_t room) {
  char number[32];
  if (!v->has_threshold) {
    snprintf(out, room, "—");
    return;
  }
  figure(number, sizeof number, v->threshold, v->unit);
  snprintf(out, room, "%s %s%s", v->at_least ? "≥" : "≤", number, v->threshold_assumed ? "*" : "");
}

static void add_target(const TargetValue *v, void *data) {
  Targets *targets = data;
  char cases[24], value[32] = "—", threshold[48], gap[40] = "", assumed[32] = "";
  bool share = strcmp(v->unit, "ratio") == 0;
  if (*v->group) return; /* groups are in target_value, and in the other formats */
  if (targets->several && strcmp(targets->target, v->target) != 0) table_break(targets->table);
  snprintf(targets->target, sizeof targets->target, "%s", v->target);
  snprintf(cases, sizeof cases, "%lld", (long long)v->rows);
  show_threshold(v, threshold, sizeof threshold);
  if (v->whole > 0) figure(value, sizeof value, v->part / v->whole, v->unit);
  if (v->judged) {
    double difference = v->part / v->whole - v->threshold;
    if (strcmp(v->unit, "yuan") == 0) difference /= 100;
    snprintf(gap, sizeof gap, share ? _("%+.2f points") : "%+.2f",
             share ? difference * 100 : difference);
  }
  if (v->part > 0) percent(assumed, sizeof assumed, v->assumed_part / v->part);
  table_add(targets->table,
            (const char *[]){v->title, v->county, v->county_name, cases, value, threshold, gap,
                             !v->judged ? "—"
                             : v->met   ? _("met")
                                        : _("not met"),
                             assumed});
  targets->shown++;
}

static void add_figure(const TargetValue *v, void *data) {
  Targets *targets = data;
  char cases[24], part[32], whole[32], value[32] = "", threshold[32] = "", assumed[32];
  snprintf(cases, sizeof cases, "%lld", (long long)v->rows);
  snprintf(part, sizeof part, "%.0f", v->part);
  snprintf(whole, sizeof whole, "%.0f", v->whole);
  snprintf(assumed, sizeof assumed, "%.0f", v->assumed_part);
  double yuan = strcmp(v->unit, "yuan") == 0 ? 100 : 1; /* fen are counted, yuan are told */
  if (v->whole > 0) snprintf(value, sizeof value, "%.6f", v->part / v->whole / yuan);
  if (v->has_threshold) snprintf(threshold, sizeof threshold, "%.10g", v->threshold / yuan);
  table_add(targets->table,
            (const char *[]){v->target, v->title, v->county, v->county_name, v->group_name,
                             v->group, cases, part, whole, value, threshold,
                             !v->has_threshold ? ""
                             : v->at_least     ? "true"
                                               : "false",
                             !v->judged ? ""
                             : v->met   ? "true"
                                        : "false",
                             assumed, v->threshold_assumed ? "true" : "false"});
  targets->shown++;
}

static bool no_such_county(Store *store, int64_t id, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E425", "run %lld has no figures of that county", (long long)id);
  Query *query = store_query(store,
                             "SELECT group_concat(c, ', ') FROM (SELECT DISTINCT county || ' ' || "
                             "county_name AS c FROM target_value WHERE run_id = ? ORDER BY county)",
                             &(Fault){0});
  if (query) query_bind_int(query, 1, id);
  const char *list =
      query && query_step(query, &(Fault){0}) == 1 ? query_text(query, 0, NULL) : NULL;
  if (list) fault_hint(fault, "it has figures of %s", list);
  query_free(query);
  return false;
}

static void print_targets(const Options *options, const Run *run, const Targets *targets) {
  bool table = strcmp(options->format, "table") == 0;
  if (table)
    printf(_("run %lld: targets of %d, %lld cases (%lld failed)\n\n"), (long long)run->id,
           run->year, (long long)run->done, (long long)run->failed);
  table_print(targets->table, options->format, stdout);
  if (table)
    fputs(_("\n* an assumed threshold. “assumed”: the part of the numerator that rests on at least "
            "one "
            "assumed value\n(marked `assumed` in the rules).\n"),
          stdout);
}

int command_targets(const Options *options, Fault *fault) {
  int64_t id;
  Run run;
  Schema *schema = NULL;
  if (!command_run_id(options, &id, fault)) return fault->exit;
  Store *store = command_open_store(options, &schema, fault);
  bool screen = table_for_people(options->format);
  Targets targets = {.several = options->county_count != 1,
                     .table = screen ? table_new(target_columns, TARGET_COLUMNS)
                                     : table_new(figure_columns, FIGURE_COLUMNS)};
  bool ok = store && runs_get(store, id, &run, fault);
  for (int i = 0; ok && i < (options->county_count ? options->county_count : 1); i++)
    ok = targets_each(store, id, options->county_count ? options->counties[i] : NULL,
                      screen ? add_target : add_figure, &targets, fault);
  if (ok && targets.shown == 0 && options->county_count)
    ok = no_such_county(store, id, fault);
  else if (ok && targets.shown == 0)
    ok = fault_set(fault, EXIT_DATA, "E425",
                   strcmp(run.status, "finished") == 0
                       ? "run %lld has no figures of targets"
                       : "run %lld has no figures of targets, since it is not finished",
                   (long long)id);
  if (ok) print_targets(options, &run, &targets);
  table_free(targets.table);
  store_close(store, &(Fault){0});
  schema_free(schema);
  return ok ? EXIT_DONE : fault->exit;
}
