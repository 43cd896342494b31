/* Memory or the end; arenas as a list of blocks, the newest first. */
#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

enum { BLOCK_BYTES = 32 * 1024 };

typedef struct Block {
  struct Block *older;
  size_t used, room;
  alignas(max_align_t) unsigned char bytes[];
} Block;

struct Arena {
  Block *newest;
};

void memory_end(size_t size) {
  char line[96];
  int length = snprintf(line, sizeof line, "error[E602]: no memory for %zu more bytes\n", size);
  ssize_t written = write(STDERR_FILENO, line, (size_t)length);
  (void)written;
  _exit(EXIT_SYSTEM);
}

void *memory_new(size_t size) {
  void *new = calloc(1, size ? size : 1);
  if (!new) memory_end(size);
  return new;
}

void *memory_resize(void *old, size_t size) {
  void *new = realloc(old, size ? size : 1);
  if (!new) memory_end(size);
  return new;
}

char *memory_copy_text(const char *text) {
  if (!text) text = "";
  size_t size = strlen(text) + 1;
  return memcpy(memory_new(size), text, size);
}

Arena *arena_new(void) {
  return memory_new(sizeof(Arena));
}

void arena_free(Arena *arena) {
  if (!arena) return;
  for (Block *block = arena->newest, *older; block; block = older) {
    older = block->older;
    free(block);
  }
  free(arena);
}

void *arena_take(Arena *arena, size_t size) {
  const size_t unit = alignof(max_align_t);
  if (size > SIZE_MAX / 2) memory_end(size);
  size = (size + unit) / unit * unit;
  Block *block = arena->newest;
  if (!block || block->room - block->used < size) {
    size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    block = memory_new(sizeof(Block) + room);
    block->older = arena->newest;
    block->room = room;
    arena->newest = block;
  }
  void *taken = block->bytes + block->used;
  block->used += size;
  return taken;
}

char *arena_text(Arena *arena, const char *text, size_t size) {
  char *copy = arena_take(arena, size + 1);
  if (size) memcpy(copy, text, size);
  return copy;
}
