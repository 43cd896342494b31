-- 佳木斯市, the complete published set of 2018: no value here is assumed, and what the text does
-- not grant (the discount of the poor outside the area, a higher ratio of 大病保险) is not granted.
-- It names two layers, so it has its own order. The prefecture is settled in directly.

jurisdiction { code = "230800", name = "佳木斯市", within = "heilongjiang" }

from "2018-01-01"
source "佳木斯市政府网站《政务访谈》：整合城乡医保 落实惠民新政（2017年）"

settlement { "basic", "serious_illness" }

-- 基本医疗保险: 辖区内
basic.deductible = {
  township = yuan(200), primary = yuan(300), secondary = yuan(400), tertiary = yuan(700),
}
basic.ratio = {
  township = percent(90), primary = percent(80), secondary = percent(75), tertiary = percent(65),
}
basic.poor_points = {
  registered_poor = percent(5), dibao = percent(5), dibao_disabled = percent(5),
  tekun = percent(5),
}
basic.annual_cap = yuan(80000)

-- 异地和转外
basic.away            = "own_row"
basic.away_deductible = { in_province = yuan(1000), out_of_province = yuan(1500) }
basic.away_ratio      = { in_province = percent(60), out_of_province = percent(50) }

-- 未办理异地和转诊手续: the row stands under 异地, so it is needed from the border of the area on.
referral.needed_from        = "out_of_prefecture"
basic.unreferred            = "own_row"
basic.unreferred_deductible = yuan(1500)
basic.unreferred_ratio      = percent(40)

-- 意外伤害, 分娩, 门诊统筹. The text gives the 22 chronic diseases no ratio of their own, so a
-- chronic outpatient has what every outpatient has.
basic.accident             = "own_cap"
basic.accident_cap         = yuan(3000)
basic.childbirth           = "fixed"
basic.childbirth_natural   = yuan(1100)
basic.childbirth_caesarean = yuan(1500)
basic.outpatient_ratio     = percent(50)
basic.outpatient_cap       = yuan(100)

-- 大病保险: “政策范围内医药费个人累计负担超过1万元以上的部分”. The burden of the year is read as all
-- in-scope self-pay: deductibles, what the cap cuts off and unreferred stays are part of it.
local half = tiers { bounds = "over_threshold", marginal = true, { ratio = percent(50) } }
serious_illness.tiers = {
  none = half, registered_poor = half, low_income = half,
  dibao = half, dibao_disabled = half, tekun = half,
}
serious_illness.base          = "in_scope"
serious_illness.period        = "year"
serious_illness.unreferred    = "counted"
serious_illness.threshold     = yuan(10000)
serious_illness.threshold_cut = {
  registered_poor = percent(50), dibao = percent(50), dibao_disabled = percent(50),
  tekun = percent(50),
}
serious_illness.cap      = yuan(200000)
serious_illness.cap_kind = {
  none = "person_year", low_income = "person_year",
  registered_poor = "none", dibao = "none", dibao_disabled = "none", tekun = "none",
}

accept "W112" { of = "basic.outpatient_cap", why = "门诊统筹 of 100 yuan a year is what is published" }
accept "W201" {
  of = "basic.deductible.provincial",
  why = "the published table has no row 省级三级; such a stay inside the area is refused, not guessed",
}
