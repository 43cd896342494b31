/* base/stop and the end of memory, in child processes: what they leave behind is their exit status. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/stop.h"

/* The exit status of a child that runs `work`, or minus the signal that ended it. */
static int child(int (*work)(void)) {
  pid_t id = fork();
  assert_true(id >= 0);
  if (id == 0) _exit(work());
  int status = 0;
  assert_int_equal(waitpid(id, &status, 0), id);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int first_signal(void) {
  stop_install();
  if (stop_asked()) return 1;
  raise(SIGTERM);
  return stop_asked() == SIGTERM ? 0 : 2;
}

static int second_signal(void) {
  stop_install();
  raise(SIGINT);
  raise(SIGTERM);
  return 0;
}

/* Whether the process sleeps in a system call, by the third word of its stat file. */
static bool sleeps(pid_t id) {
  char path[64], state = '?';
  snprintf(path, sizeof path, "/proc/%d/stat", (int)id);
  FILE *file = fopen(path, "r");
  if (!file) return false;
  int read = fscanf(file, "%*d (%*[^)]) %c", &state);
  fclose(file);
  return read == 1 && state == 'S';
}

/* The signal comes from a grandchild once we wait in read(2) for a byte that never comes. */
static int waiting_is_interrupted(void) {
  int ends[2];
  char byte;
  stop_install();
  if (pipe(ends) != 0) return 1;
  pid_t parent = getpid();
  if (fork() == 0) {
    while (getppid() == parent && !sleeps(parent))
      sched_yield();
    kill(parent, SIGINT);
    _exit(0);
  }
  ssize_t got = read(ends[0], &byte, 1);
  return got == -1 && errno == EINTR && stop_asked() == SIGINT ? 0 : 2;
}

static int broken_pipe(void) {
  int ends[2];
  stop_install();
  if (pipe(ends) != 0) return 1;
  close(ends[0]);
  return write(ends[1], "x", 1) == -1 && errno == EPIPE ? 0 : 2;
}

static int too_much_memory(void) {
  int null = open("/dev/null", O_WRONLY);
  dup2(null, STDERR_FILENO);
  free(memory_new(SIZE_MAX / 4));
  return 0;
}

static void signals(void **state) {
  (void)state;
  assert_int_equal(child(first_signal), 0);
  assert_int_equal(child(second_signal), EXIT_INTERRUPTED);
  assert_int_equal(child(waiting_is_interrupted), 0);
  assert_int_equal(child(broken_pipe), 0);
}

static void end_of_memory(void **state) {
  (void)state;
#ifdef GUIZE_SANITIZED
  (void)too_much_memory;
  skip(); /* the sanitizer ends the program itself */
#else
  assert_int_equal(child(too_much_memory), EXIT_SYSTEM);
#endif
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(signals),
      cmocka_unit_test(end_of_memory),
  };
  return RUN(tests);
}
