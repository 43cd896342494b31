/* What the files of the bends share. */
#ifndef GUIZE_JOB_BENDS_INSIDE_H
#define GUIZE_JOB_BENDS_INSIDE_H

#include "job/bends.h"

/* Room for one more behind `count` elements of `size` bytes. */
void *bends_grown(void *list, size_t count, size_t *room, size_t size);

/* Begins again with less of an eye for small things: a line that seems to bend everywhere is rounded to more
 * than fen. False when it cannot be coarser. */
bool bends_coarser(Bends *bends);

/* What the patient pays. */
int64_t bends_patient(const Bends *bends, const BendPoint *point);

#endif
