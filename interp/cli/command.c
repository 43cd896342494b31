/* The table of commands, and how a row is found, explained and run. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/shipped.h"
#include "cli/topics.h"
#include "guize.h"

#define RUN_OPTIONS                                                                                \
  (OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_JOBS | OPTION_STRICT |          \
   OPTION_DOUBLE | OPTION_RESUME | OPTION_JIT | OPTION_KEEP_GOING | OPTION_QUIET |                 \
   OPTION_VERBOSE | OPTION_SINCE)

#define SEARCH_OPTIONS                                                                             \
  (OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_SET | OPTION_SCENARIO |         \
   OPTION_BASELINE | OPTION_GOAL | OPTION_JOBS | OPTION_JIT | OPTION_FORMAT | OPTION_JSON |        \
   OPTION_OUTPUT | OPTION_QUIET)

static const Command commands[] = {
    {"init", "建库", "DB", "make a new, empty case database", 0, 1, 1, command_init,
     "  guize init county.db\n"},
    {"synth", "样例", "", "fill an empty database with invented cases of 文山州 and 田林县",
     OPTION_DB | OPTION_SEED | OPTION_CASES | OPTION_QUIET, 0, 0, command_synth,
     "  guize synth --db demo.db --seed 1 --cases 200000\n"},
    {"import", "导入", "[FILE…]",
     N_("read CSV and XLSX files into the database; without a file, list what was imported"),
     OPTION_DB | OPTION_ENTITY | OPTION_MAP | OPTION_ENCODING | OPTION_DRY_RUN | OPTION_MODE |
         OPTION_GOOD_ROWS | OPTION_YES | OPTION_QUIET | OPTION_FORMAT,
     0, -1, command_import,
     "  guize import people.csv --db county.db\n"
     "  guize import 签约.xlsx --db county.db --entity contract --map contract.map --dry-run\n"
     "  guize import people.csv --db county.db --mode update\n"
     "  guize import --db county.db        (what was imported)\n"},
    {"export", "导出", "WHAT",
     N_("write an entity, run:N, flags:N, a view or a SELECT as CSV, XLSX or JSON lines"),
     OPTION_DB | OPTION_OUTPUT | OPTION_FORMAT | OPTION_REVEAL | OPTION_COUNTY | OPTION_YES |
         OPTION_QUIET,
     1, 1, command_export,
     "  guize export person --db demo.db --output people.xlsx\n"
     "  guize export run:1 --db demo.db --output run.csv --excel\n"
     "  guize export 结算明细 --db demo.db --county 532625\n"
     "  guize export 'SELECT kind, count(*) FROM cases GROUP BY kind' --db demo.db\n"},
    {"run", "结算", "", "settle a year's cases by the rules, and store the run", RUN_OPTIONS, 0, 0,
     command_settle,
     "  guize run --db demo.db --rules rules --year 2018\n"
     "  guize run --db demo.db --year 2018 --county 532625 --jobs 2\n"
     "  guize run --db demo.db --since 1\n"
     "  guize run --db demo.db --resume\n"},
    {"runs", "运行", "", "list the stored runs", OPTION_DB | OPTION_FORMAT, 0, 0, command_runs,
     "  guize runs --db demo.db\n"},
    {"verify", "复核", "RUN", "settle a stored run again by its stored rules, and compare",
     OPTION_DB | OPTION_JOBS | OPTION_JIT | OPTION_QUIET, 1, 1, command_verify,
     "  guize verify 1 --db demo.db\n"},
    {"targets", "考核", "RUN", "every target by county: figure, threshold, gap, met or not",
     OPTION_DB | OPTION_COUNTY | OPTION_FORMAT, 1, 1, command_targets,
     "  guize targets 1 --db demo.db\n"
     "  guize targets 1 --db demo.db --county 532625 --format csv\n"},
    {"flags", "标记", "RUN",
     "what a run has flagged: rows by flag and county, or those of one flag",
     OPTION_DB | OPTION_FLAG | OPTION_COUNTY | OPTION_ENTITY | OPTION_FORMAT | OPTION_OUTPUT |
         OPTION_REVEAL | OPTION_QUIET,
     1, 1, command_flags,
     "  guize flags 1 --db demo.db\n"
     "  guize flags 1 --db demo.db --flag not_contracted --county 532625\n"
     "  guize flags 1 --db demo.db --flag clinic_below_standard --output flags.csv\n"},
    {"assess", "考核表", "",
     N_("the assessment sheet: every figure beside its threshold, and what it would take"),
     OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_ON | OPTION_RUN |
         OPTION_TARGET | OPTION_RECORD | OPTION_JOBS | OPTION_JIT | OPTION_FORMAT | OPTION_JSON |
         OPTION_OUTPUT | OPTION_REVEAL | OPTION_LANG | OPTION_QUIET,
     0, 0, command_assess,
     "  guize assess --db demo.db --rules rules --year 2018\n"
     "  guize assess --db demo.db --year 2018 --county 532627 --output sheet.html\n"
     "  guize assess --db demo.db --year 2018 --target one_stop --county 532627\n"
     "  guize assess --db demo.db --year 2018 --on 2018-09-30 --record\n"
     "  guize assess --db demo.db --run 1 --output sheet.xlsx\n"},
    {"explain", "解释", "[CASE]", "how a case came to its amounts, step by step",
     OPTION_DB | OPTION_RULES | OPTION_RUN | OPTION_YEAR | OPTION_AGAINST | OPTION_SCENARIO |
         OPTION_SET | OPTION_FORMAT | OPTION_JSON | OPTION_DEPTH | OPTION_HTML | OPTION_TEXT |
         OPTION_OUTPUT | OPTION_REVEAL | OPTION_LANG | OPTION_QUIET,
     0, 1, command_explain,
     "  guize explain 101 --db demo.db --run 1\n"
     "  guize explain 101 --db demo.db --rules my --against 1\n"
     "  guize explain 101 --db demo.db --set basic.ratio.secondary=85%\n"
     "  guize explain 101 --db demo.db --run 1 --html --output page.html\n"
     "  guize explain --db demo.db --run 1\n"},
    {"prompt", "提示符", "[DB]", "type rules, see what they do; a pipe is run as a script",
     OPTION_DB | OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_EVAL | OPTION_FORMAT |
         OPTION_REVEAL | OPTION_YES,
     0, 1, command_prompt,
     "  guize demo.db\n  guize prompt --eval 'basic.ratio.secondary' --county 532624\n"},
    {"test", "自测", "[DIR]", "run the rule tests (*.test.lua, *.test.csv) of a folder or file",
     OPTION_RULES | OPTION_VERBOSE | OPTION_COVERAGE | OPTION_SUGGEST | OPTION_OUTPUT | OPTION_DB |
         OPTION_RUN | OPTION_FORMAT | OPTION_JSON | OPTION_QUIET | OPTION_YES,
     0, 1, command_test,
     "  guize test rules\n"
     "  guize test rules/yunnan/wenshan --verbose\n"
     "  guize test rules --coverage\n"
     "  guize test --coverage --db demo.db --run 1\n"
     "  guize test rules --suggest --output rules/bounds.test.lua\n"},
    {"params", "参数", "[NAME]", "the parameters: values by place and day, sources, readers",
     OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_YEAR | OPTION_SCENARIO | OPTION_BASELINE |
         OPTION_SET | OPTION_FORMAT | OPTION_JSON,
     0, 1, command_params,
     "  guize params basic.ratio\n"
     "  guize params 救助 --county 532625 --on 2018-06-30\n"
     "  guize params --scenario a.lua --year 2018        (what a scenario changes)\n"},
    {"resolve", "溯源", "NAME", "where a value comes from: every place that was asked",
     OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_FORMAT | OPTION_JSON, 1, 1, command_resolve,
     "  guize resolve basic.ratio.secondary --county 532625 --on 2018-06-30\n"},
    {"diff", "比对", "RULES RULES", "what two sets of rules say differently, county by county",
     OPTION_DB | OPTION_FORMAT | OPTION_JSON, 2, 2, command_diff,
     "  guize diff rules my\n"
     "  guize diff run:1 my --db demo.db\n"},
    {"defs", "定义", "DIR", "write definitions of the rule language for editors",
     OPTION_RULES | OPTION_YES, 1, 1, command_defs, "  guize defs rules\n"},
    {"check", "检查", "[DIR]", "find what is odd about rules, without a case",
     OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_FORMAT | OPTION_JSON | OPTION_QUIET |
         OPTION_VERBOSE,
     0, 1, command_check,
     "  guize check rules\n"
     "  guize check rules --county 532625 --on 2018-06-30\n"
     "  guize check rules --verbose        (with what is accepted, and why)\n"
     "  guize check rules --format csv\n"},
    {"whatif", "假设", "", N_("a year by the rules and by scenarios: money, people, targets"),
     OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_SET | OPTION_SCENARIO |
         OPTION_BASELINE | OPTION_BY | OPTION_JOBS | OPTION_JIT | OPTION_FORMAT | OPTION_JSON |
         OPTION_OUTPUT | OPTION_QUIET | OPTION_VERBOSE,
     0, 0, command_whatif,
     "  guize whatif --db demo.db --year 2018 --set basic.ratio.secondary=85%\n"
     "  guize whatif --db demo.db --year 2018 --scenario a.lua --scenario a.lua+b.lua --by "
     "identity\n"},
    {"report", "报告", "RUN|FILE", N_("a report for others to read: page, workbook, CSV or text"),
     OPTION_DB | OPTION_OUTPUT | OPTION_LANG | OPTION_EXCEL, 1, 1, command_report,
     "  guize report 1 --db demo.db -o report.html\n"
     "  guize report whatif.json -o report.xlsx\n"
     "  guize report whatif.json -o report.html --lang en\n"},
    {"backtest", "回测", "",
     N_("the cases of a stored run under new rules, before these are accepted; alone: what was"),
     OPTION_DB | OPTION_RULES | OPTION_AGAINST | OPTION_MAX_CHANGE | OPTION_SCENARIO | OPTION_SET |
         OPTION_RECORD | OPTION_JOBS | OPTION_JIT | OPTION_FORMAT | OPTION_JSON | OPTION_OUTPUT |
         OPTION_QUIET,
     0, 0, command_backtest,
     "  guize backtest --db demo.db --rules my --against 1 --max-change 5% --record\n"
     "  guize backtest --db demo.db --against 1 --set basic.ratio.secondary=85% --max-change "
     "500元\n"
     "  guize backtest --db demo.db --rules my --against 1 -o page.html   (or .xlsx .csv .md)\n"
     "  guize backtest --db demo.db        (what was accepted)\n"},
    {"adjust", "补差", "[FROM TO]",
     N_("what each person is owed or owes by a newer run; one number: an adjustment again"),
     OPTION_DB | OPTION_RECORD | OPTION_OUTPUT | OPTION_FORMAT | OPTION_JSON | OPTION_REVEAL |
         OPTION_QUIET,
     0, 2, command_adjust,
     "  guize adjust 1 2 --db demo.db\n"
     "  guize adjust 1 2 --db demo.db --record --reveal --excel --output pay.csv\n"
     "  guize adjust 1 2 --db demo.db -o page.html            (the sums; or .xlsx)\n"
     "  guize adjust 1 --db demo.db --output again.csv        (adjustment 1, as recorded)\n"},
    {"schedule", "自付", "", N_("what a patient of each identity pays as one bill grows"),
     OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_UPTO | OPTION_STEP | OPTION_CASE |
         OPTION_SCENARIO | OPTION_SET | OPTION_JIT | OPTION_FORMAT | OPTION_JSON | OPTION_OUTPUT,
     0, 0, command_schedule,
     "  guize schedule --county 532625\n"
     "  guize schedule --county 532625 --upto 20万元 --step 5000元 --case hospital_level=tertiary "
     "\\\n"
     "    --case place=in_prefecture --case in_scope=85%\n"
     "  guize schedule --county 532625 --set serious_illness.threshold=5000元\n"},
    {"sweep", "扫描", "RANGE…",
     N_("the year at every value of one or two parameters: table and curve, or map"),
     SEARCH_OPTIONS, 1, 2, command_sweep,
     "  guize sweep basic.ratio.secondary=70%..90%/2% --goal actual_reimbursement \\\n"
     "    --db demo.db --year 2018\n"
     "  guize sweep basic.ratio.secondary=70%..90% \\\n"
     "    basic.deductible.secondary=0元..800元/100元 --db demo.db --year 2018\n"},
    {"solve", "求解", "NAME[=A..B]",
     N_("the value of a parameter that meets a target, or keeps a budget"),
     SEARCH_OPTIONS | OPTION_BUDGET, 1, 1, command_solve,
     "  guize solve basic.ratio.secondary --goal actual_reimbursement=90% \\\n"
     "    --db demo.db --year 2018 --county 532624\n"
     "  guize solve basic.deductible.secondary --budget +20万元 --db demo.db --year 2018\n"},
    {"levers", "杠杆", "",
     N_("every parameter moved by one step: what a tenth of a point of a target costs"),
     SEARCH_OPTIONS, 0, 0, command_levers,
     "  guize levers --db demo.db --year 2018 --goal actual_reimbursement\n"},
    {"frontier", "前沿", "RANGE…",
     N_("the cheapest combinations of two to four parameters that meet targets"), SEARCH_OPTIONS, 2,
     4, command_frontier,
     "  guize frontier basic.ratio.secondary=75%..90%/5% \\\n"
     "    supplementary.ratio.registered_poor=30%..60%/10% --goal actual_reimbursement=90% \\\n"
     "    --goal self_pay_share=10% --db demo.db --year 2018\n"},
    {"ledgers", "台账", "",
     N_("compare the ledgers of villages, townships, county and insurance; take corrections back"),
     OPTION_DB | OPTION_COUNTY | OPTION_FORMAT | OPTION_OUTPUT | OPTION_REVEAL | OPTION_APPLY |
         OPTION_DRY_RUN | OPTION_ENCODING | OPTION_YES | OPTION_QUIET,
     0, 0, command_ledgers,
     "  guize ledgers --db demo.db --county 532625\n"
     "  guize ledgers --db demo.db --county 532625 --reveal --output sheet.xlsx\n"
     "  guize ledgers --db demo.db --apply sheet.xlsx --dry-run\n"},
    {"correct", "更正", "[ROW…]",
     N_("correct a row: ENTITY KEY FIELD=VALUE …; without values: what was corrected"),
     OPTION_DB | OPTION_REASON | OPTION_YES | OPTION_REVEAL | OPTION_FORMAT | OPTION_QUIET, 0, -1,
     command_correct,
     "  guize correct person 11 birth=1970-01-02 --db demo.db --reason 户口簿\n"
     "  guize correct person 11 --db demo.db        (what was corrected there)\n"},
    {"speed", "测速", "", "how fast the rules run over the cases, without storing anything",
     OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_JOBS | OPTION_JIT |
         OPTION_ROUNDS | OPTION_WITH | OPTION_SET,
     0, 0, command_speed,
     "  guize speed --db demo.db --year 2018 --jobs 1\n"
     "  guize speed --db demo.db --year 2018 --with variants --set basic.ratio.secondary=85%\n"},
    {"doctor", "体检", "", "look at terminal, database, rules, worker and versions",
     OPTION_DB | OPTION_RULES | OPTION_FORMAT | OPTION_JSON, 0, 0, command_doctor,
     "  guize doctor --db demo.db --rules rules\n"
     "  guize doctor --json\n"},
    {"completion", "补全", "bash|zsh|fish|counties|runs",
     "write the completion script of a shell; or list counties or runs for it",
     OPTION_DB | OPTION_RULES, 1, 1, command_completion,
     "  source <(guize completion bash)\n"
     "  guize completion fish >~/.config/fish/completions/guize.fish\n"},
    {"help", "帮助", "[TOPIC]", "show this list, one command, a topic, or the number of an error",
     OPTION_LANG, 0, 1, command_help,
     "  guize help run\n"
     "  guize help exit\n"
     "  guize help E203\n"},
    {"version", "版本", "", "show the version", 0, 0, 0, command_version, NULL},
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

const Command *command_at(size_t i) {
  return i < COMMAND_COUNT ? &commands[i] : NULL;
}

const Command *command_find(const char *name) {
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    if (strcmp(commands[i].name, name) == 0 || strcmp(commands[i].chinese, name) == 0)
      return &commands[i];
  return NULL;
}

/* `topic`: help was asked for, so topics are near too. */
static int unknown(const char *name, bool topic, Fault *fault) {
  const char *names[COMMAND_COUNT + TOPIC_COUNT * 2];
  size_t count = 0;
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    names[count++] = commands[i].name;
  for (size_t i = 0; topic && topic_name(i); i++)
    names[count++] = topic_name(i);
  fault_set(fault, EXIT_USAGE, "E613",
            topic ? "there is no command or topic “%s”" : "there is no command “%s”", name);
  Buffer near = {0};
  if (text_near(name, names, count, &near))
    fault_hint(fault, "did you mean %s? `guize help` lists all", near.data);
  else
    fault_hint(fault, "`guize help` lists all");
  buffer_free(&near);
  return EXIT_USAGE;
}

