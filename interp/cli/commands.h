/* The functions behind the rows of the table of commands, one file a group. Each gives an exit code;
 * a fault it sets is printed by the door. */
#ifndef GUIZE_CLI_COMMANDS_H
#define GUIZE_CLI_COMMANDS_H

#include <stdbool.h>

#include "base/fault.h"
#include "cli/options.h"
#include "data/schema.h"
#include "data/store.h"

/* commands_data.c: make a database, fill it with invented data. */
int command_init(const Options *options, Fault *fault);
int command_synth(const Options *options, Fault *fault);

/* commands_import.c: files into the database. */
int command_import(const Options *options, Fault *fault);

/* commands_export.c: the database into files. */
int command_export(const Options *options, Fault *fault);

/* True if a database was named; else E614. */
bool command_need_db(const Options *options, Fault *fault);

/* commands_rules.c: rule tests. */
int command_test(const Options *options, Fault *fault);

/* commands_parameters.c: the values of parameters, and the chain in which one is found. */
int command_params(const Options *options, Fault *fault);
int command_resolve(const Options *options, Fault *fault);

/* commands_diff.c: two sets of rules compared. */
int command_diff(const Options *options, Fault *fault);

/* commands_defs.c: definitions for editors. */
int command_defs(const Options *options, Fault *fault);

/* commands_check.c: what is wrong with rules without a case. */
int command_check(const Options *options, Fault *fault);

/* commands_run.c: settle a year, list and verify runs. */
int command_settle(const Options *options, Fault *fault);
int command_runs(const Options *options, Fault *fault);
int command_verify(const Options *options, Fault *fault);

/* commands_targets.c: the figures of a run. */
int command_targets(const Options *options, Fault *fault);

/* commands_flags.c: what a run has flagged. */
int command_flags(const Options *options, Fault *fault);

/* The database that was named, opened for reading, and its schema (schema_free). */
Store *command_open_store(const Options *options, Schema **schema, Fault *fault);

/* The number of a run, the first word of a command; E612 when it is none. */
bool command_run_id(const Options *options, int64_t *id, Fault *fault);

/* commands_explain.c: how one case came to its amounts. */
int command_explain(const Options *options, Fault *fault);

/* commands_speed.c: how fast the rules run. */
int command_speed(const Options *options, Fault *fault);

/* commands_whatif.c: the year by the rules and by scenarios over them. */
int command_whatif(const Options *options, Fault *fault);

/* commands_report.c: a page, a workbook or a text for others to read. */
int command_report(const Options *options, Fault *fault);

/* commands_assess.c: every figure of every county beside its threshold. */
int command_assess(const Options *options, Fault *fault);

/* commands_backtest.c: the cases of a run under other rules, before these are accepted. */
int command_backtest(const Options *options, Fault *fault);

/* commands_adjust.c: what persons are owed or owe by a newer run. */
int command_adjust(const Options *options, Fault *fault);

/* commands_schedule.c: what patients pay as one bill grows. */
int command_schedule(const Options *options, Fault *fault);

/* commands_search.c: looking for values of parameters. */
int command_sweep(const Options *options, Fault *fault);
int command_solve(const Options *options, Fault *fault);
int command_levers(const Options *options, Fault *fault);
int command_frontier(const Options *options, Fault *fault);

/* commands_ledgers.c: the ledgers of the tiers compared, worksheets out and in. */
int command_ledgers(const Options *options, Fault *fault);

/* commands_correct.c: rows corrected by hand, and the history of it. */
int command_correct(const Options *options, Fault *fault);

/* prompt.c: the prompt, or a script from a pipe. */
int command_prompt(const Options *options, Fault *fault);

/* commands_shell.c: completion. */
int command_completion(const Options *options, Fault *fault);

/* commands_doctor.c: what a person should know of the machine before relying on it. */
int command_doctor(const Options *options, Fault *fault);

/* command.c: help and version. */
int command_help(const Options *options, Fault *fault);
int command_version(const Options *options, Fault *fault);

#endif
