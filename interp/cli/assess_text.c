/* The assessment sheet on the screen: what stands out in a few lines, a table a place, where to look further.
 * The lists for programs are in assess_list.c. */
#include "cli/assess_text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/money.h"
#include "cli/screen.h"
#include "cli/table.h"

/* --- values as texts ---------------------------------------------------------------------------- */

enum { ROOM = 64, NAME_ROOM = 200 };

/* Decimals that say nothing are left out: 90%, 87.76%, 3. */
static void trim(char *number) {
  char *end = number + strlen(number);
  if (!strchr(number, '.')) return;
  while (end[-1] == '0')
    *--end = 0;
  if (end[-1] == '.') *--end = 0;
}

static void write_value(const AssessFigure *f, double value, bool sign, char out[ROOM]) {
  if (strcmp(f->unit, "yuan") == 0) {
    money_format_short((int64_t)value, out, ROOM);
    return;
  }
  snprintf(out, ROOM, sign ? "%+.2f" : "%.2f", f->ratio ? value * 100 : value);
  if (!sign && !f->ratio) trim(out);
}

static void write_figure(const AssessFigure *f, double part, double whole, char out[ROOM]) {
  if (whole <= 0) {
    snprintf(out, ROOM, "%s", _("no data"));
    return;
  }
  write_value(f, part / whole, false, out);
  if (f->ratio) strcat(out, "%");
}

static void write_threshold(const AssessFigure *f, char out[ROOM]) {
  char number[ROOM];
  if (!f->has_threshold) {
    snprintf(out, ROOM, "—");
    return;
  }
  write_value(f, f->threshold, false, number);
  trim(number);
  snprintf(out, ROOM, "%s%.50s%s%s", f->at_least ? "≥" : "≤", number, f->ratio ? "%" : "",
           f->threshold_assumed ? "*" : "");
}

/* So much as the part counts it: 1,234 人, 35.51 万元. */
static void write_amount(const char *counts, int64_t amount, char out[ROOM]) {
  if (strcmp(counts, "money") == 0) {
    money_format_unit(amount, money_unit(amount, language_chinese()), out, ROOM);
    return;
  }
  char digits[ROOM];
  size_t at = 0;
  snprintf(digits, sizeof digits, "%" PRId64, amount);
  for (size_t i = 0, size = strlen(digits); i < size && at + 2 < ROOM; i++) {
    if (i && (size - i) % 3 == 0) out[at++] = ',';
    out[at++] = digits[i];
  }
  snprintf(out + at, ROOM - at, "%s%s", *counts ? " " : "", counts);
}

static void write_need(const AssessFigure *f, char out[ROOM]) {
  char amount[ROOM];
  if (f->stand != ASSESS_MISSED || f->need < 0) {
    snprintf(out, ROOM, "%s", f->stand == ASSESS_MISSED ? "?" : "");
    return;
  }
  write_amount(f->counts, f->need, amount);
  snprintf(out, ROOM, "%s%.60s", f->at_least ? "+" : "−", amount);
}

static void write_change(const AssessFigure *f, char out[ROOM]) {
  *out = 0;
  if (!f->has_last || f->last_whole <= 0 || f->whole <= 0) return;
  double change = f->part / f->whole - f->last_part / f->last_whole;
  write_value(f, change, true, out);
  if (f->judged && f->last_judged && f->met != f->last_met)
    strcat(out, f->met ? " ✓" : " ✗"); /* the verdict is another one now */
}

/* The verdict stands before the name: a column of its own would cost long names their ends. */
static void write_name(const AssessFigure *f, const char *name, char out[NAME_ROOM]) {
  static const char *const marks[] = {"✗ ", "✓ ", "— ", ""};
  snprintf(out, NAME_ROOM, "%s%s", marks[f->stand], name);
}

/* --- the head ----------------------------------------------------------------------------------- */

static void say_source(const Assess *a, FILE *out) {
  if (a->run)
    fprintf(out, _("figures of run %lld, %lld cases"), (long long)a->run, (long long)a->cases);
  else
    fprintf(out, _("settled now by these rules, %lld cases, nothing stored"), (long long)a->cases);
  if (a->failed + a->bad)
    fprintf(out, _("; %lld cases could not be settled and are in no figure"),
            (long long)(a->failed + a->bad));
  fputs("\n", out);
  if (!a->run && a->same_run)
    fprintf(out, _("rules and cases are those of run %lld\n"), (long long)a->same_run);
  else if (!a->run && !*a->counties)
    fputs(_("no stored run has these rules and cases; to be able to prove the figures later, store "
            "one with `guize run`\n"),
          out);
  if (a->last.id)
    fprintf(out, _("compared with sheet %lld as of %s, kept on %.10s\n"), (long long)a->last.id,
            a->last.day, a->last.made);
}

