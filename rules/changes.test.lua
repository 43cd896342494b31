-- What changes during a year or is undone: values, layers, the order, identities, refunds; and which
-- of several values for a parameter is the one in force. Amounts are worked by hand.

local function ordinary(settled)
  return { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = settled }
end

local function poor(settled)
  return { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = settled,
    identity = "registered_poor" }
end

local function tertiary(settled)
  return { in_scope_cost = yuan(60000), hospital_level = "tertiary", settled = settled }
end

-- Values ------------------------------------------------------------------------------------------

test "a value changes on a day: the day before, the day itself" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-07-01"
    basic.ratio.secondary      = percent(80)
    basic.deductible.secondary = yuan(500)
  end,
  cases = { ordinary("2018-06-30"), ordinary("2018-07-01") },
  -- (20000 - 400) x 75%; (20000 - 500) x 80%
  expect = { { basic = yuan(14700) }, { basic = yuan(15600) } },
}

test "a value with a last day: afterwards the one before holds again" {
  county = "heilongjiang/jiamusi",
  with = function()
    from("2018-03-01", "2018-03-31")
    basic.ratio.secondary = percent(90)
  end,
  cases = {
    ordinary("2018-02-28"), ordinary("2018-03-01"), ordinary("2018-03-31"), ordinary("2018-04-01"),
  },
  -- 19600 x 75%; 19600 x 90%
  expect = {
    { basic = yuan(14700) }, { basic = yuan(17640) }, { basic = yuan(17640) },
    { basic = yuan(14700) },
  },
}

test "a ratio of the serious-illness insurance raised in July applies to what comes after" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-07-01"
    serious_illness.tiers.none = tiers {
      bounds = "over_threshold", marginal = true, { ratio = percent(60) },
    }
  end,
  cases = { tertiary("2018-03-01"), tertiary("2018-09-01") },
  -- (21455 - 10000) x 50%; the second 21455 x 60%
  expect = { { serious_illness = yuan(5727.50) }, { serious_illness = yuan(12873) } },
}

test "a cap lowered during the year below what was paid pays nothing more" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-07-01"
    basic.annual_cap = yuan(30000)
  end,
  cases = { tertiary("2018-03-01"), tertiary("2018-09-01") },
  expect = { { basic = yuan(38545) }, { basic = 0 } },
}

-- Layers and order --------------------------------------------------------------------------------

test "a layer changes in July" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-07-01"
    layer "basic" {
      title = "基本医疗保险", fund = "390100",
      pays = function(case) return (case.in_scope_cost - yuan(1000)) * percent(50) end,
    }
  end,
  cases = { ordinary("2018-06-30"), ordinary("2018-07-01") },
  -- 14700; 19000 x 50%
  expect = { { basic = yuan(14700) }, { basic = yuan(9500) } },
}

test "the order changes in July" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    supplementary.ratio.dibao = percent(50)
    supplementary.cap         = yuan(100000)
    assistance.ratio.dibao    = percent(70)
    assistance.cap.dibao      = yuan(100000)
    settlement { "basic", "supplementary", "assistance" }
    from "2018-07-01"
    settlement { "basic", "assistance", "supplementary" }
  end,
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "secondary", identity = "dibao",
      settled = "2018-06-30" },
    { in_scope_cost = yuan(10000), hospital_level = "secondary", identity = "dibao",
      settled = "2018-07-01" },
  },
  -- 9600 x 80% = 7680, 2320 open: 1160, then 1160 x 70%; or 2320 x 70%, then 696 x 50%
  expect = {
    { basic = yuan(7680), supplementary = yuan(1160), assistance = yuan(812),
      self_pay = yuan(348) },
    { basic = yuan(7680), supplementary = yuan(348), assistance = yuan(1624),
      self_pay = yuan(348) },
  },
}

test "a layer that falls out of the order keeps what it has paid this year" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    supplementary.ratio.none = percent(50)
    supplementary.cap        = yuan(3000)
    settlement { "basic", "supplementary" }
    from "2018-04-01"
    settlement { "basic" }
    from "2018-07-01"
    settlement { "basic", "supplementary" }
  end,
  cases = { ordinary("2018-03-01"), ordinary("2018-05-01"), ordinary("2018-09-01") },
  -- 5300 x 50% = 2650; none; 3000 - 2650
  expect = {
    { supplementary = yuan(2650) }, { supplementary = 0, self_pay = yuan(5300) },
    { supplementary = yuan(350) },
  },
}

