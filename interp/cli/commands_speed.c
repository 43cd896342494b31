/* The command that measures. Lines of a name and a number, for people and for `make bench`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/scenarios.h"
#include "job/speed.h"

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Rounds behind the first; `what` is measured. */
static void print_rounds(SpeedResult *r, int rounds, const char *what, double cases) {
  qsort(r->rounds + 1, (size_t)rounds - 1, sizeof *r->rounds, compare);
  printf("best_%sns_per_case %.1f\nmedian_%sns_per_case %.1f\n", what, r->rounds[1] / cases * 1e9,
         what, r->rounds[1 + (rounds - 1) / 2] / cases * 1e9);
}

static void print_speed(const Options *options, SpeedResult *r, int rounds) {
  double cases = r->cases ? (double)r->cases : 1, all = 0;
  const char *what = options->with_variants ? "variant_" : "";
  printf("cases %lld\nreading_ns_per_case %.1f\nfirst_round_ns_per_case %.1f\n",
         (long long)r->cases, r->reading / cases * 1e9, r->rounds[0] / cases * 1e9);
  for (int i = 1; i < rounds; i++)
    all += r->rounds[i];
  if (rounds > 1) print_rounds(r, rounds, what, cases);
  if (options->with_variants) printf("variants %d\nvariants_seconds %.6f\n", rounds - 1, all);
  for (size_t i = 0; i < r->layer_count; i++)
    printf("sum_%s %lld\n", r->layers[i], (long long)r->paid[i]);
  printf("sum_self_pay %lld\n", (long long)r->self_pay);
  if (options->with_changes)
    printf("winners %lld\nlosers %lld\n", (long long)r->winners, (long long)r->losers);
}

/* A scenario each --set, everywhere. */
static json_t *read_variants(const Options *options) {
  json_t *list = json_array();
  for (int i = 0; i < options->set_count; i++) {
    char *name = memory_copy_text(options->sets[i]), *value = strchr(name, '=');
    *value++ = 0;
    scenarios_add_value(list, "everywhere", name, value);
    free(name);
  }
  return list;
}

static bool measure_variants(const Options *options, const SettleOptions *settle,
                             SpeedResult *result, Fault *fault) {
  if (options->with_marks)
    return fault_set(fault, EXIT_USAGE, "E612", "variants are settled without marks");
  if (options->set_count == 0) {
    fault_set(fault, EXIT_USAGE, "E644", "what is to be tried?");
    fault_hint(fault, "--set basic.ratio.secondary=85%%; more of them are taken in turn");
    return false;
  }
  SpeedVariants variants = {read_variants(options), options->with_targets, options->with_changes};
  bool ok = speed_variants(settle, &variants, (int)options->rounds, result, fault);
  json_decref(variants.scenarios);
  return ok;
}

static bool measure(const Options *options, const SettleOptions *settle, SpeedResult *result,
                    Fault *fault) {
  if (options->with_variants) return measure_variants(options, settle, result, fault);
  if (options->set_count)
    return fault_set(fault, EXIT_USAGE, "E612", "--set goes with --with variants");
  return speed_measure(settle, (int)options->rounds, options->with_targets, options->with_marks,
                       result, fault);
}

int command_speed(const Options *options, Fault *fault) {
  if (!command_need_db(options, fault)) return fault->exit;
  if (!options->year) {
    fault_set(fault, EXIT_USAGE, "E614", "which year? name it with --year");
    return fault->exit;
  }
  SettleOptions settle = {.db = options->db,
                          .rules = options->rules,
                          .year = options->year,
                          .counties = options->counties,
                          .county_count = options->county_count,
                          .jobs = options->jobs,
                          .jit = !options->no_jit};
  SpeedResult result;
  if (!measure(options, &settle, &result, fault)) return fault->exit;
  print_speed(options, &result, (int)options->rounds);
  return EXIT_DONE;
}
