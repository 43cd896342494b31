/* The Chinese catalogue as a file: where it is, and its texts one by one, which gettext cannot list. It is
 * looked over on opening, because gettext itself believes whatever stands in it. */
#ifndef GUIZE_BASE_CATALOGUE_H
#define GUIZE_BASE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CATALOGUE_PATH = 4352 };

typedef struct Catalogue {
  const char *data;
  size_t size;
  uint32_t count; /* of texts */
} Catalogue;

/* The folder above zh_CN/LC_MESSAGES/guize.mo: build/locale for build/guize, build/VARIANT/guize and the unit
 * tests, PREFIX/share/locale for PREFIX/bin/guize. False when there is none. */
bool catalogue_folder(char folder[CATALOGUE_PATH]);

/* Opens it for reading; false when there is none, or it is broken. Ends with catalogue_close. */
bool catalogue_open(Catalogue *catalogue);
void catalogue_close(Catalogue *catalogue); /* also of one that did not open */

/* Text i < count in English, and in Chinese; alive until catalogue_close. */
const char *catalogue_english(const Catalogue *catalogue, uint32_t i);
const char *catalogue_chinese(const Catalogue *catalogue, uint32_t i);

#endif
