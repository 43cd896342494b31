/* The one table of commands. A row has the name, its Chinese name, what it takes, one line of help
 * and the function; `guize help` prints the same rows. */
#ifndef GUIZE_CLI_COMMAND_H
#define GUIZE_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "cli/options.h"

typedef struct Command {
  const char *name, *chinese;
  const char *takes; /* what follows the name, for the usage line */
  const char *help;  /* one line */
  OptionSet options; /* the options it knows (OptionSet) */
  int least, most;   /* how many words follow it; most -1: any number */
  int (*run)(const Options *options,
             Fault *fault); /* exit code; the fault is printed by the door */
  const char *examples;     /* lines of examples, or NULL */
} Command;

/* Finds and runs the command that was typed. Gives the exit code; sets a fault when something must
 * be said. */
int command_run(int argc, char **argv, Fault *fault);

/* The row of a command by either name; NULL if there is none. */
const Command *command_find(const char *name);

/* Row i of the table; NULL after the last. */
const Command *command_at(size_t i);

#endif
