-- 文山州 and its counties: the placeholders in use, one stay a county. Amounts are worked by hand.
-- The common bill: 10,000 in scope and 300 outside, secondary hospital of the county, registered poor.
-- (10000 - 400) x 80% = 7680; 2320 open; insurance 30% = 696; aid 50% of 1624 = 812; 1112 to pay;
-- the backstop lowers it to 10% of 10300.

local function common(settled)
  return { in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "secondary",
    identity = "registered_poor", settled = settled or "2018-05-01" }
end

test "the prefecture's own values" {
  county = "yunnan/wenshan",
  cases = { common() },
  expect = {
    { basic = yuan(7680), serious_illness = 0, supplementary = yuan(696), assistance = yuan(812),
      temporary_aid = 0, hospital_borne = 0, backstop = yuan(82), self_pay = yuan(1030),
      reimbursed = yuan(9270) },
  },
}

test "tekun: all that is in scope is paid" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "secondary",
      identity = "tekun", settled = "2018-05-01" },
  },
  -- 2320 - 696 = 1624, all of it
  expect = {
    { basic = yuan(7680), supplementary = yuan(696), assistance = yuan(1624), backstop = 0,
      self_pay = yuan(300) },
  },
}

test "nobody's poor: basic insurance alone" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "secondary",
      settled = "2018-05-01" },
  },
  -- 9600 x 75%
  expect = {
    { basic = yuan(7200), supplementary = 0, assistance = 0, backstop = 0, self_pay = yuan(3100) },
  },
}

test "relief and aid that were decided come before the backstop" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(300), hospital_level = "secondary",
      identity = "registered_poor", temporary_aid = yuan(50), hospital_relief = yuan(20),
      settled = "2018-05-01" },
  },
  -- 1112 - 50 - 20 - 1030 = 12; the hospital's 20 are no reimbursement: 10300 - 1030 - 20
  expect = {
    { temporary_aid = yuan(50), hospital_borne = yuan(20), backstop = yuan(12),
      self_pay = yuan(1030), reimbursed = yuan(9250) },
  },
}

test "out of the county, referred" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "tertiary", place = "in_prefecture",
      referral = "referred_within", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 19200 x 70% = 13440; 6560 - 5000 = 1560 x 60% = 936; 5624 x 30% = 1687.20;
  -- 3936.80 x 50% = 1968.40, below 10%
  expect = {
    { basic = yuan(13440), serious_illness = yuan(936), supplementary = yuan(1687.20),
      assistance = yuan(1968.40), backstop = 0, self_pay = yuan(1968.40) },
  },
}

test "out of the county, not referred" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "tertiary", place = "in_prefecture",
      referral = "none", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 19200 x 55% = 10560; (9440 - 5000) x 60% = 2664; 6776 x 30% = 2032.80; no aid, no backstop
  expect = {
    { basic = yuan(10560), serious_illness = yuan(2664), supplementary = yuan(2032.80),
      assistance = 0, backstop = 0, self_pay = yuan(4743.20) },
  },
}

