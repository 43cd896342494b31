#!/usr/bin/env python3
"""Settles every case of a guize database anew and compares a stored run with it, fen by fen.

  oracle.py DB VARIANT [RUN]

VARIANT is published, midyear, readings or layers, RUN the run to compare (default: the last one).

Here live reading the database, the order of cases, identities, places, refunds and the comparison;
what a place pays is in places.py and variants.py. Prints `ok` and `not ok` lines.
A newcomer gets wrong: a refund is never calculated, it takes back what its original was paid.
"""

import sqlite3
import sys
from collections import Counter, defaultdict

from exact import Bill
from places import PUBLISHED, NoRule
from variants import LAYERS, MIDYEAR, READINGS

VARIANTS = {
  "published": PUBLISHED, "midyear": MIDYEAR, "readings": READINGS, "layers": LAYERS,
}
NAMES = {"532625": "马关县", "451029": "田林县", "230800": "佳木斯市"}

# Lowest first: of several identities the last one counts.
RANKS = ["none", "registered_poor", "low_income", "dibao", "dibao_disabled", "tekun"]


class Case:
  """One stay or visit as the formulas see it: money in fen, days as ISO text."""

  __slots__ = ("id", "person", "household", "county", "kind", "admission", "discharge", "settled",
               "referral", "diagnosis", "total", "uncovered", "over_limit", "first_pay", "in_scope",
               "outside", "temporary_aid", "hospital_relief", "refund_of", "level", "place",
               "identity", "held", "day")


def day_of(case, which):
  """The admission, discharge or settlement day."""
  return case.settled if which == "settlement" else getattr(case, which)


def place_of(home, hospital):
  """Where a hospital lies, seen from the county that insures the patient."""
  if home == hospital:
    return "in_county"
  if home[:4] == hospital[:4]:
    return "in_prefecture"
  return "in_province" if home[:2] == hospital[:2] else "out_of_province"


def held_by(case, identities, identity_by):
  """The identities of the days that count, lowest first; rows: rank, first and last day."""
  if identity_by == "any_time":
    first, last = case.admission, case.discharge
  else:
    first = last = day_of(case, identity_by)
  return [RANKS[rank] for rank in sorted({rank for rank, begins, ends in identities
          if begins <= last and (ends is None or ends >= first)})]


def look_up(case, place, identities):
  """Fills in what depends on the place: the day whose rates hold, and the identities."""
  case.day = day_of(case, place.rates_by)
  case.held = held_by(case, identities, place.identity_by)
  case.identity = case.held[-1] if case.held else "none"


def read_cases(db):
  """Every case, in the order of settling, and the identities by person."""
  identities = defaultdict(list)
  rows = db.execute("SELECT person_id, kind, begins, ends FROM identity")
  for person, kind, begins, ends in rows:
    identities[person].append((RANKS.index(kind), begins, ends))
  cases = []
  for row in db.execute("""
      SELECT case_id, person_id, household_id, county_code, kind, admission, discharge, settled,
             referral, coalesce(diagnosis, ''), total_cost, uncovered_cost, over_limit_cost,
             first_pay_cost, in_scope_cost, total_cost - in_scope_cost, temporary_aid,
             hospital_relief, refund_of, level, hospital.division_code
      FROM cases JOIN person USING (person_id) JOIN hospital USING (hospital_id)
      ORDER BY settled, case_id"""):
    case = Case()
    for name, value in zip(Case.__slots__, row[:-1]):
      setattr(case, name, value)
    case.place = place_of(case.county, row[-1])
    cases.append(case)
  return cases, identities


class Settled:
  """What became of a case."""

  __slots__ = ("case", "year", "status", "bill", "sign", "sums", "home")

  def layer(self, name):
    return self.sign * self.bill.paid.get(name, 0)

  @property
  def self_pay(self):
    return self.sign * self.bill.open


class Ledger:
  """The sums of all persons' and households' years, and what every case was paid."""

  def __init__(self, places):
    self.places = places
    self.persons = defaultdict(Counter)     # (person, year) -> sums
    self.households = defaultdict(Counter)  # (household, year) -> sums
    self.settled = {}                       # case -> Settled

  def sums_of(self, case, year):
    """The sums a case reads: its person's and its household's; without household, its own."""
    household = case.household if case.household is not None else "person %d" % case.person
    return self.persons[case.person, year], self.households[household, year]

  def settle(self, case, identities):
    place = self.places[case.county]
    done = Settled()
    done.case, done.year = case, int(day_of(case, place.year_by)[:4])
    if case.refund_of is not None:
      original = self.settled[case.refund_of]
      done.status, done.bill, done.sign = original.status, original.bill, -1
      done.sums, done.home = original.sums, original.home
    else:
      look_up(case, place, identities)
      done.sums, done.home = self.sums_of(case, done.year)
      done.bill, done.sign, done.status = Bill(case.in_scope, case.outside), 1, "ok"
      try:
        place.settle(case, done.bill, done.sums, done.home)
      except NoRule:
        done.status = "failed"
    if done.status == "ok":
      self.enter(done)
    self.settled[case.id] = done
    return done

  @staticmethod
  def enter(done):
    """Adds a settlement to the sums of its year; a refund takes out what its original added."""
    bill, sign = done.bill, done.sign
    for entries, sums in ((bill.paid, done.sums), (bill.added, done.sums),
                          (bill.added_home, done.home)):
      for name, amount in entries.items():
        sums[name] += sign * amount