static void count_counties(const Assess *a, size_t *missed, size_t *judged, size_t *empty) {
  *missed = *judged = *empty = 0;
  for (size_t i = 0; i < a->place_count; i++) {
    if (a->places[i].around) continue;
    *missed += a->places[i].missed;
    *judged += a->places[i].missed + a->places[i].met;
    *empty += a->places[i].empty;
  }
}

static void say_head(const Assess *a, FILE *out) {
  size_t missed, judged, empty, counties = 0;
  for (size_t i = 0; i < a->place_count; i++)
    counties += !a->places[i].around;
  count_counties(a, &missed, &judged, &empty);
  fprintf(out, _("Assessment sheet of %d as of %s; counties: %zu\n"), a->year, a->day, counties);
  say_source(a, out);
  if (judged + empty == 0) return;
  fprintf(out, _("of %zu figures with a threshold %zu are met and %zu are not; %zu have no data\n"),
          judged + empty, judged - missed, missed, empty);
}

/* --- places at a glance --------------------------------------------------------------------------- */

static const TableColumn place_columns[] = {
    {"place", "地区", TABLE_TEXT},
    {"not_met", "未达标", TABLE_COUNT},
    {"met", "达标", TABLE_COUNT},
    {"no_data", "缺数", TABLE_COUNT},
    {"farthest", "差距最大的指标", TABLE_TEXT},
    {"gap", "差距", TABLE_NUMBER},
};

static void add_place(Table *table, const Assess *a, const AssessPlace *place) {
  const AssessFigure *worst = place->missed ? &a->figures[place->first] : NULL;
  char counts[3][24], gap[ROOM] = "";
  snprintf(counts[0], sizeof counts[0], "%zu", place->missed);
  snprintf(counts[1], sizeof counts[1], "%zu", place->met);
  snprintf(counts[2], sizeof counts[2], "%zu", place->empty);
  if (worst) write_value(worst, worst->part / worst->whole - worst->threshold, true, gap);
  table_add(table, (const char *[]){place->name, counts[0], counts[1], counts[2],
                                    worst ? worst->title : NULL, worst ? gap : NULL});
}

static void show_places(const Assess *a, const char *format, FILE *out) {
  Table *table = table_new(place_columns, 6);
  for (size_t i = 0; i < a->place_count; i++)
    add_place(table, a, &a->places[i]);
  fputs("\n", out);
  table_print(table, format, out);
  table_free(table);
}

/* --- figures -------------------------------------------------------------------------------------- */

static const TableColumn figure_columns[] = {
    {"target", "指标", TABLE_TEXT},        {"figure", "实际值", TABLE_NUMBER},
    {"threshold", "目标值", TABLE_NUMBER}, {"gap", "差距", TABLE_NUMBER},
    {"to_do", "还需", TABLE_NUMBER},       {"part", "分子", TABLE_NUMBER},
    {"whole", "分母", TABLE_NUMBER},       {"since", "较上次", TABLE_NUMBER},
};
enum {
  FIGURE_COLUMNS = sizeof figure_columns / sizeof *figure_columns,
  AMOUNTS = 5,      /* where part and whole stand */
  WIDE_ENOUGH = 108 /* columns of a screen that has room for them beside long names */
};

/* The columns, for a table whose lines are of what `name` says. A narrow screen has part and whole behind
 * --target alone. */
static Table *figure_table(const Assess *a, TableColumn columns[FIGURE_COLUMNS],
                           const TableColumn *name, bool amounts) {
  int count = FIGURE_COLUMNS;
  memcpy(columns, figure_columns, sizeof figure_columns);
  columns[0] = *name;
  if (!amounts) {
    columns[AMOUNTS] = columns[FIGURE_COLUMNS - 1];
    count -= 2;
  }
  return table_new(columns, count - !a->last.id);
}

/* Part and whole, as they are counted; NULL where there are none to show. */
static void write_amounts(const AssessFigure *f, char part[ROOM], char whole[ROOM]) {
  bool money = f->ratio && strcmp(f->counts, "money") == 0;
  write_amount(f->counts, (int64_t)f->part, part);
  write_amount(money ? f->counts : "", (int64_t)f->whole, whole);
}

