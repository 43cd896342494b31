"""The same by hand for the invented statements that agree.sh appends to a copy of the rules.

MIDYEAR is rules_midyear/tianlin.lua: ratios, bands and order change on 1 July. READINGS is
rules_readings/maguan.lua: the readings that no published place has. LAYERS is
rules_layers/prefecture.lua: a replaced layer and new ones.
A newcomer gets wrong: what the appended file does not mention stays as places.py has it.
"""

from exact import bands, percent, whole, yuan
from places import (MAGUAN_BACKED, MAGUAN_BANDS, MAGUAN_BASIC, MAGUAN_INSURANCE, TIANLIN_AID,
                    TIANLIN_POOR, Place, jiamusi, jiamusi_serious, maguan, tianlin)

# 田林县 with an order of its own from July --------------------------------------------------------
# Aid comes before the serious-illness insurance, and the insurance also pays outside the scope.

JULY_BASIC = {
  "township": (yuan(100), percent("97.5")),
  "primary": (yuan(100), percent(95)),
  "secondary": (yuan(300), percent("82.5")),
  "tertiary": (yuan(600), percent(70)),
  "provincial": (yuan(800), percent(60)),
}
JULY_BANDS = [
  (yuan(25000), percent("57.5")), (yuan(60000), percent("62.5")), (None, percent("72.5")),
]
JULY_RAISED = [
  (yuan(15000), percent("61.25")), (yuan(60000), percent("66.75")), (None, percent("77.77")),
]
JULY_OUTSIDE = {"registered_poor": percent(35), "dibao": percent("12.5")}


def tianlin_midyear(case, bill, year, home):
  if case.day < "2018-07-01":
    tianlin(case, bill, year, home)
    return
  who = case.identity
  poor = who in TIANLIN_POOR
  unreferred = case.place != "in_county" and case.referral == "none"

  if case.kind == "chronic_outpatient":
    room = yuan(5000) - year["outpatient"]
    pay = bill.within("outpatient cap", case.in_scope * percent(80), room)
  else:
    deductible, ratio = JULY_BASIC[case.level]
    if unreferred:
      ratio *= percent(80)
    pay = bill.above("deductible", case.in_scope, deductible) * ratio
  bill.pay("basic", bill.within("basic cap", pay, yuan(150000) - year["basic"]))
  if case.kind == "chronic_outpatient":
    bill.add("outpatient", bill.paid["basic"])

  if poor and not unreferred:
    ratio, cap = TIANLIN_AID[who]
    pay = bill.within("aid cap", bill.inside * ratio, cap - year["assistance"])
    bill.pay("assistance", pay, covers="any")

  threshold = yuan(4000) if poor else yuan(8000)
  table = JULY_RAISED if poor else JULY_BANDS
  before = year["burden"]
  after = before + bill.add("burden", bill.inside)
  pay = bill.banded("serious from July", after, threshold, table, absolute=True)
  pay -= bands(before, threshold, table, absolute=True)
  room = yuan(500000) - year["serious_illness"]
  bill.pay("serious_illness", bill.within("serious cap", pay, room), covers="any")

  if poor and not unreferred:
    room = yuan(30000) - year["supplementary"] - year["supplementary_out"]
    bill.pay("supplementary", bill.within("insurance cap", bill.inside * percent(30), room))
  if who in JULY_OUTSIDE and not unreferred:  # one cap for what is inside and outside the scope
    room -= bill.paid["supplementary"]
    pay = bill.within("outside cap", case.outside * JULY_OUTSIDE[who], room)
    bill.pay("supplementary_out", pay, covers="out_of_scope")

  bill.pay("temporary_aid", case.temporary_aid, covers="any")
  bill.pay("hospital_borne", case.hospital_relief, covers="any")

  if poor and case.place == "in_county" and case.kind != "chronic_outpatient":
    tenth = whole(case.total * percent(10))
    bill.pay("backstop", bill.above("backstop", bill.open, tenth), covers="any")


MIDYEAR = {"451029": Place(tianlin_midyear)}


# 马关县 in other readings -------------------------------------------------------------------------

DEDUCTIBLE_LEFT = {"registered_poor": percent("66.67"), "tekun": percent(0)}
FIRST_SHARE_AWAY = {"in_province": percent(5), "out_of_province": percent("7.5")}
FIRST_SHARE_UNREFERRED = percent("12.5")
OUTSIDE = {"dibao": percent(25), "dibao_disabled": percent(25), "tekun": percent(50)}
GATE = {
  "registered_poor": yuan(500), "low_income": yuan(1000), "dibao": yuan(200),
  "dibao_disabled": yuan(100), "tekun": yuan(50),
}
AID_CAP = {
  "registered_poor": yuan(30000), "low_income": yuan(20000), "dibao": yuan(30000),
  "dibao_disabled": yuan(40000), "tekun": None,
}


def ladder(base, bill):
  """One band for the whole base; a base on a bound belongs to the band above."""
  for bound in (300, 3000, 9000):
    bill.touch("ladder %d" % bound, base, yuan(bound))
  if base < yuan(300):
    return yuan(150)
  if base < yuan(3000):
    return base * percent(45)
  if base < yuan(9000):
    return base * percent("62.5")
  return base * percent("77.77")


