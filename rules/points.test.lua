-- The fifteen points on which published rules differ (大病 base, tiers, thresholds, referral, caps,
-- backstop, year, identity, …): each expressed in a county's own statements, both ways round.
-- The county is 佳木斯 with what differs laid over it; amounts are worked by hand.

-- 1. The base of the serious-illness insurance ----------------------------------------------------

-- Ordinary person, tertiary: (30000 - 700) x 65% = 19045; 10955 of in-scope cost are open, besides
-- 4000 borne first and 2000 outside the scope.
local function base_of(reading)
  return function()
    from "2018-01-01"
    serious_illness.base = reading
  end
end

local mixed_bill = {
  { in_scope_cost = yuan(30000), first_pay_cost = yuan(4000), uncovered_cost = yuan(2000),
    hospital_level = "tertiary", settled = "2018-05-01" },
}

test "point 1: base in scope only" {
  county = "heilongjiang/jiamusi",
  with = base_of("in_scope"),
  cases = mixed_bill,
  -- (10955 - 10000) x 50%
  expect = { { basic = yuan(19045), serious_illness = yuan(477.50), self_pay = yuan(16477.50) } },
}

test "point 1: base with the share borne first" {
  county = "heilongjiang/jiamusi",
  with = base_of("with_first_pay"),
  cases = mixed_bill,
  -- (14955 - 10000) x 50%
  expect = { { basic = yuan(19045), serious_illness = yuan(2477.50), self_pay = yuan(14477.50) } },
}

test "point 1: base all self-pay" {
  county = "heilongjiang/jiamusi",
  with = base_of("all"),
  cases = mixed_bill,
  -- (16955 - 10000) x 50%
  expect = { { basic = yuan(19045), serious_illness = yuan(3477.50), self_pay = yuan(13477.50) } },
}

test "point 1: unreferred self-pay kept out of the base" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    serious_illness.unreferred = "excluded"
  end,
  cases = {
    { in_scope_cost = yuan(30000), hospital_level = "tertiary", place = "in_province",
      referral = "none", settled = "2018-05-01" },
  },
  -- (30000 - 1500) x 40% = 11400; 18600 do not count
  expect = { { basic = yuan(11400), serious_illness = 0, self_pay = yuan(18600) } },
}

-- 2. Bounds of tiers ------------------------------------------------------------------------------

local function bounds_of(reading)
  return function()
    from "2018-01-01"
    settlement { "serious_illness" }
    serious_illness.tiers.none = tiers {
      bounds = reading, marginal = true,
      { upto = yuan(30000), ratio = percent(60) },
      { upto = yuan(100000), ratio = percent(70) },
      { ratio = percent(80) },
    }
  end
end

local bill_of_65000 = {
  { in_scope_cost = yuan(65000), hospital_level = "tertiary", settled = "2018-05-01" },
}

test "point 2: tiers absolute" {
  county = "heilongjiang/jiamusi",
  with = bounds_of("absolute"),
  cases = bill_of_65000,
  -- 10000 to 30000 at 60%, 30000 to 65000 at 70%: 12000 + 24500
  expect = { { serious_illness = yuan(36500) } },
}

test "point 2: tiers over the threshold" {
  county = "heilongjiang/jiamusi",
  with = bounds_of("over_threshold"),
  cases = bill_of_65000,
  -- 55000 over the threshold: 30000 at 60%, 25000 at 70%: 18000 + 17500
  expect = { { serious_illness = yuan(35500) } },
}

-- 3. Marginal or one bracket for the whole base ---------------------------------------------------

local function ladder(marginal, upper)
  return function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.method        = "tiers"
    assistance.ratio.dibao   = percent(100)
    assistance.cap.dibao     = yuan(100000)
    assistance.tiers = tiers {
      bounds = "absolute", marginal = marginal, upper = upper,
      { upto = yuan(3000), ratio = percent(20) },
      { upto = yuan(6000), ratio = percent(50) },
      { ratio = percent(80) },
    }
  end
end

local function of_dibao(person, amount)
  return { person = person, in_scope_cost = yuan(amount), hospital_level = "tertiary",
    identity = "dibao", settled = "2018-05-01" }
end

test "point 3: tiers marginal" {
  county = "heilongjiang/jiamusi",
  with = ladder(true, "inclusive"),
  cases = { of_dibao("a", 3000), of_dibao("b", 7000) },
  -- 3000 x 20%; 600 + 3000 x 50% + 1000 x 80%
  expect = { { assistance = yuan(600) }, { assistance = yuan(2900) } },
}

test "point 3: one bracket for the whole base, upper bound inclusive" {
  county = "heilongjiang/jiamusi",
  with = ladder(false, "inclusive"),
  cases = { of_dibao("a", 3000), of_dibao("b", 3000.01), of_dibao("c", 7000) },
  -- 3000 x 20%; 3000.01 x 50% = 1500.005, half-up; 7000 x 80%
  expect = {
    { assistance = yuan(600) }, { assistance = yuan(1500.01) }, { assistance = yuan(5600) },
  },
}

