/* What the two rooms of the workbook share: where tables stand in it. The one floor with xlsxwriter.h. */
#ifndef GUIZE_JOB_REPORT_WORKBOOK_H
#define GUIZE_JOB_REPORT_WORKBOOK_H

#include <xlsxwriter.h>

#include "job/report.h"

enum { WORKBOOK_COLUMNS = 256 };

/* A table as it stands: its sheet, the row of its head; the next row under it that is free. */
typedef struct PlacedTable {
  const ReportTable *table;
  lxw_worksheet *sheet;
  char name[128];
  lxw_row_t head, next;
  double widths[WORKBOOK_COLUMNS]; /* of the columns of its sheet, so far */
} PlacedTable;

/* The sheet of the pictures, one below the other. */
typedef struct Gallery {
  lxw_workbook *book;
  lxw_worksheet *sheet;
  const Report *report;
  lxw_row_t next;
} Gallery;

/* Adds the chart of a table; `also` is its second table, or NULL. */
void workbook_chart(Gallery *gallery, const ReportChart *chart, const PlacedTable *placed,
                    const PlacedTable *also);

#endif
