/* The small parts of an XLSX file, each read whole by its own handlers. */
#include "io/xlsx_parts.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"

enum {
  SMALL_PART = 16 * 1024 * 1024,
  TEXT_PART = 384 * 1024 * 1024,
  SHEETS_MOST = 256,
  FORMATS_MOST = 65536,
};

/* --- expat ---------------------------------------------------------------------------------------- */

const char *xlsx_local(const char *name) {
  const char *colon = strrchr(name, ':');
  return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (strcmp(xlsx_local(attributes[0]), name) == 0) return attributes[1];
  return NULL;
}

/* The parser's own data are the first member of what every handler gets. */
static void refuse_doctype(void *data, const char *name, const char *system, const char *public,
                           int inside) {
  (void)name, (void)system, (void)public, (void)inside;
  XML_StopParser(*(XML_Parser *)data, XML_FALSE);
}

/* A new parser; `data` begins with room for the parser itself, and is handed to all handlers. */
struct XML_ParserStruct *xlsx_parser(void *data) {
  XML_Parser parser = XML_ParserCreate(NULL);
  if (!parser) memory_end(0);
  *(XML_Parser *)data = parser;
  XML_SetUserData(parser, data);
  XML_SetStartDoctypeDeclHandler(parser, refuse_doctype);
  return parser;
}

static bool is_hexadecimal(const char *text) {
  return strspn(text, "0123456789abcdefABCDEF") >= 4;
}

void xlsx_add_decoded(Buffer *out, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    char digits[5] = "";
    bool coded = size - i >= 7 && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_';
    if (coded) memcpy(digits, text + i + 2, 4);
    unsigned long number = coded && is_hexadecimal(digits) ? strtoul(digits, NULL, 16) : 0;
    if (number == 0 || number >= 0x80) {
      buffer_add(out, text + i, 1);
      continue;
    }
    char character = (char)number;
    buffer_add(out, &character, 1);
    i += 6;
  }
}

/* --- handlers ------------------------------------------------------------------------------------- */

typedef struct Reading {
  XML_Parser parser; /* first: see xlsx_parser */
  XlsxParts *parts;
  Buffer text;   /* of the shared text that is read */
  bool in_text;  /* inside <t> */
  int phonetic;  /* inside <rPh> */
  bool in_cells; /* inside <cellXfs> */
  int *date_formats;
  size_t date_format_count;
} Reading;

