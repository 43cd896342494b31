/* Rows of invented registers on their way into the tables, column after column, counted for the
 * transaction they belong to. What stands in them is the affair of the synth_ files beside this. */
#ifndef GUIZE_JOB_SYNTH_ROWS_H
#define GUIZE_JOB_SYNTH_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/store.h"
#include "job/synth_random.h"

/* Where the rows go. pending: rows since the last commit. */
typedef struct SynthSink {
  Store *store;
  uint64_t seed;
  int64_t pending;
  Fault *fault;
} SynthSink;

/* One table; number: rows begun, which is the key of the latest where the key is a number. */
typedef struct SynthTable {
  Query *query;
  int64_t number;
  int column;
} SynthTable;

/* Prepares an INSERT of "a, b, c" into the table; released with table_close, also after a fault. */
bool table_open(SynthTable *table, SynthSink *sink, const char *name, const char *columns);
void table_close(SynthTable *table);

/* Begins a row: empty, or with its number as the first column. */
void row_begin(SynthTable *table);
int64_t row_number(SynthTable *table);

/* The next column. A text must stay until row_write; NULL and day 0 give a null. */
void row_int(SynthTable *table, int64_t value);
void row_text(SynthTable *table, const char *text);
void row_day(SynthTable *table, int32_t day);
void row_null(SynthTable *table);

/* Writes the row. */
bool row_write(SynthTable *table, SynthSink *sink);

/* A stream of its own for what a register says about one thing. */
void row_random(const SynthSink *sink, const char *what, int64_t number, Random *random);

#endif
