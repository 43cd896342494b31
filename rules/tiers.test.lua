-- Tables of tiers from official texts, and the same tables under each reading.
-- The first cases of a table lie on its bounds. Only the layer in question stands in the order, so
-- its base is the in-scope cost.

local function bill(person, amount, identity)
  return { person = person, in_scope_cost = yuan(amount), hospital_level = "tertiary",
    identity = identity or "none", settled = "2018-05-01" }
end

-- D-20 北京: up to 50,000 (含) over the threshold 50%, above 60%; for the poor each tier + 5 points
-- and half the threshold. A threshold of 30,000 stands for the income of the year before.

local function beijing()
  from "2018-01-01"
  settlement { "serious_illness" }
  serious_illness.threshold = yuan(30000)
  serious_illness.cap_kind.none = "none"
  serious_illness.tiers.none = tiers {
    bounds = "over_threshold", marginal = true,
    { upto = yuan(50000), ratio = percent(50) },
    { ratio = percent(60) },
  }
  serious_illness.tiers.registered_poor = tiers {
    bounds = "over_threshold", marginal = true,
    { upto = yuan(50000), ratio = percent(55) },
    { ratio = percent(65) },
  }
end

test "D-20 Beijing, ordinary" {
  county = "heilongjiang/jiamusi",
  with = beijing,
  cases = {
    bill("a", 30000), bill("b", 30001), bill("c", 80000), bill("d", 80000.01), bill("e", 90000),
    bill("f", 150000),
  },
  -- over the threshold: 0; 1.00; 50,000; 50,000.01 (25000.006); 60,000; 120,000
  expect = {
    { serious_illness = 0 },
    { serious_illness = yuan(0.50) },
    { serious_illness = yuan(25000) },
    { serious_illness = yuan(25000.01) },
    { serious_illness = yuan(31000) },
    { serious_illness = yuan(67000) },
  },
}

test "D-20 Beijing, poor" {
  county = "heilongjiang/jiamusi",
  with = beijing,
  cases = {
    bill("a", 15000, "registered_poor"), bill("b", 15001, "registered_poor"),
    bill("c", 65000, "registered_poor"), bill("d", 65000.01, "registered_poor"),
    bill("e", 75000, "registered_poor"), bill("f", 135000, "registered_poor"),
  },
  -- threshold 15,000; over it 0; 1.00; 50,000; 50,000.01 (27500.0065); 60,000; 120,000
  expect = {
    { serious_illness = 0 },
    { serious_illness = yuan(0.55) },
    { serious_illness = yuan(27500) },
    { serious_illness = yuan(27500.01) },
    { serious_illness = yuan(34000) },
    { serious_illness = yuan(73000) },
  },
}

-- D-23 商洛: threshold 10,000; to 30,000 60%, to 100,000 70%, above 80%; at most 300,000.

local function shangluo()
  from "2018-01-01"
  settlement { "serious_illness" }
  serious_illness.threshold = yuan(10000)
  serious_illness.cap       = yuan(300000)
  serious_illness.tiers.none = tiers {
    bounds = "absolute", marginal = true,
    { upto = yuan(30000), ratio = percent(60) },
    { upto = yuan(100000), ratio = percent(70) },
    { ratio = percent(80) },
  }
end

test "D-23 Shangluo, bounds absolute" {
  county = "heilongjiang/jiamusi",
  with = shangluo,
  cases = {
    bill("a", 10000), bill("b", 30000), bill("c", 65000), bill("d", 100000), bill("e", 200000),
    bill("f", 500000),
  },
  -- 20000 x 60% = 12000; + 35000 x 70% = 36500; + 70000 x 70% = 61000; + 100000 x 80% = 141000;
  -- + 400000 x 80% = 381000, cut to 300000
  expect = {
    { serious_illness = 0 },
    { serious_illness = yuan(12000) },
    { serious_illness = yuan(36500) },
    { serious_illness = yuan(61000) },
    { serious_illness = yuan(141000) },
    { serious_illness = yuan(300000) },
  },
}

test "D-23 the cap across stays of the year" {
  county = "heilongjiang/jiamusi",
  with = shangluo,
  cases = {
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", settled = "2018-02-01" },
    { in_scope_cost = yuan(100000), hospital_level = "tertiary", settled = "2018-05-01" },
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", settled = "2018-08-01" },
    { in_scope_cost = yuan(1000), hospital_level = "tertiary", settled = "2018-09-01" },
  },
  -- 141000; 100000 x 80% = 80000; 300000 - 221000 = 79000; nothing is left
  expect = {
    { serious_illness = yuan(141000) },
    { serious_illness = yuan(80000) },
    { serious_illness = yuan(79000) },
    { serious_illness = 0, self_pay = yuan(1000) },
  },
}

test "tiers progress over the year as one sum would" {
  county = "heilongjiang/jiamusi",
  with = shangluo,
  cases = {
    { in_scope_cost = yuan(8000), hospital_level = "tertiary", settled = "2018-02-01" },
    { in_scope_cost = yuan(12000), hospital_level = "tertiary", settled = "2018-05-01" },
    { in_scope_cost = yuan(45000), hospital_level = "tertiary", settled = "2018-08-01" },
  },
  -- sums 8000, 20000, 65000: 0; 10000 x 60%; 10000 x 60% + 35000 x 70%; together 36500 as in D-23
  expect = {
    { serious_illness = 0 },
    { serious_illness = yuan(6000) },
    { serious_illness = yuan(30500) },
  },
}

-- D-25 河南 medical assistance: 0–2000 10%, 2000–3000 20%, 3000–6000 50%, above 80%; 5000 a year.

local function henan(marginal, cap)
  return function()
    from "2018-01-01"
    settlement { "assistance" }
    assistance.method = "tiers"
    assistance.ratio.registered_poor = percent(100)   -- aided at all; the bands say how much
    assistance.cap.registered_poor   = yuan(cap)
    assistance.tiers = tiers {
      bounds = "absolute", marginal = marginal,
      { upto = yuan(2000), ratio = percent(10) },
      { upto = yuan(3000), ratio = percent(20) },
      { upto = yuan(6000), ratio = percent(50) },
      { ratio = percent(80) },
    }
  end
end

local function aided(person, amount) return bill(person, amount, "registered_poor") end

test "D-25 Henan ladder, marginal" {
  county = "heilongjiang/jiamusi",
  with = henan(true, 5000),
  cases = {
    aided("a", 2000), aided("b", 2500), aided("c", 3000), aided("d", 6000), aided("e", 7000),
    aided("f", 10000),
  },
  -- 200; + 500 x 20%; + 1000 x 20%; + 3000 x 50%; + 1000 x 80%; 1900 + 4000 x 80% = 5100, cut
  expect = {
    { assistance = yuan(200) },
    { assistance = yuan(300) },
    { assistance = yuan(400) },
    { assistance = yuan(1900) },
    { assistance = yuan(2700) },
    { assistance = yuan(5000), self_pay = yuan(5000) },
  },
}

test "D-25 Henan ladder, one bracket for the whole base" {
  county = "heilongjiang/jiamusi",
  with = henan(false, 10000),
  cases = {
    aided("a", 2000), aided("b", 2500), aided("c", 3000), aided("d", 6000), aided("e", 7000),
  },
  -- 2000 x 10%; 2500 x 20%; 3000 x 20%; 6000 x 50%; 7000 x 80% = 5600
  expect = {
    { assistance = yuan(200) },
    { assistance = yuan(500) },
    { assistance = yuan(600) },
    { assistance = yuan(3000) },
    { assistance = yuan(5600) },
  },
}
