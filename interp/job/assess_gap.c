/* Distances from thresholds. */
#include "job/assess_gap.h"

#include <math.h>

#define MILLION 1000000 /* thresholds have at most six decimals */

int64_t gap_need(double part, double whole, double threshold, bool at_least) {
  __int128 is = (__int128)(int64_t)part * MILLION;
  __int128 due = (__int128)(int64_t)whole * (int64_t)llround(threshold * MILLION);
  __int128 missing = at_least ? due - is : is - due;
  return missing <= 0 ? 0 : (int64_t)((missing + MILLION - 1) / MILLION);
}

double gap_distance(double part, double whole, double threshold, bool at_least, bool ratio) {
  double figure = whole > 0 ? part / whole : 0;
  double distance = at_least ? threshold - figure : figure - threshold;
  return ratio || threshold <= 0 ? distance : distance / threshold;
}