-- Identities during the year ----------------------------------------------------------------------

test "an identity gained between two stays does not pay for the first" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = "2018-03-01",
      identity = { { "registered_poor", "2018-06-01" } } },
    { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = "2018-09-01",
      identity = { { "registered_poor", "2018-06-01" } } },
  },
  -- 5300 of the first stay; with the threshold of 5000 the second one's 4320 x 50%
  expect = {
    { basic = yuan(14700), serious_illness = 0 },
    { basic = yuan(15680), serious_illness = yuan(2160), self_pay = yuan(2160) },
  },
}

test "an identity lost between two stays" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = "2018-03-01",
      identity = { { "registered_poor", "2018-01-01", "2018-05-31" } } },
    { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = "2018-09-01",
      identity = { { "registered_poor", "2018-01-01", "2018-05-31" } } },
  },
  -- 4320, then 5300 more: 9620 is below 10000
  expect = {
    { basic = yuan(15680), serious_illness = 0 },
    { basic = yuan(14700), serious_illness = 0, self_pay = yuan(5300) },
  },
}

-- Refunds -----------------------------------------------------------------------------------------

local function refund(of, amount, level, settled)
  return { refund_of = of, in_scope_cost = yuan(-amount), hospital_level = level,
    settled = settled }
end

test "a refund undoes the money of its original" {
  county = "heilongjiang/jiamusi",
  cases = { tertiary("2018-03-01"), refund(1, 60000, "tertiary", "2018-04-01") },
  expect = {
    { basic = yuan(38545), serious_illness = yuan(5727.50), self_pay = yuan(15727.50) },
    { basic = yuan(-38545), serious_illness = yuan(-5727.50), self_pay = yuan(-15727.50) },
  },
}

test "a refund undoes the accumulators: the stay, settled anew, is paid the same" {
  county = "heilongjiang/jiamusi",
  cases = {
    poor("2018-03-01"), refund(1, 20000, "secondary", "2018-04-01"), poor("2018-05-01"),
    poor("2018-09-01"),
  },
  -- D-8, undone, D-8, and only now D-17
  expect = {
    { serious_illness = 0 },
    { basic = yuan(-15680), serious_illness = 0, self_pay = yuan(-4320) },
    { serious_illness = 0, self_pay = yuan(4320) },
    { serious_illness = yuan(1820), self_pay = yuan(2500) },
  },
}

test "a refund gives back what it had taken from the cap" {
  county = "heilongjiang/jiamusi",
  cases = {
    tertiary("2018-02-01"), tertiary("2018-05-01"), refund(1, 60000, "tertiary", "2018-06-01"),
    tertiary("2018-09-01"),
  },
  -- Without the refund only 2910 would be left for the last; 21455 of base are gone with it.
  expect = {
    { basic = yuan(38545), serious_illness = yuan(5727.50) },
    { basic = yuan(38545), serious_illness = yuan(10727.50) },
    { basic = yuan(-38545), serious_illness = yuan(-5727.50), self_pay = yuan(-15727.50) },
    { basic = yuan(38545), serious_illness = yuan(10727.50) },
  },
}

test "a refund next year gives back to the year of its original, and takes nothing from its own" {
  county = "heilongjiang/jiamusi",
  cases = {
    poor("2018-12-01"), poor("2019-01-10"), refund(1, 20000, "secondary", "2019-02-01"),
    poor("2019-03-01"),
  },
  -- In 2019 the base is 4320 before the last stay: D-17
  expect = {
    { serious_illness = 0 }, { serious_illness = 0 },
    { basic = yuan(-15680), self_pay = yuan(-4320) },
    { serious_illness = yuan(1820) },
  },
}

test "a refund of a capped payment refunds what was paid" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", settled = "2018-05-01" },
    refund(1, 200000, "tertiary", "2018-05-02"),
    tertiary("2018-06-01"),
  },
  expect = {
    { basic = yuan(80000), serious_illness = yuan(55000), self_pay = yuan(65000) },
    { basic = yuan(-80000), serious_illness = yuan(-55000), self_pay = yuan(-65000) },
    { basic = yuan(38545), serious_illness = yuan(5727.50) },
  },
}

