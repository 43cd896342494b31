/* Finding one of the files that stand in the program. */
#include "base/embedded.h"

#include <string.h>

const struct EmbeddedFile *embedded_find(const char *name) {
  for (size_t i = 0; i < embedded_count; i++)
    if (strcmp(embedded_files[i].name, name) == 0) return &embedded_files[i];
  return NULL;
}
