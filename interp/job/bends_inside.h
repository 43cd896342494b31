/* What the files of the bends share. */
#ifndef GUIZE_JOB_BENDS_INSIDE_H
#define GUIZE_JOB_BENDS_INSIDE_H

#include "job/bends.h"

/* Room for one more behind `count` elements of `size` bytes. */
void *bends_grown(void *list, size_t count, size_t *room, size_t size);

/* What the patient pays. */
int64_t bends_patient(const Bends *bends, const BendPoint *point);

#endif
