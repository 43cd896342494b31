/* eval/patience over child processes that work, sleep, are stopped, or hardly ever get the processor. */
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "eval/patience.h"

static const double SECONDS = 0.2;

static pid_t child(bool works) {
  pid_t id = fork();
  assert_true(id >= 0);
  if (id != 0) return id;
  for (;;)
    if (!works) pause();
}

static void end(pid_t id) {
  kill(id, SIGKILL);
  assert_int_equal(waitpid(id, NULL, 0), id);
}

static void rest(void) {
  nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

/* Waits until the time of the process is over; how long that took on the wall. */
static double wait_for(const Patience *patience) {
  while (!patience_over(patience))
    rest();
  return clock_seconds() - patience->began;
}

/* Ends a child that does not work, when its time by the wall is over. */
static void has_the_wall(pid_t id) {
  Patience patience = patience_begin(id, SECONDS);
  assert_true(wait_for(&patience) > SECONDS);
  assert_true(clock_of_process(id) - patience.used < SECONDS);
  end(id);
}

static void test_sleeper_has_the_wall(void **state) {
  (void)state;
  has_the_wall(child(false));
}

static void test_stopped_has_the_wall(void **state) {
  (void)state;
  pid_t id = child(true);
  kill(id, SIGSTOP);
  assert_int_equal(waitpid(id, NULL, WUNTRACED), id);
  has_the_wall(id);
}

static void test_worker_has_the_processor(void **state) {
  (void)state;
  pid_t id = child(true);
  Patience patience = patience_begin(id, SECONDS);
  double waited = wait_for(&patience);
  assert_true(waited > SECONDS);
  assert_true(clock_of_process(id) - patience.used > SECONDS ||
              waited > SECONDS * PATIENCE_MOST_TIMES);
  end(id);
}

/* Stopped nearly always, it is asked about in the moments between. */
static void test_starved_is_waited_for(void **state) {
  (void)state;
  pid_t id = child(true);
  Patience patience = patience_begin(id, SECONDS);
  int asked = 0;
  while (clock_seconds() - patience.began < 3 * SECONDS) {
    kill(id, SIGSTOP);
    rest();
    kill(id, SIGCONT);
    bool late = clock_seconds() - patience.began > SECONDS, over = patience_over(&patience);
    bool worked = clock_of_process(id) - patience.used > SECONDS;
    if (clock_seconds() - patience.began > SECONDS * PATIENCE_MOST_TIMES) break;
    assert_true(!over || worked);
    asked += late;
  }
  assert_true(asked > 0 || clock_seconds() - patience.began > SECONDS * PATIENCE_MOST_TIMES);
  end(id);
}

static void test_nobody_has_the_wall(void **state) {
  (void)state;
  pid_t id = child(true);
  end(id);
  Patience patience = patience_begin(id, SECONDS);
  assert_true(wait_for(&patience) > SECONDS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sleeper_has_the_wall),     cmocka_unit_test(test_stopped_has_the_wall),
      cmocka_unit_test(test_worker_has_the_processor), cmocka_unit_test(test_starved_is_waited_for),
      cmocka_unit_test(test_nobody_has_the_wall),
  };
  return RUN(tests);
}
