#!/usr/bin/env python3
"""The oracle against amounts worked by hand: the published vectors of 佳木斯, and bands.

Prints `ok` and `not ok` lines; nothing of guize is needed.
"""

import sys

from exact import Bill, bands, half_up, percent, yuan
from oracle import Case, Ledger
from places import PUBLISHED

POOR, ORDINARY = "registered_poor", "none"

# name, identity, stays (in-scope fen, level) and, of the last of them, basic and serious illness.
STAYS = [
  ("D-1", ORDINARY, [(300000, "township")], 252000, 0),
  ("D-2", POOR, [(300000, "township")], 266000, 0),
  ("D-3", POOR, [(15000, "township")], 0, 0),
  ("D-4", POOR, [(20000, "township")], 0, 0),
  ("D-5", POOR, [(20001, "township")], 1, 0),
  ("D-6", POOR, [(500000, "primary")], 399500, 0),
  ("D-7", ORDINARY, [(2000000, "secondary")], 1470000, 0),
  ("D-8", POOR, [(2000000, "secondary")], 1568000, 0),
  ("D-9", ORDINARY, [(6000000, "tertiary")], 3854500, 572750),
  ("D-10", POOR, [(6000000, "tertiary")], 4151000, 674500),
  ("D-17", POOR, [(2000000, "secondary")] * 2, 1568000, 182000),
]

BEIJING = [(yuan(50000), percent(50)), (None, percent(60))]
BEIJING_POOR = [(yuan(50000), percent(55)), (None, percent(65))]
SHANGLUO = [(yuan(30000), percent(60)), (yuan(100000), percent(70)), (None, percent(80))]
HENAN = [(yuan(2000), percent(10)), (yuan(3000), percent(20)), (yuan(6000), percent(50)),
         (None, percent(80))]

# name, table, absolute, threshold, [(base fen, paid fen)]
LADDERS = [
  ("D-20", BEIJING, False, 0, [(0, 0), (100, 50), (5000000, 2500000), (5000001, 2500001),
                               (6000000, 3100000), (12000000, 6700000)]),
  ("D-20 poor", BEIJING_POOR, False, 0, [(100, 55), (5000000, 2750000), (5000001, 2750001),
                                         (6000000, 3400000), (12000000, 7300000)]),
  ("D-23", SHANGLUO, True, 1000000, [(1000000, 0), (3000000, 1200000), (6500000, 3650000),
                                     (10000000, 6100000), (20000000, 14100000),
                                     (50000000, 38100000)]),
  ("D-25", HENAN, True, 0, [(200000, 20000), (250000, 30000), (300000, 40000), (600000, 190000),
                            (700000, 270000), (1000000, 510000)]),
]


def stay(number, in_scope, level):
  """A case of 佳木斯, all of it in scope."""
  case = Case()
  case.id, case.person, case.household, case.county = number, 1, None, "230800"
  case.kind, case.level, case.place, case.referral = "inpatient", level, "in_county", "not_needed"
  case.admission = case.discharge = case.settled = "2018-05-%02d" % number
  case.in_scope = case.total = in_scope
  case.uncovered = case.over_limit = case.first_pay = case.outside = 0
  case.temporary_aid = case.hospital_relief = 0
  case.diagnosis, case.refund_of = "", None
  return case


def verdict(name, have, want):
  if have == want:
    print("ok oracle by hand: %s" % name)
  else:
    print("not ok oracle by hand: %s - %s, not %s" % (name, have, want))


def main():
  for name, identity, stays, basic, serious in STAYS:
    ledger = Ledger(PUBLISHED)
    held = [] if identity == ORDINARY else [(1, "2016-01-01", None)]
    for number, (in_scope, level) in enumerate(stays, 1):
      done = ledger.settle(stay(number, in_scope, level), held)
    want = basic, serious, stays[-1][0] - basic - serious
    verdict(name, (done.layer("basic"), done.layer("serious_illness"), done.self_pay), want)
  for name, table, absolute, threshold, rows in LADDERS:
    have = [(base, half_up(bands(base, threshold, table, absolute))) for base, _ in rows]
    verdict(name, have, rows)
  bill = Bill(86785, 0)  # 867.85 x 10% = 86.785, recorded as 86.79
  bill.pay("basic", 86785 * percent(10))
  verdict("W1", bill.paid["basic"], 8679)


if __name__ == "__main__":
  sys.exit(main())
