"""Exact money: amounts are whole fen, shares are decimals, nothing is ever divided.

Here live rounding, bands and the bill that is being paid; no number of any policy.
A newcomer gets wrong: the decimal context traps Inexact, so that an operation which would lose a
digit stops the oracle instead of giving an almost right answer.
"""

from decimal import (Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow,
                     ROUND_FLOOR, setcontext)

setcontext(Context(prec=60, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow]))

HALF = Decimal("0.5")


def yuan(amount):
  """Yuan as whole fen."""
  return amount * 100


def percent(number):
  """percent("82.5") is exactly 0.825."""
  return Decimal(number).scaleb(-2)


def whole(amount):
  """The whole fen of an amount, a broken fen left out."""
  return int(Decimal(amount).to_integral_value(ROUND_FLOOR))


def half_up(amount):
  """The nearest whole fen, half a fen going up."""
  return amount if type(amount) is int else whole(amount + HALF)


def bands(base, threshold, table, absolute=False):
  """Each part of the base above the threshold at the ratio of the band it lies in.

  table: (upper bound or None, ratio), rising; the bounds count from nought (absolute) or from the
  threshold.
  """
  paid, lower = 0, threshold
  for bound, ratio in table:
    upper = base
    if bound is not None:
      upper = min(base, bound if absolute else threshold + bound)
    if upper > lower:
      paid += (upper - lower) * ratio
      lower = upper
  return paid


class Bill:
  """One settlement under way: what is open, what was paid by whom, what adds up over the year.

  margins: by how many fen an amount lies over (or under) a limit of that name; ties: layers whose
  amount ended in exactly half a fen. Both say only which edges the cases have touched.
  """

  __slots__ = ("inside", "outside", "paid", "added", "added_home", "margins", "ties")

  def __init__(self, inside, outside):
    self.inside, self.outside = inside, outside
    self.paid, self.added, self.added_home = {}, {}, {}
    self.margins, self.ties = {}, []

  @property
  def open(self):
    """What the patient would pay as things stand."""
    return self.inside + self.outside

  def pay(self, layer, amount, covers="in_scope"):
    """A layer pays: rounded, then held between nothing and what is open of its part."""
    if type(amount) is not int:
      if amount % 1 == HALF:
        self.ties.append(layer)
      amount = half_up(amount)
    if covers == "in_scope":
      amount = max(0, min(amount, self.inside))
      self.inside -= amount
    elif covers == "out_of_scope":
      amount = max(0, min(amount, self.outside))
      self.outside -= amount
    else:
      amount = max(0, min(amount, self.open))
      first = min(amount, self.inside)
      self.inside -= first
      self.outside -= amount - first
    self.paid[layer] = amount

  def add(self, name, amount):
    """Adds to a sum of the person's year; what was added, in whole fen."""
    self.added[name] = half_up(amount)
    return self.added[name]

  def add_home(self, name, amount):
    """Adds to a sum of the household's year; what was added, in whole fen."""
    self.added_home[name] = half_up(amount)
    return self.added_home[name]

  def touch(self, name, amount, limit):
    """Notes how near an amount comes to a limit."""
    self.margins[name] = half_up(amount) - limit

  def above(self, name, amount, threshold):
    """What lies above a threshold."""
    self.touch(name, amount, half_up(threshold))
    return max(0, amount - threshold)

  def within(self, name, amount, room):
    """What fits under a cap of which so much room is left."""
    self.touch(name, amount, room)
    return min(amount, room)

  def banded(self, name, base, threshold, table, absolute=False):
    """bands(), noting how near the base comes to the threshold and to every bound."""
    self.touch(name + " threshold", base, threshold)
    for bound, _ in table:
      if bound is not None:
        self.touch("%s %d" % (name, bound // 100), base, bound if absolute else threshold + bound)
    return bands(base, threshold, table, absolute)