-- Sums of a household -----------------------------------------------------------------------------

-- Half of the household's self-pay of the year above 5000.
local function half_of_household()
  from "2018-01-01"
  accumulator "household_burden" {
    title = "家庭年内自付", per = "household", before = "household_relief",
    adds = function(case, p, year, bill) return bill.self_pay end,
  }
  accumulator "household_given" {
    title = "家庭年内补助", per = "household",
    adds = function(case, p, year, bill) return bill.household_relief end,
  }
  layer "household_relief" {
    title = "家庭补助", fund = "610103", covers = "any",
    pays = function(case, p, year)
      return (year.household_burden - yuan(5000)) * percent(50) - year.household_given
    end,
  }
  settlement { "household_relief" }
end

local function member(person, amount, settled)
  return { person = person, household = "h", in_scope_cost = yuan(amount),
    hospital_level = "township", settled = settled }
end

test "a household's sum crosses its threshold with the second person" {
  county = "heilongjiang/jiamusi",
  with = half_of_household,
  cases = {
    member("a", 4000, "2018-02-01"), member("b", 3000, "2018-03-01"),
    member("c", 1000, "2018-04-01"),
  },
  -- 4000; 7000: 1000; 8000: 1500 less 1000
  expect = {
    { household_relief = 0 },
    { household_relief = yuan(1000), self_pay = yuan(2000) },
    { household_relief = yuan(500), self_pay = yuan(500) },
  },
}

test "a refund takes its part out of the household's sum" {
  county = "heilongjiang/jiamusi",
  with = half_of_household,
  cases = {
    member("a", 4000, "2018-02-01"), member("b", 3000, "2018-03-01"),
    { person = "b", household = "h", refund_of = 2, in_scope_cost = yuan(-3000),
      hospital_level = "township", settled = "2018-03-15" },
    member("c", 2000, "2018-04-01"),
  },
  -- 7000: 1000; undone; 4000 + 2000: 500
  expect = {
    { household_relief = 0 }, { household_relief = yuan(1000) },
    { household_relief = yuan(-1000), self_pay = yuan(-2000) },
    { household_relief = yuan(500) },
  },
}

test "a household begins anew with the year" {
  county = "heilongjiang/jiamusi",
  with = half_of_household,
  cases = { member("a", 4000, "2018-12-31"), member("b", 3000, "2019-01-01") },
  expect = { { household_relief = 0 }, { household_relief = 0 } },
}

-- Earlier stays -----------------------------------------------------------------------------------

test "a layer may look back: half the deductible from the second stay on" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    layer "basic" {
      title = "基本医疗保险", fund = "390100",
      pays = function(case, p, year, bill, history)
        local deductible = p.basic.deductible[case.hospital_level]
        if history:within(365).count > 0 then deductible = deductible / 2 end
        return (case.in_scope_cost - deductible) * p.basic.ratio[case.hospital_level]
      end,
    }
    settlement { "basic" }
  end,
  cases = { ordinary("2018-02-01"), ordinary("2018-08-01") },
  -- 19600 x 75%; 19800 x 75%
  expect = { { basic = yuan(14700) }, { basic = yuan(14850) } },
}

-- What a layer may pay ----------------------------------------------------------------------------

local function paying(covers, amount)
  return function()
    from "2018-01-01"
    layer "first_layer" {
      title = "甲", fund = "999997", covers = covers, pays = function() return yuan(amount) end,
    }
    layer "inside_layer" {
      title = "乙", fund = "999997", covers = "in_scope", pays = function() return yuan(400) end,
    }
    layer "outside_layer" {
      title = "丙", fund = "999997", covers = "out_of_scope",
      pays = function() return yuan(400) end,
    }
    settlement { "first_layer", "inside_layer", "outside_layer" }
  end
end

local half_inside = {
  { in_scope_cost = yuan(1000), uncovered_cost = yuan(1000), hospital_level = "township",
    settled = "2018-05-01" },
}

