/* The fence around a worker: rlimits, PDEATHSIG, no_new_privs, seccomp. */
#include "worker/lockdown.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* All descriptors below OPEN_FILES are taken, so none can be opened; poll needs it to be above 0. */
enum { CPU_SECONDS = 6 * 3600, OPEN_FILES = 4 };

static bool failed(Fault *fault, const char *what, int error) {
  return fault_set(fault, EXIT_SYSTEM, "E720", "the rule worker cannot be locked down: %s: %s",
                   what, strerror(error));
}

static bool limit(int resource, rlim_t value, const char *name, Fault *fault) {
  struct rlimit bound = {value, value};
  return setrlimit((__rlimit_resource_t)resource, &bound) == 0 || failed(fault, name, errno);
}

static bool limit_resources(const Limits *limits, Fault *fault) {
  return limit(RLIMIT_AS, limits->address_bytes, "RLIMIT_AS", fault) &&
         limit(RLIMIT_CPU, CPU_SECONDS, "RLIMIT_CPU", fault) &&
         limit(RLIMIT_FSIZE, 0, "RLIMIT_FSIZE", fault) &&
         limit(RLIMIT_NPROC, 0, "RLIMIT_NPROC", fault) &&
         limit(RLIMIT_NOFILE, OPEN_FILES, "RLIMIT_NOFILE", fault) &&
         limit(RLIMIT_CORE, 0, "RLIMIT_CORE", fault);
}

/* Calls that need no look at their arguments: talking on descriptors that are open already, memory
 * without new mappings, waiting (by restart_syscall after the machine was asleep), and the end. */
static const int plain_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(sendto),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
};

/* Memory may be mapped if no file stands behind it; made executable only where the JIT runs. */
static int allow_memory(scmp_filter_ctx filter, bool code) {
  struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  struct scmp_arg_cmp no_file = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
  if (code) {
    int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_file);
    return error ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 0);
  }
  int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_code, no_file);
  return error ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
}

static bool filter_calls(const Limits *limits, Fault *fault) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (!filter) return failed(fault, "seccomp", ENOMEM);
  int error = 0;
  for (size_t i = 0; !error && i < sizeof plain_calls / sizeof *plain_calls; i++)
    error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain_calls[i], 0);
  if (!error) error = allow_memory(filter, limits->code);
  if (!error) error = seccomp_load(filter);
  seccomp_release(filter);
  return error == 0 || failed(fault, "seccomp", -error);
}

bool lockdown(const Limits *limits, Fault *fault) {
  pid_t host = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failed(fault, "PDEATHSIG", errno);
  if (getppid() != host || host == 1) return failed(fault, "the host is gone", ESRCH);
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return failed(fault, "DUMPABLE", errno);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed(fault, "NO_NEW_PRIVS", errno);
  return limit_resources(limits, fault) && filter_calls(limits, fault);
}
