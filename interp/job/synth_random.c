/* Whole-number random variates. The normal variate is a sum of twelve uniform ones, the power of two
 * a cubic: close enough for data that nobody measures, and the same everywhere. */
#include "job/synth_random.h"

static uint64_t splitmix(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

void random_start(Random *random, uint64_t seed, uint64_t stream) {
  uint64_t state = seed;
  state = splitmix(&state) ^ (stream * UINT64_C(0xD1342543DE82EF95));
  for (int i = 0; i < 4; i++)
    random->state[i] = splitmix(&state);
}

void random_start_named(Random *random, uint64_t seed, const char *name, uint64_t number) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
  for (; *name; name++)
    hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
  random_start(random, seed ^ splitmix(&hash), number);
}

static uint64_t rotate(uint64_t x, int by) {
  return (x << by) | (x >> (64 - by));
}

uint64_t random_next(Random *random) {
  uint64_t *s = random->state;
  uint64_t result = rotate(s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate(s[3], 45);
  return result;
}

uint32_t random_below(Random *random, uint32_t n) {
  return (uint32_t)(((random_next(random) >> 32) * n) >> 32);
}

int random_between(Random *random, int low, int high) {
  return low + (int)random_below(random, (uint32_t)(high - low + 1));
}

bool random_chance(Random *random, uint32_t share_ppm) {
  return random_below(random, PPM) < share_ppm;
}

size_t random_pick(Random *random, const uint32_t *weights, size_t count) {
  uint32_t sum = 0;
  for (size_t i = 0; i < count; i++)
    sum += weights[i];
  uint32_t at = random_below(random, sum);
  for (size_t i = 0; i < count; i++) {
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return count - 1;
}

/* About normal, 65536 standing for one standard deviation: the sum of twelve uniform numbers. */
static int64_t random_normal(Random *random) {
  int64_t sum = 0;
  for (int i = 0; i < 3; i++) {
    uint64_t bits = random_next(random);
    sum += (int64_t)(bits & 0xFFFF) + (int64_t)((bits >> 16) & 0xFFFF) +
           (int64_t)((bits >> 32) & 0xFFFF) + (int64_t)(bits >> 48);
  }
  return sum - 6 * 65535;
}

/* value * 2^(exponent / 65536) by a cubic for the fraction, within one in ten thousand. */
static int64_t scale_power(int64_t value, int64_t exponent) {
  int64_t whole = exponent >= 0 ? exponent / 65536 : -((65535 - exponent) / 65536);
  int64_t f = exponent - whole * 65536; /* 0 … 65535 */
  int64_t cubic = 79020 * f / 65536 + 224940;
  cubic = cubic * f / 65536 + 695976;
  cubic = cubic * f / 65536 + 1000000;
  int64_t scaled = value * cubic / 1000000;
  return whole >= 0 ? scaled << whole : scaled >> -whole;
}

int64_t random_lognormal(Random *random, int64_t median, uint32_t sigma_ppm) {
  /* 94548 is 65536 / ln 2: from natural to binary exponents. */
  int64_t exponent = random_normal(random) * (int64_t)sigma_ppm / PPM * 94548 / 65536;
  int64_t value = scale_power(median, exponent);
  return value < 1 ? 1 : value;
}

int64_t random_around(Random *random, int64_t mean) {
  int64_t a = random_below(random, 1024), b = random_below(random, 1024);
  /* The product of two uniform numbers has the mean 1/4; the largest is then four times the mean. */
  int64_t share = 4 * a * b; /* of 1024 * 1024 */
  int64_t value = mean * share / (1024 * 1024);
  return value > 3 * mean ? 3 * mean : value;
}
