/* What invented data look like: every tunable number, and the places. Calibrate here and nowhere
 * else; the tables are constant. Shares are millionths (PPM), money is fen. */
#ifndef GUIZE_JOB_SYNTH_PROFILE_H
#define GUIZE_JOB_SYNTH_PROFILE_H

#include <stddef.h>
#include <stdint.h>

/* Where a stay happens, as the household sees it. */
typedef enum SynthPlace {
  PLACE_TOWNSHIP,
  PLACE_COUNTY,
  PLACE_PREFECTURE,
  PLACE_PROVINCE,
  PLACE_ELSEWHERE, /* another province */
  PLACE_COUNT
} SynthPlace;

typedef struct SynthPlaceProfile {
  uint32_t share;                                        /* of inpatient stays, as weights */
  int64_t median_fen;                                    /* of the total cost */
  uint32_t sigma_ppm;                                    /* width of the log-normal distribution */
  uint32_t uncovered_ppm, over_limit_ppm, first_pay_ppm; /* means, of the total cost */
  uint32_t unreferred_ppm, emergency_ppm, resident_ppm;  /* where a referral is due */
  uint32_t one_stop_ppm, deposit_ppm;
  int days_low, days_high;
} SynthPlaceProfile;

typedef struct SynthProfile {
  SynthPlaceProfile places[PLACE_COUNT];
  uint32_t kinds[5];                  /* weights, in the order of case_kind */
  uint32_t members[6];                /* weights of households of 1 … 6 */
  uint32_t stays[8];                  /* weights of persons with 0 … 7 cases */
  uint32_t years[3];                  /* weights of the settlement years 2017, 2018, 2019 */
  uint32_t poor_household_ppm;        /* households with registered poverty */
  uint32_t dibao_ppm, low_income_ppm; /* of households, poor or not */
  uint32_t tekun_ppm, disabled_ppm;   /* of persons, poor or not; disabled: with dibao */
  uint32_t identity_change_ppm; /* of persons with cases: an identity begins or ends in a stay */
  uint32_t frequent_ppm;        /* of persons: several short stays within a month */
  uint32_t costly_ppm;          /* of persons: several very expensive stays */
  uint32_t costly_factor;       /* their cost, times this */
  uint32_t refund_ppm;          /* of cases: paid back later */
  uint32_t late_ppm;            /* of cases: settled days after the discharge */
  uint32_t aid_ppm, relief_ppm; /* of cases of the poor: decided amounts */
  int64_t aid_low_fen, aid_high_fen, relief_low_fen, relief_high_fen;
  int64_t outpatient_median_fen; /* chronic outpatient treatment */
} SynthProfile;

/* A county: its code and name, how many of the households live there, and how its people differ. */
typedef struct SynthCounty {
  const char *code, *name, *prefecture;
  uint32_t weight;
  uint32_t away_ppm;       /* stays beyond the county, times this; PPM is as the profile says */
  uint32_t unreferred_ppm; /* unreferred share, times this */
} SynthCounty;

/* A division that is no county of ours: provinces, prefectures, and the seats of big hospitals. */
typedef struct SynthDivision {
  const char *code, *name, *level, *parent;
} SynthDivision;

/* A hospital beyond the counties. `prefecture`: whose people go there; NULL: people of all. */
typedef struct SynthHospital {
  const char *name, *level, *county, *tier, *prefecture;
  SynthPlace place;
} SynthHospital;

enum { SYNTH_COUNTIES = 9, SYNTH_DIVISIONS = 12, SYNTH_HOSPITALS = 9 };

extern const SynthProfile synth_profile;
extern const SynthCounty synth_counties[SYNTH_COUNTIES];
extern const SynthDivision synth_divisions[SYNTH_DIVISIONS];
extern const SynthHospital synth_hospitals[SYNTH_HOSPITALS];

#endif
