/* cli/options: what may be typed, and what is said of what may not. */
#include "unit.h"

#include "base/buffer.h"
#include "cli/options.h"
#include "cli/table.h"

static const OptionSet ALL = ~UINT64_C(0);

/* Reads words that stand in one text with blanks between. */
static bool read_words(Options *options, const char *text, OptionSet known, Fault *fault) {
  static char copy[4096];
  static char *words[512];
  int count = 0;
  char *rest = copy;
  snprintf(copy, sizeof copy, "%s", text);
  for (char *word; (word = strtok_r(rest, " ", &rest));)
    words[count++] = word;
  return options_read(options, count, words, known, fault);
}

static Options taken(const char *text) {
  Options options;
  Fault fault = {0};
  if (!read_words(&options, text, ALL, &fault)) fail_msg("'%s': %s", text, fault.message);
  assert_no_fault(&fault);
  return options;
}

static Fault refused(const char *text, OptionSet known, const char *code, const char *words) {
  Options options;
  Fault fault = {0};
  if (read_words(&options, text, known, &fault)) fail_msg("taken: '%s'", text);
  assert_fault(&fault, EXIT_USAGE, code);
  if (!strstr(fault.message, words)) fail_msg("'%s' not in '%s'", words, fault.message);
  return fault;
}

static void what_is_not_typed_has_a_default(void **state) {
  (void)state;
  unsetenv("GUIZE_DB");
  unsetenv("GUIZE_RULES");
  Options options = taken("");
  assert_null(options.db);
  assert_string_equal(options.rules, "rules");
  assert_string_equal(options.format, "table");
  assert_int_equal(options.year, 0);
  assert_int_equal(options.seed, 1);
  assert_int_equal(options.cases, 200000);
  assert_int_equal(options.rounds, 5);
  assert_int_equal(options.double_entry, DOUBLE_FULL);
  assert_in_range(options.jobs, 1, 64);
  assert_false(options.strict || options.resume || options.no_jit || options.help ||
               options.keep_going || options.quiet || options.verbose);
  assert_int_equal(options.county_count + options.word_count, 0);
}

static void the_environment_stands_behind_what_is_typed(void **state) {
  (void)state;
  setenv("GUIZE_DB", "env.db", 1);
  setenv("GUIZE_RULES", "", 1);
  assert_string_equal(taken("").db, "env.db");
  assert_string_equal(taken("--db typed.db").db, "typed.db");
  assert_string_equal(taken("").rules, "rules"); /* an empty one is none */
  setenv("GUIZE_DB", "", 1);
  assert_null(taken("").db);
  unsetenv("GUIZE_DB");
  unsetenv("GUIZE_RULES");
}

static void named_rules_are_told_from_the_default(void **state) {
  (void)state;
  unsetenv("GUIZE_RULES");
  assert_false(taken("").rules_named);
  assert_true(taken("--rules rules").rules_named);
  setenv("GUIZE_RULES", "", 1);
  assert_false(taken("").rules_named);
  setenv("GUIZE_RULES", "mine", 1);
  assert_true(taken("").rules_named);
  unsetenv("GUIZE_RULES");
}

/* The choices of a format are listed whole, for completion. */
static void formats_are_listed(void **state) {
  (void)state;
  OptionRow row = {0};
  for (size_t i = 0; option_at(i, &row) && row.bit != OPTION_FORMAT; i++) {
  }
  Buffer list = {0};
  for (const char *const *name = table_formats; *name; name++)
    buffer_format(&list, "%s%s", name == table_formats ? "" : "|", *name);
  assert_string_equal(row.value, list.data);
  buffer_free(&list);
}

static void the_rows_can_be_listed(void **state) {
  (void)state;
  OptionRow row;
  OptionSet seen = 0;
  size_t count = 0;
  for (; option_at(count, &row); count++) {
    assert_true(row.bit && !(seen & row.bit));
    assert_true(*row.name && *row.help);
    seen |= row.bit;
  }
  assert_true(count > 15 && (seen & OPTION_DB) && (seen & OPTION_VERBOSE));
  assert_false(option_at(count + 1, &row));
}

static void values_follow_or_stand_behind_equals(void **state) {
  (void)state;
  Options options = taken("--db=a=b.db --year 2018 --jobs=3 --double-entry sample --format csv "
                          "--seed 0 --cases=100000000 --rounds 32 --with targets --with=marks "
                          "--strict --resume --no-jit --keep-going --quiet --verbose one two");
  assert_string_equal(options.db, "a=b.db");
  assert_int_equal(options.year, 2018);
  assert_int_equal(options.jobs, 3);
  assert_int_equal(options.double_entry, DOUBLE_SAMPLE);
  assert_string_equal(options.format, "csv");
  assert_int_equal(options.seed, 0);
  assert_int_equal(options.cases, 100000000);
  assert_int_equal(options.rounds, 32);
  assert_true(options.with_targets && options.with_marks && options.strict && options.resume &&
              options.no_jit && options.keep_going && options.quiet && options.verbose);
  assert_int_equal(options.word_count, 2);
  assert_string_equal(options.words[1], "two");
  assert_int_equal(taken("--double-entry=off").double_entry, DOUBLE_OFF);
}

static void words_and_options_may_be_mixed(void **state) {
  (void)state;
  Options options = taken("a --quiet b - -- --quiet -x --");
  assert_true(options.quiet);
  assert_int_equal(options.word_count, 6);
  static const char *const words[] = {"a", "b", "-", "--quiet", "-x", "--"};
  for (int i = 0; i < 6; i++)
    assert_string_equal(options.words[i], words[i]);
  assert_true(taken("--help").help && taken("-h").help);
  assert_false(taken("-- -h").help);
}