/* `name`: what the line is of. */
static void add_figure(Table *table, const AssessFigure *f, const char *name, bool amounts) {
  char figure[ROOM], threshold[ROOM], gap[ROOM] = "", need[ROOM], change[ROOM], part[ROOM],
                                      whole[ROOM], marked[NAME_ROOM];
  bool shown = f->whole > 0 && !f->raw;
  write_name(f, name, marked);
  write_figure(f, f->part, f->whole, figure);
  write_threshold(f, threshold);
  if (f->judged) write_value(f, f->part / f->whole - f->threshold, true, gap);
  write_need(f, need);
  write_change(f, change);
  write_amounts(f, part, whole);
  const char *cells[] = {marked, figure, threshold, gap, need, part, whole, change};
  if (!shown) cells[AMOUNTS] = cells[AMOUNTS + 1] = NULL;
  if (!amounts) cells[AMOUNTS] = change;
  table_add(table, cells);
}

static const TableColumn free_columns[] = {
    {"measured", "仅统计的指标", TABLE_TEXT}, {"part", "分子", TABLE_NUMBER},
    {"whole", "分母", TABLE_COUNT},           {"figure", "实际值", TABLE_NUMBER},
    {"since", "较上次", TABLE_NUMBER},
};

static void add_free(Table *table, const AssessFigure *f, const char *name) {
  char part[ROOM], whole[ROOM], figure[ROOM], change[ROOM];
  write_figure(f, f->part, f->whole, figure);
  write_amounts(f, part, whole);
  write_change(f, change);
  table_add(table, (const char *[]){name, f->whole > 0 && !f->raw ? part : NULL,
                                    f->whole > 0 && !f->raw ? whole : NULL, figure, change});
}

static void show_place(const Assess *a, const AssessPlace *place, const char *format, FILE *out) {
  TableColumn columns[FIGURE_COLUMNS];
  int width = screen_width(out);
  bool amounts = width == 0 || width >= WIDE_ENOUGH;
  Table *judged = figure_table(a, columns, &figure_columns[0], amounts),
        *measured = table_new(free_columns, a->last.id ? 5 : 4);
  size_t frees = 0;
  for (size_t i = place->first; i < place->first + place->count; i++) {
    const AssessFigure *f = &a->figures[i];
    if (f->stand == ASSESS_FREE) {
      add_free(measured, f, f->title);
      frees++;
    } else {
      add_figure(judged, f, f->title, amounts);
    }
  }
  fprintf(out, _("\n%s %s: %zu not met, %zu met, %zu without data\n"), place->name, place->code,
          place->missed, place->met, place->empty);
  if (frees < place->count) table_print(judged, format, out);
  if (frees) {
    fputs("\n", out);
    table_print(measured, format, out);
  }
  table_free(judged);
  table_free(measured);
}

/* The figure that is farthest of all counties, as an example of the way to its rows. */
static const AssessFigure *farthest(const Assess *a) {
  const AssessFigure *worst = NULL;
  for (size_t i = 0; i < a->place_count; i++) {
    const AssessFigure *f = &a->figures[a->places[i].first];
    if (a->places[i].missed && !a->places[i].around && (!worst || f->distance > worst->distance))
      worst = f;
  }
  return worst;
}

static void say_foot(const Options *options, const Assess *a, FILE *out) {
  const AssessFigure *worst = farthest(a);
  bool assumed = false;
  for (size_t i = 0; i < a->figure_count; i++)
    assumed = assumed || a->figures[i].threshold_assumed;
  fputs(_("\nnot met: the farthest first, shares by points, other figures by the share of their "
          "threshold; to do: the part more or less, the whole as it is\n"),
        out);
  if (assumed) fputs(_("* an assumed threshold\n"), out);
  if (worst)
    fprintf(out, _("down to the rows: guize assess --db %s --year %d --target %s --county %s\n"),
            options->db, a->year, worst->target, worst->county);
}

static void show_sheet(const Options *options, const Assess *a, FILE *out) {
  if (a->place_count > 1) show_places(a, options->format, out);
  for (size_t i = 0; i < a->place_count; i++)
    show_place(a, &a->places[i], options->format, out);
  say_foot(options, a, out);
}

/* --- a single figure -------------------------------------------------------------------------------- */

static void show_over_places(const Assess *a, const char *format, FILE *out) {
  TableColumn columns[FIGURE_COLUMNS];
  Table *table = figure_table(a, columns, &(TableColumn){"place", "地区", TABLE_TEXT}, true);
  for (size_t i = 0; i < a->figure_count; i++)
    add_figure(table, &a->figures[i], a->figures[i].county_name, true);
  fputs("\n", out);
  table_print(table, format, out);
  table_free(table);
}

static const TableColumn group_columns[] = {
    {"group", "分组", TABLE_TEXT},      {"place", "地区", TABLE_TEXT},
    {"figure", "实际值", TABLE_NUMBER}, {"part", "分子", TABLE_NUMBER},
    {"whole", "分母", TABLE_NUMBER},    {"to_do", "还需", TABLE_NUMBER},
};

