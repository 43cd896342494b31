/* The options of all commands: one row each. */
#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/table.h"

typedef struct Row {
  OptionSet bit;
  const char *name;
  const char *value; /* what it takes; NULL: nothing */
  const char *help;
  bool (*take)(Options *options, const char *value, Fault *fault);
} Row;

static bool bad_value(const char *name, const char *value, const char *wanted, Fault *fault) {
  return fault_set(fault, EXIT_USAGE, "E612", "--%s takes %s, not “%s”", name, wanted, value);
}

static bool whole(const char *name, const char *text, int64_t least, int64_t most, int64_t *out,
                  Fault *fault) {
  char *end;
  long long n = strtoll(text, &end, 10);
  char wanted[80];
  snprintf(wanted, sizeof wanted, N_("a whole number from %lld to %lld"), (long long)least,
           (long long)most);
  if (end == text || *end || n < least || n > most) return bad_value(name, text, wanted, fault);
  *out = n;
  return true;
}

static bool take_db(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->db = value;
  return true;
}

static bool take_rules(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->rules = value;
  return o->rules_named = true;
}

static bool take_year(Options *o, const char *value, Fault *fault) {
  int64_t year;
  if (!whole("year", value, 1990, 2099, &year, fault)) return false;
  o->year = (int)year;
  return true;
}

static bool bad_county(const char *value, Fault *fault) {
  bad_value("county", value, "a division code of six digits", fault);
  fault_hint(fault, "`guize completion counties` lists them");
  return false;
}

static bool take_county(Options *o, const char *value, Fault *fault) {
  for (const char *p = value; *p; p++)
    if (*p < '0' || *p > '9') return bad_county(value, fault);
  if (strlen(value) != 6) return bad_county(value, fault);
  if (o->county_count == OPTION_MOST_COUNTIES)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d counties", OPTION_MOST_COUNTIES);
  for (int i = 0; i < o->county_count; i++)
    if (strcmp(o->counties[i], value) == 0) return true;
  o->counties[o->county_count++] = value;
  return true;
}

static bool take_jobs(Options *o, const char *value, Fault *fault) {
  int64_t jobs;
  if (!whole("jobs", value, 1, 64, &jobs, fault)) return false;
  o->jobs = (int)jobs;
  return true;
}

static bool take_strict(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->strict = true;
}

static bool take_double(Options *o, const char *value, Fault *fault) {
  static const char *const names[] = {"full", "sample", "off"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(value, names[i]) != 0) continue;
    o->double_entry = (DoubleEntry)i;
    return true;
  }
  return bad_value("double-entry", value, "full, sample or off", fault);
}

static bool take_resume(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->resume = true;
}

static bool take_seed(Options *o, const char *value, Fault *fault) {
  return whole("seed", value, 0, INT64_MAX, &o->seed, fault);
}

static bool take_cases(Options *o, const char *value, Fault *fault) {
  return whole("cases", value, 1, 100000000, &o->cases, fault);
}

static bool take_no_jit(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->no_jit = true;
}

static bool take_keep_going(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->keep_going = true;
}

static bool take_format(Options *o, const char *value, Fault *fault) {
  for (const char *const *name = table_formats; *name; name++) {
    if (strcmp(value, *name) != 0) continue;
    o->format = *name;
    return true;
  }
  return bad_value("format", value, "table, record, csv, tsv, json, jsonl or md", fault);
}

static bool take_quiet(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->quiet = true;
}

static bool take_verbose(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->verbose = true;
}

static bool take_rounds(Options *o, const char *value, Fault *fault) {
  return whole("rounds", value, 1, 128, &o->rounds, fault);
}

static bool take_with(Options *o, const char *value, Fault *fault) {
  if (strcmp(value, "targets") == 0) return o->with_targets = true;
  if (strcmp(value, "marks") == 0) return o->with_marks = true;
  if (strcmp(value, "variants") == 0) return o->with_variants = true;
  if (strcmp(value, "changes") == 0) return o->with_variants = o->with_changes = true;
  return bad_value("with", value, "targets, marks, variants or changes", fault);
}

static bool take_on(Options *o, const char *value, Fault *fault) {
  int32_t day;
  if (!date_parse(value, strlen(value), &day))
    return bad_value("on", value, "a day such as 2018-06-30", fault);
  o->on = value;
  return true;
}

bool options_language(const char *value) {
  return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0;
}

