/* The database file, opened by the host alone: opening, checking, transactions, thin wrappers of
 * statements. store.c is the one room that knows SQLite; what the tables mean lives in schema.h.
 * A newcomer forgets that after a failed commit or an I/O error the store refuses everything but
 * close: open it anew, nothing is tried again in place. */
#ifndef GUIZE_DATA_STORE_H
#define GUIZE_DATA_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

typedef struct Store Store; /* a database file */
typedef struct Query
    Query; /* a prepared statement of a store; free it before the store is closed */
typedef enum StoreMode { STORE_READ, STORE_WRITE } StoreMode;

enum {
  STORE_APPLICATION = 0x6775697A, /* "guiz", the application_id of our files */
  STORE_VERSION = 1, /* the user_version that is written, and the newest that is read */
};

/* Faults, with exit code 4 unless said otherwise. Messages never carry values of the data.
 *   E401 no such file, or it cannot be opened      E402 something is there already
 *   E403 not a database of ours                    E404 made by a newer version
 *   E405 damaged                                   E406 in use by another program (after 5 seconds)
 *   E407 may not be written                        E408 disk full, I/O error
 *   E409 the tables refuse the data                E499 a statement of ours is wrong (exit 70) */

/* Opens an existing database as a plain file whatever its name looks like (`-x`, `file:x`). Symbolic
 * links are followed; the journal then stands beside the file they lead to. Checks the identity of
 * the file (application_id, user_version) and its soundness: quick_check of the structure when it is
 * smaller than 64 MB, or when its last writer did not finish (a journal without an owner stands beside it;
 * it is rolled back first). Of a larger file left in order only the header, the size and the schema
 * are checked, because a full check takes seconds there. NULL and a fault when it is not usable. */
Store *store_open(const char *path, StoreMode mode, Fault *fault);

/* Begins a new database. It is made beside its place as `PATH.new-PID` and gets its own name by
 * store_publish, so that it is there whole or not at all. E402 when anything has that name already.
 * Closed before it was published it is removed. */
Store *store_create(const char *path, Fault *fault);

/* Gives a database made by store_create its name, replacing nothing, and goes on with it there. No
 * query and no transaction may be open. Nothing happens to a store that has its name already.
 * schema_create calls it at its end. */
bool store_publish(Store *store, Fault *fault);

/* Closes and frees, always; NULL is allowed. An open transaction is rolled back. False and a fault
 * when the file could not be closed in order, for example while a query is alive. */
bool store_close(Store *store, Fault *fault);

/* Runs one or several statements whose rows do not matter. */
bool store_exec(Store *store, const char *sql, Fault *fault);

/* Prepares one statement; NULL and a fault when it cannot be. The caller frees it with query_free. */
Query *store_query(Store *store, const char *sql, Fault *fault);

/* One transaction at a time. Begin takes the lock for writing at once; a commit that fails is rolled
 * back; rollback without a transaction does nothing. */
bool store_begin(Store *store, Fault *fault);
bool store_commit(Store *store, Fault *fault);
void store_rollback(Store *store);

/* For rows in great numbers that the program made itself: references and the rules of the columns are
 * not checked until it is switched off. Types and keys still are. Not inside a transaction. */
bool store_bulk(Store *store, bool on, Fault *fault);

/* Key of the row inserted last, rows changed by the last statement. */
int64_t store_last_id(Store *store);
int64_t store_changes(Store *store);

/* The path as the caller gave it; it lives as long as the store. */
const char *store_path(const Store *store);

/* The version of SQLite. */
const char *store_library(void);

/* Whether it was opened or created for writing. */
bool store_writable(const Store *store);

/* Reads one whole number, the first column of the first row. No row is a fault (E499). */
bool store_number(Store *store, const char *sql, int64_t *out, Fault *fault);

/* Reads every page and checks it, its indexes and its references. False: E405 with what is wrong. */
bool store_check(Store *store, Fault *fault);

/* Parameters count from 1; size -1 means up to the NUL. query_bind_text copies the text,
 * query_bind_static does not: there it must stay as it is until query_reset. Values stay bound over
 * a reset. A wrong number is reported by the next step. */
void query_bind_int(Query *query, int n, int64_t value);
void query_bind_real(Query *query, int n, double value);
void query_bind_text(Query *query, int n, const char *text, int size);
void query_bind_static(Query *query, int n, const char *text, int size);
void query_bind_null(Query *query, int n);

/* Bytes that are no text; they must stay as they are until query_reset. NULL of size 0 is fine. */
void query_bind_bytes(Query *query, int n, const void *bytes, size_t size);

/* Steps: 1 there is a row, 0 done, -1 fault. Runs: steps to the end and resets. */
int query_step(Query *query, Fault *fault);
bool query_run(Query *query, Fault *fault);

typedef enum QueryOutcome {
  QUERY_DONE,
  QUERY_KEY,       /* a row with that key is there */
  QUERY_REFERENCE, /* it would refer to nothing */
  QUERY_CHECK,
  QUERY_UNIQUE,
  QUERY_OTHER,
  QUERY_FAILED,
} QueryOutcome;

/* Runs a statement that the rules of a table may refuse: then the statement has done nothing, the transaction
 * goes on, and `detail` says which rule (the name of a CHECK, table and column). QUERY_FAILED: a fault. */
QueryOutcome query_try(Query *query, char *detail, size_t room, Fault *fault);

/* Whether the value is a number. */
bool query_number(Query *query, int column);

/* Columns count from 0. A text lives until the next step, reset or free; NULL of size 0 for a null;
 * size may be NULL. */
int64_t query_int(Query *query, int column);
double query_real(Query *query, int column);
const char *query_text(Query *query, int column, size_t *size);
bool query_null(Query *query, int column);

/* Bytes of a column, alive as long as a text; NULL of size 0 for none. */
const void *query_bytes(Query *query, int column, size_t *size);

/* Number of columns, name of a column. */
int query_columns(Query *query);
const char *query_title(Query *query, int column);

/* Reset makes it ready for the next round and ends the reading that an unfinished query holds; free
 * takes NULL too. */
void query_reset(Query *query);
void query_free(Query *query);

#endif
