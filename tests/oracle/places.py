"""What three places pay, written out by hand from the published meaning of their rule files.

A function a place: it pays the layers of one bill in their order. `year` holds the sums of the
person's year before this case (layers and what is added), `home` those of the household's year.
A newcomer gets wrong: nothing here is shared between places on purpose, even where two agree.
"""

from exact import bands, percent, whole, yuan


class NoRule(Exception):
  """The rules give no value for this case: it must be stored as failed, not as 0."""


class Place:
  """Which function settles, and which day of a stay decides its year, its rates, its identity."""

  def __init__(self, settle, year_by="settlement", rates_by="settlement", identity_by="any_time"):
    self.settle = settle
    self.year_by, self.rates_by, self.identity_by = year_by, rates_by, identity_by


def is_caesarean(case):
  return case.diagnosis[:3] == "O82"


# 马关县 of 文山州 ---------------------------------------------------------------------------------
# Without referral points off the ratio, neither aid nor backstop; bands over the threshold; aid
# that rises in July; backstop to a tenth of the total cost, as far as the border of the province.

MAGUAN_BASIC = {
  "township": (yuan(200), percent(90)),
  "primary": (yuan(200), percent(85)),
  "secondary": (yuan(400), percent(75)),
  "tertiary": (yuan(800), percent(65)),
  "provincial": (yuan(1200), percent(60)),
}
MAGUAN_BANDS = [(yuan(30000), percent(60)), (yuan(100000), percent(70)), (None, percent(80))]
MAGUAN_INSURANCE = {
  "registered_poor": percent(30), "low_income": percent(20), "dibao": percent(30),
  "dibao_disabled": percent(30), "tekun": percent(30),
}
MAGUAN_AID = {  # ratio, cap of the year
  "low_income": (percent(40), yuan(20000)),
  "dibao": (percent(70), yuan(30000)),
  "dibao_disabled": (percent(80), yuan(40000)),
  "tekun": (percent(100), None),
}
MAGUAN_BACKED = {"registered_poor", "dibao", "dibao_disabled", "tekun"}


def maguan_aid(case):
  """Ratio and cap of medical assistance."""
  if case.identity == "registered_poor":
    return percent(55) if case.day >= "2018-07-01" else percent(45), yuan(30000)
  return MAGUAN_AID[case.identity]


def maguan(case, bill, year, home):
  if case.day < "2017-01-01":
    raise NoRule
  who = case.identity
  unreferred = case.place != "in_county" and case.referral == "none"

  if case.kind == "chronic_outpatient":
    room = yuan(5000) - year["outpatient"]
    pay = bill.within("outpatient cap", case.in_scope * percent(80), room)
  else:
    deductible, ratio = MAGUAN_BASIC[case.level]
    if who != "none":
      ratio += percent(5)
    if unreferred:
      ratio -= percent(15)
    pay = bill.above("deductible", case.in_scope, deductible) * ratio
  bill.pay("basic", bill.within("basic cap", pay, yuan(150000) - year["basic"]))
  if case.kind == "chronic_outpatient":
    bill.add("outpatient", bill.paid["basic"])

  threshold = yuan(10000) if who in ("none", "low_income") else yuan(5000)
  burden = year["burden"]
  own = bill.add("burden", bill.inside)
  pay = bill.banded("serious", burden + own, threshold, MAGUAN_BANDS)
  pay -= bands(burden, threshold, MAGUAN_BANDS)
  if who in ("none", "low_income"):
    pay = bill.within("serious cap", pay, yuan(300000) - year["serious_illness"])
  bill.pay("serious_illness", pay, covers="any")

  if who != "none":
    pay = bill.inside * MAGUAN_INSURANCE[who]
    room = yuan(50000) - year["supplementary"]
    bill.pay("supplementary", bill.within("insurance cap", pay, room))

  if who != "none" and not unreferred:
    ratio, cap = maguan_aid(case)
    pay = bill.inside * ratio
    if cap is not None:
      pay = bill.within("aid cap", pay, cap - year["assistance"])
    bill.pay("assistance", pay, covers="any")

  bill.pay("temporary_aid", case.temporary_aid, covers="any")
  bill.pay("hospital_borne", case.hospital_relief, covers="any")

  if (who in MAGUAN_BACKED and case.place != "out_of_province" and not unreferred
      and case.kind != "chronic_outpatient"):
    share = whole(case.total * percent(10))
    bill.pay("backstop", bill.above("backstop", bill.open, share), covers="any")


# 田林县 of 百色市 ---------------------------------------------------------------------------------
# Four fifths of the ratio without referral, and then neither insurance nor aid; no points for the
# poor but higher bands; aid capped for everybody; backstop for referred stays in the county.

TIANLIN_BASIC = {
  "township": (yuan(100), percent(95)),
  "primary": (yuan(100), percent(95)),
  "secondary": (yuan(300), percent(80)),
  "tertiary": (yuan(600), percent(70)),
  "provincial": (yuan(800), percent(60)),
}
BAISE_BASIC = {  # what holds before the county's own ratios of 2018
  "township": (yuan(100), percent(90)),
  "primary": (yuan(100), percent(90)),
  "secondary": (yuan(300), percent(75)),
  "tertiary": (yuan(600), percent(65)),
  "provincial": (yuan(800), percent(60)),
}
TIANLIN_BANDS = [(yuan(20000), percent(55)), (yuan(50000), percent(60)), (None, percent(70))]
TIANLIN_RAISED = [(yuan(20000), percent(60)), (yuan(50000), percent(65)), (None, percent(75))]
TIANLIN_POOR = {"registered_poor", "dibao", "dibao_disabled", "tekun"}
TIANLIN_AID = {
  "registered_poor": (percent(50), yuan(20000)),
  "dibao": (percent(90), yuan(20000)),
  "dibao_disabled": (percent(95), yuan(30000)),
  "tekun": (percent(100), yuan(50000)),
}