static bool take_lang(Options *o, const char *value, Fault *fault) {
  if (!options_language(value)) return bad_value("lang", value, "zh or en", fault);
  o->lang = value;
  return true;
}

static bool take_output(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->output = value;
  return true;
}

static bool take_run(Options *o, const char *value, Fault *fault) {
  return whole("run", value, 1, INT64_MAX, &o->run, fault);
}

static bool take_json(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  o->format = "json";
  return true;
}

static bool take_depth(Options *o, const char *value, Fault *fault) {
  int64_t depth;
  if (!whole("depth", value, 1, 100, &depth, fault)) return false;
  o->depth = (int)depth;
  return true;
}

static bool take_html(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->html = true;
}

static bool take_text(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->text = true;
}

static bool take_reveal(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->reveal = true;
}

static bool take_coverage(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->coverage = true;
}

static bool take_suggest(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->suggest = true;
}

static bool take_excel(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->excel = true;
}

static bool take_width(Options *o, const char *value, Fault *fault) {
  int64_t width;
  if (!whole("width", value, 20, 1000, &width, fault)) return false;
  o->width = (int)width;
  setenv("GUIZE_WIDTH", value, 1); /* screen_width asks there first */
  return true;
}

static bool take_eval(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->eval = value;
  return true;
}

static bool take_against(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->against = value;
  return true;
}

static bool take_set(Options *o, const char *value, Fault *fault) {
  const char *equals = strchr(value, '=');
  if (!equals || equals == value || !equals[1])
    return bad_value("set", value, "NAME=VALUE, such as basic.ratio.secondary=85%", fault);
  if (o->set_count == OPTION_MOST_SETS)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d values", OPTION_MOST_SETS);
  o->sets[o->set_count++] = value;
  return true;
}

static bool take_scenario(Options *o, const char *value, Fault *fault) {
  if (o->scenario_count == OPTION_MOST_SCENARIOS)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d scenarios", OPTION_MOST_SCENARIOS);
  o->scenarios[o->scenario_count++] = value;
  return true;
}

static bool take_baseline(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->baseline = value;
  return true;
}

static bool take_by(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->by = value;
  return true;
}

static bool take_goal(Options *o, const char *value, Fault *fault) {
  if (o->goal_count == OPTION_MOST_GOALS)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d goals", OPTION_MOST_GOALS);
  o->goals[o->goal_count++] = value;
  return true;
}

static bool take_budget(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->budget = value;
  return true;
}

static bool take_max_change(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->max_change = value;
  return true;
}

static bool take_since(Options *o, const char *value, Fault *fault) {
  return whole("since", value, 1, INT64_MAX, &o->since, fault);
}

static bool take_record(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->record = true;
}

static bool take_upto(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->upto = value;
  return true;
}

static bool take_step(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->step = value;
  return true;
}

static bool take_case(Options *o, const char *value, Fault *fault) {
  const char *equals = strchr(value, '=');
  if (!equals || equals == value)
    return bad_value("case", value, "FIELD=VALUE, such as hospital_level=tertiary", fault);
  if (o->field_count == OPTION_MOST_FIELDS)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d fields", OPTION_MOST_FIELDS);
  o->fields[o->field_count++] = value;
  return true;
}

static bool take_entity(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->entity = value;
  return true;
}

static bool take_flag(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->flag = value;
  return true;
}

static bool take_map(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->map = value;
  return true;
}

static bool take_encoding(Options *o, const char *value, Fault *fault) {
  o->encoding = value;
  if (strcmp(value, "utf-8") == 0 || strcmp(value, "gb18030") == 0) return true;
  return bad_value("encoding", value, "utf-8 or gb18030", fault);
}

static bool take_dry_run(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->dry_run = true;
}

static bool take_mode(Options *o, const char *value, Fault *fault) {
  static const char *const modes[] = {"insert", "update", "replace"};
  for (int i = 0; i < 3; i++)
    if (strcmp(value, modes[i]) == 0) o->mode = modes[i];
  return strcmp(o->mode, value) == 0 ||
         bad_value("mode", value, "insert, update or replace", fault);
}

static bool take_good_rows(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->good_rows = true;
}

static bool take_apply(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->apply = value;
  return true;
}

static bool take_reason(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->reason = value;
  return true;
}

static bool take_target(Options *o, const char *value, Fault *fault) {
  (void)fault;
  o->target = value;
  return true;
}

static bool take_yes(Options *o, const char *value, Fault *fault) {
  (void)value, (void)fault;
  return o->yes = true;
}

