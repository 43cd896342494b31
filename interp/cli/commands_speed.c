/* The command that measures. Lines of a name and a number, for people and for `make bench`. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "cli/commands.h"
#include "job/speed.h"

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_speed(SpeedResult *r, int rounds) {
  double cases = r->cases ? (double)r->cases : 1;
  printf("cases %lld\nreading_ns_per_case %.1f\nfirst_round_ns_per_case %.1f\n",
         (long long)r->cases, r->reading / cases * 1e9, r->rounds[0] / cases * 1e9);
  if (rounds > 1) {
    qsort(r->rounds + 1, (size_t)rounds - 1, sizeof *r->rounds, compare);
    printf("best_ns_per_case %.1f\nmedian_ns_per_case %.1f\n", r->rounds[1] / cases * 1e9,
           r->rounds[1 + (rounds - 1) / 2] / cases * 1e9);
  }
  for (size_t i = 0; i < r->layer_count; i++)
    printf("sum_%s %lld\n", r->layers[i], (long long)r->paid[i]);
  printf("sum_self_pay %lld\n", (long long)r->self_pay);
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
  if (!speed_measure(&settle, (int)options->rounds, options->with_targets, options->with_marks,
                     &result, fault))
    return fault->exit;
  print_speed(&result, (int)options->rounds);
  return EXIT_DONE;
}
