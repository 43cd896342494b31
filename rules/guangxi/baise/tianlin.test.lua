-- 田林县: the published ratios, and the placeholders around them. Amounts are worked by hand.

test "township 95%" {
  county = "guangxi/baise/tianlin",
  cases = {
    { in_scope_cost = yuan(3000), hospital_level = "township", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  -- 2900 x 95% = 2755; 245 x 30% = 73.50; 171.50 x 50% = 85.75
  expect = {
    { basic = yuan(2755), supplementary = yuan(73.50), assistance = yuan(85.75), backstop = 0,
      self_pay = yuan(85.75) },
  },
}

test "second level 80%, 低保中的重度残疾人 95%" {
  county = "guangxi/baise/tianlin",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "secondary", identity = "dibao_disabled",
      settled = "2018-05-01" },
  },
  -- 9700 x 80% = 7760; 2240 x 30% = 672; 1568 x 95%
  expect = {
    { basic = yuan(7760), supplementary = yuan(672), assistance = yuan(1489.60),
      self_pay = yuan(78.40) },
  },
}

test "低保 90%" {
  county = "451029",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "secondary", identity = "dibao",
      settled = "2018-05-01" },
  },
  -- 1568 x 90%
  expect = { { assistance = yuan(1411.20), self_pay = yuan(156.80) } },
}

test "a dibao who is also on the register of the poor" {
  county = "451029",
  cases = {
    { in_scope_cost = yuan(10000), hospital_level = "secondary",
      identity = { "registered_poor", "dibao" }, settled = "2018-05-01" },
  },
  expect = { { assistance = yuan(1411.20) } },
}

test "the patient pays 10% of the total cost at discharge" {
  county = "451029",
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(500), hospital_level = "secondary",
      identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 1568 x 50% = 784; 784 + 500 = 1284; 10% of 10500
  expect = {
    { basic = yuan(7760), supplementary = yuan(672), assistance = yuan(784),
      backstop = yuan(234), self_pay = yuan(1050) },
  },
}

test "out of the county there is no backstop" {
  county = "451029",
  cases = {
    { in_scope_cost = yuan(10000), uncovered_cost = yuan(500), hospital_level = "secondary",
      place = "in_prefecture", referral = "referred_within", identity = "registered_poor",
      settled = "2018-05-01" },
  },
  expect = { { assistance = yuan(784), backstop = 0, self_pay = yuan(1284) } },
}

test "without referral four fifths of the ratio, and no aid" {
  county = "451029",
  cases = {
    { in_scope_cost = yuan(20000), hospital_level = "tertiary", place = "in_prefecture",
      referral = "none", identity = "registered_poor", settled = "2018-05-01" },
  },
  -- 19400 x 70% x 80% = 10864; (9136 - 4000) x 60% = 3081.60
  expect = {
    { basic = yuan(10864), serious_illness = yuan(3081.60), supplementary = 0, assistance = 0,
      backstop = 0, self_pay = yuan(6054.40) },
  },
}