test "point 3: one bracket for the whole base, upper bound exclusive" {
  county = "heilongjiang/jiamusi",
  with = ladder(false, "exclusive"),
  cases = { of_dibao("a", 2999.99), of_dibao("b", 3000), of_dibao("c", 7000) },
  -- 2999.99 x 20% = 599.998; 3000 x 50%; 7000 x 80%
  expect = { { assistance = yuan(600) }, { assistance = yuan(1500) }, { assistance = yuan(5600) } },
}

-- 4. The threshold of medical assistance ----------------------------------------------------------

local function threshold_of(kind)
  return function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.ratio.dibao     = percent(50)
    assistance.cap.dibao       = yuan(100000)
    assistance.threshold_kind  = kind
    assistance.threshold.dibao = yuan(1000)
  end
end

local around_1000 = { of_dibao("a", 999.99), of_dibao("b", 1000), of_dibao("c", 3000) }

test "point 4: threshold deducted" {
  county = "heilongjiang/jiamusi",
  with = threshold_of("deduct"),
  cases = around_1000,
  expect = { { assistance = 0 }, { assistance = 0 }, { assistance = yuan(1000) } },
}

test "point 4: threshold as a gate" {
  county = "heilongjiang/jiamusi",
  with = threshold_of("gate"),
  cases = around_1000,
  expect = { { assistance = 0 }, { assistance = yuan(500) }, { assistance = yuan(1500) } },
}

test "point 4: no threshold" {
  county = "heilongjiang/jiamusi",
  with = threshold_of("none"),
  cases = around_1000,
  -- 999.99 x 50% = 499.995, half-up
  expect = { { assistance = yuan(500) }, { assistance = yuan(500) }, { assistance = yuan(1500) } },
}

test "point 4: a table of tiers with its own threshold, as a gate" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.method      = "tiers"
    assistance.ratio.dibao = percent(100)
    assistance.cap.dibao   = yuan(100000)
    assistance.tiers = tiers {
      threshold = yuan(1000), threshold_kind = "gate", bounds = "absolute", marginal = true,
      { upto = yuan(2000), ratio = percent(50) },
      { ratio = percent(80) },
    }
  end,
  cases = around_1000,
  -- below the gate nothing; 1000 x 50%; 2000 x 50% + 1000 x 80%
  expect = { { assistance = 0 }, { assistance = yuan(500) }, { assistance = yuan(1800) } },
}

-- 5. How often a threshold is due -----------------------------------------------------------------

local function deductible_per(period)
  return function()
    from "2018-01-01"
    settlement { "basic" }
    basic.deductible_period = period
  end
end

local three_stays = {
  { in_scope_cost = yuan(250), hospital_level = "secondary", settled = "2018-02-01" },
  { in_scope_cost = yuan(1000), hospital_level = "secondary", settled = "2018-05-01" },
  { in_scope_cost = yuan(1000), hospital_level = "township", settled = "2018-08-01" },
}

test "point 5: deductible at every stay" {
  county = "heilongjiang/jiamusi",
  with = deductible_per("stay"),
  cases = three_stays,
  -- below 400; (1000 - 400) x 75%; (1000 - 200) x 90%
  expect = { { basic = 0 }, { basic = yuan(450) }, { basic = yuan(720) } },
}

test "point 5: deductible once a year, later stays reduced" {
  county = "heilongjiang/jiamusi",
  with = deductible_per("year"),
  cases = three_stays,
  -- 250 are deducted; then 150: (1000 - 150) x 75%; the year's 400 cover the 200 of the township
  expect = { { basic = 0 }, { basic = yuan(637.50) }, { basic = yuan(900) } },
}

test "point 5: what has no deductible leaves that of the year alone" {
  county = "heilongjiang/jiamusi",
  with = deductible_per("year"),
  cases = {
    { kind = "childbirth", diagnosis = "O80.0", in_scope_cost = yuan(3000),
      hospital_level = "secondary", settled = "2018-02-01" },
    { kind = "chronic_outpatient", in_scope_cost = yuan(100), hospital_level = "secondary",
      settled = "2018-03-01" },
    { in_scope_cost = yuan(1000), hospital_level = "secondary", settled = "2018-05-01" },
    { in_scope_cost = yuan(1000), hospital_level = "secondary", settled = "2018-08-01" },
  },
  -- 1100; 100 x 50%; (1000 - 400) x 75%; 1000 x 75%
  expect = {
    { basic = yuan(1100) }, { basic = yuan(50) }, { basic = yuan(450) }, { basic = yuan(750) },
  },
}

local function serious_per(period)
  return function()
    from "2018-01-01"
    serious_illness.period = period
  end
end

local two_stays_of_the_poor = {
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    settled = "2018-03-01" },
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    settled = "2018-09-01" },
}

test "point 5: serious-illness threshold once a year" {
  county = "heilongjiang/jiamusi",
  with = serious_per("year"),
  cases = two_stays_of_the_poor,
  -- (4320 + 4320 - 5000) x 50%
  expect = { { serious_illness = 0 }, { serious_illness = yuan(1820) } },
}

