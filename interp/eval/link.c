/* One worker, seen from the host. */
#include "eval/link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/field.h"
#include "base/memory.h"
#include "base/stop.h"
#include "eval/patience.h"

/* Descriptors of the worker, as worker/worker.h has them; the host does not include that floor. */
enum { CHILD_SOCKET = 3, CHILD_SNAPSHOT = 4, CHILD_RESULTS = 5, STEP_MS = 100, SAFE_FD = 16 };

struct Link {
  pid_t process;
  int socket;
  bool reaped;
  int status;
  char file[512]; /* where a script stood when the worker last told so */
  int line;
};

static bool no_worker(Fault *fault, const char *what, int error) {
  fault_set(fault, EXIT_SYSTEM, "E750", "cannot start the rule worker: %s: %s", what,
            strerror(error));
  fault_hint(fault, "no script is run without a worker; look at the limits of processes and files");
  return false;
}

/* Descriptors are first moved above the numbers that the worker expects, so that no move of one can
 * overwrite another. */
static int move_up(int fd) {
  return fcntl(fd, F_DUPFD_CLOEXEC, SAFE_FD);
}

static int add_actions(posix_spawn_file_actions_t *actions, int socket, int snapshot, int results) {
  int error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  if (!error) error = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
  if (!error) error = posix_spawn_file_actions_adddup2(actions, 1, 2);
  if (!error) error = posix_spawn_file_actions_adddup2(actions, socket, CHILD_SOCKET);
  if (!error && snapshot >= 0)
    error = posix_spawn_file_actions_adddup2(actions, snapshot, CHILD_SNAPSHOT);
  if (!error && results >= 0)
    error = posix_spawn_file_actions_adddup2(actions, results, CHILD_RESULTS);
  return error;
}