def basic_in_readings(case, bill, year, unreferred):
  if case.kind == "chronic_outpatient":
    room = yuan(5000) - year["outpatient"]
    pay = bill.within("outpatient cap", case.in_scope * percent(80), room)
    bill.pay("basic", bill.within("basic cap", pay, yuan(150000) - year["basic"]))
    bill.add("outpatient", bill.paid["basic"])
    return
  first = FIRST_SHARE_UNREFERRED if unreferred else FIRST_SHARE_AWAY.get(case.place, 0)
  base = case.in_scope * (1 - first)
  deductible, ratio = MAGUAN_BASIC[case.level]
  deductible = whole(deductible * DEDUCTIBLE_LEFT.get(case.identity, 1))
  due = max(0, deductible - year["deductible"])
  if case.identity != "none":
    ratio += percent(5)
  pay = bill.above("deductible", base, due) * ratio
  bill.pay("basic", bill.within("basic cap", pay, yuan(150000) - year["basic"]))
  bill.add("deductible", min(base, due))


def aid_in_readings(case, bill, year):
  who = case.identity
  base = max(0, bill.open - case.uncovered)
  bill.touch("gate", base, GATE[who])
  pay = 0 if base < GATE[who] else ladder(base, bill)
  if who == "low_income" and year["assistance"] > 0:
    return 0
  if AID_CAP[who] is None:
    return pay
  return bill.within("aid cap", pay, AID_CAP[who] - year["assistance"])


def maguan_in_readings(case, bill, year, home):
  if case.day < "2018-01-01":
    maguan(case, bill, year, home)
    return
  who = case.identity
  unreferred = case.place != "in_county" and case.referral == "none"
  basic_in_readings(case, bill, year, unreferred)

  threshold = yuan(10000) if who in ("none", "low_income") else yuan(5000)
  before = year["burden"]
  after = before + bill.add("burden", 0 if unreferred else bill.inside + case.first_pay)
  pay = bill.banded("serious", after, threshold, MAGUAN_BANDS)
  pay -= bands(before, threshold, MAGUAN_BANDS)
  if who in ("none", "low_income"):
    pay = bill.within("serious cap", pay, yuan(300000) - year["serious_illness"])
  bill.pay("serious_illness", pay, covers="any")

  if who != "none":
    room = yuan(50000) - year["supplementary"] - year["supplementary_out"]
    pay = bill.within("insurance cap", bill.inside * MAGUAN_INSURANCE[who], room)
    bill.pay("supplementary", pay)
    if who in OUTSIDE:
      room -= bill.paid["supplementary"]
      pay = bill.within("outside cap", case.outside * OUTSIDE[who], room)
      bill.pay("supplementary_out", pay, covers="out_of_scope")
  if who != "none" and not unreferred:
    bill.pay("assistance", aid_in_readings(case, bill, year), covers="any")

  bill.pay("temporary_aid", case.temporary_aid, covers="any")
  over = case.uncovered + case.over_limit
  borne = bill.above("overrun", over, (case.total - over) * percent("7.77"))
  bill.pay("hospital_borne", case.hospital_relief + borne, covers="any")

  burden = home["burden"] + bill.add_home("burden", bill.open)
  pay = bill.above("household fund", burden, yuan(3000)) * percent("37.5") - home["given"]
  bill.pay("household_fund", pay, covers="any")
  bill.add_home("given", bill.paid["household_fund"])

  if (who in MAGUAN_BACKED and case.place != "out_of_province"
      and case.kind != "chronic_outpatient"):
    share = whole(case.total * percent("12.5"))
    over = bill.add("over", bill.open + bill.paid["hospital_borne"] - share)
    room_of_others = year["over"] - year["backstop"]
    bill.pay("backstop", bill.above("backstop", over, -room_of_others), covers="any")


READINGS = {
  "532625": Place(maguan_in_readings, year_by="discharge", rates_by="admission",
                  identity_by="discharge"),
}


# 佳木斯市 with layers of its own ---------------------------------------------------------------------

POINTS = {"registered_poor": percent("7.77"), "dibao": percent("12.5"), "tekun": percent(5)}


def jiamusi_in_layers(case, bill, year, home):
  if case.day < "2018-07-01":
    month = "2018-03-01" <= case.day <= "2018-03-31"
    jiamusi(case, bill, year, home, percent("88.88") if month else percent(75))
    return
  ratio = percent(50) + sum(POINTS.get(kind, 0) for kind in case.held)
  bill.pay("basic", bill.above("deductible", case.in_scope, 33333) * ratio)
  if case.kind == "chronic_outpatient":
    bill.add("outpatient", bill.paid["basic"])
  if case.kind == "accident":
    bill.add("accident", bill.paid["basic"])

  pay = case.uncovered * percent("33.33") + case.first_pay * percent(50)
  bill.pay("outside_fund", pay, covers="out_of_scope")
  jiamusi_serious(case, bill, year)

  fund = (year["stays"] * 10 + year["heavy stays"]) * 111
  bill.pay("returning_fund", fund, covers="any")
  stays = year["stays"] + bill.add("stays", 1)
  bill.touch("heavy", bill.open, yuan(1000))
  bill.add("heavy stays", stays if bill.open > yuan(1000) else 0)


LAYERS = {
  "230800": Place(jiamusi_in_layers, year_by="admission", rates_by="discharge",
                  identity_by="settlement"),
}
