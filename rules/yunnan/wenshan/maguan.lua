-- 马关县: what differs from the prefecture. No number of the county is published.

jurisdiction { code = "532625", name = "马关县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

assistance.ratio.registered_poor = assumed(percent(45))

from "2018-07-01"

assistance.ratio.registered_poor = assumed(percent(55))
