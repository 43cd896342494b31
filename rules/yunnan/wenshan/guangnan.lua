-- 广南县: what differs from the prefecture. No number of the county is published.
-- Whoever is not referred bears a first share of the cost instead of losing points.

jurisdiction { code = "532627", name = "广南县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

basic.unreferred             = assumed("first_pay")
basic.unreferred_first_share = assumed(percent(20))
