/* The rows of a sheet: expat is stopped behind each row and goes on when the next one is asked for, so that
 * a sheet of any length takes the memory of a row. Numbers are read as text, never as floating point. */
#include "io/xlsx.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/memory.h"
#include "io/archive.h"
#include "io/xlsx_number.h"
#include "io/xlsx_parts.h"

enum { PIECE = 65536 };

static const int64_t SHEET_BYTES = INT64_C(4) << 30;

/* A cell of the row that is read; its text lies in the row's buffer or among the shared texts. */
typedef struct Raw {
  size_t at, size;
  CellKind kind;
  bool shared, timed, there;
} Raw;

struct Xlsx {
  XML_Parser parser; /* first: see xlsx_parser */
  const char *path;
  Archive *archive;
  XlsxParts parts;
  const XlsxSheet *sheet;
  Buffer others;
  Buffer row_text, value;
  Raw raw[SHEET_COLUMNS];
  Cell cells[SHEET_COLUMNS];
  size_t count, column; /* cells of the row; the cell that is read, from 0 */
  int64_t line, unpacked, merged_to;
  char merged[24];
  char type[12];
  bool date, formula, has_value, in_value, in_inline;
  int phonetic;
  bool row_ready, ended, begun;
  const char *trouble; /* what stopped the parser */
};

bool xlsx_looks(const Buffer *bytes) {
  return bytes->size >= 4 && memcmp(bytes->data, "PK\x03\x04", 4) == 0;
}

/* --- cells ---------------------------------------------------------------------------------------- */

static void stop(Xlsx *x, const char *trouble) {
  if (!x->trouble) x->trouble = trouble;
  XML_StopParser(x->parser, XML_FALSE);
}

/* "AB12": column 27 (from 0) and row 12; false for anything else. */
static bool read_place(const char *place, size_t *column, int64_t *line) {
  size_t number = 0;
  while (*place >= 'A' && *place <= 'Z' && number < 1000000)
    number = number * 26 + (size_t)(*place++ - 'A' + 1);
  char *end;
  long long row = strtoll(place, &end, 10);
  if (number == 0 || row < 1 || (*end && *end != ':')) return false;
  *column = number - 1;
  *line = row;
  return true;
}

static void begin_cell(Xlsx *x, const char **attributes) {
  const char *place = xlsx_attribute(attributes, "r"), *style = xlsx_attribute(attributes, "s");
  const char *type = xlsx_attribute(attributes, "t");
  int64_t line;
  x->column = x->count;
  if (place && !read_place(place, &x->column, &line)) stop(x, N_("a cell has no place"));
  size_t format = style ? (size_t)atoi(style) : 0;
  x->date = format < x->parts.format_count && x->parts.dates[format];
  x->type[0] = '\0';
  if (type && strlen(type) < sizeof x->type) strcpy(x->type, type);
  x->formula = x->has_value = x->in_value = x->in_inline = false;
  buffer_clear(&x->value);
}

/* What the element <v> or <is> says, by the type of the cell. */
static void take_value(Xlsx *x, Raw *raw) {
  const char *text = x->value.data;
  raw->at = x->row_text.size;
  if (strcmp(x->type, "s") == 0) {
    char *end;
    unsigned long index = strtoul(text, &end, 10);
    if (*end || end == text || index >= x->parts.shared_count) {
      stop(x, N_("a cell names a text that is not there"));
      return;
    }
    raw->shared = true;
    raw->at = x->parts.shared[index].at;
    raw->size = x->parts.shared[index].size;
    return;
  }
  if (strcmp(x->type, "b") == 0) {
    raw->kind = CELL_TRUTH;
    buffer_add_text(&x->row_text, text);
  } else if (strcmp(x->type, "e") == 0) {
    raw->kind = CELL_ERROR;
    buffer_add_text(&x->row_text, text);
  } else if (strcmp(x->type, "str") == 0 || strcmp(x->type, "inlineStr") == 0) {
    xlsx_add_decoded(&x->row_text, text, x->value.size);
  } else if (strcmp(x->type, "d") == 0) {
    raw->kind = CELL_DAY;
    raw->timed = x->value.size > 10 && strncmp(text + 10, "T00:00:00", 9) != 0;
    buffer_add(&x->row_text, text, x->value.size < 10 ? x->value.size : 10);
  } else if (x->date && xlsx_number_day(text, x->parts.from_1904, &x->row_text, &raw->timed)) {
    raw->kind = CELL_DAY;
  } else {
    raw->kind = CELL_NUMBER;
    xlsx_number_plain(text, &x->row_text);
  }
  raw->size = x->row_text.size - raw->at;
}

