#!/usr/bin/env python3
"""Fills an empty guize database with 100,000 cases of three places, made to meet every limit.

  generate.py DB [CASES]

Deterministic. Stories of invented patients: plain years, heavy years over every cap, refunds,
identities gained and lost, New Year and July, and single bills searched for with the oracle's own
formulas so that they lie one fen below, on and above a limit.
A newcomer gets wrong: the search only chooses amounts; what must be paid is never written down.
"""

import random
import sqlite3
import sys
from collections import Counter
from datetime import date, timedelta

from exact import Bill, yuan
from oracle import RANKS, VARIANTS, Case, look_up
from places import NoRule

LEVELS = ["township", "primary", "secondary", "tertiary", "provincial"]
TIERS = {"township": "township", "primary": "county", "secondary": "county",
         "tertiary": "prefecture", "provincial": "province"}
OTHER_KINDS = ["chronic_outpatient", "accident", "childbirth"]
REFERRED = ["not_needed", "resident_elsewhere", "emergency", "referred_within", "referred_out"]

# Per place: a hospital's county, seen from it. 佳木斯 is settled in as a prefecture.
WHERE = {
  "532625": {"in_county": "532625", "in_prefecture": "532601", "in_province": "530102",
             "out_of_province": "451029"},
  "451029": {"in_county": "451029", "in_prefecture": "451002", "in_province": "450102",
             "out_of_province": "532601"},
  "230800": {"in_county": "230800", "in_prefecture": "230803", "in_province": "230102",
             "out_of_province": "110101"},
}
DIVISIONS = [
  ("110000", "北京市", "province", None), ("110100", "北京市市辖区", "prefecture", "110000"),
  ("110101", "东城区", "county", "110100"),
  ("230000", "黑龙江省", "province", None), ("230100", "哈尔滨市", "prefecture", "230000"),
  ("230102", "道里区", "county", "230100"), ("230800", "佳木斯市", "prefecture", "230000"),
  ("230803", "向阳区", "county", "230800"),
  ("450000", "广西壮族自治区", "province", None), ("450100", "南宁市", "prefecture", "450000"),
  ("450102", "兴宁区", "county", "450100"), ("451000", "百色市", "prefecture", "450000"),
  ("451002", "右江区", "county", "451000"), ("451029", "田林县", "county", "451000"),
  ("530000", "云南省", "province", None), ("530100", "昆明市", "prefecture", "530000"),
  ("530102", "五华区", "county", "530100"), ("532600", "文山州", "prefecture", "530000"),
  ("532601", "文山市", "county", "532600"), ("532625", "马关县", "county", "532600"),
]
HOSPITAL = {}  # (division, level) -> id
for _division in sorted({code for row in WHERE.values() for code in row.values()}):
  for _level in LEVELS:
    HOSPITAL[_division, _level] = len(HOSPITAL) + 1


def day(text, plus=0):
  return (date.fromisoformat(text) + timedelta(days=plus)).isoformat()


def bill_of(place, case, identities, year, home):
  """What the oracle makes of a case after these sums, or None where there is no rule."""
  look_up(case, place, identities)
  bill = Bill(case.in_scope, case.outside)
  try:
    place.settle(case, bill, year, home)
  except NoRule:
    return None
  return bill


