-- 分时段：下半年起提高报销比例，只试行三个月。
-- Days: the ratio holds from July to September; before and after it is as the rules have it.
at "yunnan/wenshan"

from("2018-07-01", "2018-09-30")
basic.ratio.secondary = percent(85)
