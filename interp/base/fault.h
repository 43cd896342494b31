/* What went wrong: one struct the caller owns, set once where the trouble is detected, framed on the
 * way up ("row 17 of cases.csv"), printed once by the door. No allocation, no output before
 * fault_print. A newcomer forgets that fault_set clears an earlier place and hint: set those after. */
#ifndef GUIZE_BASE_FAULT_H
#define GUIZE_BASE_FAULT_H

#include <stdbool.h>
#include <stdio.h>

/* How the program ends. */
enum {
  EXIT_DONE = 0,
  EXIT_FINDINGS = 1, /* a check found something, a test failed, some cases failed */
  EXIT_USAGE = 2,    /* the command line */
  EXIT_RULES = 3,    /* the rule files */
  EXIT_DATA = 4,     /* the database, the files read */
  EXIT_SYSTEM = 5,   /* disk, memory, processes */
  EXIT_DEFECT = 70,  /* a defect of ours */
  EXIT_INTERRUPTED = 130,
};

/* The texts are English whatever the language of messages, so that they can be stored and compared;
 * fault_print says them in the language chosen. All texts are UTF-8, cut at a character when too long. No file: no place. Columns and widths count
 * characters, columns from 1; line 0 or column 0: not known. Start with {0}. */
typedef struct Fault {
  int exit;
  char code[8];
  char message[1024];
  char hint[512];
  char file[512];
  int line, column, width;
  int left_out; /* characters of the line before `source`, which keeps the part around the column */
  char source[512];
} Fault;

/* Sets exit code, number ("E203") and message; clears place and hint. Always returns false, so that
 * `return fault_set(…)` reads well. The arguments may point into `fault` itself; `fault` may be NULL. */
bool fault_set(Fault *fault, int exit, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Puts "context: " before the message of a fault that is set. */
void fault_frame(Fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what to do about it; replaces an earlier hint. */
void fault_hint(Fault *fault, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says where: `source` is the text of that line, or NULL; it is copied up to its first newline. When
 * the line is too long, the part around the column is kept and `column` still counts in the file. */
void fault_place(Fault *fault, const char *file, int line, int column, int width,
                 const char *source);

/* Makes it as new; whether it is set. */
void fault_clear(Fault *fault);
bool fault_isset(const Fault *fault);

/* Prints it for a person, in the language chosen (base/language.h):
 *   rules/model.lua:12:29: error[E203]: no parameter “cap_county”
 *    12 |   local own = min(cost - gate, p.cap_county)
 *       |                                  ^^^^^^^^^^
 *    hint: …
 * Control characters are shown as \x1b, a tab as a blank, bytes that are no UTF-8 as \xff. A fault
 * that is not set prints nothing. */
void fault_print(FILE *out, const Fault *fault);

/* The same with another word for "error". */
void fault_print_as(FILE *out, const Fault *fault, const char *kind);

#endif
