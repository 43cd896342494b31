/* How many villages, clinics, village doctors and contracts the invented registers have, county by
 * county: the published figures of 文山州 (January to September 2018) and 田林县 (2018) come out of these
 * numbers and nowhere else. What is published and what is made up stands at the table.
 * A newcomer forgets that counts of places hold at every size, counts of persons grow with it. */
#ifndef GUIZE_JOB_SYNTH_COUNTS_H
#define GUIZE_JOB_SYNTH_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "job/synth_profile.h"

typedef struct SynthCounts {
  int villages, large; /* large: 2,000 people and more, where two doctors are due */
  int poor_villages;   /* those due in 2018 among them */
  int due;             /* villages that must leave poverty in 2018 */
  int upgrades, unfinished, unfinished_due; /* clinics; unfinished_due: in villages due */
  int small, rooms_missing, unequipped;     /* clinics: under 80 square metres, … */
  int without_clinic, without_doctor;       /* villages; clinics */
  int doctors;                              /* on duty with a certificate; 0: as many as are due */
  int uncertified, off_duty;                /* rows beside those */
  uint32_t contract_ppm;                    /* of the registered poor */
  uint32_t uninsured_ppm;                   /* of the registered poor */
  uint32_t missed_visit_ppm;                /* quarters without a visit */
  bool ledgers_differ;                      /* between the three tiers and the insurance system */
  int illness_households;                   /* poor because of illness, at the end of 2015 */
  int decline_permille;                     /* a year */
} SynthCounts;

enum {
  SYNTH_SIZE = 200000,       /* cases at which counts of persons are as published */
  SYNTH_ENTERED = 73000,     /* contracts of the prefecture in the insurance system: published */
  SYNTH_TIANLIN = 8,         /* the county that is not of the prefecture */
  SYNTH_VILLAGES_MOST = 200, /* a county */
};

extern const SynthCounts synth_counts[SYNTH_COUNTIES]; /* in the order of synth_counties */

/* Of the doctors of the 68 poor villages of 田林县, all published: with a licence, from a college,
 * aged 45 and more, of these aged 60 and more. */
enum { TIANLIN_LICENSED = 2, TIANLIN_COLLEGE = 4, TIANLIN_45 = 25, TIANLIN_60 = 2 };

#endif