/* A terminal's Ctrl-C must not reach the worker: it gets a process group of its own. */
static int spawn(pid_t *process, const LinkOptions *options, const int fds[3]) {
  char settings[96];
  snprintf(settings, sizeof settings, "jit=%d,memory=%d,regions=%d,cell=%d", options->jit,
           options->memory_mib ? options->memory_mib : LINK_MEMORY_MIB, options->snapshot != NULL,
           options->cell);
  char name[] = "guize", flag[] = "--worker", locale[] = "LC_ALL=C.UTF-8";
  char *arguments[] = {name, flag, settings, NULL}, *environment[] = {locale, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  int error = add_actions(&actions, fds[0], fds[1], fds[2]);
  if (!error)
    error = posix_spawn(process, options->program ? options->program : "/proc/self/exe", &actions,
                        &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static void close_all(const int *fds, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (fds[i] >= 0) close(fds[i]);
}

Link *link_open(const LinkOptions *options, Fault *fault) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    no_worker(fault, "socketpair", errno);
    return NULL;
  }
  int fds[3] = {move_up(pair[1]), options->snapshot ? move_up(options->snapshot->fd) : -1,
                options->results ? move_up(options->results->fd) : -1};
  close(pair[1]);
  pid_t process = 0;
  /* beyond the limit of descriptors the kernel says EINVAL here */
  int error = fds[0] < 0 ? EMFILE : spawn(&process, options, fds);
  close_all(fds, 3);
  if (error) {
    close(pair[0]);
    no_worker(fault, "posix_spawn", error);
    return NULL;
  }
  Link *link = memory_new(sizeof *link);
  *link = (Link){.process = process, .socket = pair[0]};
  return link;
}

int link_descriptor(const Link *link) {
  return link->socket;
}

pid_t link_process(const Link *link) {
  return link->process;
}

static void reap(Link *link) {
  while (!link->reaped) {
    pid_t got = waitpid(link->process, &link->status, 0);
    if (got == link->process || (got < 0 && errno != EINTR)) link->reaped = true;
  }
}

void link_kill(Link *link) {
  if (!link->reaped) kill(link->process, SIGKILL);
}

void link_close(Link *link) {
  if (!link) return;
  link_kill(link);
  reap(link);
  close(link->socket);
  free(link);
}

/* Says how a worker died. */
static void death(Link *link, Fault *fault) {
  link_kill(link); /* once: its number may be another's by the second time */
  reap(link);
  if (WIFSIGNALED(link->status) && WTERMSIG(link->status) == SIGSYS)
    fault_set(fault, EXIT_RULES, "E324", "a script tried to leave its fence; its worker was ended");
  else if (WIFSIGNALED(link->status))
    fault_set(fault, EXIT_RULES, "E325", "the rule worker was ended by signal %d (%s)",
              WTERMSIG(link->status), strsignal(WTERMSIG(link->status)));
  else
    fault_set(fault, EXIT_SYSTEM, "E326", "the rule worker ended with status %d",
              WIFEXITED(link->status) ? WEXITSTATUS(link->status) : -1);
}

static int number_of(const json_t *object, const char *key) {
  json_int_t n = json_integer_value(json_object_get(object, key));
  return n < 0 || n > 100000000 ? 0 : (int)n;
}

/* Codes of exit that a worker may ask for; anything else is a defect. */
static int exit_of(const json_t *reported) {
  int code = number_of(reported, "exit");
  return code == EXIT_RULES || code == EXIT_DATA || code == EXIT_SYSTEM ? code : EXIT_DEFECT;
}

static void take_fault(const json_t *reported, Fault *fault) {
  fault_set(fault, exit_of(reported), field_text(reported, "code"), "%s",
            field_text(reported, "message"));
  const char *file = field_text(reported, "file"), *hint = field_text(reported, "hint");
  if (*hint) fault_hint(fault, "%s", hint);
  if (*file)
    fault_place(fault, file, number_of(reported, "line"), number_of(reported, "column"),
                number_of(reported, "width"), field_text(reported, "source"));
}

/* When memory has ended the worker knows its place only roughly; the last line that it told is exact. */
static void take_told_fault(const Link *link, const json_t *reported, Fault *fault) {
  take_fault(reported, fault);
  if (*link->file && strcmp(fault->code, "E320") == 0)
    fault_place(fault, link->file, link->line, 1, 1, NULL);
}

MessageState link_receive(Link *link, int wait_ms, json_t **result, Fault *fault) {
  json_t *reply;
  *result = NULL;
  MessageState state = message_receive(link->socket, wait_ms, &reply, NULL, fault);
  if (state == MESSAGE_ENDED) death(link, fault);
  if (state != MESSAGE_HERE) return state;
  const json_t *note = json_object_get(reply, "note");
  if (note) {
    snprintf(link->file, sizeof link->file, "%s", field_text(note, "file"));
    link->line = number_of(note, "line");
    json_decref(reply);
    return MESSAGE_WAIT;
  }
  if (json_is_true(json_object_get(reply, "ok")))
    *result = json_incref(json_object_get(reply, "result"));
  else
    take_told_fault(link, json_object_get(reply, "fault"), fault);
  if (!*result && !fault_isset(fault))
    fault_set(fault, EXIT_DEFECT, "E704", "the rule worker sent no proper message");
  json_decref(reply);
  return MESSAGE_HERE;
}

bool link_send(Link *link, json_t *request, const Attachment *attached, Fault *fault) {
  bool sent = message_send(link->socket, request, attached, fault);
  json_decref(request);
  return sent;
}

static json_t *give_up(Link *link, const char *operation, double seconds, Fault *fault) {
  link_kill(link);
  fault_set(fault, EXIT_RULES, "E323", "the rules were not through with “%s” after %.0f seconds",
            operation, seconds);
  fault_hint(fault, "look for a loop or a pattern without an end at the top of a rule file");
  if (*link->file) fault_place(fault, link->file, link->line, 1, 1, NULL);
  return NULL;
}

json_t *link_wait(Link *link, const char *operation, double seconds, Fault *fault) {
  json_t *result = NULL;
  Patience patience = patience_begin(link->process, seconds);
  for (;;) {
    MessageState state = link_receive(link, STEP_MS, &result, fault);
    if (state == MESSAGE_HERE) return result;
    if (state != MESSAGE_WAIT) return NULL;
    if (stop_asked()) {
      link_kill(link); /* else its answer would be taken for that to the next question */
      fault_set(fault, EXIT_INTERRUPTED, "E130", "interrupted");
      return NULL;
    }
    if (patience_over(&patience)) return give_up(link, operation, seconds, fault);
  }
}

json_t *link_ask(Link *link, json_t *request, double seconds, Fault *fault) {
  char operation[32];
  snprintf(operation, sizeof operation, "%s", field_text(request, "op"));
  if (link_send(link, request, NULL, fault)) return link_wait(link, operation, seconds, fault);
  death(link, fault);
  return NULL;
}
