/* The values on which a study rests without a source: marked assumed(…) in the rules, and in force. */
#ifndef GUIZE_JOB_ASSUMED_H
#define GUIZE_JOB_ASSUMED_H

#include <jansson.h>
#include <stdint.h>

#include "base/fault.h"
#include "eval/session.h"

/* The assumed values in force on a day in the counties (a list of codes), each once where it is held:
 * [{ name, title, place, value, source }], title and value as people read them. The caller owns the list; NULL with a fault. */
json_t *assumed_values(Session *session, const json_t *counties, int32_t day, Fault *fault);

#endif
