/* Tables for programs (CSV, TSV, JSON, a JSON object a line) and for documents (Markdown). */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table_inside.h"

enum { SHEET_DIGITS = 11 }; /* a spreadsheet shows a longer number as 1.1E+17 and drops its end */

/* --- CSV --- */

/* Digits that a spreadsheet would spoil when it takes them for a number: long ones, zeros in front. */
static bool is_identifier(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return text[digits] == '\0' && (digits > SHEET_DIGITS || (digits > 1 && *text == '0'));
}

/* A text that a spreadsheet would take for a formula gets an apostrophe in front; for a spreadsheet an
 * identifier becomes ="0012", which it keeps. */
static void print_csv_cell(FILE *out, const char *text, bool number, bool excel) {
  bool formula = !number && *text && strchr("=+-@\t\r", *text);
  bool identifier = excel && !number && is_identifier(text);
  if (!strpbrk(text, ",\"\r\n") && !formula && !identifier) {
    fputs(text, out);
    return;
  }
  fputs(identifier ? "\"=\"\"" : formula ? "\"'" : "\"", out);
  for (const char *p = text; *p; p++) {
    if (*p == '"') fputc('"', out);
    fputc(*p, out);
  }
  fputs(identifier ? "\"\"\"" : "\"", out);
}

static void print_csv_head(const Table *table, bool excel, FILE *out) {
  if (excel) fputs("\xef\xbb\xbf", out);
  for (int i = 0; i < table->count; i++) {
    char *title = excel ? table_title(&table->columns[i]) : NULL;
    fputs(i ? "," : "", out);
    print_csv_cell(out, title ? title : table->columns[i].key, false, excel);
    free(title);
  }
  fputs(excel ? "\r\n" : "\n", out);
}

void table_print_csv(const Table *table, bool excel, FILE *out) {
  Buffer cell = {0};
  print_csv_head(table, excel, out);
  for (size_t r = 0; r < table->row_count; r++) {
    for (int i = 0; table->rows[r] && i < table->count; i++) {
      TableKind kind = table->columns[i].kind;
      buffer_clear(&cell);
      table_add_plain(&cell, kind, table->rows[r][i]);
      if (i) fputc(',', out);
      print_csv_cell(out, cell.data, kind != TABLE_TEXT, excel);
    }
    if (table->rows[r]) fputs(excel ? "\r\n" : "\n", out);
  }
  buffer_free(&cell);
}

/* --- TSV --- */

static void print_tsv_cell(FILE *out, const char *text) {
  static const char special[] = "\t\n\r\\";
  for (const char *p = text; *p; p++) {
    const char *at = strchr(special, *p);
    if (at)
      fprintf(out, "\\%c", "tnr\\"[at - special]);
    else
      fputc(*p, out);
  }
}

void table_print_tsv(const Table *table, FILE *out) {
  Buffer cell = {0};
  for (int i = 0; i < table->count; i++)
    fprintf(out, "%s%s", table->columns[i].key, i + 1 < table->count ? "\t" : "\n");
  for (size_t r = 0; r < table->row_count; r++) {
    for (int i = 0; table->rows[r] && i < table->count; i++) {
      buffer_clear(&cell);
      table_add_plain(&cell, table->columns[i].kind, table->rows[r][i]);
      print_tsv_cell(out, cell.data);
      fputc(i + 1 < table->count ? '\t' : '\n', out);
    }
  }
  buffer_free(&cell);
}

/* --- JSON --- */

static size_t digits(const char *text) {
  return strspn(text, "0123456789");
}

/* Whether the text is a number as JSON writes it: then it can stand there digit by digit. */
static bool is_json_number(const char *text) {
  if (*text == '-') text++;
  size_t whole = digits(text);
  if (whole == 0 || (whole > 1 && *text == '0')) return false;
  text += whole;
  if (*text == '.') {
    if (!digits(text + 1)) return false;
    text += 1 + digits(text + 1);
  }
  if (*text == 'e' || *text == 'E') {
    text += 1 + (text[1] == '+' || text[1] == '-');
    if (!digits(text)) return false;
    text += digits(text);
  }
  return *text == '\0';
}

/* Bytes that are no UTF-8 cannot stand in JSON: they are escaped as on the screen. */
static void print_json_text(FILE *out, const char *text) {
  json_t *value = json_string(text);
  Buffer escaped = {0};
  if (!value) {
    table_add_shown(&escaped, TABLE_TEXT, text);
    value = json_string(escaped.data);
  }
  char *quoted = json_dumps(value, JSON_ENCODE_ANY);
  fputs(quoted ? quoted : "null", out);
  free(quoted);
  json_decref(value);
  buffer_free(&escaped);
}

/* A number where the column holds numbers; nothing becomes null. */
static void print_json_cell(FILE *out, const char *text, bool number) {
  bool truth = strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
  if (!*text)
    fputs("null", out);
  else if (truth || (number && is_json_number(text)))
    fputs(text, out);
  else
    print_json_text(out, text);
}

static void print_json_row(const Table *table, char **row, const char *gap, FILE *out) {
  Buffer cell = {0};
  fputc('{', out);
  for (int i = 0; i < table->count; i++) {
    TableKind kind = table->columns[i].kind;
    buffer_clear(&cell);
    table_add_plain(&cell, kind, row[i]);
    fprintf(out, "%s%s", i ? "," : "", i && !*gap ? " " : gap);
    print_json_text(out, table->columns[i].key);
    fputs(": ", out);
    print_json_cell(out, cell.data, kind != TABLE_TEXT);
  }
  buffer_free(&cell);
}

void table_print_json(const Table *table, bool lines, FILE *out) {
  bool first = true;
  if (!lines) fputc('[', out);
  for (size_t r = 0; r < table->row_count; r++) {
    if (!table->rows[r]) continue;
    if (!lines) fputs(first ? "\n " : ",\n ", out);
    print_json_row(table, table->rows[r], lines ? "" : "\n  ", out);
    fputs(lines ? "}\n" : "\n }", out);
    first = false;
  }
  if (!lines) fputs(first ? "]\n" : "\n]\n", out);
}

/* --- Markdown --- */

static void print_md_cell(FILE *out, const char *text) {
  for (const char *p = text; *p; p++) {
    if (*p == '<')
      fputs("&lt;", out);
    else
      fprintf(out, "%s%c", strchr("|\\`*_", *p) ? "\\" : "", *p);
  }
  fputs(" |", out);
}

void table_print_md(const Table *table, FILE *out) {
  Buffer cell = {0};
  fputc('|', out);
  for (int i = 0; i < table->count; i++) {
    char *title = table_title(&table->columns[i]);
    fputc(' ', out);
    print_md_cell(out, title);
    free(title);
  }
  fputs("\n|", out);
  for (int i = 0; i < table->count; i++)
    fputs(table->columns[i].kind == TABLE_TEXT ? " --- |" : " ---: |", out);
  fputc('\n', out);
  for (size_t r = 0; r < table->row_count; r++) {
    if (!table->rows[r]) continue;
    fputc('|', out);
    for (int i = 0; i < table->count; i++) {
      buffer_clear(&cell);
      table_add_shown(&cell, table->columns[i].kind, table->rows[r][i]);
      fputc(' ', out);
      print_md_cell(out, cell.data);
    }
    fputc('\n', out);
  }
  buffer_free(&cell);
}
