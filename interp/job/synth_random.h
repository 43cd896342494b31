/* The random numbers of invented data: xoshiro256**, seeded by splitmix64 from a seed and the number
 * of a stream, whole-number arithmetic throughout, so that every machine makes the same data. */
#ifndef GUIZE_JOB_SYNTH_RANDOM_H
#define GUIZE_JOB_SYNTH_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PPM = 1000000 }; /* shares are counted in millionths */

typedef struct Random {
  uint64_t state[4];
} Random;

/* Starts stream number `stream` of a seed; streams do not depend on one another. */
void random_start(Random *random, uint64_t seed, uint64_t stream);

/* The same for stream `number` of those that bear a name; far from the streams of plain numbers. */
void random_start_named(Random *random, uint64_t seed, const char *name, uint64_t number);

/* 64 random bits; 0 … n - 1 (n > 0); low … high, both included; true with the share given. */
uint64_t random_next(Random *random);
uint32_t random_below(Random *random, uint32_t n);
int random_between(Random *random, int low, int high);
bool random_chance(Random *random, uint32_t share_ppm);

/* A position of the list, with the probability of its weight in the sum of all (above 0). */
size_t random_pick(Random *random, const uint32_t *weights, size_t count);

/* About log-normal: half of the results are below the median; sigma as a share. At least 1. */
int64_t random_lognormal(Random *random, int64_t median, uint32_t sigma_ppm);

/* About `mean` on the average, 0 to three times as much, small ones more often. */
int64_t random_around(Random *random, int64_t mean);

#endif
