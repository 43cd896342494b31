/* The way of a row: cells, values, table. Rows that refer to later rows of their own file wait for the end. */
#include "data/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/phrase.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/import_record.h"
#include "data/import_refused.h"

enum { HEADER_ROWS = 10, TELL_EVERY = 5000, WAITING_MOST = 1000000 };

/* A row that waits: its cells in one piece of memory. */
typedef struct Waiting {
  Cell *cells; /* freed with their texts */
  size_t count;
  int64_t line;
} Waiting;

struct Import {
  const ImportOptions *options;
  const Schema *schema;
  ImportSource source;
  ImportMap map;
  ImportHeader header;
  ImportReport report;
  ImportWriter *writer;
  Refused refused;
  Value values[SHEET_COLUMNS];
  Value defaults[SHEET_COLUMNS]; /* null where there is none */
  Waiting *waiting;
  size_t waiting_count;
  int64_t header_line;
  Buffer where, why;
};

/* --- opening -------------------------------------------------------------------------------------- */

/* A default as the schema writes it in SQL: 0, 'inpatient'. */
static Value default_of(const Field *field) {
  Value value = {.null = true};
  const char *text = field ? field->default_value : NULL;
  if (!text) return value;
  value = (Value){.whole = *text != '\'', .text = text, .defaulted = true};
  if (value.whole) {
    value.number = strtoll(text, NULL, 10);
  } else {
    value.text++;
    value.size = strlen(text) - 2;
  }
  return value;
}

static bool find_header(Import *im, const Entity *entity, SheetRow *row, Fault *fault) {
  SheetRow first = {0};
  Buffer shown = {0};
  int step = 1;
  for (int i = 0; i < HEADER_ROWS && (step = source_next(&im->source, row, fault)) == 1; i++) {
    if (header_looks(im->schema, entity, &im->map, row)) {
      im->header_line = row->line;
      buffer_free(&shown);
      return true;
    }
    im->report.rows_above++;
    if (first.line) continue;
    for (size_t k = 0; k < row->count && k < 6; k++)
      if (row->cells[k].size) {
        first.line = row->line;
        buffer_add_text(&shown, shown.size ? ", " : "");
        text_escape(&shown, row->cells[k].text, row->cells[k].size < 40 ? row->cells[k].size : 40);
      }
  }
  if (step >= 0) {
    fault_set(fault, EXIT_DATA, "E520",
              first.line ? "no header is known in the first rows (there stands: %s)"
                         : "there is nothing in it (%s)",
              first.line ? shown.data : im->source.path);
    fault_place(fault, im->source.path, (int)first.line, 0, 0, NULL);
    fault_hint(fault, "the first row names the columns: English or Chinese names of fields, or "
                      "national codes; --map FILE says what other names mean");
  }
  buffer_free(&shown);
  return false;
}

static bool check_map(const Import *im, const Entity *entity, Fault *fault) {
  for (size_t i = 0; i < im->map.column_count; i++) {
    const MapColumn *told = &im->map.columns[i];
    if (!told->field) continue;
    const Field *field = entity_match(entity, told->field, strlen(told->field));
    const Entity *to = field ? field->to : NULL;
    bool known = field && (!told->by || (to && entity_match(to, told->by, strlen(told->by))));
    if (known) continue;
    fault_set(fault, EXIT_USAGE, "E524", "%s (%s) has no field “%s%s%s”", entity->name,
              entity->title, told->field, told->by ? " by " : "", told->by ? told->by : "");
    fault_place(fault, im->options->map, told->line, 0, 0, NULL);
    return false;
  }
  return true;
}

static bool open_all(Import *im, const char *path, Fault *fault) {
  const ImportOptions *o = im->options;
  if (o->map && !map_read(o->map, &im->map, fault)) return false;
  const char *name = o->entity ? o->entity : im->map.entity;
  const Entity *entity = name ? header_entity(im->schema, name, fault) : NULL;
  SheetRow row;
  if (name && !entity) return false;
  if (!source_open(&im->source, path, im->schema, &im->map, o->encoding, o->ask, o->data, fault) ||
      (entity && !check_map(im, entity, fault)) || !find_header(im, entity, &row, fault) ||
      !header_read(&im->header, im->schema, entity, &im->map, &row, path, fault) ||
      !check_map(im, im->header.entity, fault))
    return false;
  for (size_t i = 0; i < im->header.count; i++)
    im->defaults[i] = default_of(im->header.columns[i].field);
  im->report.header = &im->header;
  im->report.path = path;
  im->report.encoding = im->source.encoding;
  if (im->source.xlsx) {
    im->report.sheet = xlsx_sheet(im->source.xlsx);
    im->report.other_sheets = xlsx_others(im->source.xlsx);
  }
  return true;
}

