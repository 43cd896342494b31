-- Real and published settlements: the parts of them that close, to the fen, and traps they show.
-- Each test lays the numbers of another place over 佳木斯, of which only the form is used.

local function plain_basic(deductible, ratio)
  basic.deductible.tertiary = yuan(deductible)
  basic.ratio.tertiary      = percent(ratio)
  basic.annual_cap          = yuan(1000000)
end

-- W1 吉安 2018-09, registered poor: total 4695.98 = 统筹 1810.67 + 大病 2151.02 + cash 734.29.
-- 统筹段 2263.34 at 80%, 大病段 2390.02 at 90%; what remains lies outside both segments.

test "W1 pooled segment and serious-illness segment" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    layer "basic" {
      title = "统筹段", fund = "390100",
      pays = function(case) return min(case.in_scope_cost, yuan(2263.34)) * percent(80) end,
    }
    layer "serious_illness" {
      title = "大病段", fund = "390200",
      pays = function(case)
        return max(0, case.in_scope_cost - yuan(2263.34)) * percent(90)
      end,
    }
  end,
  cases = {
    { in_scope_cost = yuan(4653.36), uncovered_cost = yuan(42.62), hospital_level = "tertiary",
      identity = "registered_poor", settled = "2018-09-15" },
  },
  -- 2263.34 x 80% = 1810.672; (4653.36 - 2263.34) = 2390.02 x 90% = 2151.018;
  -- 452.67 + 239.00 + 42.62 = 734.29
  expect = {
    { basic = yuan(1810.67), serious_illness = yuan(2151.02), self_pay = yuan(734.29) },
  },
}

-- W2 鹰潭 2018-10: total 12519.94, 自费 84.00, 乙类先自付 1209.19, 起付 560.00, base 10666.75.

test "W2 rounding half-up and residual self-pay" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    plain_basic(560, 90)
  end,
  cases = {
    { total_cost = yuan(12519.94), uncovered_cost = yuan(84), first_pay_cost = yuan(1209.19),
      in_scope_cost = yuan(11226.75), hospital_level = "tertiary", settled = "2018-10-15" },
  },
  -- (11226.75 - 560.00) x 90% = 9600.075, half-up 9600.08
  -- 12519.94 - 9600.08 = 2919.86 = 84.00 + 560.00 + 1066.67 + 1209.19
  expect = { { basic = yuan(9600.08), self_pay = yuan(2919.86) } },
}

test "W2 the personal account pays part of the self-pay" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    plain_basic(560, 90)
    layer "account" {
      title = "个人账户", fund = "310200", covers = "any", reimburses = false,
      pays = function(case, p, year, bill) return min(bill.self_pay, yuan(1347.14)) end,
    }
    settlement { "basic", "account" }
  end,
  cases = {
    { uncovered_cost = yuan(84), first_pay_cost = yuan(1209.19), in_scope_cost = yuan(11226.75),
      hospital_level = "tertiary", settled = "2018-10-15" },
  },
  -- 2919.86 - 1347.14 = 1572.72 in cash
  expect = { { basic = yuan(9600.08), account = yuan(1347.14), self_pay = yuan(1572.72) } },
}

-- 867.85 x 10% = 86.785 was recorded as 86.79: half-up, not half-even.

test "W1 a tie goes up" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    plain_basic(0, 10)
  end,
  cases = {
    { in_scope_cost = yuan(867.85), hospital_level = "tertiary", settled = "2018-09-15" },
  },
  expect = { { basic = yuan(86.79), self_pay = yuan(781.06) } },
}

-- W9 南昌: 200,000 x 85% = 170,000; 30,000 is below the 100,000 of the upper layer; 96% of it.

test "W9 three layers, the upper one not reached" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic", "serious_illness", "supplementary" }
    plain_basic(0, 85)
    serious_illness.threshold = yuan(100000)
    supplementary.ratio.none  = percent(96)
    supplementary.cap         = yuan(1000000)
  end,
  cases = {
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", settled = "2018-05-01" },
  },
  expect = {
    { basic = yuan(170000), serious_illness = 0, supplementary = yuan(28800),
      self_pay = yuan(1200) },
  },
}

-- Published test cases of basic insurance: pay = (total - deductible) x ratio.

local function published(city, total, deductible, ratio, pay, self)
  test("basic only: " .. city) {
    county = "heilongjiang/jiamusi",
    with = function()
      from "2018-01-01"
      settlement { "basic" }
      plain_basic(deductible, ratio)
    end,
    cases = {
      { in_scope_cost = yuan(total), hospital_level = "tertiary", settled = "2018-05-01" },
    },
    expect = { { basic = yuan(pay), self_pay = yuan(self) } },
  }
end

published("宝鸡 居民三级", 10000, 1500, 65, 5525.00, 4475.00)
published("天津", 10000, 500, 65, 6175.00, 3825.00)
published("杭州", 10000, 800, 70, 6440.00, 3560.00)
published("武汉", 10000, 800, 60, 5520.00, 4480.00)
published("济南", 10000, 1000, 60, 5400.00, 4600.00)
published("泸州", 6000, 400, 80, 4480.00, 1520.00)
published("甘孜", 10000, 500, 70, 6650.00, 3350.00)
published("南充 退休", 10000, 450, 91, 8690.50, 1309.50)
published("商洛 门诊, below the threshold", 80, 90, 60, 0.00, 80.00)

-- Traps -------------------------------------------------------------------------------------------

-- A system that summed its layers through a set of amounts counted equal ones once.
test "two layers that pay the same sum both count" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic", "supplementary" }
    plain_basic(0, 40)
    layer "supplementary" {
      title = "补充保险", fund = "620101",
      pays = function(case) return case.in_scope_cost * percent(40) end,
    }
  end,
  cases = {
    { in_scope_cost = yuan(1000), hospital_level = "tertiary", settled = "2018-05-01" },
  },
  expect = { { basic = yuan(400), supplementary = yuan(400), self_pay = yuan(200) } },
}

-- 70% - 15% is a hair below 55% in binary; the tie must go up all the same.
test "a tie on a ratio that is a difference goes up" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    plain_basic(0, 70)
    basic.away              = "as_home"
    basic.unreferred        = "points"
    basic.unreferred_points = percent(15)
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(0.30), hospital_level = "tertiary",
      place = "in_province", referral = "none", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(12345.70), hospital_level = "tertiary",
      place = "in_province", referral = "none", settled = "2018-05-01" },
  },
  -- 0.30 x 55% = 0.165; 12345.70 x 55% = 6790.135
  expect = {
    { basic = yuan(0.17), self_pay = yuan(0.13) },
    { basic = yuan(6790.14), self_pay = yuan(5555.56) },
  },
}

test "just below a tie stays down" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    plain_basic(0, 49.99)
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(0.01), hospital_level = "tertiary",
      settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(99999.99), hospital_level = "tertiary",
      settled = "2018-05-01" },
  },
  -- 0.01 x 49.99% = 0.004999; 99999.99 x 49.99% = 49989.995001
  expect = { { basic = 0 }, { basic = yuan(49990) } },
}

test "a bill of nothing" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(0), hospital_level = "township", settled = "2018-05-01" } },
  expect = { { basic = 0, serious_illness = 0, self_pay = 0 } },
}

test "money that nobody covers is paid by the patient" {
  county = "heilongjiang/jiamusi",
  cases = {
    { uncovered_cost = yuan(1234.56), hospital_level = "township", identity = "tekun",
      settled = "2018-05-01" },
  },
  expect = { { basic = 0, serious_illness = 0, self_pay = yuan(1234.56) } },
}
