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
