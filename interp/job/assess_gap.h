/* How far a figure is from its threshold, and what it would take to meet it. Whole numbers where they count:
 * one fewer than what is told here does not meet it. */
#ifndef GUIZE_JOB_ASSESS_GAP_H
#define GUIZE_JOB_ASSESS_GAP_H

#include <stdbool.h>
#include <stdint.h>

/* How much the part must grow (`at_least`) or shrink, the whole staying what it is, until the threshold is
 * met; 0 where it is. Persons, things or fen, as the part counts them. */
int64_t gap_need(double part, double whole, double threshold, bool at_least);

/* The distance by which figures are put in order: above 0 not met, the larger the farther. Of a share its
 * distance in points (0.02 is two points), of other figures the distance as a share of the threshold (of
 * one that is 0 the figure itself), so that two of four visits are as far as 50% of 100%. */
double gap_distance(double part, double whole, double threshold, bool at_least, bool ratio);

#endif
