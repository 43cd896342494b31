/* What people and other programs read: the layers of a run as rows a fund, and views whose columns
 * have Chinese titles and amounts in yuan. No view shows a name or an ID number. */
#ifndef GUIZE_DATA_VIEWS_H
#define GUIZE_DATA_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "data/store.h"

/* Adds the columns that settlement lacks for these layers, and makes all views anew over every layer
 * that settlement has: settlement_fund (a row a fund that paid: run_id, case_id, position, layer,
 * title, fund_pay_type, fund_payamt in fen), 结算明细, 基金支付, 目标考核, 运行记录. Titles are those of
 * the newest run in run_layer, so write its rows first. May stand inside a transaction; without one
 * it makes its own. A layer must not be called as a fixed column of settlement. */
bool schema_ensure_layers(Store *store, const char *const *names, size_t count, Fault *fault);

#endif
