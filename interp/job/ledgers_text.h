/* Differences between ledgers in words, the same on the screen and in a worksheet. */
#ifndef GUIZE_JOB_LEDGERS_TEXT_H
#define GUIZE_JOB_LEDGERS_TEXT_H

#include <stdbool.h>

#include "job/ledgers.h"

/* "missing" and 缺漏, "doubled" and 重复, "differs" and 不一致. */
const char *ledgers_kind(LedgerKind kind, bool chinese);

/* Adds the name and ID number by which the person is known: of the first entry that has one. */
void ledgers_say_name(Buffer *out, const Ledgers *ledgers, const LedgerPerson *person, bool masked);
void ledgers_say_number(Buffer *out, const Ledgers *ledgers, const LedgerPerson *person,
                        bool masked);

/* Adds what stands in a ledger: the values of the field, or the numbers of the entries. */
void ledgers_say_tier(Buffer *out, const Ledgers *ledgers, const LedgerPerson *person,
                      const LedgerDifference *difference, int tier, bool masked);

/* Adds the numbers of the entries that the difference is about, with blanks between. */
void ledgers_say_entries(Buffer *out, const Ledgers *ledgers, const LedgerPerson *person,
                         const LedgerDifference *difference);

/* Adds a sentence: what is wrong, and what is known about it. In Chinese or English. */
void ledgers_say_reason(Buffer *out, const Ledgers *ledgers, const LedgerPerson *person,
                        const LedgerDifference *difference, bool chinese);

#endif
