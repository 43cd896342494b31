/* The table of commands, and how a row is found, explained and run. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "cli/commands.h"
#include "guize.h"

#define RUN_OPTIONS                                                                                \
  (OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_JOBS | OPTION_STRICT |          \
   OPTION_DOUBLE | OPTION_RESUME | OPTION_JIT | OPTION_KEEP_GOING | OPTION_QUIET | OPTION_VERBOSE)

static const Command commands[] = {
    {"init", "建库", "DB", "make a new, empty case database", 0, 1, 1, command_init,
     "  guize init county.db\n"},
    {"synth", "样例", "", "fill an empty database with invented cases of 文山州 and 田林县",
     OPTION_DB | OPTION_SEED | OPTION_CASES | OPTION_QUIET, 0, 0, command_synth,
     "  guize synth --db demo.db --seed 1 --cases 200000\n"},
    {"run", "结算", "", "settle a year's cases by the rules, and store the run", RUN_OPTIONS, 0, 0,
     command_settle,
     "  guize run --db demo.db --rules rules --year 2018\n"
     "  guize run --db demo.db --year 2018 --county 532625 --jobs 2\n"
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
    {"explain", "解释", "[CASE]", "how a case came to its amounts, step by step",
     OPTION_DB | OPTION_RULES | OPTION_RUN | OPTION_YEAR | OPTION_AGAINST | OPTION_FORMAT |
         OPTION_JSON | OPTION_DEPTH | OPTION_HTML | OPTION_TEXT | OPTION_OUTPUT | OPTION_REVEAL |
         OPTION_LANG | OPTION_QUIET,
     0, 1, command_explain,
     "  guize explain 101 --db demo.db --run 1\n"
     "  guize explain 101 --db demo.db --rules my --against 1\n"
     "  guize explain 101 --db demo.db --run 1 --html --output page.html\n"
     "  guize explain --db demo.db --run 1\n"},
    {"test", "自测", "[DIR]", "run the rule tests (*.test.lua) of a folder", OPTION_RULES, 0, 1,
     command_test, "  guize test rules\n"},
    {"prompt", "提示符", "[DB]", "type rules, see what they do; a pipe is run as a script",
     OPTION_DB | OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_EVAL | OPTION_FORMAT |
         OPTION_REVEAL,
     0, 1, command_prompt,
     "  guize demo.db\n  guize prompt --eval 'basic.ratio.secondary' --county 532624\n"},
    {"check", "检查", "[DIR]", "find what is odd about rules, without a case",
     OPTION_RULES | OPTION_COUNTY | OPTION_ON | OPTION_FORMAT | OPTION_JSON | OPTION_QUIET |
         OPTION_VERBOSE,
     0, 1, command_check,
     "  guize check rules\n"
     "  guize check rules --county 532625 --on 2018-06-30\n"
     "  guize check rules --verbose        (with what is accepted, and why)\n"
     "  guize check rules --format csv\n"},
    {"speed", "测速", "", "how fast the rules run over the cases, without storing anything",
     OPTION_DB | OPTION_RULES | OPTION_YEAR | OPTION_COUNTY | OPTION_JOBS | OPTION_JIT |
         OPTION_ROUNDS | OPTION_WITH,
     0, 0, command_speed, "  guize speed --db demo.db --year 2018 --jobs 1\n"},
    {"help", "帮助", "[COMMAND]", "show this list, or one command", 0, 0, 1, command_help, NULL},
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

static int unknown(const char *name, Fault *fault) {
  const char *names[COMMAND_COUNT];
  for (size_t i = 0; i < COMMAND_COUNT; i++)
    names[i] = commands[i].name;
  fault_set(fault, EXIT_USAGE, "E613", "there is no command “%s”", name);
  Buffer near = {0};
  if (text_near(name, names, COMMAND_COUNT, &near))
    fault_hint(fault, "did you mean %s? `guize help` lists all", near.data);
  else
    fault_hint(fault, "`guize help` lists all");
  buffer_free(&near);
  return EXIT_USAGE;
}

static void print_command(const Command *command) {
  printf("guize %s (%s): %s\n\n", command->name, command->chinese, command->help);
  if (command->examples) printf("examples\n%s\n", command->examples);
  printf("usage\n  guize %s%s%s [options]\n\noptions\n", command->name, *command->takes ? " " : "",
         command->takes);
  options_help(command->options);
}

static void print_all(void) {
  Buffer name = {0};
  printf("guize %s: policy rules for the health-poverty-alleviation programme\n\n", GUIZE_VERSION);
  printf("examples\n  guize init demo.db && guize synth --db demo.db\n"
         "  guize run --db demo.db --rules rules --year 2018\n  guize targets 1 --db demo.db\n\n");
  printf("commands\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    buffer_clear(&name);
    buffer_format(&name, "%s %s %s", commands[i].name, commands[i].chinese, commands[i].takes);
    Buffer padded = {0};
    text_pad(&padded, name.data, 22, false);
    printf("  %s %s\n", padded.data, commands[i].help);
    buffer_free(&padded);
  }
  printf(
      "\n`guize help COMMAND` shows its options. Exit codes: 0 done, 1 findings, 2 usage, 3 rules,"
      " 4 data,\n5 system, 70 a defect of guize, 130 interrupted.\n");
  buffer_free(&name);
}

int command_help(const Options *options, Fault *fault) {
  if (options->word_count == 0) {
    print_all();
    return EXIT_DONE;
  }
  const Command *command = command_find(options->words[0]);
  if (!command) return unknown(options->words[0], fault);
  print_command(command);
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

int command_run(int argc, char **argv, Fault *fault) {
  bool bare = means_prompt(argc, argv);
  int words = bare ? 1 : 2; /* before the options */
  const char *name = bare ? "prompt" : argv[1];
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
  if (strcmp(name, "--version") == 0) name = "version";
  const Command *command = command_find(name);
  if (!command) return unknown(name, fault);
  Options options;
  if (!options_read(&options, argc - words, argv + words, command->options, fault))
    return fault->exit;
  if (options.help) {
    print_command(command);
    return EXIT_DONE;
  }
  if (options.word_count < command->least ||
      (command->most >= 0 && options.word_count > command->most))
    return wrong_count(command, &options, fault);
  return command->run(&options, fault);
}
