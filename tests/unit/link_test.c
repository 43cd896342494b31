/* eval/link: workers that answer, that refuse, that loop, and that die. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stop.h"
#include "eval/link.h"
#include "eval/model.h"

static const char *program(void) {
  const char *path = getenv("GUIZE");
  return path ? path : "build/guize";
}

static Link *opened(bool jit, int memory_mib) {
  Fault fault = {0};
  Link *link =
      link_open(&(LinkOptions){.jit = jit, .memory_mib = memory_mib, .program = program()}, &fault);
  assert_no_fault(&fault);
  assert_non_null(link);
  return link;
}

static json_t *load_request(const char *text) {
  return json_pack("{s:s, s:[{s:s, s:s}]}", "op", "load", "files", "path", "hostile.lua", "text",
                   text);
}

/* One layer and a province: the least that can be loaded. */
static json_t *small_request(void) {
  return json_pack(
      "{s:s, s:[{s:s, s:s}, {s:s, s:s}]}", "op", "load", "files", "path", "model.lua", "text",
      "layer \"basic\" { title = \"基本医保\", fund = \"390100\", pays = function() "
      "return 0 end }\nsettlement { \"basic\" }\n",
      "path", "land/province.lua", "text", "jurisdiction { code = \"530000\", name = \"某省\" }\n");
}

static void a_worker_tells_its_schema(void **state) {
  (void)state;
  Fault fault = {0};
  Link *link = opened(false, 0);
  assert_int_equal(kill(link_process(link), 0), 0);
  for (int i = 0; i < 2; i++) { /* it goes on answering */
    json_t *schema = link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault);
    assert_no_fault(&fault);
    assert_true(json_array_size(json_object_get(schema, "entities")) >= 7);
    json_decref(schema);
  }
  link_close(link);
}

static void a_closed_worker_is_gone(void **state) {
  (void)state;
  Link *link = opened(true, 0);
  pid_t process = link_process(link);
  link_close(link);
  assert_int_equal(kill(process, 0), -1);
  assert_int_equal(errno, ESRCH);
  link_close(NULL);
}

static void an_unknown_operation_is_a_fault(void **state) {
  (void)state;
  Fault fault = {0};
  Link *link = opened(false, 0);
  assert_null(link_ask(link, json_pack("{s:s}", "op", "rm -rf"), 60, &fault));
  assert_fault(&fault, EXIT_DEFECT, "E734");
  assert_non_null(strstr(fault.message, "rm -rf"));
  fault_clear(&fault);
  assert_null(link_ask(link, json_pack("{s:s}", "op", "evaluate"), 60, &fault));
  assert_fault(&fault, EXIT_DEFECT, "E734"); /* no rules are loaded */
  fault_clear(&fault);
  assert_null(link_ask(link, json_pack("{s:i}", "op", 7), 60, &fault));
  assert_int_equal(fault.exit, EXIT_DEFECT);
  fault_clear(&fault);
  assert_null(link_ask(link, json_pack("[s]", "op"), 60, &fault));
  assert_true(fault_isset(&fault));
  fault_clear(&fault);
  json_t *schema = link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault);
  assert_no_fault(&fault); /* none of this ended it */
  json_decref(schema);
  link_close(link);
}

/* Loads a text that must be refused; the fault. The worker must answer afterwards when `lives`. */
static Fault refused(const char *text, bool jit, int memory_mib, double seconds, bool lives) {
  Fault fault = {0}, none = {0};
  Link *link = opened(jit, memory_mib);
  json_t *got = link_ask(link, load_request(text), seconds, &fault);
  if (got) fail_msg("taken: %s", text);
  assert_true(fault_isset(&fault));
  if (lives) {
    json_t *schema = link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &none);
    if (!schema) fail_msg("the worker died of: %s", text);
    json_decref(schema);
  }
  link_close(link);
  return fault;
}

static void a_file_that_loops_is_ended_by_the_hook(void **state) {
  (void)state;
  for (int jit = 0; jit < 2; jit++) {
    Fault fault = refused("local a = 1\nwhile true do a = a + 1 end\n", jit, 0, 60, true);
    assert_fault(&fault, EXIT_RULES, "E322");
    assert_string_equal(fault.file, "hostile.lua");
    assert_int_equal(fault.line, 2);
    assert_true(fault.hint[0]);
  }
}

/* Built-in functions run without the hook: the clock of the host ends them, or the count of steps
 * when they give up by themselves. */
