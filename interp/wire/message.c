/* Messages between host and worker: framing, bounds and nothing else. */
#include "wire/message.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

typedef struct Header {
  uint32_t magic;
  uint32_t size, attached;
} Header;

enum { HEADER_MAGIC = 0x317a6723, BODY_WAIT_MS = 10000 };

static bool write_all(int fd, const void *bytes, size_t size) {
  const char *at = bytes;
  while (size > 0) {
    ssize_t n = send(fd, at, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= (size_t)n;
  }
  return true;
}

bool message_send(int fd, const json_t *document, const Attachment *attached, Fault *fault) {
  char *text = json_dumps(document, JSON_COMPACT);
  if (!text) return fault_set(fault, EXIT_DEFECT, "E701", "a message could not be written as JSON");
  size_t size = strlen(text), more = attached ? attached->size : 0;
  bool sent = false;
  if (size > MESSAGE_LIMIT_BYTES || more > MESSAGE_LIMIT_BYTES) {
    fault_set(fault, EXIT_SYSTEM, "E702", "a message of %zu bytes is over the limit", size + more);
  } else {
    Header header = {HEADER_MAGIC, (uint32_t)size, (uint32_t)more};
    sent = write_all(fd, &header, sizeof header) && write_all(fd, text, size) &&
           (!more || write_all(fd, attached->bytes, more));
    if (!sent) fault_set(fault, EXIT_SYSTEM, "E703", "the rule worker does not listen any more");
  }
  free(text);
  return sent;
}

/* Waits for bytes; 1 there, 0 time is over, -1 the descriptor failed. A signal counts as time over,
 * so that the caller can look at its stop flag. */
static int wait_readable(int fd, int wait_ms) {
  struct pollfd watched = {.fd = fd, .events = POLLIN};
  int n = poll(&watched, 1, wait_ms);
  if (n < 0) return errno == EINTR ? 0 : -1;
  return n;
}

static MessageState read_all(int fd, void *bytes, size_t size) {
  char *at = bytes;
  double end = clock_seconds() + BODY_WAIT_MS / 1000.0;
  while (size > 0) {
    int there = wait_readable(fd, 1000);
    if (there < 0) return MESSAGE_ENDED;
    if (there == 0) {
      if (clock_seconds() > end) return MESSAGE_BROKEN;
      continue;
    }
    ssize_t n = read(fd, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return MESSAGE_ENDED;
    at += n;
    size -= (size_t)n;
  }
  return MESSAGE_HERE;
}

static MessageState broken(Fault *fault, const char *why) {
  fault_set(fault, EXIT_DEFECT, "E704", "the rule worker sent no proper message: %s", why);
  return MESSAGE_BROKEN;
}

static MessageState read_document(int fd, size_t size, json_t **document, Fault *fault) {
  char *text = memory_new(size + 1);
  MessageState state = read_all(fd, text, size);
  if (state == MESSAGE_HERE) {
    json_error_t error;
    *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!*document) state = broken(fault, error.text);
  } else if (state == MESSAGE_BROKEN) {
    broken(fault, "it stops short");
  }
  free(text);
  return state;
}

static MessageState read_attached(int fd, size_t size, Attachment *attached, Fault *fault) {
  *attached = (Attachment){memory_new(size), size};
  MessageState state = read_all(fd, attached->bytes, size);
  return state == MESSAGE_BROKEN ? broken(fault, "it stops short") : state;
}

MessageState message_receive(int fd, int wait_ms, json_t **document, Attachment *attached,
                             Fault *fault) {
  *document = NULL;
  if (attached) *attached = (Attachment){0};
  int there = wait_readable(fd, wait_ms);
  if (there == 0) return MESSAGE_WAIT;
  if (there < 0) return MESSAGE_ENDED;
  Header header;
  MessageState state = read_all(fd, &header, sizeof header);
  if (state != MESSAGE_HERE)
    return state == MESSAGE_ENDED ? state : broken(fault, "it stops short");
  if (header.magic != HEADER_MAGIC) return broken(fault, "no header");
  if (header.size > MESSAGE_LIMIT_BYTES || header.attached > MESSAGE_LIMIT_BYTES ||
      (header.attached && !attached))
    return broken(fault, "too big");
  state = read_document(fd, header.size, document, fault);
  if (state != MESSAGE_HERE || !header.attached) return state;
  state = read_attached(fd, header.attached, attached, fault);
  if (state == MESSAGE_HERE) return state;
  free(attached->bytes);
  json_decref(*document);
  *attached = (Attachment){0};
  *document = NULL;
  return state;
}
