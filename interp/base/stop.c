/* The stop flag and its handlers. Only what a signal handler may call is called in them. */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/fault.h"

/* Lowest byte: the signal; next: how often it came; next: how often it may come before the end. */
static volatile sig_atomic_t stop_flag;

static void handle(int signal) {
  int count = (stop_flag >> 8 & 0xFF) + 1, most = stop_flag >> 16 & 0xFF;
  if (count > (most ? most : 1)) _exit(EXIT_INTERRUPTED);
  stop_flag = signal | count << 8 | most << 16;
}

void stop_install(void) {
  struct sigaction asked = {.sa_handler = handle}, ignored = {.sa_handler = SIG_IGN};
  sigemptyset(&asked.sa_mask);
  sigemptyset(&ignored.sa_mask);
  sigaction(SIGINT, &asked, NULL);
  sigaction(SIGTERM, &asked, NULL);
  sigaction(SIGPIPE, &ignored, NULL);
  sigaction(SIGXFSZ, &ignored, NULL);
}

int stop_asked(void) {
  return stop_flag & 0xFF;
}

void stop_clear(int patience) {
  stop_flag = patience << 16;
}
