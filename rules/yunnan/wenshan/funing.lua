-- 富宁县: what differs from the prefecture. No number of the county is published.
-- Out-of-scope cost above a share of the total is borne by the hospital.

jurisdiction { code = "532628", name = "富宁县", within = "yunnan/wenshan" }

from "2017-01-01"
source "占位值：公开文件未载明"

hospital_borne.overrun       = assumed("of_total")
hospital_borne.overrun_share = assumed(percent(10))

accept "W204" {
  of = "hospital_borne",
  why = "the hospital bears what is over a share of the total: that share grows with the total",
}
