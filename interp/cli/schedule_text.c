/* A schedule on the screen. */
#include "cli/schedule_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/field.h"
#include "base/language.h"
#include "base/money.h"
#include "base/phrase.h"
#include "base/text.h"
#include "cli/shown.h"
#include "cli/table.h"

enum { CURVE_CELLS = 56, NAME_CELLS = 18, LINE_CELLS = 76 };

/* --- words ------------------------------------------------------------------------------------- */

/* A text of the rules, fit for the screen; the caller frees the buffer. */
static const char *plain(Buffer *out, const char *text) {
  buffer_clear(out);
  text_escape(out, text, strlen(text));
  return out->data ? out->data : "";
}

static const char *name_of(const ScheduleLine *line) {
  return language_chinese() ? line->title : line->identity;
}

static const char *short_of(const ScheduleLine *line) {
  return language_chinese() ? line->chinese : line->identity;
}

static const char *yuan(int64_t fen, char *out) {
  money_format(fen, out, MONEY_ROOM, true);
  return out;
}

/* "医院等级 二级" or "hospital_level secondary". */
static void add_field(Buffer *out, const json_t *field) {
  bool zh = language_chinese();
  Buffer text = {0};
  buffer_format(out, "%s ", plain(&text, field_text(field, zh ? "title" : "name")));
  buffer_add_text(out, plain(&text, field_text(field, zh ? "text" : "value")));
  buffer_free(&text);
}

static void print_case(const Schedule *schedule, FILE *out) {
  const char *between = language_chinese() ? "；" : "; ";
  Buffer line = {0}, one = {0};
  fprintf(out, "%s %s, %s\n", plain(&one, schedule->county_name), schedule->county, schedule->day);
  if (schedule->day_found)
    fputs(_("No day was named: this is the last on which these rules change. Another: --on "
            "2018-06-30\n"),
          out);
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(schedule->sides[0].opening, "fields"), i, field) {
    buffer_clear(&one);
    add_field(&one, field);
    if (line.size && text_width(line.data) + text_width(one.data) > LINE_CELLS) {
      fprintf(out, "%s\n", line.data);
      buffer_clear(&line);
    }
    buffer_format(&line, "%s%s", line.size ? between : "", one.data);
  }
  fprintf(out, "%s\n\n", line.size ? line.data : "");
  buffer_free(&line);
  buffer_free(&one);
}

/* --- the table --------------------------------------------------------------------------------- */

static bool whole_yuan(const Schedule *schedule) {
  return schedule->step_fen % 100 == 0 && schedule->upto_fen % 100 == 0;
}

static bool differs(const Schedule *schedule, const ScheduleSide *side, const ScheduleSide *before,
                    size_t i) {
  for (size_t n = 0; n < schedule->line_count; n++)
    if (side->lines[n].self_pay[i] != before->lines[n].self_pay[i]) return true;
  return false;
}

/* One row a step. `before`: NULL, or the side whose amounts are taken off; then rows that differ. */
static Shown *amounts(const Schedule *schedule, const ScheduleSide *side,
                      const ScheduleSide *before, bool people) {
  int columns = (int)schedule->line_count + 1;
  bool count = people && whole_yuan(schedule); /* narrower: all columns fit on 80 cells */
  Shown *shown = shown_new(columns);
  shown_column(shown, 0, "bill", "总费用", count ? TABLE_COUNT : TABLE_MONEY);
  for (size_t n = 0; n < schedule->line_count; n++)
    shown_column(shown, (int)n + 1, side->lines[n].identity, side->lines[n].chinese, TABLE_MONEY);
  char(*texts)[32] = calloc((size_t)columns, sizeof *texts);
  const char **cells = calloc((size_t)columns, sizeof *cells);
  for (size_t i = 0; texts && cells && i < schedule->bill_count; i++) {
    if (!schedule->on_step[i] || (before && !differs(schedule, side, before, i))) continue;
    snprintf(texts[0], sizeof *texts, "%lld",
             (long long)(count ? schedule->bills[i] / 100 : schedule->bills[i]));
    cells[0] = texts[0];
    for (size_t n = 0; n < schedule->line_count; n++) {
      int64_t fen = side->lines[n].self_pay[i], old = before ? before->lines[n].self_pay[i] : 0;
      snprintf(texts[n + 1], sizeof *texts, "%lld", (long long)(fen - old));
      cells[n + 1] = fen < 0 || old < 0 ? NULL : texts[n + 1];
    }
    shown_add(shown, cells);
  }
  free(texts);
  free(cells);
  return shown;
}

