-- 分人群：只对低收入家庭成员和非救助对象降低起付线；这个参数本来不按身份分列。
-- Identities: what follows `only` holds for these alone, also where the parameter is not kept by identity.
only { "low_income", "none" }
scale("basic.deductible", 0.5)

only "everyone"
from "2018-10-01"
basic.annual_cap = yuan(200000)