static void print_command(const Command *command) {
  printf(_("guize %s (%s): %s\n\n"), command->name, command->chinese, _(command->help));
  if (command->examples) printf("%s\n%s\n", _("examples"), command->examples);
  printf(_("usage\n  guize %s%s%s [options]\n\noptions\n"), command->name,
         *command->takes ? " " : "", command->takes);
  options_help(command->options);
}

static void print_all(void) {
  Buffer name = {0};
  printf(_("guize %s: policy rules for the health-poverty-alleviation programme\n\n"),
         GUIZE_VERSION);
  printf("%s\n", _("examples"));
  printf("  guize init demo.db && guize synth --db demo.db\n"
         "  guize run --db demo.db --rules rules --year 2018\n  guize targets 1 --db demo.db\n\n");
  printf("%s\n", _("commands"));
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    buffer_clear(&name);
    buffer_format(&name, "%s %s %s", commands[i].name, commands[i].chinese, commands[i].takes);
    Buffer padded = {0};
    text_pad(&padded, name.data, 22, false);
    if (text_width(name.data) > 22) buffer_format(&padded, "\n%24s", "");
    printf("  %s %s\n", padded.data, _(commands[i].help));
    buffer_free(&padded);
  }
  fputs(_("\n`guize help COMMAND` shows its options. More help:"), stdout);
  for (size_t i = 0; topic_name(i); i += 2)
    printf("%s %s", i ? "," : "", topic_name(i + language_chinese()));
  fputs(
      _("; `guize help E203` explains an error.\nExit codes: 0 done, 1 findings, 2 usage, 3 rules, "
        "4 data, 5 system, 70 a defect of guize, 130 interrupted.\n"),
      stdout);
  buffer_free(&name);
}

