/* The stop flag and its handlers. Only what a signal handler may call is called in them. */
#include "base/stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/fault.h"

static volatile sig_atomic_t stop_flag;

static void handle(int signal) {
  if (stop_flag) _exit(EXIT_INTERRUPTED);
  stop_flag = signal;
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
  return stop_flag;
}
