/* libguize: settles a bill by rule scripts, for a hospital or insurance system that wants the amounts
 * of one stay at discharge. Scripts run in a worker, a process of the guize program that is locked
 * down; the library itself has no Lua state, no database and no global state. A handle may be used by
 * one thread at a time. Money is whole fen, dates are ISO text (2018-07-01), texts are UTF-8. */
#ifndef GUIZE_H
#define GUIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUIZE_VERSION "0.1.0"

enum { GUIZE_MOST_LAYERS = 31 };

/* What went wrong. `code` is a number such as E206 that never changes its meaning; `file` is empty
 * when there is no place; `exit` is the exit code that the guize program would end with (3: rules,
 * 4: data, 5: system, 70: a defect). Filled by the functions below, owned by the caller. */
typedef struct GuizeFault {
  int exit;
  char code[8];
  char message[1024], hint[512], file[512];
  int line, column;
} GuizeFault;

/* Rules that are loaded and a worker that evaluates them. */
typedef struct GuizeRules GuizeRules;

/* What a caller decides. `program`: path of the guize program, which becomes the worker; NULL looks it
 * up as "guize" beside the calling program. `folder`: the rules. `seconds`: how long a settlement may
 * take before the worker is ended (0: 10). `log` (may be NULL) is told when a worker was replaced;
 * `data` is passed through. All texts are copied. */
typedef struct GuizeOptions {
  const char *program, *folder;
  double seconds;
  void (*log)(void *data, const char *line);
  void *data;
} GuizeOptions;

/* Loads rules; NULL with a fault when they have an error or no worker can be started. */
GuizeRules *guize_open(const GuizeOptions *options, GuizeFault *fault);

/* Ends the worker and frees the handle. NULL is fine. */
void guize_close(GuizeRules *rules);

/* Layers in the order of their declaration; the texts live until guize_close. `fund` is the national
 * code (fund_pay_type), maybe "". */
size_t guize_layer_count(const GuizeRules *rules);
const char *guize_layer_name(const GuizeRules *rules, size_t layer);
const char *guize_layer_title(const GuizeRules *rules, size_t layer);
const char *guize_layer_fund(const GuizeRules *rules, size_t layer);

/* A period in which somebody had an identity (registered_poor, low_income, dibao, dibao_disabled,
 * tekun); `ends` NULL: still. */
typedef struct GuizeIdentity {
  const char *kind, *begins, *ends;
} GuizeIdentity;

/* One stay. Amounts in fen; total_cost must be the sum of the four parts. Names as in stdlib/schema.lua:
 * kind (inpatient, …), hospital_level (township, …), hospital_tier, place (in_county, in_prefecture,
 * in_province, out_of_province), referral (none, …), sex. `person` tells members of the household
 * apart. NULL texts take the default: inpatient, township, township, in_county, not_needed, male, "". */
typedef struct GuizeCase {
  const char *person, *kind, *hospital_level, *hospital_tier, *place, *referral, *sex, *diagnosis;
  const char *admission, *discharge, *settled;
  int64_t total_cost, uncovered_cost, over_limit_cost, first_pay_cost, in_scope_cost;
  int64_t temporary_aid, hospital_relief, deposit;
  int age;
  bool one_stop;
  const GuizeIdentity *identities;
  size_t identity_count;
} GuizeCase;

/* What a stay comes to. `paid` follows guize_layer_name; parts and self_pay add up to the total. When
 * `failed`, there are no amounts, and `fault` says which rule failed and where. */
typedef struct GuizeSettlement {
  int64_t paid[GUIZE_MOST_LAYERS], self_pay, reimbursed;
  bool failed;
  GuizeFault fault;
} GuizeSettlement;

/* Settles the stays of one household, in the order of their days of settlement, by the rules of a
 * county (its code or the path of its file). To settle a stay at discharge, give the household's
 * earlier stays of the year with it: caps and thresholds run over the year. results[i] belongs to
 * cases[i]. False with a fault when nothing could be settled; a stay on which a rule fails is no fault
 * of the call. */
bool guize_settle(GuizeRules *rules, const char *county, const GuizeCase *cases, size_t count,
                  GuizeSettlement *results, GuizeFault *fault);

#endif