static void end_cell(Xlsx *x) {
  bool empty = !x->has_value && !x->formula;
  if (empty && x->column >= SHEET_COLUMNS) return;
  if (x->column >= SHEET_COLUMNS) {
    stop(x, N_("more than 256 columns"));
    return;
  }
  while (x->count <= x->column)
    x->raw[x->count++] = (Raw){.kind = CELL_TEXT};
  Raw *raw = &x->raw[x->column];
  if (empty) return;
  /* A formula of text may well give an empty one; any other without a value was never computed. */
  if (x->formula && x->value.size == 0 && strcmp(x->type, "str") != 0) {
    raw->kind = CELL_ERROR;
    raw->at = x->row_text.size;
    buffer_add_text(&x->row_text, "=?");
    raw->size = 2;
  } else {
    take_value(x, raw);
  }
  if (x->row_text.size > SHEET_ROW_BYTES || raw->size > SHEET_CELL_BYTES)
    stop(x, N_("a cell or row is too long"));
}

static void end_row(Xlsx *x) {
  for (size_t i = 0; i < x->count; i++) {
    const Raw *raw = &x->raw[i];
    const char *from = raw->shared ? x->parts.texts.data : x->row_text.data;
    x->cells[i] = (Cell){from + raw->at, raw->size, raw->kind, raw->timed};
  }
  x->row_ready = true;
  XML_StopParser(x->parser, XML_TRUE);
}

/* Remembers the merged cells that reach furthest down. */
static void note_merged(Xlsx *x, const char *range) {
  const char *colon = range ? strchr(range, ':') : NULL;
  size_t column;
  int64_t line;
  if (!colon || strlen(range) >= sizeof x->merged || !read_place(colon + 1, &column, &line)) return;
  if (line <= x->merged_to) return;
  x->merged_to = line;
  strcpy(x->merged, range);
}

/* --- handlers ------------------------------------------------------------------------------------- */

static void sheet_start(void *data, const char *name, const char **attributes) {
  Xlsx *x = data;
  name = xlsx_local(name);
  if (strcmp(name, "row") == 0) {
    const char *number = xlsx_attribute(attributes, "r");
    x->line = number ? atoll(number) : x->line + 1;
    x->count = 0;
    buffer_clear(&x->row_text);
  } else if (strcmp(name, "c") == 0) {
    begin_cell(x, attributes);
  } else if (strcmp(name, "v") == 0) {
    x->has_value = x->in_value = true;
  } else if (strcmp(name, "f") == 0) {
    x->formula = true;
  } else if (strcmp(name, "is") == 0) {
    x->has_value = x->in_inline = true;
  } else if (strcmp(name, "rPh") == 0) {
    x->phonetic++;
  } else if (strcmp(name, "t") == 0) {
    x->in_value = x->in_inline && x->phonetic == 0;
  } else if (strcmp(name, "mergeCell") == 0) {
    note_merged(x, xlsx_attribute(attributes, "ref"));
  }
}

static void sheet_end(void *data, const char *name) {
  Xlsx *x = data;
  name = xlsx_local(name);
  if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) x->in_value = false;
  if (strcmp(name, "rPh") == 0) x->phonetic--;
  if (strcmp(name, "is") == 0) x->in_inline = false;
  if (strcmp(name, "c") == 0) end_cell(x);
  if (strcmp(name, "row") == 0) end_row(x);
}

static void sheet_characters(void *data, const char *text, int size) {
  Xlsx *x = data;
  if (x->in_value) buffer_add(&x->value, text, (size_t)size);
  if (x->value.size > SHEET_ROW_BYTES) stop(x, N_("a cell or row is too long"));
}

/* --- sheets --------------------------------------------------------------------------------------- */

static bool refuse(const Xlsx *x, const char *what, Fault *fault) {
  fault_set(fault, EXIT_DATA, "E518", "“%s” cannot be read as XLSX: %s", x->path, what);
  fault_hint(fault, "open it in a spreadsheet program, save it again as .xlsx without a password, "
                    "or as CSV UTF-8");
  return false;
}

