/* Documents of what-if: JSON that programs read and that reports are made of. All have the same head:
 * { schema, engine, money, year, counties, rules, data, layers, assumed }, then what their kind says. Money
 * is whole fen, a share a plain number. */
#ifndef GUIZE_JOB_DOCUMENT_H
#define GUIZE_JOB_DOCUMENT_H

#include <jansson.h>

#include "job/study.h"

/* The head of a document of a kind ("whatif": guize.whatif.v1); the caller owns it. */
json_t *document_begin(const char *kind, Study *study);

/* { cases, failed, total, self_pay, reimbursed, layers = { NAME: fen } }; the caller owns it. */
json_t *document_totals(const Study *study, const StudyTotals *totals);

/* { target, title, county, county_name, unit, part, whole, threshold, at_least, judged, met }; the caller
 * owns it. */
json_t *document_target(const StudyTarget *target);

#endif
