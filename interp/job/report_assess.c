/* The report of an assessment sheet: how many figures are met and who is farthest in words, all places at a
 * glance, then a table a place. */
#include <string.h>

#include "job/report_assess_figures.h"

/* --- the summary ----------------------------------------------------------------------------------- */

/* Counts over the counties: places around them would count twice. */
typedef struct Count {
  size_t counties, missed, met, empty, newly_met, newly_missed;
  const json_t *worst_place;
  bool has_worst;
  AssessFigure worst;
} Count;

static bool is_county(const json_t *places, const char *code) {
  size_t i;
  json_t *place;
  json_array_foreach(places, i, place) {
    const char *known = json_string_value(json_object_get(place, "code"));
    if (known && strcmp(known, code) == 0) return !json_is_true(json_object_get(place, "around"));
  }
  return false;
}

static Count count_all(Reading *r, const json_t *places, const json_t *figures) {
  Count count = {0};
  size_t i;
  json_t *item;
  json_array_foreach(places, i, item) {
    if (reading_flag(r, item, "around")) continue;
    count.counties++;
    if (!count.worst_place) count.worst_place = item; /* they come with the most first */
  }
  json_array_foreach(figures, i, item) {
    AssessFigure f = assess_read_figure(r, item);
    if (fault_isset(r->fault)) break;
    if (!is_county(places, f.target.county)) continue;
    count.missed += assess_stands(&f, "missed");
    count.met += assess_stands(&f, "met");
    count.empty += assess_stands(&f, "empty");
    bool both = f.has_last && f.last_judged && f.target.judged;
    count.newly_met += both && f.target.met && !f.last_met;
    count.newly_missed += both && !f.target.met && f.last_met;
    if (!assess_stands(&f, "missed") || (count.has_worst && f.distance <= count.worst.distance))
      continue;
    count.worst = f;
    count.has_worst = true;
  }
  return count;
}

static const char *amount_of(Report *report, const AssessFigure *f) {
  if (assess_is_money(f)) return part_sum(report, f->need);
  return report_say(report, "%s %s", "%s %s", part_count(report, f->need), f->counts);
}

static void say_worst(Reading *r, const Count *count) {
  Report *report = r->report;
  const AssessFigure *f = &count->worst;
  if (!count->has_worst) return;
  if (count->counties > 1)
    report_text(report, REPORT_LEAD,
                report_say(report, "未达标最多的是%s（%lld 项）。",
                           "%s has most figures that are not met (%lld).",
                           reading_text(r, count->worst_place, "name"),
                           (long long)reading_whole(r, count->worst_place, "missed")));
  const char *place = *f->target.county_name ? f->target.county_name : f->target.county;
  const char *figure = f->target.ratio
                           ? part_percent(report, reading_figure(&f->target))
                           : report_say(report, "%.2f", "%.2f", reading_figure(&f->target));
  const char *start =
      report_say(report, "离目标最远的是%s的“%s”：实际 %s，目标 %s",
                 "The farthest is %s, “%s”: %s, threshold %s", place, f->target.title, figure,
                 f->target.ratio ? part_percent(report, f->target.threshold)
                                 : report_say(report, "%.2f", "%.2f", f->target.threshold));
  if (!f->has_need)
    report_text(report, REPORT_LEAD, report_say(report, "%s。", "%s.", start));
  else
    report_text(report, REPORT_LEAD,
                f->target.at_least
                    ? report_say(report, "%s，还需增加 %s。", "%s; %s more would do.", start,
                                 amount_of(report, f))
                    : report_say(report, "%s，还需减少 %s。", "%s; %s less would do.", start,
                                 amount_of(report, f)));
}

static void say_last(Reading *r, const Count *count) {
  Report *report = r->report;
  const json_t *last = reading_maybe(r->document, "last");
  if (!last) {
    report_text(report, REPORT_PARAGRAPH,
                report_word(report, "此前没有保存过同一范围的考核表，暂无变化可比。",
                            "No earlier sheet of the same places was kept to compare with."));
    return;
  }
  report_text(
      report, REPORT_PARAGRAPH,
      report_say(
          report,
          "与上次考核表（第 %lld 号，截至 %s，%.10s 保存）相比：新达标 %zu 项，不再达标 %zu 项。",
          "Since the last sheet (%lld, as of %s, kept on %.10s) %zu figures are newly "
          "met and %zu are no longer met.",
          (long long)reading_whole(r, last, "sheet"), reading_text(r, last, "day"),
          reading_text(r, last, "made"), count->newly_met, count->newly_missed));
}