static const Row rows[] = {
    {OPTION_DB, "db", "FILE", "the case database (or the variable GUIZE_DB)", take_db},
    {OPTION_RULES, "rules", "DIR", "the folder of rules (or GUIZE_RULES; default: rules)",
     take_rules},
    {OPTION_YEAR, "year", "YEAR", "the year to settle", take_year},
    {OPTION_COUNTY, "county", "CODE", "only persons insured in this county; may be repeated",
     take_county},
    {OPTION_JOBS, "jobs", "N", "number of workers (default: one for each processor)", take_jobs},
    {OPTION_STRICT, "strict", NULL, "stop at the first case that fails, and store nothing",
     take_strict},
    {OPTION_DOUBLE, "double-entry", "full|sample|off",
     "settle every case, a sample, or none a second time without the compiler (default: full)",
     take_double},
    {OPTION_RESUME, "resume", NULL, "go on with the newest run that was interrupted", take_resume},
    {OPTION_SEED, "seed", "N", "number that the invented data follow from (default: 1)", take_seed},
    {OPTION_CASES, "cases", "N", "number of cases to invent (default: 200000)", take_cases},
    {OPTION_JIT, "no-jit", NULL, "evaluate without LuaJIT's compiler", take_no_jit},
    {OPTION_KEEP_GOING, "keep-going", NULL, "store cases with unusable data as failed, and go on",
     take_keep_going},
    {OPTION_FORMAT, "format", "FORMAT",
     "table, record, csv, tsv, json, jsonl or md (default: table)", take_format},
    {OPTION_QUIET, "quiet", NULL, "no progress, no summary", take_quiet},
    {OPTION_ROUNDS, "rounds", "N", "how often (default: 5)", take_rounds},
    {OPTION_WITH, "with", "targets|marks|variants|changes",
     "with targets and flags; with marks of assumed values; variants of --set, sums alone; with "
     "who "
     "gains and loses by them",
     take_with},
    {OPTION_ON, "on", "DAY", "the day whose values count, such as 2018-06-30", take_on},
    {OPTION_LANG, "lang", "zh|en", "language of the messages (default: by the locale)", take_lang},
    {OPTION_OUTPUT, "output", "FILE", "write there instead of to the screen", take_output},
    {OPTION_RUN, "run", "N", "number of a stored run", take_run},
    {OPTION_JSON, "json", NULL, "the same as --format json", take_json},
    {OPTION_DEPTH, "depth", "N", "show so many levels of the tree (default: all)", take_depth},
    {OPTION_HTML, "html", NULL, "a page to print", take_html},
    {OPTION_TEXT, "text", NULL, "a plain text to print", take_text},
    {OPTION_REVEAL, "reveal", NULL, "show names and ID numbers unmasked", take_reveal},
    {OPTION_COVERAGE, "coverage", NULL, "name what the tests never exercise", take_coverage},
    {OPTION_SUGGEST, "suggest", NULL, "write tests at the bounds that no test reaches",
     take_suggest},
    {OPTION_EXCEL, "excel", NULL,
     "CSV as spreadsheets want it: marked as UTF-8, identifiers stay text", take_excel},
    {OPTION_WIDTH, "width", "N", "columns of the screen (default: ask the terminal)", take_width},
    {OPTION_EVAL, "eval", "TEXT", "evaluate one line instead of reading a prompt", take_eval},
    {OPTION_AGAINST, "against", "RULES|RUN", "the other side of a comparison", take_against},
    {OPTION_SET, "set", "NAME=VALUE", N_("a value to try, such as basic.ratio.secondary=85%"),
     take_set},
    {OPTION_SCENARIO, "scenario", "FILE", N_("a scenario to try; FILE+FILE lays several over it"),
     take_scenario},
    {OPTION_BASELINE, "baseline", "FILE", N_("scenarios that lie over the rules on every side"),
     take_baseline},
    {OPTION_BY, "by", "GROUP",
     N_("county, level, identity, kind, place, referral, sex, age, month, hospital or tier; two "
        "with a "
        "comma are crossed"),
     take_by},
    {OPTION_GOAL, "goal", "TARGET[=VALUE]",
     N_("a target to meet, such as actual_reimbursement=90%; may be repeated"), take_goal},
    {OPTION_BUDGET, "budget", "[LAYER=]AMOUNT",
     N_("what may be spent in all, such as 5000万元; +200万元 is more than now"), take_budget},
    {OPTION_MAX_CHANGE, "max-change", "SHARE|AMOUNT",
     N_("the most that may change: a share of the cases (5%), or yuan of a case (500元)"),
     take_max_change},
    {OPTION_SINCE, "since", "RUN",
     N_("settle only what has changed since that run; the rest is taken from it"), take_since},
    {OPTION_RECORD, "record", NULL, N_("keep the result in the database"), take_record},
    {OPTION_UPTO, "upto", "AMOUNT", N_("the largest bill, such as 200000元"), take_upto},
    {OPTION_STEP, "step", "AMOUNT", N_("from one bill to the next, such as 1000元"), take_step},
    {OPTION_CASE, "case", "FIELD=VALUE",
     N_("a field of the case, such as hospital_level=tertiary; may be repeated"), take_case},
    {OPTION_ENTITY, "entity", "ENTITY", N_("what the rows are, such as person or 人员"),
     take_entity},
    {OPTION_FLAG, "flag", "FLAG", N_("the rows of this flag, such as not_contracted"), take_flag},
    {OPTION_MAP, "map", "FILE", N_("what other headers and words mean (`guize help map`)"),
     take_map},
    {OPTION_ENCODING, "encoding", "utf-8|gb18030",
     N_("the encoding of a CSV file (default: found out, or asked for)"), take_encoding},
    {OPTION_DRY_RUN, "dry-run", NULL, N_("do everything but store it"), take_dry_run},
    {OPTION_MODE, "mode", "insert|update|replace",
     N_("add new rows; change rows that are there; both (default: insert)"), take_mode},
    {OPTION_GOOD_ROWS, "good-rows", NULL, N_("import the good rows although others are refused"),
     take_good_rows},
    {OPTION_APPLY, "apply", "FILE", N_("a worksheet that came back corrected"), take_apply},
    {OPTION_REASON, "reason", "TEXT", N_("why, for the history"), take_reason},
    {OPTION_TARGET, "target", "TARGET",
     N_("one target, by name or title: its groups, and the rows that keep it back"), take_target},
    {OPTION_YES, "yes", NULL, "answer every question with yes", take_yes},
    {OPTION_VERBOSE, "verbose", NULL, "say more", take_verbose},
};