int command_help(const Options *options, Fault *fault) {
  if (options->word_count == 0) {
    print_all();
    return EXIT_DONE;
  }
  const char *name = options->words[0];
  const Command *command = command_find(name);
  if (command)
    print_command(command);
  else if (!topic_print(name, language_chinese(), stdout))
    return unknown(name, true, fault);
  return EXIT_DONE;
}

int command_version(const Options *options, Fault *fault) {
  (void)options, (void)fault;
  printf("guize %s\n", GUIZE_VERSION);
  return EXIT_DONE;
}

static int wrong_count(const Command *command, const Options *options, Fault *fault) {
  if (command->most == 0) {
    fault_set(fault, EXIT_USAGE, "E611", "“%s” is one word too many for guize %s",
              options->words[0], command->name);
    fault_hint(fault,
               command->options & OPTION_DB
                   ? "a database is named with --db; `guize help %s` shows examples"
                   : "`guize help %s` shows examples",
               command->name);
    return EXIT_USAGE;
  }
  fault_set(fault, EXIT_USAGE, "E611", "usage: guize %s %s", command->name, command->takes);
  fault_hint(fault, "`guize help %s` shows examples", command->name);
  return EXIT_USAGE;
}

/* `guize`, `guize FILE.db` and `guize --option …` mean the prompt. */
static bool means_prompt(int argc, char **argv) {
  if (argc < 2) return true;
  const char *word = argv[1];
  if (command_find(word) || strcmp(word, "-h") == 0) return false;
  if (strcmp(word, "--help") == 0 || strcmp(word, "--version") == 0) return false;
  return *word == '-' || strpbrk(word, "./") || access(word, F_OK) == 0;
}