Import *import_open(const char *path, const Schema *schema, const ImportOptions *options,
                    Fault *fault) {
  Import *im = memory_new(sizeof *im);
  *im = (Import){.options = options, .schema = schema};
  if (open_all(im, path, fault)) return im;
  import_close(im);
  return NULL;
}

void import_close(Import *im) {
  if (!im) return;
  importwriter_close(im->writer);
  refused_free(&im->refused);
  for (size_t i = 0; i < im->waiting_count; i++)
    free(im->waiting[i].cells);
  free(im->waiting);
  header_free(&im->header);
  map_free(&im->map);
  source_close(&im->source);
  buffer_free(&im->where);
  buffer_free(&im->why);
  free(im);
}

const Entity *import_entity(const Import *im) {
  return im->header.entity;
}

const ImportReport *import_report(const Import *im) {
  return &im->report;
}

/* --- reasons -------------------------------------------------------------------------------------- */

/* Adds what is wrong with a column, in the language chosen, since it is written where people read it. */
static void add_reason(Import *im, const char *title, const char *why) {
  Buffer said = {0};
  phrase_add(&said, why);
  if (title) buffer_format(&im->where, "%s%s", im->where.size ? "、" : "", title);
  if (!im->why.size || !strstr(im->why.data, said.data))
    buffer_format(&im->why, "%s%s", im->why.size ? "; " : "", said.data);
  buffer_free(&said);
}

/* Writes the row and what was found wrong with it to the file of refused rows. */
static bool refuse_row(Import *im, const SheetRow *row, Fault *fault) {
  ImportReport *report = &im->report;
  report->refused++;
  if (report->shown < IMPORT_SHOWN) {
    ImportRefusal *refusal = &report->first[report->shown++];
    refusal->line = row->line;
    snprintf(refusal->where, sizeof refusal->where, "%s", im->where.data ? im->where.data : "");
    snprintf(refusal->why, sizeof refusal->why, "%s", im->why.data);
  }
  return refused_add(&im->refused, im->source.path, &im->header, row,
                     im->where.data ? im->where.data : "", im->why.data, fault);
}

/* --- cells ---------------------------------------------------------------------------------------- */

/* The value that the map gives for what a cell says. */
static void take_mapped(const Import *im, const Field *field, Cell *cell) {
  for (size_t i = 0; i < im->map.value_count; i++) {
    const MapValue *told = &im->map.values[i];
    if (strlen(told->from) != cell->size || memcmp(told->from, cell->text, cell->size) != 0 ||
        !field_means(field, told->field, strlen(told->field)))
      continue;
    *cell = (Cell){told->to, strlen(told->to), CELL_TEXT, false};
    return;
  }
}

/* What an empty cell stands for: the default, nothing, or a gap that every row must fill. */
static bool take_empty(Import *im, size_t i, Fault *why) {
  const Field *field = im->header.columns[i].field;
  bool key = field == im->header.entity->key;
  if (im->options->mode == IMPORT_UPDATE && !key) return true;
  if (field->null) return true;
  if (im->defaults[i].null)
    return fault_set(why, EXIT_DATA, "E522", "empty, but every row needs it");
  im->values[i] = im->defaults[i];
  return true;
}

static bool read_cell(Import *im, size_t i, Cell cell, Fault *why, Fault *fault) {
  const ImportColumn *column = &im->header.columns[i];
  Value *value = &im->values[i];
  if (!im->source.xlsx) csv_unmark(&cell.text, &cell.size);
  if (column->mapped_values) take_mapped(im, column->field, &cell);
  if (!value_read(column->by ? column->by : column->field, &cell, column->scale, value, why))
    return false;
  if (value->null) return take_empty(im, i, why);
  return !column->by || importwriter_resolve(im->writer, i, value, why, fault);
}

/* Cells that no column takes may not hold anything. */
static void check_shape(Import *im, const SheetRow *row) {
  char text[120];
  if (row->bad_cell) {
    bool named = row->bad_cell <= im->header.count;
    add_reason(im, named ? im->header.titles[row->bad_cell - 1] : NULL, row->why);
  }
  if (!im->source.xlsx && row->count < im->header.count) {
    snprintf(text, sizeof text, N_("%zu cells where the header has %zu; was the row cut?"),
             row->count, im->header.count);
    add_reason(im, NULL, text);
  }
  for (size_t i = 0; i < row->count; i++)
    if (row->cells[i].size && (i >= im->header.count || !*im->header.titles[i])) {
      snprintf(text, sizeof text, N_("cell %zu has a value, but its column has no header"), i + 1);
      add_reason(im, NULL, text);
      break;
    }
}

