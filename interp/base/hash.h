/* BLAKE2b-256 of bytes that come in pieces (libsodium). How the pieces are cut does not matter:
 * whoever hashes fields puts their lengths in between. */
#ifndef GUIZE_BASE_HASH_H
#define GUIZE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_TEXT = 65 }; /* 64 hexadecimal digits and NUL */

typedef struct Hash Hash;

/* A new one; it ends with hash_finish. */
Hash *hash_new(void) __attribute__((returns_nonnull));

/* Adds bytes. */
void hash_add(Hash *hash, const void *bytes, size_t size);

/* Writes the result in lower-case hexadecimal digits and frees the hash. hex may be NULL: only free. */
void hash_finish(Hash *hash, char hex[HASH_TEXT]);

/* A short hash of bytes (SipHash-2-4 under a fixed key): to tell what has changed, not who changed it. */
uint64_t hash_short(const void *bytes, size_t size);

#endif
