
--------------------------------------------------------------------------------------------------
-- Appended to a copy of 佳木斯市 by tests/oracle/agree.sh: the year of the admission, the rates of the
-- discharge, the identities of the settlement; a value for one month; layers that are replaced and
-- added in July; identities that add up; sums that need one another.

from "2000-01-01"
source "invented for the oracle"

settlement_rules.year_by     = "admission"
settlement_rules.rates_by    = "discharge"
settlement_rules.identity_by = "settlement"

from("2018-03-01", "2018-03-31")

basic.ratio.secondary = percent(88.88)

from "2018-07-01"

layer "basic" {
  title = "基本医疗保险", fund = "390100",
  pays = function(case)
    local ratio = percent(50)
    if case:holds("registered_poor") then ratio = ratio + percent(7.77) end
    if case:holds("dibao") then ratio = ratio + percent(12.5) end
    if case:holds("tekun") then ratio = ratio + percent(5) end
    return max(0, case.in_scope_cost - yuan(333.33)) * ratio
  end,
}
layer "outside_fund" {
  title = "范围外补助", fund = "999997", covers = "out_of_scope",
  pays = function(case)
    return case.uncovered_cost * percent(33.33) + case.first_pay_cost * percent(50)
  end,
}
accumulator "stays" {
  title = "年内住院次数", per = "person", adds = function() return 1 end,
}
accumulator "heavy_stays" {
  title = "年内负担较重住院累计", per = "person", after = { "stays" },
  adds = function(case, p, year, bill)
    return bill.self_pay > yuan(1000) and year.stays or 0
  end,
}
layer "returning_fund" {
  title = "多次住院补助", fund = "999997", covers = "any",
  pays = function(case, p, year) return (year.stays * 10 + year.heavy_stays) * yuan(1.11) end,
}

settlement { "basic", "outside_fund", "serious_illness", "returning_fund" }
