/* The file of refused rows beside an import: the row's line, the columns, the reason, and every cell as it
 * stood, under the file's own header, so that it can be corrected and imported in its turn. */
#ifndef GUIZE_DATA_IMPORT_REFUSED_H
#define GUIZE_DATA_IMPORT_REFUSED_H

#include <stdbool.h>

#include "base/fault.h"
#include "data/import_header.h"
#include "io/file.h"
#include "io/sheet.h"

typedef struct Refused {
  char *path; /* NULL until the first row */
  Output output;
  Buffer line;
} Refused;

/* Adds a row. The file is made with the first: FILE.refused.csv, or FILE.refused-2.csv and so on where that is
 * there, mode 0600. `why`: as it is to stand there. */
bool refused_add(Refused *refused, const char *file, const ImportHeader *header,
                 const SheetRow *row, const char *where, const char *why, Fault *fault);

/* Ends it: the file gets its name. Refused.path stays until refused_free. */
bool refused_end(Refused *refused, Fault *fault);
void refused_free(Refused *refused); /* a file that was not ended is taken away */

#endif