test "point 5: serious-illness threshold at every stay" {
  county = "heilongjiang/jiamusi",
  with = serious_per("stay"),
  cases = two_stays_of_the_poor,
  expect = { { serious_illness = 0 }, { serious_illness = 0 } },
}

-- 6. Stays without referral -----------------------------------------------------------------------

-- 10000 in a secondary hospital out of the province; usual row 400 and 75%.
local far_without_referral = {
  { in_scope_cost = yuan(10000), hospital_level = "secondary", place = "out_of_province",
    referral = "none", identity = "none", settled = "2018-05-01" },
}

local function penalty(statements)
  return function()
    from "2018-01-01"
    settlement { "basic" }
    basic.away = "as_home"
    statements()
  end
end

test "point 6: no referral, a row of its own" {
  county = "heilongjiang/jiamusi",
  with = penalty(function() basic.unreferred = "own_row" end),
  cases = far_without_referral,
  -- (10000 - 1500) x 40%
  expect = { { basic = yuan(3400) } },
}

test "point 6: no referral, points off the ratio" {
  county = "heilongjiang/jiamusi",
  with = penalty(function()
    basic.unreferred        = "points"
    basic.unreferred_points = percent(15)
  end),
  cases = far_without_referral,
  -- (10000 - 400) x 60%
  expect = { { basic = yuan(5760) } },
}

test "point 6: no referral, the ratio multiplied" {
  county = "heilongjiang/jiamusi",
  with = penalty(function()
    basic.unreferred        = "factor"
    basic.unreferred_factor = percent(70)
  end),
  cases = far_without_referral,
  -- (10000 - 400) x 75% x 70% = 9600 x 52.5%
  expect = { { basic = yuan(5040) } },
}

test "point 6: no referral, a first share borne" {
  county = "heilongjiang/jiamusi",
  with = penalty(function()
    basic.unreferred             = "first_pay"
    basic.unreferred_first_share = percent(20)
  end),
  cases = far_without_referral,
  -- (10000 x 80% - 400) x 75%
  expect = { { basic = yuan(5700) } },
}

test "point 6: no referral, no difference" {
  county = "heilongjiang/jiamusi",
  with = penalty(function() basic.unreferred = "as_referred" end),
  cases = far_without_referral,
  -- (10000 - 400) x 75%
  expect = { { basic = yuan(7200) } },
}

test "point 6: referred 10% first, unreferred 20% first" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    basic.away                   = "first_pay"
    basic.away_first_share       = { in_province = percent(0), out_of_province = percent(10) }
    basic.unreferred             = "first_pay"
    basic.unreferred_first_share = percent(20)
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "out_of_province", referral = "referred_out", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "out_of_province", referral = "none", settled = "2018-05-01" },
    { person = "c", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "in_province", referral = "referred_out", settled = "2018-05-01" },
  },
  -- (9000 - 400) x 75%; (8000 - 400) x 75%; (10000 - 400) x 75%
  expect = { { basic = yuan(6450) }, { basic = yuan(5700) }, { basic = yuan(7200) } },
}

-- The row of the place, and points off it: 跨省 1500 and 50%, less 15 points.
test "point 6: points off the row outside the area" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    basic.unreferred        = "points"
    basic.unreferred_points = percent(15)
  end,
  cases = far_without_referral,
  -- (10000 - 1500) x 35%
  expect = { { basic = yuan(2975) } },
}

local function aid_for_unreferred(reading)
  return function()
    from "2018-01-01"
    settlement { "basic", "assistance" }
    assistance.ratio.dibao = percent(70)
    assistance.cap.dibao   = yuan(30000)
    assistance.unreferred  = reading
  end
end

local dibao_without_referral = {
  { in_scope_cost = yuan(10000), hospital_level = "secondary", place = "out_of_province",
    referral = "none", identity = "dibao", settled = "2018-05-01" },
}

test "point 6: no referral, no medical assistance" {
  county = "heilongjiang/jiamusi",
  with = aid_for_unreferred("excluded"),
  cases = dibao_without_referral,
  expect = { { basic = yuan(3400), assistance = 0, self_pay = yuan(6600) } },
}

test "point 6: no referral, medical assistance all the same" {
  county = "heilongjiang/jiamusi",
  with = aid_for_unreferred("paid"),
  cases = dibao_without_referral,
  -- 6600 x 70%
  expect = { { basic = yuan(3400), assistance = yuan(4620), self_pay = yuan(1980) } },
}

local function backing(statements)
  return function()
    from "2018-01-01"
    settlement { "basic", "hospital_borne", "backstop" }
    backstop.eligible.registered_poor = true
    backstop.self_pay_target          = percent(10)
    statements()
  end
end

local poor_without_referral = {
  { in_scope_cost = yuan(10000), hospital_level = "secondary", place = "out_of_province",
    referral = "none", identity = "registered_poor", settled = "2018-05-01" },
}

test "point 6: no referral, no backstop" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.referral = "referred_only" end),
  cases = poor_without_referral,
  expect = { { basic = yuan(3400), backstop = 0, self_pay = yuan(6600) } },
}

