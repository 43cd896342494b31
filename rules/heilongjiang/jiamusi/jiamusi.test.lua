-- 佳木斯: the published table, stay by stay. Amounts are worked by hand; the arithmetic stands beside.
-- basic = (in scope - deductible) x ratio; 大病 = 50% of the year's in-scope self-pay over 10,000
-- (5,000 for 特困, 低保 and 建档立卡).

-- In-area rows ------------------------------------------------------------------------------------

test "D-1 township, ordinary" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(3000), hospital_level = "township", settled = "2018-05-01" } },
  -- (3000 - 200) x 90% = 2520
  expect = { { basic = yuan(2520), serious_illness = 0, self_pay = yuan(480) } },
}

test "D-2 township, registered poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(3000), hospital_level = "township", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- (3000 - 200) x 95% = 2660
  expect = { { basic = yuan(2660), serious_illness = 0, self_pay = yuan(340) } },
}

test "D-3 township, below the deductible" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(150), hospital_level = "township", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  expect = { { basic = 0, serious_illness = 0, self_pay = yuan(150) } },
}

test "D-4 township, on the deductible" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(200), hospital_level = "township", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  expect = { { basic = 0, serious_illness = 0, self_pay = yuan(200) } },
}

test "D-5 township, one fen above the deductible" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(200.01), hospital_level = "township", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- 0.01 x 95% = 0.0095, half-up 0.01
  expect = { { basic = yuan(0.01), serious_illness = 0, self_pay = yuan(200) } },
}

test "D-6 first level, registered poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(5000), hospital_level = "primary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- (5000 - 300) x 85% = 3995
  expect = { { basic = yuan(3995), serious_illness = 0, self_pay = yuan(1005) } },
}

test "D-7 second level, ordinary" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(20000), hospital_level = "secondary", settled = "2018-05-01" } },
  -- (20000 - 400) x 75% = 14700
  expect = { { basic = yuan(14700), serious_illness = 0, self_pay = yuan(5300) } },
}

test "D-8 second level, registered poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- (20000 - 400) x 80% = 15680; 4320 is below 5000
  expect = { { basic = yuan(15680), serious_illness = 0, self_pay = yuan(4320) } },
}

test "D-9 third level, ordinary" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(60000), hospital_level = "tertiary", settled = "2018-05-01" } },
  -- (60000 - 700) x 65% = 38545; (21455 - 10000) x 50% = 5727.50
  expect = { { basic = yuan(38545), serious_illness = yuan(5727.50), self_pay = yuan(15727.50) } },
}

test "D-10 third level, registered poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(60000), hospital_level = "tertiary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- (60000 - 700) x 70% = 41510; (18490 - 5000) x 50% = 6745
  expect = { { basic = yuan(41510), serious_illness = yuan(6745), self_pay = yuan(11745) } },
}

test "D-17 the second of two stays reaches the threshold of the year" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
      settled = "2018-03-01" },
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
      settled = "2018-09-01" },
  },
  -- (4320 + 4320 - 5000) x 50% = 1820
  expect = {
    { basic = yuan(15680), serious_illness = 0, self_pay = yuan(4320) },
    { basic = yuan(15680), serious_illness = yuan(1820), self_pay = yuan(2500) },
  },
}

-- Who has the discount ----------------------------------------------------------------------------

test "low income is not among those with the discount" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "low_income",
      settled = "2018-05-01" },
  },
  expect = { { basic = yuan(14700), self_pay = yuan(5300) } },
}

test "dibao, its disabled and tekun have the discount of the registered poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { person = "a", in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "dibao",
      settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = "dibao_disabled", settled = "2018-05-01" },
    { person = "c", in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "tekun",
      settled = "2018-05-01" },
  },
  expect = { { basic = yuan(15680) }, { basic = yuan(15680) }, { basic = yuan(15680) } },
}

-- Outside the area --------------------------------------------------------------------------------

