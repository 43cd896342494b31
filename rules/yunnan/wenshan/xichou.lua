-- 西畴县: what differs from the prefecture. No number of the county is published.
-- The backstop judges the year so far, not each stay.

jurisdiction { code = "532623", name = "西畴县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

backstop.period = assumed("year")
