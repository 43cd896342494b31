/* The fence around a worker, put up before it sees a script: resource limits, death with the host,
 * and an allow-list of system calls. It cannot be taken down again. If any part fails, the worker
 * must not go on. */
#ifndef GUIZE_WORKER_LOCKDOWN_H
#define GUIZE_WORKER_LOCKDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/* What a worker may use. `code` allows making memory executable, which the JIT needs. */
typedef struct Limits {
  size_t address_bytes;
  bool code;
} Limits;

/* Sets every limit; false with a fault if one cannot be set. */
bool lockdown(const Limits *limits, Fault *fault);

#endif
