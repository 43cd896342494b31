
--------------------------------------------------------------------------------------------------
-- Appended to a copy of 田林县 by tests/oracle/agree.sh: from July on two ratios, the bands of the
-- serious-illness insurance (now counted from nought), a ratio outside the scope and the
-- order differ.

from "2018-07-01"
source "invented for the oracle"

basic.ratio.township  = percent(97.5)
basic.ratio.secondary = percent(82.5)

local july_bands = tiers {
  bounds = "absolute", marginal = true,
  { upto = yuan(25000), ratio = percent(57.5) },
  { upto = yuan(60000), ratio = percent(62.5) },
  { ratio = percent(72.5) },
}
local july_raised = tiers {
  bounds = "absolute", marginal = true,
  { upto = yuan(15000), ratio = percent(61.25) },
  { upto = yuan(60000), ratio = percent(66.75) },
  { ratio = percent(77.77) },
}
serious_illness.tiers = {
  none = july_bands, registered_poor = july_raised, low_income = july_bands,
  dibao = july_raised, dibao_disabled = july_raised, tekun = july_raised,
}
supplementary.out_ratio.dibao           = percent(12.5)
supplementary.out_ratio.registered_poor = percent(35)

settlement {
  "basic", "assistance", "serious_illness", "supplementary", "supplementary_out",
  "temporary_aid", "hospital_borne", "backstop",
}
