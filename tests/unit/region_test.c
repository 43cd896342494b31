/* wire/region: sealed memory can be read by everybody and changed by nobody. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "wire/region.h"

static Region opened(size_t size, const char *text) {
  Fault fault = {0};
  Region region;
  assert_true(region_open(&region, "guize-test", size, &fault));
  assert_no_fault(&fault);
  memcpy(region.data, text, strlen(text));
  return region;
}

/* Tries every way of changing the file; the number of those that the system let pass. */
static int ways_to_write(const Region *region) {
  int ways = pwrite(region->fd, "x", 1, 0) == 1;
  void *map = mmap(NULL, region->size, PROT_READ | PROT_WRITE, MAP_SHARED, region->fd, 0);
  ways += map != MAP_FAILED;
  if (map != MAP_FAILED) munmap(map, region->size);
  return ways;
}

static int ways_to_resize(const Region *region) {
  return (ftruncate(region->fd, (off_t)region->size - 1) == 0) +
         (ftruncate(region->fd, (off_t)region->size + 1) == 0) +
         (pwrite(region->fd, "x", 1, (off_t)region->size) == 1);
}

static void sealed_memory_stays_as_it_is(void **state) {
  (void)state;
  Fault fault = {0};
  Region region = opened(5000, "雨");
  assert_int_equal(ways_to_write(&region), 2);
  memcpy(region.data, "雪", 3);
  assert_true(region_seal(&region, &fault));
  assert_non_null(region.data);
  assert_int_equal(region.size, 5000);
  assert_memory_equal(region.data, "雪\0", 4);
  assert_int_equal(ways_to_write(&region), 0);
  assert_int_equal(ways_to_resize(&region), 0);
  assert_int_equal(mprotect(region.data, region.size, PROT_READ | PROT_WRITE), -1);
  assert_int_equal(fcntl(region.fd, F_ADD_SEALS, F_SEAL_GROW), -1); /* nor sealed further */
  region_close(&region);
  assert_null(region.data);
}

static void a_fixed_size_can_be_written(void **state) {
  (void)state;
  Fault fault = {0};
  Region region = opened(4096, "a");
  assert_true(region_fix_size(&region, &fault));
  assert_int_equal(ways_to_resize(&region), 0);
  assert_int_equal(ways_to_write(&region), 2);
  assert_memory_equal(region.data, "x", 1);
  region_close(&region);
}

static void another_process_maps_the_same_bytes(void **state) {
  (void)state;
  Fault fault = {0};
  Region host = opened(4096, "one"), worker;
  assert_true(region_fix_size(&host, &fault));
  assert_true(region_map(&worker, dup(host.fd), true, &fault));
  assert_int_equal(worker.size, 4096);
  memcpy(worker.data, "two", 3);
  assert_memory_equal(host.data, "two", 3);
  region_close(&worker);
  assert_memory_equal(host.data, "two", 3);
  region_close(&host);
}

static void a_sealed_region_is_mapped_for_reading_alone(void **state) {
  (void)state;
  Fault fault = {0};
  Region host = opened(4096, "one"), worker;
  assert_true(region_seal(&host, &fault));
  int fd = dup(host.fd);
  assert_false(region_map(&worker, fd, true, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E710");
  assert_null(worker.data);
  fault_clear(&fault);
  assert_true(region_map(&worker, fd, false, &fault));
  assert_memory_equal(worker.data, "one", 3);
  region_close(&worker);
  assert_int_equal(fcntl(fd, F_GETFD), -1); /* closed with it */
  region_close(&host);
}

static void what_is_no_memory_file_is_a_fault(void **state) {
  (void)state;
  Fault fault = {0};
  Region region;
  assert_false(region_map(&region, -1, false, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E710");
  fault_clear(&fault);
  region = opened(4096, "");
  int kept = region.fd;
  region.fd = open("/dev/null", O_RDWR | O_CLOEXEC); /* cannot be sealed */
  assert_false(region_fix_size(&region, &fault));
  assert_fault(&fault, EXIT_SYSTEM, "E710");
  close(region.fd);
  region.fd = kept;
  region_close(&region);
}

static void nothing_can_be_closed_twice(void **state) {
  (void)state;
  Fault fault = {0};
  Region zeros = {0}, empty;
  region_close(&zeros);
  assert_int_equal(fcntl(0, F_GETFD) == -1 && errno == EBADF, 0); /* descriptor 0 is not its own */
  assert_true(region_open(&empty, "guize-test", 0, &fault));
  assert_true(empty.size > 0);
  region_close(&empty);
  region_close(&empty);
  assert_int_equal(empty.fd, -1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sealed_memory_stays_as_it_is),
      cmocka_unit_test(a_fixed_size_can_be_written),
      cmocka_unit_test(another_process_maps_the_same_bytes),
      cmocka_unit_test(a_sealed_region_is_mapped_for_reading_alone),
      cmocka_unit_test(what_is_no_memory_file_is_a_fault),
      cmocka_unit_test(nothing_can_be_closed_twice),
  };
  return RUN(tests);
}
