/* Targets in a report. */
#include "job/report_targets.h"

#include <string.h>

#include "base/text.h"

enum {
  MOST_TARGETS = 20000,
  PLACES_ACROSS = 9,
  MOST_CHARTS = 6,
  NAMED_TARGETS = 3,
  NAMED_PLACES = 4
};

/* --- pairs --- */

static const json_t *find_before(Reading *r, const json_t *list, size_t i, const json_t *after) {
  const json_t *same = json_array_get(list, i);
  const char *name = reading_text(r, after, "target");
  const char *county = reading_maybe_text(r, after, "county");
  size_t k;
  json_t *other;
  if (same && strcmp(reading_maybe_text(r, same, "target"), name) == 0 &&
      strcmp(reading_maybe_text(r, same, "county"), county) == 0)
    return same;
  json_array_foreach(
      list, k, other) if (strcmp(reading_maybe_text(r, other, "target"), name) == 0 &&
                          strcmp(reading_maybe_text(r, other, "county"), county) == 0) return other;
  return NULL;
}

static bool differs(const ReadingTarget *a, const ReadingTarget *b) {
  double shift = reading_figure(a) - reading_figure(b);
  return shift > 0 || shift < 0 || a->judged != b->judged || a->met != b->met;
}

static void count_pair(TargetPairs *pairs, const TargetPair *pair) {
  const ReadingTarget *a = &pair->before, *b = &pair->after;
  pairs->moved += pair->moved;
  pairs->judged += b->judged;
  pairs->missed += b->judged && !b->met;
  pairs->newly_met += b->judged && b->met && !(a->judged && a->met);
  pairs->newly_missed += b->judged && !b->met && a->judged && a->met;
}

/* By target in the order in which they first come, and within a target as they came. */
static void group_pairs(Reading *r, TargetPairs *pairs) {
  TargetPair *list = arena_take(r->report->arena, (pairs->count + 1) * sizeof *list);
  bool *taken = arena_take(r->report->arena, pairs->count + 1);
  size_t count = 0;
  for (size_t i = 0; i < pairs->count; i++)
    for (size_t k = i; k < pairs->count && !taken[i]; k++)
      if (!taken[k] && strcmp(pairs->list[k].after.name, pairs->list[i].after.name) == 0) {
        if (k > i) taken[k] = true;
        list[count++] = pairs->list[k];
      }
  pairs->list = list;
}

TargetPairs targets_pair(Reading *r, const json_t *before, const json_t *after) {
  TargetPairs pairs = {0};
  size_t i;
  json_t *item;
  if (json_array_size(after) > MOST_TARGETS)
    fault_set(r->fault, EXIT_DATA, "E682", "the document has more than %d targets", MOST_TARGETS);
  if (fault_isset(r->fault)) return pairs;
  pairs.list = arena_take(r->report->arena, (json_array_size(after) + 1) * sizeof *pairs.list);
  json_array_foreach(after, i, item) {
    TargetPair pair = {.after = reading_target(r, item, NULL)};
    const json_t *old = before ? find_before(r, before, i, item) : item;
    if (fault_isset(r->fault)) break;
    pair.before = old ? reading_target(r, old, NULL) : pair.after;
    if (!pair.after.has_threshold) continue;
    pair.moved = differs(&pair.before, &pair.after);
    count_pair(&pairs, &pair);
    pairs.list[pairs.count++] = pair;
  }
  group_pairs(r, &pairs);
  return pairs;
}

const char *targets_changed(Reading *r, const TargetPairs *pairs, bool met) {
  Buffer text = {0};
  const char *last = "";
  size_t names = 0, places = 0;
  for (size_t i = 0; i < pairs->count; i++) {
    const ReadingTarget *a = &pairs->list[i].before, *b = &pairs->list[i].after;
    if (!b->judged || b->met != met || (a->judged && a->met == met) || (!met && !a->judged))
      continue;
    if (strcmp(last, b->name) != 0) {
      if (names == NAMED_TARGETS) break;
      buffer_add_text(&text, places ? report_word(r->report, "）、", "), ") : "");
      buffer_add_text(&text, b->title);
      buffer_add_text(&text, report_word(r->report, "（", " ("));
      last = b->name;
      names++;
      places = 0;
    }
    if (places == NAMED_PLACES) buffer_add_text(&text, report_word(r->report, "等", " and others"));
    if (places < NAMED_PLACES)
      buffer_format(&text, "%s%s", places ? report_word(r->report, "、", ", ") : "",
                    *b->county_name ? b->county_name : b->county);
    places++;
  }
  if (text.size) buffer_add_text(&text, report_word(r->report, "）", ")"));
  return report_take(r->report, &text);
}