static void say_source(Reading *r) {
  Report *report = r->report;
  long long cases = (long long)reading_whole(r, reading_object(r, r->document, "data"), "cases");
  const json_t *run = reading_maybe(r->document, "run");
  const json_t *same = reading_maybe(r->document, "same_run");
  int64_t left_out = reading_whole(r, r->document, "failed");
  if (run)
    report_text(report, REPORT_NOTE,
                report_say(report, "数据来自已保存的运行 %lld（%lld 例）。",
                           "The figures are those of the stored run %lld (%lld cases).",
                           (long long)json_integer_value(run), cases));
  else
    report_text(
        report, REPORT_NOTE,
        same ? report_say(report,
                          "按现行规则和数据即时结算 %2$lld 例；规则和病例与运行 %1$lld 相同。",
                          "Rules and cases are those of run %1$lld; %2$lld cases were settled "
                          "for this sheet.",
                          (long long)json_integer_value(same), cases)
             : report_say(report, "按现行规则和数据即时结算 %lld 例，结果未保存。",
                          "%lld cases were settled for this sheet; nothing was stored.", cases));
  if (left_out)
    report_text(report, REPORT_NOTE,
                report_say(report, "另有 %lld 例无法结算，未计入任何指标。",
                           "%lld more cases could not be settled and are in no figure.",
                           (long long)left_out));
}

static void add_tiles(Report *report, const Count *count) {
  const ReportTile tiles[] = {
      {report_word(report, "未达标", "not met"), report_say(report, "%zu 项", "%zu", count->missed),
       report_word(report, "按县计", "by county")},
      {report_word(report, "达标", "met"), report_say(report, "%zu 项", "%zu", count->met),
       report_word(report, "按县计", "by county")},
      {report_word(report, "无数据", "no data"), report_say(report, "%zu 项", "%zu", count->empty),
       report_word(report, "不作达标计", "never counted as met")}};
  report_tiles(report, tiles, 3);
}

static void say_counts(Reading *r, const Count *count) {
  Report *report = r->report;
  const char *scope = json_array_size(r->counties)
                          ? part_places(r)
                          : report_say(report, "%zu 个县（市）", "%zu counties", count->counties);
  report_text(
      report, REPORT_LEAD,
      report_say(
          report,
          "截至 %s，%s设有目标值的指标共 %zu 项：达标 %zu 项，未达标 %zu 项，无数据 %zu 项。",
          "As of %s, of the figures with a threshold of %s, %zu in all, %zu are met, %zu are "
          "not, and %zu have no data.",
          reading_text(r, r->document, "day"), scope, count->met + count->missed + count->empty,
          count->met, count->missed, count->empty));
  say_worst(r, count);
  add_tiles(report, count);
}

static void add_summary(Reading *r, const Count *count) {
  Report *report = r->report;
  report_heading(report, report_word(report, "摘要", "Summary"));
  if (count->met + count->missed + count->empty)
    say_counts(r, count);
  else
    report_text(report, REPORT_LEAD,
                report_say(report, "截至 %s；该指标没有目标值，仅作统计。",
                           "As of %s; there is no threshold, it is only measured.",
                           reading_text(r, r->document, "day")));
  say_last(r, count);
  say_source(r);
}

/* --- places ---------------------------------------------------------------------------------------- */

static void add_places(Reading *r, const json_t *places) {
  Report *report = r->report;
  ReportTable *table =
      report_table(report, report_word(report, "各地区达标情况", "How many are met, by place"),
                   (ReportColumn[]){{report_word(report, "地区", "place"), REPORT_TEXT},
                                    {report_word(report, "未达标", "not met"), REPORT_COUNT},
                                    {report_word(report, "达标", "met"), REPORT_COUNT},
                                    {report_word(report, "无数据", "no data"), REPORT_COUNT}},
                   4);
  table->key_columns = 1;
  size_t i;
  json_t *place;
  json_array_foreach(places, i, place) {
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], reading_text(r, place, "name"));
    cell_whole(&row[1], reading_whole(r, place, "missed"));
    cell_whole(&row[2], reading_whole(r, place, "met"));
    cell_whole(&row[3], reading_whole(r, place, "empty"));
  }
  report_add_table(report, table);
}

