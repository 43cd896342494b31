/* What the two rooms of the workbook share: where tables stand in it. The one floor with xlsxwriter.h. */
#ifndef GUIZE_JOB_REPORT_WORKBOOK_H
#define GUIZE_JOB_REPORT_WORKBOOK_H

#include <xlsxwriter.h>

#include "job/report.h"

/* A table as it stands: its sheet, the row of its head; the next row under it that is free. */
typedef struct PlacedTable {
  const ReportTable *table;
  lxw_worksheet *sheet;
  char name[128];
  lxw_row_t head, next;
  int charts;         /* that stand beside it so far */
  lxw_col_t chart_at; /* the column at which they stand */
  lxw_row_t chart_row;
} PlacedTable;

/* Puts the chart beside its table; `also` is its second table, or NULL. */
void workbook_chart(lxw_workbook *book, const Report *report, const ReportChart *chart,
                    PlacedTable *placed, const PlacedTable *also);

#endif
