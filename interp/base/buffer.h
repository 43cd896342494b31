/* Bytes that grow. Start with `Buffer text = {0};`, end with buffer_free. From the first addition on
 * there is a NUL behind data[size], so that data can be read as a C string; before that data is NULL.
 * Pointers into data die with the next addition. */
#ifndef GUIZE_BASE_BUFFER_H
#define GUIZE_BASE_BUFFER_H

#include <stddef.h>

typedef struct Buffer {
  char *data;
  size_t size, room;
} Buffer;

/* Empties it and keeps the memory; data is then a C string of length 0. */
void buffer_clear(Buffer *buffer);

/* Adds bytes, a text, formatted text. What is added may lie in the buffer itself. */
void buffer_add(Buffer *buffer, const void *bytes, size_t size);
void buffer_add_text(Buffer *buffer, const char *text);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes sure that `size` more bytes fit; returns the place behind the last one. */
char *buffer_reserve(Buffer *buffer, size_t size);

/* Releases the memory; the buffer is as new. */
void buffer_free(Buffer *buffer);

#endif
