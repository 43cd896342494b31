/* What sweep, solve, levers and frontier found, on the screen: a sentence of what was looked at, tables, and
 * for people curves and maps. In the other formats of table.h the first table alone. */
#ifndef GUIZE_CLI_SEARCH_TEXT_H
#define GUIZE_CLI_SEARCH_TEXT_H

#include <stdio.h>

#include "base/buffer.h"
#include "cli/shown.h"
#include "job/frontier.h"
#include "job/levers.h"
#include "job/search.h"
#include "job/solve.h"
#include "job/sweep.h"

/* Print a result in a format of table.h. */
void search_print_sweep(const Search *search, const Grid *grid, const char *format, FILE *out);
void search_print_solve(const Search *search, const Solution *solution, const char *format,
                        FILE *out);
void search_print_levers(const Search *search, const Levers *levers, const char *format, FILE *out);
void search_print_frontier(const Search *search, const Grid *grid, const Frontier *frontier,
                           const char *format, FILE *out);

/* For these files: the line of a parameter with its value today (`number` of `count` of them), those of the
 * goals with their figures, why a case fails, and what is said of points at which cases do. */
void search_say_parameter(const Search *search, const SearchParameter *parameter, int number,
                          int count, FILE *out);
void search_say_goals(const Search *search, FILE *out);
void search_say_reason(const StudyReason *reason, FILE *out);
void search_say_failed(const Search *search, int64_t points, FILE *out);

/* For these files: the columns of a grid's values, named for people as the lines above number them; and of
 * the goals' figures, with whether each is met if `met`. `at` moves on. */
void search_axis_columns(Shown *shown, int *at, const Grid *grid, const char *format);
void search_goal_columns(Shown *shown, int *at, const Search *search, bool met, const char *format);

/* Whether a format is read by people who want sentences and pictures beside the table. */
bool search_for_people(const char *format);

/* For these files: amounts and shares as cells of a table (plain), and for reading. */
void search_cell_fen(Buffer *out, int64_t fen);
void search_cell_share(Buffer *out, double share);
void search_add_money(Buffer *out, int64_t fen, bool sign);
void search_add_value(Buffer *out, const SearchParameter *parameter, int64_t value);

#endif
