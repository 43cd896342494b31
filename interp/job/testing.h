/* Rule tests: runs every *.test.lua below a folder against the rules there, in a worker. */
#ifndef GUIZE_JOB_TESTING_H
#define GUIZE_JOB_TESTING_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"

/* How many tests passed and failed. */
typedef struct TestCounts {
  int passed, failed;
} TestCounts;

/* Runs the tests and prints a line for each on `out` ("ok …", "not ok …" with what was expected, what
 * came and the difference). False with a fault when the rules or a test file cannot be loaded. */
bool testing_run(const char *folder, FILE *out, TestCounts *counts, Fault *fault);

#endif
