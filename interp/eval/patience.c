/* The time of a worker, on two clocks. */
#include "eval/patience.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

/* Whether a process runs or could run ('R', or 'D' while the disk is waited for), by its stat file, where the state
 * stands behind the name in brackets. */
static bool is_ready(pid_t process) {
  char path[48], line[256] = "";
  snprintf(path, sizeof path, "/proc/%lld/stat", (long long)process);
  FILE *file = fopen(path, "r");
  if (!file) return false;
  if (!fgets(line, sizeof line, file)) *line = 0;
  fclose(file);
  const char *name = strrchr(line, ')');
  return name && (strncmp(name, ") R", 3) == 0 || strncmp(name, ") D", 3) == 0);
}

Patience patience_begin(pid_t process, double seconds) {
  return (Patience){process, seconds, clock_seconds(), clock_of_process(process)};
}

bool patience_over(const Patience *patience) {
  double waited = clock_seconds() - patience->began;
  if (waited <= patience->seconds) return false;
  if (waited > patience->seconds * PATIENCE_MOST_TIMES || !is_ready(patience->process)) return true;
  return clock_of_process(patience->process) - patience->used > patience->seconds;
}
