/* Opening a file for import. The form is told by its first bytes, never by its name. */
#include "data/import_source.h"

#include <string.h>

#include "base/text.h"
#include "data/import_header.h"
#include "io/file.h"

static const size_t FILE_BYTES = (size_t)2 << 30;

enum { HEADER_BYTES = 65536, SAMPLE_CHARACTERS = 8, HEADER_ROWS = 10 };

/* --- encoding ------------------------------------------------------------------------------------- */

static bool is_ascii(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)text[i] >= 0x80) return false;
  return true;
}

/* How many cells of the first rows are Chinese and known to the schema or the map. */
static size_t known_cells(Buffer *text, const Schema *schema, const ImportMap *map) {
  Csv csv;
  SheetRow row;
  size_t known = 0;
  Fault ignored;
  csv_begin(&csv, "", text->data, text->size);
  for (int i = 0; i < HEADER_ROWS && csv_next(&csv, &row, &ignored) == 1; i++)
    for (size_t k = 0; k < row.count; k++) {
      const Cell *cell = &row.cells[k];
      if (!is_ascii(cell->text, cell->size)) known += header_knows(schema, map, cell);
    }
  return known;
}

/* The first lines of the file, read as `charset`. */
static void read_head(const Buffer *bytes, Charset charset, Buffer *head) {
  size_t size = bytes->size < HEADER_BYTES ? bytes->size : HEADER_BYTES;
  while (size < bytes->size && size > 0 && bytes->data[size - 1] != '\n')
    size--;
  Fault ignored;
  buffer_clear(head);
  buffer_add(head, bytes->data, size);
  if (!charset_convert("", head, charset, &ignored)) buffer_clear(head);
}

/* The first few characters beyond ASCII, as `charset` reads them. */
static void read_sample(const Buffer *bytes, Charset charset, Buffer *sample) {
  Buffer head = {0};
  read_head(bytes, charset, &head);
  uint32_t c;
  int count = 0;
  for (size_t at = 0, size; at < head.size && count < SAMPLE_CHARACTERS; at += size) {
    size = text_next(head.data + at, head.size - at, &c);
    if (c < 0x80) continue;
    buffer_add(sample, head.data + at, size);
    count++;
  }
  buffer_free(&head);
}

/* By the header, else by whoever can be asked. */
static Charset decide(ImportSource *source, const Schema *schema, const ImportMap *map,
                      ImportAsk ask, void *data) {
  static const Charset charsets[] = {CHARSET_UTF8, CHARSET_GB18030};
  size_t known[2];
  Buffer text[2] = {{0}, {0}};
  for (int i = 0; i < 2; i++) {
    read_head(&source->bytes, charsets[i], &text[i]);
    known[i] = known_cells(&text[i], schema, map);
    buffer_clear(&text[i]);
    read_sample(&source->bytes, charsets[i], &text[i]);
  }
  Charset charset = CHARSET_DOUBT;
  if ((known[0] > 0) != (known[1] > 0))
    charset = known[0] ? CHARSET_UTF8 : CHARSET_GB18030;
  else if (ask)
    charset = ask(data, source->path, text[0].data, text[1].data);
  buffer_free(&text[0]);
  buffer_free(&text[1]);
  return charset;
}

static bool decode(ImportSource *source, const Schema *schema, const ImportMap *map,
                   const char *encoding, ImportAsk ask, void *data, Fault *fault) {
  Charset charset;
  if (!charset_find(source->path, &source->bytes, &charset, encoding ? &(Fault){0} : fault) &&
      !encoding)
    return false;
  if (encoding)
    charset = strcmp(encoding, "utf-8") == 0 ? CHARSET_UTF8 : CHARSET_GB18030;
  else if (charset == CHARSET_DOUBT)
    charset = decide(source, schema, map, ask, data);
  if (charset == CHARSET_DOUBT) {
    fault_set(fault, EXIT_DATA, "E516", "“%s” can be read as UTF-8 and as GB18030, and differs",
              source->path);
    fault_hint(fault,
               "say which it is: --encoding utf-8, or --encoding gb18030 (what Excel and WPS "
               "write as plain CSV)");
    return false;
  }
  source->encoding = charset == CHARSET_UTF8 ? "UTF-8" : "GB18030";
  return charset_convert(source->path, &source->bytes, charset, fault);
}

/* --- the file ------------------------------------------------------------------------------------- */

/* What a spreadsheet program writes that is neither: .xls, or .xlsx with a password. */
static bool is_old_office(const Buffer *bytes) {
  return bytes->size >= 8 && memcmp(bytes->data, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

static bool open_form(ImportSource *source, const Schema *schema, const ImportMap *map,
                      const char *encoding, ImportAsk ask, void *data, Fault *fault) {
  if (is_old_office(&source->bytes)) {
    fault_set(fault, EXIT_DATA, "E518", "“%s” is an old .xls file, or has a password",
              source->path);
    fault_hint(fault, "open it in a spreadsheet program, and save it as .xlsx without a password");
    return false;
  }
  if (xlsx_looks(&source->bytes)) {
    source->encoding = "XLSX";
    source->xlsx = xlsx_open(source->path, &source->bytes, fault);
    return source->xlsx != NULL;
  }
  if (!decode(source, schema, map, encoding, ask, data, fault)) return false;
  csv_begin(&source->csv, source->path, source->bytes.data, source->bytes.size);
  return true;
}

bool source_open(ImportSource *source, const char *path, const Schema *schema, const ImportMap *map,
                 const char *encoding, ImportAsk ask, void *data, Fault *fault) {
  *source = (ImportSource){.path = path};
  bool ok = file_read_plain(path, &source->bytes, FILE_BYTES, fault);
  if (ok) {
    Hash *hash = hash_new();
    hash_add(hash, source->bytes.data, source->bytes.size);
    hash_finish(hash, source->hash);
    ok = open_form(source, schema, map, encoding, ask, data, fault);
  }
  if (!ok) source_close(source);
  return ok;
}

void source_close(ImportSource *source) {
  xlsx_close(source->xlsx);
  source->xlsx = NULL;
  buffer_free(&source->bytes);
}

int source_next(ImportSource *source, SheetRow *row, Fault *fault) {
  return source->xlsx ? xlsx_next(source->xlsx, row, fault) : csv_next(&source->csv, row, fault);
}

void source_progress(const ImportSource *source, int64_t *done, int64_t *total) {
  *done = source->xlsx ? 0 : (int64_t)source->csv.at;
  *total = source->xlsx ? 0 : (int64_t)source->csv.size;
}