/* --- at a glance --- */

static size_t list_once(const char **list, size_t count, const char *text) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(list[i], text) == 0) return i;
  list[count] = text;
  return count;
}

/* One table of at most PLACES_ACROSS places. */
static void add_overview(Reading *r, const TargetPairs *pairs, const char *title,
                         const char *const *places, size_t count) {
  ReportColumn columns[PLACES_ACROSS + 2] = {
      {report_word(r->report, "指标", "target"), REPORT_TEXT},
      {report_word(r->report, "目标值", "threshold"), REPORT_RATIO}};
  for (size_t i = 0; i < count; i++)
    columns[i + 2] = (ReportColumn){places[i], REPORT_RATIO};
  ReportTable *table = report_table(r->report, title, columns, (int)count + 2);
  ReportCell *row = NULL;
  const char *last = NULL;
  double threshold = 0;
  for (size_t i = 0; i < pairs->count; i++) {
    const ReadingTarget *t = &pairs->list[i].after;
    bool other = !last || strcmp(last, t->name) != 0 || t->threshold > threshold ||
                 t->threshold < threshold; /* counties may have thresholds of their own */
    size_t at = 0;
    while (at < count && strcmp(places[at], *t->county_name ? t->county_name : t->county) != 0)
      at++;
    if (at == count) continue;
    if (other) {
      row = report_row(r->report, table);
      cell_text(&row[0], t->title);
      cell_threshold(&row[1], t);
    }
    last = t->name;
    threshold = t->threshold;
    cell_figure(&row[at + 2], t);
    if (t->judged) row[at + 2].tone = t->met ? REPORT_GOOD : REPORT_BAD;
  }
  if (table->row_count) report_add_table(r->report, table);
}

void targets_overview(Reading *r, const TargetPairs *pairs, const char *title) {
  const char **places = arena_take(r->report->arena, (pairs->count + 1) * sizeof *places);
  size_t count = 0;
  for (size_t i = 0; i < pairs->count; i++) {
    const ReadingTarget *t = &pairs->list[i].after;
    size_t at = list_once(places, count, *t->county_name ? t->county_name : t->county);
    if (at == count) count++;
  }
  if (!count) return;
  report_text(r->report, REPORT_NOTE,
              report_word(r->report, "✓ 表示达标，× 表示未达标，— 表示该地区没有可考核的病例。",
                          "✓ is met, × is not met, — is a place without cases to judge."));
  size_t parts = (count + PLACES_ACROSS - 1) / PLACES_ACROSS, across = (count + parts - 1) / parts;
  for (size_t from = 0; from < count; from += across) {
    size_t some = count - from < across ? count - from : across;
    add_overview(r, pairs,
                 from ? report_say(r->report, "%s（续）", "%s (continued)", title) : title,
                 places + from, some);
  }
}

/* --- bars --- */

enum { TARGET, PLACE, THRESHOLD, BEFORE, AFTER, SHIFT, VERDICT, COLUMNS };

static void add_pair(Reading *r, ReportTable *table, const TargetPair *pair, bool two) {
  const ReadingTarget *a = &pair->before, *b = &pair->after;
  ReportCell *row = report_row(r->report, table);
  int skip = two ? 0 : 1; /* of a run there is no figure before */
  cell_text(&row[TARGET], b->title);
  cell_text(&row[PLACE], *b->county_name ? b->county_name : b->county);
  cell_threshold(&row[THRESHOLD], b);
  if (two) cell_figure(&row[BEFORE], a);
  cell_figure(&row[AFTER - skip], b);
  ReportCell *shift = &row[SHIFT - skip];
  shift->kind = b->ratio ? REPORT_POINTS : REPORT_NUMBER;
  shift->sign = true;
  if (two && a->whole > 0 && b->whole > 0) cell_real(shift, reading_figure(b) - reading_figure(a));
  if (!two && b->judged) cell_real(shift, reading_figure(b) - b->threshold);
  ReportCell *verdict = &row[VERDICT - skip];
  cell_verdict(r->report, verdict, b);
  if (two && a->judged && b->judged && a->met != b->met) {
    cell_text(verdict, b->met ? report_word(r->report, "新达标 ✓", "now met ✓")
                              : report_word(r->report, "不再达标 ×", "no longer met ×"));
  }
}

