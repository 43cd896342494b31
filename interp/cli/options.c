/* Reads the options of a command; which there are stands in option_rows.c. */
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/option_rows.h"

/* The choices of table_formats, which are too many for a line of help. */
#define FORMATS "table|record|csv|tsv|json|jsonl|md"

bool options_language(const char *value) {
  return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0;
}

static bool unknown(const char *name, size_t size, OptionSet known, Fault *fault) {
  const char **names = memory_new((option_row_count + 1) * sizeof *names);
  size_t count = 0;
  for (size_t i = 0; i < option_row_count; i++)
    if (option_rows[i].bit & known) names[count++] = option_rows[i].name;
  names[count++] = "help";
  char typed[64];
  snprintf(typed, sizeof typed, "%.*s", (int)size, name);
  fault_set(fault, EXIT_USAGE, "E610", "there is no option --%s here", typed);
  Buffer near = {0};
  if (text_near(typed, names, count, &near))
    fault_hint(fault, "did you mean --%s?", near.data);
  else
    fault_hint(fault, "`guize help COMMAND` lists the options of a command");
  buffer_free(&near);
  free(names);
  return false;
}

static const OptionTaker *find(const char *name, size_t size, OptionSet known) {
  for (size_t i = 0; i < option_row_count; i++) {
    const OptionTaker *row = &option_rows[i];
    if ((row->bit & known) && strlen(row->name) == size && memcmp(row->name, name, size) == 0)
      return row;
  }
  return NULL;
}

static bool take(const OptionTaker *row, Options *o, const char *value, Fault *fault) {
  if (row->take) return row->take(o, value, fault);
  if (row->value)
    memcpy((char *)o + row->text, &value, sizeof value);
  else
    memcpy((char *)o + row->flag, &(bool){true}, sizeof(bool));
  return true;
}

/* One word that begins with "--"; `*i` moves on when the value is the next word. */
static bool read_option(Options *o, int argc, char **argv, int *i, OptionSet known, Fault *fault) {
  const char *name = argv[*i] + 2, *equals = strchr(name, '=');
  size_t size = equals ? (size_t)(equals - name) : strlen(name);
  if (size == 4 && memcmp(name, "help", 4) == 0) return o->help = true;
  const OptionTaker *row = find(name, size, known);
  if (!row) return unknown(name, size, known, fault);
  if (!row->value) {
    if (equals) return fault_set(fault, EXIT_USAGE, "E611", "--%s takes no value", row->name);
    return take(row, o, NULL, fault);
  }
  const char *value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
  if (!value) return fault_set(fault, EXIT_USAGE, "E611", "--%s needs %s", row->name, row->value);
  return take(row, o, value, fault);
}

OptionSet options_known(OptionSet named) {
  if (named & OPTION_FORMAT) named |= OPTION_JSON | OPTION_EXCEL | OPTION_WIDTH;
  return named | OPTION_LANG;
}

static int processors(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > 64 ? 64 : (int)count;
}

/* --excel is a kind of CSV; with another --format it would be lost in silence. */
static bool excel_format(Options *o, Fault *fault) {
  if (strcmp(o->format, "table") != 0 && strcmp(o->format, "csv") != 0)
    return fault_set(fault, EXIT_USAGE, "E620", "--excel writes CSV, not %s", o->format);
  o->format = "excel";
  return true;
}

bool options_read(Options *o, int argc, char **argv, OptionSet known, Fault *fault) {
  const char *db = getenv("GUIZE_DB"), *folder = getenv("GUIZE_RULES");
  *o = (Options){.db = db && *db ? db : NULL,
                 .rules = folder && *folder ? folder : "rules",
                 .rules_named = folder && *folder,
                 .jobs = processors(),
                 .seed = 1,
                 .cases = 200000,
                 .rounds = 5,
                 .format = "table",
                 .mode = "insert"};
  bool words_only = false;
  known = options_known(known);
  for (int i = 0; i < argc; i++) {
    if (!words_only && strcmp(argv[i], "--") == 0) {
      words_only = true;
    } else if (!words_only && strcmp(argv[i], "-h") == 0) {
      o->help = true;
    } else if (!words_only && strcmp(argv[i], "-o") == 0 && (known & OPTION_OUTPUT)) {
      if (i + 1 == argc) return fault_set(fault, EXIT_USAGE, "E611", "-o needs FILE");
      o->output = argv[++i];
    } else if (!words_only && strncmp(argv[i], "--", 2) == 0) {
      if (!read_option(o, argc, argv, &i, known, fault)) return false;
    } else if (!words_only && argv[i][0] == '-' && argv[i][1]) {
      return fault_set(fault, EXIT_USAGE, "E610",
                       "there is no option %s here; options are written --name", argv[i]);
    } else if (o->word_count == OPTION_MOST_WORDS) {
      return fault_set(fault, EXIT_USAGE, "E611", "too many words");
    } else {
      o->words[o->word_count++] = argv[i];
    }
  }
  return !o->excel || excel_format(o, fault);
}

bool option_at(size_t i, OptionRow *row) {
  if (i >= option_row_count) return false;
  const char *value = option_rows[i].bit == OPTION_FORMAT ? FORMATS : option_rows[i].value;
  *row = (OptionRow){option_rows[i].bit, option_rows[i].name, value, option_rows[i].help};
  return true;
}

void options_help(OptionSet known) {
  known = options_known(known);
  for (size_t i = 0; i < option_row_count; i++) {
    if (!(option_rows[i].bit & known)) continue;
    char left[48];
    snprintf(left, sizeof left, "--%s%s%s", option_rows[i].name, option_rows[i].value ? " " : "",
             option_rows[i].value ? option_rows[i].value : "");
    printf("  %-32s %s\n", left, _(option_rows[i].help));
  }
}