static void add_place(Reading *r, const json_t *place, const json_t *figures, bool single) {
  Report *report = r->report;
  const char *code = reading_text(r, place, "code"), *name = reading_text(r, place, "name");
  ReportTable *table = assess_figure_table(r, report_say(report, "%s考核指标", "%s: targets", name),
                                           report_word(report, "指标", "target"));
  ReportTable *measured =
      assess_free_table(r, report_say(report, "%s：没有目标值，仅统计", "%s: measured", name));
  bool assumed = false;
  size_t i;
  json_t *item;
  json_array_foreach(figures, i, item) {
    if (strcmp(reading_text(r, item, "county"), code) != 0) continue;
    AssessFigure f = assess_read_figure(r, item);
    assumed = assumed || f.assumed;
    if (assess_stands(&f, "free"))
      assess_add_free(report, measured, &f);
    else
      assess_add_figure(report, table, &f, f.target.title);
  }
  table->sheet = measured->sheet = name;
  report_text(report, REPORT_SUBHEADING,
              report_say(report, "%s：未达标 %lld 项，达标 %lld 项，无数据 %lld 项",
                         "%s: %lld not met, %lld met, %lld without data", name,
                         (long long)reading_whole(r, place, "missed"),
                         (long long)reading_whole(r, place, "met"),
                         (long long)reading_whole(r, place, "empty")));
  assess_add_bars(report, table, name, !single);
  if (table->row_count) report_add_table(report, table);
  if (assumed)
    report_text(report, REPORT_NOTE,
                report_word(report, "* 目标值为假定值。", "* an assumed threshold."));
  if (measured->row_count) report_add_table(report, measured);
}

/* A group that stands as a figure is a line of its own at a glance. */
static json_t *groups_apart(const json_t *figures) {
  json_t *list = json_array(), *item;
  size_t i;
  json_array_foreach(figures, i, item) {
    const char *target = json_string_value(json_object_get(item, "target"));
    const char *group = json_string_value(json_object_get(item, "group"));
    json_t *copy = json_copy(item);
    if (target && group) json_object_set_new(copy, "target", json_sprintf("%s %s", target, group));
    json_array_append_new(list, copy);
  }
  return list;
}

static void add_sheet(Reading *r, const json_t *places, const json_t *figures) {
  Report *report = r->report;
  size_t i, count = json_array_size(places);
  json_t *place;
  if (count > 1) {
    report_heading(report, report_word(report, "各地区一览", "All places"));
    add_places(r, places);
    json_t *apart = groups_apart(figures);
    TargetPairs pairs = targets_pair(r, NULL, apart);
    targets_overview(r, &pairs, report_word(report, "各地区各项指标", "All figures"));
    json_decref(apart);
  }
  report_heading(report, report_word(report, "逐县考核表", "County by county"));
  report_text(
      report, REPORT_NOTE,
      report_word(report,
                  "未达标的在前，离目标最远的排在最前：比例按相差的百分点，其他指标按差距占目标值的"
                  "比重。“还需”为"
                  "分母不变时分子还要增加（＋）或减少（－）的数量。",
                  "Not met comes first, the farthest at the top: shares by points, other "
                  "figures by the share of their threshold. “To do” is how much the part must "
                  "grow (+) or shrink (-) while the whole stays as it is."));
  json_array_foreach(places, i, place) add_place(r, place, figures, count == 1);
}

void report_assess(Reading *r) {
  Report *report = r->report;
  const json_t *places = reading_list(r, r->document, "places"),
               *figures = reading_list(r, r->document, "figures");
  Count count = count_all(r, places, figures);
  bool one = *reading_maybe_text(r, r->document, "target");
  if (fault_isset(r->fault)) return;
  report->title =
      one ? report_say(report, "%lld 年度考核指标明细：%s", "The year %lld: %s", (long long)r->year,
                       reading_maybe_text(r, json_array_get(figures, 0), "title"))
          : report_say(report, "%lld 年度健康扶贫考核表", "Assessment sheet of %lld",
                       (long long)r->year);
  add_summary(r, &count);
  if (one)
    assess_add_target(r, figures);
  else
    add_sheet(r, places, figures);
}
