/* The life of a worker: the same program started anew with the one argument `--worker`. It gets its
 * socket as descriptor 3 and, when there is something to evaluate, the snapshot as 4 and the results
 * as 5. It locks itself down, then answers requests until the host is gone. */
#ifndef GUIZE_WORKER_WORKER_H
#define GUIZE_WORKER_WORKER_H

#include <stdbool.h>

enum { WORKER_SOCKET = 3, WORKER_SNAPSHOT = 4, WORKER_RESULTS = 5 };

/* True if the arguments of the program ask for a worker. */
bool worker_asked(int argc, char **argv);

/* Runs the worker to its end and gives the exit status. `argv[2]` holds its settings:
 * "jit=1,memory=512,regions=1,cell=0" (memory in MiB). */
int worker_main(int argc, char **argv);

#endif