/* All cells of a row; false: a fault. What is wrong stands in im->why. */
static bool read_cells(Import *im, const SheetRow *row, Fault *fault) {
  check_shape(im, row);
  if (im->why.size) return true;
  for (size_t i = 0; i < im->header.count; i++) {
    const Field *field = im->header.columns[i].field;
    if (!field) continue;
    Fault why;
    why.code[0] = '\0';
    if (read_cell(im, i, i < row->count ? row->cells[i] : (Cell){.text = ""}, &why, fault))
      continue;
    if (!why.code[0]) return false;
    add_reason(im, im->header.titles[i], why.message);
  }
  return true;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static void keep_waiting(Import *im, const SheetRow *row) {
  size_t texts = 0;
  for (size_t i = 0; i < row->count; i++)
    texts += row->cells[i].size;
  Cell *cells = memory_new(row->count * sizeof *cells + texts);
  char *text = (char *)(cells + row->count);
  for (size_t i = 0; i < row->count; i++) {
    cells[i] = row->cells[i];
    cells[i].text = text;
    memcpy(text, row->cells[i].text, row->cells[i].size);
    text += row->cells[i].size;
  }
  size_t count = im->waiting_count;
  if ((count & (count - 1)) == 0)
    im->waiting = memory_resize(im->waiting, (count ? count * 2 : 1) * sizeof *im->waiting);
  im->waiting[im->waiting_count++] = (Waiting){cells, row->count, row->line};
}

/* What the report says of the cells of a row that was taken. */
static void count_cells(Import *im) {
  for (size_t i = 0; i < im->header.count; i++) {
    const Field *field = im->header.columns[i].field;
    if (!field) continue;
    const Value *value = &im->values[i];
    im->report.defaults[i] += value->defaulted;
    im->report.timed[i] += value->timed;
    im->report.unnamed[i] += value->unnamed;
    im->report.doubtful[i] += value->doubtful;
    im->report.trimmed[i] += value->trimmed && !value->null && field->type == FIELD_TEXT;
  }
}

static bool count_row(Import *im, int64_t *kind) {
  ++*kind;
  count_cells(im);
  return true;
}

/* One row. `waits` NULL: it may not wait any more. */
static bool take_row(Import *im, const SheetRow *row, bool *waits, Fault *fault) {
  buffer_clear(&im->where);
  buffer_clear(&im->why);
  if (!read_cells(im, row, fault)) return false;
  if (im->why.size) return refuse_row(im, row, fault);
  Fault why;
  switch (importwriter_row(im->writer, im->values, &why, &im->where, fault)) {
    case ROW_NEW: return count_row(im, &im->report.added);
    case ROW_CHANGED: return count_row(im, &im->report.changed);
    case ROW_SAME: return count_row(im, &im->report.same);
    case ROW_FAULT: return false;
    case ROW_WAITS:
      if (waits && im->waiting_count < WAITING_MOST) return *waits = true;
      break;
    case ROW_REFUSED: break;
  }
  add_reason(im, NULL, why.message);
  return refuse_row(im, row, fault);
}

static bool is_empty(const SheetRow *row) {
  for (size_t i = 0; i < row->count; i++)
    if (row->cells[i].size) return false;
  return true;
}

static bool tell(Import *im, Fault *fault) {
  int64_t done, total;
  source_progress(&im->source, &done, &total);
  if (im->options->tell)
    im->options->tell(im->options->data, im->report.rows, done, total, im->report.refused);
  if (!stop_asked()) return true;
  return fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted; nothing of “%s” was imported",
                   im->source.path);
}

static bool take_rows(Import *im, Fault *fault) {
  SheetRow row;
  int step;
  while ((step = source_next(&im->source, &row, fault)) == 1) {
    if (is_empty(&row)) {
      im->report.empty_rows++;
      continue;
    }
    bool waits = false;
    im->report.rows++;
    if (!take_row(im, &row, &waits, fault)) return false;
    if (waits) keep_waiting(im, &row);
    if (im->report.rows % TELL_EVERY == 0 && !tell(im, fault)) return false;
  }
  return step == 0 && tell(im, fault);
}

