-- The targets of the assessment over the stays; those over registers are in the files beside. Each is a
-- ratio of two sums.
-- `counts` says what a part counts ("money": fen), for what it would take to reach a threshold.
-- The thresholds are parameters: a place without a published or assumed one is only measured.
-- A newcomer gets wrong: unreferred stays count in the headline figure, whoever refused to pay.

-- 建档立卡 for the assessment: any identity from registered_poor up. The highest identity is meant,
-- not case:holds("registered_poor"), since registers list a 特困 or 低保 person once, as that.
local function poor_inpatient(case)
  return case.identity ~= "none" and case.kind ~= "chronic_outpatient"
end

local function unreferred(case)
  return case.referral == "none" and case.place ~= "in_county"
end

local function outside(case, p)
  local reading = p.out_of_scope.reading
  if reading == "uncovered" then return case.uncovered_cost end
  if reading == "all" then return case.out_of_scope_cost end
  return case.uncovered_cost + case.over_limit_cost
end

-- A stay counts once; the negative row that undoes it takes it back.
local function stays(case) return case.total_cost < 0 and -1 or 1 end

local function total(case) return case.total_cost end
local function reimbursed(case, p, result) return result.reimbursed end

-- 1. Actual reimbursement of inpatients

target "actual_reimbursement" {
  title = "建档立卡贫困患者住院实际报销比例", over = "case",
  where = poor_inpatient, part = reimbursed, whole = total,
  threshold = "goal.reimbursement", at_least = true,
  counts = "money",
  doc = "All reimbursing layers over the total cost; unreferred stays are counted.",
}

target "self_pay_share" {
  title = "建档立卡贫困患者住院个人自付比例", over = "case",
  where = poor_inpatient,
  part = function(case, p, result) return result.self_pay end,
  whole = total,
  threshold = "goal.self_pay", at_least = false,
  counts = "money",
  doc = "What patients pay over the total cost.",
}

target "reimbursement_by_level" {
  title = "各级医院住院实际报销比例", over = "case",
  where = poor_inpatient, part = reimbursed, whole = total, by = "hospital_level",
  threshold = "goal.reimbursement_by_level", at_least = true,
  counts = "money",
  doc = "The headline figure by the level of the hospital.",
}

target "reimbursement_by_month" {
  title = "各月住院实际报销比例", over = "case",
  where = poor_inpatient, part = reimbursed, whole = total, by = "month",
  threshold = "goal.reimbursement", at_least = true,
  counts = "money",
  doc = "The headline figure by the month of settlement.",
}

-- 2. The five layers: what each pays of the cost, by level, and what assistance pays by identity

local function share(name, title, amount)
  target(name) {
    title = title, over = "case", by = "hospital_level",
    where = poor_inpatient, part = amount, whole = total,
    counts = "money",
    doc = "What this layer pays over the total cost, by level.",
  }
end

share("share_basic", "基本医保支付占比", function(case, p, result) return result.basic end)
share("share_serious_illness", "大病保险支付占比", function(case, p, result)
  return result.serious_illness
end)
share("share_supplementary", "健康扶贫保险支付占比", function(case, p, result)
  return result.supplementary
end)
share("share_assistance", "医疗救助支付占比", function(case, p, result) return result.assistance end)
share("share_temporary_aid", "民政临时救助占比", function(case, p, result)
  return result.temporary_aid
end)
share("share_backstop", "政府兜底支付占比", function(case, p, result) return result.backstop end)

target "assistance_by_identity" {
  title = "各类人员医疗救助占比", over = "case", by = "identity",
  where = poor_inpatient, part = function(case, p, result) return result.assistance end, whole = total,
  counts = "money",
  doc = "What medical assistance pays over the total cost, by identity.",
}

-- 3. and 4. Pay after treatment, one-stop settlement: in-county stays of the poor

local function poor_at_home(case) return poor_inpatient(case) and case.place == "in_county" end

target "no_deposit" {
  title = "先诊疗后付费落实率", over = "case",
  where = poor_at_home,
  part = function(case) return case.deposit == 0 and stays(case) or 0 end,
  whole = stays,
  threshold = "goal.no_deposit", at_least = true,
  counts = "人次",
  doc = "Stays without a deposit over stays.",
}

target "no_deposit_by_hospital" {
  title = "各机构先诊疗后付费落实率", over = "case", by = "hospital",
  where = poor_at_home,
  part = function(case) return case.deposit == 0 and stays(case) or 0 end,
  whole = stays,
  threshold = "goal.no_deposit", at_least = true,
  counts = "人次",
  doc = "Stays without a deposit over stays, by institution.",
}