test "point 6: no referral, backstop all the same" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.referral = "any" end),
  cases = poor_without_referral,
  -- down to 10% of 10000
  expect = { { basic = yuan(3400), backstop = yuan(5600), self_pay = yuan(1000) } },
}

test "point 6: from which distance a referral is needed" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    referral.needed_from = "out_of_county"
    from "2018-07-01"
    referral.needed_from = "out_of_province"
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "in_prefecture", referral = "none", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "in_county", referral = "none", settled = "2018-05-01" },
    { person = "c", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "in_province", referral = "none", settled = "2018-08-01" },
    { person = "d", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "out_of_province", referral = "none", settled = "2018-08-01" },
    { person = "e", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "out_of_province", referral = "emergency", settled = "2018-08-01" },
  },
  -- 8500 x 40%; 9600 x 75%; 9000 x 60%; 8500 x 40%; 8500 x 50%
  expect = {
    { basic = yuan(3400) }, { basic = yuan(7200) }, { basic = yuan(5400) }, { basic = yuan(3400) },
    { basic = yuan(4250) },
  },
}

-- 7. Discounts of the poor ------------------------------------------------------------------------

local poor_stay = {
  { in_scope_cost = yuan(60000), hospital_level = "tertiary", identity = "registered_poor",
    settled = "2018-05-01" },
}

local function discounts(points, cut, tier)
  return function()
    from "2018-01-01"
    basic.poor_points.registered_poor             = percent(points)
    serious_illness.threshold_cut.registered_poor = percent(cut)
    serious_illness.tiers.registered_poor = tiers {
      bounds = "over_threshold", marginal = true, { ratio = percent(tier) },
    }
  end
end

test "point 7: no discount at all" {
  county = "heilongjiang/jiamusi",
  with = discounts(0, 0, 50),
  cases = poor_stay,
  -- 59300 x 65% = 38545; (21455 - 10000) x 50%
  expect = { { basic = yuan(38545), serious_illness = yuan(5727.50) } },
}

test "point 7: points on the basic ratio" {
  county = "heilongjiang/jiamusi",
  with = discounts(5, 0, 50),
  cases = poor_stay,
  -- 59300 x 70% = 41510; (18490 - 10000) x 50%
  expect = { { basic = yuan(41510), serious_illness = yuan(4245) } },
}

test "point 7: half the threshold" {
  county = "heilongjiang/jiamusi",
  with = discounts(0, 50, 50),
  cases = poor_stay,
  -- (21455 - 5000) x 50%
  expect = { { basic = yuan(38545), serious_illness = yuan(8227.50) } },
}

test "point 7: points on the tier" {
  county = "heilongjiang/jiamusi",
  with = discounts(0, 0, 55),
  cases = poor_stay,
  -- (21455 - 10000) x 55%
  expect = { { basic = yuan(38545), serious_illness = yuan(6300.25) } },
}

test "point 7: points never lift a ratio above 100%" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    basic.ratio.tertiary              = percent(98)
    basic.poor_points.registered_poor = percent(5)
  end,
  cases = { { in_scope_cost = yuan(1700), hospital_level = "tertiary", identity = "registered_poor",
    settled = "2018-05-01" } },
  expect = { { basic = yuan(1000), self_pay = yuan(700) } },
}

local function ceiling(kind)
  return function()
    from "2018-01-01"
    serious_illness.cap                      = yuan(5000)
    serious_illness.cap_kind.registered_poor = kind
  end
end

test "point 7: no cap for the poor" {
  county = "heilongjiang/jiamusi",
  with = ceiling("none"),
  cases = poor_stay,
  -- D-10
  expect = { { serious_illness = yuan(6745) } },
}

test "point 7: the same cap for the poor" {
  county = "heilongjiang/jiamusi",
  with = ceiling("person_year"),
  cases = poor_stay,
  expect = { { serious_illness = yuan(5000) } },
}

test "point 7: part of the deductible waived" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "basic" }
    basic.deductible_cut = { registered_poor = percent(50), tekun = percent(100) }
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(3000), hospital_level = "township",
      identity = "registered_poor", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(3000), hospital_level = "township", identity = "tekun",
      settled = "2018-05-01" },
  },
  -- (3000 - 100) x 95%; 3000 x 95%
  expect = { { basic = yuan(2755) }, { basic = yuan(2850) } },
}

-- 8. The cap of medical assistance ----------------------------------------------------------------

local function aid_cap(kind)
  return function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.ratio.dibao    = percent(85)
    assistance.cap.dibao      = yuan(10000)
    assistance.cap_kind.dibao = kind
  end
end

local three_aids = {
  { in_scope_cost = yuan(8000), hospital_level = "tertiary", identity = "dibao",
    settled = "2018-02-01" },
  { in_scope_cost = yuan(8000), hospital_level = "tertiary", identity = "dibao",
    settled = "2018-05-01" },
  { in_scope_cost = yuan(8000), hospital_level = "tertiary", identity = "dibao",
    settled = "2018-08-01" },
}

