/* The registers beside the cases, invented: villages, clinics and doctors at their published counts,
 * then for every person what enrolments, contracts, visits, illness and ledgers say. Written after
 * the cases, from what the tables hold by then; none of it changes a row that was there before. */
#ifndef GUIZE_JOB_SYNTH_REGISTERS_H
#define GUIZE_JOB_SYNTH_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "data/schema.h"
#include "job/synth.h"
#include "job/synth_counts.h"
#include "job/synth_household.h"
#include "job/synth_rows.h"

/* Fills the registers, in a transaction that is open before and after. A schema without registers is
 * left alone. Progress: the second half of the cases. E130 when stopped. */
bool registers_make(Store *store, const Schema *schema, const SynthOptions *options, Fault *fault);

/* ---- Between the files of the registers ---- */

/* Who can be a person's doctor; 0: nobody. Positions from 0; villages within their township. */
typedef struct SynthStaff {
  int64_t village[SYNTH_COUNTIES][SYNTH_TOWNSHIPS][SYNTH_VILLAGES_MOST / SYNTH_TOWNSHIPS];
  int64_t township[SYNTH_COUNTIES][SYNTH_TOWNSHIPS]; /* the first doctor of the centre */
} SynthStaff;

enum { SYNTH_TOWNSHIP_DOCTORS = 6 }; /* numbered in a row */

/* A person as the registers see them; texts live until the next person. */
typedef struct SynthResident {
  int64_t id, number; /* number: among the poor of the county, from 0 */
  int county, township, village;
  bool poor, steady; /* some identity on a day of 2018; one and the same on every day of it */
  const char *name, *id_number, *sex, *division, *cause, *identity;
  int32_t birth;
  int age;                             /* full years in the course of 2018 */
  int registered_year, household_size; /* 0: the household is not registered */
  bool contracted, insured;            /* found out by people_write */
  const char *chronic, *illness;       /* found out by illness_write: titles, or NULL */
} SynthResident;

/* Divisions, villages, clinics and their doctors; windows and the doctors of hospitals. */
bool villages_make(SynthSink *sink, SynthStaff *staff);
bool institutions_make(SynthSink *sink, SynthStaff *staff);
bool poverty_counts_make(SynthSink *sink);

/* How many are poor in a county, and how many of them steadily. */
typedef struct SynthPoor {
  int64_t all, steady;
} SynthPoor;

/* Enrolments, contracts, visits, files, surveys of the poor, who are so many by county. */
typedef struct SynthPeople SynthPeople;
SynthPeople *people_open(SynthSink *sink, const SynthStaff *staff, const SynthPoor *poor,
                         int64_t cases);
bool people_write(SynthPeople *people, SynthResident *resident);
void people_close(SynthPeople *people);

/* Chronic and serious illness, help at home. */
typedef struct SynthIllness SynthIllness;
SynthIllness *illness_open(SynthSink *sink);
bool illness_write(SynthIllness *illness, SynthResident *resident);
void illness_close(SynthIllness *illness);

/* The person in the ledgers of village, township and county and in the insurance system. */
typedef struct SynthLedgers SynthLedgers;
SynthLedgers *ledgers_open(SynthSink *sink);
bool ledgers_write(SynthLedgers *ledgers, const SynthResident *resident);
void ledgers_close(SynthLedgers *ledgers);

#endif