target "pay_after_reimbursement" {
  title = "先诊疗后付费住院实际报销比例", over = "case", by = "hospital",
  where = function(case) return poor_at_home(case) and case.deposit == 0 end,
  part = reimbursed, whole = total,
  threshold = "goal.reimbursement", at_least = true,
  counts = "money",
  doc = "What all layers pay of the stays without a deposit: their cost is the whole.",
}

target "discharge_pay" {
  title = "出院自付不超过控制比例的住院占比", over = "case",
  where = poor_at_home,
  part = function(case, p, result)
    local most = abs(case.total_cost) * p.discharge.self_pay
    return abs(result.self_pay) <= most and stays(case) or 0
  end,
  whole = stays,
  threshold = "goal.discharge", at_least = true,
  counts = "人次",
  doc = "Stays of which the patient pays at most discharge.self_pay when leaving.",
}

target "one_stop" {
  title = "一站式结算率", over = "case",
  where = poor_at_home,
  part = function(case) return case.one_stop and stays(case) or 0 end,
  whole = stays,
  threshold = "goal.one_stop", at_least = true,
  counts = "人次",
  doc = "Stays settled at one window over stays.",
}

target "one_stop_by_hospital" {
  title = "各机构一站式结算率", over = "case", by = "hospital",
  where = poor_at_home,
  part = function(case) return case.one_stop and stays(case) or 0 end,
  whole = stays,
  threshold = "goal.one_stop", at_least = true,
  counts = "人次",
  doc = "Stays settled at one window over stays, by institution.",
}

target "one_stop_away" {
  title = "县外住院一次办结率", over = "case",
  where = function(case) return poor_inpatient(case) and case.place ~= "in_county" end,
  part = function(case) return case.one_stop and stays(case) or 0 end,
  whole = stays,
  threshold = "goal.one_stop_away", at_least = true,
  counts = "人次",
  doc = "Stays out of the county settled in one visit over such stays.",
}

-- 5. Referral, and what stays without one do to the headline figure

target "referral" {
  title = "县外住院规范转诊率", over = "case",
  where = function(case) return poor_inpatient(case) and case.place ~= "in_county" end,
  part = function(case) return unreferred(case) and 0 or stays(case) end,
  whole = stays,
  threshold = "goal.referral", at_least = true,
  counts = "人次",
  doc = "Referred stays over stays out of the county.",
}

target "reimbursement_referred" {
  title = "规范转诊住院实际报销比例", over = "case",
  where = function(case) return poor_inpatient(case) and not unreferred(case) end,
  part = reimbursed, whole = total,
  threshold = "goal.reimbursement", at_least = true,
  counts = "money",
  doc = "The headline figure without unreferred stays; the difference is their effect.",
}

-- 6. Out-of-scope cost, by institution

target "out_of_scope_prefecture" {
  title = "州（市）级医院政策范围外费用占比", over = "case", by = "hospital",
  where = function(case) return poor_inpatient(case) and case.hospital_tier == "prefecture" end,
  part = outside, whole = total,
  threshold = "goal.out_of_scope.prefecture", at_least = false,
  counts = "money",
  doc = "Out-of-scope cost over total cost, by hospital.",
}

target "out_of_scope_county" {
  title = "县级医院政策范围外费用占比", over = "case", by = "hospital",
  where = function(case) return poor_inpatient(case) and case.hospital_tier == "county" end,
  part = outside, whole = total,
  threshold = "goal.out_of_scope.county", at_least = false,
  counts = "money",
  doc = "Out-of-scope cost over total cost, by hospital.",
}

-- 21. What each fund has spent on the poor: the part is the sum, the ratio its share of the cost

local function spending(name, title, amount)
  target(name) {
    title = title, over = "case", by = "month",
    where = function(case) return case.identity ~= "none" end,
    part = amount, whole = total,
    counts = "money",
    doc = "Sum paid by month, and its share of the total cost.",
  }
end

spending("spending_basic", "基本医保支出", function(case, p, result) return result.basic end)
spending("spending_serious_illness", "大病保险支出", function(case, p, result)
  return result.serious_illness
end)
spending("spending_supplementary", "健康扶贫保险支出", function(case, p, result)
  return result.supplementary
end)
spending("spending_assistance", "医疗救助支出", function(case, p, result)
  return result.assistance
end)
spending("spending_temporary_aid", "民政临时救助支出", function(case, p, result)
  return result.temporary_aid
end)
spending("spending_backstop", "政府兜底支出", function(case, p, result) return result.backstop end)

target "assistance_budget" {
  title = "医疗救助预算执行率", over = "case",
  where = function(case) return case.identity ~= "none" end,
  part = function(case, p, result) return result.assistance end, budget = "budget.assistance",
  threshold = "goal.budget_used", at_least = false,
  counts = "money",
  doc = "What assistance has paid in the year over budget.assistance; without one it is only a sum.",
}