static void workbook_start(void *data, const char *name, const char **attributes) {
  Reading *r = data;
  XlsxParts *parts = r->parts;
  name = xlsx_local(name);
  if (strcmp(name, "workbookPr") == 0) {
    const char *from = xlsx_attribute(attributes, "date1904");
    parts->from_1904 = from && (strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
  }
  if (strcmp(name, "sheet") != 0 || parts->sheet_count == SHEETS_MOST) return;
  size_t size = (parts->sheet_count + 1) * sizeof *parts->sheets;
  parts->sheets = memory_resize(parts->sheets, size);
  const char *state = xlsx_attribute(attributes, "state"), *id = NULL;
  for (const char **a = attributes; *a; a += 2) /* r:id, not the sheet's own id */
    if (strchr(a[0], ':') && strcmp(xlsx_local(a[0]), "id") == 0) id = a[1];
  const char *title = xlsx_attribute(attributes, "name");
  parts->sheets[parts->sheet_count++] =
      (XlsxSheet){.name = memory_copy_text(title),
                  .id = memory_copy_text(id),
                  .hidden = state && strcmp(state, "visible") != 0};
}

static void relations_start(void *data, const char *name, const char **attributes) {
  Reading *r = data;
  if (strcmp(xlsx_local(name), "Relationship") != 0) return;
  const char *id = xlsx_attribute(attributes, "Id");
  const char *target = xlsx_attribute(attributes, "Target");
  if (!id || !target) return;
  for (size_t i = 0; i < r->parts->sheet_count; i++) {
    XlsxSheet *sheet = &r->parts->sheets[i];
    if (sheet->part || strcmp(sheet->id, id) != 0) continue;
    Buffer part = {0};
    buffer_format(&part, "%s%s", *target == '/' ? "" : "xl/", target + (*target == '/'));
    sheet->part = part.data;
  }
}

static void texts_start(void *data, const char *name, const char **attributes) {
  Reading *r = data;
  (void)attributes;
  name = xlsx_local(name);
  if (strcmp(name, "si") == 0) buffer_clear(&r->text);
  if (strcmp(name, "rPh") == 0) r->phonetic++;
  r->in_text = strcmp(name, "t") == 0 && r->phonetic == 0;
}

static void texts_end(void *data, const char *name) {
  Reading *r = data;
  XlsxParts *parts = r->parts;
  name = xlsx_local(name);
  r->in_text = false;
  if (strcmp(name, "rPh") == 0) r->phonetic--;
  if (strcmp(name, "si") != 0) return;
  size_t count = parts->shared_count;
  if ((count & (count - 1)) == 0)
    parts->shared = memory_resize(parts->shared, (count ? count * 2 : 1) * sizeof *parts->shared);
  size_t at = parts->texts.size;
  xlsx_add_decoded(&parts->texts, r->text.data, r->text.size);
  parts->shared[parts->shared_count++] = (SharedText){at, parts->texts.size - at};
}

static void texts_characters(void *data, const char *text, int size) {
  Reading *r = data;
  if (r->in_text) buffer_add(&r->text, text, (size_t)size);
}

/* Whether a format shows a year or a day; what stands in quotes or brackets aside. */
static bool shows_date(const char *format) {
  for (const char *p = format; *p; p++) {
    if (*p == '\\' && p[1])
      p++;
    else if (*p == '"' || *p == '[') {
      p = strchr(p + 1, *p == '"' ? '"' : ']');
      if (!p) return false;
    } else if (strchr("yYdD", *p))
      return true;
  }
  return false;
}

static bool is_builtin_date(int id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
         (id >= 50 && id <= 54) || id == 57 || id == 58;
}

static void styles_start(void *data, const char *name, const char **attributes) {
  Reading *r = data;
  XlsxParts *parts = r->parts;
  name = xlsx_local(name);
  if (strcmp(name, "cellXfs") == 0) r->in_cells = true;
  const char *id = xlsx_attribute(attributes, "numFmtId");
  const char *code = xlsx_attribute(attributes, "formatCode");
  if (strcmp(name, "numFmt") == 0 && id && code && shows_date(code)) {
    size_t size = (r->date_format_count + 1) * sizeof *r->date_formats;
    r->date_formats = memory_resize(r->date_formats, size);
    r->date_formats[r->date_format_count++] = atoi(id);
  }
  if (!r->in_cells || strcmp(name, "xf") != 0 || parts->format_count == FORMATS_MOST) return;
  int number = id ? atoi(id) : 0;
  bool date = is_builtin_date(number);
  for (size_t i = 0; i < r->date_format_count; i++)
    date = date || r->date_formats[i] == number;
  parts->dates = memory_resize(parts->dates, (parts->format_count + 1) * sizeof *parts->dates);
  parts->dates[parts->format_count++] = date;
}

static void styles_end(void *data, const char *name) {
  if (strcmp(xlsx_local(name), "cellXfs") == 0) ((Reading *)data)->in_cells = false;
}

/* --- parts ---------------------------------------------------------------------------------------- */

static bool read_part(Archive *archive, const char *name, size_t limit, XlsxParts *parts,
                      XML_StartElementHandler start, XML_EndElementHandler end,
                      XML_CharacterDataHandler characters) {
  Buffer bytes = {0};
  bool ok = archive_part(archive, name, limit, &bytes);
  if (ok) {
    Reading reading = {.parts = parts};
    XML_Parser parser = xlsx_parser(&reading);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, characters);
    for (size_t at = 0; ok && at < bytes.size;) {
      size_t piece = bytes.size - at < 1 << 20 ? bytes.size - at : 1 << 20;
      ok =
          XML_Parse(parser, bytes.data + at, (int)piece, at + piece == bytes.size) == XML_STATUS_OK;
      at += piece;
    }
    XML_ParserFree(parser);
    buffer_free(&reading.text);
    free(reading.date_formats);
  }
  buffer_free(&bytes);
  return ok;
}

static bool has_part(Archive *archive, const char *name) {
  return archive_begin(archive, name);
}

const char *xlsx_parts_read(Archive *archive, XlsxParts *parts) {
  *parts = (XlsxParts){0};
  buffer_add_text(&parts->texts, "");
  if (!read_part(archive, "xl/workbook.xml", SMALL_PART, parts, workbook_start, NULL, NULL) ||
      !read_part(archive, "xl/_rels/workbook.xml.rels", SMALL_PART, parts, relations_start, NULL,
                 NULL))
    return N_("its workbook cannot be read");
  if (has_part(archive, "xl/styles.xml") &&
      !read_part(archive, "xl/styles.xml", SMALL_PART, parts, styles_start, styles_end, NULL))
    return N_("its formats cannot be read");
  if (has_part(archive, "xl/sharedStrings.xml") &&
      !read_part(archive, "xl/sharedStrings.xml", TEXT_PART, parts, texts_start, texts_end,
                 texts_characters))
    return N_("its texts cannot be read");
  return NULL;
}

void xlsx_parts_free(XlsxParts *parts) {
  for (size_t i = 0; i < parts->sheet_count; i++) {
    free(parts->sheets[i].name);
    free(parts->sheets[i].id);
    free(parts->sheets[i].part);
  }
  free(parts->sheets);
  free(parts->shared);
  free(parts->dates);
  buffer_free(&parts->texts);
}
