/* wire/message: documents over a socket, and everything that is no document. */
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/message.h"

enum { LONG_BYTES = 3000000 };

static const uint32_t MAGIC = 0x317a6723; /* "#gz1" */

/* Two ends of a socket. */
typedef struct Ends {
  int near, far;
} Ends;

static Ends connected(void) {
  int pair[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  return (Ends){pair[0], pair[1]};
}

static void closed(Ends ends) {
  close(ends.near);
  if (ends.far >= 0) close(ends.far);
}

static void put(int fd, const void *bytes, size_t size) {
  assert_int_equal(write(fd, bytes, size), size);
}

static void put_header(int fd, uint32_t magic, uint32_t size) {
  const uint32_t header[] = {magic, size, 0};
  put(fd, header, sizeof header);
}

/* A document's text behind its header. */
static void put_text(int fd, const char *text, size_t size) {
  put_header(fd, MAGIC, (uint32_t)size);
  put(fd, text, size);
}

static void a_document_comes_as_it_went(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *sent =
      json_pack("{s:s, s:[i, f, n, b], s:{}}", "op", "结算", "list", -7, 0.1, 1, "empty");
  json_object_set_new(sent, "fen", json_integer(9007199254740991));
  for (int turn = 0; turn < 2; turn++) {
    json_t *got = NULL;
    assert_true(message_send(turn ? ends.far : ends.near, sent, NULL, &fault));
    assert_int_equal(message_receive(turn ? ends.near : ends.far, 1000, &got, NULL, &fault),
                     MESSAGE_HERE);
    assert_true(json_equal(sent, got));
    json_decref(got);
  }
  assert_no_fault(&fault);
  assert_int_equal(sent->refcount, 1);
  json_decref(sent);
  closed(ends);
}

/* What is attached comes behind the document, aligned, and to those alone who take it. */
static void bytes_come_behind_a_document(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  double numbers[] = {1.5, -7, 0.1};
  json_t *sent = json_pack("[i]", 7), *got;
  Attachment out = {numbers, sizeof numbers}, in;
  for (int turn = 0; turn < 2; turn++) {
    assert_true(message_send(ends.near, sent, turn ? NULL : &out, &fault));
    assert_int_equal(message_receive(ends.far, 1000, &got, &in, &fault), MESSAGE_HERE);
    assert_true(json_equal(sent, got));
    assert_int_equal(in.size, turn ? 0 : sizeof numbers);
    if (!turn) assert_memory_equal(in.bytes, numbers, sizeof numbers);
    free(in.bytes);
    json_decref(got);
  }
  assert_true(message_send(ends.near, sent, &out, &fault));
  assert_int_equal(message_receive(ends.far, 1000, &got, NULL, &fault), MESSAGE_BROKEN);
  assert_fault(&fault, EXIT_DEFECT, "E704");
  assert_null(got);
  json_decref(sent);
  closed(ends);
}

static void the_frame_is_twelve_bytes_and_the_text(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *sent = json_pack("[i]", 7);
  char bytes[32];
  assert_true(message_send(ends.near, sent, NULL, &fault));
  assert_int_equal(read(ends.far, bytes, sizeof bytes), 15);
  assert_memory_equal(bytes, "#gz1\3\0\0\0\0\0\0\0[7]", 15);
  json_decref(sent);
  closed(ends);
}

static void messages_keep_their_order_and_bounds(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *got;
  for (int i = 0; i < 3; i++) {
    json_t *sent = json_pack("[i]", i);
    assert_true(message_send(ends.near, sent, NULL, &fault));
    json_decref(sent);
  }
  for (int i = 0; i < 3; i++) {
    assert_int_equal(message_receive(ends.far, 1000, &got, NULL, &fault), MESSAGE_HERE);
    assert_int_equal(json_integer_value(json_array_get(got, 0)), i);
    json_decref(got);
  }
  assert_int_equal(message_receive(ends.far, 0, &got, NULL, &fault), MESSAGE_WAIT);
  assert_null(got);
  assert_no_fault(&fault);
  closed(ends);
}

static void *send_long(void *argument) {
  const Ends *ends = argument;
  char *letters = malloc(LONG_BYTES);
  memset(letters, 'a', LONG_BYTES);
  json_t *document = json_array();
  json_array_append_new(document, json_stringn(letters, LONG_BYTES));
  Fault fault = {0};
  bool sent = message_send(ends->near, document, NULL, &fault);
  json_decref(document);
  free(letters);
  return sent ? argument : NULL;
}

static void a_long_document_comes_in_pieces(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  pthread_t sender;
  json_t *got;
  void *sent;
  assert_int_equal(pthread_create(&sender, NULL, send_long, &ends), 0);
  assert_int_equal(message_receive(ends.far, 10000, &got, NULL, &fault), MESSAGE_HERE);
  assert_int_equal(json_string_length(json_array_get(got, 0)), LONG_BYTES);
  json_decref(got);
  pthread_join(sender, &sent);
  assert_ptr_equal(sent, &ends);
  closed(ends);
}

static void breaks(const char *text, size_t size) {
  Ends ends = connected();
  Fault fault = {0};
  json_t *got = NULL;
  put_text(ends.near, text, size);
  if (message_receive(ends.far, 1000, &got, NULL, &fault) != MESSAGE_BROKEN)
    fail_msg("taken: %s", text);
  assert_fault(&fault, EXIT_DEFECT, "E704");
  assert_null(got);
  closed(ends);
}

static void broken_json_is_refused(void **state) {
  (void)state;
  breaks("", 0);
  breaks("{\"op\":", 6);
  breaks("[1] [2]", 7);
  breaks("[1]x", 4);
  breaks("nonsense", 8);
  breaks("[\"\xb2\xa1\"]", 6); /* not UTF-8 */
  breaks("[NaN]", 5);
  breaks("[1e999]", 7);
  breaks("[\"\\u0000\"]", 10);
  breaks("7", 1);
}

static void duplicate_keys_are_refused(void **state) {
  (void)state;
  breaks("{\"ok\":true,\"ok\":false}", 22);
  breaks("[{\"a\":{\"b\":1,\"b\":1}}]", 21);
}

static void deep_nesting_ends_no_stack(void **state) {
  (void)state;
  char text[60000];
  memset(text, '[', sizeof text);
  breaks(text, sizeof text);
}

static void a_wrong_header_is_refused(void **state) {
  (void)state;
  static const struct {
    uint32_t magic, size;
    const char *words;
  } headers[] = {{0x317a6722, 2, "no header"},
                 {0, 2, "no header"},
                 {0x23677a31, 2, "no header"},
                 {0x317a6723, MESSAGE_LIMIT_BYTES + 1U, "too big"},
                 {0x317a6723, UINT32_MAX, "too big"}};
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    Ends ends = connected();
    Fault fault = {0};
    json_t *got = NULL;
    put_header(ends.near, headers[i].magic, headers[i].size);
    put(ends.near, "[]", 2);
    assert_int_equal(message_receive(ends.far, 1000, &got, NULL, &fault), MESSAGE_BROKEN);
    assert_fault(&fault, EXIT_DEFECT, "E704");
    assert_non_null(strstr(fault.message, headers[i].words));
    assert_null(got);
    closed(ends);
  }
}