static void what_runs_without_steps_is_ended_by_the_clock(void **state) {
  (void)state;
  static const char *const texts[] = {
      "while true do end\n",
      "repeat local f = function() end f() until false\n",
      "local function f() return f() end f()\n",
      "for i = 1, math and 1e300 or 1e300 do end\n",
      "::again:: goto again\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double begun = clock_seconds();
    Fault fault = refused(texts[i], true, 0, 1, false);
    assert_int_equal(fault.exit, EXIT_RULES);
    if (strcmp(fault.code, "E322") != 0 && strcmp(fault.code, "E323") != 0)
      fail_msg("%s: %s of %s", fault.code, fault.message, texts[i]);
    assert_true(clock_seconds() - begun < 60);
  }
}

static void time_that_is_over_is_said_so(void **state) {
  (void)state;
  Fault fault = {0};
  Link *link = opened(false, 0);
  pid_t process = link_process(link);
  json_t *schema = link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault);
  json_decref(schema);
  kill(process, SIGSTOP); /* stands still, whatever it is asked */
  assert_null(link_ask(link, json_pack("{s:s}", "op", "schema"), 0.2, &fault));
  assert_fault(&fault, EXIT_RULES, "E323");
  assert_non_null(strstr(fault.message, "“schema”"));
  assert_true(fault.hint[0]);
  link_close(link);
  assert_int_equal(kill(process, 0), -1);
}

static void deep_calls_end_no_worker(void **state) {
  (void)state;
  Fault fault = refused("local function f() return 1 + f() end\nf()\n", false, 0, 60, true);
  assert_int_equal(fault.exit, EXIT_RULES);
  fault = refused("error({ code = 'E999', exit = 70, message = 'mine' })\n", false, 0, 60, true);
  assert_int_equal(fault.exit, EXIT_RULES); /* what a rule raises is no defect of ours */
  assert_string_not_equal(fault.code, "E999");
}

static void a_file_that_grows_is_ended(void **state) {
  (void)state;
  Fault fault = refused("local t = {}\nlocal i = 0\nwhile true do i = i + 1 t[i] = { i } end\n",
                        false, 48, 60, true);
  assert_fault(&fault, EXIT_RULES, "E320");
  fault = refused("local s = 'x'\nwhile true do s = s .. s end\n", false, 48, 60, true);
  assert_fault(&fault, EXIT_RULES, "E320");
}

static void faults_of_rules_have_their_place(void **state) {
  (void)state;
  Fault fault = refused("local 线 ＝ 1\n", false, 0, 60, true);
  assert_fault(&fault, EXIT_RULES, "E105");
  assert_int_equal(fault.line, 1);
  assert_int_equal(fault.column, 9);
  assert_string_equal(fault.source, "local 线 ＝ 1");
  fault = refused("\n\nreturn os.execute('true')\n", false, 0, 60, true);
  assert_int_equal(fault.exit, EXIT_RULES);
  assert_int_equal(fault.line, 3);
  fault = refused("local a = (1\n", false, 0, 60, true);
  assert_int_equal(fault.exit, EXIT_RULES);
  assert_string_equal(fault.file, "hostile.lua");
  fault = refused("\x1bLJ\x02", false, 0, 60, true);
  assert_fault(&fault, EXIT_RULES, "E108");
}

static void a_killed_worker_has_ended(void **state) {
  (void)state;
  Fault fault = {0};
  json_t *got;
  Link *link = opened(false, 0);
  struct pollfd watched = {.fd = link_descriptor(link), .events = POLLIN};
  assert_int_equal(link_receive(link, 0, &got, &fault), MESSAGE_WAIT);
  assert_no_fault(&fault);
  kill(link_process(link), SIGKILL);
  assert_int_equal(poll(&watched, 1, 60000), 1); /* the end can be waited for */
  assert_int_equal(link_receive(link, 60000, &got, &fault), MESSAGE_ENDED);
  assert_null(got);
  assert_fault(&fault, EXIT_RULES, "E325");
  assert_non_null(strstr(fault.message, "signal 9"));
  fault_clear(&fault);
  assert_int_equal(link_receive(link, 0, &got, &fault), MESSAGE_ENDED); /* and is again */
  assert_fault(&fault, EXIT_RULES, "E325");
  fault_clear(&fault);
  assert_null(link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault));
  assert_fault(&fault, EXIT_RULES, "E325");
  link_kill(link);
  link_close(link);
}

/* A worker that is stopped and goes on, as when the machine sleeps, stays within its fence. */
static void a_worker_that_slept_goes_on(void **state) {
  (void)state;
  Fault fault = {0};
  siginfo_t info;
  Link *link = opened(false, 0);
  json_decref(link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault));
  kill(link_process(link), SIGSTOP);
  assert_int_equal(waitid(P_PID, (id_t)link_process(link), &info, WSTOPPED), 0);
  kill(link_process(link), SIGCONT);
  json_t *schema = link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault);
  assert_no_fault(&fault);
  assert_non_null(schema);
  json_decref(schema);
  link_close(link);
}

