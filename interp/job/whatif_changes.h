/* Why two sides of a comparison differ: the parameters and definitions that are others, and in the cases that
 * changed most the layer and parameter where it begins. */
#ifndef GUIZE_JOB_WHATIF_CHANGES_H
#define GUIZE_JOB_WHATIF_CHANGES_H

#include "job/whatif.h"

/* Fills in `parameters`, `definitions` and the partings of the largest changes of a side (number `number` of
 * the options), which was settled already. Between two folders of rules the scenarios over them are not
 * looked at. */
bool whatif_changes(Study *study, const WhatifOptions *options, int number, WhatifOutcome *side,
                    Fault *fault);

#endif