test "in the province, referred: 1000 and 60%" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "tertiary", place = "in_province",
      referral = "referred_out", settled = "2018-05-01" },
  },
  -- (10000 - 1000) x 60% = 5400
  expect = { { basic = yuan(5400), self_pay = yuan(4600) } },
}

test "the discount of the poor is not granted outside the area" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "tertiary", place = "in_province",
      referral = "referred_out", identity = "registered_poor", settled = "2018-05-01" },
  },
  expect = { { basic = yuan(5400), self_pay = yuan(4600) } },
}

test "out of the province, referred: 1500 and 50%, any level" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "provincial", place = "out_of_province",
      referral = "resident_elsewhere", settled = "2018-05-01" },
  },
  -- (10000 - 1500) x 50% = 4250
  expect = { { basic = yuan(4250), self_pay = yuan(5750) } },
}

test "not referred: 1500 and 40%, in the province and out of it" {
  county = "heilongjiang/jiamusi",
  cases = {
    { person = "a", in_scope_cost = yuan(10000), hospital_level = "tertiary",
      place = "in_province", referral = "none", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(10000), hospital_level = "tertiary",
      place = "out_of_province", referral = "none", settled = "2018-05-01" },
  },
  -- (10000 - 1500) x 40% = 3400
  expect = { { basic = yuan(3400) }, { basic = yuan(3400) } },
}

test "inside the area no referral is asked for" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", place = "in_prefecture",
      referral = "none", settled = "2018-05-01" },
  },
  expect = { { basic = yuan(14700) } },
}

test "unreferred self-pay enters the base of the serious-illness insurance" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(30000), hospital_level = "tertiary", place = "in_province",
      referral = "none", settled = "2018-05-01" },
  },
  -- (30000 - 1500) x 40% = 11400; (18600 - 10000) x 50% = 4300
  expect = { { basic = yuan(11400), serious_illness = yuan(4300), self_pay = yuan(14300) } },
}

-- Caps --------------------------------------------------------------------------------------------

test "the annual cap of 80,000 within one stay, ordinary" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(200000), hospital_level = "tertiary", settled = "2018-05-01" } },
  -- (200000 - 700) x 65% = 129545, cut to 80000; (120000 - 10000) x 50% = 55000
  expect = { { basic = yuan(80000), serious_illness = yuan(55000), self_pay = yuan(65000) } },
}

test "the annual cap of 80,000 across three stays" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(60000), hospital_level = "tertiary", settled = "2018-02-01" },
    { in_scope_cost = yuan(60000), hospital_level = "tertiary", settled = "2018-06-01" },
    { in_scope_cost = yuan(60000), hospital_level = "tertiary", settled = "2018-10-01" },
  },
  -- 38545 + 38545 = 77090, so 2910 are left for the third.
  -- Base of the year 21455, 42910, 100000: 5727.50, then half of 21455, then half of 57090.
  expect = {
    { basic = yuan(38545), serious_illness = yuan(5727.50), self_pay = yuan(15727.50) },
    { basic = yuan(38545), serious_illness = yuan(10727.50), self_pay = yuan(10727.50) },
    { basic = yuan(2910), serious_illness = yuan(28545), self_pay = yuan(28545) },
  },
}

test "the serious-illness insurance stops at 200,000 for the ordinary" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(500000), hospital_level = "tertiary", settled = "2018-05-01" } },
  -- 500000 - 80000 = 420000; (420000 - 10000) x 50% = 205000, cut to 200000
  expect = { { basic = yuan(80000), serious_illness = yuan(200000), self_pay = yuan(220000) } },
}

test "the serious-illness insurance has no cap for the poor" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(500000), hospital_level = "tertiary", identity = "tekun",
      settled = "2018-05-01" },
  },
  -- (420000 - 5000) x 50% = 207500
  expect = { { basic = yuan(80000), serious_illness = yuan(207500), self_pay = yuan(212500) } },
}