static void print_amounts(const Schedule *schedule, const ScheduleSide *side,
                          const ScheduleSide *before, const char *format, FILE *out) {
  Shown *shown = amounts(schedule, side, before, table_for_people(format));
  if (shown_rows(shown)) shown_print(shown, format, out);
  shown_free(shown);
}

/* --- what a scenario does ---------------------------------------------------------------------- */

static void fen_text(char *out, size_t room, int64_t fen) {
  snprintf(out, room, "%lld", (long long)fen);
}

/* By how much an identity pays less at most, and more at most, and on which bills. */
static void add_change(Shown *shown, const Schedule *schedule, size_t n) {
  const ScheduleLine *old = &schedule->sides[0].lines[n], *new = &schedule->sides[1].lines[n];
  int64_t least = 0, most = 0, least_bill = 0, most_bill = 0;
  for (size_t i = 0; i < schedule->bill_count; i++) {
    int64_t change = new->self_pay[i] - old->self_pay[i];
    if (new->self_pay[i] < 0 || old->self_pay[i] < 0) continue;
    if (change < least) least = change, least_bill = schedule->bills[i];
    if (change > most) most = change, most_bill = schedule->bills[i];
  }
  char texts[4][32];
  const int64_t values[] = {-least, least_bill, most, most_bill};
  for (int i = 0; i < 4; i++)
    fen_text(texts[i], sizeof texts[i], values[i]);
  if (least || most)
    shown_add(shown,
              (const char *[]){short_of(new), least ? texts[0] : NULL, least ? texts[1] : NULL,
                               most ? texts[2] : NULL, most ? texts[3] : NULL});
}

static void print_changes(const Schedule *schedule, const char *format, FILE *out) {
  Shown *shown = shown_new(5);
  shown_column(shown, 0, "identity", "身份", TABLE_TEXT);
  shown_column(shown, 1, "at most less", "最多少付", TABLE_MONEY);
  shown_column(shown, 2, "on a bill of", "其总费用", TABLE_MONEY);
  shown_column(shown, 3, "at most more", "最多多付", TABLE_MONEY);
  shown_column(shown, 4, "on a bill of ", "总费用", TABLE_MONEY);
  for (size_t n = 0; n < schedule->line_count; n++)
    add_change(shown, schedule, n);
  fprintf(out, "\n%s\n", _("What the scenario changes"));
  if (shown_rows(shown))
    shown_print(shown, format, out);
  else
    fprintf(out, "  %s\n", _("nothing, on no bill"));
  shown_free(shown);
}

/* --- the curve --------------------------------------------------------------------------------- */

/* What is paid on any bill: lines are straight between the bills of the schedule. */
static double paid_on(const Schedule *schedule, const ScheduleLine *line, int64_t bill) {
  size_t i = 1;
  while (i + 1 < schedule->bill_count && schedule->bills[i] < bill)
    i++;
  if (schedule->bill_count < 2 || line->self_pay[i] < 0 || line->self_pay[i - 1] < 0) return 0;
  double run = (double)(schedule->bills[i] - schedule->bills[i - 1]);
  double rise = (double)(line->self_pay[i] - line->self_pay[i - 1]);
  return (double)line->self_pay[i - 1] +
         rise * (double)(bill - schedule->bills[i - 1]) / (run > 0 ? run : 1);
}

static int64_t most_paid(const Schedule *schedule, const ScheduleSide *side) {
  int64_t most = 0;
  for (size_t n = 0; n < schedule->line_count; n++)
    for (size_t i = 0; i < schedule->bill_count; i++)
      if (side->lines[n].self_pay[i] > most) most = side->lines[n].self_pay[i];
  return most;
}

static void print_curve(const Schedule *schedule, const ScheduleSide *side, FILE *out) {
  static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  int64_t most = most_paid(schedule, side);
  char upto[MONEY_ROOM], top[MONEY_ROOM];
  if (most == 0) return;
  fprintf(out, _("\nSelf-pay on bills from 0 to %s yuan; █ is %s yuan\n"),
          yuan(schedule->upto_fen, upto), yuan(most, top));
  for (size_t n = 0; n < schedule->line_count; n++) {
    Buffer row = {0}, name = {0};
    text_pad(&row, plain(&name, name_of(&side->lines[n])), NAME_CELLS, false);
    buffer_add_text(&row, " ");
    for (int64_t cell = 1; cell <= CURVE_CELLS; cell++) {
      double fen = paid_on(schedule, &side->lines[n], schedule->upto_fen / CURVE_CELLS * cell);
      int level = (int)(fen / (double)most * 8 + 0.999);
      buffer_add_text(&row, blocks[level < 0 ? 0 : level > 8 ? 8 : level]);
    }
    fprintf(out, "%s\n", row.data);
    buffer_free(&row);
    buffer_free(&name);
  }
}