static void add_group(Table *table, const AssessFigure *f) {
  char name[NAME_ROOM], figure[ROOM], part[ROOM], whole[ROOM], need[ROOM];
  write_name(f, f->group_title, name);
  write_figure(f, f->part, f->whole, figure);
  write_amounts(f, part, whole);
  write_need(f, need);
  table_add(table, (const char *[]){name, f->county_name, figure, f->raw ? NULL : part,
                                    f->raw ? NULL : whole, need});
}

/* A table for every way in which the target is cut. */
static void show_groups(const Assess *a, const char *format, FILE *out) {
  for (size_t i = 0, next; i < a->group_count; i = next) {
    Table *table = table_new(group_columns, 6);
    for (next = i; next < a->group_count && a->groups[next].position == a->groups[i].position;
         next++)
      add_group(table, &a->groups[next]);
    fprintf(out, _("\ngroups (%s)\n"), a->groups[i].by_title);
    table_print(table, format, out);
    table_free(table);
  }
}

static const TableColumn row_columns[] = {
    {"id", "编号", TABLE_NUMBER},    {"name", "姓名/名称", TABLE_TEXT},
    {"place", "所在", TABLE_TEXT},   {"part", "分子", TABLE_NUMBER},
    {"whole", "分母", TABLE_NUMBER}, {"short", "差额", TABLE_NUMBER},
    {"group", "分组", TABLE_TEXT},   {"county", "县（市）", TABLE_TEXT},
};
enum {
  ROW_COLUMNS = sizeof row_columns / sizeof *row_columns,
  ROW_SHORT = 5,
  ROW_GROUP,
  ROW_COUNTY
};

/* A column that would say nothing, or the same in every line, is left out. */
static bool row_column(const Assess *a, int column) {
  if (column == ROW_SHORT) return !a->made_of;
  if (column == ROW_GROUP) return a->rows_named && *a->rows[0].group;
  return column != ROW_COUNTY || a->place_count > 1;
}

static const char *place_name(const Assess *a, const char *code) {
  for (size_t i = 0; i < a->place_count; i++)
    if (strcmp(a->places[i].code, code) == 0) return a->places[i].name;
  return code;
}

static void add_row(Table *table, const Assess *a, const AssessRow *r, const char *counts) {
  char part[ROOM], whole[ROOM], need[ROOM];
  write_amount(counts, (int64_t)r->part, part);
  write_amount(counts, (int64_t)r->whole, whole);
  write_amount(counts, r->need, need);
  const char *all[ROW_COLUMNS] = {
      r->id, *r->name ? r->name : NULL,   *r->place ? r->place : NULL, part, whole,
      need,  *r->group ? r->group : NULL, place_name(a, r->county)};
  const char *cells[ROW_COLUMNS];
  int count = 0;
  for (int i = 0; i < ROW_COLUMNS; i++)
    if (row_column(a, i)) cells[count++] = all[i];
  table_add(table, cells);
}

static void show_rows(const Assess *a, const char *format, FILE *out) {
  TableColumn columns[ROW_COLUMNS];
  int count = 0;
  bool money = a->figure_count && strcmp(a->figures[0].counts, "money") == 0;
  for (int i = 0; i < ROW_COLUMNS; i++)
    if (row_column(a, i)) columns[count++] = row_columns[i];
  Table *table = table_new(columns, count);
  for (size_t i = 0; i < a->rows_named; i++)
    add_row(table, a, &a->rows[i], money ? "money" : "");
  fprintf(out,
          a->made_of ? _("\nrows that count in the part: %zu (%s)\n")
                     : _("\nrows that keep it back: %zu (%s)\n"),
          a->row_count, a->entity_title);
  if (a->rows_named) table_print(table, format, out);
  if (a->rows_named < a->row_count)
    fprintf(out, _("the first %zu of them; --format csv gives all\n"), a->rows_named);
  table_free(table);
}

static void show_target(const Options *options, const Assess *a, FILE *out) {
  if (a->figure_count) fprintf(out, "\n%s (%s)", a->figures[0].title, a->target);
  show_over_places(a, options->format, out);
  show_groups(a, options->format, out);
  if (a->rows_unknown)
    fputs(_("\nthe data have changed since the run: what its figure was made of cannot be listed; "
            "leave out --run to see the rows of today\n"),
          out);
  else
    show_rows(a, options->format, out);
}

void assess_print(const Options *options, const Assess *assess, FILE *out) {
  say_head(assess, out);
  if (*assess->target)
    show_target(options, assess, out);
  else
    show_sheet(options, assess, out);
  if (assess->recorded) fprintf(out, _("kept as sheet %lld\n"), (long long)assess->recorded);
}
