/* What the screens of searches share. */
#include "cli/search_text.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/money.h"

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

void search_say_parameter(const Search *search, const SearchParameter *parameter, FILE *out) {
  Buffer today = {0}, paths = {0}, names = {0};
  search_places(search, &paths, &names);
  if (parameter->known) search_add_value(&today, parameter, parameter->low);
  if (parameter->known && parameter->high != parameter->low) {
    buffer_add_text(&today, "～");
    search_add_value(&today, parameter, parameter->high);
  }
  fprintf(out, _("%s %s: today %s; set in %s\n"), parameter->name, parameter->title,
          today.data ? today.data : _("none"), names.size ? names.data : _("every place"));
  buffer_free(&today);
  buffer_free(&paths);
  buffer_free(&names);
}

void search_say_goals(const Search *search, FILE *out) {
  for (int i = 0; i < search->goal_count; i++) {
    const SearchGoal *goal = &search->goals[i];
    const SearchFigure *figure = &search->baseline.figures[i];
    fprintf(out, _("goal %s %s, %s: now %.4f%%"), goal->target, goal->title,
            *goal->county_name ? goal->county_name : _("all counties together"),
            100 * search_figure_share(figure));
    if (figure->has_threshold)
      fprintf(out, goal->at_least ? _(", at least %.4g%%") : _(", at most %.4g%%"),
              100 * figure->threshold);
    fputs("\n", out);
  }
}

void search_say_failed(int64_t points, FILE *out) {
  if (points)
    fprintf(out,
            _("At %lld points rules fail on cases: these are left out of the money of both sides; "
              "figures of goals are those of the cases that are left.\n"),
            (long long)points);
}