class Patient:
  """A person with identities and cases; the story teller writes both."""

  def __init__(self, dice, county):
    self.dice, self.county = dice, county
    self.identities = []  # (rank, first day, last day or None)
    self.cases = []

  def holds(self, kind, begins="2016-01-01", ends=None):
    if kind != "none":
      self.identities.append((RANKS.index(kind), begins, ends))
    return self

  def cost(self, low=40, high=90000):
    """An amount in fen, small ones as likely as large; most end so that ratios make ties."""
    dice = self.dice
    fen = int(yuan(low) * (high / low) ** dice.random())
    step = dice.choice([1, 2, 5, 5, 10, 10, 50, 100])
    return fen - fen % step + (step if dice.random() < 0.2 else 0)

  def stay(self, in_scope, settled, **given):
    """Adds a case; what is not given is thrown."""
    dice, case = self.dice, Case()
    case.kind = given.get("kind", "inpatient" if dice.random() < 0.93 else "single_disease")
    case.place = given.get("place") or dice.choice(["in_county"] * 6 + ["in_prefecture"] * 2
                                                   + ["in_province", "out_of_province"])
    case.level = given.get("level") or self.level(case.place)
    case.referral = given.get("referral") or self.referral(case.place)
    case.settled = settled
    case.discharge = given.get("discharge") or day(settled, -dice.choice([0, 0, 0, 1, 3, 12]))
    case.admission = given.get("admission") or day(case.discharge, -dice.choice([0, 1, 4, 9, 20]))
    case.admission = min(case.admission, case.settled)
    case.diagnosis = given.get("diagnosis", dice.choice(["", "I10", "J18.9", "K29.0", "C34.1"]))
    case.in_scope, case.refund_of = in_scope, None
    case.uncovered, case.over_limit, case.first_pay = self.outside_parts(in_scope)
    case.outside = case.uncovered + case.over_limit + case.first_pay
    case.total = case.in_scope + case.outside
    case.temporary_aid = self.decided(case.total)
    case.hospital_relief = self.decided(case.total)
    self.cases.append(case)
    return case

  def level(self, place):
    if place in ("in_county", "in_prefecture"):
      few = ["provincial"] if self.county != "230800" or self.dice.random() < 0.02 else []
      return self.dice.choice(["township", "primary", "secondary", "secondary", "tertiary"] + few)
    return self.dice.choice(["secondary", "tertiary", "provincial"])

  def referral(self, place):
    if place == "in_county":
      return self.dice.choice(["not_needed", "not_needed", "none", "emergency"])
    return "none" if self.dice.random() < 0.3 else self.dice.choice(REFERRED)

  def outside_parts(self, in_scope):
    """全自费, 超限价, 先行自付."""
    dice = self.dice
    if dice.random() < 0.4:
      return 0, 0, 0
    most = [int(in_scope * share) + 1 for share in (0.2, 0.04, 0.12)]
    return tuple(dice.randrange(part) if dice.random() < 0.6 else 0 for part in most)

  def decided(self, total):
    """An amount decided by somebody; now and then more than can be open."""
    if self.dice.random() < 0.94:
      return 0
    return self.dice.randrange(total // self.dice.choice([1, 10, 30, 30]) + 2)

  def refund(self, original, settled):
    """The negative row that undoes a case."""
    case = Case()
    for name in ("kind", "admission", "discharge", "referral", "diagnosis", "level", "place"):
      setattr(case, name, getattr(original, name))
    for name in ("in_scope", "uncovered", "over_limit", "first_pay", "outside", "total",
                 "temporary_aid", "hospital_relief"):
      setattr(case, name, -getattr(original, name))
    case.settled, case.refund_of = max(settled, original.settled), original
    self.cases.append(case)

  def random_day(self, first="2018-01-01", last="2018-12-31"):
    span = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return day(first, self.dice.randrange(span + 1))


# Stories: each writes one patient's years ---------------------------------------------------------

def somebody(dice, county):
  """A patient with no, one or several identities, seldom for part of the year only."""
  patient = Patient(dice, county)
  for _ in range(dice.choice([0, 1, 1, 1, 1, 2])):
    if dice.random() < 0.85:
      patient.holds(dice.choice(RANKS[1:]))
    else:
      begins = patient.random_day("2017-06-01")
      ends = None if dice.random() < 0.5 else day(begins, dice.randrange(300))
      patient.holds(dice.choice(RANKS[1:]), begins, ends)
  return patient


def plain(dice, county):
  """One to three stays of any size."""
  patient = somebody(dice, county)
  for _ in range(dice.choice([1, 1, 2, 3])):
    patient.stay(patient.cost(), patient.random_day())
  return [patient]


def heavy(dice, county):
  """Large stays over every cap of the year, with refunds of earlier ones in between."""
  patient = somebody(dice, county)
  size = dice.choice([60000, 150000, 400000])
  days = sorted(patient.random_day() for _ in range(dice.randrange(3, 8)))
  for settled in days:
    earlier = [case for case in patient.cases if case.refund_of is None]
    patient.stay(patient.cost(2000, size), settled)
    if earlier and dice.random() < 0.2:
      original = dice.choice(earlier)
      if not any(case.refund_of is original for case in patient.cases):
        patient.refund(original, settled if dice.random() < 0.3 else day(settled, -1))
  return [patient]


def same_day(dice, county):
  """Several cases settled on one day: the number of the case decides which is first."""
  patient = somebody(dice, county)
  settled = patient.random_day()
  for _ in range(dice.randrange(2, 5)):
    patient.stay(patient.cost(1000, 250000), settled)
  return [patient]


def refunded(dice, county):
  """A stay, undone in this year or the next, and stays after it; also a stay of the year before."""
  patient = somebody(dice, county)
  first = patient.stay(patient.cost(500, 200000), patient.random_day(last="2018-06-30"))
  how = dice.random()
  if how < 0.6:
    patient.refund(first, day(first.settled, dice.choice([0, 1, 30, 150])))
    patient.stay(first.in_scope, "2018-12-15", level=first.level, place=first.place,
                 referral=first.referral)
  elif how < 0.9:
    patient.stay(patient.cost(), "2018-11-11")
    patient.refund(first, patient.random_day("2019-01-01", "2019-03-01"))
    patient.stay(patient.cost(), "2019-03-05")
  else:
    early = patient.stay(patient.cost(), patient.random_day("2017-10-01", "2017-12-20"))
    patient.refund(early, patient.random_day("2018-01-01", "2018-02-01") if how < 0.97
                   else patient.random_day("2019-01-01", "2019-02-01"))
  patient.stay(patient.cost(), patient.random_day("2018-07-01"))
  return [patient]


def outpatient(dice, county):
  """Visits for a chronic disease until the cap, and a stay among them."""
  patient = somebody(dice, county)
  low, high = (10, 300) if county == "230800" else (100, 3000)
  for _ in range(dice.randrange(3, 9)):
    settled = patient.random_day()
    visit = patient.stay(patient.cost(low, high), settled, kind="chronic_outpatient",
                         discharge=settled, admission=settled)
    if dice.random() < 0.08:
      patient.refund(visit, day(settled, 2))
  if dice.random() < 0.4:
    patient.stay(patient.cost(), patient.random_day())
  return [patient]


def accident(dice, county):
  patient = somebody(dice, county)
  for _ in range(dice.randrange(1, 4)):
    patient.stay(patient.cost(100, 6000), patient.random_day(), kind="accident",
                 diagnosis="S72.0")
  return [patient]


def childbirth(dice, county):
  patient = somebody(dice, county)
  diagnosis = dice.choice(["O80.0", "O80", "O82", "O82.1", "O83", "", "82"])
  fixed = dice.choice([1100, 1500])
  cost = patient.cost(300, 9000) if dice.random() < 0.7 else yuan(fixed) + dice.choice([-1, 0, 1])
  patient.stay(cost, patient.random_day(), kind="childbirth", diagnosis=diagnosis)
  return [patient]


def changing(dice, county):
  """Identities that begin or end about the first and last day of a stay and its settlement."""
  patient = Patient(dice, county)
  admission = patient.random_day("2018-01-05", "2018-12-01")
  discharge = day(admission, dice.randrange(20))
  settled = day(discharge, dice.choice([0, 0, 5, 9]))
  marks = [day(mark, plus) for mark in (admission, discharge, settled) for plus in (-1, 0, 1)]
  for kind in dice.sample(RANKS[1:], dice.choice([1, 1, 2, 3])):
    how = dice.random()
    if how < 0.4:
      patient.holds(kind, "2017-03-01", dice.choice(marks))
    elif how < 0.8:
      patient.holds(kind, dice.choice(marks))
    else:
      patient.holds(kind, *sorted([dice.choice(marks), dice.choice(marks)]))
  patient.stay(patient.cost(500), settled, admission=admission, discharge=discharge)
  if dice.random() < 0.5:
    patient.stay(patient.cost(), patient.random_day())
  return [patient]


def boundary(dice, county):
  """Days about New Year and July: admitted, discharged and settled on either side."""
  patient = somebody(dice, county)
  for _ in range(dice.choice([1, 2, 3])):
    middle = dice.choice(["2018-07-01"] * 4 + ["2019-01-01"] * 2 + ["2018-01-01"])
    admission = day(middle, -dice.choice([0, 1, 2, 10, 30]))
    discharge = max(admission, day(middle, dice.choice([-2, -1, 0, 1, 5])))
    settled = max(admission, day(middle, dice.choice([-1, -1, 0, 0, 1, 7])))
    patient.stay(patient.cost(), settled, admission=admission, discharge=discharge)
  if dice.random() < 0.4:
    patient.stay(patient.cost(), patient.random_day())
  return [patient]


# Stories that search for a limit ------------------------------------------------------------------

STEPS = [0] + [5003 * 2 ** n for n in range(17)]  # in-scope costs up to 3,278,766.08 yuan
MOST = STEPS[-1]


def nearest(dice, place, patient, case, limit, sums):
  """In-scope costs with which a bill lies one fen below a limit, on it and above; or nothing."""
  def margin(in_scope):
    case.in_scope, case.total = in_scope, in_scope + case.outside
    bill = bill_of(place, case, patient.identities, *sums)
    return bill.margins.get(limit, -MOST) if bill else -MOST

  margins = [margin(cost) for cost in STEPS]
  crossings = [n for n in range(1, len(STEPS)) if (margins[n - 1] < 0) != (margins[n] < 0)]
  if not crossings:
    return []
  step = dice.choice(crossings)
  rising = margins[step] >= 0
  found = []
  for bound in (-1, 0):  # the last cost before the margin gets past this
    low, high = STEPS[step - 1], STEPS[step]
    while high - low > 1:
      middle = (low + high) // 2
      if (margin(middle) > bound) == rising:
        high = middle
      else:
        low = middle
    found.append((low, high))
  below, on = found if rising else (found[0][::-1], found[1][::-1])
  return [below[0], on[0], on[1]]


def searched(dice, county):
  """A bill at a limit, three times: below, on, above; at first or after other stays of the year."""
  variant = dice.choice([name for name in VARIANTS if county in VARIANTS[name]])
  place = VARIANTS[variant][county]
  seed, patients, costs = dice.getrandbits(32), [], None
  for side in range(3):
    dice_of_story = random.Random(seed)  # the same story three times
    patient = somebody(dice_of_story, county)
    sums = Counter(), Counter()
    for number in range(dice_of_story.choice([0, 0, 0, 1, 2])):
      earlier = patient.stay(patient.cost(2000, 300000), "2018-0%d-10" % (2 + number))
      enter(place, patient, earlier, sums)
    settled = patient.random_day("2018-04-20", "2018-11-30")
    kind = dice_of_story.choice(["inpatient"] * 5 + OTHER_KINDS)
    case = patient.stay(yuan(20000), settled, kind=kind)
    if costs is None:
      limit = some_limit(dice, place, patient, case, sums)
      costs = nearest(dice, place, patient, case, limit, sums) if limit else []
    case.in_scope = costs[side] if costs else patient.cost()
    case.total = case.in_scope + case.outside
    patients.append(patient)
    if side + 1 >= len(costs):
      break
  return patients


def enter(place, patient, case, sums):
  bill = bill_of(place, case, patient.identities, *sums)
  if bill:
    sums[0].update(bill.paid)
    sums[0].update(bill.added)
    sums[1].update(bill.added_home)


def some_limit(dice, place, patient, case, sums):
  """One of the limits that this case would meet if it cost enough."""
  in_scope, total = case.in_scope, case.total
  case.in_scope, case.total = MOST, MOST + case.outside
  bill = bill_of(place, case, patient.identities, *sums)
  case.in_scope, case.total = in_scope, total
  return dice.choice(sorted(bill.margins)) if bill and bill.margins else None


STORIES = [(plain, 26), (heavy, 14), (same_day, 6), (refunded, 9), (outpatient, 8), (accident, 5),
           (childbirth, 6), (changing, 12), (boundary, 12), (searched, 12)]


def tell(dice, wanted):
  """Patients with so many cases in all."""
  stories = [story for story, times in STORIES for _ in range(times)]
  counties = sorted(WHERE)
  patients, cases = [], 0
  while cases < wanted:
    told = dice.choice(stories)(dice, counties[len(patients) % 3])
    if cases + sum(len(patient.cases) for patient in told) > wanted:
      told = plain(dice, counties[len(patients) % 3])
      told[0].cases = told[0].cases[:wanted - cases]
    patients += told
    cases += sum(len(patient.cases) for patient in told)
  return patients


# Writing ------------------------------------------------------------------------------------------

def number(dice, patients):
  """Gives cases their numbers in any order, but a refund a higher one than its original."""
  cases = [case for patient in patients for case in patient.cases]
  numbers = list(range(1, len(cases) + 1))
  dice.shuffle(numbers)
  for case, given in zip(cases, numbers):
    case.id = given
  for case in cases:
    if case.refund_of is not None and case.id < case.refund_of.id:
      case.id, case.refund_of.id = case.refund_of.id, case.id


def write_places(db):
  db.executemany("INSERT OR IGNORE INTO division (division_code, name, level, parent_code)"
                 " VALUES (?, ?, ?, ?)", DIVISIONS)
  db.executemany("INSERT INTO hospital (hospital_id, name, level, division_code, tier)"
                 " VALUES (?, ?, ?, ?, ?)",
                 [(given, "医院%d" % given, level, division, TIERS[level])
                  for (division, level), given in HOSPITAL.items()])


def write_persons(db, dice, patients):
  """Households of one to five persons of a county; some persons have none."""
  open_household, last, identity = {}, 0, 0
  for person, patient in enumerate(patients, 1):
    household, room = open_household.get(patient.county, (None, 0))
    if room == 0:
      last += 1
      household, room = last, dice.randrange(1, 6)
      db.execute("INSERT INTO household (household_id, division_code, registered_year, cause)"
                 " VALUES (?, ?, 2014, 'illness')", (household, patient.county))
    open_household[patient.county] = household, room - 1
    patient.id = person
    db.execute("INSERT INTO person (person_id, household_id, county_code, name, birth, sex)"
               " VALUES (?, ?, ?, ?, ?, ?)",
               (person, None if dice.random() < 0.1 else household, patient.county,
                "人员%d" % person, day("1940-01-01", dice.randrange(28000)),
                dice.choice(["male", "female"])))
    for rank, begins, ends in patient.identities:
      identity += 1
      db.execute("INSERT INTO identity (identity_id, person_id, kind, begins, ends)"
                 " VALUES (?, ?, ?, ?, ?)", (identity, person, RANKS[rank], begins, ends))


def write_cases(db, patients):
  """Originals first, so that a refund finds the case it undoes."""
  rows = [(case, patient) for patient in patients for case in patient.cases]
  rows.sort(key=lambda row: (row[0].refund_of is not None, row[0].id))
  db.executemany(
    "INSERT INTO cases (case_id, person_id, hospital_id, kind, admission, discharge, settled,"
    " referral, diagnosis, total_cost, uncovered_cost, over_limit_cost, first_pay_cost,"
    " in_scope_cost, temporary_aid, hospital_relief, refund_of)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [(case.id, patient.id, HOSPITAL[WHERE[patient.county][case.place], case.level], case.kind,
      case.admission, case.discharge, case.settled, case.referral, case.diagnosis or None,
      case.total, case.uncovered, case.over_limit, case.first_pay, case.in_scope,
      case.temporary_aid, case.hospital_relief, case.refund_of.id if case.refund_of else None)
     for case, patient in rows])


def main(path, cases=100000):
  dice = random.Random(20180701)
  patients = tell(dice, int(cases))
  number(dice, patients)
  db = sqlite3.connect("file:%s?mode=rw" % path, uri=True)
  with db:
    db.execute("PRAGMA foreign_keys = ON")
    write_places(db)
    write_persons(db, dice, patients)
    write_cases(db, patients)
  db.close()


if __name__ == "__main__":
  if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
  main(*sys.argv[1:])
