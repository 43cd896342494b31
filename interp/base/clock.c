/* The clocks of the system; the only file that asks them. */
#include "base/clock.h"

#include <string.h>
#include <time.h>

double clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void clock_utc(char out[21]) {
  time_t now = time(NULL);
  struct tm parts;
  if (!gmtime_r(&now, &parts) || strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &parts) != 20) {
    memcpy(out, "0000-00-00T00:00:00Z", 21);
  }
}
