/* The door: a worker if this is one, else what a person typed. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"
#include "base/stop.h"
#include "cli/command.h"
#include "worker/worker.h"

int main(int argc, char **argv) {
  if (worker_asked(argc, argv)) return worker_main(argc, argv);
  stop_install();
  Fault fault = {0};
  int status = command_run(argc, argv, &fault);
  if (fault_isset(&fault)) {
    fault_print(stderr, &fault);
    status = fault.exit;
  }
  bool broken = fflush(stdout) != 0 || ferror(stdout);
  if (broken && errno == EPIPE)
    return status ? status : EXIT_SYSTEM; /* the reader has seen enough */
  if (broken) {
    fault_set(&fault, EXIT_SYSTEM, "E601", "the output could not be written whole");
    fault_print(stderr, &fault);
    return fault.exit;
  }
  return status;
}