def tianlin(case, bill, year, home):
  if case.day < "2017-01-01":
    raise NoRule
  own_rules = case.day >= "2018-01-01"  # the county's; before, the prefecture's alone
  poor = case.identity in TIANLIN_POOR
  unreferred = case.place != "in_county" and case.referral == "none"

  if case.kind == "chronic_outpatient":
    room = yuan(5000) - year["outpatient"]
    pay = bill.within("outpatient cap", case.in_scope * percent(80), room)
  else:
    deductible, ratio = (TIANLIN_BASIC if own_rules else BAISE_BASIC)[case.level]
    if unreferred:
      ratio *= percent(80)
    pay = bill.above("deductible", case.in_scope, deductible) * ratio
  bill.pay("basic", bill.within("basic cap", pay, yuan(150000) - year["basic"]))
  if case.kind == "chronic_outpatient":
    bill.add("outpatient", bill.paid["basic"])

  threshold = yuan(4000) if poor else yuan(8000)
  table = TIANLIN_RAISED if poor else TIANLIN_BANDS
  before = year["burden"]
  after = before + bill.add("burden", bill.inside)
  pay = bill.banded("serious", after, threshold, table) - bands(before, threshold, table)
  room = yuan(500000) - year["serious_illness"]
  bill.pay("serious_illness", bill.within("serious cap", pay, room), covers="any")

  if poor and not unreferred:
    room = yuan(30000) - year["supplementary"]
    bill.pay("supplementary", bill.within("insurance cap", bill.inside * percent(30), room))

  if poor and own_rules and not unreferred:
    ratio, cap = TIANLIN_AID[case.identity]
    pay = bill.within("aid cap", bill.inside * ratio, cap - year["assistance"])
    bill.pay("assistance", pay, covers="any")

  bill.pay("temporary_aid", case.temporary_aid, covers="any")
  bill.pay("hospital_borne", case.hospital_relief, covers="any")

  if (poor and own_rules and case.place == "in_county"
      and case.kind != "chronic_outpatient"):
    tenth = whole(case.total * percent(10))
    bill.pay("backstop", bill.above("backstop", bill.open, tenth), covers="any")


# 佳木斯市 -----------------------------------------------------------------------------------------
# Two layers, rows of their own outside the area and without referral, fixed amounts for births,
# yearly caps for accidents and outpatients; nothing is granted beyond the published text.

JIAMUSI_IN_AREA = {  # the text has no row for hospitals above 三级
  "township": (yuan(200), percent(90)),
  "primary": (yuan(300), percent(80)),
  "secondary": (yuan(400), percent(75)),
  "tertiary": (yuan(700), percent(65)),
}
JIAMUSI_AWAY = {
  "in_province": (yuan(1000), percent(60)),
  "out_of_province": (yuan(1500), percent(50)),
}
JIAMUSI_UNREFERRED = (yuan(1500), percent(40))
JIAMUSI_POOR = {"registered_poor", "dibao", "dibao_disabled", "tekun"}
JIAMUSI_HALF = [(None, percent(50))]


def jiamusi_row(case, secondary):
  """Deductible and ratio; secondary: the ratio of that level."""
  if case.place in JIAMUSI_AWAY:
    return JIAMUSI_UNREFERRED if case.referral == "none" else JIAMUSI_AWAY[case.place]
  if case.level not in JIAMUSI_IN_AREA:
    raise NoRule
  deductible, ratio = JIAMUSI_IN_AREA[case.level]
  if case.level == "secondary":
    ratio = secondary
  return deductible, ratio + percent(5) if case.identity in JIAMUSI_POOR else ratio


def jiamusi_serious(case, bill, year):
  poor = case.identity in JIAMUSI_POOR
  threshold = yuan(5000) if poor else yuan(10000)
  before = year["burden"]
  after = before + bill.add("burden", bill.inside)
  pay = bill.banded("serious", after, threshold, JIAMUSI_HALF)
  pay -= bands(before, threshold, JIAMUSI_HALF)
  if not poor:
    pay = bill.within("serious cap", pay, yuan(200000) - year["serious_illness"])
  bill.pay("serious_illness", pay, covers="any")


def jiamusi(case, bill, year, home, secondary=JIAMUSI_IN_AREA["secondary"][1]):
  if case.day < "2018-01-01":
    raise NoRule
  if case.kind == "chronic_outpatient":
    room = yuan(100) - year["outpatient"]
    pay = bill.within("outpatient cap", case.in_scope * percent(50), room)
  elif case.kind == "childbirth":
    pay = bill.within("birth", case.in_scope, yuan(1500) if is_caesarean(case) else yuan(1100))
  else:
    deductible, ratio = jiamusi_row(case, secondary)
    pay = bill.above("deductible", case.in_scope, deductible) * ratio
    if case.kind == "accident":
      pay = bill.within("accident cap", pay, yuan(3000) - year["accident"])
  bill.pay("basic", bill.within("basic cap", pay, yuan(80000) - year["basic"]))
  if case.kind == "chronic_outpatient":
    bill.add("outpatient", bill.paid["basic"])
  if case.kind == "accident":
    bill.add("accident", bill.paid["basic"])
  jiamusi_serious(case, bill, year)


PUBLISHED = {
  "532625": Place(maguan),
  "451029": Place(tianlin),
  "230800": Place(jiamusi),
}
