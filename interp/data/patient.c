/* One query; nothing unmasked is kept. */
#include "data/patient.h"

#include <stdio.h>

#include "base/buffer.h"
#include "data/mask.h"

static void take(Query *query, int column, void (*mask)(Buffer *, const char *), char *out,
                 size_t room) {
  const char *text = query_text(query, column, NULL);
  Buffer shown = {0};
  if (text && mask)
    mask(&shown, text);
  else if (text)
    buffer_add_text(&shown, text);
  snprintf(out, room, "%s", shown.data ? shown.data : "");
  buffer_free(&shown);
}

static bool read_one(Store *store, const char *sql, int64_t id, Patient *patient, Fault *fault) {
  bool reveal = patient->revealed;
  Query *query = store_query(store, sql, fault);
  if (!query) return false;
  query_bind_int(query, 1, id);
  int step = query_step(query, fault);
  if (step == 1) {
    take(query, 0, reveal ? NULL : mask_name, patient->name, sizeof patient->name);
    take(query, 1, reveal ? NULL : mask_number, patient->number, sizeof patient->number);
    take(query, 2, NULL, patient->hospital, sizeof patient->hospital);
    take(query, 3, NULL, patient->county, sizeof patient->county);
  }
  query_free(query);
  return step >= 0;
}

bool patient_read(Store *store, int64_t case_id, bool reveal, Patient *patient, Fault *fault) {
  *patient = (Patient){.revealed = reveal};
  return read_one(store,
                  "SELECT p.name, p.id_number, h.name, d.name FROM cases c LEFT JOIN "
                  "person p USING (person_id) LEFT JOIN hospital h ON h.hospital_id = "
                  "c.hospital_id LEFT JOIN division d ON d.division_code = "
                  "p.county_code WHERE c.case_id = ?",
                  case_id, patient, fault);
}

bool patient_read_person(Store *store, int64_t person_id, bool reveal, Patient *patient,
                         Fault *fault) {
  *patient = (Patient){.revealed = reveal};
  return read_one(store,
                  "SELECT p.name, p.id_number, NULL, d.name FROM person p LEFT JOIN division d ON "
                  "d.division_code = p.county_code WHERE p.person_id = ?",
                  person_id, patient, fault);
}
