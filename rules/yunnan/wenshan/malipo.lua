-- 麻栗坡县: what differs from the prefecture. No number of the county is published.

jurisdiction { code = "532624", name = "麻栗坡县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

basic.deductible_cut.registered_poor = assumed(percent(50))
basic.deductible_cut.tekun           = assumed(percent(100))
