/* One worker, seen from the host: started, asked, killed. This is the one place that starts
 * processes. A worker that dies or overruns its time is an ordinary event: the fault says what is
 * known, and the caller may open another. */
#ifndef GUIZE_EVAL_LINK_H
#define GUIZE_EVAL_LINK_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/fault.h"
#include "wire/message.h"
#include "wire/region.h"

typedef struct Link Link;

/* `snapshot` and `results` are both given or both NULL; they must outlive nothing (the worker maps
 * them for itself). `program`: path of the guize program, NULL for the program that runs. */
typedef struct LinkOptions {
  bool jit;
  int memory_mib;
  const Region *snapshot, *results;
  int cell;
  const char *program;
} LinkOptions;

enum { LINK_MEMORY_MIB = 1024, LINK_LOAD_SECONDS = 10 };

/* Starts a worker; NULL with a fault when none can be started. */
Link *link_open(const LinkOptions *options, Fault *fault);

/* Sends a request, with bytes behind it or without (NULL), and does not wait. Takes over `request`. False with
 * a fault when it does not listen any more; link_wait then says why. */
bool link_send(Link *link, json_t *request, const Attachment *attached, Fault *fault);

/* The next reply, waited for at most wait_ms. MESSAGE_HERE: `*result` is the caller's, or NULL with
 * the fault that the worker reported. MESSAGE_ENDED: the worker is dead; the fault says how. */
MessageState link_receive(Link *link, int wait_ms, json_t **result, Fault *fault);

/* Sends a request and waits for its result for at most `seconds` (see patience.h). NULL with a fault on failure, on
 * Ctrl-C (exit 130), and when the time is over (E323); by the last two the worker is killed. */
json_t *link_ask(Link *link, json_t *request, double seconds, Fault *fault);

/* The second half of it: waits for the result of a request that was sent. `operation`: its name, for the fault. */
json_t *link_wait(Link *link, const char *operation, double seconds, Fault *fault);

/* The descriptor to poll for replies, and the process, for tests that kill it. */
int link_descriptor(const Link *link);
pid_t link_process(const Link *link);

/* Kills the worker at once; it stays to be closed. */
void link_kill(Link *link);

/* Kills, reaps and frees. NULL is fine. */
void link_close(Link *link);

#endif
