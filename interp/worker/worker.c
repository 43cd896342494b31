/* The life of a worker: map, lock down, answer. No script is seen before the lock-down stands. */
#include "worker/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "wire/message.h"
#include "wire/region.h"
#include "worker/lockdown.h"
#include "worker/state.h"

typedef struct Settings {
  int jit, memory_mib, regions, cell;
} Settings;

bool worker_asked(int argc, char **argv) {
  return argc == 3 && strcmp(argv[1], "--worker") == 0;
}

static bool settings_read(const char *text, Settings *settings) {
  return sscanf(text, "jit=%d,memory=%d,regions=%d,cell=%d", &settings->jit, &settings->memory_mib,
                &settings->regions, &settings->cell) == 4 &&
         settings->memory_mib > 0 && settings->cell >= 0 && settings->cell < PROGRESS_CELLS;
}

static bool send_fault(const Fault *fault) {
  json_t *reply = json_pack("{s:b,s:{s:s,s:s,s:i}}", "ok", 0, "fault", "code", fault->code,
                            "message", fault->message, "exit", fault->exit);
  Fault ignored = {0};
  bool sent = message_send(WORKER_SOCKET, reply, NULL, &ignored);
  json_decref(reply);
  return sent;
}

static int refuse(const Fault *fault) {
  send_fault(fault);
  return EXIT_SYSTEM;
}

static int answer(State *state) {
  Fault fault = {0};
  for (;;) {
    json_t *request;
    Attachment attached;
    MessageState got = message_receive(WORKER_SOCKET, -1, &request, &attached, &fault);
    if (got == MESSAGE_WAIT) continue;
    if (got != MESSAGE_HERE) return got == MESSAGE_ENDED ? EXIT_DONE : EXIT_SYSTEM;
    json_t *reply = state_handle(state, request, &attached);
    bool sent = message_send(WORKER_SOCKET, reply, NULL, &fault);
    free(attached.bytes);
    json_decref(request);
    json_decref(reply);
    if (!sent) return EXIT_SYSTEM;
  }
}

int worker_main(int argc, char **argv) {
  (void)argc;
  Settings settings;
  Fault fault = {0};
  json_object_seed(1); /* else jansson reads its seed from a file at first use */
  Region snapshot = {.fd = -1}, results = {.fd = -1};
  if (!settings_read(argv[2], &settings)) return EXIT_USAGE;
  if (close_range(settings.regions ? WORKER_RESULTS + 1 : WORKER_SOCKET + 1, ~0U, 0) != 0)
    return EXIT_SYSTEM;
  if (settings.regions && (!region_map(&snapshot, WORKER_SNAPSHOT, false, &fault) ||
                           !region_map(&results, WORKER_RESULTS, true, &fault)))
    return refuse(&fault);
  if (settings.regions) {
    close(WORKER_SNAPSHOT);
    close(WORKER_RESULTS);
  }
  size_t memory = (size_t)settings.memory_mib << 20;
  /* The compiler's code, the stack and the libraries come on top of what Lua may allocate. */
  Limits limits = {snapshot.size + results.size + memory + ((size_t)256 << 20), settings.jit != 0};
  if (!lockdown(&limits, &fault)) return refuse(&fault);
  StateOptions options = {memory, settings.jit != 0, &snapshot, &results, settings.cell};
  State *state = state_new(&options, &fault);
  if (!state) return refuse(&fault);
  int status = answer(state);
  state_free(state);
  return status;
}
