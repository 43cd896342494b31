/* Messages between host and worker: one JSON document a message behind a short header, and behind it bytes that
 * the host may attach for the worker.
 * Both ends use this file. What a worker sends is untrusted: sizes are bounded before memory is
 * taken, and the text is parsed by jansson with duplicate keys refused. No Lua, no SQLite here. */
#ifndef GUIZE_WIRE_MESSAGE_H
#define GUIZE_WIRE_MESSAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum { MESSAGE_LIMIT_BYTES = 256 * 1024 * 1024 };

/* How a receive ended. */
typedef enum {
  MESSAGE_HERE,   /* a document was read */
  MESSAGE_WAIT,   /* nothing arrived within the time given */
  MESSAGE_ENDED,  /* the other side is gone */
  MESSAGE_BROKEN, /* what arrived is no message; the fault says why */
} MessageState;

/* Bytes behind a document, aligned for numbers. */
typedef struct Attachment {
  void *bytes;
  size_t size;
} Attachment;

/* Writes one document, with or without an attachment (NULL); false with a fault when the other side is gone or the message is too big.
 * Does not take over `document`. */
bool message_send(int fd, const json_t *document, const Attachment *attached, Fault *fault);

/* Waits at most `wait_ms` (-1: for ever) for the next document. On MESSAGE_HERE `*document` belongs
 * to the caller (json_decref), and the bytes of `*attached` (free). Without `attached` (NULL) a
 * message that brings some is broken. Once the first byte is there, the rest must follow within 10 s. */
MessageState message_receive(int fd, int wait_ms, json_t **document, Attachment *attached,
                             Fault *fault);

#endif
