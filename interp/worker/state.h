/* The Lua state of a worker: made with a bounded allocator, filled with the embedded library, and
 * entered through one protected call. Nothing of it is known outside interp/worker/. */
#ifndef GUIZE_WORKER_STATE_H
#define GUIZE_WORKER_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "wire/message.h"
#include "wire/region.h"

typedef struct State State;

/* What a state is made of. Regions that are not there have no data. `cell` is the worker's own
 * progress cell. */
typedef struct StateOptions {
  size_t memory_bytes;
  bool jit;
  const Region *snapshot;
  const Region *results;
  int cell;
} StateOptions;

/* Makes the state and loads the embedded library; NULL with a fault on failure. */
State *state_new(const StateOptions *options, Fault *fault);

/* Handles one request (an object with the key "op") and what is attached to it. Always gives a reply: {"ok":true,"result":…}
 * or {"ok":false,"fault":{…}}; it belongs to the caller. */
json_t *state_handle(State *state, const json_t *request, const Attachment *attached);

/* Ends the state. NULL is fine. */
void state_free(State *state);

#endif