/* --lang may stand anywhere, also before the command; from there it is taken off. Gives what was asked for, or
 * NULL. */
static const char *choose_language(int *argc, char ***argv) {
  const char *asked = NULL;
  int front = 0;
  for (int i = 1, used; i < *argc && strcmp((*argv)[i], "--") != 0; i += used) {
    const char *word = (*argv)[i], *value = NULL;
    used = strcmp(word, "--lang") == 0 && i + 1 < *argc ? 2 : 1;
    if (used == 2) value = (*argv)[i + 1];
    if (strncmp(word, "--lang=", 7) == 0) value = word + 7;
    if (!value || !options_language(value)) continue;
    asked = value;
    if (front == i - 1) front += used;
  }
  if (!language_choose(asked) && isatty(STDERR_FILENO))
    fprintf(stderr, "%s\n", _("guize writes UTF-8; the locale names another character set"));
  *argc -= front;
  *argv += front;
  return asked;
}

int command_run(int argc, char **argv, Fault *fault) {
  const char *language = choose_language(&argc, &argv);
  bool bare = means_prompt(argc, argv);
  int words = bare ? 1 : 2; /* before the options */
  const char *name = bare ? "prompt" : argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
  if (strcmp(name, "--version") == 0) name = "version";
  const Command *command = command_find(name);
  if (!command) return unknown(name, false, fault);
  Options options;
  if (!options_read(&options, argc - words, argv + words, command->options, fault))
    return fault->exit;
  if (!options.lang) options.lang = language;
  if (options.help) {
    print_command(command);
    return EXIT_DONE;
  }
  if (options.word_count < command->least ||
      (command->most >= 0 && options.word_count > command->most))
    return wrong_count(command, &options, fault);
  /* A folder that stands as a word takes the place of --rules, and so do the rules of a run. */
  bool laid = options.against && (options.scenario_count || options.set_count);
  bool others = options.run || laid || (options.word_count && strstr(command->takes, "[DIR]"));
  bool tell = command->run != command_completion && command->run != command_settle;
  char shipped[SHIPPED_ROOM];
  if ((command->options & OPTION_RULES) && !others) shipped_use(&options, shipped, tell);
  return command->run(&options, fault);
}
