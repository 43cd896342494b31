-- 田林县. Published are the ratios by level, two ratios of medical assistance and the targets;
-- what the report leaves blank (三级, 自治区三级, 特困, annual caps) is marked `assumed`.

jurisdiction { code = "451029", name = "田林县", within = "guangxi/baise" }

from "2018-01-01"

source "县健康扶贫调研报告（2018年）：住院报销比例，一级及以下95%，二级80%，三级空白"
basic.ratio.township   = percent(95)
basic.ratio.primary    = percent(95)
basic.ratio.secondary  = percent(80)
basic.ratio.tertiary   = assumed(percent(70))
basic.ratio.provincial = assumed(percent(60))

source "县健康扶贫调研报告（2018年）：医疗救助，低保中的重度残疾人95%，低保90%，特困及年累计最高限额空白"
assistance.ratio.dibao_disabled  = percent(95)
assistance.ratio.dibao           = percent(90)
assistance.ratio.tekun           = assumed(percent(100))
assistance.ratio.registered_poor = assumed(percent(50))
assistance.cap = assumed {
  registered_poor = yuan(20000), dibao = yuan(20000),
  dibao_disabled = yuan(30000), tekun = yuan(50000),
}

-- The base is the total cost and the patient pays at discharge, stay by stay; one-stop settlement
-- is published for in-county stays, the area of the backstop itself is not.
source "县健康扶贫调研报告（2018年）：住院总费用报销不低于90%，出院只交不超过10%"
backstop.base            = "total"
backstop.period          = "stay"
backstop.self_pay_target = percent(10)
backstop.eligible        = { registered_poor = true }
backstop.eligible        = assumed { dibao = true, dibao_disabled = true, tekun = true }
backstop.area            = assumed("in_county")
backstop.referral        = assumed("referred_only")

goal.reimbursement = percent(90)
goal.self_pay      = percent(10)
goal.discharge     = assumed(percent(100))

source "县健康扶贫调研报告（2018年）：住院报销比例，一级及以下95%，二级80%，三级空白"
goal.reimbursement_by_level = {
  township = percent(95), primary = percent(95), secondary = percent(80),
}

source "县健康扶贫调研报告（2018年）：先诊疗后付费，三家县级公立医院和所有乡镇卫生院一站式结算"
goal.one_stop_windows = percent(100)
goal.no_deposit = percent(100)
goal.one_stop   = percent(100)

source "县健康扶贫调研报告（2018年）：五个100%，慢病签约率60%以上，随访每季度1次、每年4次"
goal.coverage.basic           = percent(100)
goal.coverage.serious_illness = percent(100)
goal.coverage.supplementary   = percent(100)
goal.coverage.preventive      = percent(100)
goal.coverage.contract        = percent(100)
goal.chronic_contract         = percent(60)
goal.visits_a_quarter         = count(1)
goal.visits_a_year            = count(4)
goal.poverty_decline          = percent(1)
goal.visited                  = assumed(percent(100))
goal.visit_record             = assumed(percent(100))

-- The published amount reads 12023元; 110元 is the most likely reading of it.
goal.premium_subsidy = assumed(yuan(110))

source "县健康扶贫调研报告（2018年）：村卫生室不小于80平方米、四室分开，2000人以下1名、2000人以上2名乡村医生"
clinic.area                  = count(80)
clinic.rooms                 = count(4)
village_doctor.large_village = count(2000)
village_doctor.small         = count(1)
village_doctor.large         = count(2)

source "县健康扶贫调研报告（2018年）：一人一档一案、五个一，村村有卫生室和合格乡村医生"
goal.health_file     = percent(100)
goal.five_ones       = percent(100)
goal.village_clinic  = percent(100)
goal.clinic_standard = percent(100)
goal.village_doctor  = percent(100)
goal.clinic_staffed  = percent(100)

source "占位值：公开文件未载明"
goal.referral                = assumed(percent(90))
goal.out_of_scope.prefecture = assumed(percent(3))
goal.out_of_scope.county     = assumed(percent(2))
goal.one_stop_away           = assumed(percent(100))
goal.contract_entered        = assumed(percent(100))
goal.contract_fee            = assumed(percent(100))
goal.serious_illness_treated = assumed(percent(95))
goal.clinic_upgrade          = assumed(percent(100))
goal.village_ready           = assumed(percent(100))
goal.ledger                  = assumed(percent(100))
goal.policy_known            = assumed(percent(90))
goal.satisfied               = assumed(percent(90))
goal.home_service            = assumed(percent(50))
goal.budget_used             = assumed(percent(100))
