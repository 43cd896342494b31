/* The table of the options of all commands: a row each, with what it does to Options. Most keep their text or raise a
 * flag; those that check something have a function. A newcomer forgets that a row without its bit in a command's set is
 * unknown there. */
#include "cli/option_rows.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/table.h"

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

static bool take_double(Options *o, const char *value, Fault *fault) {
  static const char *const names[] = {"full", "sample", "off"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(value, names[i]) != 0) continue;
    o->double_entry = (DoubleEntry)i;
    return true;
  }
  return bad_value("double-entry", value, "full, sample or off", fault);
}

static bool take_seed(Options *o, const char *value, Fault *fault) {
  return whole("seed", value, 0, INT64_MAX, &o->seed, fault);
}

static bool take_cases(Options *o, const char *value, Fault *fault) {
  return whole("cases", value, 1, 100000000, &o->cases, fault);
}

static bool take_format(Options *o, const char *value, Fault *fault) {
  for (const char *const *name = table_formats; *name; name++) {
    if (strcmp(value, *name) != 0) continue;
    o->format = *name;
    return true;
  }
  return bad_value("format", value, "table, record, csv, tsv, json, jsonl or md", fault);
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

static bool take_lang(Options *o, const char *value, Fault *fault) {
  if (!options_language(value)) return bad_value("lang", value, "zh or en", fault);
  o->lang = value;
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

static bool take_width(Options *o, const char *value, Fault *fault) {
  int64_t width;
  if (!whole("width", value, 20, 1000, &width, fault)) return false;
  o->width = (int)width;
  setenv("GUIZE_WIDTH", value, 1); /* screen_width asks there first */
  return true;
}

static bool take_set(Options *o, const char *value, Fault *fault) {
  const char *equals = strchr(value, '=');
  if (!equals || equals == value || !equals[1])
    return bad_value("set", value, "NAME=VALUE, such as basic.deductible.secondary=400元", fault);
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

static bool take_goal(Options *o, const char *value, Fault *fault) {
  if (o->goal_count == OPTION_MOST_GOALS)
    return fault_set(fault, EXIT_USAGE, "E612", "more than %d goals", OPTION_MOST_GOALS);
  o->goals[o->goal_count++] = value;
  return true;
}

static bool take_since(Options *o, const char *value, Fault *fault) {
  return whole("since", value, 1, INT64_MAX, &o->since, fault);
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

static bool take_encoding(Options *o, const char *value, Fault *fault) {
  o->encoding = value;
  if (strcmp(value, "utf-8") == 0 || strcmp(value, "gb18030") == 0) return true;
  return bad_value("encoding", value, "utf-8 or gb18030", fault);
}

static bool take_mode(Options *o, const char *value, Fault *fault) {
  static const char *const modes[] = {"insert", "update", "replace"};
  for (int i = 0; i < 3; i++)
    if (strcmp(value, modes[i]) == 0) o->mode = modes[i];
  return strcmp(o->mode, value) == 0 ||
         bad_value("mode", value, "insert, update or replace", fault);
}

#define TEXT(field) .text = offsetof(Options, field)
#define FLAG(field) .flag = offsetof(Options, field)

const OptionTaker option_rows[] = {
    {OPTION_DB, "db", "FILE", "the case database (or the variable GUIZE_DB)", TEXT(db)},
    {OPTION_RULES, "rules", "DIR", "the folder of rules (or GUIZE_RULES; default: rules)",
     .take = take_rules},
    {OPTION_YEAR, "year", "YEAR", "the year to settle", .take = take_year},
    {OPTION_COUNTY, "county", "CODE", "only persons insured in this county; may be repeated",
     .take = take_county},
    {OPTION_JOBS, "jobs", "N", "number of workers (default: one for each processor)",
     .take = take_jobs},
    {OPTION_STRICT, "strict", NULL, "stop at the first case that fails, and store nothing",
     FLAG(strict)},
    {OPTION_DOUBLE, "double-entry", "full|sample|off",
     "settle every case, a sample, or none a second time without the compiler (default: full)",
     .take = take_double},
    {OPTION_RESUME, "resume", NULL, "go on with the newest run that was interrupted", FLAG(resume)},
    {OPTION_SEED, "seed", "N", "number that the invented data follow from (default: 1)",
     .take = take_seed},
    {OPTION_CASES, "cases", "N", "number of cases to invent (default: 200000)", .take = take_cases},
    {OPTION_JIT, "no-jit", NULL, "evaluate without LuaJIT's compiler", FLAG(no_jit)},
    {OPTION_KEEP_GOING, "keep-going", NULL, "store cases with unusable data as failed, and go on",
     FLAG(keep_going)},
    {OPTION_FORMAT, "format", "FORMAT",
     "table, record, csv, tsv, json, jsonl or md (default: table)", .take = take_format},
    {OPTION_QUIET, "quiet", NULL, "no progress, no summary", FLAG(quiet)},
    {OPTION_ROUNDS, "rounds", "N", "how often (default: 5)", .take = take_rounds},
    {OPTION_WITH, "with", "targets|marks|variants|changes",
     "with targets and flags; with marks of assumed values; variants of --set, sums alone; with "
     "who "
     "gains and loses by them",
     .take = take_with},
    {OPTION_ON, "on", "DAY", "the day whose values count, such as 2018-06-30", .take = take_on},
    {OPTION_LANG, "lang", "zh|en", "language of the messages (default: by the locale)",
     .take = take_lang},
    {OPTION_OUTPUT, "output", "FILE", "write there instead of to the screen", TEXT(output)},
    {OPTION_RUN, "run", "N", "number of a stored run", .take = take_run},
    {OPTION_JSON, "json", NULL, "the same as --format json", .take = take_json},
    {OPTION_DEPTH, "depth", "N", "show so many levels of the tree (default: all)",
     .take = take_depth},
    {OPTION_HTML, "html", NULL, "a page to print", FLAG(html)},
    {OPTION_TEXT, "text", NULL, "a plain text to print", FLAG(text)},
    {OPTION_REVEAL, "reveal", NULL, "show names and ID numbers unmasked", FLAG(reveal)},
    {OPTION_COVERAGE, "coverage", NULL, "name what the tests never exercise", FLAG(coverage)},
    {OPTION_SUGGEST, "suggest", NULL, "write tests at the bounds that no test reaches",
     FLAG(suggest)},
    {OPTION_EXCEL, "excel", NULL,
     "CSV as spreadsheets want it: marked as UTF-8, identifiers stay text", FLAG(excel)},
    {OPTION_WIDTH, "width", "N", "columns of the screen (default: ask the terminal)",
     .take = take_width},
    {OPTION_EVAL, "eval", "TEXT", "evaluate one line instead of reading a prompt", TEXT(eval)},
    {OPTION_AGAINST, "against", "RULES|RUN", "the other side of a comparison", TEXT(against)},
    {OPTION_SET, "set", "NAME=VALUE", N_("a value to try, such as basic.ratio.secondary=85%"),
     .take = take_set},
    {OPTION_SCENARIO, "scenario", "FILE", N_("a scenario to try; FILE+FILE lays several over it"),
     .take = take_scenario},
    {OPTION_BASELINE, "baseline", "FILE", N_("scenarios that lie over the rules on every side"),
     TEXT(baseline)},
    {OPTION_BY, "by", "GROUP",
     N_("county, level, identity, kind, place, referral, sex, age, month, hospital or tier; two "
        "with a "
        "comma are crossed"),
     TEXT(by)},
    {OPTION_GOAL, "goal", "TARGET[=VALUE]",
     N_("a target to meet, such as actual_reimbursement=90%; may be repeated"), .take = take_goal},
    {OPTION_BUDGET, "budget", "[LAYER=]AMOUNT",
     N_("what may be spent in all, such as 5000万元; +200万元 is more than now"), TEXT(budget)},
    {OPTION_MAX_CHANGE, "max-change", "SHARE|AMOUNT",
     N_("the most that may change: a share of the cases (5%), or yuan of a case (500元)"),
     TEXT(max_change)},
    {OPTION_SINCE, "since", "RUN",
     N_("settle only what has changed since that run; the rest is taken from it"),
     .take = take_since},
    {OPTION_RECORD, "record", NULL, N_("keep the result in the database"), FLAG(record)},
    {OPTION_UPTO, "upto", "AMOUNT", N_("the largest bill, such as 200000元"), TEXT(upto)},
    {OPTION_STEP, "step", "AMOUNT", N_("from one bill to the next, such as 1000元"), TEXT(step)},
    {OPTION_CASE, "case", "FIELD=VALUE",
     N_("a field of the case, such as hospital_level=tertiary; may be repeated"),
     .take = take_case},
    {OPTION_ENTITY, "entity", "ENTITY", N_("what the rows are, such as person or 人员"),
     TEXT(entity)},
    {OPTION_FLAG, "flag", "FLAG", N_("the rows of this flag, such as not_contracted"), TEXT(flag)},
    {OPTION_MAP, "map", "FILE", N_("what other headers and words mean (`guize help map`)"),
     TEXT(map)},
    {OPTION_ENCODING, "encoding", "utf-8|gb18030",
     N_("the encoding of a CSV file (default: found out, or asked for)"), .take = take_encoding},
    {OPTION_DRY_RUN, "dry-run", NULL, N_("do everything but store it"), FLAG(dry_run)},
    {OPTION_MODE, "mode", "insert|update|replace",
     N_("add new rows; change rows that are there; both (default: insert)"), .take = take_mode},
    {OPTION_GOOD_ROWS, "good-rows", NULL, N_("import the good rows although others are refused"),
     FLAG(good_rows)},
    {OPTION_APPLY, "apply", "FILE", N_("a worksheet that came back corrected"), TEXT(apply)},
    {OPTION_REASON, "reason", "TEXT", N_("why, for the history"), TEXT(reason)},
    {OPTION_TARGET, "target", "TARGET",
     N_("one target, by name or title: its groups, and the rows that keep it back"), TEXT(target)},
    {OPTION_YES, "yes", NULL, "answer every question with yes", FLAG(yes)},
    {OPTION_VERBOSE, "verbose", NULL, "say more", FLAG(verbose)},
};

const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
