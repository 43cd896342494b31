-- 丘北县: what differs from the prefecture. No number of the county is published.

jurisdiction { code = "532626", name = "丘北县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

supplementary.cap              = assumed(yuan(20000))
basic.deductible.secondary     = assumed(yuan(500))
