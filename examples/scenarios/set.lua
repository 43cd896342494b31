-- 设定：某县二级医院基本医保报销比例定为 85%。
-- Set: one county pays 85% at second-level hospitals. Without `at` it would hold everywhere.
at "532625"

basic.ratio.secondary = percent(85)