/* --- cliffs ------------------------------------------------------------------------------------ */

/* "医疗救助起付标准 5000", or the layer where no parameter is known. */
static void add_cause(Buffer *out, int layer, const json_t *cause, const Model *model) {
  if (layer < 0) return;
  Buffer text = {0};
  const char *name = field_text(cause, language_chinese() ? "title" : "name");
  buffer_add_text(out, plain(&text, *name ? name : model->layers[layer].title));
  const char *value = plain(&text, field_text(cause, "value"));
  size_t size = strlen(value);
  bool whole = size > 3 && strcmp(value + size - 3, ".00") == 0;
  if (size) buffer_format(out, " %.*s", (int)(whole ? size - 3 : size), value);
  buffer_free(&text);
}

static void print_cliff(const ScheduleLine *line, const ScheduleCliff *cliff, const Model *model,
                        FILE *out) {
  char bill[MONEY_ROOM], before[MONEY_ROOM], after[MONEY_ROOM], change[MONEY_ROOM];
  Buffer name = {0}, cause = {0};
  add_cause(&cause, cliff->layer, cliff->cause, model);
  bool jump = cliff->after > cliff->before;
  fprintf(out,
          jump ? _("  %s: from a bill of %s on the patient pays %s more (%s, then %s)\n")
               : _("  %s: from a bill of %s on the patient pays %s less (%s, then %s)\n"),
          plain(&name, name_of(line)), yuan(cliff->bill, bill),
          yuan(llabs(cliff->after - cliff->before), change), yuan(cliff->before, before),
          yuan(cliff->after, after));
  if (cause.size) fprintf(out, "    %s\n", cause.data);
  buffer_free(&name);
  buffer_free(&cause);
}

static void print_cliffs(const Schedule *schedule, const ScheduleSide *side, const Model *model,
                         FILE *out) {
  size_t count = 0;
  int64_t rounding = 0;
  for (size_t n = 0; n < schedule->line_count; n++) {
    count += side->lines[n].cliff_count;
    if (side->lines[n].rounding_fen > rounding) rounding = side->lines[n].rounding_fen;
  }
  char steps[MONEY_ROOM];
  fprintf(out, "\n%s\n", _("Cliffs: places where one fen more on the bill changes much"));
  if (!count)
    fprintf(out, _("  none; steps of up to %s yuan are rounding\n"), yuan(rounding, steps));
  for (size_t n = 0; n < schedule->line_count; n++)
    for (size_t i = 0; i < side->lines[n].cliff_count; i++)
      print_cliff(&side->lines[n], &side->lines[n].cliffs[i], model, out);
}

/* --- shares ------------------------------------------------------------------------------------ */

static void add_piece(Shown *shown, const char *name, const SchedulePiece *piece,
                      const Model *model) {
  char from[32], to[32], share[32];
  Buffer cause = {0};
  snprintf(from, sizeof from, "%lld", (long long)piece->from);
  snprintf(to, sizeof to, "%lld", (long long)piece->to);
  snprintf(share, sizeof share, "%.6f", piece->share);
  add_cause(&cause, piece->layer, piece->cause, model);
  shown_add(shown, (const char *[]){name, from, to, share, cause.data ? cause.data : ""});
  buffer_free(&cause);
}

static void print_pieces(const Schedule *schedule, const ScheduleSide *side, const Model *model,
                         const char *format, FILE *out) {
  Shown *shown = shown_new(5);
  shown_column(shown, 0, "identity", "身份", TABLE_TEXT);
  shown_column(shown, 1, "from a bill of", "总费用自", TABLE_MONEY);
  shown_column(shown, 2, "up to", "至", TABLE_MONEY);
  shown_column(shown, 3, "share", "自付比例", TABLE_RATIO);
  shown_column(shown, 4, "what changes here", "变化原因", TABLE_TEXT);
  for (size_t n = 0; n < schedule->line_count; n++)
    for (size_t i = 0; i < side->lines[n].piece_count; i++)
      add_piece(shown, i ? "" : short_of(&side->lines[n]), &side->lines[n].pieces[i], model);
  fprintf(out, "\n%s\n", _("What the patient pays of one further yuan"));
  shown_print(shown, format, out);
  shown_free(shown);
}

