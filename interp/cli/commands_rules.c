/* Commands on rules alone. */
#include <stdio.h>

#include "cli/commands.h"
#include "job/testing.h"

int command_test(const Options *options, Fault *fault) {
  TestCounts counts;
  TestOptions test = {.path = options->word_count ? options->words[0] : options->rules,
                      .verbose = options->verbose,
                      .out = stdout};
  if (!testing_run(&test, &counts, fault)) return fault->exit;
  printf("%d passed, %d failed\n", counts.passed, counts.failed);
  return counts.failed ? EXIT_FINDINGS : EXIT_DONE;
}
