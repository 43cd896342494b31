/* Goals of a search. */
#include "job/report_goals.h"

#include <string.h>

Goals goals_read(Reading *r, const json_t *list) {
  Goals goals = {.list = list};
  size_t i;
  json_t *goal;
  json_array_foreach(list, i, goal) {
    if (goals.count == READING_MOST_GOALS || fault_isset(r->fault)) break;
    goals.goals[goals.count++] = reading_target(r, goal, NULL);
  }
  return goals;
}

/* The figure of goal g at a point. */
ReadingTarget goals_figure(Reading *r, const Goals *goals, int g, const json_t *figures) {
  ReadingTarget t = goals->goals[g];
  const json_t *figure = json_array_get(figures, (size_t)g);
  if (!figure) return t;
  t.part = reading_number(r, figure, "part");
  t.whole = reading_number(r, figure, "whole");
  t.met = json_is_true(reading_maybe(figure, "met"));
  const json_t *judged = reading_maybe(figure, "judged");
  t.judged = judged ? json_is_true(judged) : t.has_threshold && t.whole > 0;
  return t;
}

const char *goals_title(Reading *r, const ReadingTarget *goal) {
  return *goal->county_name
             ? report_say(r->report, "%s（%s）", "%s (%s)", goal->title, goal->county_name)
             : goal->title;
}

void goals_limit(Reading *r, ReportChart *chart, const ReadingTarget *goal) {
  Buffer text = {0};
  if (!goal->has_threshold) return;
  chart->has_limit = true;
  chart->limit = goal->threshold;
  chart->at_least = goal->at_least;
  buffer_format(&text, goal->ratio ? "%s %s%.2f%%" : "%s %s%.2f",
                report_word(r->report, "目标", "threshold"), goal->at_least ? "≥ " : "≤ ",
                goal->threshold * (goal->ratio ? 100 : 1));
  chart->limit_text = report_take(r->report, &text);
}

int64_t goals_baseline(Reading *r) {
  return reading_whole(r, reading_object(r, reading_object(r, r->document, "baseline"), "totals"),
                       "reimbursed");
}

bool goals_over(Reading *r) {
  return json_array_size(reading_maybe_list(r, r->document, "under")) > 0;
}

void goals_say_under(Reading *r) {
  const json_t *list = reading_maybe_list(r, r->document, "under");
  Buffer text = {0};
  size_t i;
  json_t *item;
  json_array_foreach(list, i, item)
      buffer_format(&text, "%s%s", i ? report_word(r->report, "；", "; ") : "",
                    json_is_string(item) ? json_string_value(item) : "");
  if (!text.size) return;
  report_text(r->report, REPORT_PARAGRAPH,
              report_say(r->report, "比较的基准是现行规则加上这些调整：%s。",
                         "What is compared with are the rules in force with these changes: %s.",
                         report_take(r->report, &text)));
}

const char *goals_moved(Reading *r, int64_t fen) {
  const char *moved = part_moved(r->report, fen);
  return r->report->english
             ? moved
             : report_say(r->report, goals_over(r) ? "比基准%s" : "比现行%s", "%s", moved);
}
