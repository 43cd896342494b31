-- 广西壮族自治区. No parameter text of the region was found; nothing is set here.

jurisdiction { code = "450000", name = "广西壮族自治区" }
