/* Whom a case is about, for a page that is handed out: names and numbers, masked as they are read. The
 * one other place that reads them is the import. */
#ifndef GUIZE_DATA_PATIENT_H
#define GUIZE_DATA_PATIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "data/store.h"

/* Texts are cut to their room; "" where nothing is known. */
typedef struct Patient {
  char name[128], number[64], hospital[192], county[96];
  bool revealed;
} Patient;

/* Reads the patient of a case; unless `reveal`, name and ID number are masked. A case that is not there
 * leaves every text empty. */
bool patient_read(Store *store, int64_t case_id, bool reveal, Patient *patient, Fault *fault);

/* The same of a person; the hospital is left empty. */
bool patient_read_person(Store *store, int64_t person_id, bool reveal, Patient *patient,
                         Fault *fault);

#endif
