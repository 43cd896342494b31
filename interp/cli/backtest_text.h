/* A backtest on the screen and as a document. */
#ifndef GUIZE_CLI_BACKTEST_TEXT_H
#define GUIZE_CLI_BACKTEST_TEXT_H

#include "job/backtest.h"

/* Prints it on stdout; cases that fail go to stderr. `quiet`: only the verdict. */
void backtest_print(const BacktestOptions *options, const BacktestSummary *summary, bool quiet);

/* Prints it as a document "guize.backtest.v1". */
void backtest_print_json(const BacktestOptions *options, const BacktestSummary *summary);

#endif