/* --- the gap ----------------------------------------------------------------------------------- */

static size_t bill_index(const Schedule *schedule, int64_t bill) {
  size_t i = 0;
  while (i + 1 < schedule->bill_count && schedule->bills[i] < bill)
    i++;
  return i;
}

/* "12345.67 (12.35%)" of a bill. */
static void paid_text(int64_t paid, int64_t bill, char *out, size_t room) {
  char amount[MONEY_ROOM];
  double share = bill > 0 ? 100.0 * (double)paid / (double)bill : 0;
  snprintf(out, room, "%s (%.1f%%)", yuan(paid, amount), share);
}

static void add_gap(Shown *shown, const Schedule *schedule, const ScheduleSide *side, size_t n) {
  const ScheduleLine *line = &side->lines[n];
  size_t at = bill_index(schedule, line->gap_bill);
  char bill[32], gap[32], before[32], own[64], other[64];
  snprintf(bill, sizeof bill, "%lld", (long long)line->gap_bill);
  snprintf(gap, sizeof gap, "%lld", (long long)line->gap);
  snprintf(before, sizeof before, "%lld", (long long)schedule->sides[0].lines[n].gap);
  paid_text(line->self_pay[at], line->gap_bill, own, sizeof own);
  paid_text(side->lines[0].self_pay[at], line->gap_bill, other, sizeof other);
  shown_add(shown, (const char *[]){short_of(line), gap, bill, own, other,
                                    schedule->sides[0].lines[n].has_gap ? before : NULL});
}

static void print_gaps(const Schedule *schedule, const ScheduleSide *side, const char *format,
                       FILE *out) {
  Shown *shown = shown_new(schedule->side_count == 2 ? 6 : 5);
  Buffer name = {0};
  shown_column(shown, 0, "identity", "身份", TABLE_TEXT);
  shown_column(shown, 1, "pays less by", "少付", TABLE_MONEY);
  shown_column(shown, 2, "on a bill of", "总费用", TABLE_MONEY);
  shown_column(shown, 3, "pays", "自付", TABLE_NUMBER);
  shown_column(shown, 4, side->lines[0].identity, side->lines[0].chinese, TABLE_NUMBER);
  if (schedule->side_count == 2) shown_column(shown, 5, "less by, before", "之前少付", TABLE_MONEY);
  for (size_t n = 1; n < schedule->line_count; n++)
    if (side->lines[n].has_gap) add_gap(shown, schedule, side, n);
  if (shown_rows(shown)) {
    fprintf(out, _("\nThe largest gap to %s\n"), plain(&name, name_of(&side->lines[0])));
    shown_print(shown, format, out);
  }
  buffer_free(&name);
  shown_free(shown);
}

/* --- the whole --------------------------------------------------------------------------------- */

static void print_fault(const ScheduleSide *side, FILE *out) {
  if (!*side->fault.code) return;
  Buffer text = {0}, safe = {0};
  phrase_add(&text, side->fault.message);
  fprintf(out, _("\nBills shown as — cannot be settled: %s %s\n"), side->fault.code,
          plain(&safe, text.data ? text.data : ""));
  buffer_free(&text);
  buffer_free(&safe);
}

static void print_people(const Schedule *schedule, const Session *session, const char *format,
                         FILE *out) {
  const ScheduleSide *side = &schedule->sides[schedule->side_count - 1];
  bool two = schedule->side_count == 2;
  print_case(schedule, out);
  if (two) fprintf(out, "%s\n", _("Self-pay with the scenario"));
  print_amounts(schedule, side, NULL, format, out);
  if (two) {
    print_changes(schedule, format, out);
    fprintf(out, "\n%s\n",
            _("Difference to the rules as they are, on the bills above (- is less)"));
    print_amounts(schedule, side, &schedule->sides[0], format, out);
  }
  if (strcmp(format, "table") == 0) print_curve(schedule, side, out);
  print_cliffs(schedule, side, &session->model, out);
  print_pieces(schedule, side, &session->model, format, out);
  print_gaps(schedule, side, format, out);
  print_fault(side, out);
}

void schedule_print(const Schedule *schedule, const Session *session, const char *format,
                    FILE *out) {
  if (strcmp(format, "json") == 0) {
    json_t *document = schedule_document(schedule, session);
    json_dumpf(document, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    fputs("\n", out);
    json_decref(document);
  } else if (table_for_people(format)) {
    print_people(schedule, session, format, out);
  } else {
    print_amounts(schedule, &schedule->sides[schedule->side_count - 1], NULL, format, out);
  }
}
