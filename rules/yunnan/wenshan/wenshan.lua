-- 文山市: what differs from the prefecture. No number of the city is published.

jurisdiction { code = "532601", name = "文山市", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

supplementary.ratio.registered_poor = assumed(percent(25))
assistance.cap.registered_poor      = assumed(yuan(40000))
