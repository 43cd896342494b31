/* The figures of a run: every target by county and group, added up to prefecture and province, held
 * against its threshold. */
#ifndef GUIZE_JOB_FIGURES_H
#define GUIZE_JOB_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "job/walk.h"

/* What figures are made of: the rules, with the scenario of their files over them; the codes that sums mean
 * by their county; the sums. */
typedef struct FigureSource {
  Session *session;
  const json_t *counties;
  const Sums *sums;
} FigureSource;

/* Calls `each` for every figure of the sums, by target, county and group; texts live during the call.
 * Thresholds are those in force on `day`. False when `each` gave false, or with a fault. */
bool figures_each(const FigureSource *source, int32_t day,
                  bool (*each)(void *data, const TargetValue *value, Fault *fault), void *data,
                  Fault *fault);

/* Stores the figures of a walk's sums with its run; thresholds are those in force on `day`. */
bool figures_store(Walk *walk, int32_t day, Fault *fault);

/* Whether part ÷ whole meets a threshold, exactly: no division, no printed percentage. Thresholds
 * have at most six decimals. */
bool figures_meet(double part, double whole, double threshold, bool at_least);

#endif