/* The answer to what was interrupted is never taken for the answer to what is asked next. */
static void an_interrupted_question_has_no_late_answer(void **state) {
  (void)state;
  Fault fault = {0};
  Link *link = opened(false, 0);
  stop_install();
  stop_clear(3);
  raise(SIGINT);
  kill(link_process(link), SIGSTOP);
  assert_null(link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault));
  assert_fault(&fault, EXIT_INTERRUPTED, "E130");
  fault_clear(&fault);
  stop_clear(3);
  kill(link_process(link), SIGCONT);
  assert_null(link_ask(link, json_pack("{s:s}", "op", "no such"), 60, &fault));
  assert_fault(&fault, EXIT_RULES, "E325");
  link_close(link);
}

static void a_worker_that_dies_at_work_has_ended(void **state) {
  (void)state;
  Fault fault = {0};
  json_t *got;
  Link *link = opened(false, 0);
  assert_true(link_send(link, load_request("while true do end"), NULL, &fault));
  kill(link_process(link), SIGSEGV);
  assert_int_equal(link_receive(link, 60000, &got, &fault), MESSAGE_ENDED);
#ifndef GUIZE_SANITIZED /* there a handler makes an exit of it */
  assert_fault(&fault, EXIT_RULES, "E325");
#endif
  assert_true(fault_isset(&fault));
  link_close(link);
}

static void a_program_that_is_not_there_is_a_fault(void **state) {
  (void)state;
  Fault fault = {0};
  assert_null(link_open(&(LinkOptions){.program = "/no/such/guize"}, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E750");
  assert_true(fault.hint[0]);
}

/* /bin/true knows nothing of workers and ends with 0; /bin/false with 1. */
static void a_program_that_is_no_worker_is_a_fault(void **state) {
  (void)state;
  static const char *const programs[] = {"/bin/true", "/bin/false"};
  for (int status = 0; status < 2; status++) {
    Fault fault = {0};
    Link *link = link_open(&(LinkOptions){.program = programs[status]}, &fault);
    assert_non_null(link);
    assert_null(link_ask(link, json_pack("{s:s}", "op", "schema"), 60, &fault));
    assert_fault(&fault, EXIT_SYSTEM, "E326");
    char words[20];
    snprintf(words, sizeof words, "status %d", status);
    assert_non_null(strstr(fault.message, words));
    link_close(link);
  }
}

static void descriptors_do_not_leak(void **state) {
  (void)state;
  int before = dup(0);
  close(before);
  for (int i = 0; i < 5; i++)
    link_close(opened(false, 0));
  Fault fault = {0};
  assert_null(link_open(&(LinkOptions){.program = "/no/such/guize"}, &fault));
  int after = dup(0);
  close(after);
  assert_int_equal(after, before);
}

static void a_small_set_of_rules_is_described(void **state) {
  (void)state;
  Fault fault = {0};
  Link *link = opened(true, 0);
  json_t *description = link_ask(link, small_request(), 60, &fault);
  if (!description) fail_msg("%s: %s", fault.code, fault.message);
  Model model;
  assert_true(model_read(&model, description, &fault));
  assert_int_equal(model.layer_count, 1);
  assert_string_equal(model.layers[0].title, "基本医保");
  assert_string_equal(model_jurisdiction(&model, "530000")->path, "land");
  assert_null(model_jurisdiction(&model, "53"));
  model_free(&model);
  link_close(link);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN); /* as the program does */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_worker_tells_its_schema),
      cmocka_unit_test(a_closed_worker_is_gone),
      cmocka_unit_test(an_unknown_operation_is_a_fault),
      cmocka_unit_test(a_file_that_loops_is_ended_by_the_hook),
      cmocka_unit_test(what_runs_without_steps_is_ended_by_the_clock),
      cmocka_unit_test(time_that_is_over_is_said_so),
      cmocka_unit_test(deep_calls_end_no_worker),
      cmocka_unit_test(a_file_that_grows_is_ended),
      cmocka_unit_test(faults_of_rules_have_their_place),
      cmocka_unit_test(a_killed_worker_has_ended),
      cmocka_unit_test(a_worker_that_slept_goes_on),
      cmocka_unit_test(an_interrupted_question_has_no_late_answer),
      cmocka_unit_test(a_worker_that_dies_at_work_has_ended),
      cmocka_unit_test(a_program_that_is_not_there_is_a_fault),
      cmocka_unit_test(a_program_that_is_no_worker_is_a_fault),
      cmocka_unit_test(descriptors_do_not_leak),
      cmocka_unit_test(a_small_set_of_rules_is_described),
  };
  return RUN(tests);
}