test "a new year begins anew" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
      settled = "2018-12-31" },
    { in_scope_cost = yuan(20000), hospital_level = "secondary", identity = "registered_poor",
      settled = "2019-01-01" },
  },
  expect = { { serious_illness = 0 }, { serious_illness = 0 } },
}

test "two persons do not add up" {
  county = "heilongjiang/jiamusi",
  cases = {
    { person = "a", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-03-01" },
    { person = "b", in_scope_cost = yuan(20000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-09-01" },
  },
  expect = { { serious_illness = 0 }, { serious_illness = 0 } },
}

-- Other kinds of treatment ------------------------------------------------------------------------

test "accidents: the usual ratio, 3000 a year" {
  county = "heilongjiang/jiamusi",
  cases = {
    { kind = "accident", in_scope_cost = yuan(2200), hospital_level = "township",
      settled = "2018-03-01" },
    { kind = "accident", in_scope_cost = yuan(2200), hospital_level = "township",
      settled = "2018-06-01" },
    { kind = "accident", in_scope_cost = yuan(2200), hospital_level = "township",
      settled = "2018-09-01" },
    { in_scope_cost = yuan(3000), hospital_level = "township", settled = "2018-10-01" },
  },
  -- (2200 - 200) x 90% = 1800; then 3000 - 1800 = 1200; then nothing. An illness is not touched.
  expect = {
    { basic = yuan(1800), self_pay = yuan(400) },
    { basic = yuan(1200), self_pay = yuan(1000) },
    { basic = 0, self_pay = yuan(2200) },
    { basic = yuan(2520), self_pay = yuan(480) },
  },
}

test "childbirth: 1100, by caesarean 1500, never more than the cost" {
  county = "heilongjiang/jiamusi",
  cases = {
    { person = "a", kind = "childbirth", diagnosis = "O80.0", in_scope_cost = yuan(3000),
      hospital_level = "secondary", settled = "2018-03-01" },
    { person = "b", kind = "childbirth", diagnosis = "O82.0", in_scope_cost = yuan(3000),
      hospital_level = "secondary", settled = "2018-03-01" },
    { person = "c", kind = "childbirth", diagnosis = "O80.0", in_scope_cost = yuan(900),
      hospital_level = "township", settled = "2018-03-01" },
  },
  expect = {
    { basic = yuan(1100), self_pay = yuan(1900) },
    { basic = yuan(1500), self_pay = yuan(1500) },
    { basic = yuan(900), self_pay = 0 },
  },
}

test "outpatients: 50%, 100 a year, no deductible" {
  county = "heilongjiang/jiamusi",
  cases = {
    { kind = "chronic_outpatient", in_scope_cost = yuan(150), hospital_level = "township",
      settled = "2018-03-01" },
    { kind = "chronic_outpatient", in_scope_cost = yuan(100), hospital_level = "township",
      settled = "2018-04-01" },
  },
  -- 150 x 50% = 75; 100 x 50% = 50, of which 25 are left
  expect = {
    { basic = yuan(75), self_pay = yuan(75) },
    { basic = yuan(25), self_pay = yuan(75) },
  },
}

test "cost outside the scope is paid by nobody here" {
  county = "heilongjiang/jiamusi",
  cases = {
    { in_scope_cost = yuan(3000), uncovered_cost = yuan(500), over_limit_cost = yuan(100),
      first_pay_cost = yuan(400), hospital_level = "township", settled = "2018-05-01" },
  },
  -- D-1, and 1000 more to pay
  expect = { { basic = yuan(2520), serious_illness = 0, self_pay = yuan(1480) } },
}

test "before 2018 nothing of the table holds" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(3000), hospital_level = "township", settled = "2017-12-31" } },
  error = "basic.deductible.township",
}

test "a level that the table does not have is an error, not 0" {
  county = "heilongjiang/jiamusi",
  cases = { { in_scope_cost = yuan(3000), hospital_level = "provincial", settled = "2018-05-01" } },
  error = "basic.deductible.provincial",
}