/* What was sent up to `size` bytes, then the other side goes. */
static void cut_off(size_t size) {
  Ends ends = connected();
  Fault fault = {0};
  json_t *got = NULL;
  put(ends.far, "#gz1\5\0\0\0\0\0\0\0[1,2]", size);
  close(ends.far);
  ends.far = -1;
  if (message_receive(ends.near, 1000, &got, NULL, &fault) != MESSAGE_ENDED)
    fail_msg("%zu bytes", size);
  assert_null(got);
  closed(ends);
}

static void a_peer_that_goes_has_ended(void **state) {
  (void)state;
  for (size_t size = 0; size < 17; size++)
    cut_off(size);
}

static void what_was_said_before_going_is_read(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *got = NULL;
  put_text(ends.far, "[]", 2);
  close(ends.far);
  assert_int_equal(message_receive(ends.near, 1000, &got, NULL, &fault), MESSAGE_HERE);
  json_decref(got);
  assert_int_equal(message_receive(ends.near, 1000, &got, NULL, &fault), MESSAGE_ENDED);
  assert_no_fault(&fault);
  close(ends.near);
}

static void nothing_can_be_sent_to_who_is_gone(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *document = json_array();
  close(ends.far);
  assert_false(message_send(ends.near, document, NULL, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E703");
  close(ends.near);
  fault_clear(&fault);
  assert_false(message_send(-1, document, NULL, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E703");
  json_decref(document);
}

static void what_is_no_json_is_not_sent(void **state) {
  (void)state;
  Ends ends = connected();
  Fault fault = {0};
  json_t *got;
  assert_false(message_send(ends.near, NULL, NULL, &fault));
  assert_fault(&fault, EXIT_DEFECT, "E701");
  fault_clear(&fault);
  assert_int_equal(message_receive(ends.far, 0, &got, NULL, &fault), MESSAGE_WAIT);
  closed(ends);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN); /* as the program does */
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_document_comes_as_it_went),
      cmocka_unit_test(bytes_come_behind_a_document),
      cmocka_unit_test(the_frame_is_twelve_bytes_and_the_text),
      cmocka_unit_test(messages_keep_their_order_and_bounds),
      cmocka_unit_test(a_long_document_comes_in_pieces),
      cmocka_unit_test(broken_json_is_refused),
      cmocka_unit_test(duplicate_keys_are_refused),
      cmocka_unit_test(deep_nesting_ends_no_stack),
      cmocka_unit_test(a_wrong_header_is_refused),
      cmocka_unit_test(a_peer_that_goes_has_ended),
      cmocka_unit_test(what_was_said_before_going_is_read),
      cmocka_unit_test(nothing_can_be_sent_to_who_is_gone),
      cmocka_unit_test(what_is_no_json_is_not_sent),
  };
  return RUN(tests);
}
