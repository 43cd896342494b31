-- 特殊救助：非救助对象一年内自付费用特别大的，由医疗救助对超出部分给予一定比例的救助。
-- Special relief: a patient who is not poor and whose year has cost very much. Poor households pay little of any
-- bill, their neighbours a third of it: the gap that county reports complain of. What insurances have left of the
-- year's bills is added up; of what exceeds a threshold, medical assistance pays a share, up to a cap.
--
-- No document gives the three amounts below: they are assumed, to be replaced by those of a plan. What it costs:
--   guize whatif --db FILE --year 2018 --scenario examples/scenarios/special_relief.lua --by identity
assistance.threshold.none = assumed(yuan(20000))   -- 年自付超过此数的部分
assistance.ratio.none     = assumed(percent(60))   -- 救助比例
assistance.cap.none       = assumed(yuan(50000))   -- 每人每年最高

only "none"

-- The one sum of the rules that nobody else of these patients needs: it serves the backstop, for which they are
-- not eligible. Here it adds up what the insurances left of the year's bills, this one included.
accumulator "above_target" {
  per = "person", before = "assistance",
  adds = function(case, p, year, bill) return bill.self_pay end,
}

layer "assistance" {
  covers = "any",
  pays = function(case, p, year, bill)
    local aid = p.assistance
    local due = max(0, year.above_target - aid.threshold.none) * aid.ratio.none
    return min(due, aid.cap.none) - year.assistance
  end,
}
