/* The library as a hospital system would use it: rules of the repository, a bill at discharge. */
#include "guize.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static GuizeRules *open_rules(const char *folder, GuizeFault *fault) {
  const char *program = getenv("GUIZE");
  return guize_open(&(GuizeOptions){.program = program ? program : "build/guize", .folder = folder},
                    fault);
}

static size_t layer_of(const GuizeRules *rules, const char *name) {
  for (size_t i = 0; i < guize_layer_count(rules); i++)
    if (strcmp(guize_layer_name(rules, i), name) == 0) return i;
  fail_msg("no layer %s", name);
  return 0;
}

/* Two stays of 20,000 yuan at a second-level hospital in Jiamusi, registered poor: 15,680 each, and
 * the second reaches the serious-illness threshold: (8,640 - 5,000) x 50% = 1,820. */
static void settles_a_household(void **state) {
  (void)state;
  GuizeFault fault = {0};
  GuizeRules *rules = open_rules("rules", &fault);
  if (!rules) fail_msg("%s %s", fault.code, fault.message);
  GuizeIdentity poor = {.kind = "registered_poor", .begins = "2016-01-01"};
  GuizeCase stays[2];
  for (int i = 0; i < 2; i++)
    stays[i] = (GuizeCase){.hospital_level = "secondary",
                           .admission = i ? "2018-05-01" : "2018-03-01",
                           .discharge = i ? "2018-05-09" : "2018-03-09",
                           .settled = i ? "2018-05-09" : "2018-03-09",
                           .total_cost = 2000000,
                           .in_scope_cost = 2000000,
                           .age = 50,
                           .identities = &poor,
                           .identity_count = 1};
  GuizeSettlement results[2];
  if (!guize_settle(rules, "heilongjiang/jiamusi", stays, 2, results, &fault))
    fail_msg("%s %s", fault.code, fault.message);
  size_t basic = layer_of(rules, "basic"), serious = layer_of(rules, "serious_illness");
  assert_int_equal(results[0].paid[basic], 1568000);
  assert_int_equal(results[0].paid[serious], 0);
  assert_int_equal(results[0].self_pay, 432000);
  assert_int_equal(results[1].paid[basic], 1568000);
  assert_int_equal(results[1].paid[serious], 182000);
  assert_int_equal(results[1].self_pay, 250000);
  assert_string_equal(guize_layer_fund(rules, basic), "390100");
  guize_close(rules);
}

static void names_what_is_wrong(void **state) {
  (void)state;
  GuizeFault fault = {0};
  assert_null(open_rules("no/such/folder", &fault));
  assert_int_equal(fault.exit, 4);
  GuizeRules *rules = open_rules("rules", &fault);
  assert_non_null(rules);
  GuizeSettlement result;
  GuizeCase stay = {.settled = "2018-05-09", .total_cost = 100, .in_scope_cost = 100};
  assert_false(guize_settle(rules, "999999", &stay, 1, &result, &fault));
  assert_string_equal(fault.code, "E208");
  stay.in_scope_cost = 99;
  assert_false(guize_settle(rules, "532625", &stay, 1, &result, &fault));
  assert_string_equal(fault.code, "E501");
  /* before 2018 nothing of the published table holds: the stay fails, the call does not */
  stay = (GuizeCase){.settled = "2015-05-09", .total_cost = 100, .in_scope_cost = 100};
  assert_true(guize_settle(rules, "230800", &stay, 1, &result, &fault));
  assert_true(result.failed);
  assert_string_equal(result.fault.code, "E206");
  guize_close(rules);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(settles_a_household),
                                     cmocka_unit_test(names_what_is_wrong)};
  return RUN(tests);
}