test "up to the border of the province the backstop holds, beyond it does not" {
  county = "yunnan/wenshan",
  cases = {
    { person = "a", in_scope_cost = yuan(20000), uncovered_cost = yuan(2000),
      hospital_level = "provincial", place = "in_province", referral = "referred_out",
      identity = "registered_poor", settled = "2018-05-01" },
    { person = "b", in_scope_cost = yuan(20000), uncovered_cost = yuan(2000),
      hospital_level = "provincial", place = "out_of_province", referral = "referred_out",
      identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 18800 x 65% = 12220; 7780 - 5000 = 2780 x 60% = 1668; 6112 x 30% = 1833.60;
  -- 4278.40 x 50% = 2139.20; 4139.20 to pay, of 22000
  expect = {
    { basic = yuan(12220), serious_illness = yuan(1668), supplementary = yuan(1833.60),
      assistance = yuan(2139.20), backstop = yuan(1939.20), self_pay = yuan(2200) },
    { assistance = yuan(2139.20), backstop = 0, self_pay = yuan(4139.20) },
  },
}

test "a stay of the year before is settled by the placeholders too" {
  county = "yunnan/wenshan",
  cases = { common("2017-12-20") },
  expect = { { basic = yuan(7680), assistance = yuan(812), self_pay = yuan(1030) } },
}

test "chronic outpatients have no backstop" {
  county = "yunnan/wenshan",
  cases = {
    { kind = "chronic_outpatient", in_scope_cost = yuan(1000), hospital_level = "township",
      identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 80%; 200 x 30% = 60; 140 x 50% = 70
  expect = {
    { basic = yuan(800), supplementary = yuan(60), assistance = yuan(70), backstop = 0,
      self_pay = yuan(70) },
  },
}

test "文山市: 25% insurance" {
  county = "532601",
  cases = { common() },
  -- 2320 x 25% = 580; 1740 x 50% = 870; 1170 - 1030
  expect = {
    { supplementary = yuan(580), assistance = yuan(870), backstop = yuan(140),
      self_pay = yuan(1030) },
  },
}

test "砚山县: bands counted from nought, elsewhere over the threshold" {
  county = "532622",
  cases = {
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- 199200 x 70% = 139440; 60560: 25000 x 60% + 30560 x 70% = 15000 + 21392
  expect = { { basic = yuan(139440), serious_illness = yuan(36392) } },
}

test "the same stay in the prefecture's reading" {
  county = "yunnan/wenshan",
  cases = {
    { in_scope_cost = yuan(200000), hospital_level = "tertiary", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- 55560 over the threshold: 30000 x 60% + 25560 x 70% = 18000 + 17892
  expect = { { basic = yuan(139440), serious_illness = yuan(35892) } },
}

test "西畴县: backstop over the year" {
  county = "532623",
  cases = {
    { in_scope_cost = yuan(2000), hospital_level = "township", identity = "registered_poor",
      settled = "2018-03-01" },
    common("2018-06-01"),
  },
  -- 1800 x 95% = 1710; 290 x 30% = 87; 203 x 50% = 101.50. Then 1112: together 1213.50, which is
  -- not above 10% of 12300.
  expect = {
    { basic = yuan(1710), supplementary = yuan(87), assistance = yuan(101.50), backstop = 0,
      self_pay = yuan(101.50) },
    { backstop = 0, self_pay = yuan(1112) },
  },
}

test "麻栗坡县: half the deductible" {
  county = "532624",
  cases = { common() },
  -- 9800 x 80% = 7840; 2160 x 30% = 648; 1512 x 50% = 756; 1056 - 1030
  expect = {
    { basic = yuan(7840), supplementary = yuan(648), assistance = yuan(756), backstop = yuan(26),
      self_pay = yuan(1030) },
  },
}

test "马关县: aid of 45%, from July 55%" {
  county = "532625",
  cases = { common("2018-06-30"), common("2018-07-01") },
  -- 1624 x 45% = 730.80, 1193.20 - 1030; 1624 x 55% = 893.20, 1030.80 - 1030
  expect = {
    { assistance = yuan(730.80), backstop = yuan(163.20), self_pay = yuan(1030) },
    { assistance = yuan(893.20), backstop = yuan(0.80), self_pay = yuan(1030) },
  },
}

test "丘北县: a deductible of 500" {
  county = "532626",
  cases = { common() },
  -- 9500 x 80% = 7600; 2400 x 30% = 720; 1680 x 50% = 840; 1140 - 1030
  expect = {
    { basic = yuan(7600), supplementary = yuan(720), assistance = yuan(840), backstop = yuan(110),
      self_pay = yuan(1030) },
  },
}

test "广南县: without referral a first share of 20%" {
  county = "532627",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "tertiary", place = "in_prefecture",
      referral = "none", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- (16000 - 800) x 70% = 10640; (9360 - 5000) x 60% = 2616; 6744 x 30% = 2023.20
  expect = {
    { basic = yuan(10640), serious_illness = yuan(2616), supplementary = yuan(2023.20),
      self_pay = yuan(4720.80) },
  },
}

test "富宁县: the hospital bears what is outside over 10% of the total" {
  county = "532628",
  cases = {
    { in_scope_cost = yuan(8000), uncovered_cost = yuan(2000), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 7600 x 80% = 6080; 1920 x 30% = 576; 1344 x 50% = 672; 2672 to pay; 2000 - 1000 by the
  -- hospital; 1672 - 1000 by the backstop
  expect = {
    { basic = yuan(6080), supplementary = yuan(576), assistance = yuan(672),
      hospital_borne = yuan(1000), backstop = yuan(672), self_pay = yuan(1000),
      reimbursed = yuan(8000) },
  },
}

test "caps of aid and of the insurance across stays" {
  county = "yunnan/wenshan",
  with = function()
    from "2018-01-01"
    supplementary.cap              = yuan(1000)
    assistance.cap.registered_poor = yuan(1000)
  end,
  cases = { common("2018-03-01"), common("2018-06-01") },
  -- Second: 1000 - 696 = 304; (2320 - 304) x 50% = 1008, of which 188 are left; 2128 - 1030.
  -- The base of 大病保险 is 2320 + 2320, still below 5000.
  expect = {
    { supplementary = yuan(696), assistance = yuan(812), backstop = yuan(82) },
    { serious_illness = 0, supplementary = yuan(304), assistance = yuan(188),
      backstop = yuan(1098), self_pay = yuan(1030) },
  },
}
