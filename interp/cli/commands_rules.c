/* Commands on rules alone. */
#include <stdio.h>

#include "base/language.h"
#include "cli/commands.h"
#include "job/testing.h"

int command_test(const Options *options, Fault *fault) {
  TestCounts counts;
  const char *folder = options->word_count ? options->words[0] : options->rules;
  if (!testing_run(folder, stdout, &counts, fault)) return fault->exit;
  printf(_("%d passed, %d failed\n"), counts.passed, counts.failed);
  return counts.failed ? EXIT_FINDINGS : EXIT_DONE;
}
