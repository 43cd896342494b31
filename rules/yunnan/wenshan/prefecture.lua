-- 文山壮族苗族自治州: eight counties, one insurance pool.
-- Published are the limits on out-of-scope cost and one-stop settlement; every other number is a
-- placeholder marked `assumed`, to be replaced when the prefecture's own text is at hand.

jurisdiction { code = "532600", name = "文山壮族苗族自治州", within = "yunnan" }

from "2018-01-01"

source "全州健康扶贫现场推进会讲话（2018年10月）：政策范围外费用州级医院不超过3%，县级医院不超过2%"
goal.out_of_scope.prefecture = percent(3)
goal.out_of_scope.county     = percent(2)

source "全州健康扶贫现场推进会讲话（2018年10月）：出列村卫生室、台账、签约录入须全部完成"
goal.contract_entered = percent(100)
goal.contract_fee     = percent(100)
goal.health_file      = percent(100)
goal.village_clinic   = percent(100)
goal.clinic_standard  = percent(100)
goal.clinic_upgrade   = percent(100)
goal.village_ready    = percent(100)
goal.village_doctor   = percent(100)
goal.ledger           = percent(100)

-- The placeholders hold from 2017 on, so that stays of that year can be settled and refunded too.
from "2017-01-01"
source "占位值：公开文件未载明"

-- Which of the three readings is meant, the speech does not say.
out_of_scope.reading = assumed("uncovered")

goal.no_deposit = assumed(percent(100))
goal.one_stop   = assumed(percent(100))
goal.referral   = assumed(percent(90))

-- 登记表的指标
goal.discharge                = assumed(percent(100))
goal.one_stop_windows         = assumed(percent(100))
goal.one_stop_away            = assumed(percent(100))
goal.coverage.basic           = assumed(percent(100))
goal.coverage.serious_illness = assumed(percent(100))
goal.coverage.supplementary   = assumed(percent(100))
goal.coverage.preventive      = assumed(percent(100))
goal.coverage.contract        = assumed(percent(100))
goal.chronic_contract         = assumed(percent(60))
goal.visited                  = assumed(percent(100))
goal.visit_record             = assumed(percent(100))
goal.poverty_decline          = assumed(percent(1))
goal.five_ones                = assumed(percent(100))
goal.clinic_staffed           = assumed(percent(100))
goal.serious_illness_treated  = assumed(percent(95))
goal.policy_known             = assumed(percent(90))
goal.satisfied                = assumed(percent(90))
goal.home_service             = assumed(percent(50))
goal.budget_used              = assumed(percent(100))

-- 基本医疗保险
basic.deductible = assumed {
  township = yuan(200), primary = yuan(200), secondary = yuan(400),
  tertiary = yuan(800), provincial = yuan(1200),
}
basic.ratio = assumed {
  township = percent(90), primary = percent(85), secondary = percent(75),
  tertiary = percent(65), provincial = percent(60),
}
basic.poor_points = assumed {
  registered_poor = percent(5), low_income = percent(5), dibao = percent(5),
  dibao_disabled = percent(5), tekun = percent(5),
}
basic.annual_cap       = assumed(yuan(150000))
basic.outpatient_ratio = assumed(percent(80))
basic.outpatient_cap   = assumed(yuan(5000))

-- 转诊: a stay out of the county without referral loses points, medical assistance and the backstop.
referral.needed_from     = assumed("out_of_county")
basic.unreferred         = assumed("points")
basic.unreferred_points  = assumed(percent(15))
assistance.unreferred    = assumed("excluded")
backstop.referral        = assumed("referred_only")
backstop.area            = assumed("in_province")

-- 大病保险
local bands = tiers {
  bounds = "over_threshold", marginal = true,
  { upto = yuan(30000), ratio = percent(60) },
  { upto = yuan(100000), ratio = percent(70) },
  { ratio = percent(80) },
}
serious_illness.tiers = assumed {
  none = bands, registered_poor = bands, low_income = bands,
  dibao = bands, dibao_disabled = bands, tekun = bands,
}
serious_illness.threshold     = assumed(yuan(10000))
serious_illness.threshold_cut = assumed {
  dibao = percent(50), dibao_disabled = percent(50), tekun = percent(50),
}
serious_illness.cap      = assumed(yuan(300000))
serious_illness.cap_kind = assumed {
  registered_poor = "none", dibao = "none", dibao_disabled = "none", tekun = "none",
}

-- 健康扶贫保险
supplementary.ratio = assumed {
  registered_poor = percent(30), low_income = percent(20), dibao = percent(30),
  dibao_disabled = percent(30), tekun = percent(30),
}
supplementary.cap = assumed(yuan(50000))

-- 医疗救助
assistance.ratio = assumed {
  registered_poor = percent(50), low_income = percent(40), dibao = percent(70),
  dibao_disabled = percent(80), tekun = percent(100),
}
assistance.cap = assumed {
  registered_poor = yuan(30000), low_income = yuan(20000), dibao = yuan(30000),
  dibao_disabled = yuan(40000), tekun = yuan(100000),
}
assistance.cap_kind = assumed { tekun = "none" }

-- 政府兜底
backstop.eligible = assumed {
  registered_poor = true, dibao = true, dibao_disabled = true, tekun = true,
}
backstop.self_pay_target = assumed(percent(10))

-- 超长住院
overuse.check_long = assumed(true)
overuse.long_stay  = assumed {
  township = days(15), primary = days(20), secondary = days(30),
  tertiary = days(45), provincial = days(60),
}