/* Goes round as long as a row finds its place; then nothing will come any more. */
static bool take_waiting(Import *im, Fault *fault) {
  for (bool moved = true; im->waiting_count;) {
    Waiting *list = im->waiting;
    size_t count = im->waiting_count, left = 0;
    for (size_t i = 0; i < count; i++) {
      SheetRow row = {.cells = list[i].cells, .count = list[i].count, .line = list[i].line};
      bool waits = false;
      if (!take_row(im, &row, moved ? &waits : NULL, fault)) return false;
      Waiting kept = list[i];
      list[i].cells = NULL;
      if (waits)
        list[left++] = kept;
      else
        free(kept.cells);
    }
    moved = left < count;
    im->waiting_count = left;
  }
  return true;
}

static bool check_merged(Import *im, Fault *fault) {
  const char *merged = im->source.xlsx ? xlsx_merged(im->source.xlsx, im->header_line) : NULL;
  if (!merged) return true;
  fault_set(fault, EXIT_DATA, "E518",
            "“%s”: the cells %s are merged, so that only the first has a "
            "value",
            im->source.path, merged);
  fault_hint(fault, "take the cells apart in the spreadsheet program and fill in each of them");
  return false;
}

/* --- the transaction ------------------------------------------------------------------------------ */

static const char *const mode_names[] = {"insert", "update", "replace"};

static bool refuse_again(Import *im, Store *store, Fault *fault) {
  char when[24];
  if (!record_find(store, im->source.hash, im->header.entity->name, when, fault)) return false;
  if (!*when || im->options->again) return true;
  fault_set(fault, EXIT_DATA, "E523", "“%s” was imported before, on %s", im->source.path, when);
  fault_hint(fault, "`guize import --db DB` lists the imports; --yes imports it again");
  return false;
}

static bool note(Import *im, Store *store, Fault *fault) {
  char now[21];
  const char *slash = strrchr(im->source.path, '/');
  const ImportReport *r = &im->report;
  clock_utc(now);
  return record_add(store,
                    &(ImportRecord){.file = slash ? slash + 1 : im->source.path,
                                    .hash = im->source.hash,
                                    .entity = im->header.entity->name,
                                    .mode = mode_names[im->options->mode],
                                    .encoding = im->source.encoding,
                                    .imported_at = now,
                                    .rows = r->rows,
                                    .added = r->added,
                                    .changed = r->changed,
                                    .same = r->same,
                                    .refused = r->refused},
                    fault);
}

static bool refuse_all(Import *im, Fault *fault) {
  const ImportReport *r = &im->report;
  if (r->refused == 0 || (im->options->good_rows && r->refused < r->rows)) return true;
  fault_set(fault, EXIT_DATA, "E522",
            r->refused == 1 ? "“%s”: %lld row of %lld was refused; nothing of it was imported"
                            : "“%s”: %lld rows of %lld were refused; nothing of it was imported",
            im->source.path, (long long)r->refused, (long long)r->rows);
  fault_hint(fault,
             "they stand with their reasons in “%s”; correct the file and repeat, or import "
             "the good rows alone with --good-rows",
             im->refused.path);
  return false;
}

static bool store_rows(Import *im, Store *store, Fault *fault) {
  if (!refuse_again(im, store, fault)) return false;
  im->writer = importwriter_open(store, &im->header, im->options->mode, fault);
  bool ok =
      im->writer && take_rows(im, fault) && take_waiting(im, fault) && check_merged(im, fault);
  if (im->writer) im->report.numbered_from = importwriter_numbered_from(im->writer);
  importwriter_close(im->writer);
  im->writer = NULL;
  ok = ok && refused_end(&im->refused, fault);
  if (!ok) return false;
  im->report.refused_path = im->refused.path;
  im->report.cut = !im->source.xlsx && !im->source.csv.ended;
  return refuse_all(im, fault) && note(im, store, fault);
}

bool import_store(Import *im, Store *store, Fault *fault) {
  bool dry = im->options->dry_run;
  if (!(dry ? store_exec(store, "SAVEPOINT import_file", fault) : store_begin(store, fault)))
    return false;
  bool ok = store_rows(im, store, fault);
  if (dry)
    store_exec(store, ok ? "RELEASE import_file" : "ROLLBACK TO import_file; RELEASE import_file",
               NULL);
  else if (ok)
    ok = store_commit(store, fault);
  else
    store_rollback(store);
  im->report.stored = ok && !dry;
  return ok;
}
