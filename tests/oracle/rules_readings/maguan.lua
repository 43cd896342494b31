
--------------------------------------------------------------------------------------------------
-- Appended to a copy of 马关县 by tests/oracle/agree.sh: the readings that the three places do not
-- have. Year by discharge, rates by admission, identity of the discharge; shares borne first; one
-- deductible a year; whole-base ladder with a gate; hospital's overrun; backstop over the year; a
-- fund by household.

from "2000-01-01"
source "invented for the oracle"

settlement_rules.year_by     = "discharge"
settlement_rules.rates_by    = "admission"
settlement_rules.identity_by = "discharge"

from "2018-01-01"

basic.deductible_period      = "year"
basic.deductible_cut         = { registered_poor = percent(33.33), tekun = percent(100) }
basic.unreferred             = "first_pay"
basic.unreferred_first_share = percent(12.5)
basic.away                   = "first_pay"
basic.away_first_share       = { in_province = percent(5), out_of_province = percent(7.5) }

serious_illness.base       = "with_first_pay"
serious_illness.unreferred = "excluded"

supplementary.out_ratio = { dibao = percent(25), dibao_disabled = percent(25), tekun = percent(50) }

assistance.base           = "without_uncovered"
assistance.method         = "tiers"
assistance.threshold_kind = "gate"
assistance.threshold      = {
  registered_poor = yuan(500), low_income = yuan(1000), dibao = yuan(200),
  dibao_disabled = yuan(100), tekun = yuan(50),
}
assistance.tiers = tiers {
  bounds = "absolute", marginal = false, upper = "exclusive",
  { upto = yuan(300), amount = yuan(150) },
  { upto = yuan(3000), ratio = percent(45) },
  { upto = yuan(9000), ratio = percent(62.5) },
  { ratio = percent(77.77) },
}
assistance.cap_kind.low_income = "once_a_year"

out_of_scope.reading         = "uncovered_and_over_limit"
hospital_borne.overrun       = "of_catalogue"
hospital_borne.overrun_share = percent(7.77)

backstop.self_pay_target = percent(12.5)
backstop.measured        = "before_hospital"
backstop.period          = "year"
backstop.referral        = "any"
backstop.area            = "in_province"

accumulator "household_burden" {
  title = "家庭年内自付", per = "household", before = "household_fund",
  adds = function(case, p, year, bill) return bill.self_pay end,
}
accumulator "household_given" {
  title = "家庭年内补助", per = "household",
  adds = function(case, p, year, bill) return bill.household_fund end,
}
layer "household_fund" {
  title = "家庭医疗补助", fund = "610103", covers = "any",
  pays = function(case, p, year)
    return (year.household_burden - yuan(3000)) * percent(37.5) - year.household_given
  end,
}

settlement {
  "basic", "serious_illness", "supplementary", "supplementary_out", "assistance",
  "temporary_aid", "hospital_borne", "household_fund", "backstop",
}
