/* What the screens of searches share. */
#include "cli/search_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/money.h"
#include "base/phrase.h"

void search_cell_fen(Buffer *out, int64_t fen) {
  buffer_clear(out);
  buffer_format(out, "%lld", (long long)fen);
}

void search_cell_share(Buffer *out, double share) {
  buffer_clear(out);
  buffer_format(out, "%.6f", share);
}

void search_add_money(Buffer *out, int64_t fen, bool sign) {
  char text[MONEY_ROOM + 24];
  money_format_unit(fen, money_unit(llabs(fen), language_chinese()), text, sizeof text);
  buffer_format(out, "%s%s", sign && fen > 0 ? "+" : "", text);
}

void search_add_value(Buffer *out, const SearchParameter *parameter, int64_t value) {
  search_value_text(out, parameter->unit, value);
}

bool search_for_people(const char *format) {
  return strcmp(format, "table") == 0 || strcmp(format, "record") == 0;
}

/* --- sentences ------------------------------------------------------------------------------------ */

/* "75%", or "75%～80%" where counties differ. */
static void add_span(Buffer *out, const SearchParameter *parameter, int64_t low, int64_t high) {
  search_add_value(out, parameter, low);
  if (high == low) return;
  buffer_add_text(out, "～");
  search_add_value(out, parameter, high);
}

void search_say_parameter(const Search *search, const SearchParameter *parameter, int number,
                          int count, FILE *out) {
  Buffer today = {0}, under = {0}, paths = {0}, names = {0};
  search_places(search, &paths, &names);
  if (parameter->today_known)
    add_span(&today, parameter, parameter->today_low, parameter->today_high);
  if (parameter->known && search->options.under)
    add_span(&under, parameter, parameter->low, parameter->high);
  if (count > 1) fprintf(out, _("value %d: "), number);
  fprintf(out, _("%s %s: today %s; set in %s\n"), parameter->name, parameter->title,
          today.data ? today.data : _("none"), names.size ? names.data : _("every place"));
  if (under.data && (!today.data || strcmp(under.data, today.data) != 0))
    fprintf(out, _("  with the changes that lie under this question: %s\n"), under.data);
  if (!(parameter->readers & SEARCH_PAYS)) fprintf(out, _("  nothing that pays reads it\n"));
  buffer_free(&today);
  buffer_free(&under);
  buffer_free(&paths);
  buffer_free(&names);
}

void search_say_goals(const Search *search, FILE *out) {
  for (int i = 0; i < search->goal_count; i++) {
    const SearchGoal *goal = &search->goals[i];
    const SearchFigure *figure = &search->baseline.figures[i];
    if (search->goal_count > 1) fprintf(out, _("figure %d: "), i + 1);
    const char *place = *goal->county_name ? goal->county_name : _("all counties together");
    fprintf(out,
            search->options.under ? _("goal %s %s, %s: with the changes %.4f%%")
                                  : _("goal %s %s, %s: now %.4f%%"),
            goal->target, goal->title, place, 100 * search_figure_share(figure));
    if (figure->has_threshold)
      fprintf(out, goal->at_least ? _(", at least %.6g%%") : _(", at most %.6g%%"),
              100 * figure->threshold);
    fputs("\n", out);
  }
}

void search_say_reason(const StudyReason *reason, FILE *out) {
  Buffer text = {0};
  phrase_add(&text, reason->text);
  fprintf(out, _("  case %lld: %s\n"), (long long)reason->first_case, text.data ? text.data : "");
  buffer_free(&text);
}

void search_say_failed(const Search *search, int64_t points, FILE *out) {
  if (!points) return;
  fprintf(out,
          language_plural(
              "At %lld point rules fail on cases: these are left out of the money of both sides; "
              "figures of goals are those of the cases that are left.\n",
              "At %lld points rules fail on cases: these are left out of the money of both sides; "
              "figures of goals are those of the cases that are left.\n",
              (size_t)points),
          (long long)points);
  for (size_t i = 0; i < search->reason_count; i++)
    search_say_reason(&search->reasons[i], out);
}

/* --- columns -------------------------------------------------------------------------------------- */

/* "figure" or "figure 2"; for programs figure_2. */
static void numbered_column(Shown *shown, int at, const char *word, const char *chinese, int number,
                            int count, TableKind kind, bool people) {
  Buffer key = {0}, title = {0};
  buffer_add_text(&key, word);
  buffer_add_text(&title, chinese);
  if (count > 1) buffer_format(&key, people ? " %d" : "_%d", number);
  if (count > 1) buffer_format(&title, "%d", number);
  shown_column(shown, at, key.data, title.data, kind);
  buffer_free(&key);
  buffer_free(&title);
}

void search_axis_columns(Shown *shown, int *at, const Grid *grid, const char *format) {
  bool people = table_for_people(format);
  for (int i = 0; i < grid->axes; i++) {
    const char *name = grid->parameters[i].name;
    if (people)
      numbered_column(shown, (*at)++, "value", "值", i + 1, grid->axes, TABLE_NUMBER, true);
    else
      shown_column(shown, (*at)++, name, name, TABLE_NUMBER);
  }
}

void search_goal_columns(Shown *shown, int *at, const Search *search, bool met,
                         const char *format) {
  bool people = table_for_people(format);
  for (int i = 0; i < search->goal_count; i++) {
    numbered_column(shown, (*at)++, "figure", "指标值", i + 1, search->goal_count, TABLE_RATIO,
                    people);
    if (met)
      numbered_column(shown, (*at)++, "met", "达标", i + 1, search->goal_count, TABLE_TEXT, people);
  }
}
