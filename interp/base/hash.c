/* BLAKE2b-256 by libsodium's crypto_generichash, which needs no sodium_init. */
#include "base/hash.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct Hash {
  crypto_generichash_state *state; /* wants an alignment of 64 */
};

Hash *hash_new(void) {
  Hash *hash = memory_new(sizeof *hash);
  size_t size = crypto_generichash_statebytes();
  hash->state = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!hash->state) memory_end(size);
  crypto_generichash_init(hash->state, NULL, 0, crypto_generichash_BYTES);
  return hash;
}

void hash_add(Hash *hash, const void *bytes, size_t size) {
  crypto_generichash_update(hash->state, bytes, size);
}

void hash_finish(Hash *hash, char hex[HASH_TEXT]) {
  unsigned char sum[crypto_generichash_BYTES];
  crypto_generichash_final(hash->state, sum, sizeof sum);
  if (hex) sodium_bin2hex(hex, HASH_TEXT, sum, sizeof sum);
  free(hash->state);
  free(hash);
}

uint64_t hash_short(const void *bytes, size_t size) {
  static const unsigned char key[crypto_shorthash_KEYBYTES] = "guize: changed?";
  unsigned char sum[crypto_shorthash_BYTES];
  uint64_t value;
  crypto_shorthash(sum, bytes, size, key);
  memcpy(&value, sum, sizeof value);
  return value;
}