static ReportTable *new_table(Reading *r, const char *title, bool two) {
  Report *report = r->report;
  const ReportColumn both[COLUMNS] = {
      {report_word(report, "指标", "target"), REPORT_TEXT},
      {report_word(report, "地区", "place"), REPORT_TEXT},
      {report_word(report, "目标值", "threshold"), REPORT_RATIO},
      {report_word(report, "调整前", "before"), REPORT_RATIO},
      {report_word(report, "调整后", "after"), REPORT_RATIO},
      {report_word(report, "变化（百分点）", "change (points)"), REPORT_POINTS},
      {report_word(report, "结论", "verdict"), REPORT_TEXT}};
  const ReportColumn one[COLUMNS - 1] = {
      both[TARGET],
      both[PLACE],
      both[THRESHOLD],
      {report_word(report, "实际值", "figure"), REPORT_RATIO},
      {report_word(report, "差距（百分点）", "gap (points)"), REPORT_POINTS},
      both[VERDICT]};
  ReportTable *table = report_table(report, title, two ? both : one, two ? COLUMNS : COLUMNS - 1);
  table->key_columns = 2;
  return table;
}

static void add_bullets(Reading *r, const ReportTable *table, const char *title, size_t first,
                        size_t count, int label, bool two) {
  ReportChart *chart = report_chart(r->report, REPORT_BULLETS, title, table);
  chart->first = first;
  chart->count = count;
  chart->label = label;
  chart->threshold = THRESHOLD;
  chart->series[chart->series_count++] = BEFORE;
  if (two) chart->series[chart->series_count++] = AFTER;
}

/* A chart a target, with its places; of a single place one chart with its targets. */
static void add_charts(Reading *r, const ReportTable *table, bool two) {
  bool single = true;
  size_t charts = 0;
  for (size_t i = 1; i < table->row_count; i++)
    single = single &&
             strcmp(report_cell(table, i, PLACE)->text, report_cell(table, 0, PLACE)->text) == 0;
  if (single && table->row_count > 1) {
    add_bullets(r, table, report_cell(table, 0, PLACE)->text, 0, table->row_count, TARGET, two);
    return;
  }
  for (size_t i = 0, next; i < table->row_count && charts < MOST_CHARTS; i = next, charts++) {
    const char *target = report_cell(table, i, TARGET)->text;
    for (next = i + 1; next < table->row_count; next++)
      if (strcmp(report_cell(table, next, TARGET)->text, target) != 0) break;
    add_bullets(r, table, target, i, next - i, PLACE, two);
  }
}

static void add_table(Reading *r, const TargetPairs *pairs, const char *title, bool two) {
  ReportTable *table = new_table(r, title, two);
  for (size_t i = 0; i < pairs->count; i++) {
    const TargetPair *pair = &pairs->list[i];
    if (two ? pair->moved : pair->after.judged && !pair->after.met) add_pair(r, table, pair, two);
  }
  if (!table->row_count) return;
  add_charts(r, table, two);
  report_add_table(r->report, table);
}

void targets_moves(Reading *r, const TargetPairs *pairs, const char *title) {
  if (!pairs->moved)
    report_text(r->report, REPORT_PARAGRAPH,
                report_word(r->report, "各项考核指标均无变化。", "No target moves."));
  add_table(r, pairs, title, true);
}

void targets_missed(Reading *r, const TargetPairs *pairs, const char *title) {
  if (!pairs->missed && pairs->judged)
    report_text(r->report, REPORT_PARAGRAPH,
                report_word(r->report, "各项考核指标全部达标。", "All targets are met."));
  add_table(r, pairs, title, false);
}