/* Whether a sheet has a cell at all. */
static bool sheet_filled(Archive *archive, const XlsxSheet *sheet) {
  char piece[8192 + 1];
  int got;
  if (!sheet->part || !archive_begin(archive, sheet->part)) return false;
  got = archive_read(archive, piece, sizeof piece - 1);
  if (got < 0) return false;
  piece[got] = '\0';
  return strstr(piece, "<c ") || strstr(piece, ":c ");
}

static bool choose_sheet(Xlsx *x, Fault *fault) {
  for (size_t i = 0; i < x->parts.sheet_count && !x->sheet; i++)
    if (!x->parts.sheets[i].hidden) x->sheet = &x->parts.sheets[i];
  if (!x->sheet || !x->sheet->part) return refuse(x, N_("it has no sheet"), fault);
  buffer_add_text(&x->others, "");
  for (size_t i = 0; i < x->parts.sheet_count; i++) {
    const XlsxSheet *sheet = &x->parts.sheets[i];
    if (sheet == x->sheet || !sheet_filled(x->archive, sheet)) continue;
    buffer_format(&x->others, "%s%s", x->others.size ? ", " : "", sheet->name);
  }
  return archive_begin(x->archive, x->sheet->part) ||
         refuse(x, N_("its sheet cannot be read"), fault);
}

Xlsx *xlsx_open(const char *path, const Buffer *bytes, Fault *fault) {
  Xlsx *x = memory_new(sizeof *x);
  x->path = path;
  x->archive = archive_open(bytes);
  const char *wrong =
      x->archive ? xlsx_parts_read(x->archive, &x->parts) : N_("it is no sound archive");
  if (wrong ? refuse(x, wrong, fault) : choose_sheet(x, fault)) {
    xlsx_parser(x);
    XML_SetElementHandler(x->parser, sheet_start, sheet_end);
    XML_SetCharacterDataHandler(x->parser, sheet_characters);
    return x;
  }
  xlsx_close(x);
  return NULL;
}

void xlsx_close(Xlsx *x) {
  if (!x) return;
  if (x->parser) XML_ParserFree(x->parser);
  archive_close(x->archive);
  xlsx_parts_free(&x->parts);
  buffer_free(&x->others);
  buffer_free(&x->row_text);
  buffer_free(&x->value);
  free(x);
}

/* Hands expat the next piece, or lets it go on in the last; false when it failed. */
static bool feed(Xlsx *x) {
  XML_ParsingStatus status;
  XML_GetParsingStatus(x->parser, &status);
  enum XML_Status result;
  if (status.parsing == XML_SUSPENDED) {
    result = XML_ResumeParser(x->parser);
  } else {
    char *room = XML_GetBuffer(x->parser, PIECE);
    if (!room) memory_end(PIECE);
    int got = archive_read(x->archive, room, PIECE);
    if (got < 0) x->trouble = N_("it is damaged");
    if (got < 0) return false;
    x->unpacked += got;
    if (x->unpacked > SHEET_BYTES) x->trouble = N_("it is larger inside than 4 GB");
    if (x->trouble) return false;
    result = XML_ParseBuffer(x->parser, got, got == 0);
    x->begun = true;
  }
  if (result == XML_STATUS_SUSPENDED) return true;
  XML_GetParsingStatus(x->parser, &status);
  x->ended = status.parsing == XML_FINISHED;
  return result == XML_STATUS_OK;
}

int xlsx_next(Xlsx *x, SheetRow *row, Fault *fault) {
  x->row_ready = false;
  while (!x->row_ready && !x->ended)
    if (!feed(x)) {
      refuse(x, x->trouble ? x->trouble : N_("its sheet is no sound XML"), fault);
      return -1;
    }
  if (!x->row_ready) return 0;
  *row = (SheetRow){.cells = x->cells, .count = x->count, .line = x->line};
  return 1;
}

const char *xlsx_sheet(const Xlsx *x) {
  return x->sheet->name;
}

const char *xlsx_others(const Xlsx *x) {
  return x->others.data;
}

const char *xlsx_merged(const Xlsx *x, int64_t line) {
  return x->merged_to > line ? x->merged : NULL;
}
