/* The trace of --reveal. What is shown then is marked by those who show it. */
#include "cli/reveal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/language.h"
#include "base/memory.h"
#include "io/journal.h"

void reveal_record(const char *db) {
  char now[21], *path = journal_path(), *entry = NULL;
  Fault fault = {0};
  clock_utc(now);
  fprintf(stderr,
          _("guize: names and ID numbers are shown in full (--reveal); this is recorded\n"));
  if (asprintf(&entry, "-- --reveal %s %s", now, db ? db : "no database") < 0) memory_end(64);
  if (path && !journal_add(path, entry, &fault)) fault_print(stderr, &fault);
  free(entry);
  free(path);
}
