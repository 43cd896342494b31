/* Rule tests: runs the *.test.lua and *.test.csv of a folder of rules, or a part of them, in a worker. */
#ifndef GUIZE_JOB_TESTING_H
#define GUIZE_JOB_TESTING_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"
#include "data/rulefiles.h"

/* How many tests passed and failed. */
typedef struct TestCounts {
  int passed, failed;
} TestCounts;

/* Which tests, and how they are told. `path`: a folder of rules, a folder below it, or one file of
 * tests. `verbose`: a line for each test ("ok …", "not ok …"), else a line a file and the failures. */
typedef struct TestOptions {
  const char *path;
  const char *rules; /* those that a file of tests is for which lies in no folder of rules */
  bool verbose;
  bool coverage; /* watch what is exercised */
  bool silent;   /* tell nothing, as for a list that programs read */
  FILE *out;
} TestOptions;

/* Runs the tests: what was expected, what came and the difference goes to `out`. False with a fault
 * when the rules or a test file cannot be loaded, E264 when `path` is no test file. With
 * options->coverage `*coverage` is { files, gaps } as stdlib/coverage.lua tells, and the `folder` of the files; the
 * caller's. */
bool testing_run(const TestOptions *options, TestCounts *counts, json_t **coverage, Fault *fault);

/* Tests for the bounds that the tests at `path` do not reach, as the worker writes them: { text, bounds,
 * reached, written }. The caller's; NULL with a fault. */
json_t *testing_suggest(const char *path, Fault *fault);

/* The tests at `path` with the rules around them: `files` as rulefiles_read, without the tests that
 * were not asked for. */
bool testing_files(const char *path, RuleFiles *files, Fault *fault);

#endif
