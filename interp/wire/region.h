/* Shared memory between host and worker: the snapshot (sealed, read only for everybody) and the
 * results (written by workers, read and checked by the host). Also the progress cells at the head
 * of the results, by which the host knows the case at which a worker stands or died. */
#ifndef GUIZE_WIRE_REGION_H
#define GUIZE_WIRE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/* A memory file. `data` is NULL while it is not mapped. */
typedef struct Region {
  int fd;
  size_t size;
  void *data;
} Region;

enum { PROGRESS_CELLS = 64, RESULT_HEAD_BYTES = 4096 };

/* Where a worker stands: the row of the snapshot and the layer (from 1; 0: between layers). */
typedef struct Progress {
  int64_t position;
  int64_t layer;
  int64_t unused[6];
} Progress;

/* Makes a memory file of `size` bytes, mapped for writing. */
bool region_open(Region *region, const char *name, size_t size, Fault *fault);

/* Ends writing: unmaps, seals against writing and resizing, maps again for reading. */
bool region_seal(Region *region, Fault *fault);

/* Seals the size only, so that a worker cannot cut the file under the host. */
bool region_fix_size(Region *region, Fault *fault);

/* Maps an inherited memory file in the worker; `writable` only for results. */
bool region_map(Region *region, int fd, bool writable, Fault *fault);

/* Unmaps and closes. A region of zeros and a closed region are both fine. */
void region_close(Region *region);

#endif
