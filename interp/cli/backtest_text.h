/* A backtest on the screen and as a document. */
#ifndef GUIZE_CLI_BACKTEST_TEXT_H
#define GUIZE_CLI_BACKTEST_TEXT_H

#include "job/backtest.h"

/* Prints it on stdout; cases that fail go to stderr. `quiet`: only the verdict. */
void backtest_print(const BacktestOptions *options, const BacktestSummary *summary, bool quiet);

/* The document "guize.backtest.v1"; the caller's. */
json_t *backtest_document(const BacktestOptions *options, const BacktestSummary *summary);

#endif
