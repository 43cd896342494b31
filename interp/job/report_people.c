/* Who pays less in a comparison and who pays more: counts of persons, and how the change is distributed. */
#include "job/report_format.h"
#include "job/report_sides.h"

static const char *yuan(Report *report, int64_t fen) {
  Buffer text = {0};
  format_number(&text, (double)fen / 100, 2);
  return report_take(report, &text);
}

/* How self-pay changes within a band from < x <= to, in fen. */
static const char *band_text(Reading *r, const json_t *band, int *direction) {
  Report *report = r->report;
  bool low = !reading_maybe(band, "from"), high = !reading_maybe(band, "to");
  int64_t from = low ? INT64_MIN : reading_whole(r, band, "from"),
          to = high ? INT64_MAX : reading_whole(r, band, "to");
  *direction = !high && to <= 0 && !(from == -1 && to == 0) && !(from == 0 && to == 0) ? -1
               : !low && from >= 0 && to > 0                                           ? 1
                                                                                       : 0;
  if (*direction == 0) return report_word(report, "不变", "unchanged");
  if (*direction < 0) {
    int64_t least = to >= -1 ? 0 : -to;
    if (low)
      return report_say(report, "少付 %s 元及以上", "%s yuan less, or more", yuan(report, least));
    if (!least)
      return report_say(report, "少付 %s 元以内", "up to %s yuan less", yuan(report, -from));
    return report_say(report, "少付 %s～%s 元", "%s to %s yuan less", yuan(report, least),
                      yuan(report, -from));
  }
  if (high)
    return report_say(report, "多付 %s 元以上", "more than %s yuan more", yuan(report, from));
  if (!from) return report_say(report, "多付 %s 元以内", "up to %s yuan more", yuan(report, to));
  return report_say(report, "多付 %s～%s 元", "%s to %s yuan more", yuan(report, from),
                    yuan(report, to));
}

static void add_band(Reading *r, ReportTable *table, const json_t *band, bool unchanged) {
  int direction;
  const char *text = band_text(r, band, &direction);
  if ((direction == 0) != unchanged) return;
  ReportCell *row = report_row(r->report, table);
  cell_text(&row[0], text);
  cell_whole(&row[1], reading_whole(r, band, "persons"));
  cell_whole(&row[2], reading_whole(r, band, "cases"));
  cell_change(&row[3], reading_whole(r, band, "sum"));
  row[1].tone = direction < 0 ? REPORT_GOOD : direction > 0 ? REPORT_BAD : REPORT_PLAIN;
}

static void add_distribution(Reading *r, const json_t *side) {
  Report *report = r->report;
  const json_t *bands = reading_maybe_list(r, side, "distribution");
  size_t i, moved;
  json_t *band;
  if (!json_array_size(bands)) return;
  ReportTable *table = report_table(
      report, report_word(report, "个人自付变化的分布", "Distribution of the change of self-pay"),
      (ReportColumn[]){{report_word(report, "变化", "change"), REPORT_TEXT},
                       {report_word(report, "人数", "persons"), REPORT_COUNT},
                       {report_word(report, "病例", "cases"), REPORT_COUNT},
                       {report_word(report, "金额合计（元）", "sum (yuan)"), REPORT_MONEY}},
      4);
  json_array_foreach(bands, i, band) add_band(r, table, band, false);
  moved = table->row_count;
  json_array_foreach(bands, i, band) add_band(r, table, band, true);
  if (moved) {
    ReportChart *chart = report_chart(
        report, REPORT_BARS,
        report_word(report, "少付与多付的人数", "Persons that pay less and more"), table);
    chart->count = moved;
    chart->series[chart->series_count++] = 1;
    chart->two_tone = true;
    chart->note = report_word(report, "不变的人数未画出，见下表。",
                              "Those without a change stand in the table alone.");
  }
  report_add_table(report, table);
}

static void add_people_row(Reading *r, ReportTable *table, const char *title, const json_t *change,
                           const char *persons, const char *cases, const char *sum, int sign) {
  ReportCell *row = report_row(r->report, table);
  cell_text(&row[0], title);
  cell_whole(&row[1], reading_whole(r, change, persons));
  cell_whole(&row[2], reading_whole(r, change, cases));
  if (sum) cell_change(&row[3], sign * reading_whole(r, change, sum));
}

static void add_one_change(Reading *r, const json_t *change) {
  Report *report = r->report;
  ReportTable *table = report_table(
      report, report_word(report, "少付、多付与不变", "Less, more and the same"),
      (ReportColumn[]){{report_word(report, "个人自付", "self-pay"), REPORT_TEXT},
                       {report_word(report, "人数", "persons"), REPORT_COUNT},
                       {report_word(report, "病例", "cases"), REPORT_COUNT},
                       {report_word(report, "金额合计（元）", "sum (yuan)"), REPORT_MONEY}},
      4);
  add_people_row(r, table, report_word(report, "少付", "less"), change, "persons_less",
                 "cases_less", "less", -1);
  add_people_row(r, table, report_word(report, "多付", "more"), change, "persons_more",
                 "cases_more", "more", 1);
  add_people_row(r, table, report_word(report, "不变", "the same"), change, "persons_same",
                 "cases_same", NULL, 0);
  report_add_table(report, table);
}

static void add_all_changes(Reading *r, const Sides *sides) {
  Report *report = r->report;
  ReportTable *table = report_table(
      report, report_word(report, "各方案的少付、多付与不变", "Less, more and the same, by side"),
      (ReportColumn[]){{report_word(report, "方案", "side"), REPORT_TEXT},
                       {report_word(report, "少付人数", "persons less"), REPORT_COUNT},
                       {report_word(report, "少付（元）", "less (yuan)"), REPORT_MONEY},
                       {report_word(report, "多付人数", "persons more"), REPORT_COUNT},
                       {report_word(report, "多付（元）", "more (yuan)"), REPORT_MONEY},
                       {report_word(report, "不变人数", "persons the same"), REPORT_COUNT}},
      6);
  for (size_t i = 1; i < sides->count; i++) {
    const json_t *change = reading_object(r, sides->list[i], "change");
    ReportCell *row = report_row(report, table);
    cell_text(&row[0], sides->names[i]);
    cell_whole(&row[1], reading_whole(r, change, "persons_less"));
    cell_change(&row[2], -reading_whole(r, change, "less"));
    cell_whole(&row[3], reading_whole(r, change, "persons_more"));
    cell_change(&row[4], reading_whole(r, change, "more"));
    cell_whole(&row[5], reading_whole(r, change, "persons_same"));
  }
  report_add_table(report, table);
}

void sides_people(Reading *r, const Sides *sides) {
  report_heading(r->report,
                 report_word(r->report, "谁少付、谁多付", "Who pays less, who pays more"));
  if (sides->count == 2)
    add_one_change(r, reading_object(r, sides->list[1], "change"));
  else
    add_all_changes(r, sides);
  for (size_t i = 1; i < sides->count; i++) {
    if (sides->count > 2 && json_array_size(reading_maybe(sides->list[i], "distribution")))
      report_text(r->report, REPORT_SUBHEADING, sides->names[i]);
    add_distribution(r, sides->list[i]);
  }
}