test "point 8: assistance capped over the person's year" {
  county = "heilongjiang/jiamusi",
  with = aid_cap("person_year"),
  cases = three_aids,
  -- 6800; 10000 - 6800; nothing left
  expect = { { assistance = yuan(6800) }, { assistance = yuan(3200) }, { assistance = 0 } },
}

test "point 8: assistance once a year" {
  county = "heilongjiang/jiamusi",
  with = aid_cap("once_a_year"),
  cases = three_aids,
  expect = { { assistance = yuan(6800) }, { assistance = 0 }, { assistance = 0 } },
}

test "point 8: assistance without a cap" {
  county = "heilongjiang/jiamusi",
  with = aid_cap("none"),
  cases = three_aids,
  expect = {
    { assistance = yuan(6800) }, { assistance = yuan(6800) }, { assistance = yuan(6800) },
  },
}

-- Chongqing keeps a cap for ordinary stays (6,000) and one for serious diseases (100,000).
test "point 8: assistance capped by kind of aid" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "assistance" }
    accumulator "ordinary_aid" {
      title = "普通住院救助", per = "person",
      adds = function(case, p, year, bill)
        return case.kind == "inpatient" and bill.assistance or 0
      end,
    }
    accumulator "serious_aid" {
      title = "重特大疾病救助", per = "person",
      adds = function(case, p, year, bill)
        return case.kind == "single_disease" and bill.assistance or 0
      end,
    }
    layer "assistance" {
      title = "医疗救助", fund = "610101", covers = "any",
      pays = function(case, p, year, bill)
        local pay = bill.in_scope_left * percent(70)
        if case.kind == "single_disease" then return min(pay, yuan(100000) - year.serious_aid) end
        return min(pay, yuan(6000) - year.ordinary_aid)
      end,
    }
  end,
  cases = {
    { in_scope_cost = yuan(8000), hospital_level = "tertiary", identity = "dibao",
      settled = "2018-02-01" },
    { kind = "single_disease", in_scope_cost = yuan(50000), hospital_level = "tertiary",
      identity = "dibao", settled = "2018-05-01" },
    { in_scope_cost = yuan(8000), hospital_level = "tertiary", identity = "dibao",
      settled = "2018-08-01" },
  },
  -- 5600; 35000 under the other cap; 6000 - 5600
  expect = {
    { assistance = yuan(5600) }, { assistance = yuan(35000) }, { assistance = yuan(400) },
  },
}

-- 9. The target of the backstop -------------------------------------------------------------------

-- Registered poor, secondary: (10000 - 400) x 80% = 7680; 2320 in scope and 1000 outside are open.
local poor_bill = {
  { in_scope_cost = yuan(10000), uncovered_cost = yuan(1000), hospital_level = "secondary",
    identity = "registered_poor", settled = "2018-05-01" },
}

test "point 9: 10% of the total cost" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.base = "total" end),
  cases = poor_bill,
  -- 3320 - 10% of 11000
  expect = { { basic = yuan(7680), backstop = yuan(2220), self_pay = yuan(1100) } },
}

test "point 9: 10% of the in-scope cost" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.base = "in_scope" end),
  cases = poor_bill,
  -- 2320 - 10% of 10000; what is outside the scope stays with the patient
  expect = { { basic = yuan(7680), backstop = yuan(1320), self_pay = yuan(2000) } },
}

local relieved_bill = {
  { in_scope_cost = yuan(10000), uncovered_cost = yuan(1000), hospital_relief = yuan(500),
    hospital_level = "secondary", identity = "registered_poor", settled = "2018-05-01" },
}

test "point 9: measured after the hospital's share" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.measured = "after_hospital" end),
  cases = relieved_bill,
  -- 3320 - 500 - 1100
  expect = { { hospital_borne = yuan(500), backstop = yuan(1720), self_pay = yuan(1100) } },
}

test "point 9: measured before the hospital's share" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.measured = "before_hospital" end),
  cases = relieved_bill,
  -- 3320 - 1100; the relief comes on top for the patient
  expect = { { hospital_borne = yuan(500), backstop = yuan(2220), self_pay = yuan(600) } },
}

local light_and_heavy = {
  { in_scope_cost = yuan(4000), hospital_level = "township", identity = "registered_poor",
    settled = "2018-03-01" },
  { in_scope_cost = yuan(10000), hospital_level = "secondary", identity = "registered_poor",
    settled = "2018-06-01" },
}

test "point 9: backstop stay by stay" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.period = "stay" end),
  cases = light_and_heavy,
  -- (4000 - 200) x 95% = 3610, 390 < 400; 2320 - 1000
  expect = {
    { basic = yuan(3610), backstop = 0, self_pay = yuan(390) },
    { basic = yuan(7680), backstop = yuan(1320), self_pay = yuan(1000) },
  },
}