static void a_repeated_county_counts_once(void **state) {
  (void)state;
  Options options = taken("--county 532601 --county=532625 --county 532601");
  assert_int_equal(options.county_count, 2);
  assert_string_equal(options.counties[0], "532601");
  assert_string_equal(options.counties[1], "532625");
}

static void counties_are_codes_of_six_digits(void **state) {
  (void)state;
  refused("--county 53260", ALL, "E612", "“53260”");
  refused("--county 5326011", ALL, "E612", "six digits");
  refused("--county 53260x", ALL, "E612", "six digits");
  refused("--county ５３２６０１", ALL, "E612", "six digits");
  refused("--county=", ALL, "E612", "six digits");
  char text[2048] = "";
  for (int i = 0; i < OPTION_MOST_COUNTIES; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "--county %06d ", 100000 + i);
  assert_int_equal(taken(text).county_count, OPTION_MOST_COUNTIES);
  strcat(text, "--county 999999");
  refused(text, ALL, "E612", "64");
}

static void mistyped_names_are_answered_with_the_nearest(void **state) {
  (void)state;
  Fault fault = refused("--yaer 2018", ALL, "E610", "--yaer");
  assert_string_equal(fault.hint, "did you mean --year?");
  fault = refused("--conty=532601", ALL, "E610", "--conty");
  assert_string_equal(fault.hint, "did you mean --county?");
  fault = refused("--Year 2018", ALL, "E610", "--Year");
  assert_string_equal(fault.hint, "did you mean --year?");
  fault = refused("--keepgoing", ALL, "E610", "--keepgoing");
  assert_string_equal(fault.hint, "did you mean --keep-going?");
  fault = refused("--hlep", ALL, "E610", "--hlep");
  assert_string_equal(fault.hint, "did you mean --help?");
  fault = refused("--something-else", ALL, "E610", "--something-else");
  assert_string_equal(fault.hint, "`guize help COMMAND` lists the options of a command");
  refused("--ye 2018", ALL, "E610", "--ye"); /* no abbreviations */
  refused("--=x", ALL, "E610", "--");
  refused("-y", ALL, "E610", "--name");
}

static void what_a_command_does_not_know_is_refused(void **state) {
  (void)state;
  Fault fault = refused("--county 532601", OPTION_YEAR | OPTION_DB, "E610", "--county");
  assert_string_equal(fault.hint, "`guize help COMMAND` lists the options of a command");
  fault = refused("--yaer 1", OPTION_DB, "E610", "--yaer");
  assert_null(strstr(fault.hint, "--year")); /* not what is known elsewhere */
  Options options;
  Fault none = {0};
  assert_true(read_words(&options, "--help", 0, &none)); /* that is known everywhere */
}

static void values_may_not_be_missing_or_too_many(void **state) {
  (void)state;
  refused("--year", ALL, "E611", "--year needs YEAR");
  refused("a --db", ALL, "E611", "--db needs FILE");
  refused("--strict=yes", ALL, "E611", "--strict takes no value");
  refused("--quiet=", ALL, "E611", "--quiet takes no value");
}

static void numbers_are_whole_and_within_bounds(void **state) {
  (void)state;
  static const char *const wrong[] = {"--year 1989",
                                      "--year 2100",
                                      "--year 2018x",
                                      "--year=",
                                      "--year 2018.5",
                                      "--year -2018",
                                      "--jobs 0",
                                      "--jobs 65",
                                      "--jobs two",
                                      "--cases 0",
                                      "--rounds 129",
                                      "--seed -1",
                                      "--cases 100000001",
                                      "--seed 1e3",
                                      "--jobs 0x4",
                                      "--rounds 0",
                                      "--jobs 99999999999999999999999999",
                                      "--year ２０１８"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    refused(wrong[i], ALL, "E612", "a whole number from ");
  assert_int_equal(taken("--year 1990").year, 1990);
  assert_int_equal(taken("--year 2099").year, 2099);
  assert_true(taken("--seed 9223372036854775807").seed == INT64_MAX);
}

static void choices_are_named(void **state) {
  (void)state;
  refused("--format xml", ALL, "E612", "json, jsonl or md, not “xml”");
  refused("--format CSV", ALL, "E612", "table, record, csv, tsv");
  refused("--excel --format md", ALL, "E620", "not md");
  refused("--json --excel", ALL, "E620", "not json");
  refused("--double-entry half", ALL, "E612", "full, sample or off");
  refused("--with sums", ALL, "E612", "targets, marks, variants or changes");
}

static void the_number_of_words_is_bounded(void **state) {
  (void)state;
  char text[400] = "";
  for (int i = 0; i < OPTION_MOST_WORDS; i++)
    strcat(text, "w ");
  assert_int_equal(taken(text).word_count, OPTION_MOST_WORDS);
  strcat(text, "w");
  refused(text, ALL, "E611", "too many");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_typed_has_a_default),
      cmocka_unit_test(the_environment_stands_behind_what_is_typed),
      cmocka_unit_test(named_rules_are_told_from_the_default),
      cmocka_unit_test(formats_are_listed),
      cmocka_unit_test(the_rows_can_be_listed),
      cmocka_unit_test(values_follow_or_stand_behind_equals),
      cmocka_unit_test(words_and_options_may_be_mixed),
      cmocka_unit_test(a_repeated_county_counts_once),
      cmocka_unit_test(counties_are_codes_of_six_digits),
      cmocka_unit_test(mistyped_names_are_answered_with_the_nearest),
      cmocka_unit_test(what_a_command_does_not_know_is_refused),
      cmocka_unit_test(values_may_not_be_missing_or_too_many),
      cmocka_unit_test(numbers_are_whole_and_within_bounds),
      cmocka_unit_test(choices_are_named),
      cmocka_unit_test(the_number_of_words_is_bounded),
  };
  return RUN(tests);
}
