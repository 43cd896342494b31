-- 砚山县: what differs from the prefecture. No number of the county is published.
-- Its bands count the base from nought, the threshold lying inside the first one.

jurisdiction { code = "532622", name = "砚山县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

local bands = tiers {
  bounds = "absolute", marginal = true,
  { upto = yuan(30000), ratio = percent(60) },
  { upto = yuan(100000), ratio = percent(70) },
  { ratio = percent(80) },
}
serious_illness.tiers = assumed {
  none = bands, registered_poor = bands, low_income = bands,
  dibao = bands, dibao_disabled = bands, tekun = bands,
}
