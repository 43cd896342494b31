/* The form of a .mo file: a head of 28 bytes, two tables of (size, offset), the texts with a NUL behind each,
 * and a table of hashes. Only that of this machine's order of bytes is read. */
#include "base/catalogue.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TAIL[] = "zh_CN/LC_MESSAGES/guize.mo";

enum { MAGIC = 0, COUNT = 8, ENGLISH = 12, CHINESE = 16, HASHES = 20, HASHES_AT = 24, HEAD = 28 };

bool catalogue_folder(char folder[CATALOGUE_PATH]) {
  static const char *const places[] = {"locale", "../locale", "../share/locale", "../../../locale"};
  char program[4096], file[CATALOGUE_PATH + sizeof TAIL];
  ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
  if (size <= 0) return false;
  program[size] = '\0';
  char *slash = strrchr(program, '/');
  if (!slash) return false;
  *slash = '\0';
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    snprintf(folder, CATALOGUE_PATH, "%s/%s", program, places[i]);
    snprintf(file, sizeof file, "%s/%s", folder, TAIL);
    if (access(file, R_OK) == 0) return true;
  }
  return false;
}

static uint32_t word_at(const Catalogue *catalogue, size_t offset) {
  uint32_t word = 0;
  if (offset + sizeof word <= catalogue->size) memcpy(&word, catalogue->data + offset, sizeof word);
  return word;
}

static const char *text_at(const Catalogue *catalogue, size_t field, uint32_t i) {
  size_t row = word_at(catalogue, field) + (size_t)i * 8;
  return catalogue->data + word_at(catalogue, row + 4);
}

/* Whether a table and all of its texts lie inside the file. */
static bool whole(const Catalogue *catalogue, size_t field) {
  size_t table = word_at(catalogue, field);
  if (table + (size_t)catalogue->count * 8 > catalogue->size) return false;
  for (uint32_t i = 0; i < catalogue->count; i++) {
    size_t end = (size_t)word_at(catalogue, table + (size_t)i * 8) +
                 word_at(catalogue, table + (size_t)i * 8 + 4);
    if (end >= catalogue->size || catalogue->data[end] != '\0') return false;
  }
  return true;
}

static bool check(Catalogue *catalogue) {
  if (word_at(catalogue, MAGIC) != 0x950412de) return false;
  catalogue->count = word_at(catalogue, COUNT);
  size_t hashes = (size_t)word_at(catalogue, HASHES) * 4 + word_at(catalogue, HASHES_AT);
  return hashes <= catalogue->size && whole(catalogue, ENGLISH) && whole(catalogue, CHINESE);
}

bool catalogue_open(Catalogue *catalogue) {
  char path[CATALOGUE_PATH + sizeof TAIL];
  struct stat about;
  *catalogue = (Catalogue){0};
  if (!catalogue_folder(path)) return false;
  snprintf(path + strlen(path), sizeof TAIL + 1, "/%s", TAIL);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  if (fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size >= HEAD) {
    void *data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data != MAP_FAILED) *catalogue = (Catalogue){data, (size_t)about.st_size, 0};
  }
  close(file);
  return catalogue->data && check(catalogue);
}

void catalogue_close(Catalogue *catalogue) {
  if (catalogue->data) munmap((void *)(uintptr_t)catalogue->data, catalogue->size);
  *catalogue = (Catalogue){0};
}

const char *catalogue_english(const Catalogue *catalogue, uint32_t i) {
  return text_at(catalogue, ENGLISH, i);
}

const char *catalogue_chinese(const Catalogue *catalogue, uint32_t i) {
  return text_at(catalogue, CHINESE, i);
}
