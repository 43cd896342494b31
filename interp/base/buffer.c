/* Growing bytes. What is added may lie in the buffer: its place is remembered as an offset. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

char *buffer_reserve(Buffer *buffer, size_t size) {
  if (size > SIZE_MAX / 4 || buffer->size > SIZE_MAX / 4) memory_end(size);
  size_t wanted = buffer->size + size + 1;
  if (wanted > buffer->room) {
    size_t room = buffer->room ? buffer->room : 64;
    while (room < wanted)
      room *= 2;
    buffer->data = memory_resize(buffer->data, room);
    buffer->room = room;
  }
  buffer->data[buffer->size] = '\0';
  return buffer->data + buffer->size;
}

void buffer_clear(Buffer *buffer) {
  buffer->size = 0;
  buffer_reserve(buffer, 0);
}

void buffer_add(Buffer *buffer, const void *bytes, size_t size) {
  uintptr_t from = (uintptr_t)bytes, own = (uintptr_t)buffer->data;
  bool inside = buffer->data && from >= own && from < own + buffer->room;
  char *end = buffer_reserve(buffer, size);
  if (inside) bytes = buffer->data + (from - own);
  if (size) memmove(end, bytes, size);
  buffer->size += size;
  buffer->data[buffer->size] = '\0';
}

void buffer_add_text(Buffer *buffer, const char *text) {
  buffer_add(buffer, text, strlen(text));
}

void buffer_format(Buffer *buffer, const char *format, ...) {
  char small[256];
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  int length = vsnprintf(small, sizeof small, format, list);
  if (length > 0 && (size_t)length < sizeof small) {
    buffer_add(buffer, small, (size_t)length);
  } else if (length > 0) {
    char *large = memory_new((size_t)length + 1);
    vsnprintf(large, (size_t)length + 1, format, again);
    buffer_add(buffer, large, (size_t)length);
    free(large);
  } else {
    buffer_reserve(buffer, 0);
  }
  va_end(again);
  va_end(list);
}

void buffer_free(Buffer *buffer) {
  free(buffer->data);
  *buffer = (Buffer){0};
}
