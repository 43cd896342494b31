/* Shared memory between host and worker: memory files, their seals and maps. */
#include "wire/region.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool failed(Fault *fault, const char *what) {
  return fault_set(fault, EXIT_SYSTEM, "E710", "shared memory: %s failed: %s", what,
                   strerror(errno));
}

static bool map(Region *region, int protection, Fault *fault) {
  void *data = mmap(NULL, region->size, protection, MAP_SHARED, region->fd, 0);
  if (data == MAP_FAILED) return failed(fault, "mmap");
  region->data = data;
  return true;
}

bool region_open(Region *region, const char *name, size_t size, Fault *fault) {
  *region = (Region){.fd = -1};
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return failed(fault, "memfd_create");
  region->fd = fd;
  region->size = size ? size : 1;
  if (ftruncate(fd, (off_t)region->size) != 0) {
    failed(fault, "ftruncate");
    region_close(region);
    return false;
  }
  if (map(region, PROT_READ | PROT_WRITE, fault)) return true;
  region_close(region);
  return false;
}

bool region_seal(Region *region, Fault *fault) {
  munmap(region->data, region->size);
  region->data = NULL;
  int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (fcntl(region->fd, F_ADD_SEALS, seals) != 0) return failed(fault, "sealing");
  return map(region, PROT_READ, fault);
}

bool region_fix_size(Region *region, Fault *fault) {
  int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (fcntl(region->fd, F_ADD_SEALS, seals) != 0) return failed(fault, "sealing");
  return true;
}

bool region_map(Region *region, int fd, bool writable, Fault *fault) {
  *region = (Region){.fd = fd};
  struct stat status;
  if (fstat(fd, &status) != 0) return failed(fault, "fstat");
  region->size = (size_t)status.st_size;
  return map(region, writable ? PROT_READ | PROT_WRITE : PROT_READ, fault);
}

void region_close(Region *region) {
  if (region->data) munmap(region->data, region->size);
  if (region->size && region->fd >= 0) close(region->fd);
  *region = (Region){.fd = -1};
}
