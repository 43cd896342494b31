/* Binding and writing the rows of invented registers. */
#include "job/synth_rows.h"

#include "base/buffer.h"
#include "base/date.h"

static int count_columns(const char *columns) {
  int count = 1;
  for (; *columns; columns++)
    count += *columns == ',';
  return count;
}

bool table_open(SynthTable *table, SynthSink *sink, const char *name, const char *columns) {
  Buffer sql = {0};
  buffer_format(&sql, "INSERT INTO %s (%s) VALUES (?", name, columns);
  for (int i = count_columns(columns); i > 1; i--)
    buffer_add_text(&sql, ", ?");
  buffer_add_text(&sql, ")");
  table->query = store_query(sink->store, sql.data, sink->fault);
  buffer_free(&sql);
  return table->query != NULL;
}

void table_close(SynthTable *table) {
  query_free(table->query);
  table->query = NULL;
}

void row_begin(SynthTable *table) {
  table->number++;
  table->column = 0;
}

int64_t row_number(SynthTable *table) {
  row_begin(table);
  row_int(table, table->number);
  return table->number;
}

void row_int(SynthTable *table, int64_t value) {
  query_bind_int(table->query, ++table->column, value);
}

void row_text(SynthTable *table, const char *text) {
  if (!text)
    row_null(table);
  else
    query_bind_static(table->query, ++table->column, text, -1);
}

void row_day(SynthTable *table, int32_t day) {
  char text[11];
  if (!day) {
    row_null(table);
    return;
  }
  date_format(day, text);
  query_bind_text(table->query, ++table->column, text, 10);
}

void row_null(SynthTable *table) {
  query_bind_null(table->query, ++table->column);
}

bool row_write(SynthTable *table, SynthSink *sink) {
  sink->pending++;
  return query_run(table->query, sink->fault);
}

void row_random(const SynthSink *sink, const char *what, int64_t number, Random *random) {
  random_start_named(random, sink->seed, what, (uint64_t)number);
}
