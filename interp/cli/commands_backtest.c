/* The command that tries rules on the cases of a stored run before they are accepted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/money.h"
#include "cli/backtest_text.h"
#include "cli/commands.h"
#include "cli/ledger_head.h"
#include "cli/progress.h"
#include "cli/report_file.h"
#include "cli/scenarios.h"
#include "cli/shipped.h"
#include "cli/table.h"
#include "data/backtests.h"

/* --- the guard ----------------------------------------------------------------------------------- */

static bool read_share(const char *text, int64_t *hundredths) {
  size_t size = strlen(text);
  if (size < 2 || text[size - 1] != '%') return false;
  char *number = memory_copy_text(text);
  number[size - 1] = 0;
  bool ok = money_parse(number, hundredths) && *hundredths >= 0 && *hundredths <= 10000;
  free(number);
  return ok;
}

/* An amount wants its 元, lest a share be taken for one. */
static bool read_amount(const char *text, int64_t *fen) {
  return strstr(text, "元") && money_parse_words(text, fen);
}

static bool read_guard(const Options *options, BacktestOptions *backtest, Fault *fault) {
  const char *text = options->max_change;
  backtest->guard_text = text ? text : "";
  if (!text) return true;
  backtest->guard = BACKTEST_SHARE;
  if (read_share(text, &backtest->limit)) return true;
  backtest->guard = BACKTEST_AMOUNT;
  if (read_amount(text, &backtest->limit)) return true;
  return fault_set(fault, EXIT_USAGE, "E612",
                   "--max-change takes a share of the cases (5%%) or yuan of a case (500元), not "
                   "“%s”",
                   text);
}

/* --- rules and scenarios --------------------------------------------------------------------------- */

static bool read_run(const Options *options, int64_t *run, Fault *fault) {
  if (!options->against) {
    fault_set(fault, EXIT_USAGE, "E614", "which run? name it with --against");
    fault_hint(fault, "guize backtest --db %s --rules my --against 1; `guize runs` lists them",
               options->db);
    return false;
  }
  char *end;
  *run = strtoll(options->against, &end, 10);
  return (!*end && *run > 0) ||
         fault_set(fault, EXIT_USAGE, "E612", "“%s” is no number of a run", options->against);
}

/* All scenarios lie over one another; a folder among them is the rules. */
static bool read_rules(const Options *options, BacktestOptions *backtest, char **folder,
                       Fault *fault) {
  bool laid = options->scenario_count || options->set_count;
  bool named = options->rules_named || !laid;
  backtest->settle.rules = named ? options->rules : NULL;
  if (named && options->record && !shipped_named(options, fault)) return false;
  if (!laid) return true;
  backtest->scenario = json_array();
  for (int i = 0; i < options->scenario_count; i++)
    if (!scenarios_add(backtest->scenario, options->scenarios[i], named ? NULL : folder, fault))
      return false;
  scenarios_add_sets(backtest->scenario, options);
  if (*folder) backtest->settle.rules = *folder;
  return true;
}

/* --- what was recorded ----------------------------------------------------------------------------- */

static const TableColumn columns[] = {
    {"backtest", "回测", TABLE_NUMBER},    {"run", "运行", TABLE_NUMBER},
    {"made_at", "时间", TABLE_TEXT},       {"rules_hash", "规则", TABLE_TEXT},
    {"scenario", "情景", TABLE_TEXT},      {"guard", "限度", TABLE_TEXT},
    {"compared", "比较病例", TABLE_COUNT}, {"changed", "变化病例", TABLE_COUNT},
    {"zero", "不再报销", TABLE_COUNT},     {"less", "少付", TABLE_MONEY},
    {"more", "多付", TABLE_MONEY},
};

typedef struct Listing {
  Table *table;
  bool people;
} Listing;

static void add_backtest(const Backtest *b, void *data) {
  const Listing *listing = data;
  char texts[7][32], rules[13];
  const int64_t numbers[] = {b->id, b->run, b->compared, b->changed, b->zero, b->less, b->more};
  for (int i = 0; i < 7; i++)
    snprintf(texts[i], sizeof texts[i], "%lld", (long long)numbers[i]);
  snprintf(rules, sizeof rules, "%.12s", b->rules_hash);
  const char *with = b->with_scenario ? "true" : "false";
  if (listing->people) with = b->with_scenario ? _("yes") : _("no");
  table_add(listing->table,
            (const char *[]){texts[0], texts[1], b->made, rules, with, *b->guard ? b->guard : NULL,
                             texts[2], texts[3], texts[4], texts[5], texts[6]});
}

static int list_backtests(const Options *options, Fault *fault) {
  Schema *schema = NULL;
  Store *store = command_open_store(options, &schema, fault);
  Listing listing = {table_new(columns, sizeof columns / sizeof *columns),
                     table_for_people(options->format)};
  bool ok = store && backtests_each(store, add_backtest, &listing, fault);
  if (ok) table_print(listing.table, options->format, stdout);
  table_free(listing.table);
  store_close(store, &(Fault){0});
  schema_free(schema);
  return ok ? EXIT_DONE : fault->exit;
}

/* --- the command ------------------------------------------------------------------------------------ */

/* The document goes to the file of --output, and tables to the screen. */
static bool tell(const Options *options, const BacktestOptions *backtest,
                 const BacktestSummary *summary, Fault *fault) {
  bool json = strcmp(options->format, "json") == 0;
  bool english = options->lang && strcmp(options->lang, "en") == 0;
  json_t *document = json || options->output ? backtest_document(backtest, summary) : NULL;
  bool ok = !options->output || report_save_document(document, options->output, english, fault);
  if (ok && json && !options->output) ledger_print(json_incref(document));
  if (!json) backtest_print(backtest, summary, options->quiet);
  json_decref(document);
  return ok;
}

int command_backtest(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  bool asked = options->against || options->scenario_count || options->set_count ||
               options->max_change || options->record || options->output;
  if (!asked) return list_backtests(options, fault);
  Progressing progress;
  char *folder = NULL;
  BacktestOptions backtest = {.settle = {.db = options->db,
                                         .jobs = options->jobs,
                                         .jit = !options->no_jit,
                                         .progress = {progress_tell, &progress}},
                              .record = options->record};
  BacktestSummary summary = {0};
  bool ok = (!options->output || report_may_save(options->output, fault)) &&
            read_run(options, &backtest.run, fault) && read_guard(options, &backtest, fault) &&
            read_rules(options, &backtest, &folder, fault);
  if (ok) {
    progress_begin(&progress, options->quiet);
    ok = backtest_run(&backtest, &summary, fault);
    progress_end(&progress);
  }
  bool passed = summary.passed;
  if (ok) ok = tell(options, &backtest, &summary, fault);
  backtest_free(&summary);
  json_decref(backtest.scenario);
  free(folder);
  return !ok ? fault->exit : passed ? EXIT_DONE : EXIT_FINDINGS;
}
