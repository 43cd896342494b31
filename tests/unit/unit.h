/* What every unit test includes: cmocka with what it wants before it, and a few helpers. */
#ifndef GUIZE_TESTS_UNIT_H
#define GUIZE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"

/* The text fault_print writes; the caller frees. */
__attribute__((noinline, unused)) static char *printed(const Fault *fault) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_non_null(stream);
  fault_print(stream, fault);
  fclose(stream);
  return text;
}

/* Fails unless the fault is set, ends with `exit` and has this number. */
#define assert_fault(fault, status, number)                                                        \
  do {                                                                                             \
    assert_string_equal((fault)->code, number);                                                    \
    assert_int_equal((fault)->exit, status);                                                       \
  } while (0)

/* Fails, with its words, when a fault is set. */
#define assert_no_fault(fault)                                                                     \
  do {                                                                                             \
    if (fault_isset(fault)) fail_msg("%s: %s", (fault)->code, (fault)->message);                   \
  } while (0)

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
