/* Cells as values. Everything but texts is first folded: full-width characters to their ASCII forms, blanks
 * around it left off. Amounts are read digit by digit. */
#include "data/import_value.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/text.h"
#include "io/csv.h"

enum { SHEET_DIGITS = 15, ID_DIGITS = 18 };

static bool wrong(Fault *why, const char *what) {
  return fault_set(why, EXIT_DATA, "E522", "%s", what);
}

/* --- folding -------------------------------------------------------------------------------------- */

static bool is_blank(uint32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000 || c == 0xA0 || c == 0xFEFF;
}

/* Leaves off blanks around a text. */
static void trim(const char **text, size_t *size) {
  uint32_t c;
  while (*size) {
    size_t bytes = text_next(*text, *size, &c);
    if (!is_blank(c)) break;
    *text += bytes;
    *size -= bytes;
  }
  for (bool more = true; more && *size;) {
    size_t bytes = 1;
    while (bytes < *size && bytes < 4 && ((*text)[*size - bytes] & 0xC0) == 0x80)
      bytes++;
    text_next(*text + *size - bytes, bytes, &c);
    more = is_blank(c);
    if (more) *size -= bytes;
  }
}

/* The text in ASCII forms, NUL behind; false when it is too long for anything but a text. */
static bool fold(const char *text, size_t size, char out[VALUE_ROOM]) {
  size_t used = 0;
  for (size_t at = 0; at < size;) {
    uint32_t c;
    if ((unsigned char)text[at] < 0x80 && used + 1 < VALUE_ROOM) {
      out[used++] = text[at++];
      continue;
    }
    size_t bytes = text_next(text + at, size - at, &c);
    if (c > 0xFF00 && c < 0xFF5F) c -= 0xFEE0;
    if (c == 0x3000) c = ' ';
    if (c == 0xFFE5) c = 0xA5; /* ￥ and ¥ */
    size_t wanted = c < 0x80 ? 1 : c == 0xA5 ? 2 : bytes;
    if (used + wanted >= VALUE_ROOM) return false;
    if (c < 0x80)
      out[used] = (char)c;
    else
      memcpy(out + used, c == 0xA5 ? "\xC2\xA5" : text + at, wanted);
    used += wanted;
    at += bytes;
  }
  out[used] = '\0';
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t digits(const char *text) {
  return strspn(text, "0123456789");
}

/* "4.40981E+17": what a spreadsheet shows of a long number. */
static bool is_scientific(const char *text) {
  size_t whole = digits(text);
  if (whole == 0) return false;
  const char *e = text + whole;
  if (*e == '.') e += 1 + digits(e + 1);
  return (*e == 'E' || *e == 'e') && e[1] == '+' && digits(e + 2) && e[2 + digits(e + 2)] == '\0';
}

/* --- numbers -------------------------------------------------------------------------------------- */

/* A decimal number at `text`: digits without commas and point into `out`, how many behind the point; the
 * place behind it, NULL when there is none. Commas stand every three digits or not at all. */
static const char *read_decimal(const char *text, char *out, int *behind) {
  size_t used = 0;
  int group = 0;
  bool commas = false;
  *behind = 0;
  if (!is_digit(*text)) return NULL;
  for (; is_digit(*text) || *text == ','; text++) {
    if (*text == ',') {
      if (group > 3 || group == 0 || (commas && group != 3)) return NULL;
      commas = true;
      group = 0;
    } else {
      out[used++] = *text;
      group++;
    }
  }
  if (commas && group != 3) return NULL;
  if (*text == '.') {
    for (text++; is_digit(*text); text++, ++*behind)
      out[used++] = *text;
    if (*behind == 0) return NULL;
  }
  out[used] = '\0';
  return text;
}

/* digits * 10^(scale - behind) as a whole number: 1 done, 0 it is none, -1 too large. */
static int scale_digits(const char *text, int behind, int scale, bool negative, int64_t *out) {
  size_t size = strlen(text);
  int zeros = scale - behind;
  for (; zeros < 0; zeros++)
    if (size == 0 || text[--size] != '0') return 0;
  int64_t number = 0;
  for (size_t i = 0; i < size + (size_t)zeros; i++) {
    int digit = i < size ? text[i] - '0' : 0;
    if (__builtin_mul_overflow(number, 10, &number) ||
        __builtin_sub_overflow(number, digit, &number))
      return -1;
  }
  if (!negative && number == INT64_MIN) return -1;
  *out = negative ? number : -number;
  return 1;
}

static bool skip(const char **at, const char *word) {
  size_t size = strlen(word);
  if (strncmp(*at, word, size) != 0) return false;
  *at += size;
  return true;
}

static bool read_money(const char *text, int scale, Value *value, Fault *why) {
  char number[VALUE_ROOM];
  int behind, unit = 0;
  const char *at = text;
  bool negative = skip(&at, "-");
  if (!skip(&at, "\xC2\xA5")) skip(&at, "人民币");
  if (!negative) negative = skip(&at, "-");
  at = read_decimal(at, number, &behind);
  if (!at) return wrong(why, N_("no amount such as 1234.50 or 1,234.50"));
  if (skip(&at, "万元") || skip(&at, "万"))
    unit = 4;
  else if (skip(&at, "亿元"))
    unit = 8;
  else
    skip(&at, "元");
  if (*at) return wrong(why, N_("no amount such as 1234.50 or 1,234.50"));
  if (unit && scale) return wrong(why, N_("a unit in the cell and another in the header"));
  int done = scale_digits(number, behind, 2 + unit + scale, negative, &value->number);
  if (done == 0) return wrong(why, N_("no whole number of fen (more than two decimals)"));
  return done > 0 || wrong(why, N_("the amount is too large"));
}

static bool in_bounds(const Field *field, const Value *value, Fault *why) {
  if (field->has_min && value->number < field->min)
    return fault_set(why, EXIT_DATA, "E522", "less than %lld", (long long)field->min);
  if (field->has_max && value->number > field->max)
    return fault_set(why, EXIT_DATA, "E522", "more than %lld", (long long)field->max);
  return true;
}

static bool read_count(const char *text, Value *value, Fault *why) {
  static const char *const units[] = {"年度", "年", "人", "户", "天", "日", "岁", "平方米", "㎡"};
  char number[VALUE_ROOM];
  int behind;
  const char *at = text;
  bool negative = skip(&at, "-");
  at = read_decimal(at, number, &behind);
  for (size_t i = 0; at && *at && i < sizeof units / sizeof *units; i++)
    if (strcmp(at, units[i]) == 0) at += strlen(at);
  if (!at || *at) return wrong(why, N_("no whole number"));
  int done = scale_digits(number, behind, 0, negative, &value->number);
  return done > 0 || wrong(why, done ? N_("the number is too large") : N_("no whole number"));
}

/* --- days and flags ------------------------------------------------------------------------------- */

/* A number of up to `most` digits. */
static bool read_part(const char **at, size_t most, int *out) {
  size_t size = digits(*at);
  if (size == 0 || size > most) return false;
  *out = 0;
  for (size_t i = 0; i < size; i++)
    *out = *out * 10 + (*at)[i] - '0';
  *at += size;
  return true;
}

/* Behind the day nothing, or a time: "0:00", "T13:45:12.000". */
static bool read_time(const char *at, Value *value) {
  int part;
  bool nought = true;
  if (!*at) return true;
  if (*at != ' ' && *at != 'T') return false;
  for (int i = 0; i < 3; i++) {
    at++;
    if (!read_part(&at, 2, &part)) return false;
    nought = nought && part == 0;
    if (i == 0 && *at != ':') return false;
    if (*at != ':') break;
  }
  if (*at == '.') at += 1 + digits(at + 1);
  value->timed = !nought;
  return *at == '\0';
}

static bool read_day(const char *text, const Cell *cell, Value *value, Fault *why) {
  static const char form[] = N_("no day such as 2018-07-01, 2018/7/1, 2018年7月1日 or 20180701");
  int year = 0, month = 0, day = 0;
  const char *at = text;
  if (cell->kind == CELL_NUMBER && digits(text) != 8)
    return wrong(why, N_("a number, not a date: format the cells as a date"));
  if (digits(at) == 8) {
    int number;
    read_part(&at, 8, &number);
    year = number / 10000;
    month = number / 100 % 100;
    day = number % 100;
  } else {
    if (digits(at) != 4 || !read_part(&at, 4, &year)) return wrong(why, form);
    bool chinese = skip(&at, "年");
    char mark = *at;
    if (!chinese && mark != '-' && mark != '/' && mark != '.') return wrong(why, form);
    if (!chinese) at++;
    if (!read_part(&at, 2, &month)) return wrong(why, form);
    if (chinese ? !skip(&at, "月") : *at++ != mark) return wrong(why, form);
    if (!read_part(&at, 2, &day)) return wrong(why, form);
    if (chinese && !skip(&at, "日")) return wrong(why, form);
  }
  if (!read_time(at, value)) return wrong(why, form);
  if (!date_valid(year, month, day)) return wrong(why, N_("no day of the calendar"));
  date_format(date_from(year, month, day), value->room);
  value->text = value->room;
  value->size = 10;
  value->timed = value->timed || cell->timed;
  return true;
}

static bool read_flag(const char *text, Value *value, Fault *why) {
  static const char *const words[2][12] = {
      {"0", "否", "无", "×", "✗", "✘", "no", "n", "false", "FALSE", "No", "N"},
      {"1", "是", "有", "√", "✓", "✔", "yes", "y", "true", "TRUE", "Yes", "Y"}};
  for (int truth = 0; truth < 2; truth++)
    for (size_t i = 0; i < 12; i++)
      if (strcmp(text, words[truth][i]) == 0) {
        value->number = truth;
        return true;
      }
  return wrong(why, N_("neither yes nor no (是 or 否, 有 or 无, 1 or 0, √)"));
}

/* The place of a value whose title is the same in ASCII forms: （助理） and (助理). */
static int match_folded(const Enumeration *enumeration, const char *text, size_t size) {
  char wanted[VALUE_ROOM], title[VALUE_ROOM];
  for (size_t i = 0; fold(text, size, wanted) && i < enumeration->count; i++) {
    const char *name = enumeration->values[i].title;
    if (fold(name, strlen(name), title) && strcmp(title, wanted) == 0) return (int)i;
  }
  return -1;
}

static bool read_enum(const Field *field, Value *value, Fault *why) {
  int index = enumeration_match(field->of, value->text, value->size);
  if (index < 0) index = match_folded(field->of, value->text, value->size);
  if (index < 0)
    return fault_set(why, EXIT_DATA, "E522",
                     "no value of “%s”; --map can say what it means (`guize help map`)",
                     field->of->title);
  value->text = field->of->values[index].name;
  value->size = strlen(value->text);
  return true;
}

/* --- ids and texts -------------------------------------------------------------------------------- */

bool value_id_number(const char *text) {
  static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0, day = 0;
  for (int i = 0; i < 17; i++) {
    if (!is_digit(text[i])) return false;
    sum += (text[i] - '0') * weights[i];
    if (i >= 6 && i < 14) day = day * 10 + text[i] - '0';
  }
  return "10X98765432"[sum % 11] == text[17] && date_valid(day / 10000, day / 100 % 100, day % 100);
}

/* Refuses what a spreadsheet has made of a long number; it cannot be known what it was. */
static bool not_ruined(const char *text, const Cell *cell, Fault *why) {
  size_t size = digits(text);
  if (is_scientific(text))
    return wrong(why, N_("shortened by a spreadsheet (4.4E+17): format the column as text and "
                         "enter the number again"));
  if (cell->kind != CELL_NUMBER) return true;
  if (size > SHEET_DIGITS)
    return wrong(why, N_("a number cell keeps 15 digits; the others are lost: format the column as "
                         "text and enter the number again"));
  return text[size] == '\0' || wrong(why, N_("a number with a fraction or sign, not a code"));
}

static bool read_id(const char *text, const Cell *cell, Value *value, Fault *why) {
  if (!not_ruined(text, cell, why)) return false;
  size_t size = digits(text);
  if (size == 0 || text[size]) return wrong(why, N_("no number of digits alone"));
  if (*text == '0') return wrong(why, N_("a number does not begin with 0"));
  return scale_digits(text, 0, 0, false, &value->number) > 0 ||
         wrong(why, N_("the number is too large"));
}

static bool is_number_of_person(const Field *field) {
  return field->personal && strstr(field->name, "number");
}

/* An identity number in ASCII; other certificates are taken as they are. */
static bool check_person_number(char *text, Fault *why) {
  size_t size = strlen(text), leading = digits(text);
  bool number = leading == size || (leading + 1 == size && strchr("xX", text[leading]));
  if (!number) return true;
  if (text[size - 1] == 'x') text[size - 1] = 'X';
  if (size == ID_DIGITS)
    return value_id_number(text) ||
           wrong(why, N_("no identity number: the check digit or the day in it is wrong"));
  return (size != 16 && size != 17 && size != 19) ||
         wrong(why, N_("an identity number has 18 digits; some are missing, or too many"));
}

static bool check_id_number(const Field *field, Value *value, Fault *why) {
  if (check_person_number(value->room, why)) return true;
  if (!field->as_written) return false;
  fault_clear(why);
  return value->doubtful = true;
}

static bool check_text(const Field *field, Value *value, Fault *why) {
  for (size_t i = 0; i < value->size; i++) {
    unsigned char c = (unsigned char)value->text[i];
    if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F)
      return wrong(why, N_("a control character"));
    unsigned char next = i + 1 < value->size ? (unsigned char)value->text[i + 1] : 0;
    value->unnamed = value->unnamed || c == 0xEE || (c == 0xEF && next < 0xA4);
  }
  if (field->personal && memchr(value->text, '*', value->size))
    return wrong(why, N_("masked with stars: export with --reveal what is to be imported again"));
  return true;
}

