/* Commands on runs: settle, list, verify, show targets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/money.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/shipped.h"
#include "cli/table.h"
#include "job/settle.h"
#include "job/walk.h"

/* --- run --- */

static SettleOptions settle_options(const Options *options, Progressing *progress) {
  return (SettleOptions){.db = options->db,
                         .rules = options->rules,
                         .since = options->since,
                         .year = options->year,
                         .counties = options->counties,
                         .county_count = options->county_count,
                         .jobs = options->jobs,
                         .strict = options->strict,
                         .keep_going = options->keep_going,
                         .jit = !options->no_jit,
                         .resume = options->resume,
                         .double_entry = (SettleDouble)options->double_entry,
                         .progress = {progress_tell, progress}};
}

/* An amount to the fen, its share of the total, and the same as one reads it aloud. */
static void print_money_row(const char *title, int64_t fen, int64_t total, const char *remark) {
  char amount[MONEY_ROOM], spoken[MONEY_ROOM * 2];
  Buffer name = {0}, padded = {0}, clean = {0};
  money_format(fen, amount, sizeof amount, true);
  money_format_unit(fen, money_unit(total, language_chinese()), spoken, sizeof spoken);
  text_escape(&clean, title, strlen(title));
  text_pad(&name, clean.data ? clean.data : "", 28, false);
  text_pad(&padded, spoken, 20, true);
  printf("  %s %20s  %6.2f%%%s%s\n", name.data, amount,
         total ? 100.0 * (double)fen / (double)total : 0.0, padded.data, remark);
  buffer_free(&name);
  buffer_free(&padded);
  buffer_free(&clean);
}

static void print_layers(const SettleSummary *s) {
  for (size_t i = 0; i < s->layer_count; i++) {
    char remark[120] = "";
    int at = 0;
    if (s->assumed[i])
      at += snprintf(remark, sizeof remark, _("  assumed %lld"), (long long)s->assumed[i]);
    if (s->clamped[i])
      snprintf(remark + at, sizeof remark - (size_t)at, _("  capped %lld"),
               (long long)s->clamped[i]);
    print_money_row(s->layers[i], s->paid[i], s->total, remark);
  }
}

static void print_reasons(const SettleSummary *s) {
  for (size_t i = 0; i < s->reason_count; i++) {
    Fault fault = s->reasons[i].fault;
    fault_frame(&fault,
                s->reasons[i].cases == 1 ? "%lld case failed (the first is %lld)"
                                         : "%lld cases failed (the first is %lld)",
                (long long)s->reasons[i].cases, (long long)s->reasons[i].first_case);
    fault_print(stderr, &fault);
  }
  if (s->other_failed)
    fprintf(stderr, _("%lld cases failed for other reasons (see settlement.reason)\n"),
            (long long)s->other_failed);
}

/* What was evaluated again since an earlier run, and what was taken from it. */
static void print_since(const SettleSummary *s) {
  if (!s->since) return;
  if (s->since_unmarked)
    printf(
        _("run %lld was stored by an older version of guize, which did not note what a case rests "
          "on: everything was evaluated again\n"),
        (long long)s->since);
  printf(_("  evaluated again: %lld households, %lld persons, %lld cases\n"),
         (long long)s->again.households, (long long)s->again.persons, (long long)s->again.cases);
  printf(_("  taken over from run %lld: %lld households, %lld persons, %lld cases\n"),
         (long long)s->since, (long long)s->over.households, (long long)s->over.persons,
         (long long)s->over.cases);
}

static void print_summary(const SettleSummary *s) {
  printf(_("run %lld: year %d, %lld cases, %lld failed\n"), (long long)s->run.id, s->run.year,
         (long long)s->run.done, (long long)s->run.failed);
  print_since(s);
  print_money_row(_("total cost"), s->total, s->total, "");
  print_layers(s);
  print_money_row(_("self-pay"), s->self_pay, s->total, "");
  print_money_row(_("reimbursed"), s->reimbursed, s->total, "");
  printf(_("reading %.1f s, settling %.1f s; rules %.12s, data %.12s, result %.12s\n"),
         s->seconds_reading, s->seconds_settling, s->run.rules_hash, s->run.data_hash,
         s->run.result_hash);
}

/* What to say when a run stops before its end: what is kept, and the command that goes on. */
static void hint_resume(const Options *options, const SettleSummary *s, Fault *fault) {
  if (s->run.id == 0 || s->run.next_position == 0) return;
  if (fault->exit != EXIT_INTERRUPTED && fault->exit != EXIT_DATA && fault->exit != EXIT_SYSTEM)
    return;
  fault_hint(fault, "%lld cases are stored; go on with: guize run --db %s --rules %s --resume",
             (long long)s->run.done, options->db, options->rules);
}

