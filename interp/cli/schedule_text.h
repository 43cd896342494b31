/* A schedule for people: the table of bills, the lines drawn small, then cliffs, shares and the gap in
 * sentences. With a scenario the table shows what it makes of every bill, and how much that is more or less. */
#ifndef GUIZE_CLI_SCHEDULE_TEXT_H
#define GUIZE_CLI_SCHEDULE_TEXT_H

#include <stdio.h>

#include "job/schedule.h"

/* Prints it in a format of table.h; formats for programs have the table alone, "json" the document. */
void schedule_print(const Schedule *schedule, const Session *session, const char *format,
                    FILE *out);

#endif
