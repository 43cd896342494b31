/* The clocks of the system; the only file that asks them. */
#include "base/clock.h"

#include <string.h>
#include <time.h>

static double seconds_of(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0;
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double clock_seconds(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

double clock_of_process(pid_t process) {
  clockid_t clock;
  return clock_getcpuclockid(process, &clock) == 0 ? seconds_of(clock) : 0;
}

void clock_utc(char out[21]) {
  time_t now = time(NULL);
  struct tm parts;
  if (!gmtime_r(&now, &parts) || strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &parts) != 20) {
    memcpy(out, "0000-00-00T00:00:00Z", 21);
  }
}