int command_settle(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  if (options->resume && options->since) {
    fault_set(fault, EXIT_USAGE, "E447", "--since and --resume do not go together");
    fault_hint(fault, "an interrupted run goes on with --resume alone, and knows what it rests on");
    return fault->exit;
  }
  if (!options->resume && !options->since && !options->year) {
    fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
    return fault->exit;
  }
  if (!shipped_named(options, fault)) return fault->exit;
  Progressing progress;
  progress_begin(&progress, options->quiet);
  SettleOptions settle = settle_options(options, &progress);
  SettleSummary summary;
  bool ok = settle_run(&settle, &summary, fault);
  progress_end(&progress);
  if (!ok) {
    hint_resume(options, &summary, fault);
    return fault->exit;
  }
  if (summary.jit_off)
    fputs(_("the compiler of LuaJIT failed its self-test; settled without it\n"), stderr);
  if (!options->quiet) print_summary(&summary);
  print_reasons(&summary);
  return summary.run.failed ? EXIT_FINDINGS : EXIT_DONE;
}

/* --- runs --- */

static const TableColumn run_columns[] = {
    {"run_id", "运行", true},
    {"year", "年度", true},
    {"counties", "区县", false},
    {"status", "状态", false},
    {"cases_done", "病例", TABLE_COUNT},
    {"cases_failed", "出错", TABLE_COUNT},
    {"started_at", "开始", false},
    {"finished_at", "完成", false},
    {"rules_hash", "规则", false},
    {"result_hash", "结果", false},
};

typedef struct Listing {
  Table *table;
  bool people; /* who read the language chosen; programs read the words of the database */
} Listing;

static void add_run(const Run *run, void *data) {
  const Listing *listing = data;
  char id[24], year[8], done[24], failed[24], rules[13], result[13];
  snprintf(id, sizeof id, "%lld", (long long)run->id);
  snprintf(year, sizeof year, "%d", run->year);
  snprintf(done, sizeof done, "%lld", (long long)run->done);
  snprintf(failed, sizeof failed, "%lld", (long long)run->failed);
  snprintf(rules, sizeof rules, "%.12s", run->rules_hash);
  snprintf(result, sizeof result, "%.12s", run->result_hash);
  const char *all = listing->people ? _("all") : "all";
  table_add(listing->table,
            (const char *[]){id, year, *run->counties ? run->counties : all,
                             listing->people ? _(run->status) : run->status, done, failed,
                             run->started, *run->finished ? run->finished : NULL, rules,
                             *result ? result : NULL});
}

/* The database, opened for reading, with its schema. */
Store *command_open_store(const Options *options, Schema **schema, Fault *fault) {
  if (!command_need_db(options, fault)) return NULL;
  *schema = session_schema(fault);
  return *schema ? settle_open_store(options->db, *schema, STORE_READ, fault) : NULL;
}

int command_runs(const Options *options, Fault *fault) {
  Schema *schema = NULL;
  Store *store = command_open_store(options, &schema, fault);
  Table *table = table_new(run_columns, sizeof run_columns / sizeof *run_columns);
  Listing listing = {table, table_for_people(options->format)};
  bool ok = store && runs_each(store, add_run, &listing, fault);
  if (ok) table_print(table, options->format, stdout);
  table_free(table);
  store_close(store, &(Fault){0});
  schema_free(schema);
  return ok ? EXIT_DONE : fault->exit;
}

bool command_run_id(const Options *options, int64_t *id, Fault *fault) {
  char *end;
  long long n = strtoll(options->words[0], &end, 10);
  if (*end || n < 1)
    return fault_set(fault, EXIT_USAGE, "E612", "“%s” is no number of a run", options->words[0]);
  *id = n;
  return true;
}

/* --- verify --- */

int command_verify(const Options *options, Fault *fault) {
  int64_t id;
  if (!command_need_db(options, fault) || !command_run_id(options, &id, fault)) return fault->exit;
  Progressing progress;
  progress_begin(&progress, options->quiet);
  SettleOptions settle = settle_options(options, &progress);
  VerifySummary summary;
  bool ok = settle_verify(&settle, id, &summary, fault);
  progress_end(&progress);
  if (!ok) return fault->exit;
  if (summary.data_changed)
    printf(_("the cases or persons have changed since run %lld was stored\n"), (long long)id);
  if (summary.differing)
    printf(_("%lld of %lld settlements differ; the first is case %lld: %s\n"),
           (long long)summary.differing, (long long)summary.compared, (long long)summary.first_case,
           summary.first);
  else if (summary.hash_differs)
    printf(
        _("the settlements agree, but the record of run %lld (rules, parameters, figures, flags) "
          "was changed\n"),
        (long long)id);
  else
    printf(_("run %lld: %lld settlements agree with the stored ones, to the fen\n"), (long long)id,
           (long long)summary.compared);
  return summary.differing || summary.hash_differs || summary.data_changed ? EXIT_FINDINGS
                                                                           : EXIT_DONE;
}