/* The choices of table_formats, which are too many for a line of help. */
#define FORMATS "table|record|csv|tsv|json|jsonl|md"

enum { ROW_COUNT = sizeof rows / sizeof *rows };

static bool unknown(const char *name, size_t size, OptionSet known, Fault *fault) {
  const char *names[ROW_COUNT + 1];
  size_t count = 0;
  for (size_t i = 0; i < ROW_COUNT; i++)
    if (rows[i].bit & known) names[count++] = rows[i].name;
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
  return false;
}

static const Row *find(const char *name, size_t size, OptionSet known) {
  for (size_t i = 0; i < ROW_COUNT; i++) {
    const Row *row = &rows[i];
    if ((row->bit & known) && strlen(row->name) == size && memcmp(row->name, name, size) == 0)
      return row;
  }
  return NULL;
}

/* One word that begins with "--"; `*i` moves on when the value is the next word. */
static bool read_option(Options *o, int argc, char **argv, int *i, OptionSet known, Fault *fault) {
  const char *name = argv[*i] + 2, *equals = strchr(name, '=');
  size_t size = equals ? (size_t)(equals - name) : strlen(name);
  if (size == 4 && memcmp(name, "help", 4) == 0) return o->help = true;
  const Row *row = find(name, size, known);
  if (!row) return unknown(name, size, known, fault);
  if (!row->value) {
    if (equals) return fault_set(fault, EXIT_USAGE, "E611", "--%s takes no value", row->name);
    return row->take(o, NULL, fault);
  }
  const char *value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
  if (!value) return fault_set(fault, EXIT_USAGE, "E611", "--%s needs %s", row->name, row->value);
  return row->take(o, value, fault);
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
  if (i >= ROW_COUNT) return false;
  const char *value = rows[i].bit == OPTION_FORMAT ? FORMATS : rows[i].value;
  *row = (OptionRow){rows[i].bit, rows[i].name, value, rows[i].help};
  return true;
}

void options_help(OptionSet known) {
  known = options_known(known);
  for (size_t i = 0; i < ROW_COUNT; i++) {
    if (!(rows[i].bit & known)) continue;
    char left[48];
    snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].value ? " " : "",
             rows[i].value ? rows[i].value : "");
    printf("  %-32s %s\n", left, _(rows[i].help));
  }
}
