/* Memory that is there or the program ends: when the system has none left, a line is written to
 * stderr and the process exits with 5. So no caller checks for NULL. Released with free().
 * An arena holds many small things that die together. */
#ifndef GUIZE_BASE_MEMORY_H
#define GUIZE_BASE_MEMORY_H

#include <stddef.h>

/* `size` bytes of zero (at least one). Never NULL; the caller frees. */
void *memory_new(size_t size) __attribute__((malloc, returns_nonnull));

/* As realloc; what is new is not zeroed. Never NULL, also for size 0. */
void *memory_resize(void *old, size_t size) __attribute__((returns_nonnull));

/* A copy of the text; NULL gives a copy of "". The caller frees. */
char *memory_copy_text(const char *text) __attribute__((malloc, returns_nonnull));

/* Ends the program as above; for others who found that memory ended. */
void memory_end(size_t size) __attribute__((noreturn));

typedef struct Arena Arena;

/* A new empty arena; released with everything in it by arena_free (NULL is allowed). */
Arena *arena_new(void) __attribute__((returns_nonnull));
void arena_free(Arena *arena);

/* `size` bytes of zero, aligned for every type; alive until arena_free. */
void *arena_take(Arena *arena, size_t size) __attribute__((returns_nonnull));

/* A copy of `size` bytes with a NUL behind; alive until arena_free. */
char *arena_text(Arena *arena, const char *text, size_t size) __attribute__((returns_nonnull));

#endif