test "a layer of in-scope cost is held to what is open in scope" {
  county = "heilongjiang/jiamusi",
  with = paying("in_scope", 1500),
  cases = half_inside,
  expect = { { first_layer = yuan(1000), inside_layer = 0, outside_layer = yuan(400),
    self_pay = yuan(600) } },
}

test "a layer of out-of-scope cost is held to what is open outside" {
  county = "heilongjiang/jiamusi",
  with = paying("out_of_scope", 1500),
  cases = half_inside,
  expect = { { first_layer = yuan(1000), inside_layer = yuan(400), outside_layer = 0,
    self_pay = yuan(600) } },
}

test "a layer of any cost uses up the in-scope part first" {
  county = "heilongjiang/jiamusi",
  with = paying("any", 1700),
  cases = half_inside,
  -- 1000 inside, 700 outside; 300 are left outside
  expect = { { first_layer = yuan(1700), inside_layer = 0, outside_layer = yuan(300),
    self_pay = 0 } },
}

test "a layer cannot take money" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    layer "first_layer" {
      title = "甲", fund = "999997", pays = function() return yuan(-100) end,
    }
    settlement { "first_layer" }
  end,
  cases = half_inside,
  expect = { { first_layer = 0, self_pay = yuan(2000) } },
}

test "the insurance that also pays outside the scope, under one cap" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    supplementary.ratio.registered_poor     = percent(50)
    supplementary.out_ratio.registered_poor = percent(75)
    supplementary.cap                       = yuan(2000)
    settlement { "basic", "supplementary", "supplementary_out" }
  end,
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(2000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 2320 x 50% = 1160; 2000 x 75% = 1500, of which 840 are left under the cap
  expect = {
    { basic = yuan(7680), supplementary = yuan(1160), supplementary_out = yuan(840),
      self_pay = yuan(2320) },
  },
}

test "that one cap holds over the year" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    supplementary.ratio.registered_poor     = percent(50)
    supplementary.out_ratio.registered_poor = percent(75)
    supplementary.cap                       = yuan(3000)
    settlement { "basic", "supplementary", "supplementary_out" }
  end,
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(2000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-03-01" },
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(2000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-06-01" },
  },
  -- 1160 + 1500 = 2660; of the second 1160 only 340 are left, and nothing for what is outside
  expect = {
    { supplementary = yuan(1160), supplementary_out = yuan(1500) },
    { supplementary = yuan(340), supplementary_out = 0 },
  },
}

-- Which value holds -------------------------------------------------------------------------------

test "the nearest value wins, even if it is the older one" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2017-01-01"
    basic.ratio.secondary = percent(70)
  end,
  cases = { ordinary("2018-05-01") },
  -- 19600 x 70%
  expect = { { basic = yuan(13720) } },
}

test "a value of the county leaves the other keys to the prefecture" {
  county = "heilongjiang/jiamusi",
  with = function()
    from "2018-01-01"
    basic.ratio = { secondary = percent(70) }
  end,
  cases = {
    { person = "a", in_scope_cost = yuan(20000), hospital_level = "secondary",
      settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(3000), hospital_level = "township",
      settled = "2018-05-01" },
  },
  expect = { { basic = yuan(13720) }, { basic = yuan(2520) } },
}

test "a jurisdiction is also found by its code" {
  county = "230800",
  cases = { ordinary("2018-05-01") },
  expect = { { basic = yuan(14700) } },
}

test "a value of the country holds where nobody below has one" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "tertiary", place = "in_prefecture",
      referral = "none", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- The threshold of 10000 is the prefecture's, its lowering by 50% the country's:
  -- 19200 x 55% = 10560; (9440 - 5000) x 60%
  expect = { { basic = yuan(10560), serious_illness = yuan(2664) } },
}

test "a parameter without a value in force is an error" {
  county = "yunnan",
  cases = { ordinary("2018-05-01") },
  error = "basic.deductible.secondary",
}

test "a value that has ended is no longer in force" {
  county = "yunnan",
  with = function()
    from("2018-01-01", "2018-03-31")
    basic.annual_cap           = yuan(1000)
    basic.deductible.secondary = yuan(1000)
    basic.ratio.secondary      = percent(50)
    settlement { "basic" }
    from "2018-04-01"
    settlement { "basic" }
  end,
  cases = { ordinary("2018-05-01") },
  error = "has no value in force",
}