test "point 9: backstop over the year" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.period = "year" end),
  cases = light_and_heavy,
  -- 390 < 400; then 390 + 2320 - 10% of 14000
  expect = {
    { basic = yuan(3610), backstop = 0, self_pay = yuan(390) },
    { basic = yuan(7680), backstop = yuan(1310), self_pay = yuan(1010) },
  },
}

test "point 9: only stays in the county" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.area = "in_county" end),
  cases = {
    { person = "a", in_scope_cost = yuan(10000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "secondary",
      place = "in_prefecture", referral = "referred_within", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  expect = {
    { backstop = yuan(1320), self_pay = yuan(1000) },
    { backstop = 0, self_pay = yuan(2320) },
  },
}

test "point 9: stays up to the border of the province" {
  county = "heilongjiang/jiamusi",
  with = backing(function() backstop.area = "in_province" end),
  cases = {
    { person = "a", in_scope_cost = yuan(10000), hospital_level = "tertiary",
      place = "in_province", referral = "referred_out", identity = "registered_poor",
      settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "tertiary",
      place = "out_of_province", referral = "referred_out", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- (10000 - 1000) x 60% = 5400, 4600 - 1000; (10000 - 1500) x 50% = 4250, not backed
  expect = {
    { basic = yuan(5400), backstop = yuan(3600), self_pay = yuan(1000) },
    { basic = yuan(4250), backstop = 0, self_pay = yuan(5750) },
  },
}

test "point 9: the patient's share is never above the target by a fraction of a fen" {
  county = "heilongjiang/jiamusi",
  with = backing(function() end),
  cases = {
    { in_scope_cost = yuan(10000.06), hospital_level = "secondary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- 10% of 10000.06 is 1000.006: the patient pays 1000.00. (10000.06 - 400) x 80% = 7680.048
  expect = { { basic = yuan(7680.05), backstop = yuan(1320.01), self_pay = yuan(1000) } },
}

-- 10. Out-of-scope cost above the limit -----------------------------------------------------------

local function overrun_of(kind, reading)
  return function()
    from "2018-01-01"
    settlement { "basic", "hospital_borne" }
    hospital_borne.overrun       = kind
    hospital_borne.overrun_share = percent(10)
    out_of_scope.reading         = reading
  end
end

-- 8000 in scope, 1400 自费, 300 超限价, 300 先行自付: 10000 in all.
local overrun_bill = {
  { in_scope_cost = yuan(8000), uncovered_cost = yuan(1400), over_limit_cost = yuan(300),
    first_pay_cost = yuan(300), hospital_level = "secondary", settled = "2018-05-01" },
}

test "point 10: the overrun is only marked" {
  county = "heilongjiang/jiamusi",
  with = overrun_of("penalty_only", "all"),
  cases = overrun_bill,
  -- (8000 - 400) x 75% = 5700
  expect = { { basic = yuan(5700), hospital_borne = 0, self_pay = yuan(4300) } },
}

test "point 10: the hospital bears what is over 10% of the total, all three kinds" {
  county = "heilongjiang/jiamusi",
  with = overrun_of("of_total", "all"),
  cases = overrun_bill,
  -- 2000 - 1000
  expect = { { hospital_borne = yuan(1000), self_pay = yuan(3300) } },
}

test "point 10: the hospital bears what is over 10% of the catalogue" {
  county = "heilongjiang/jiamusi",
  with = overrun_of("of_catalogue", "all"),
  cases = overrun_bill,
  -- 2000 - 10% of 8000
  expect = { { hospital_borne = yuan(1200), self_pay = yuan(3100) } },
}

test "point 10: out of scope read as 自费 alone" {
  county = "heilongjiang/jiamusi",
  with = overrun_of("of_total", "uncovered"),
  cases = overrun_bill,
  -- 1400 - 1000
  expect = { { hospital_borne = yuan(400) } },
}

test "point 10: out of scope read as 自费 and 超限价" {
  county = "heilongjiang/jiamusi",
  with = overrun_of("of_total", "uncovered_and_over_limit"),
  cases = overrun_bill,
  -- 1700 - 1000
  expect = { { hospital_borne = yuan(700) } },
}

-- 11. The year of a stay over New Year ------------------------------------------------------------

local function year_by(day)
  return function()
    from "2000-01-01"
    settlement_rules.year_by = day
  end
end

-- Each stay is D-8; the second adds 1820 if it belongs to the first one's year.
local over_new_year = {
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    settled = "2018-06-01" },
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    admission = "2018-12-20", discharge = "2018-12-31", settled = "2019-01-05" },
}

test "point 11: the year of the settlement" {
  county = "heilongjiang/jiamusi",
  with = year_by("settlement"),
  cases = over_new_year,
  expect = { { serious_illness = 0 }, { serious_illness = 0, self_pay = yuan(4320) } },
}

test "point 11: the year of the discharge" {
  county = "heilongjiang/jiamusi",
  with = year_by("discharge"),
  cases = over_new_year,
  expect = { { serious_illness = 0 }, { serious_illness = yuan(1820), self_pay = yuan(2500) } },
}

local discharged_next_year = {
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    settled = "2018-06-01" },
  { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
    admission = "2018-12-20", discharge = "2019-01-03", settled = "2019-01-05" },
}

test "point 11: the year of the discharge, discharged after New Year" {
  county = "heilongjiang/jiamusi",
  with = year_by("discharge"),
  cases = discharged_next_year,
  expect = { { serious_illness = 0 }, { serious_illness = 0 } },
}

test "point 11: the year of the admission" {
  county = "heilongjiang/jiamusi",
  with = year_by("admission"),
  cases = discharged_next_year,
  expect = { { serious_illness = 0 }, { serious_illness = yuan(1820) } },
}

local function rates_by(day)
  return function()
    from "2000-01-01"
    settlement_rules.rates_by = day
    from "2018-01-01"
    settlement { "basic" }
    from "2018-07-01"
    basic.ratio.secondary = percent(85)
  end
end

local over_a_change = {
  { in_scope_cost = yuan(20000), hospital_level = "secondary", admission = "2018-06-20",
    discharge = "2018-06-30", settled = "2018-07-02" },
  { in_scope_cost = yuan(20000), hospital_level = "secondary", admission = "2018-06-25",
    discharge = "2018-07-05", settled = "2018-07-06" },
}

test "point 11: rates of the settlement day" {
  county = "heilongjiang/jiamusi",
  with = rates_by("settlement"),
  cases = over_a_change,
  -- 19600 x 85%
  expect = { { basic = yuan(16660) }, { basic = yuan(16660) } },
}

test "point 11: rates of the discharge" {
  county = "heilongjiang/jiamusi",
  with = rates_by("discharge"),
  cases = over_a_change,
  -- 19600 x 75%; 19600 x 85%
  expect = { { basic = yuan(14700) }, { basic = yuan(16660) } },
}

test "point 11: rates of the admission" {
  county = "heilongjiang/jiamusi",
  with = rates_by("admission"),
  cases = over_a_change,
  expect = { { basic = yuan(14700) }, { basic = yuan(14700) } },
}

-- 12. The identity of a stay ----------------------------------------------------------------------

local function identity_by(when)
  return function()
    from "2000-01-01"
    settlement_rules.identity_by = when
  end
end

-- a: lost on 10 May, during the stay. b: gained on 11 May, during the stay. c: gained after the
-- discharge, before the settlement. With the discount 15680, without 14700.
local changing = {
  { person = "a", in_scope_cost = yuan(20000), hospital_level = "secondary",
    identity = { { "registered_poor", "2018-01-01", "2018-05-10" } },
    admission = "2018-05-01", discharge = "2018-05-20", settled = "2018-05-25" },
  { person = "b", in_scope_cost = yuan(20000), hospital_level = "secondary",
    identity = { { "registered_poor", "2018-05-11" } },
    admission = "2018-05-01", discharge = "2018-05-20", settled = "2018-05-25" },
  { person = "c", in_scope_cost = yuan(20000), hospital_level = "secondary",
    identity = { { "registered_poor", "2018-05-22" } },
    admission = "2018-05-01", discharge = "2018-05-20", settled = "2018-05-25" },
}

test "point 12: identity of any day of the stay; lost holds, gained applies" {
  county = "heilongjiang/jiamusi",
  with = identity_by("any_time"),
  cases = changing,
  expect = { { basic = yuan(15680) }, { basic = yuan(15680) }, { basic = yuan(14700) } },
}

test "point 12: identity of the admission" {
  county = "heilongjiang/jiamusi",
  with = identity_by("admission"),
  cases = changing,
  expect = { { basic = yuan(15680) }, { basic = yuan(14700) }, { basic = yuan(14700) } },
}

test "point 12: identity of the discharge" {
  county = "heilongjiang/jiamusi",
  with = identity_by("discharge"),
  cases = changing,
  expect = { { basic = yuan(14700) }, { basic = yuan(15680) }, { basic = yuan(14700) } },
}

test "point 12: identity of the settlement" {
  county = "heilongjiang/jiamusi",
  with = identity_by("settlement"),
  cases = changing,
  expect = { { basic = yuan(14700) }, { basic = yuan(15680) }, { basic = yuan(15680) } },
}

test "point 12: an identity holds on its first and on its last day" {
  county = "heilongjiang/jiamusi",
  cases = {
    { person = "a", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = { { "registered_poor", "2018-01-01", "2018-05-01" } }, settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = { { "registered_poor", "2018-01-01", "2018-04-30" } }, settled = "2018-05-01" },
    { person = "c", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = { { "registered_poor", "2018-05-01" } }, settled = "2018-05-01" },
    { person = "d", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = { { "registered_poor", "2018-05-02" } }, settled = "2018-05-01" },
  },
  expect = {
    { basic = yuan(15680) }, { basic = yuan(14700) }, { basic = yuan(15680) },
    { basic = yuan(14700) },
  },
}

-- 13. Several identities --------------------------------------------------------------------------

local of_two_kinds = {
  { in_scope_cost = yuan(1000), hospital_level = "tertiary",
    identity = { "registered_poor", "dibao" }, settled = "2018-05-01" },
}

test "point 13: the highest identity wins" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.ratio = { registered_poor = percent(20), dibao = percent(70) }
    assistance.cap   = { registered_poor = yuan(10000), dibao = yuan(10000) }
  end,
  cases = of_two_kinds,
  expect = { { assistance = yuan(700) } },
}

test "point 13: identities add up, where a county says so" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    settlement { "assistance" }
    layer "assistance" {
      title = "医疗救助", fund = "610101",
      pays = function(case, p, year, bill)
        local ratio = 0
        if case:holds("registered_poor") then ratio = ratio + percent(20) end
        if case:holds("dibao") then ratio = ratio + percent(70) end
        if case:holds("tekun") then ratio = ratio + percent(10) end
        return bill.in_scope_left * ratio
      end,
    }
  end,
  cases = of_two_kinds,
  expect = { { assistance = yuan(900) } },
}

-- 14. Does the personal account count as reimbursed? ----------------------------------------------

local function account(counts)
  return function()
    from "2018-01-01"
    layer "account" {
      title = "个人账户", fund = "310200", covers = "any", reimburses = counts,
      pays = function() return yuan(300) end,
    }
    settlement { "basic", "account" }
  end
end

local account_bill = {
  { in_scope_cost = yuan(3000), hospital_level = "township", settled = "2018-05-01" },
}

test "point 14: the account counts as reimbursed" {
  county = "heilongjiang/jiamusi",
  with = account(true),
  cases = account_bill,
  expect = { { basic = yuan(2520), account = yuan(300), reimbursed = yuan(2820),
    self_pay = yuan(180) } },
}

test "point 14: the account does not count as reimbursed" {
  county = "heilongjiang/jiamusi",
  with = account(false),
  cases = account_bill,
  expect = { { basic = yuan(2520), account = yuan(300), reimbursed = yuan(2520),
    self_pay = yuan(180) } },
}

-- 15. Household or person -------------------------------------------------------------------------

-- A family fund as in one county: the year's self-pay of 10,000 to 20,000 gives 8,000, to 40,000
-- 10,000, above 12,000; once a year.
local function family_fund(per)
  return function()
    from "2018-01-01"
    accumulator "burden" {
      title = "年内自付", per = per, before = "family_fund",
      adds = function(case, p, year, bill) return bill.self_pay end,
    }
    accumulator "given" {
      title = "年内家庭补助", per = per,
      adds = function(case, p, year, bill) return bill.family_fund end,
    }
    layer "family_fund" {
      title = "家庭医疗补助", fund = "610103", covers = "any",
      pays = function(case, p, year)
        if year.given > 0 or year.burden <= yuan(10000) then return 0 end
        if year.burden <= yuan(20000) then return yuan(8000) end
        if year.burden <= yuan(40000) then return yuan(10000) end
        return yuan(12000)
      end,
    }
    settlement { "family_fund" }
  end
end

local wife_and_husband = {
  { person = "a", household = "h", in_scope_cost = yuan(9000), hospital_level = "tertiary",
    settled = "2018-02-01" },
  { person = "b", household = "h", in_scope_cost = yuan(12000), hospital_level = "tertiary",
    settled = "2018-03-01" },
  { person = "a", household = "h", in_scope_cost = yuan(30000), hospital_level = "tertiary",
    settled = "2018-09-01" },
  { person = "c", household = "other", in_scope_cost = yuan(9000), hospital_level = "tertiary",
    settled = "2018-10-01" },
}

test "point 15: a fund by household" {
  county = "heilongjiang/jiamusi",
  with = family_fund("household"),
  cases = wife_and_husband,
  -- 9000: nothing; 21000 together: 10000; given already; another household
  expect = {
    { family_fund = 0 }, { family_fund = yuan(10000), self_pay = yuan(2000) },
    { family_fund = 0 }, { family_fund = 0 },
  },
}

test "point 15: a fund by person" {
  county = "heilongjiang/jiamusi",
  with = family_fund("person"),
  cases = wife_and_husband,
  -- a: 9000, then 39000: 10000; b: 12000: 8000
  expect = {
    { family_fund = 0 }, { family_fund = yuan(8000), self_pay = yuan(4000) },
    { family_fund = yuan(10000), self_pay = yuan(20000) }, { family_fund = 0 },
  },
}

--------------------------------------------------------------------------------------------------
-- A field of one's own: worked out where a rule asks for it, with the parameters of the county

test "a field that rules declare is read like any other" {
  county = "heilongjiang/jiamusi",
  with = function()
    field "large" {
      title = "大额住院", over = "case",
      of = function(case, p) return case.total_cost > p.basic.annual_cap end,
    }
    layer "basic" { title = "测试", pays = function(case) return case.large and 100 or 0 end }
  end,
  -- the annual cap is 80,000: one stay is above it
  cases = {
    { in_scope_cost = yuan(80000), hospital_level = "secondary" },
    { in_scope_cost = yuan(80000.01), hospital_level = "secondary", person = "b" },
  },
  expect = { { basic = 0 }, { basic = yuan(1) } },
}
