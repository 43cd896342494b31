/* Cases and results between shared memory and plain Lua values, for evaluation without the compiler:
 * there every access through the FFI costs as much as a call, so a case is handed over as one table. */
#ifndef GUIZE_WORKER_BRIDGE_H
#define GUIZE_WORKER_BRIDGE_H

#include <lua.h>

#include "wire/region.h"

/* Pushes `open_rows(description)`, which gives the two functions `read` and `store`:
 *   description = { case_size =, fields = { { name, type, offset, names or false } … }, result_size =,
 *                   paid = { offset … }, self_pay =, reimbursed =, assumed =, clamped =, error =, status = }
 *   read(row, t): fills t with the fields of a case; a field with names gets the name of its number.
 *   store(window, first, row, status, error, assumed, clamped, self_pay, reimbursed, paid…).
 * Rows are not checked against the size of the snapshot: only the trusted library calls these. */
void bridge_push(lua_State *L, const Region *snapshot, const Region *results, int cell);

#endif