def settle_all(db, places):
  """All settlements of the counties of these places, in the order of settling."""
  cases, identities = read_cases(db)
  ledger = Ledger(places)
  return [ledger.settle(case, identities[case.person]) for case in cases if case.county in places]


# Comparing ----------------------------------------------------------------------------------------

def stored_run(db, run):
  """The layers of a stored run and its settlements by case: {column: value}."""
  layers = [name for name, in db.execute("SELECT name FROM run_layer WHERE run_id = ?"
                                         " ORDER BY position", (run,))]
  names = layers + ["self_pay", "status", "reason"]
  rows = db.execute("SELECT case_id, %s FROM settlement WHERE run_id = ?"
                    % ", ".join('"%s"' % name for name in names), (run,))
  return layers, {row[0]: dict(zip(names, row[1:])) for row in rows}


def expected(done, layers):
  """What the row of a settlement must hold; of a failed one no money is looked for."""
  if done.status != "ok":
    return {"status": "failed"}
  row = {name: done.layer(name) for name in layers}
  row.update(self_pay=done.self_pay, status="ok")
  return row


def differs(want, have):
  """Whether a stored row is not what it must be. A layer that is not in the order may be NULL."""
  if have is None or have["status"] != want["status"]:
    return True
  if want["status"] == "failed":
    money = [value for name, value in have.items() if name not in ("status", "reason")]
    return any(money) or not have["reason"]
  return any((have[name] or 0) != value for name, value in want.items() if name != "status")


def show(row):
  """A row on one line: what is not nought."""
  if row is None:
    return "no row"
  return ", ".join("%s %s" % (name, value) for name, value in row.items() if value not in (None, 0))


def describe(case):
  return ("case %d: person %d, %s, %s, %s %s, %s to %s, settled %s, in scope %d of %d"
          % (case.id, case.person, "refund of %d" % case.refund_of if case.refund_of
             else case.identity, case.kind, case.level, case.place, case.admission, case.discharge,
             case.settled, case.in_scope, case.total))


def compare(name, dones, layers, have):
  """Prints the verdict on one county; on disagreement the first five cases with both sides."""
  missing = [layer for done in dones for layer in done.bill.paid if layer not in layers]
  if missing:
    print("not ok %s - there is no column %s" % (name, missing[0]))
    return
  wrong = []
  for done in dones:
    want, row = expected(done, layers), have.get(done.case.id)
    if differs(want, row):
      wrong.append((done.case, want, row))
  if not wrong:
    failed = sum(done.status == "failed" for done in dones)
    print("ok %s: %d cases, %d of them without a rule" % (name, len(dones), failed))
    return
  print("not ok %s - %d of %d cases differ" % (name, len(wrong), len(dones)))
  for case, want, row in wrong[:5]:
    print("# %s\n#   oracle: %s\n#   stored: %s" % (describe(case), show(want), show(row)))


# What the cases have touched ----------------------------------------------------------------------

def touched(dones):
  """How often each limit was met one fen below, exactly and one fen above; ties by layer."""
  margins, ties = Counter(), Counter()
  for done in dones:
    if done.case.refund_of is None:
      ties.update(done.bill.ties)
      for name, margin in done.bill.margins.items():
        if -1 <= margin <= 1:
          margins[name, int(margin)] += 1
  return margins, ties


def check_touched(name, dones):
  """Prints whether every limit was met from both sides and every rounding layer had ties."""
  margins, ties = touched(dones)
  limits = sorted({limit for done in dones for limit in done.bill.margins})
  bare = ["%s %+d" % (limit, side) for limit in limits for side in (-1, 0, 1)
          if not margins[limit, side]]
  if bare or sum(ties.values()) < 100:
    print("not ok %s touches its limits - not met: %s; ties: %s" % (name, bare, dict(ties)))
  else:
    print("ok %s touches its limits: %d, and ties: %d"
          % (name, len(limits), sum(ties.values())))


def main(path, variant, run=None):
  db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
  run = run or db.execute("SELECT max(run_id) FROM run").fetchone()[0]
  year, = db.execute("SELECT year FROM run WHERE run_id = ?", (run,)).fetchone()
  places = VARIANTS[variant]
  layers, have = stored_run(db, run)
  dones = [done for done in settle_all(db, places) if done.year == year]
  for county in places:
    own = [done for done in dones if done.case.county == county]
    name = "%s %d %s" % (variant, year, NAMES[county])
    compare(name, own, layers, have)
    if year == 2018 and len(have) > 20000:  # a few cases do not meet everything
      check_touched(name, own)
  more = set(have) - {done.case.id for done in dones}
  if more:
    print("not ok %s %d stores no other cases - case %d and %d more"
          % (variant, year, min(more), len(more) - 1))
  else:
    print("ok %s %d stores no other cases" % (variant, year))


if __name__ == "__main__":
  if len(sys.argv) < 3 or sys.argv[2] not in VARIANTS:
    sys.exit(__doc__)
  main(*sys.argv[1:])
