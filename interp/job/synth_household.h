/* One invented household in memory: made whole from its own stream of random numbers, so that
 * household number h is the same however many come before or after it. No database here. */
#ifndef GUIZE_JOB_SYNTH_HOUSEHOLD_H
#define GUIZE_JOB_SYNTH_HOUSEHOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "job/synth_profile.h"
#include "job/synth_random.h"

enum {
  SYNTH_TOWNSHIPS = 4,        /* a county */
  SYNTH_VILLAGES = 4,         /* a township */
  SYNTH_COUNTY_HOSPITALS = 3, /* a county */
  SYNTH_MEMBERS = 6,          /* a household, at most */
  SYNTH_BILLS = 16,           /* a person, at most, refunds included */
  SYNTH_IDENTITIES = 5,       /* a person, at most */
  SYNTH_DISEASES = 32,
};

/* Positions in the enumerations of stdlib/schema.lua, by name where the order does not matter. */
typedef enum SynthKind {
  KIND_INPATIENT,
  KIND_OUTPATIENT,
  KIND_SINGLE,
  KIND_ACCIDENT,
  KIND_BIRTH
} SynthKind;

typedef struct SynthDisease {
  const char *code, *name;
  bool serious, outpatient;
  int usual_days;
  uint32_t weights[5]; /* by SynthKind */
} SynthDisease;

extern const SynthDisease synth_diseases[SYNTH_DISEASES];

/* Days are counted from 1970-01-01, money is fen. */
typedef struct SynthBill {
  int hospital; /* hospital_id */
  SynthKind kind;
  const char *referral; /* name of the enumeration's value */
  const SynthDisease *disease;
  int32_t admission, discharge, settled;
  int64_t total, uncovered, over_limit, first_pay, in_scope;
  int64_t aid, relief, deposit;
  bool one_stop;
  int refund_of; /* 1 + position of the bill that this one pays back; 0 none */
} SynthBill;

typedef struct SynthIdentity {
  const char *kind;
  int32_t begins, ends;
  bool ended;
} SynthIdentity;

typedef struct SynthPerson {
  char name[16];
  int32_t birth;
  bool female;
  SynthIdentity identities[SYNTH_IDENTITIES];
  int identity_count;
  SynthBill bills[SYNTH_BILLS];
  int bill_count;
} SynthPerson;

typedef struct SynthHousehold {
  int county;       /* position in synth_counties */
  char village[13]; /* its division_code */
  bool poor;
  int registered_year, out_year; /* 0: not */
  const char *cause;
  bool returned;
  SynthPerson members[SYNTH_MEMBERS];
  int member_count;
} SynthHousehold;

/* Makes household number `number` (from 0) of a seed. */
void household_make(SynthHousehold *household, uint64_t seed, uint64_t number);

/* hospital_id of the hospitals: those beyond the counties, and those of a county by kind. */
int hospital_beyond(int position);
int hospital_county(int county, int position);
int hospital_township(int county, int township);
int hospital_village(int county, int township);

/* Makes the bills of a person in the household; `poor` for decided aid. */
void bills_make(Random *random, const SynthHousehold *household, SynthPerson *person);

/* A made-up name. */
void name_make(Random *random, char name[16]);

/* The number of person `person_id`: region 99xxxx (nobody's), day of birth, sequence, check digit. */
void id_number_make(int64_t person_id, int32_t birth, bool female, char out[19]);

#endif
