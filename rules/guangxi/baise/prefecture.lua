-- 百色市: one insurance pool. No text of the prefecture was found: every number is a placeholder
-- marked `assumed`, so that its counties can be settled at all.

jurisdiction { code = "451000", name = "百色市", within = "guangxi" }

from "2017-01-01"
source "占位值：公开文件未载明"

-- 基本医疗保险
basic.deductible = assumed {
  township = yuan(100), primary = yuan(100), secondary = yuan(300),
  tertiary = yuan(600), provincial = yuan(800),
}
basic.ratio = assumed {
  township = percent(90), primary = percent(90), secondary = percent(75),
  tertiary = percent(65), provincial = percent(60),
}
basic.annual_cap       = assumed(yuan(150000))
basic.outpatient_ratio = assumed(percent(80))
basic.outpatient_cap   = assumed(yuan(5000))

-- 转诊: the ratio of an unreferred stay is multiplied; there is no aid and no backstop for it.
referral.needed_from     = assumed("out_of_county")
basic.unreferred         = assumed("factor")
basic.unreferred_factor  = assumed(percent(80))
supplementary.unreferred = assumed("excluded")
assistance.unreferred    = assumed("excluded")

-- 大病保险
local bands = tiers {
  bounds = "over_threshold", marginal = true,
  { upto = yuan(20000), ratio = percent(55) },
  { upto = yuan(50000), ratio = percent(60) },
  { ratio = percent(70) },
}
local raised = tiers {
  bounds = "over_threshold", marginal = true,
  { upto = yuan(20000), ratio = percent(60) },
  { upto = yuan(50000), ratio = percent(65) },
  { ratio = percent(75) },
}
serious_illness.tiers = assumed {
  none = bands, registered_poor = raised, low_income = bands,
  dibao = raised, dibao_disabled = raised, tekun = raised,
}
serious_illness.threshold     = assumed(yuan(8000))
serious_illness.threshold_cut = assumed {
  dibao = percent(50), dibao_disabled = percent(50), tekun = percent(50),
}
serious_illness.cap = assumed(yuan(500000))

-- 健康扶贫保险
supplementary.ratio = assumed {
  registered_poor = percent(30), dibao = percent(30),
  dibao_disabled = percent(30), tekun = percent(30),
}
supplementary.cap = assumed(yuan(30000))

-- 超长住院
overuse.check_long = assumed(true)
overuse.long_stay  = assumed {
  township = days(15), primary = days(20), secondary = days(30),
  tertiary = days(45), provincial = days(60),
}