/* Texts as they stand; codes and numbers of persons in ASCII forms. */
static bool read_text(const Field *field, const Cell *cell, Value *value, Fault *why) {
  bool folded = field->type != FIELD_TEXT || is_number_of_person(field);
  if (cell->kind == CELL_DAY) return wrong(why, N_("a date where a text is due"));
  if (!folded && cell->kind == CELL_NUMBER && value->size > SHEET_DIGITS &&
      !memchr(value->text, '.', value->size))
    return wrong(why, N_("a number cell keeps 15 digits; the others are lost: format the column as "
                         "text and enter the number again"));
  if (folded) {
    if (!fold(value->text, value->size, value->room)) return wrong(why, N_("too long"));
    if (!not_ruined(value->room, cell, why)) return false;
    if (is_number_of_person(field) && !check_id_number(field, value, why)) return false;
    value->text = value->room;
    value->size = strlen(value->room);
  }
  return check_text(field, value, why);
}

/* --- the field ------------------------------------------------------------------------------------ */

bool value_is_whole(const Field *field) {
  while (field->type == FIELD_REF)
    field = field->to->key;
  return field->type == FIELD_ID || field->type == FIELD_MONEY || field->type == FIELD_COUNT ||
         field->type == FIELD_FLAG;
}

static bool read_folded(const Field *field, const Cell *cell, int scale, Value *value, Fault *why) {
  char text[VALUE_ROOM];
  if (!fold(value->text, value->size, text)) return wrong(why, N_("too long"));
  bool day = cell->kind == CELL_DAY;
  if (day && field->type != FIELD_DATE) return wrong(why, N_("a date where none is due"));
  switch (field->type) {
    case FIELD_MONEY: return read_money(text, scale, value, why) && in_bounds(field, value, why);
    case FIELD_COUNT: return read_count(text, value, why) && in_bounds(field, value, why);
    case FIELD_DATE: return read_day(text, cell, value, why);
    case FIELD_FLAG: return read_flag(text, value, why);
    default: return read_id(text, cell, value, why);
  }
}

bool value_read(const Field *field, const Cell *cell, int scale, Value *value, Fault *why) {
  *value = (Value){.text = cell->text, .size = cell->size, .whole = value_is_whole(field)};
  if (cell->kind == CELL_ERROR)
    return wrong(why, N_("an error of the spreadsheet, or a formula that was never computed"));
  trim(&value->text, &value->size);
  value->trimmed = value->size != cell->size;
  if (value->size == 0) return value->null = true;
  const Field *kind = field;
  while (kind->type == FIELD_REF)
    kind = kind->to->key;
  if (cell->kind == CELL_TRUTH && kind->type != FIELD_FLAG)
    return wrong(why, N_("TRUE or FALSE where none is due"));
  if (kind->type == FIELD_ENUM) return read_enum(field, value, why);
  if (kind->type == FIELD_TEXT || kind->type == FIELD_CODE)
    return read_text(field, cell, value, why);
  return read_folded(field->type == FIELD_REF ? kind : field, cell, scale, value, why);
}

bool value_certain(const Value *value, Fault *why) {
  return !value->doubtful ||
         wrong(why, N_("no identity number: digits are missing, or the check digit or the day in "
                       "it is wrong"));
}
